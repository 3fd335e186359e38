"""How exports are written: other folders, full disks, two at once, a browser or none. All data here are synthetic."""

import errno
import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pandas as pd
import plotly.graph_objects as go
import pytest

import op1027
from conftest import Folder, report
from op1027 import charts, export
from op1027.__main__ import main
from op1027.export import frames, pictures
from op1027.export.browser import find_browser
from op1027.export.folder import _sums, staged
from op1027.text.files import fresh_folder


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


@pytest.mark.usefixtures("few_files")
def test_an_early_day_and_one_front_make_a_folder_too(folder: Folder, tmp_path: Path) -> None:
    south = report(item="gamma_taken", place="gamma", front="south", source="radio_1")
    where = ["--data", str(folder(report(), south))]
    assert main(["export", str(tmp_path / "early"), *where, "--as-of", "2000-01-01"]) == 0
    assert len(pd.read_csv(tmp_path / "early" / "events.csv")) == 0
    assert main(["export", str(tmp_path / "one"), *where, "--as-of", "2024-01-10", "--front", "north"]) == 0
    assert pd.read_csv(tmp_path / "one" / "events.csv")["front"].tolist() == ["north"]
    assert "only North" in (tmp_path / "one" / "README.txt").read_text(encoding="utf-8")


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


@pytest.mark.parametrize(
    ("file", "content", "told"),
    [
        ("renamed.csv", b"wass,now,day\n", "renamed.csv:1: was = '': the column is missing"),
        ("renamed.csv", b"was,now,day\n\xff\xfe", "renamed.csv:2: 'byte 0xff': not UTF-8"),
        ("townships.geojson", b'{"features":\n[}', "townships.geojson:2: not JSON"),
        ("townships.geojson", b"\xff\xfe", "townships.geojson:1: 'byte 0xff': not UTF-8"),
        ("townships.geojson", b"[]", "townships.geojson: no GeoJSON features. To mend: give a FeatureCollection"),
        ("townships.geojson", b'{"features": [{}]}', "townships.geojson: feature 1: not of GeoJSON's form. To mend:"),
        ("townships.geojson", b"[" * 100_000, "townships.geojson: nested too deep"),
    ],
)
def test_every_file_is_checked_and_no_command_stumbles_over_one(
    file: str,
    content: bytes,
    told: str,
    folder: Folder,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    outlined = {name: getattr(charts, name) for name in ("plot_map", "plot_people")}
    monkeypatch.setattr("op1027.export._PLOTS", outlined)  # the other charts need no outlines
    monkeypatch.setattr("op1027.export.find_browser", lambda: False)
    path = folder(report())
    (path / file).write_bytes(content)
    needs_it = ["changes", str(path), str(path)] if file == "renamed.csv" else ["export", str(tmp_path / "x")]
    for command in (["check", str(path)], needs_it + (["--data", str(path)] if needs_it[0] == "export" else [])):
        assert main(command) == 1
        assert told in capsys.readouterr().out
    with pytest.raises(op1027.DataError, match=re.escape(told)):
        op1027.people_and_ground(op1027.load(path))
