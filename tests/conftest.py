"""Fixtures. Every place, actor and report made here is synthetic; nothing of it speaks of a real war."""

import csv
import functools
import importlib.util
import json
import os
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import pytest
from hypothesis import settings

import op1027
from made_exports import PLACES
from op1027.export.browser import find_browser
from op1027.ledger.load import from_tables
from op1027.record.check import _FIELD_TYPES, _convert
from op1027.record.package import read_descriptor
from op1027.text import wording

settings.register_profile("any machine", deadline=None)  # a busy machine is no fault of the code
settings.register_profile("quick", deadline=None, max_examples=30)
settings.load_profile("any machine")

ROOT = Path(__file__).parents[1]
DATA = ROOT / "data"
PACKAGE = read_descriptor(DATA)
SCREENS = ROOT / "build" / "screens"

LIGHT = str(Path(__file__).with_name("light"))  # what stands there says why; the processes of tests have it too
sys.path.insert(0, LIGHT)
os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [LIGHT, os.environ.get("PYTHONPATH")]))

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
FIGURE = "application/vnd.plotly.v1+json"

LINK = re.compile(r"\[((?:\\.|[^\]\\])*)\]\(([^()\s]*)\)")  # in Markdown

SYNTHETIC = {
    "fronts": [
        {"front": "north", "name": "North", "order": "1", "description": "synthetic"},
        {"front": "south", "name": "South", "order": "2", "description": "synthetic"},
        {"front": "all", "name": "Everywhere", "order": "3", "description": "synthetic"},
    ],
    "places": [
        {"place": "alpha", "kind": "town", "name": "Alpha", "front": "north"},
        {"place": "beta", "kind": "town", "name": "Beta", "front": "north"},
        {"place": "gamma", "kind": "town", "name": "Gamma", "front": "south"},
        {"place": "hills", "kind": "township", "name": "Hills", "front": "north"},
        {"place": "capital", "kind": "town", "name": "Capital", "front": ""},
    ],
    "actors": [
        {"actor": "rebels", "name": "Rebels", "short_name": "Rebels", "side": "resistance", "kind": "armed_group"},
        {"actor": "guerrillas", "name": "Guerrillas", "short_name": "G", "side": "resistance", "kind": "armed_group"},
        {"actor": "army", "name": "Army", "short_name": "Army", "side": "military", "kind": "armed_group"},
        {"actor": "neighbours", "name": "Neighbours", "short_name": "N", "side": "third", "kind": "armed_group"},
        {"actor": "paper", "name": "Paper", "short_name": "Paper", "side": "third", "kind": "media"},
        {"actor": "radio", "name": "Radio", "short_name": "Radio", "side": "third", "kind": "media"},
    ],
    "sources": [
        {"source": "paper_1", "publisher": "paper", "published": "2024-01-10"},
        {"source": "paper_2", "publisher": "paper", "published": "2024-02-10"},
        {"source": "radio_1", "publisher": "radio", "published": "2024-01-12"},
        {"source": "radio_2", "publisher": "radio", "published": "2024-03-01"},
    ],
    "routes": [{"route": "road", "name": "Road", "order": "1", "place": "alpha"}],
    "assessments": [],
    "gates": [],
    "population": [],
    "urban": [],
    "renamed": [],
}
FRAMES = ("reports", *SYNTHETIC)
DEFAULTS = {
    "places": {"lat": "1.5", "lon": "2.5", "location_basis": "ward"},
    "sources": {"date_basis": "page", "language": "en", "leaning": "independent", "read_on": "2024-04-01"},
}


def report(**given: str) -> dict[str, str]:
    """A synthetic report: rebels take Alpha from the army on 5 January 2024, says the paper."""
    row = {
        "kind": "event",
        "item": "alpha_taken",
        "type": "town_captured",
        "front": "north",
        "place": "alpha",
        "date_start": "2024-01-05",
        "actor": "rebels",
        "opponent": "army",
        "claimant": "paper",
        "stance": "affirms",
        "source": "paper_1",
        "summary": "Synthetic: rebels take Alpha",
    } | given
    return {"date_end": row["date_start"]} | row


def claim(**given: str) -> dict[str, str]:
    """A synthetic claim: the rebels say that they hold 12 bases."""
    return report(
        **{
            "kind": "claim",
            "item": "tally_bases",
            "type": "tally",
            "place": "",
            "opponent": "",
            "metric": "bases",
            "low": "12",
            "high": "12",
            "qualifier": "exact",
            "claimant": "rebels",
            "summary": "Synthetic: twelve bases",
        }
        | given
    )


