"""What the frames say, as facts: objects with the numbers, which read as sentences at the end of a cell.

Every number in the notebooks' prose is one of them: ``glance(ledger).held`` is an integer, ``glance(ledger)`` the
sentences. `tables` has the frames behind them. Those of claims stand in `_facts_of_claims`.
"""

from dataclasses import dataclass

import pandas as pd

from op1027.analysis.hindsight import known_history
from op1027.analysis.progress import captured_towns, firmly_held, progress, town_changes
from op1027.ledger.fronts import WHOLE, front_names, fronts_of
from op1027.ledger.model import Ledger
from op1027.ledger.resolve import GRADES
from op1027.report._fact import Fact, Sentences
from op1027.report._facts_of_claims import (
    announcements_said,
    assertion_table,
    checked_kinds,
    checked_page,
    forecast_table,
    forecasts_said,
    reported,
    sum_table,
    tallies_said,
    tally_table,
)
from op1027.report.tables import changes_of_hands, then_and_now
from op1027.text.asked import Day, as_day, known_key
from op1027.text.escape import in_markdown
from op1027.text.wording import captures, count, day, enumeration

__all__ = [
    "Evidence",
    "Fact",
    "FrontStory",
    "Glance",
    "KnownThen",
    "Scope",
    "Sentences",
    "announcements_said",
    "assertion_table",
    "checked_kinds",
    "checked_page",
    "evidence",
    "forecast_table",
    "forecasts_said",
    "front_story",
    "glance",
    "known_then",
    "reported",
    "scope",
    "sum_table",
    "tallies_said",
    "tally_table",
]
__dir__ = __all__.copy


@dataclass(frozen=True, repr=False)
class Scope(Fact):
    """What a ledger rests on.

    Attributes
    ----------
    reports, events, claims, pages : int
    until, covered_until : Timestamp
        The as-of day; the last day that the record covers well, if the data say so.
    data : str
        The data's fingerprint.
    """

    reports: int
    events: int
    claims: int
    pages: int
    until: pd.Timestamp
    covered_until: pd.Timestamp | None
    data: str

    def __str__(self) -> str:
        covered = self.covered_until
        thin = covered is not None and covered < self.until
        after = f" (after {day(covered)} pages are few: a blank there is no quiet)" if covered and thin else ""
        return (
            f"*{count(self.reports, 'report')} of {count(self.events, 'event')} and "
            f"{count(self.claims, 'claim')}, from {count(self.pages, 'page')} "
            f"published up to {day(self.until)}{after}; data `{self.data}`.*"
        )


def scope(ledger: Ledger) -> Scope:
    """What the notebook at hand rests on: one sentence.

    Examples
    --------
    >>> scope(load()).reports == len(load().reports)
    True
    """
    pages_read = ledger.reports["source"].nunique()
    sizes = (len(ledger.reports), len(ledger.events), len(ledger.claims), pages_read)
    return Scope(*sizes, ledger.known_on, ledger.package.covered_until, ledger.fingerprint)


@dataclass(frozen=True, repr=False)
class Evidence(Fact):
    """How many events have which grade, how many are disputed, and how many have a single publisher."""

    events: int
    conceded: int
    independent: int
    claimed: int
    disputed: int
    single: int

    def __str__(self) -> str:
        parts = [f"{getattr(self, grade):,} {grade}" for grade in reversed(GRADES)]
        return (
            f"Of {count(self.events, 'event')}, {enumeration(parts)}; {self.disputed:,} disputed. "
            f"{self.single:,} rest on one publisher alone."
        )


def evidence(ledger: Ledger) -> Evidence:
    """How well the events are attested: two sentences."""
    events = ledger.events
    grades = events["evidence"].value_counts()
    return Evidence(
        events=len(events),
        **{grade: int(grades.get(grade, 0)) for grade in GRADES},
        disputed=int(events["disputed"].sum()),
        single=int((events["n_publishers"] == 1).sum()),
    )


