"""Broken folders, malicious texts, full disks, kills, two at once, wrong clocks. All data here are synthetic."""

import contextlib
import csv
import errno
import io
import itertools
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import openpyxl
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import op1027
from conftest import ROOT, SYNTHETIC, claim, report, write_folder
from corpus import CORPUS, DESCRIPTOR, ROWS, TABLES, VERDICT, Broken, sound
from op1027 import charts, export
from op1027.charts._inert import inert
from op1027.export import _PLOTS
from op1027.export.browser import find_browser
from op1027.export.folder import _sums
from op1027.ledger.load import inspect
from op1027.record.descriptor import _NEEDED
from op1027.record.package import read_descriptor
from op1027.report import facts, tables
from op1027.text.files import write_files


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sound(tmp_path_factory.mktemp("sound"))


@pytest.fixture(scope="module")
def fingerprint(base: Path) -> str:
    return op1027.load(base).fingerprint


def found_in(folder: Path) -> list[op1027.Fault]:
    try:
        return inspect(folder)[1]
    except op1027.DataError as error:
        return error.faults


def test_the_corpus_is_large_and_of_different_cases() -> None:
    assert len(CORPUS) >= 189
    assert len({broken.name for broken in CORPUS}) == len(CORPUS)


@pytest.mark.parametrize("broken", CORPUS, ids=lambda broken: broken.name)
def test_a_broken_folder_is_told_where_it_is_broken_or_nothing_changes(
    broken: Broken, base: Path, fingerprint: str
) -> None:
    path = base / broken.file
    whole = path.read_bytes()
    content = broken.change(whole)
    assert content != whole, "the case must break something"
    try:
        path.unlink() if content is None else path.write_bytes(content)
        if not broken.at:
            assert op1027.load(base).fingerprint == fingerprint
            return
        faults = found_in(base)
        lines = {fault.line for fault in faults if fault.file == broken.file or broken.file != DESCRIPTOR}
        assert set(broken.at) <= lines, faults
        assert all(fault.rule and fault.mend for fault in faults)
        assert all(len(str(fault)) < 1_500 for fault in faults)
    finally:
        path.write_bytes(whole)


def test_the_columns_the_package_computes_with_are_those_of_the_descriptor(base: Path) -> None:
    package = read_descriptor(base)
    for table, columns in _NEEDED.items():
        types = {name: field["type"] for name, field in package.fields(table).items()}
        wanted = {name: kind or "string" for name, _, kind in (c.partition(":") for c in columns.split())}
        assert types == wanted


HARMS = st.lists(
    st.tuples(
        st.sampled_from(["replace", "insert", "delete", "swap lines", "drop line"]),
        st.integers(0, 10_000),
        st.sampled_from(
            [b",", b'"', b"\n", b"\r", b"\x00", b"|", b"\xff", b"\xe2\x80\xae", b"9", b"-", b" ", b"x", b"=", b"<"]
        ),
    ),
    min_size=1,
    max_size=4,
)


def harmed(content: bytes, harms: list[tuple[str, int, bytes]]) -> bytes:
    for kind, where, what in harms:
        if kind in ("swap lines", "drop line"):
            rows = content.splitlines(keepends=True)
            one, other = where % max(len(rows), 1), (where // 7) % max(len(rows), 1)
            if kind == "drop line":
                rows = rows[:one] + rows[one + 1 :]
            elif rows:
                rows[one], rows[other] = rows[other], rows[one]
            content = b"".join(rows)
            continue
        at = where % (len(content) + 1)
        content = content[:at] + (b"" if kind == "delete" else what) + content[at + (kind != "insert") :]
    return content


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.sampled_from(TABLES), harms=HARMS)
def test_random_harm_is_told_or_read_as_it_stands(base: Path, name: str, harms: list[tuple[str, int, bytes]]) -> None:
    """Whatever is done to a file: faults that name a line of a file, or each cell as an independent reader has it."""
    path = base / name
    whole = path.read_bytes()
    content = harmed(whole, harms)
    try:
        path.write_bytes(content)
        faults = found_in(base)
        for fault in faults:
            assert fault.file in (*TABLES, DESCRIPTOR)
            number = len((base / fault.file).read_bytes().splitlines())
            assert 0 <= fault.line <= number + 1
        if not faults:
            ledger = op1027.load(base)
            table = getattr(ledger, "reports" if name == TABLES[0] else name.removesuffix(".csv"))
            text = io.StringIO(content.decode("utf-8-sig"), newline="")
            cells = [row for row in csv.reader(text) if row]
            assert len(table) == len(cells) - 1
            for column, values in table.items():
                given = [row[cells[0].index(str(column))] for row in cells[1:]]
                for value, cell in zip(values, given, strict=True):
                    assert said(value, cell) == cell, (column, cell)
    finally:
        path.write_bytes(whole)


