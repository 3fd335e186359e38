"""Everything to take away, as files: tables, town control, charts, each with its attribution.

`write_export` writes the folder; each file is made by a function that returns its bytes. What needs a library or a
browser that is not there is left out, and told.
"""

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import pandas as pd
import plotly.graph_objects as go
from tqdm import tqdm

from op1027 import charts
from op1027.export.acled import acled_table
from op1027.export.browser import find_browser
from op1027.export.codebook import codebook_table
from op1027.export.encode import csv_bytes, excel_bytes, geojson_bytes, parquet_bytes
from op1027.export.folder import TargetError, staged
from op1027.export.frames import attribution, claims_table, events_table
from op1027.export.geo import control_geojson, control_table
from op1027.export.pictures import Studio, credited, json_bytes, png_bytes, svg_bytes
from op1027.ledger.fronts import chosen_fronts, front_names
from op1027.ledger.model import Ledger
from op1027.text.asked import Keys

__all__ = ["TargetError", "write_export"]
__dir__ = __all__.copy
_PLOTS = {name: getattr(charts, name) for name in charts.__all__}
_NOT_ACLED = "Not ACLED's data, but ACLED's columns filled from: "
_WORKBOOK = "events_and_claims.xlsx"
_NO_WORKBOOK = "xlsxwriter is not installed (pip install xlsxwriter)"
_NO_BROWSER = "no Chrome or Chromium was found (Debian: apt-get install chromium)"

_Files = dict[str, Callable[[], bytes]]


def write_export(ledger: Ledger, target: Path, front: Keys = None) -> list[str]:
    """Write a folder with everything to take away; it appears when all is done, or not at all.

    Parameters
    ----------
    ledger : Ledger
        As known on the day wanted (`Ledger.as_of`).
    target : Path
        A folder that does not exist yet, is empty, or holds an earlier export that nobody has changed.
    front : str or iterable of str, optional
        Only these fronts (keys of fronts.csv); by default all.

    Returns
    -------
    list of str
        What could not be written, a sentence each: the workbook, or the charts as SVG and PNG.

    Raises
    ------
    ValueError
        If a front is unknown.
    TargetError
        If the target holds anything else.
    OSError
        If the folder cannot be written.
    """
    fronts = chosen_fronts(ledger, front)
    part = ledger if fronts is None else ledger.select(front=fronts)
    credit = attribution(ledger)
    with staged(target) as folder, ExitStack() as stack:
        studio, undrawn = open_studio(stack)
        no_workbook = "" if find_spec("xlsxwriter") else _NO_WORKBOOK
        files = _table_files(part, credit, _readme(part, fronts, credit)) | _chart_files(ledger, fronts, _PLOTS, studio)
        if no_workbook:
            del files[_WORKBOOK]
        files["README.txt"] = lambda: _readme(part, fronts, credit, undrawn, no_workbook).encode("utf-8")
        (folder / "charts").mkdir()
        progress = stack.enter_context(tqdm(files.items(), unit="file", disable=None))
        for name, make in progress:
            progress.set_description(name)
            (folder / name).write_bytes(make())
    missing = [f"Charts were written as JSON only, not as SVG and PNG: {undrawn}."] if undrawn else []
    return missing + ([f"{_WORKBOOK} was not written: {no_workbook}."] if no_workbook else [])


