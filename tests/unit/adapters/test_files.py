"""Files of an export, empty, missing, or of other line ends; more in `hard/test_field`. Every row is synthetic."""

from pathlib import Path

import pandas as pd
import pytest

import op1027
from made_exports import ROW, TAKEN, write


def test_an_empty_export_and_a_missing_one(like: op1027.Ledger, tmp_path: Path) -> None:
    read = op1027.read_acled(write(tmp_path), like=like)
    assert read.events.empty
    assert read.unmatched.empty
    assert op1027.town_control(read).empty
    with pytest.raises(FileNotFoundError, match="nowhere"):
        op1027.read_acled(tmp_path / "nowhere.csv", like=like)


@pytest.mark.parametrize(
    ("content", "line", "rule"),
    [
        (b"", 0, "the file is empty"),
        (",".join(list(ROW)[1:]).encode() + b"\n", 1, "the column is missing"),
        (",".join([*ROW, "notes"]).encode() + b"\n", 1, "the column stands twice"),
        (",".join(ROW).encode() + b"\n1,2\n", 2, "2 values where the header has"),
        (",".join(ROW).encode() + b'\n"a"b,2\n', 2, "not readable as CSV"),
        (",".join(ROW).encode() + b"\n\xff\n", 2, "not UTF-8"),
    ],
)
def test_a_file_that_is_none_is_reported(
    content: bytes, line: int, rule: str, like: op1027.Ledger, tmp_path: Path
) -> None:
    path = tmp_path / "synthetic_export.csv"
    path.write_bytes(content)
    with pytest.raises(op1027.DataError) as caught:
        op1027.read_acled(path, like=like)
    assert caught.value.faults[0].line == line
    assert rule in caught.value.faults[0].rule


def test_line_ends_marks_and_later_columns_make_no_difference(like: op1027.Ledger, tmp_path: Path) -> None:
    path = write(tmp_path, TAKEN, columns=[*ROW, "population_best"])
    plain = op1027.read_acled(path, like=like)
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\r\n", b"\n"))
    again = op1027.read_acled(path, like=like)
    pd.testing.assert_frame_equal(again.reports, plain.reports)


def test_a_file_that_is_not_there_is_called_so(like: op1027.Ledger, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"no such file: .*none\.csv"):
        op1027.read_acled(tmp_path / "none.csv", like=like)
