"""Tables as bytes: the same twice, and nothing in them acts."""

import csv
import io
import zipfile
from dataclasses import replace
from xml.etree import ElementTree

import openpyxl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import op1027
from conftest import Loaded, at_most, report
from op1027 import export
from op1027.export import encode
from op1027.text import escape as text

EVIL = [
    "=1+1",
    "+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(1)",
    "\t=1+1",
    "\n=1+1",
    "＝1+1",
    "null\x00byte",
    "turned \u202eround\u202c",
    "<script>alert(1)</script>",
    "https://example.org/not-a-link",
    "x" * 40_000,
]


@pytest.fixture
def evil(ledger: Loaded) -> op1027.Ledger:
    """A synthetic ledger whose summaries mean harm, some as `load` would refuse: a ledger may come from elsewhere."""
    sound = ledger(*(report(item=f"item_{n}", type="battle") for n in range(len(EVIL))))
    return replace(sound, reports=sound.reports.assign(summary=EVIL))


def test_evil_cells_come_out_inert(evil: op1027.Ledger) -> None:
    files = export._table_files(evil, "credit", "readme")
    order = [f"item_{n}" for n in range(len(EVIL))]
    for name, column in (("events.csv", "summary"), ("acled_shaped.csv", "notes")):
        rows = list(csv.DictReader(io.StringIO(files[name]().decode("utf-8"), newline="")))
        cells = [row[column] for row in rows]
        assert not any(cell[:1] in "=+-@\t\n＝" for row in rows for cell in (row["attribution"], row[column]))
        assert not any(mark in cell for cell in cells for mark in "\x00\u202e\u202c")
        assert "'=1+1" in cells
        assert "null<U+0000>byte" in cells
        assert "x" * 40_000 in cells
    sheet = openpyxl.load_workbook(io.BytesIO(files["events_and_claims.xlsx"]()))["Events"]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n", "d", "b"}, "a formula"
    assert not any(cell.hyperlink for row in sheet.iter_rows() for cell in row)
    table = pd.DataFrame(sheet.values).pipe(lambda t: t.iloc[1:].set_axis(t.iloc[0], axis="columns"))
    written = table.set_index("item").loc[order, "summary"].tolist()
    assert written[:7] == EVIL[:7]
    assert written[-1].endswith(text._CUT)
    assert len(written[-1]) == text._CELL
    kept = pd.read_parquet(io.BytesIO(files["events.parquet"]())).set_index("item").loc[order, "summary"]
    assert kept.tolist() == EVIL, "Parquet has every value as recorded"


TEXTS = st.lists(st.none() | st.text(st.characters(codec="utf-8"), max_size=20), min_size=1, max_size=5)


@at_most(15)
@given(TEXTS)
def test_any_text_is_written_the_same_twice_and_never_as_a_formula(texts: list[str | None]) -> None:
    frame = pd.DataFrame({"summary": pd.Series(texts, dtype="str"), "low": pd.Series([-1] * len(texts), dtype="Int64")})
    book = pd.DataFrame({"column": list(frame), "value": None, "meaning": "synthetic", "unit": None})
    once, again = (
        (
            encode.csv_bytes(frame, "ours"),
            encode.parquet_bytes(frame, "ours", book),
            encode.excel_bytes({"Events": frame}, "ours", pd.Timestamp("2024-01-01")),
        )
        for _ in range(2)
    )
    assert once == again
    rows = list(csv.reader(io.StringIO(once[0].decode("utf-8"), newline="")))[1:]
    assert [row[0] for row in rows] == [text.unformulated(text.visible(value or "")) for value in texts]
    assert not any(text._FORMULA.search(row[0]) or text._HIDDEN.search(row[0]) for row in rows)
    assert {row[1] for row in rows} == {"-1"}, "numbers stay numbers"
    assert pd.read_parquet(io.BytesIO(once[1]))["summary"].fillna("").tolist() == [value or "" for value in texts]
    with zipfile.ZipFile(io.BytesIO(once[2])) as book_file:
        assert b"<f>" not in book_file.read("xl/worksheets/sheet1.xml")
        ElementTree.fromstring(book_file.read("xl/sharedStrings.xml"))