def rows_of(name: str, rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """The rows of a synthetic table with what every row has."""
    if name == "events_and_claims":
        return [{"report_id": f"r{number:04d}"} | row for number, row in enumerate(rows, start=1)]
    url = {"url": "https://example.org/{}"} if name == "sources" else {}
    return [{k: v.format(n) for k, v in url.items()} | DEFAULTS.get(name, {}) | row for n, row in enumerate(rows)]


def write_folder(folder: Path, reports: list[dict[str, str]], **tables: list[dict[str, str]]) -> Path:
    """Write a synthetic data folder with our descriptor, these reports and, if given, other tables."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(DATA / "datapackage.json", folder)
    for name, rows in (SYNTHETIC | {"events_and_claims": reports} | tables).items():
        with (folder / PACKAGE.file(name)).open("w", encoding="utf-8", newline="") as f:
            out = csv.DictWriter(f, list(PACKAGE.fields(name)), restval="", lineterminator="\n")
            out.writeheader()
            out.writerows(rows_of(name, rows))
    return folder


def typed(name: str, rows: list[dict[str, str]]) -> pd.DataFrame:
    """Rows as a file has them, as the package reads them."""
    fields = PACKAGE.fields(name)
    cells = [[row.get(column) or None for column in fields] for row in rows]
    frame = pd.DataFrame(cells, columns=list(fields)).astype("str")
    return frame.assign(**{c: _convert(frame[c], f["type"])[0] for c, f in fields.items() if f["type"] in _FIELD_TYPES})


@functools.cache
def synthetic(name: str) -> pd.DataFrame:
    return typed(name, rows_of(name, SYNTHETIC[name]))


def made_ledger(*reports: dict[str, str], **tables: list[dict[str, str]]) -> op1027.Ledger:
    """What `load` gives for `write_folder`, without the way through files and checks; of the same rows made once."""
    return _made(json.dumps([reports, tables]))


@functools.lru_cache(maxsize=100)
def _made(rows: str) -> op1027.Ledger:
    reports, tables = json.loads(rows)
    given = {name: typed(name, rows_of(name, rows)) for name, rows in tables.items()}
    given["events_and_claims"] = typed("events_and_claims", rows_of("events_and_claims", reports))
    elsewhere = replace(PACKAGE, folder=Path("synthetic"))
    return from_tables({name: synthetic(name) for name in SYNTHETIC if name not in given} | given, elsewhere)


def at_most(examples: int, **more: Any) -> settings:
    """So many examples of a property whose examples are costly, and a third of them in `make quick`."""
    quick = settings.get_current_profile_name() == "quick"
    return settings(max_examples=max(2, examples // 3) if quick else examples, **more)


def tool(name: str) -> object:
    """A module of tools/, which is no package."""
    spec = importlib.util.spec_from_file_location(name, ROOT / "tools" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


WIDTHS = {"wide": 860, "phone": 380}


def check_figure(figure: go.Figure, ledger: op1027.Ledger, layout: str = "wide") -> None:
    """What holds for every chart of every ledger."""
    text = figure.to_json()
    assert "bdata" not in text, "numbers as base64"
    plain = re.sub(r"<a href='https?://[^']+'>", "", json.dumps(json.loads(text)))  # a link waits for a click
    assert "://" not in plain, "an address that could be fetched"
    assert figure.layout.width == WIDTHS[layout], "live as wide as its preview"
    if layout == "phone":
        assert (1 - figure.layout.title.y) * figure.layout.height >= 33, "room for plotly's buttons above the title"
    assert "sendChartToCloud" in figure.layout.template.layout.modebar.remove
    assert re.fullmatch(r"<b>.+</b>", figure.layout.title.text)
    assert figure.layout.title.subtitle.text
    footer = figure.layout.annotations[-1].text.replace("<br>", " ")
    assert f"as known on {wording.day(ledger.known_on)}" in footer
    assert "CC-BY-4.0" in footer
    assert re.search(r"\d+ (event|claim)s? from [\d,]+ report", footer), "the number of events or claims"


def moving(figure: go.Figure) -> list[int]:
    """The traces that a step of the slider changes: points, names, names of towns fought for, then the inset's."""
    return list(figure.frames[0].traces)


def read_notebook(path: Path) -> dict[str, Any]:
    return dict(json.loads(path.read_text(encoding="utf-8")))


Folder = Callable[..., Path]
Loaded = Callable[..., op1027.Ledger]


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """A function that writes a synthetic data folder from reports and returns its path."""
    return lambda *reports, **tables: write_folder(tmp_path / "synthetic", list(reports), **tables)


@pytest.fixture
def small(folder: Folder) -> list[str]:
    """The command's words for a small synthetic data folder."""
    return ["--data", str(folder(report()))]


@pytest.fixture(scope="session")
def ledger() -> Loaded:
    """A function that makes a synthetic ledger of reports."""
    return made_ledger


@pytest.fixture(scope="session")
def like() -> op1027.Ledger:
    """A made-up country, whose names the made-up exports use."""
    return made_ledger(report(), places=PLACES)


@pytest.fixture(scope="session")
def ours() -> op1027.Ledger:
    """The project's own data."""
    return op1027.load()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """One headless browser (playwright's `Browser`) for a file of tests: its event loop lets no other run meanwhile."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - only tests in a browser wait for it

    if not find_browser():
        pytest.skip("no Chrome or Chromium here (Debian: apt-get install chromium)")
    with sync_playwright() as playwright:
        # Without a sandbox of its own it also runs as root and in containers; it only opens our own pages.
        browser = playwright.chromium.launch(executable_path=os.environ["BROWSER_PATH"], args=["--no-sandbox"])
        yield browser
        browser.close()
