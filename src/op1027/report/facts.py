"""What the frames say, in sentences: every number in the notebooks' prose is written here."""

import pandas as pd

from op1027.analysis.announcements import announcements_by_side
from op1027.analysis.forecasts import brier_by_side, score_forecasts
from op1027.analysis.hindsight import known_history
from op1027.analysis.progress import WHOLE, firmly_held, front_names, fronts_of, progress, town_changes
from op1027.analysis.sources_of import pages
from op1027.analysis.tallies import check_tallies, spoken
from op1027.ledger.model import Day, Ledger, as_day
from op1027.report import markdown
from op1027.report.markdown import page_links
from op1027.report.tables import changes_of_hands, then_and_now
from op1027.text.wording import count, day

OUTCOMES_SAID = {"hit": "borne out", "partly": "partly", "miss": "not borne out", "open": "open"} | {
    "not_checkable": "not checkable"
}
KNOWN = ("towns_known", "towns_now", "events_known", "events_now")


def scope(ledger: Ledger) -> str:
    """What the notebook at hand rests on: one sentence of Markdown."""
    return (
        f"*{count(len(ledger.reports), 'report')} of {count(len(ledger.events), 'event')} and "
        f"{count(len(ledger.claims), 'claim')}, from {count(ledger.reports['source'].nunique(), 'page')} "
        f"published up to {day(ledger.known_on)}; data `{ledger.fingerprint}`.*"
    )


def evidence(ledger: Ledger) -> str:
    """How well the events are attested: Markdown, two sentences."""
    events = ledger.events
    grades = events["evidence"].value_counts()
    single = int((events["n_publishers"] == 1).sum())
    parts = [f"{grades.get(grade, 0)} {grade}" for grade in ("conceded", "independent", "claimed")]
    return (
        f"Of {count(len(events), 'event')}, {listing(parts)}; {int(events['disputed'].sum())} disputed. "
        f"{single} rest on one publisher alone."
    )


def glance(ledger: Ledger) -> str:
    """What happened, where, when and how sure that is: Markdown, four sentences."""
    frame = progress(ledger)
    last = frame[frame["date"] == frame["date"].max()].set_index("front")
    whole = last.loc[WHOLE]
    if not whole["towns_captured"]:
        return f"As known on {day(ledger.known_on)}, no town had changed hands."
    names = spoken_fronts(ledger)
    held = [(int(last["towns_held"][front]), names[front]) for front in fronts_of(ledger)]
    held = sorted(held, key=lambda pair: -pair[0])[:3]
    leading = [f"**{name}** ({number})" for number, name in held if number]
    firm = firmly_held(ledger).query("front == @WHOLE")["towns_firm"].iloc[-1]
    months = by_month(ledger)
    busiest = pd.Timestamp(str(months.idxmax()))
    return "\n".join(
        [
            f"- **What:** from {day(ledger.package.start)} to {day(ledger.known_on)} the offensive took "
            f"{count(int(whole['towns_captured']), 'town')} and lost {int(whole['towns_lost'])} of them again; "
            f"it held **{int(whole['towns_held'])}**.",
            f"- **Where:** most of them in {listing(leading)}.",
            f"- **When:** in {busiest:%B %Y} more towns fell ({months.max()}) than in any other month.",
            f"- **How sure:** for {int(firm)} of the {int(whole['towns_held'])} towns held, the losing side or a "
            "third party says so too, and nobody denies it; for the rest there is the word of the side that gained, "
            "or a denial.",
        ]
    )


def front_story(ledger: Ledger, front: str) -> str:
    """One front's towns in words: Markdown, at most three sentences."""
    name = spoken_fronts(ledger)[front]
    table = inert(changes_of_hands(ledger.select(front=front)), "town", "holder")
    frame = progress(ledger)
    last = frame[frame["front"] == front].iloc[-1]
    if table.empty:
        return f"**{name}:** no town is recorded as having changed hands by {day(ledger.known_on)}."
    first, latest = table.iloc[0], table.iloc[-1]
    unsure = table[table["from"] != table["to"]]
    text = (
        f"**{name}:** the first town to change hands was {first['town']} ({day(first['date'])}), the latest "
        f"{latest['town']} ({day(latest['date'])}; holder from then on: {latest['holder']}). "
        f"{count(int(last['towns_held']), 'town')} of {int(last['towns_total'])} "
        f"{'was' if last['towns_held'] == 1 else 'were'} held on {day(ledger.known_on)}."
    )
    if len(unsure):
        widest = unsure.assign(width=unsure["to"] - unsure["from"]).sort_values("width", kind="stable").iloc[-1]
        text += (
            f" For {len(unsure)} of {count(len(table), 'change')} the reports allow more than one day; they are "
            f"furthest apart for {widest['town']} ({count(widest['width'].days, 'day')})."
        )
    return text


