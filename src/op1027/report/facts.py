"""What the frames say, as facts: objects with the numbers, which read as sentences at the end of a cell.

Every number in the notebooks' prose is one of them: ``glance(ledger).held`` is an integer, ``glance(ledger)`` the
sentences. `tables` has the frames behind them.
"""

from dataclasses import dataclass

import pandas as pd

from op1027.analysis.announcements import announcements_by_side
from op1027.analysis.forecasts import brier_by_side, score_forecasts
from op1027.analysis.hindsight import known_history
from op1027.analysis.progress import captured_towns, firmly_held, progress, town_changes
from op1027.analysis.sources_of import pages
from op1027.analysis.tallies import check_tallies, spoken
from op1027.ledger.fronts import WHOLE, actor_names, front_names, fronts_of, place_names
from op1027.ledger.model import Ledger
from op1027.ledger.resolve import GRADES
from op1027.report import markdown
from op1027.report.markdown import page_links
from op1027.report.tables import changes_of_hands, then_and_now
from op1027.text.asked import Day, as_day, known_keys
from op1027.text.escape import in_markdown
from op1027.text.wording import captures, count, day, published

OUTCOMES_SAID = {"hit": "borne out", "partly": "partly", "miss": "not borne out", "open": "open"} | {
    "not_checkable": "not checkable"
}


@dataclass(frozen=True, repr=False)
class Fact:
    """What a function of this module found: attributes for use, ``str()`` and a notebook's cell for reading."""

    def __str__(self) -> str:
        raise NotImplementedError

    def __repr__(self) -> str:
        return str(self)

    def _repr_markdown_(self) -> str:
        return str(self)


