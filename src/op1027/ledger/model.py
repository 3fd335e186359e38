"""The ledger: the tables of a data folder, and the views that are computed from them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property, wraps
from hashlib import sha256
from pathlib import Path

import numpy as np
import pandas as pd

from op1027.ledger import control, resolve
from op1027.record._columns import known_in, looked_up
from op1027.record.check import TABLES, DataError, Fault, Package, Tables, read_folder
from op1027.record.rules import check_rules

Day = str | pd.Timestamp
UNMATCHED_COLUMNS = ["line", "item", "part", "value", "taken_as", "why"]
MEND_HISTORY = "add the loss in between, correct a date, or make the two one item"


def nothing_unmatched() -> pd.DataFrame:
    return pd.DataFrame(columns=UNMATCHED_COLUMNS, dtype="str").astype({"line": "int64"})


@dataclass(frozen=True, eq=False)
class Ledger:
    """Reports with what they refer to, as known on a day.

    Attributes
    ----------
    reports, sources, places, actors, fronts, routes, assessments : DataFrame
        The tables, typed; columns as in docs/codebook.md. ``reports`` is events_and_claims.csv.
    package : Package
        The descriptor they came with.
    known_on : Timestamp
        The as-of day: nothing published later is used. Of a loaded ledger the last publication.
    partial : bool
        Whether reports may be missing that the record would need: in a view that leaves some out, in an export.
    whole : Ledger or None
        Of a view as of a day, the ledger that it is a view of.
    unmatched : DataFrame
        Of an export (`read_acled`, `read_ucdp`) what was not matched: ``line`` in the file, ``item``, ``part``
        (``place``, ``actor``, ``type`` or ``history``), ``value`` as the file has it, ``taken_as``, ``why``.
        One row a thing, so a line may stand there more than once. Empty for a data folder. Views keep it whole.
    """

    reports: pd.DataFrame
    sources: pd.DataFrame
    places: pd.DataFrame
    actors: pd.DataFrame
    fronts: pd.DataFrame
    routes: pd.DataFrame
    assessments: pd.DataFrame
    package: Package
    known_on: pd.Timestamp
    partial: bool = False
    whole: "Ledger | None" = None
    unmatched: pd.DataFrame = field(default_factory=nothing_unmatched)

    @cached_property
    def kept(self) -> dict[object, pd.DataFrame]:
        """Frames that were computed from this ledger (see `once`)."""
        return {}

    @cached_property
    def events(self) -> pd.DataFrame:
        """One row an event, resolved from its reports (see `resolve.resolve_events`)."""
        if self.whole is None:
            return resolve.resolve_events(self.reports, self.sources, self.actors, *self.rules_of_evidence)
        (rows, since, until), day = self.whole.versions_by_date, self.known_on.to_datetime64()
        return rows[(since <= day) & ~(until <= day)].reset_index(drop=True)

    @cached_property
    def versions(self) -> pd.DataFrame:
        """Every state of knowledge of every event, with the days on which it held (see `resolve.versions`)."""
        return resolve.versions(self.reports, self.sources, self.actors, *self.rules_of_evidence)

    @cached_property
    def versions_by_date(self) -> tuple[pd.DataFrame, np.ndarray, np.ndarray]:
        """The rows of `versions` in the order of `events`, which views pick theirs from; since and until when."""
        every = self.versions.sort_values(["date", "item"], ignore_index=True)
        return every[resolve.EVENT_COLUMNS], every["known_from"].to_numpy(), every["known_until"].to_numpy()

    @cached_property
    def published(self) -> np.ndarray:
        """The day on which each report's page came out."""
        return looked_up(self.reports["source"], self.sources, "source", "published").to_numpy()

    @cached_property
    def spells(self) -> tuple[pd.DataFrame, list[control.Clash]]:
        """Who held each town, and what contradicts it (see `control.town_spells`); users ask `town_control`."""
        return control.town_spells(self.events, self.actors)

    @property
    def rules_of_evidence(self) -> tuple[dict[str, str], tuple[str, str]]:
        """Whose admission counts, by type of event, and the two sides at war."""
        return self.package.admitted_by, self.package.parties

    @cached_property
    def claims(self) -> pd.DataFrame:
        """One row a claim, resolved from its reports (see `resolve.resolve_claims`)."""
        return resolve.resolve_claims(self.reports, self.sources, self.assessments)

    @cached_property
    def fingerprint(self) -> str:
        """Eight hexadecimal digits that change with any value of any table: which data a result rests on."""
        digest = sha256()
        for table in (self.reports, self.sources, self.places, self.actors, self.fronts, self.routes, self.assessments):
            digest.update(table.to_csv(index=False, lineterminator="\n").encode("utf-8"))
        return digest.hexdigest()[:8]

    def as_of(self, date: Day) -> "Ledger":
        """The ledger as it stood on a day: only what was published by its end.

        Parameters
        ----------
        date : str (YYYY-MM-DD) or Timestamp
            A day after the last publication gives the ledger as it is.

        Raises
        ------
        ValueError
            If it is not a day.
        """
        day = min(as_day(date, "date"), self.known_on)
        sources = self.sources[self.sources["published"] <= day]
        return replace(
            self,
            sources=sources.reset_index(drop=True),
            reports=self.reports[self.published <= day.to_datetime64()].reset_index(drop=True),
            assessments=self.assessments[self.assessments["as_of"] <= day].reset_index(drop=True),
            known_on=day,
            partial=self.partial or day < self.known_on,
            whole=self.whole or self,
        )

    def select(
        self,
        front: str | Iterable[str] | None = None,
        start: Day | None = None,
        end: Day | None = None,
        actor: str | Iterable[str] | None = None,
    ) -> "Ledger":
        """The ledger with only the items that fit every condition given.

        Parameters
        ----------
        front : str or iterable of str, optional
            Keys of fronts.csv.
        start, end : str (YYYY-MM-DD) or Timestamp, optional
            Items whose span of days touches this period, both days included.
        actor : str or iterable of str, optional
            Keys of actors.csv; they may stand as actor, ally or opponent in any report of the item.

        Raises
        ------
        ValueError
            If a front or an actor is unknown, a day is none, or start is later than end.
        """
        keep = pd.Series(True, index=self.reports.index)
        item = self.reports["item"]
        if front is not None:
            keep &= self.reports["front"].isin(keys(front, self.fronts["front"], "front"))
        if actor is not None:
            wanted = keys(actor, self.actors["actor"], "actor")
            named = self.reports[["actor", "opponent"]].isin(wanted).any(axis=1)
            named |= self.reports["allies"].str.split("|").explode().isin(wanted).groupby(level=0).any()
            keep &= item.isin(item[named])
        first = as_day(start, "start") if start is not None else None
        last = as_day(end, "end") if end is not None else None
        if first is not None and last is not None and first > last:
            raise ValueError(f"start {first:%Y-%m-%d} is later than end {last:%Y-%m-%d}")
        if first is not None:
            keep &= item.isin(item[self.reports["date_end"] >= first])
        if last is not None:
            keep &= item.isin(item[self.reports["date_start"] <= last])
        kept = self.reports[keep]
        return replace(
            self,
            reports=kept.reset_index(drop=True),
            assessments=self.assessments[self.assessments["item"].isin(kept["item"])].reset_index(drop=True),
            partial=self.partial or not bool(keep.all()),
            whole=None,
        )


