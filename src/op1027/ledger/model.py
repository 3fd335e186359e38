"""The ledger: the tables of a data folder, and the views that are computed from them."""

from collections.abc import Callable
from dataclasses import dataclass, field, fields, replace
from functools import wraps
from hashlib import sha256
from typing import Any, TypeVar, cast

import numpy as np
import pandas as pd

from op1027.ledger import resolve
from op1027.record._columns import looked_up
from op1027.record.package import WHOLE, Package
from op1027.text.asked import Day, Keys, as_day, known_keys
from op1027.text.escape import in_markup
from op1027.text.wording import count, day, enumeration

UNMATCHED_COLUMNS = ["line", "item", "part", "value", "taken_as", "why"]
_KEYS_TOLD = 3  # keys that a selection is told by, of each kind
_NOTHING_UNMATCHED = pd.DataFrame(columns=UNMATCHED_COLUMNS, dtype="str").astype({"line": "int64"})
Found = TypeVar("Found")


def cached_on_ledger(compute: Callable[["Ledger"], Found]) -> Callable[["Ledger"], Found]:
    """Keep what follows from a ledger alone with that ledger; of a frame every call gets a copy of its own.

    The copy costs nothing until it is written to: pandas copies then (Copy-on-Write).
    """

    @wraps(compute)
    def kept(ledger: "Ledger") -> Found:
        if not isinstance(ledger, Ledger):
            raise TypeError(f"a Ledger is wanted, as op1027.load() gives one, not a {type(ledger).__name__}")
        name = f"{compute.__module__}.{compute.__qualname__}"
        if name not in ledger._cache:
            ledger._cache[name] = compute(ledger)
        found = ledger._cache[name]
        return cast(Found, found.copy(deep=False) if isinstance(found, pd.DataFrame) else found)

    return kept