def members(value: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to every member of a JSON value."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, member in inside:
        yield (*at, key)
        yield from members(member, (*at, key))


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    where=st.integers(0, 100_000),
    junk=st.sampled_from(["take away", None, 1, -1.5, "", "x", [], {}, [1], {"a": 1}, True]),
)
def test_a_descriptor_with_anything_in_it_is_told_or_works(base: Path, where: int, junk: Any) -> None:
    path = base / DESCRIPTOR
    whole = path.read_bytes()
    descriptor = json.loads(whole)
    ways = list(members(descriptor))
    *way, last = ways[where % len(ways)]
    parent = descriptor
    for key in way:
        parent = parent[key]
    if junk == "take away":
        del parent[last]
    else:
        parent[last] = junk
    try:
        path.write_text(json.dumps(descriptor), encoding="utf-8")
        faults = found_in(base)
        assert all(fault.rule and fault.mend for fault in faults)
        if not faults:
            assert op1027.load(base).events["item"].tolist() == ["alpha_taken", "beta_taken"]
    finally:
        path.write_bytes(whole)


def said(value: object, cell: str) -> str:
    """A value as the file has it."""
    if pd.isna(value):  # type: ignore[call-overload]
        return ""
    if isinstance(value, pd.Timestamp):
        return f"{value:%Y-%m-%d}"
    if isinstance(value, float):
        return cell if float(cell) == value else repr(value)
    if isinstance(value, int):
        return cell if int(cell) == value and cell.isascii() else repr(value)
    return str(value)


HTML = "<a href='https://evil.example'>x</a><img src=x onerror=alert(1)><script>alert(1)</script><b>b</b>"
EVIL = "<a href='https://evil.example'>x</a><img src=x onerror=alert(1)><b>b</b> $x^2$ %{x} &lt;i&gt; |"
FORMULA = '=HYPERLINK("https://evil.example","x"); =1+1'
OUR_TAGS = re.compile(
    r"</?b>|<br>|<extra>|</extra>|</span>|</a>|<span style='[\w:;#%. -]+'>|<a href='https://example\.org/\d+'>"
)


def evil_tables() -> dict[str, list[dict[str, str]]]:
    """The synthetic tables with malice wherever free text may stand."""
    tables = {name: [dict(row) for row in rows] for name, rows in SYNTHETIC.items()}
    for row in tables["actors"]:
        row["name"] = f"{EVIL} {row['name']}"
        row["short_name"] = f"<b>{row['short_name']}</b> $x$"
    for row in tables["places"]:
        row["name"] = f"{EVIL} {row['name']}"
    for row in tables["fronts"]:
        row["name"] = f"<i>{row['name']}</i> %{{x}} $y$"[:40]
    for row in tables["routes"]:
        row["name"] = f"{EVIL} {row['name']}"
    gate = {"gate": "gate", "place": "alpha", "neighbour": "CN", "kind": "gate", "source": "paper_1"}
    tables["gates"] = [gate | {"name": EVIL}]
    tables["assessments"] = [VERDICT | {"reason": HTML[:120]}]
    return tables


