"""Add a report to a data folder: find its place and item, check it, and only then write it."""

import csv
import io
import re
import shutil
import tempfile
from pathlib import Path

import pandas as pd

from op1027.ledger.load import inspect
from op1027.ledger.model import Ledger
from op1027.record.faults import Fault
from op1027.record.package import DESCRIPTOR, TABLES
from op1027.text.files import alone, write_files

Row = dict[str, str]
NEAR = pd.Timedelta(days=14)


def find_place(ledger: Ledger, text: str, town: bool | None = None) -> list[str]:
    """Keys of the places that a name (in either script), an alias, a P-code or a key may mean.

    Spaces, hyphens and case do not count. With ``town`` only towns, or only other places, are looked at.
    """
    places = ledger.places
    if town is not None:
        places = places[(places["kind"] == "town") == town]
    called = places.assign(alias=places["aliases"].str.split("|"), key=places["place"]).explode("alias")
    names = called.melt("place", ["key", "name", "name_mm", "pcode", "alias"]).dropna(subset="value")
    return sorted(set(names.loc[names["value"].map(plain) == plain(text), "place"]))


def plain(text: str) -> str:
    """A name by which two spellings are compared."""
    return re.sub(r"[\s_\-'’.]", "", text).casefold()


def find_items(ledger: Ledger, kind: str, place: str, start: str, end: str) -> pd.DataFrame:
    """Items of a type and place whose days come within two weeks of a span: what a report may be about."""
    items = pd.concat([ledger.events, ledger.claims])[["item", "type", "place", "date_start", "date_end", "summary"]]
    same = (items["type"] == kind) & (items["place"].fillna("") == place)
    try:
        first, last = pd.Timestamp(start), pd.Timestamp(end)
    except ValueError:  # a date that is none is told by the check, with all other faults
        return items.iloc[:0]
    close = (items["date_start"] - NEAR <= last) & (items["date_end"] + NEAR >= first)
    return items[same & close].reset_index(drop=True)


def new_item(ledger: Ledger, kind: str, place: str, front: str, start: str) -> str:
    """A free slug for an item: where, what, when."""
    stem = f"{place or front}_{kind.removeprefix('town_')}_{start[:7].replace('-', '_')}"
    taken = set(ledger.reports["item"])
    return next(slug for slug in (stem, *(f"{stem}_{n}" for n in range(2, 1000))) if slug not in taken)


def add_report(folder: Path, report: Row, source: Row) -> tuple[Row, list[Fault]]:
    """Append a report, and its source if the page is new, to a folder; write nothing if that breaks a rule.

    Parameters
    ----------
    folder : Path
    report : dict
        Values by column; ``report_id`` and ``source`` are filled in.
    source : dict
        Values by column. A page that is recorded already is known by its ``url``; then only that counts.

    Returns
    -------
    row : dict
        The report as written.
    faults : list of Fault
        What stands in the way; empty when it was written.

    Raises
    ------
    OSError
        If the disk is full, the folder is read-only…; then nothing was written.
    """
    with alone(folder):
        return add_alone(folder, report, source)


def add_alone(folder: Path, report: Row, source: Row) -> tuple[Row, list[Fault]]:
    """The same, while nobody else adds a report."""
    ledger, faults = inspect(folder)
    if ledger is None:
        return report, faults
    package = ledger.package
    recorded = ledger.sources.loc[ledger.sources["url"] == source["url"], "source"]
    number = 1 + max((int(key[1:]) for key in ledger.reports["report_id"]), default=0)
    row = report | {
        "report_id": f"r{number:04d}",
        "source": recorded.iloc[0] if len(recorded) else new_source(ledger, source, report["item"]),
    }
    added = {"events_and_claims": row}
    if recorded.empty:
        added["sources"] = source | {"source": row["source"]}
    new = {
        package.file(table): appended(folder / package.file(table), list(package.fields(table)), added[table])
        for table in sorted(added, reverse=True)  # the source first: a report never lacks its page
    }
    with tempfile.TemporaryDirectory() as scratch:
        trial = Path(scratch)
        for name in (DESCRIPTOR, *map(package.file, TABLES)):
            shutil.copy(folder / name, trial)
        for name, data in new.items():
            (trial / name).write_bytes(data)
        _, faults = inspect(trial)
    if not faults:
        write_files({folder / name: data for name, data in new.items()})
    return row, faults


def new_source(ledger: Ledger, source: Row, item: str) -> str:
    """A free key for a page: publisher, day, a word or two."""
    stem = "_".join([source["publisher"], source["published"].replace("-", "_"), *item.split("_")[:2]])
    taken = set(ledger.sources["source"])
    return next(key for key in (stem, *(f"{stem}_{n}" for n in range(2, 1000))) if key not in taken)


def appended(path: Path, columns: list[str], values: Row) -> bytes:
    """A CSV file with a row more at its end, every other byte as it is."""
    line = io.StringIO()
    csv.DictWriter(line, columns, restval="", lineterminator="\n").writerow(values)
    old = path.read_bytes()
    return old + (b"" if old.endswith(b"\n") else b"\n") + line.getvalue().encode("utf-8")
