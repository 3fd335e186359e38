"""What the frames say, as facts: objects with the numbers, which read as sentences at the end of a cell.

Every number of a sentence is at hand: ``glance(ledger).held`` is an integer, ``glance(ledger)`` the
sentences; where a sentence counts by rows and columns, ``counts`` is the table of its numbers. `tables` has the frames
behind them.
"""

from dataclasses import dataclass
from typing import Any

import pandas as pd

from op1027.analysis.announcements import announcements_by_side
from op1027.analysis.forecasts import brier_by_side, score_forecasts
from op1027.analysis.hindsight import known_history
from op1027.analysis.progress import captured_towns, firmly_held, progress, town_changes
from op1027.analysis.tallies import check_tallies
from op1027.ledger.fronts import WHOLE, chosen_fronts, front_names, fronts_of
from op1027.ledger.model import Ledger
from op1027.ledger.resolve import GRADES
from op1027.report.tables import changes_of_hands, then_and_now
from op1027.text.asked import Day, Keys, as_day, known_key
from op1027.text.escape import in_markdown
from op1027.text.wording import captures, count, day, enumeration

__all__ = [
    "Counted",
    "Evidence",
    "Fact",
    "FrontStory",
    "Glance",
    "KnownThen",
    "Scope",
    "announcements_said",
    "checked_kinds",
    "checked_page",
    "evidence",
    "forecasts_said",
    "front_story",
    "glance",
    "known_then",
    "scope",
    "tallies_said",
]
__dir__ = __all__.copy

_OUTCOMES_SAID = {"hit": "borne out", "partly": "partly", "miss": "not borne out", "open": "open"} | {
    "not_checkable": "not checkable"
}


class Fact:
    """What a function of this module found: attributes for use, ``str()`` and a notebook's cell for reading."""

    def __repr__(self) -> str:
        return str(self)

    def _repr_markdown_(self) -> str:
        return str(self)


@dataclass(frozen=True, eq=False, repr=False)
class Counted(Fact):
    """Sentences that count.

    Attributes
    ----------
    counts : DataFrame
        Every number that they say: a row for each line, a column for each thing counted.
    text : str
    """

    counts: pd.DataFrame
    text: str

    def __str__(self) -> str:
        return self.text


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
    part : str
        What the ledger was narrowed to, if it was (`Ledger.part`).
    """

    reports: int
    events: int
    claims: int
    pages: int
    until: pd.Timestamp
    covered_until: pd.Timestamp | None
    data: str
    part: str

    def __str__(self) -> str:
        covered = self.covered_until
        thin = covered is not None and covered < self.until
        after = f" (after {day(covered)} pages are few: a blank there is no quiet)" if covered and thin else ""
        only = f"only {in_markdown(self.part)}; " if self.part else ""
        return (
            f"*{count(self.reports, 'report')} of {count(self.events, 'event')} and "
            f"{count(self.claims, 'claim')}, from {count(self.pages, 'page')} "
            f"published up to {day(self.until)}{after}; {only}data `{self.data}`.*"
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
    return Scope(*sizes, ledger.known_on, ledger.package.covered_until, ledger.fingerprint, ledger.part)


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
    part : str
        As in `Scope`.
    leading : tuple of (str, int)
        The fronts with most towns held, at most three, by name.
    busiest : Timestamp or None
        The month in which most towns fell, the first of several; ``most``, how many; ``equal``, in how many others.
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
    equal: int
    part: str

    def __str__(self) -> str:
        if self.busiest is None:
            return f"As known on {day(self.until)}, no town had changed hands."
        leading = [f"**{in_markdown(name)}** ({number})" for name, number in self.leading]
        rest = sum(number for _, number in self.leading) < self.held
        where = f"{'most ' if rest else ''}in {enumeration(leading)}" if leading else "nowhere any more"
        also = f"; {count(self.equal, 'other month equals', 'other months equal')} it" if self.equal else ""
        only = f" ({in_markdown(self.part)} only)" if self.part else ""
        lines = [
            f"- **What:** from {day(self.start)} to {day(self.until)} the offensive made "
            f"{captures(self.captured, self.towns)}{only}, and lost {self.lost} again; it held **{self.held}**.",
            f"- **Where:** {where}.",
            f"- **When:** towns fell fastest in {self.busiest:%B %Y} ({self.most}){also}.",
        ]
        if self.held:
            word = "; for the rest there is the word of the side that gained, or a denial"
            lines.append(
                f"- **How sure:** for {self.firm} of the {self.held} towns held, the losing side or a third party says "
                f"so too, and nobody denies it{word if self.firm < self.held else ''}."
            )
        return "\n".join(lines)


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
    most = int(months.max()) if captured else 0
    return Glance(
        start=ledger.package.start,
        until=ledger.known_on,
        captured=captured,
        towns=captured_towns(ledger),
        lost=lost,
        held=held,
        firm=int(firm),
        leading=tuple(pair for pair in by_front[:3] if pair[1]),
        busiest=pd.Timestamp(str(months.idxmax())) if captured else None,
        most=most,
        equal=int((months == most).sum()) - 1 if captured else 0,
        part=ledger.part,
    )


@dataclass(frozen=True, eq=False, repr=False)
class FrontStory(Fact):
    """The towns of a front, of several, or of all.

    Attributes
    ----------
    name : str
    until : Timestamp
    held, towns : int
        Towns held on the as-of day, and towns of the fronts in the gazetteer.
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