@pytest.fixture(scope="module")
def evil(tmp_path_factory: pytest.TempPathFactory) -> op1027.Ledger:
    texts = itertools.cycle(
        [HTML, FORMULA, "<i>x</i> $y$ %{x} &#60;u&#62; https://evil.example www.evil.example a@evil.example"]
    )
    force = {"item": "force", "type": "strength", "metric": "fighters", "low": "900", "high": "900"}
    inside = report(item="gamma_entered", type="town_entered", place="gamma", front="south", date_start="2024-01-09")
    given = [*ROWS, inside, claim(**force), claim(item="towns", metric="towns")]
    rows = [row | {"summary": next(texts)} for row in given]
    return op1027.load(write_folder(tmp_path_factory.mktemp("evil"), rows, **evil_tables()))


def drawn_texts(value: Any, key: str = "") -> Iterator[tuple[str, str]]:
    """Every text of a figure, with the name it stands under."""
    if isinstance(value, dict):
        for name, member in value.items():
            yield from drawn_texts(member, name)
    elif isinstance(value, list):
        for member in value:
            yield from drawn_texts(member, key)
    elif isinstance(value, str):
        yield key, value


@pytest.mark.parametrize("name", _PLOTS)
def test_charts_show_markup_in_the_data_as_it_stands(name: str, evil: op1027.Ledger) -> None:
    chosen = name in (
        "plot_known",
        "plot_lags",
        "plot_nowcast",
        "plot_reliability",
        "plot_strengths",
        "plot_tallies",
    )  # which draw rarer kinds only then
    more = {"front": ["north"]} if chosen else {}
    whole = json.loads(_PLOTS[name](evil, **more).to_json())
    spoken = 0
    for key, text in drawn_texts(whole):
        left = OUR_TAGS.sub("", text)
        assert not re.search(r"[<>]", left), (key, text)
        assert "$" not in left, (key, text)
        assert "evil.example'>" not in text
        if key != "hovertemplate" and not key.endswith("format"):
            assert "%{" not in text, (key, text)
        spoken += "&#60;" in text
    assert spoken, "the malice is drawn, as text"
    assert _PLOTS[name](evil.as_of("2024-02-01")).to_json().count("<script") == 0


def test_a_browser_draws_the_markup_as_letters(evil: op1027.Ledger) -> None:
    if not find_browser():
        pytest.skip("no Chrome or Chromium: pictures are not drawn")
    svg = charts.plot_control(evil).to_image("svg").decode()
    root = ElementTree.fromstring(svg)
    assert not [e for e in root.iter() if e.tag.endswith(("}a", "}script", "}image")) and "evil" in str(e.attrib)]
    assert "<img src=x onerror=alert(1)>" in "".join(root.itertext())


def test_a_ledger_without_markup_is_drawn_as_it_is(ours: op1027.Ledger) -> None:
    assert inert(ours) is ours
    view = ours.as_of("2024-01-01")
    assert inert(view) is view


@pytest.mark.parametrize(
    "spoken",
    [
        *("scope", "evidence", "glance", "announcements_said", "forecasts_said"),
        *("front_story", "known_then", "forecast_table", "tally_table", "reported"),
    ],
)
def test_sentences_and_tables_show_markup_as_it_stands(spoken: str, evil: op1027.Ledger) -> None:
    more = {
        "front_story": lambda: ["north"],
        "known_then": lambda: ["2024-01-11"],
        "forecast_table": lambda: [op1027.score_forecasts(evil)],
        "tally_table": lambda: [op1027.check_tallies(evil)],
        "reported": lambda: [["alpha_taken", "beta_taken"]],
    }.get(spoken, list)()
    text = str(getattr(facts if hasattr(facts, spoken) else tables, spoken)(evil, *more))
    assert not re.search(r"(?<!\\)[<>$]", text.replace(r"<span>\$</span>", "")), text
    assert not re.search(r"(?<!\\)\]\((?!https://example\.org/)", text), text
    assert not re.search(r"(?<!\()https?://|www\.", text), "an address that would become a link"