@dataclass(frozen=True, repr=False)
class Glance(Fact):
    """The offensive's towns on the as-of day.

    Attributes
    ----------
    start, until : Timestamp
        First day of the offensive, as-of day.
    captured, towns, lost, held, firm : int
        Captures, of how many towns, how many were lost again, towns held, and on more than the gaining side's word.
    leading : tuple of (str, int)
        The fronts with most towns held, at most three, by name.
    busiest : Timestamp or None
        The month in which most towns fell, and ``most``, how many.
    """

    start: pd.Timestamp
    until: pd.Timestamp
    captured: int
    towns: int
    lost: int
    held: int
    firm: int
    leading: tuple[tuple[str, int], ...]
    busiest: pd.Timestamp | None
    most: int

    def __str__(self) -> str:
        if self.busiest is None:
            return f"As known on {day(self.until)}, no town had changed hands."
        leading = [f"**{in_markdown(name)}** ({number})" for name, number in self.leading]
        where = f"most of them in {enumeration(leading)}" if leading else "nowhere any more"
        return "\n".join(
            [
                f"- **What:** from {day(self.start)} to {day(self.until)} the offensive made "
                f"{captures(self.captured, self.towns)}, and lost {self.lost} again; it held **{self.held}**.",
                f"- **Where:** {where}.",
                f"- **When:** in {self.busiest:%B %Y} more towns fell ({self.most}) than in any other month.",
                f"- **How sure:** for {self.firm} of the {self.held} towns held, the losing side or a "
                "third party says so too, and nobody denies it; for the rest there is the word of the side that "
                "gained, or a denial.",
            ]
        )


def glance(ledger: Ledger) -> Glance:
    """What happened, where, when and how sure that is: four sentences.

    Examples
    --------
    >>> glance(load().as_of("2023-10-26")).held
    0
    """
    frame = progress(ledger)
    last = frame[frame["date"] == frame["date"].max()].set_index("front")
    captured, lost, held = (int(last.at[WHOLE, f"towns_{what}"]) for what in ("captured", "lost", "held"))
    names = front_names(ledger)
    by_front = sorted(((names[f], int(last.at[f, "towns_held"])) for f in fronts_of(ledger)), key=lambda pair: -pair[1])
    firm = firmly_held(ledger).query("front == @WHOLE")["towns_firm"].iloc[-1]
    months = town_changes(ledger)[0].set_index("date").resample("MS").size()  # of captures, by first day
    busiest = pd.Timestamp(str(months.idxmax())) if captured else None
    leading = tuple(pair for pair in by_front[:3] if pair[1])
    most, towns = int(months.max()) if captured else 0, captured_towns(ledger)
    return Glance(ledger.package.start, ledger.known_on, captured, towns, lost, held, int(firm), leading, busiest, most)


@dataclass(frozen=True, eq=False, repr=False)
class FrontStory(Fact):
    """One front's towns, or those of all fronts.

    Attributes
    ----------
    name : str
    until : Timestamp
    held, towns : int
        Towns held on the as-of day, and towns of the front in the gazetteer.
    changes : DataFrame
        Every change of hands, in order (see `tables.changes_of_hands`).
    """

    name: str
    until: pd.Timestamp
    held: int
    towns: int
    changes: pd.DataFrame

    def __str__(self) -> str:
        name, table = in_markdown(self.name), _inert(self.changes, "town", "holder")
        if table.empty:
            return f"**{name}:** no town is recorded as having changed hands by {day(self.until)}."
        first, latest = table.iloc[0], table.iloc[-1]
        unsure = table[table["from"] != table["to"]]
        text = (
            f"**{name}:** the first town to change hands was {first['town']} ({day(first['date'])}), the latest "
            f"{latest['town']} ({day(latest['date'])}; holder from then on: {latest['holder']}). "
            f"{count(self.held, 'town')} of {self.towns} "
            f"{'was' if self.held == 1 else 'were'} held on {day(self.until)}."
        )
        if len(unsure):
            widest = unsure.assign(width=unsure["to"] - unsure["from"]).sort_values("width", kind="stable").iloc[-1]
            text += (
                f" For {len(unsure)} of {count(len(table), 'change')} the reports allow more than one day; they are "
                f"furthest apart for {widest['town']} ({count(widest['width'].days, 'day')})."
            )
        return text