def load(path: str | Path | None = None) -> Ledger:
    """Load a data folder and check all of it.

    Parameters
    ----------
    path : str or Path, optional
        A folder with ``datapackage.json``; by default the project's own ``data/``.

    Raises
    ------
    DataError
        If anything breaks a rule; it lists every fault.
    """
    ledger, faults = inspect(path)
    if faults or ledger is None:
        raise DataError(faults)
    return ledger


def inspect(path: str | Path | None = None) -> tuple[Ledger | None, list[Fault]]:
    """A data folder's ledger, or nothing and every fault that stands in the way of one.

    Raises
    ------
    DataError
        If there is no descriptor to check against.
    """
    package, tables, faults = read_folder(Path(path) if path is not None else own_data())
    if len(tables) < len(TABLES):
        return None, faults
    seen = {(fault.file, fault.line) for fault in faults}
    faults += [fault for fault in check_rules(tables, package) if (fault.file, fault.line) not in seen]
    ledger = from_tables(sound_changes(tables, package, faults) if faults else tables, package)
    faults += history_faults(tables["events_and_claims"], ledger)
    return (None, faults) if faults else (ledger, [])


def own_data() -> Path:
    """The project's data folder: ``data/`` in the checkout that the package was installed from."""
    folder = Path(__file__).parents[3] / "data"
    if not folder.is_dir():
        raise FileNotFoundError("op1027 was not installed from a checkout; give load() the path of a data folder")
    return folder