def test_tables_of_pandas_show_markup_as_it_stands(evil: op1027.Ledger) -> None:
    for frame in (tables.front_summary(evil), tables.changes_of_hands(evil), op1027.pages(evil, "alpha_taken")):
        shown = frame.to_html()
        assert "<script" not in shown
        assert "<img" not in shown


def test_an_export_holds_no_formula_no_markup_and_no_link(evil: op1027.Ledger) -> None:
    files = export._table_files(evil, "credit", "readme")
    for name in ("events.csv", "claims.csv", "acled_shaped.csv", "codebook.csv"):
        for row in csv.reader(io.StringIO(files[name]().decode("utf-8"))):
            parts = [part.strip(" ") for cell in row for part in re.split(r"[;\t\r\n]", cell)]
            assert not [part for part in parts if part.startswith(("=", "+", "-", "@")) and not part[1:].isdigit()]
    book = openpyxl.load_workbook(io.BytesIO(files["events_and_claims.xlsx"]()))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert FORMULA in {cell.value for cell in cells}
    assert {cell.data_type for cell in cells} <= {"s", "n", "d", "b"}
    assert not [cell for cell in cells if cell.hyperlink]
    drawn = charts.plot_timeline(evil, title="<b>mine</b>")
    assert "<script" not in export.pictures.svg_bytes(b"<svg>", drawn, HTML).decode()


# The disk, other runs, the clock.


def run(*words: object, cwd: Path = ROOT, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *map(str, words)],
        capture_output=True,
        text=True,
        check=False,
        cwd=cwd,
        env=os.environ | environment,
        timeout=120,
    )


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Callable[..., Path]]:
    """A function that mounts a small disk of its own and returns where; taken down at the end."""
    place = tmp_path / "disk"
    place.mkdir()

    def mount(size: str) -> Path:
        done = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(place)], capture_output=True, check=False
        )
        if done.returncode:
            pytest.skip("a disk of one's own cannot be mounted here (root on Linux can)")
        return place

    if not shutil.which("mount"):
        pytest.skip("no command `mount` here")
    yield mount
    if os.path.ismount(place):
        subprocess.run(["umount", str(place)], check=True)


def lock(place: Path) -> None:
    subprocess.run(["mount", "-o", "remount,ro", str(place)], check=True, capture_output=True)


def fill(place: Path) -> None:
    """Leave no room."""
    handle = os.open(place / "filler", os.O_WRONLY | os.O_CREAT)
    with contextlib.suppress(OSError):
        while os.write(handle, bytes(4096)):
            pass
    os.close(handle)


ADD = (
    *("-m", "op1027", "add", "--url", "https://example.org/new", "--publisher", "paper", "--published", "2024-03-01"),
    *("--read-on", "2024-04-01", "--type", "town_captured", "--place", "Gamma", "--date-start", "2024-02-20"),
    *("--actor", "rebels", "--opponent", "army", "--claimant", "paper", "--summary", "Synthetic: Gamma taken"),
)
NOTEBOOK = {
    "cells": [
        {"cell_type": "code", "id": "a", "metadata": {}, "execution_count": None, "outputs": [], "source": "WAIT"},
        {"cell_type": "code", "id": "b", "metadata": {}, "execution_count": None, "outputs": [], "source": "1 + 1"},
    ],
    "metadata": {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}},
    "nbformat": 4,
    "nbformat_minor": 5,
}


def notebook(folder: Path, first: str) -> Path:
    path = folder / "synthetic.ipynb"
    path.write_text(json.dumps(NOTEBOOK).replace("WAIT", first), encoding="utf-8")
    return path


WRITERS = """
import pathlib, sys
place = pathlib.Path(sys.argv[1])
sys.argv = ["x"]
sys.path[:0] = ["tools", "tools/site"]
import build, codebook, coverage
build.exported = lambda _: {}
build.draw_cards = lambda *_: {}
build.Site = lambda *_: type("Site", (), {"files": lambda _: {"index.html": bytes(4_000_000)}})()
codebook.TARGET = coverage.TARGET = place / "docs" / "codebook.md"
ends = []
for write in (codebook.main, coverage.main, lambda: sys.exit(build.main([str(place / "site")]))):
    try:
        write()
    except SystemExit as end:
        ends.append(end.code)
print(*ends, sep="\\n", file=sys.stderr)
"""


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.name != "filler"}


