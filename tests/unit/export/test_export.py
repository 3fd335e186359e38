"""What is taken away: each file is read back as a stranger would; how it is written: `hard/test_export_folders`."""

import csv
import io
import zipfile
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import openpyxl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import op1027
from conftest import Loaded, at_most, report
from op1027 import export
from op1027.__main__ import main
from op1027.export import acled, encode
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


def test_acled_columns_precision_and_words(ledger: Loaded) -> None:
    rows = acled.acled_table(
        ledger(
            report(allies="guerrillas"),
            report(item="week", type="battle", place="hills", date_start="2024-01-01", date_end="2024-01-07"),
            report(item="month", type="battle", place="", date_start="2024-01-02", date_end="2024-01-31"),
            report(item="long", type="battle", place="", date_start="2024-01-02", date_end="2024-02-28"),
            report(
                item="back",
                type="town_recaptured",
                actor="army",
                opponent="rebels",
                date_start="2024-02-06",
                source="radio_2",
            ),
            report(item="again", type="town_recaptured", date_start="2024-03-01", source="radio_2"),
            report(item="bombed", type="bombardment", actor="army", opponent=""),
            report(item="raids", type="bombardment", metric="airstrikes", low="3", qualifier="at_least"),
            report(
                item="dead",
                type="battle",
                metric="soldiers_killed",
                low="5",
                high="9",
                qualifier="about",
                claimant="rebels",
            ),
            report(item="dead", type="battle", claimant="army", stance="denies", source="radio_1"),
        )
    ).set_index("event_id_cnty")
    rows.index = rows.index.str.removeprefix("op1027:")
    assert [rows.index.name, *rows] == acled._COLUMNS
    assert rows["time_precision"].fillna(0).to_dict() == {
        **dict.fromkeys(["alpha_taken", "back", "again", "bombed", "raids", "dead"], 1),
        "week": 2,
        "month": 3,
        "long": 0,
    }
    assert rows.loc[["alpha_taken", "week", "month"], "geo_precision"].tolist() == [1, 2, 3]
    assert rows.loc["month", ["location", "latitude"]].fillna("").tolist() == ["North", ""]
    assert rows.loc["alpha_taken", "sub_event_type"] == rows.loc["again", "sub_event_type"] == acled._OVERTAKES
    assert rows.loc["back", "sub_event_type"] == acled._REGAINS
    assert pd.isna(rows.loc["bombed", "sub_event_type"])
    assert rows.loc["raids", "sub_event_type"] == "Air/drone strike"
    assert rows.loc["bombed", "event_type"] == "Explosions/Remote violence"
    assert rows["fatalities"].dropna().to_dict() == {"dead": 5}
    assert rows.loc["dead", "tags"] == "evidence=claimed; disputed"
    assert rows.loc["week", "tags"] == "evidence=independent; dates=2024-01-01/2024-01-07"
    assert rows.loc["alpha_taken", ["actor1", "assoc_actor_1", "actor2"]].tolist() == ["Rebels", "Guerrillas", "Army"]
    assert rows.loc["dead", "source"] == "Paper; Radio"
    assert rows["inter1"].isna().all()


def test_evil_cells_come_out_inert(evil: op1027.Ledger) -> None:
    files = export._table_files(evil, None)
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


def test_bad_wishes_are_told_before_anything_is_written(
    small: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for wish in (["--front", "west"], ["--as-of", "soon"]):
        assert main(["export", str(tmp_path / "out"), *small, *wish]) == 2
        assert capsys.readouterr().err.count("\n") == 1
    assert not (tmp_path / "out").exists()