class _Handed:
    """A table of a ledger, of which every call gets a copy of its own, as of a frame that is kept with it."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __get__(self, ledger: Any, kind: type) -> Any:
        return self if ledger is None else ledger.__dict__[self.name].copy(deep=False)

    def __set__(self, ledger: Any, table: pd.DataFrame) -> None:
        ledger.__dict__[self.name] = table


@dataclass(frozen=True, eq=False, repr=False)
class Ledger:
    """Reports with what they refer to, as known on a day.

    Attributes
    ----------
    reports, sources, places, actors, fronts, routes, assessments, gates, population, urban, renamed : DataFrame
        The tables, typed; columns as in docs/codebook.md. ``reports`` is events_and_claims.csv; the last four
        are empty where the descriptor does without them.
    package : Package
        The descriptor they came with.
    known_on : Timestamp
        The as-of day: nothing published later is used. Of a loaded ledger the last publication,
        or the last verdict, if one was made after it.
    unmatched : DataFrame
        Of an export (`read_acled`, `read_ucdp`) what was not matched: ``line`` in the file, ``item``, ``part``
        (``place``, ``actor``, ``type`` or ``history``), ``value`` as the file has it, ``taken_as``, ``why``.
        One row a thing, so a line may stand there more than once. Empty for a data folder. Views keep it whole.
    part : str
        Of a selection the conditions that its items fit, in words; blank for the whole.
    """

    reports: pd.DataFrame
    sources: pd.DataFrame
    places: pd.DataFrame
    actors: pd.DataFrame
    fronts: pd.DataFrame
    routes: pd.DataFrame
    assessments: pd.DataFrame
    gates: pd.DataFrame
    population: pd.DataFrame
    urban: pd.DataFrame
    renamed: pd.DataFrame
    package: Package
    known_on: pd.Timestamp
    unmatched: pd.DataFrame = field(default_factory=_NOTHING_UNMATCHED.copy)
    part: str = ""
    _cache: dict[str, Any] = field(default_factory=dict, init=False)

    @property
    def events(self) -> pd.DataFrame:
        """One row an event, resolved from its reports by the rules of docs/method.md.

        Returns
        -------
        DataFrame
            Sorted by ``date`` and ``item``. Words are str, missing where no report tells.

            item, type, front : str
                Its key, what kind of event, and where: a key of fronts.csv, ``all`` for what is of no single front.
            place, township : str
                Key of places.csv, and the name of the township that the place lies in.
            date, date_start, date_end : datetime
                Its best day, on which most reports agree, and the first and last day that the most precise of them
                allow: ``date_start <= date <= date_end``.
            actor, opponent, allies : str
                Who did it and against whom, keys of actors.csv; all allies that a report names, separated by |.
            metric, low, high : str, Int64
                What is counted, and from how many to how many by all reports together: 0 and more, missing where open.
            evidence : str
                ``claimed`` (by the side that gained alone), ``independent`` (a third party says so) or ``conceded``
                (the side that lost does).
            disputed : bool
                Whether a report denies it.
            n_reports, n_publishers : int
                Reports of it, denials too, and outlets whose reports these are: 1 and more.
            first_published : datetime
                Day of the first page that says so.
            lag_days : int
                Days from ``date`` to ``first_published``; below 0 for news ahead of the event.
            summary : str
                What the first report says whose days include ``date``, in the record's words.

        Examples
        --------
        >>> events = load().events
        >>> bool((events["n_publishers"] <= events["n_reports"]).all())
        True
        """
        return _events(self)

    @property
    def claims(self) -> pd.DataFrame:
        """One row a claim, resolved from its reports by the rules of docs/method.md.

        Returns
        -------
        DataFrame
            Sorted by ``date_start`` and ``item``. Columns of the same name mean the same as in `events`.

            item, type, front, place, summary : str
                ``type`` is what kind of claim: a tally, a forecast and so on.
            date_start, date_end : datetime
                First and last day that it speaks of.
            actor, claimant : str
                Whom it is about, and who says so: keys of actors.csv.
            metric, low, high : str, Int64
                What is counted (``percent_…``: in per cent, 0 to 100), and the numbers that the words allow.
            qualifier : str
                The word put to the number, or, in a forecast without one, for how likely it is.
            since, resolves_by : datetime
                Day from which a running total counts; day by which a forecast can be judged.
            n_reports, n_publishers, first_published : int, int, datetime
                As in `events`.
            verdict : str
                The latest of assessments.csv; missing where nobody has assessed it.
        """
        return _claims(self)

    @property
    def fingerprint(self) -> str:
        """Eight hexadecimal digits that change with any value of any table but `renamed`: what a result rests on."""
        return _fingerprint(self)

    def __repr__(self) -> str:
        return "\n".join([f"Ledger: {self.package.title}", *(f"  {line}" for line in self._summary())])

    def _repr_html_(self) -> str:
        lines = "".join(f"<li>{in_markup(line)}</li>" for line in self._summary())
        return f'<div class="mathjax_ignore"><b>{in_markup(self.package.title)}</b><ul>{lines}</ul></div>'

    def _summary(self) -> list[str]:
        """What it holds, in a few lines."""
        pages = self.reports["source"].nunique()
        fronts = self.fronts.sort_values("order")
        names = ", ".join(f"{key} = {name}" for key, name in zip(fronts["front"], fronts["name"], strict=True))
        lines = [
            f"as known on {day(self.known_on)}: .as_of; data {self.fingerprint}",
            *([f"only {self.part}"] if self.part else []),
            f"{count(len(self.events), 'event')} and {count(len(self.claims), 'claim')}: .events, .claims",
            f"{count(len(self.reports), 'report')} from {count(pages, 'page')}: .reports, .sources",
            f"fronts: {names}: .select",
        ]
        return lines + (
            [f"{count(len(self.unmatched), 'thing')} not matched: .unmatched"] if len(self.unmatched) else []
        )

    def as_of(self, date: Day) -> "Ledger":
        """The ledger as it stood on a day: only what was published by its end.

        Parameters
        ----------
        date : str (YYYY-MM-DD), date or Timestamp
            A day after the last publication gives all that was published.

        Returns
        -------
        Ledger
            A view: `load` and all that takes a ledger take it too.

        Raises
        ------
        ValueError
            If it is not a day.

        Examples
        --------
        >>> load().as_of("2023-11-30").known_on
        Timestamp('2023-11-30 00:00:00')
        """
        asked = as_day(date, "as_of")
        view = replace(
            self,
            sources=self.sources[self.sources["published"] <= asked].reset_index(drop=True),
            reports=self.reports[_published(self) <= asked.to_datetime64()].reset_index(drop=True),
            assessments=self.assessments[self.assessments["as_of"] <= asked].reset_index(drop=True),
            known_on=min(asked, self.known_on),
        )
        # What resolving the view's reports gives: every state of every event was resolved in one pass.
        states, known_from, known_until = _states_in_order(self)
        then = (known_from <= asked.to_datetime64()) & ~(known_until <= np.datetime64(asked))
        view._cache[f"{__name__}.{_events.__qualname__}"] = states[then].reset_index(drop=True)
        return view

    def select(
        self,
        front: Keys = None,
        start: Day | None = None,
        end: Day | None = None,
        actor: Keys = None,
        place: Keys = None,
    ) -> "Ledger":
        """The ledger with only the items that fit every condition given.

        Parameters
        ----------
        front : str or iterable of str, optional
            Keys of fronts.csv; ``all`` leaves none out.
        start, end : str (YYYY-MM-DD), date or Timestamp, optional
            Items whose span of days touches this period, both days included.
        actor : str or iterable of str, optional
            Keys of actors.csv; they may stand as actor, ally or opponent in any report of the item.
        place : str or iterable of str, optional
            Keys of places.csv, just as the reports have them: a township is not the town in it.

        Returns
        -------
        Ledger
            A view with these reports, and the assessments of their items.

        Raises
        ------
        ValueError
            If a key is unknown or a choice empty, a day is none, or start is later than end.

        Examples
        --------
        >>> load().select(front="chin").events["front"].unique().tolist()
        ['chin']
        """
        reports = self.reports
        keep = pd.Series(True, index=reports.index)
        item, told = reports["item"], [self.part]
        if front is not None and WHOLE not in (fronts := known_keys(front, self.fronts, "front")):
            keep &= reports["front"].isin(fronts)
            told.append(_few(fronts, "front"))
        if place is not None:
            places = known_keys(place, self.places, "place")
            keep &= reports["place"].isin(places)
            told.append(_few(places, "place"))
        if actor is not None:
            wanted = known_keys(actor, self.actors, "actor")
            told.append(_few(wanted, "actor"))
            named = reports[["actor", "opponent"]].isin(wanted).any(axis=1)
            named |= reports["allies"].str.split("|").explode().isin(wanted).groupby(level=0).any()
            keep &= item.isin(item[named])
        first = as_day(start, "start") if start is not None else None
        last = as_day(end, "end") if end is not None else None
        if first is not None and last is not None and first > last:
            raise ValueError(f"start {first:%Y-%m-%d} is later than end {last:%Y-%m-%d}")
        if first is not None:
            keep &= item.isin(item[reports["date_end"] >= first])
            told.append(f"from {day(first)}")
        if last is not None:
            keep &= item.isin(item[reports["date_start"] <= last])
            told.append(f"to {day(last)}")
        kept = reports[keep]
        return replace(
            self,
            reports=kept.reset_index(drop=True),
            assessments=self.assessments[self.assessments["item"].isin(kept["item"])].reset_index(drop=True),
            part=", ".join(filter(None, told)),
        )


def _few(keys: list[str], noun: str) -> str:
    """Keys in words: those few, or how many they are."""
    return f"{noun} {enumeration(keys)}" if len(keys) <= _KEYS_TOLD else count(len(keys), noun)


for _table in (one.name for one in fields(Ledger) if one.type is pd.DataFrame):
    setattr(Ledger, _table, _Handed(_table))  # behind the dataclass, whose fields they stay


@cached_on_ledger
def _events(ledger: Ledger) -> pd.DataFrame:
    admitted, parties = ledger.package.admitted_by, ledger.package.parties
    events = resolve.resolve_events(ledger.reports, ledger.sources, ledger.actors, admitted, parties)
    return _with_township(events, ledger.places)


@cached_on_ledger
def _claims(ledger: Ledger) -> pd.DataFrame:
    return resolve.resolve_claims(ledger.reports, ledger.sources, ledger.assessments)


@cached_on_ledger
def event_states(ledger: Ledger) -> pd.DataFrame:
    """Every state of knowledge of every event, with the days on which it held (see `resolve.versions`)."""
    admitted, parties = ledger.package.admitted_by, ledger.package.parties
    return resolve.versions(ledger.reports, ledger.sources, ledger.actors, admitted, parties)


@cached_on_ledger
def _states_in_order(ledger: Ledger) -> tuple[pd.DataFrame, np.ndarray, np.ndarray]:
    """The rows of `event_states` as `Ledger.events` has them, which views pick theirs from, and their two days."""
    states = event_states(ledger).sort_values(["date", "item"], ignore_index=True)
    known_from, known_until = states.pop("known_from").to_numpy(), states.pop("known_until").to_numpy()
    return _with_township(states, ledger.places), known_from, known_until


@cached_on_ledger
def _published(ledger: Ledger) -> np.ndarray:
    """The day on which the source of each report was published."""
    return looked_up(ledger.reports["source"], ledger.sources, "source", "published").to_numpy()


@cached_on_ledger
def _fingerprint(ledger: Ledger) -> str:
    digest = sha256()
    tables = (ledger.reports, ledger.sources, ledger.places, ledger.actors, ledger.fronts, ledger.routes)
    for table in (*tables, ledger.assessments, ledger.gates, ledger.population, ledger.urban):
        digest.update(table.to_csv(index=False, lineterminator="\n").encode("utf-8"))
    return digest.hexdigest()[:8]


def _with_township(events: pd.DataFrame, places: pd.DataFrame) -> pd.DataFrame:
    """Events with the township of their place behind it; missing where the place has none."""
    events.insert(list(events).index("place") + 1, "township", looked_up(events["place"], places, "place", "township"))
    return events