def _table_files(part: Ledger, credit: str, readme: str) -> _Files:
    """The tables, the workbook and the town control, each with the function that makes it."""
    tables = {"events": events_table(part), "claims": claims_table(part)}
    shaped, control = acled_table(part), control_table(part)
    codebook = codebook_table(part, tables | {"acled_shaped": shaped, "town_control": control})

    def parquet(name: str) -> bytes:
        return parquet_bytes(tables[name], credit, codebook[codebook["table"] == name])

    about = pd.DataFrame({"about": readme.splitlines()}, dtype="str")
    sheets = {"About": about, "Events": tables["events"], "Claims": tables["claims"], "Codebook": codebook}
    return {
        "events.csv": lambda: csv_bytes(tables["events"], credit),
        "events.parquet": lambda: parquet("events"),
        "claims.csv": lambda: csv_bytes(tables["claims"], credit),
        "claims.parquet": lambda: parquet("claims"),
        "codebook.csv": lambda: csv_bytes(codebook, credit),
        _WORKBOOK: lambda: excel_bytes(sheets, credit, part.known_on),
        "town_control.geojson": lambda: geojson_bytes(control_geojson(control, credit)),
        "acled_shaped.csv": lambda: csv_bytes(shaped, _NOT_ACLED + credit),
    }


def _chart_files(
    ledger: Ledger, fronts: list[str] | None, plots: Mapping[str, Callable[..., go.Figure]], studio: Studio | None
) -> _Files:
    """Every chart as JSON, and, where there is a studio to draw it in, as SVG and PNG."""
    credit = attribution(ledger)
    files: _Files = {}
    for name, plot in plots.items():
        path = "charts/" + name.removeprefix("plot_")
        files |= _forms(path, cache(lambda plot=plot: credited(plot(ledger, front=fronts), credit)), credit, studio)
    return files


def _forms(path: str, figure: Callable[[], go.Figure], credit: str, studio: Studio | None) -> _Files:
    """One chart in each form that it can be had in."""
    files: _Files = {f"{path}.json": lambda: json_bytes(figure())}
    if studio is not None:
        files[f"{path}.svg"] = lambda: svg_bytes(studio.draw(figure(), "svg"), figure(), credit)
        files[f"{path}.png"] = lambda: png_bytes(studio.draw(figure(), "png"), figure(), credit)
    return files


def open_studio(stack: ExitStack) -> tuple[Studio | None, str]:
    """A browser to draw in until the stack closes, or why there is none."""
    if not find_browser():
        return None, _NO_BROWSER
    try:
        return stack.enter_context(Studio()), ""
    except ModuleNotFoundError as error:
        return None, f"{error.name} is not installed"
    except (RuntimeError, OSError) as error:
        return None, f"the browser did not start ({' '.join(str(error).split())[:200]})"


def _readme(part: Ledger, fronts: list[str] | None, credit: str, undrawn: str = "", no_workbook: str = "") -> str:
    """What the folder holds and how to use and cite it."""
    scope = "all fronts" if fronts is None else "only " + ", ".join(map(front_names(part).__getitem__, fronts))
    pictures = f"not drawn: {undrawn}" if undrawn else "SVG for print and editing, PNG for slides"
    workbook = f"not written: {no_workbook}" if no_workbook else "both, with this page and the codebook as sheets"
    return f"""\
{credit}

{len(part.events):,} events and {len(part.claims):,} claims; {scope}. Pass the line above on with what you take.

events.csv, .parquet      one row an event, resolved from its reports, with names, place and links
claims.csv, .parquet      one row a claim: tallies, strengths, forecasts, judgements
{_WORKBOOK}    {workbook}
codebook.csv              every column of every file: meaning, unit, and each word that it may hold
town_control.geojson      one point a spell of control, WGS 84. In QGIS: Layer Properties, Temporal,
                          "Separate Fields for Start and End Date/Time", began and ended
acled_shaped.csv          the events in ACLED's columns. Not ACLED's data: own ids, own coding; what
                          the record does not tell is blank
charts/*.json             every chart as plotly's JSON, to change and to draw anew
charts/*.svg, *.png       {pictures}
SHA256SUMS                check with: sha256sum --check SHA256SUMS

CSV: UTF-8, comma, days as YYYY-MM-DD, blank for missing, | between the members of a list. The last
column, attribution, is the line above. Text that a spreadsheet would take for a formula (beginning with
one of = + - @, a tab or a line break) has an apostrophe before it, and hidden characters are written out,
as <U+202E>; in the Parquet files all text is as recorded.
"""