def known_then(ledger: Ledger, date: Day) -> str:
    """What could be known on a day, and what had in truth happened by then: Markdown, four sentences."""
    then = as_day(date, "date")
    view = ledger.as_of(then)
    history = known_history(ledger)
    row = history[(history["front"] == WHOLE) & (history["date"] == min(then, ledger.known_on))]
    if row.empty:
        return f"On {day(then)} the offensive had not begun."
    known, now, events_known, events_now = (int(row[c].iloc[0]) for c in KNOWN)
    names = spoken_fronts(ledger)
    table = inert(then_and_now(ledger, then), "town")
    missing = [f"{t} ({names[f]})" for t, f, n in zip(table["town"], table["front"], table["now"], strict=True) if n]
    early = [t for t, then_, n in zip(table["town"], table["then"], table["now"], strict=True) if then_ and not n]
    lines = [
        f"- **As known on {day(then)}:** {count(events_known, 'event')} of the offensive, and {count(known, 'town')} "
        f"held, from {count(view.reports['source'].nunique(), 'page')}.",
        f"- **As known now, of the same day:** {count(events_now, 'event')} and {count(now, 'town')} held.",
        f"- **Not known yet, or known to be another's:** {listing(missing) if missing else 'no town'}.",
        f"- **Believed taken too early:** {listing(early) if early else 'no town'}.",
    ]
    return "\n".join(lines)


def checked_page(ledger: Ledger, table: pd.DataFrame) -> str:
    """Verdicts on one page's assertions, as of the day it was written and with hindsight: Markdown, two lines.

    ``table`` is one of `tables.assertions`.
    """
    return "\n".join(
        f"- **{words}**, of {count(len(table), 'assertion')}: {verdict_counts(ledger, table[column])}."
        for column, words in (("then", "As of the day it was written"), ("now", "With hindsight"))
    )


def checked_kinds(ledger: Ledger, table: pd.DataFrame) -> str:
    """The same with hindsight, statements and forecasts apart: Markdown, two lines."""
    ahead = table["type"] == "forecast"
    lines = []
    for rows, one in ((table[~ahead], "statement of what was so"), (table[ahead], "forecast")):
        many = one.replace("statement", "statements") if "statement" in one else ""
        counts = verdict_counts(ledger, rows["now"]) or "none"
        lines.append(f"- **{count(len(rows), one, many)}**: {counts}.")
    return "\n".join(lines)


def verdict_counts(ledger: Ledger, verdicts: pd.Series) -> str:
    """How many of each verdict, in words, in the descriptor's order."""
    counts = verdicts.value_counts()
    known = ledger.package.categories("assessments", "verdict")
    parts = [f"{counts[v]} {v.replace('_', ' ')}" for v in known if v in counts]
    if unjudged := int(counts.get("", 0)):
        parts.append(f"{unjudged} not judged")
    return listing(parts) if parts else ""


def assertion_table(ledger: Ledger, table: pd.DataFrame, when: str) -> str:
    """Assertions with verdict, reason and links to the pages they rest on: a Markdown table.

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
    return markdown.table(shown, markup=["pages"])


def announcements_said(ledger: Ledger) -> str:
    """What became of each side's announcements: Markdown, a line a side."""
    lines = []
    for row in announcements_by_side(ledger).to_dict("records"):
        lines.append(
            f"- **{markdown.escape(ledger.package.names[row['side']])}** announced {count(row['announced'], 'gain')}: "
            f"{row['conceded']} later conceded by the other side, {row['corroborated']} corroborated by a third party, "
            f"{row['denied']} denied, {row['withdrawn']} withdrawn; {row['alone']} stand alone."
        )
    return "\n".join(lines) or "No side has announced a gain."


def tallies_said(ledger: Ledger, metric: str) -> str:
    """How published totals of one unit compare with our count: Markdown, one sentence."""
    checked = check_tallies(ledger)
    mine = checked[(checked["metric"] == metric) & (checked["verdict"] != "not_checkable")]
    if mine.empty:
        return f"No published total of {metric} can be held against our count."
    return (
        f"Of {count(len(mine), 'published total')} of {metric} that can be held against our count: "
        f"{verdict_counts(ledger, mine['verdict'])}."
    )


