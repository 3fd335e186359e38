"""What is taken away: each file is read back as a stranger would, and nothing half-written is ever left."""

import csv
import errno
import io
import json
import os
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import openpyxl
import pandas as pd
import plotly.graph_objects as go
import pytest
from hypothesis import given
from hypothesis import strategies as st

import op1027
from conftest import Folder, Loaded, at_most, report
from op1027 import charts, export
from op1027.__main__ import main
from op1027.export import acled, encode, frames, pictures
from op1027.export.browser import find_browser
from op1027.export.folder import _sums, staged
from op1027.text import escape as text
from op1027.text.files import fresh_folder

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


@pytest.fixture
def small(folder: Folder) -> list[str]:
    """The command's words for a small synthetic data folder."""
    return ["--data", str(folder(report()))]


@pytest.fixture
def few_files(monkeypatch: pytest.MonkeyPatch) -> None:
    """No charts and no browser: for tests of how files are written, not of what is in them."""
    monkeypatch.setattr(export, "_PLOTS", {})
    monkeypatch.setattr(export, "find_browser", lambda: True)
    monkeypatch.setattr(export, "Studio", NoStudio)


class NoStudio:
    """Stands for a browser where nothing is drawn."""

    def __enter__(self) -> "NoStudio":
        return self

    def __exit__(self, *_: object) -> None:
        return None


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


@pytest.mark.usefixtures("few_files")
def test_an_early_day_and_one_front_make_a_folder_too(folder: Folder, tmp_path: Path) -> None:
    south = report(item="gamma_taken", place="gamma", front="south", source="radio_1")
    where = ["--data", str(folder(report(), south))]
    assert main(["export", str(tmp_path / "early"), *where, "--as-of", "2000-01-01"]) == 0
    assert len(pd.read_csv(tmp_path / "early" / "events.csv")) == 0
    assert main(["export", str(tmp_path / "one"), *where, "--as-of", "2024-01-10", "--front", "north"]) == 0
    assert pd.read_csv(tmp_path / "one" / "events.csv")["front"].tolist() == ["north"]
    assert "only North" in (tmp_path / "one" / "README.txt").read_text(encoding="utf-8")


def test_charts_are_of_the_fronts_wanted(ours: op1027.Ledger) -> None:
    files = export._chart_files(ours, ["karen"], {"plot_forces": charts.plot_forces}, None)
    figure = go.Figure(json.loads(files["charts/forces.json"]()))
    assert figure.layout.title == charts.plot_forces(ours, front=["karen"]).layout.title


def test_bad_wishes_are_told_before_anything_is_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for wish in (["--front", "west"], ["--as-of", "soon"]):
        assert main(["export", str(tmp_path / "out"), *wish]) == 2
        assert capsys.readouterr().err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("few_files")
def test_a_folder_with_other_files_is_never_touched(
    small: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "place" / "out"
    assert main(["export", str(target), *small]) == 0
    before = _sums(target)
    assert main(["export", str(target), *small]) == 0, "an unchanged export is replaced"
    assert _sums(target) == before
    for harm in (
        lambda: (target / "mine.txt").write_text("mine"),
        lambda: (target / "README.txt").write_text("changed"),
    ):
        harm()
        held = _sums(target)
        assert main(["export", str(target), *small]) == 1
        assert "Nothing in it was touched" in capsys.readouterr().err
        assert _sums(target) == held
    assert main(["export", str(target / "mine.txt"), *small]) == 1
    assert "is a file" in capsys.readouterr().err
    assert [path.name for path in target.parent.iterdir()] == ["out"]


@pytest.mark.usefixtures("few_files")
def test_a_full_disk_is_one_clear_line(
    small: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    place = tmp_path / "place"
    whole = Path.write_bytes

    def full(path: Path, data: bytes) -> int:
        if path.suffix != ".geojson":
            return whole(path, data)
        whole(path, data[:100])
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))

    monkeypatch.setattr(Path, "write_bytes", full)
    assert main(["export", str(place / "out"), *small]) == 1
    assert capsys.readouterr().err == f"Nothing was written to {place / 'out'}: {os.strerror(errno.ENOSPC)}.\n"
    assert list(place.iterdir()) == []


def test_two_at_once_both_leave_a_whole_folder(tmp_path: Path) -> None:
    target = tmp_path / "out"
    with staged(target) as one, staged(target) as other:
        assert one != other
        (one / "a.txt").write_text("one")
        (other / "a.txt").write_text("other")
    assert (target / "a.txt").read_text() == "one", "the last to be done"
    assert _sums(target) == (target / "SHA256SUMS").read_text()
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_what_was_there_comes_back_if_the_change_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "out"
    with staged(target) as new:
        (new / "a.txt").write_text("first")
    whole = Path.rename

    def fail(path: Path, to: Path) -> Path:
        if path.name == "new":
            raise OSError(errno.EXDEV, "not now")
        return whole(path, to)

    monkeypatch.setattr(Path, "rename", fail)
    with pytest.raises(OSError, match="not now"), staged(target) as new:
        (new / "a.txt").write_text("second")
    assert (target / "a.txt").read_text() == "first"


def test_a_run_at_work_is_not_cleared_away_by_another(tmp_path: Path) -> None:
    target = tmp_path / "out"
    with fresh_folder(target) as slow:
        with fresh_folder(target) as fast:
            (fast / "fast").touch()
        (slow / "slow").touch()
    assert [path.name for path in tmp_path.rglob("*")] == ["out", "slow"]


def test_without_a_browser_all_else_is_written_and_the_exit_code_says_so(
    small: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(export, "_PLOTS", {"plot_forces": charts.plot_forces})
    monkeypatch.setenv("BROWSER_PATH", str(tmp_path / "none"))
    assert main(["export", str(tmp_path / "out"), *small]) == 3
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    assert "not as SVG and PNG: the browser did not start" in error
    assert [path.name for path in (tmp_path / "out" / "charts").iterdir()] == ["forces.json"]


@pytest.fixture(scope="module")
def studio() -> Iterator[pictures.Studio]:
    if not find_browser():
        pytest.skip("no Chrome or Chromium: pictures are not drawn")
    with pictures.Studio() as opened:
        yield opened


def test_pictures_are_the_same_twice_and_name_whose_they_are(studio: pictures.Studio, ours: op1027.Ledger) -> None:
    plots = {"plot_routes": charts.plot_routes}
    once, again = (export._chart_files(ours, None, plots, studio) for _ in range(2))
    drawn = {name: make() for name, make in once.items()}
    assert drawn == {name: make() for name, make in again.items()}
    credit = frames.attribution(ours)
    root = ElementTree.fromstring(drawn["charts/routes.svg"])
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert root.findtext("{*}desc") == credit
    assert root.findtext("{*}title") == charts.plot_routes(ours).layout.title.text.replace("<br>", " ")[3:-4]
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    used = set(re.findall(r"url\(['\"]?#([\w-]+)", drawn["charts/routes.svg"].decode()))
    assert used <= set(ids), "each reference leads to what it names"
    png = drawn["charts/routes.png"]
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    assert credit.encode() in png
    assert go.Figure(json.loads(drawn["charts/routes.json"])).layout.meta == {"attribution": credit}