@dataclass(frozen=True, repr=False)
class Lines(Fact):
    """Sentences or list items in Markdown that rest on a frame, which is at hand as ``frame``."""

    frame: pd.DataFrame
    text: str

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return f"{count(len(self.frame), 'row')}: {', '.join(map(str, self.frame.columns))}"


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
    """What the notebook at hand rests on: one sentence."""
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
        parts = [f"{getattr(self, grade)} {grade}" for grade in reversed(GRADES)]
        return (
            f"Of {count(self.events, 'event')}, {listing(parts)}; {self.disputed} disputed. "
            f"{self.single} rest on one publisher alone."
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
        where = f"most of them in {listing(leading)}" if leading else "nowhere any more"
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
    """What happened, where, when and how sure that is: four sentences."""
    frame = progress(ledger)
    last = frame[frame["date"] == frame["date"].max()].set_index("front")
    captured, lost, held = (int(last.at[WHOLE, f"towns_{what}"]) for what in ("captured", "lost", "held"))
    names = front_names(ledger)
    by_front = sorted(((names[f], int(last.at[f, "towns_held"])) for f in fronts_of(ledger)), key=lambda pair: -pair[1])
    firm = firmly_held(ledger).query("front == @WHOLE")["towns_firm"].iloc[-1]
    months = by_month(ledger)
    busiest = pd.Timestamp(str(months.idxmax())) if captured else None
    leading = tuple(pair for pair in by_front[:3] if pair[1])
    most, towns = int(months.max()) if captured else 0, captured_towns(ledger)
    return Glance(ledger.package.start, ledger.known_on, captured, towns, lost, held, int(firm), leading, busiest, most)


@dataclass(frozen=True, repr=False)
class FrontStory(Fact):
    """One front's towns.

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
        name, table = in_markdown(self.name), inert(self.changes, "town", "holder")
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

    Raises
    ------
    ValueError
        If the front is unknown.
    """
    (key,) = known_keys(front, ledger.fronts["front"], "front")
    frame = progress(ledger)
    last = frame[frame["front"] == key].iloc[-1]
    table = changes_of_hands(ledger).query("front == @key").reset_index(drop=True)
    return FrontStory(
        front_names(ledger)[key], ledger.known_on, int(last["towns_held"]), int(last["towns_total"]), table
    )


@dataclass(frozen=True, repr=False)
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
        table = inert(self.wrong, "town")
        rows = list(zip(table["town"], table["front"], table["then"], table["now"], strict=True))
        missing = [f"{town} ({names[front]})" for town, front, _, now in rows if now]
        early = [town for town, _, then, now in rows if then and not now]
        return "\n".join(
            [
                f"- **As known on {day(self.date)}:** {count(self.events_known, 'event')} of the offensive, and "
                f"{count(self.towns_known, 'town')} held, from {count(self.pages, 'page')}.",
                f"- **As known now, of the same day:** {count(self.events_now, 'event')} and "
                f"{count(self.towns_now, 'town')} held.",
                f"- **Not known yet, or known to be another's:** {listing(missing) if missing else 'no town'}.",
                f"- **Believed taken too early:** {listing(early) if early else 'no town'}.",
            ]
        )


def known_then(ledger: Ledger, date: Day) -> KnownThen | Lines:
    """What could be known on a day, and what had in truth happened by then: four sentences.

    Raises
    ------
    ValueError
        If it is not a day.
    """
    then = as_day(date, "date")
    history = known_history(ledger)
    row = history[(history["front"] == WHOLE) & (history["date"] == min(then, ledger.known_on))]
    if row.empty:
        return Lines(row, f"On {day(then)} the offensive had not begun.")
    return KnownThen(
        date=then,
        pages=ledger.as_of(then).reports["source"].nunique(),
        **{column: int(row[column].iloc[0]) for column in ("towns_known", "towns_now", "events_known", "events_now")},
        wrong=then_and_now(ledger, then),
        fronts=front_names(ledger),
    )


def checked_page(ledger: Ledger, table: pd.DataFrame) -> Lines:
    """Verdicts on one page's assertions, as of the day it was written and with hindsight: two lines.

    ``table`` is one of `tables.assertions`.
    """
    lines = [
        f"- **{words}**, of {count(len(table), 'assertion')}: {verdict_counts(ledger, table[column])}."
        for column, words in (("then", "As of the day it was written"), ("now", "With hindsight"))
    ]
    return Lines(table, "\n".join(lines))


def checked_kinds(ledger: Ledger, table: pd.DataFrame) -> Lines:
    """Verdicts with hindsight on one page's assertions, statements and forecasts apart: two lines."""
    ahead = table["type"] == "forecast"
    lines = []
    for rows, one in ((table[~ahead], "statement of what was so"), (table[ahead], "forecast")):
        many = one.replace("statement", "statements") if "statement" in one else ""
        counts = verdict_counts(ledger, rows["now"]) or "none"
        lines.append(f"- **{count(len(rows), one, many)}**: {counts}.")
    return Lines(table, "\n".join(lines))


def verdict_counts(ledger: Ledger, verdicts: pd.Series) -> str:
    """How many of each verdict, in words, in the descriptor's order."""
    counts = verdicts.value_counts()
    known = ledger.package.categories("assessments", "verdict")
    parts = [f"{counts[v]} {v.replace('_', ' ')}" for v in known if v in counts]
    if unjudged := int(counts.get("", 0)):
        parts.append(f"{unjudged} not judged")
    return listing(parts) if parts else ""


def assertion_table(ledger: Ledger, table: pd.DataFrame, when: str) -> Lines:
    """Assertions with verdict, reason and links to the pages they rest on: a table.

    ``table`` is one of `tables.assertions`; ``when`` is ``then`` or ``now``.
    """
    verdict = table[when].str.replace("_", " ")
    shown = pd.DataFrame(
        {
            "assertion": table["assertion"],
            "verdict": verdict,
            "why": table[f"why_{when}"],
            "pages": page_links(ledger, table[f"basis_{when}"]),
        }
    )
    return Lines(shown, markdown.table(shown, markup=["pages"]))


def announcements_said(ledger: Ledger) -> Lines:
    """What became of each side's announcements: a line a side."""
    lines, table = [], announcements_by_side(ledger)
    for row in table.to_dict("records"):
        lines.append(
            f"- **{in_markdown(ledger.package.names[row['side']])}** announced {count(row['announced'], 'gain')}: "
            f"{row['conceded']} later conceded by the other side, {row['corroborated']} corroborated by a third party, "
            f"{row['denied']} denied, {row['withdrawn']} withdrawn; {row['alone']} stand alone."
        )
    return Lines(table, "\n".join(lines) or "No side has announced a gain.")


def tallies_said(ledger: Ledger, metric: str) -> Lines:
    """How published totals of one unit compare with our count: one sentence."""
    checked = check_tallies(ledger)
    mine = checked[(checked["metric"] == metric) & (checked["verdict"] != "not_checkable")]
    if mine.empty:
        return Lines(mine, f"No published total of {metric} can be held against our count.")
    return Lines(
        mine,
        f"Of {count(len(mine), 'published total')} of {metric} that can be held against our count: "
        f"{verdict_counts(ledger, mine['verdict'])}.",
    )


def forecasts_said(ledger: Ledger) -> Lines:
    """How forecasts and judgements fared, by side: a line a side and one on probabilities."""
    scores = score_forecasts(ledger)
    lines = []
    for side, name in ledger.package.names.items():
        mine = scores.loc[scores["side"] == side, "outcome"].value_counts()
        judged = [f"{mine.get(outcome, 0)} {word}" for outcome, word in OUTCOMES_SAID.items()]
        if int(mine.sum()):
            lines.append(f"- **{in_markdown(name)}**, {count(int(mine.sum()), 'claim')}: {listing(judged)}.")
    brier = brier_by_side(ledger)
    with_word = int(brier["with_likelihood"].sum())
    lines.append(
        f"- **How sure they were:** {count(with_word, 'forecast')} came with a word for how likely it was; "
        f"{int(brier['n'].sum())} of them can be scored."
    )
    return Lines(scores, "\n".join(lines))


def forecast_table(ledger: Ledger, scores: pd.DataFrame) -> Lines:
    """Forecasts and judgements with what came of them and links to the pages: a table.

    ``scores`` is rows of `score_forecasts`.
    """
    first = ledger.reports.sort_values("report_id").drop_duplicates("item").set_index("item")["report_id"]
    shown = pd.DataFrame(
        {
            "said": page_links(ledger, scores["item"].map(first)),
            "who": scores["claimant"].map(actor_names(ledger)),
            "what": scores["summary"],
            "by": scores["resolves_by"],
            "outcome": scores["outcome"].str.replace("_", " "),
            "why": scores["reason"],
            "pages": page_links(ledger, scores["basis"]),
        }
    )
    return Lines(shown, markdown.table(shown, markup=["said", "pages"]))


def tally_table(ledger: Ledger, checked: pd.DataFrame) -> Lines:
    """Published totals beside our count, each with a link to its page: a table.

    ``checked`` is rows of `check_tallies`.
    """
    first = ledger.reports.sort_values("report_id").drop_duplicates("item").set_index("item")["report_id"]
    names = actor_names(ledger)
    fronts = front_names(ledger) | {WHOLE: "all fronts"}
    place = checked["place"].map(place_names(ledger))
    shown = pd.DataFrame(
        {
            "day": checked["date"],
            "claimant": checked["claimant"].map(names),
            "whose": checked["actor"].map(names),
            "where": place.fillna(checked["front"].map(fronts)),
            "claimed": spans(checked["claimed_low"], checked["claimed_high"]),
            "ours": spans(checked["ours_low"], checked["ours_high"]),
            "verdict": checked["verdict"].str.replace("_", " "),
            "why": checked["why"],
            "page": page_links(ledger, checked["item"].map(first)),
        }
    )
    return Lines(shown, markdown.table(shown, markup=["page"]))


def sum_table(ledger: Ledger, sums: pd.DataFrame) -> Lines:
    """Totals against the parts that the same page gives, with a link to the page: a table.

    ``sums`` is rows of `check_sums`.
    """
    first = ledger.reports[ledger.reports["item"].isin(sums["total"])].drop_duplicates("item").set_index("item")
    names = actor_names(ledger)
    shown = pd.DataFrame(
        {
            "claimant": sums["claimant"].map(names),
            "unit": sums["metric"].str.replace("_", " "),
            "total": sums["total"].map(first["summary"]),
            "parts": sums["n_parts"],
            "finding": sums["finding"].str.replace("_", " "),
            "why": sums["why"],
            "page": page_links(ledger, sums["total"].map(first["report_id"])),
        }
    )
    return Lines(shown, markdown.table(shown, markup=["page"]))


def spans(low: pd.Series, high: pd.Series) -> pd.Series:
    """Ranges in words: 45, at least 451, up to 70; blank where there is none."""
    ends = pd.DataFrame({"low": low, "high": high}).astype("float")
    return ends.apply(lambda end: "" if end.isna().all() else spoken(end["low"], end["high"]), axis=1).astype("str")


def by_month(ledger: Ledger) -> pd.Series:
    """Towns that the offensive took, by month (indexed by the month's first day)."""
    taken, _ = town_changes(ledger)
    return taken.set_index("date").resample("MS").size()


def inert(table: pd.DataFrame, *columns: str) -> pd.DataFrame:
    """The table with the texts of some columns as inert Markdown."""
    return table.assign(**{column: table[column].map(in_markdown, na_action="ignore") for column in columns})


def listing(words: list[str]) -> str:
    """Words joined as in a sentence: a, b and c."""
    return words[0] if len(words) == 1 else ", ".join(words[:-1]) + " and " + words[-1]


def reported(ledger: Ledger, wanted: str | list[str]) -> Lines:
    """Who reported an event or a claim, in order, with links to their pages: a list (see `pages`)."""
    lines, table = [], pages(ledger, wanted)
    for row in table.to_dict("records"):
        denies = ", denies" if row["stance"] == "denies" else ""
        voice = "" if row["claimant"] == row["publisher"] else f", word of {row['claimant']}"
        link = f"[{in_markdown(row['publisher'])}]({markdown.address(row['url'])})"
        said = f"`{row['report']}`{in_markdown(voice)}{denies}"
        when = published(row["published_from"], row["published"])
        lines.append(f"- {link}, {when} ({said}): {in_markdown(row['summary'])}")
    return Lines(table, "\n".join(lines))
