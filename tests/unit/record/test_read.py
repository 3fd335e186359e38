"""The quick reader and the careful one agree on every file, and columns are checked as Python would check each cell."""

import csv
import re
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal, assert_series_equal

from conftest import at_most
from op1027.record import _columns as columns
from op1027.record import _csvfile as csvfile
from op1027.record.check import _header_columns
from op1027.record.faults import Fault
from op1027.record.read import _read_carefully

FIELDS: dict[str, dict[str, str]] = {"a": {"type": "string"}, "b": {"type": "string"}}


def ab(header: list[str]) -> tuple[Mapping[str, int], list[Fault]]:
    return _header_columns("table.csv", header, FIELDS)


SIGNS = ["a", "b", ",", '"', '""', "\n", "\r\n", "\r", " ", "\x00", "é", "\u202e", '"x"', '"x,y"', '"x\ny"', "a,b\n"]
ODD_TEXT = st.text(st.sampled_from(["a", "_", "9", " ", "é", "\u00a0", "\u202e", "\t", "\x1f", "\x7f", "–", "\n"]))


def both(path: Path) -> tuple[pd.DataFrame | None, pd.DataFrame | None, int]:
    plain = csvfile.read_plain(path, ab)
    careful, faults = _read_carefully(path, ab)
    return plain, careful, len(faults)


@at_most(300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.lists(st.sampled_from(SIGNS), max_size=14).map("".join), block=st.sampled_from([1, 2, 3, 1 << 16]))
def test_what_is_read_quickly_is_what_is_read_carefully(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, block: int
) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes(f"a,b\n{text}".encode())
    layout = csvfile._quotes_in(path)
    with monkeypatch.context() as small:
        small.setattr(csvfile, "_BLOCK", block)
        again = csvfile._quotes_in(path)
    assert (layout is None) == (again is None), "where blocks end makes no difference"
    if layout is not None and again is not None:
        assert layout.ends == again.ends
        assert layout.quotes.tolist() == again.quotes.tolist()
    plain, careful, faults = both(path)
    if plain is not None:
        assert careful is not None
        assert faults == 0
        assert_frame_equal(plain, careful)


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_well_formed_file_is_read_quickly_with_its_lines(tmp_path: Path, end: str) -> None:
    path = tmp_path / "table.csv"
    rows = [["1", 'with "quotes"'], ["2", "two\nlines"], ["", "with, comma"], ["4", ""]]
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator=end).writerows([["a", "b"], *rows])
    plain, careful, _ = both(path)
    assert plain is not None
    assert plain.index.tolist() == [2, 3, 5, 6]
    assert plain.fillna("").to_numpy().tolist() == rows
    assert careful is not None
    assert_frame_equal(plain, careful)


@pytest.mark.parametrize(
    "text", ["", "a,b", "b,a\n1,2\n", "a,b,c\n1,2,3\n", "a,a\n1,2\n", 'a,b\n1,x"y\n', "a,b\n1\n", "a,b\n\n1,2\n"]
)
def test_what_needs_care_is_left_to_care(tmp_path: Path, text: str) -> None:
    path = tmp_path / "table.csv"
    path.write_text(text, encoding="utf-8")
    plain = csvfile.read_plain(path, ab)
    if text == "b,a\n1,2\n":
        assert plain is not None
        assert list(plain) == ["a", "b"]
    else:
        assert plain is None


def test_a_stray_quote_in_the_header_is_a_fault(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text('"a"x,b\n1,2\n', encoding="utf-8")
    frame, faults = _read_carefully(path, ab)
    assert frame is None
    assert [(fault.line, fault.rule) for fault in faults] == [(1, "not readable as CSV (',' expected after '\"')")]


@at_most(200)
@given(
    st.lists(st.none() | ODD_TEXT, max_size=8),
    st.sampled_from(["^[a-z0-9]+(_[a-z0-9]+)*$", "[^ ]+", "a ?.*", ".{2,3}"]),
)
def test_columns_are_judged_as_each_cell_would_be(values: list[str | None], pattern: str) -> None:
    text = pd.Series(values, dtype="str")
    odd = [value is not None and re.search(columns._ODD, value) is not None for value in values]
    assert columns.odd(text).tolist() == odd
    shaped = [value is not None and re.fullmatch(pattern, value) is not None for value in values]
    assert columns.fullmatch(text, pattern).tolist() == shaped


@given(st.lists(st.none() | st.sampled_from("abcd"), max_size=8), st.lists(st.sampled_from("cdef"), max_size=8))
def test_lookups_find_the_first_of_each_key(values: list[str | None], keys: list[str]) -> None:
    text, known = pd.Series(values, dtype="str"), pd.Series(keys, dtype="str")
    assert columns.known_in(text, known).tolist() == [value in keys for value in values]
    assert columns.positions(text, known).tolist() == [keys.index(v) if v in keys else -1 for v in values]
    codes, different = columns.encoded(text)
    assert_series_equal(columns.decoded(codes, different, text.index), text)
    table = pd.DataFrame({"key": known, "number": np.arange(len(keys))})
    found = columns.looked_up(text, table, "key", "number")
    assert found.fillna(-1).tolist() == [keys.index(v) if v in keys else -1 for v in values]