def front_story(ledger: Ledger, front: str) -> FrontStory:
    """One front's towns: at most three sentences.

    Parameters
    ----------
    ledger : Ledger
    front : str
        Key of one front; ``all`` tells of the towns of every front.

    Returns
    -------
    FrontStory

    Raises
    ------
    ValueError
        If the front is unknown, or several are given.
    """
    key = known_key(front, ledger.fronts, "front")
    frame, table = progress(ledger), changes_of_hands(ledger)
    last = frame[frame["front"] == key].iloc[-1]
    held, towns = int(last["towns_held"]), int(last["towns_total"])
    mine = table[(table["front"] == key) | (key == WHOLE)].reset_index(drop=True)
    name = "All fronts" if key == WHOLE else front_names(ledger)[key]
    return FrontStory(name, ledger.known_on, held, towns, mine)


@dataclass(frozen=True, eq=False, repr=False)
class KnownThen(Fact):
    """What could be known on a day, and what had in truth happened by then.

    Attributes
    ----------
    date : Timestamp
    pages : int
        Pages published by its end.
    events_known, towns_known : int
        Events of the offensive and towns held, as known then.
    events_now, towns_now : int
        The same of that day as known now.
    wrong : DataFrame
        Towns whose holder was known otherwise than it is now (see `tables.then_and_now`).
    fronts : dict
        The fronts' names.
    """

    date: pd.Timestamp
    pages: int
    towns_known: int
    towns_now: int
    events_known: int
    events_now: int
    wrong: pd.DataFrame
    fronts: dict[str, str]

    def __str__(self) -> str:
        names = {front: in_markdown(name) for front, name in self.fronts.items()}
        table = _inert(self.wrong, "town")
        rows = list(zip(table["town"], table["front"], table["then"], table["now"], strict=True))
        missing = [f"{town} ({names[front]})" for town, front, _, now in rows if now]
        early = [town for town, _, then, now in rows if then and not now]
        return "\n".join(
            [
                f"- **As known on {day(self.date)}:** {count(self.events_known, 'event')} of the offensive, and "
                f"{count(self.towns_known, 'town')} held, from {count(self.pages, 'page')}.",
                f"- **As known now, of the same day:** {count(self.events_now, 'event')} and "
                f"{count(self.towns_now, 'town')} held.",
                f"- **Not known yet, or known to be another's:** {enumeration(missing) if missing else 'no town'}.",
                f"- **Believed taken too early:** {enumeration(early) if early else 'no town'}.",
            ]
        )


def known_then(ledger: Ledger, date: Day) -> KnownThen | Sentences:
    """What could be known on a day, and what had in truth happened by then: four sentences.

    Parameters
    ----------
    ledger : Ledger
    date : str (YYYY-MM-DD), date or Timestamp

    Returns
    -------
    KnownThen or Sentences
        The latter for a day before the offensive.

    Raises
    ------
    ValueError
        If it is not a day.

    Examples
    --------
    >>> print(known_then(load(), "2023-01-01"))
    On 1 January 2023 the offensive had not begun.
    """
    then = as_day(date, "date")
    history = known_history(ledger)
    row = history[(history["front"] == WHOLE) & (history["date"] == min(then, ledger.known_on))]
    if row.empty:
        return Sentences(row, f"On {day(then)} the offensive had not begun.")
    return KnownThen(
        date=then,
        pages=ledger.as_of(then).reports["source"].nunique(),
        **{column: int(row[column].iloc[0]) for column in ("towns_known", "towns_now", "events_known", "events_now")},
        wrong=then_and_now(ledger, then),
        fronts=front_names(ledger),
    )


def _inert(table: pd.DataFrame, *columns: str) -> pd.DataFrame:
    """The table with the texts of some columns as inert Markdown."""
    return table.assign(**{column: table[column].map(in_markdown, na_action="ignore") for column in columns})