@pytest.mark.parametrize("trouble", [fill, lock])
def test_a_full_or_locked_disk_is_one_clear_line(trouble: Callable[[Path], None], disk: Callable[..., Path]) -> None:
    place = disk("2m")
    data = sound(place / "data")
    (place / "docs").mkdir()
    (place / "docs" / "codebook.md").write_text("old", encoding="utf-8")
    pages_of = notebook(place, "2 + 2")
    trouble(place)
    before = bytes_of(data)
    why = "No space left on device" if trouble is fill else "Read-only file system"
    done = run(*ADD, "--data", data)
    assert (done.returncode, done.stderr) == (1, f"Nothing was written to {data}: {why}.\n"), done.stdout
    assert bytes_of(data) == before
    done = run("-m", "op1027", "export", place / "out", "--data", data, BROWSER_PATH=str(place / "none"))
    assert (done.returncode, done.stderr.splitlines()[-1]) == (1, f"Nothing was written to {place / 'out'}: {why}.")
    assert not (place / "out").exists()
    if trouble is fill:  # what else is written goes the same way, whatever the trouble
        old = pages_of.read_bytes()
        done = run("tools/render.py", pages_of)
        assert done.returncode == 1
        assert re.fullmatch(rf"left as it was: {why}( \(.+\))?\.\n", done.stderr), done.stderr
        assert pages_of.read_bytes() == old
        done = run("-c", WRITERS, place)
        left = [f"codebook.md was left as it was: {why}."] * 2
        assert done.stderr.splitlines() == [*left, f"Nothing was written to {place / 'site'}: {why}."]
        assert (place / "docs" / "codebook.md").read_text(encoding="utf-8") == "old"
    assert sorted(p.name for p in place.iterdir() if p.name != "filler") == ["data", "docs", "synthetic.ipynb"]