def front_story(ledger: Ledger, front: Keys) -> FrontStory:
    """The towns of a front, of several, or of all: at most three sentences.

    Parameters
    ----------
    ledger : Ledger
    front : str or iterable of str, optional
        Keys of fronts; ``all`` or none for every front.

    Returns
    -------
    FrontStory

    Raises
    ------
    ValueError
        If a front is unknown.
    """
    chosen, names = chosen_fronts(ledger, front), front_names(ledger)
    keys = [WHOLE] if chosen is None else chosen
    frame, table = progress(ledger), changes_of_hands(ledger)
    last = frame[(frame["date"] == frame["date"].max()) & frame["front"].isin(keys)]
    held, towns = int(last["towns_held"].sum()), int(last["towns_total"].sum())
    mine = table[table["front"].isin(keys) | (chosen is None)].reset_index(drop=True)
    name = "All fronts" if chosen is None else enumeration([names[key] for key in keys])
    return FrontStory(name, ledger.known_on, held, towns, mine)


@dataclass(frozen=True, eq=False, repr=False)
class KnownThen(Fact):
    """What could be known on a day, and what had in truth happened by then.

    Attributes
    ----------
    date : Timestamp
        The day, or the ledger's as-of day where that is earlier.
    begun : bool
        Whether the offensive had begun; before it nothing is counted.
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
    begun: bool
    pages: int
    towns_known: int
    towns_now: int
    events_known: int
    events_now: int
    wrong: pd.DataFrame
    fronts: dict[str, str]

    def __str__(self) -> str:
        if not self.begun:
            return f"On {day(self.date)} the offensive had not begun."
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


def known_then(ledger: Ledger, date: Day) -> KnownThen:
    """What could be known on a day, and what had in truth happened by then: four sentences.

    Parameters
    ----------
    ledger : Ledger
    date : str (YYYY-MM-DD), date or Timestamp

    Returns
    -------
    KnownThen

    Raises
    ------
    ValueError
        If it is not a day.

    Examples
    --------
    >>> then = known_then(load(), "2023-01-01")
    >>> then.towns_known
    0
    >>> print(then)
    On 1 January 2023 the offensive had not begun.
    """
    then = min(as_day(date, "date"), ledger.known_on)
    history = known_history(ledger)
    row = history[(history["front"] == WHOLE) & (history["date"] == then)]
    columns = ("towns_known", "towns_now", "events_known", "events_now")
    return KnownThen(
        date=then,
        begun=not row.empty,
        pages=ledger.as_of(then).reports["source"].nunique(),
        **{column: int(row[column].sum()) for column in columns},
        wrong=then_and_now(ledger, then),
        fronts=front_names(ledger),
    )


def checked_page(ledger: Ledger, table: pd.DataFrame) -> Counted:
    """Verdicts on one page's assertions, as of the day it was written and with hindsight: two lines.

    Parameters
    ----------
    ledger : Ledger
    table : DataFrame
        As `tables.assertions` gives it.

    Returns
    -------
    Counted
        ``counts`` has a row ``then`` and a row ``now``, a column a verdict and ``not_judged``.
    """
    counts = _verdict_counts(ledger, {when: table[when] for when in ("then", "now")})
    lines = [
        f"- **{words}**, of {count(len(table), 'assertion')}: {_verdicts_said(_rows(counts)[when])}."
        for when, words in (("then", "As of the day it was written"), ("now", "With hindsight"))
    ]
    return Counted(counts, "\n".join(lines))


def checked_kinds(ledger: Ledger, table: pd.DataFrame) -> Counted:
    """Verdicts with hindsight on one page's assertions, statements and forecasts apart: two lines.

    Parameters
    ----------
    ledger : Ledger
    table : DataFrame
        As `tables.assertions` gives it.

    Returns
    -------
    Counted
        ``counts`` has a row ``statement`` and a row ``forecast``, a column a verdict and ``not_judged``.
    """
    ahead = table["type"] == "forecast"
    counts = _verdict_counts(ledger, {"statement": table.loc[~ahead, "now"], "forecast": table.loc[ahead, "now"]})
    told = {"statement": ("statement of what was so", "statements of what was so"), "forecast": ("forecast",)}
    rows = _rows(counts).items()
    lines = [f"- **{count(sum(row.values()), *told[kind])}**: {_verdicts_said(row)}." for kind, row in rows]
    return Counted(counts, "\n".join(lines))


def _verdict_counts(ledger: Ledger, verdicts: dict[str, pd.Series]) -> pd.DataFrame:
    """How many there are of each verdict, in the descriptor's order, and without any; a row for each Series."""
    known = [*ledger.package.categories("assessments", "verdict"), ""]
    counts = {row: given.value_counts().reindex(known, fill_value=0) for row, given in verdicts.items()}
    return pd.DataFrame(counts).T.rename(columns={"": "not_judged"}).rename_axis(columns=None)


