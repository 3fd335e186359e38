"""Add a report to a data folder: find its place and item, check it, and only then write it."""

import csv
import io
import re
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

import pandas as pd

from op1027.ledger.load import inspect
from op1027.ledger.model import Ledger
from op1027.record.faults import Fault
from op1027.record.package import DESCRIPTOR
from op1027.text import burmese
from op1027.text.files import alone, write_files
from op1027.text.suggest import meant, names_of, suggestions
from op1027.text.wording import free_key

Row = dict[str, str]
_DAYS_NEAR = pd.Timedelta(days=14)
_MEANT = 6  # keys that a word may be meant for


class RecordedError(Exception):
    """What a report tells of seems to be recorded already: ``items`` has the events or claims that it may be."""

    def __init__(self, items: pd.DataFrame) -> None:
        self.items = items
        super().__init__(", ".join(items["item"]))


class UnknownItemError(ValueError):
    """A report is given an item that is not recorded, and is not said to be new."""


def find_place(ledger: Ledger, text: str, town: bool | None = None) -> list[str]:
    """Keys of the places that a name (in either script), an alias, a P-code or a key may mean.

    A key, written as it is, means that place and no other. Else spaces, hyphens and case do not count; a Burmese
    name may end in the word for a town, a township, a district… With ``town`` only towns, or only other places, are
    looked at.
    """
    places = ledger.places
    if text in set(places["place"]):
        return [text]
    stem, kind = burmese.read_name(text)
    if kind:
        places = places[places["kind"] == kind]
    elif town is not None:
        places = places[(places["kind"] == "town") == town]
    codes = places.dropna(subset="pcode")
    return _answering(stem, [*names_of(places, "place"), *zip(codes["pcode"], codes["place"], strict=True)])


def find_actor(ledger: Ledger, text: str) -> list[str]:
    """Keys of the actors that a name, a short name, an alias or a key may mean; a key means that actor alone."""
    if text in set(ledger.actors["actor"]):
        return [text]
    return _answering(text, names_of(ledger.actors, "actor"))


def _answering(text: str, names: Iterable[tuple[str, str]]) -> list[str]:
    """The keys of which a name is spelt like a text; spaces, hyphens and case do not count."""
    wanted = _compared_name(text)
    return sorted({key for name, key in names if _compared_name(name) == wanted})


def holding(text: str, spelt: Mapping[str, str]) -> list[str]:
    """Keys of which a name holds every word of a text, a few: "front" may be a word of two alliances.

    ``spelt`` has the key of each name, as `text.suggest.spellings` gives them.
    """
    wanted = _words_of(text)
    found = {key for name, key in spelt.items() if wanted and wanted <= _words_of(name)}
    return sorted(found, key=lambda key: (len(key), key))[:_MEANT]


def _words_of(text: str) -> set[str]:
    return set(re.findall(r"[^\W_]+", text.casefold()))


def _compared_name(text: str) -> str:
    """A name by which two spellings are compared."""
    return re.sub(r"[\s_\-'’.\u200b-\u200d]", "", burmese.folded(burmese.read_name(text)[0])).casefold()


def find_page(ledger: Ledger, url: str) -> pd.Series | None:
    """The page recorded under an address, however that is written; None if there is none."""
    found = ledger.sources[ledger.sources["url"].map(_compared_address) == _compared_address(url)]
    return found.iloc[0] if len(found) else None


def _compared_address(url: str) -> str:
    """An address by which two spellings are compared: without scheme, `www.`, jump, and what tells who sent one."""
    url = re.sub(r"^https?://(www\.)?|#(?![!/]).*$", "", url, flags=re.IGNORECASE)
    return re.sub(r"(?<=[?&])(utm_\w+|fbclid)=[^&]*&?", "", url).rstrip("?&/")


def _find_items(
    ledger: Ledger, kind: str, place: str, start: str, end: str, front: str = "", metric: str = ""
) -> pd.DataFrame:
    """Items of a type and place whose days come within two weeks of a span: what a report may be about.

    Reports of one item agree on front and metric too, so where these are given, no other item is found.
    """
    columns = ["item", "type", "place", "front", "metric", "date_start", "date_end", "summary"]
    items = pd.concat([ledger.events, ledger.claims])[columns]
    same = (items["type"] == kind) & (items["place"].fillna("") == place)
    if front:
        same &= items["front"] == front
    if metric:
        same &= items["metric"].fillna(metric) == metric
    try:
        first, last = pd.Timestamp(start), pd.Timestamp(end)
    except ValueError:  # a date that is none is told by the check, with all other faults
        return items.iloc[:0]
    close = (items["date_start"] - _DAYS_NEAR <= last) & (items["date_end"] + _DAYS_NEAR >= first)
    return items[same & close].reset_index(drop=True)