def test_files_are_written_all_or_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    one.write_bytes(b"old")
    one.chmod(0o640)
    write_files({one: b"new", two: b"new"})
    assert bytes_of(tmp_path) == {"one": b"new", "two": b"new"}
    assert one.stat().st_mode & 0o777 == 0o640
    whole = os.fsync
    calls = itertools.count()

    def full(handle: int) -> None:
        if next(calls):
            raise OSError(errno.ENOSPC, "No space left on device")
        whole(handle)

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        write_files({one: b"newer", two: b"newer"})
    assert bytes_of(tmp_path) == {"one": b"new", "two": b"new"}


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT])
def test_killed_while_rendering_leaves_the_notebook_as_it_was(number: signal.Signals, tmp_path: Path) -> None:
    started = tmp_path / "started"
    path = notebook(tmp_path, f"import pathlib, time; pathlib.Path({str(started)!r}).touch(); time.sleep(60)")
    before = path.read_bytes()
    process = subprocess.Popen(
        [sys.executable, "tools/render.py", str(path)],
        cwd=ROOT,
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        wait_for(started.exists, process)
        os.killpg(process.pid, number)
        said, errors = process.communicate(timeout=30)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    assert process.returncode != 0
    assert path.read_bytes() == before
    assert sorted(bytes_of(tmp_path)) == ["started", "synthetic.ipynb"]
    if number == signal.SIGINT:
        assert "stopped, for its kernel has ended; left as it was" in said
        assert "render.py" not in errors, "a traceback of ours"


def wait_for(done: Callable[[], bool], process: subprocess.Popen[str]) -> None:
    deadline = time.monotonic() + 60
    while not done():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_killed_while_writing_leaves_one_whole_file_or_the_other(tmp_path: Path) -> None:
    target = tmp_path / "file"
    target.write_bytes(b"0" * 3_000_000)
    code = (
        "import itertools, pathlib, sys; from op1027.text.files import write_files\n"
        "print('ready', flush=True)\n"
        "for n in itertools.count(1): write_files({pathlib.Path(sys.argv[1]): str(n % 10).encode() * 3_000_000})"
    )
    process = subprocess.Popen([sys.executable, "-c", code, str(target)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    time.sleep(0.15)
    process.kill()
    process.communicate()
    content = target.read_bytes()
    assert len(content) == 3_000_000
    assert len(set(content)) == 1
    assert all(path.name.startswith(".") for path in tmp_path.iterdir() if path != target)


def test_two_who_add_at_once_both_get_a_row_of_their_own(tmp_path: Path) -> None:
    data = sound(tmp_path / "data")
    words = [list(ADD), list(ADD)]
    words[1][words[1].index("https://example.org/new")] = "https://example.org/other"
    words[1][words[1].index("paper")] = "radio"
    words[1] = [*words[1], "--item", "gamma_again"]
    both = [
        subprocess.Popen([sys.executable, *w, "--new", "--data", str(data)], stdout=subprocess.PIPE, text=True)
        for w in words
    ]
    said = sorted(process.communicate(timeout=60)[0] for process in both)
    codes = [process.returncode for process in both]
    ledger, faults = inspect(data)
    # The two speak of one town, so the second to come may be refused, for the town is held already; none is lost.
    added = [line for line in said if line.startswith("Added")]
    assert codes.count(0) == len(added) >= 1
    if ledger is None:
        raise AssertionError(faults)
    assert len(ledger.reports) == len(ROWS) + len(added)
    assert ledger.reports["report_id"].is_unique


def test_two_renders_and_two_exports_at_once_do_not_spoil_each_other(tmp_path: Path) -> None:
    data, target = sound(tmp_path / "data"), tmp_path / "out"
    path = notebook(tmp_path, "3 + 4")
    export_ = ["-m", "op1027", "export", str(target), "--data", str(data)]
    commands = [export_, export_, ["tools/render.py", str(path)], ["tools/render.py", str(path)]]
    environment = os.environ | {"BROWSER_PATH": str(tmp_path / "none")}
    running = [
        subprocess.Popen(
            [sys.executable, *w], cwd=ROOT, env=environment, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for w in commands
    ]
    ends = [(process.communicate(timeout=120), process.returncode) for process in running]
    assert [code for _, code in ends] == [3, 3, 0, 0], ends
    assert _sums(target) == (target / "SHA256SUMS").read_text(encoding="utf-8")
    outputs = [cell["outputs"][0]["data"]["text/plain"] for cell in json.loads(path.read_bytes())["cells"]]
    assert outputs == [["7"], ["2"]]
    assert sorted(p.name for p in tmp_path.iterdir()) == ["data", "out", "synthetic.ipynb"]


CLOCK = """
import hashlib, inspect, sys, time
shift = float(sys.argv[2])
then = time.time
time.time = lambda: then() + shift
import op1027
from op1027 import charts, export
from op1027.report import facts
ledger = op1027.load(sys.argv[1])
digest = hashlib.sha256(ledger.fingerprint.encode())
for name in charts.__all__:
    digest.update(getattr(charts, name)(ledger).to_json().encode())
for name, make in sorted(export._table_files(ledger, "credit", "readme").items()):
    digest.update(make())
digest.update((str(facts.glance(ledger)) + str(facts.known_then(ledger, "2024-01-11"))).encode())
print(digest.hexdigest())
"""


def test_a_wrong_clock_or_zone_changes_nothing(base: Path) -> None:
    years = 3600 * 24 * 365.0
    cases = [("Pacific/Kiritimati", -40 * years), ("Etc/GMT+12", 60 * years)]
    running = [
        subprocess.Popen(
            [sys.executable, "-c", CLOCK, str(base), str(shift)],
            env=os.environ | {"TZ": zone},
            stdout=subprocess.PIPE,
            text=True,
        )
        for zone, shift in cases
    ]
    said = [process.communicate(timeout=120)[0] for process in running]
    assert len(said[0]) == 65
    assert set(said) == {said[0]}
