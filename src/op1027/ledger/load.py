"""From a data folder to a ledger, or to every fault that stands in the way of one."""

from pathlib import Path

import pandas as pd

from op1027.ledger.control import HANDS, impossible_changes
from op1027.ledger.model import Ledger
from op1027.record._columns import known_in
from op1027.record.check import read_folder
from op1027.record.descriptor import dtypes
from op1027.record.faults import DataError, Fault
from op1027.record.package import DESCRIPTOR, TABLES, Package, Tables
from op1027.record.rules import check_rules
from op1027.text.asked import Day

_MEND_HISTORY = "add the loss in between, correct a date, or make the two one item"


def load(path: str | Path | None = None, as_of: Day | None = None) -> Ledger:
    """Load a data folder and check all of it.

    Parameters
    ----------
    path : str or Path, optional
        A folder with ``datapackage.json``; by default the project's own ``data/``.
    as_of : str (YYYY-MM-DD), date or Timestamp, optional
        Only what was published by the end of this day (see `Ledger.as_of`).

    Returns
    -------
    Ledger
        All that the folder holds, or the view of it as of that day.

    Raises
    ------
    DataError
        If anything breaks a rule; it lists every fault.
    ValueError
        If ``as_of`` is not a day.

    Examples
    --------
    >>> import op1027
    >>> ledger = op1027.load()
    >>> bool(ledger.known_on > ledger.package.start)
    True
    """
    ledger, faults = inspect(path)
    if faults or ledger is None:
        raise DataError(faults)
    return ledger if as_of is None else ledger.as_of(as_of)


def inspect(path: str | Path | None = None) -> tuple[Ledger | None, list[Fault]]:
    """A data folder's ledger, or nothing and every fault that stands in the way of one.

    Raises
    ------
    DataError
        If there is no descriptor to check against.
    """
    package, tables, faults = read_folder(Path(path) if path is not None else own_data())
    if len(tables) < len(package.tables):
        return None, faults
    seen = {(fault.file, fault.line) for fault in faults}
    faults += [fault for fault in check_rules(tables, package) if (fault.file, fault.line) not in seen]
    ledger = from_tables(_sound_changes(tables, package, faults) if faults else tables, package)
    faults += _history_faults(tables["events_and_claims"], ledger)
    return (None, faults) if faults else (ledger, [])


def own_data() -> Path:
    """The project's data folder: that of the checkout, or the copy that an installed package carries."""
    here = Path(__file__)
    for folder in (here.parents[3] / "data", here.parents[1] / "data"):
        if (folder / DESCRIPTOR).is_file():
            return folder
    raise FileNotFoundError("op1027 was installed without its data; give load() the path of a data folder")


def from_tables(tables: Tables, package: Package) -> Ledger:
    """A ledger of tables that were found sound."""
    given = {name: tables[name] if name in tables else _no_rows(name) for name in TABLES}
    whole = {name: table.reset_index(drop=True) for name, table in given.items()}
    days = (whole["sources"]["published"].max(), whole["assessments"]["as_of"].max())
    known_on = max((pd.Timestamp(day) for day in days if not pd.isna(day)), default=package.start)
    return Ledger(reports=whole.pop("events_and_claims"), **whole, package=package, known_on=known_on, part="")


def _no_rows(table: str) -> pd.DataFrame:
    """What stands for a table that the descriptor does without."""
    kinds = dtypes(table)
    return pd.DataFrame(columns=list(kinds)).astype(kinds)


def _history_faults(reports: pd.DataFrame, ledger: Ledger) -> list[Fault]:
    """Changes of hands that cannot have been, with the lines of their reports."""
    found = []
    for clash in impossible_changes(ledger).to_dict("records"):
        item, earlier = clash["item"], clash["earlier"]
        lines = {one: reports.index[reports["item"] == one] for one in (item, earlier)}
        rows = ", ".join(map(str, lines[earlier]))
        why = f"{clash['why']} since {earlier} (line {rows})"
        file = ledger.package.file("events_and_claims")
        found += [Fault(file, int(line), "item", item, why, _MEND_HISTORY) for line in lines[item]]
    return found


def _sound_changes(tables: Tables, package: Package, faults: list[Fault]) -> Tables:
    """The tables without the rows at fault, and of the reports only changes of hands of towns that none is about."""
    reports = tables["events_and_claims"]
    faulty = {name: [f.line for f in faults if f.file == package.file(name)] for name in tables}
    sound_tables = {name: table[~table.index.isin(faulty[name])] for name, table in tables.items()}
    sources, actors = sound_tables["sources"], sound_tables["actors"]
    event = reports["kind"] != "claim"
    sound = event & ~reports.index.isin(faulty["events_and_claims"])
    sound &= known_in(reports["source"], sources["source"]) & known_in(reports["actor"], actors["actor"])
    unsure = reports.loc[event & ~sound, "place"]
    changes = reports[sound & reports["type"].isin(HANDS) & ~reports["place"].isin(unsure)]
    return sound_tables | {"events_and_claims": changes}