def _verdicts_said(row: dict[Any, int]) -> str:
    """A row of `_verdict_counts` in words."""
    return enumeration([f"{n} {verdict.replace('_', ' ')}" for verdict, n in row.items() if n] or ["none"])


def _rows(counts: pd.DataFrame) -> dict[str, dict[Any, int]]:
    """The rows of a table of counts, by their names."""
    return {str(name): row for name, row in counts.to_dict("index").items()}


def announcements_said(ledger: Ledger) -> Counted:
    """What became of each side's announcements: a line a side.

    Returns
    -------
    Counted
        ``counts``: `announcements_by_side`, by key of the side.
    """
    counts = announcements_by_side(ledger).set_index("side")
    lines = [
        f"- **{in_markdown(ledger.package.names[side])}** announced {count(row['announced'], 'gain')}: "
        f"{row['conceded']} later conceded by the other side, {row['corroborated']} corroborated by a third party, "
        f"{row['denied']} denied, {row['withdrawn']} withdrawn; {row['alone']} stand alone."
        for side, row in _rows(counts).items()
    ]
    return Counted(counts, "\n".join(lines) or "No side has announced a gain.")


def tallies_said(ledger: Ledger, metric: str) -> Counted:
    """How published totals of one unit compare with our count: one sentence.

    Parameters
    ----------
    ledger : Ledger
    metric : str
        The unit, as in `check_tallies`.

    Returns
    -------
    Counted
        ``counts``: one row, the unit; a column a verdict. What cannot be held against our count is left out.

    Raises
    ------
    ValueError
        If there is no such unit.

    Examples
    --------
    >>> said = tallies_said(load(), "towns")
    >>> bool(said.counts.at["towns", "borne_out"] >= 0)
    True
    """
    metric = known_key(metric, ledger.package.categories("events_and_claims", "metric"), "metric")
    checked = check_tallies(ledger)
    mine = checked[(checked["metric"] == metric) & (checked["verdict"] != "not_checkable")]
    counts = _verdict_counts(ledger, {metric: mine["verdict"]})
    if mine.empty:
        return Counted(counts, f"No published total of {metric} can be held against our count.")
    totals = f"Of {count(len(mine), 'published total')} of {metric} that can be held against our count"
    return Counted(counts, f"{totals}: {_verdicts_said(_rows(counts)[metric])}.")


def forecasts_said(ledger: Ledger) -> Counted:
    """How forecasts and judgements fared, by side: a line a side and one on probabilities.

    Returns
    -------
    Counted
        ``counts``: by key of the side, each that said anything; outcomes as in `score_forecasts`, ``with_likelihood``
        (forecasts with a word for how likely they are) and ``scored`` (of these, hit or missed).
    """
    scores, names = score_forecasts(ledger), ledger.package.names
    counts = pd.crosstab(scores["side"], scores["outcome"]).reindex(columns=list(_OUTCOMES_SAID), fill_value=0)
    counts = counts.reindex([side for side in names if side in counts.index]).rename_axis(columns=None)
    lines = [
        f"- **{in_markdown(names[side])}**, {count(sum(row.values()), 'claim')}: "
        f"{enumeration([f'{row[outcome]} {word}' for outcome, word in _OUTCOMES_SAID.items()])}."
        for side, row in _rows(counts).items()
    ]
    brier = brier_by_side(ledger).rename(index={name: side for side, name in names.items()})
    counts = counts.join(brier[["with_likelihood", "n"]].rename(columns={"n": "scored"}))
    lines.append(
        f"- **How sure they were:** {count(int(counts['with_likelihood'].sum()), 'forecast')} came with a word for how "
        f"likely it was; {counts['scored'].sum()} of them can be scored."
    )
    return Counted(counts, "\n".join(lines))


def _inert(table: pd.DataFrame, *columns: str) -> pd.DataFrame:
    """The table with the texts of some columns as inert Markdown."""
    return table.assign(**{column: table[column].map(in_markdown, na_action="ignore") for column in columns})