def _new_item(ledger: Ledger, kind: str, place: str, front: str, start: str) -> str:
    """A free slug for an item: where, what, when."""
    stem = f"{place or front}_{kind.removeprefix('town_')}_{start[:7].replace('-', '_')}"
    return free_key(stem, set(ledger.reports["item"]))


def add_report(folder: Path, report: Row, source: Row, new: bool = False) -> tuple[Row, list[Fault]]:
    """Append a report, and its source if the page is new, to a folder; write nothing if that breaks a rule.

    Parameters
    ----------
    folder : Path
    report : dict
        Values by column; ``report_id`` and ``source`` are filled in, and ``item`` where it is blank.
    source : dict
        Values by column. A page that is recorded already is known by its ``url`` (`find_page`); then only that counts.
    new : bool
        The report tells of something that is not recorded yet, however like it something is, under the item that it
        gives or one that is made up.

    Returns
    -------
    row : dict
        The report as written.
    faults : list of Fault
        What stands in the way; empty when it was written. Those of the row and its page have no line yet, and what
        is filled in here from a value at fault is not told beside it.

    Raises
    ------
    RecordedError
        If the report has no item, is not ``new``, and may be about what is recorded already.
    UnknownItemError
        If it has an item that is not recorded, and is not ``new``.
    OSError
        If the disk is full, the folder is read-only…; then nothing was written.
    """
    with alone(folder):  # from here on nobody else gives the same id, or finds the same event new
        ledger, faults = inspect(folder)
        return (report, faults) if ledger is None else _add(folder, ledger, report, source, new)


def _add(folder: Path, ledger: Ledger, report: Row, source: Row, new: bool) -> tuple[Row, list[Fault]]:
    package, items = ledger.package, set(ledger.reports["item"])
    if report["item"] and report["item"] not in items and not new:
        both = pd.concat([ledger.events[["item", "place", "front"]], ledger.claims[["item", "place", "front"]]])
        same = both["place"] == report["place"] if report["place"] else both["front"] == report["front"]
        near = meant(suggestions([report["item"]], both.loc[same, "item"]).get(report["item"], ()))
        raise UnknownItemError(f"No event or claim {report['item']!r} is recorded{near and f'; {near}'}")
    filled = {"report_id", "source"} if report["item"] else {"report_id", "source", "item"}
    if not report["item"]:
        kind, place, start = report["type"], report["place"], report["date_start"]
        like = _find_items(ledger, kind, place, start, report["date_end"], report["front"], report.get("metric", ""))
        if len(like) and not new:
            raise RecordedError(like)
        report = report | {"item": _new_item(ledger, kind, place, report["front"], start)}
    recorded = find_page(ledger, source["url"])
    number = 1 + max((int(key[1:]) for key in ledger.reports["report_id"]), default=0)
    row = report | {
        "report_id": f"r{number:04d}",
        "source": _new_source(ledger, source, report["item"]) if recorded is None else recorded["source"],
    }
    added = {"events_and_claims": row}
    if recorded is None:
        added["sources"] = source | {"source": row["source"]}
    files = {
        package.file(table): _appended(folder / package.file(table), added[table])
        for table in sorted(added, reverse=True)  # the source first: a report never lacks its page
    }
    with tempfile.TemporaryDirectory() as scratch:
        trial = Path(scratch)
        for name in (DESCRIPTOR, *map(package.file, package.tables)):
            (trial / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(folder / name, trial / name)
        for name, data in files.items():
            (trial / name).write_bytes(data)
        _, faults = inspect(trial)
    last = {name: data.count(b"\n") for name, data in files.items()}
    faults = [replace(fault, line=0) if fault.line == last.get(fault.file) else fault for fault in faults]
    told = [fault for fault in faults if fault.line or fault.column not in filled]
    faults = told or faults
    if not faults:
        write_files({folder / name: data for name, data in files.items()})
    return row, faults


def _new_source(ledger: Ledger, source: Row, item: str) -> str:
    """A free key for a page: publisher, day, a word or two."""
    stem = "_".join([source["publisher"], source["published"].replace("-", "_"), *item.split("_")[:2]])
    return free_key(stem, set(ledger.sources["source"]))


def _appended(path: Path, values: Row) -> bytes:
    """A CSV file with a row more at its end, its columns in the file's own order, every other byte as it is."""
    old = path.read_bytes()
    columns = next(csv.reader(io.StringIO(old.decode("utf-8-sig"), newline="")))
    line = io.StringIO()
    given = {name: value for name, value in values.items() if value or name in columns}
    csv.DictWriter(line, columns, restval="", lineterminator="\n").writerow(given)
    return old + (b"" if old.endswith(b"\n") else b"\n") + line.getvalue().encode("utf-8")