def forecasts_said(ledger: Ledger) -> str:
    """How forecasts and judgements fared, by side: Markdown, a line a side and one on probabilities."""
    scores = score_forecasts(ledger)
    lines = []
    for side, name in ledger.package.names.items():
        mine = scores.loc[scores["side"] == side, "outcome"].value_counts()
        judged = [f"{mine.get(outcome, 0)} {word}" for outcome, word in OUTCOMES_SAID.items()]
        if int(mine.sum()):
            lines.append(f"- **{markdown.escape(name)}**, {count(int(mine.sum()), 'claim')}: {listing(judged)}.")
    brier = brier_by_side(ledger)
    with_word = int(brier["with_likelihood"].sum())
    lines.append(
        f"- **How sure they were:** {count(with_word, 'forecast')} came with a word for how likely it was; "
        f"{int(brier['n'].sum())} of them can be scored."
    )
    return "\n".join(lines)


def forecast_table(ledger: Ledger, scores: pd.DataFrame) -> str:
    """Forecasts and judgements with what came of them and links to the pages: a Markdown table.

    ``scores`` is rows of `score_forecasts`.
    """
    first = ledger.reports.sort_values("report_id").drop_duplicates("item").set_index("item")["report_id"]
    shown = pd.DataFrame(
        {
            "said": page_links(ledger, scores["item"].map(first)),
            "who": scores["claimant"].map(ledger.actors.set_index("actor")["short_name"]),
            "what": scores["summary"],
            "by": scores["resolves_by"],
            "outcome": scores["outcome"].str.replace("_", " "),
            "why": scores["reason"],
            "pages": page_links(ledger, scores["basis"]),
        }
    )
    return markdown.table(shown, markup=["said", "pages"])


def tally_table(ledger: Ledger, checked: pd.DataFrame) -> str:
    """Published totals beside our count, each with a link to its page: a Markdown table.

    ``checked`` is rows of `check_tallies`.
    """
    first = ledger.reports.sort_values("report_id").drop_duplicates("item").set_index("item")["report_id"]
    names = ledger.actors.set_index("actor")["short_name"]
    fronts = front_names(ledger) | {WHOLE: "all fronts"}
    place = checked["place"].map(ledger.places.set_index("place")["name"])
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
    return markdown.table(shown, markup=["page"])


def sum_table(ledger: Ledger, sums: pd.DataFrame) -> str:
    """Totals against the parts that the same page gives, with a link to the page: a Markdown table.

    ``sums`` is rows of `check_sums`.
    """
    first = ledger.reports[ledger.reports["item"].isin(sums["total"])].drop_duplicates("item").set_index("item")
    names = ledger.actors.set_index("actor")["short_name"]
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
    return markdown.table(shown, markup=["page"])


def spans(low: pd.Series, high: pd.Series) -> pd.Series:
    """Ranges in words: 45, at least 451, up to 70; blank where there is none."""
    ends = pd.DataFrame({"low": low, "high": high}).astype("float")
    return ends.apply(lambda end: "" if end.isna().all() else spoken(end["low"], end["high"]), axis=1).astype("str")


def by_month(ledger: Ledger) -> pd.Series:
    """Towns that the offensive took, by month (indexed by the month's first day)."""
    taken, _ = town_changes(ledger)
    return taken.set_index("date").resample("MS").size()


def spoken_fronts(ledger: Ledger) -> dict[str, str]:
    """The fronts' names as inert Markdown."""
    return {front: markdown.escape(name) for front, name in front_names(ledger).items()}


def inert(table: pd.DataFrame, *columns: str) -> pd.DataFrame:
    """The table with the texts of some columns as inert Markdown."""
    return table.assign(**{column: table[column].map(markdown.escape, na_action="ignore") for column in columns})


def listing(words: list[str]) -> str:
    """Words joined as in a sentence: a, b and c."""
    return words[0] if len(words) == 1 else ", ".join(words[:-1]) + " and " + words[-1]


def reported(ledger: Ledger, wanted: str | list[str]) -> str:
    """Who reported an event or a claim, in order, with links to their pages: a Markdown list (see `pages`)."""
    lines = []
    for row in pages(ledger, wanted).to_dict("records"):
        denies = ", denies" if row["stance"] == "denies" else ""
        voice = "" if row["claimant"] == row["publisher"] else f", word of {row['claimant']}"
        link = f"[{markdown.escape(row['publisher'])}]({markdown.address(row['url'])})"
        said = f"`{row['report']}`{markdown.escape(voice)}{denies}"
        lines.append(f"- {link}, {day(row['published'])} ({said}): {markdown.escape(row['summary'])}")
    return "\n".join(lines)