def from_tables(tables: Tables, package: Package) -> Ledger:
    """A ledger of tables that were found sound."""
    whole = {name: table.reset_index(drop=True) for name, table in tables.items()}
    last = whole["sources"]["published"].max()
    known_on = package.start if pd.isna(last) else pd.Timestamp(last)
    return Ledger(
        reports=whole["events_and_claims"],
        sources=whole["sources"],
        places=whole["places"],
        actors=whole["actors"],
        fronts=whole["fronts"],
        routes=whole["routes"],
        assessments=whole["assessments"],
        package=package,
        known_on=known_on,
    )


def history_faults(reports: pd.DataFrame, ledger: Ledger) -> list[Fault]:
    """Changes of hands that cannot have been, with the lines of their reports."""
    found = []
    for clash in ledger.spells[1]:
        lines = {item: reports.index[reports["item"] == item] for item in (clash.item, clash.earlier)}
        rows = ", ".join(map(str, lines[clash.earlier]))
        found += [
            Fault(
                ledger.package.file("events_and_claims"),
                int(line),
                "item",
                clash.item,
                f"{clash.why} since {clash.earlier} (line {rows})",
                MEND_HISTORY,
            )
            for line in lines[clash.item]
        ]
    return found


def sound_changes(tables: Tables, package: Package, faults: list[Fault]) -> Tables:
    """The tables without the rows at fault, and of the reports only changes of hands of towns that none is about."""
    reports = tables["events_and_claims"]
    faulty = {name: [f.line for f in faults if f.file == package.file(name)] for name in TABLES}
    sound_tables = {name: table[~table.index.isin(faulty[name])] for name, table in tables.items()}
    sources, actors = sound_tables["sources"], sound_tables["actors"]
    event = reports["kind"] != "claim"
    sound = event & ~reports.index.isin(faulty["events_and_claims"])
    sound &= known_in(reports["source"], sources["source"]) & known_in(reports["actor"], actors["actor"])
    unsure = reports.loc[event & ~sound, "place"]
    changes = reports[sound & reports["type"].isin([*control.TAKEN, control.HANDED]) & ~reports["place"].isin(unsure)]
    return sound_tables | {"events_and_claims": changes}


def once(compute: Callable[[Ledger], pd.DataFrame]) -> Callable[[Ledger], pd.DataFrame]:
    """Keep a frame that follows from a ledger alone with that ledger; every call gets a copy of its own."""

    @wraps(compute)
    def kept(ledger: Ledger) -> pd.DataFrame:
        if compute not in ledger.kept:
            ledger.kept[compute] = compute(ledger)
        return ledger.kept[compute].copy()

    return kept


@once
def town_control(ledger: Ledger) -> pd.DataFrame:
    """Who held each town, from when to when: one row a spell.

    Returns
    -------
    DataFrame
        ``place``, ``front``, ``holder`` (keys); ``start``..``start_latest`` and ``end``..``end_latest``
        (the days that the reports allow; the end is missing while the spell lasts); ``evidence`` (grade
        of the event that began it); ``item_start``, ``item_end``. Sorted by ``place`` and ``start``.

    Raises
    ------
    DataError
        If a side takes a town that it already holds. In a view, which may lack the loss in between,
        such an event is passed over.
    """
    spells, clashes = ledger.spells
    if clashes and not ledger.partial:
        file = ledger.package.file("events_and_claims")
        faults = [Fault(file, 0, "item", c.item, f"{c.why} since {c.earlier}", MEND_HISTORY) for c in clashes]
        raise DataError(faults)
    return spells


def as_day(value: Day, name: str) -> pd.Timestamp:
    """A day given by a caller, as a Timestamp at midnight."""
    day = pd.to_datetime(value, errors="coerce")
    if not isinstance(day, pd.Timestamp) or not 1900 <= day.year <= 2200:
        raise ValueError(f"{name} = {value!r} is not a day; write it as YYYY-MM-DD")
    return day.tz_localize(None).normalize()


def keys(wanted: str | Iterable[str], known: pd.Series, name: str) -> list[str]:
    """Keys given by a caller, as a list, all of them known."""
    chosen = [wanted] if isinstance(wanted, str) else list(wanted)
    strange = [key for key in chosen if key not in set(known)]
    if strange:
        raise ValueError(f"no {name} {', '.join(map(repr, strange))}; there are {', '.join(known)}")
    return chosen
