"""What became of what was said: claims with their verdicts, and who said what."""

import pandas as pd

from op1027.analysis.announcements import announcements_by_side
from op1027.analysis.forecasts import brier_by_side, score_forecasts
from op1027.analysis.sources_of import pages
from op1027.analysis.tallies import check_tallies, spoken
from op1027.ledger.fronts import WHOLE, actor_names, front_names, place_names
from op1027.ledger.model import Ledger
from op1027.report import markdown
from op1027.report._fact import Sentences
from op1027.text.asked import known_key
from op1027.text.escape import in_markdown
from op1027.text.wording import count, enumeration, published

_OUTCOMES_SAID = {"hit": "borne out", "partly": "partly", "miss": "not borne out", "open": "open"} | {
    "not_checkable": "not checkable"
}


def checked_page(ledger: Ledger, table: pd.DataFrame) -> Sentences:
    """Verdicts on one page's assertions, as of the day it was written and with hindsight: two lines.

    Parameters
    ----------
    ledger : Ledger
    table : DataFrame
        As `tables.assertions` gives it.

    Returns
    -------
    Sentences
        ``frame`` is ``table``.
    """
    lines = [
        f"- **{words}**, of {count(len(table), 'assertion')}: {_verdict_counts(ledger, table[column])}."
        for column, words in (("then", "As of the day it was written"), ("now", "With hindsight"))
    ]
    return Sentences(table, "\n".join(lines))


def checked_kinds(ledger: Ledger, table: pd.DataFrame) -> Sentences:
    """Verdicts with hindsight on one page's assertions, statements and forecasts apart: two lines.

    Parameters
    ----------
    ledger : Ledger
    table : DataFrame
        As `tables.assertions` gives it.

    Returns
    -------
    Sentences
        ``frame`` is ``table``.
    """
    ahead = table["type"] == "forecast"
    lines = []
    told = "statement of what was so", "statements of what was so"
    for rows, words in ((table[~ahead], told), (table[ahead], ("forecast", "forecasts"))):
        lines.append(f"- **{count(len(rows), *words)}**: {_verdict_counts(ledger, rows['now'])}.")
    return Sentences(table, "\n".join(lines))


def _verdict_counts(ledger: Ledger, verdicts: pd.Series) -> str:
    """How many of each verdict, in words, in the descriptor's order."""
    counts = verdicts.value_counts()
    known = ledger.package.categories("assessments", "verdict")
    parts = [f"{counts[v]} {v.replace('_', ' ')}" for v in known if v in counts]
    if unjudged := int(counts.get("", 0)):
        parts.append(f"{unjudged} not judged")
    return enumeration(parts) if parts else "none"


def assertion_table(ledger: Ledger, table: pd.DataFrame, when: str) -> Sentences:
    """Assertions with verdict, reason and links to the pages they rest on: a table.

    Parameters
    ----------
    ledger : Ledger
    table : DataFrame
        As `tables.assertions` gives it, or rows of it.
    when : {"then", "now"}
        Which of the two verdicts.

    Returns
    -------
    Sentences
        ``frame`` has ``assertion``, ``verdict``, ``why`` and ``pages`` (links, Markdown).
    """
    shown = pd.DataFrame(
        {
            "assertion": table["assertion"],
            "verdict": table[when].str.replace("_", " "),
            "why": table[f"why_{when}"],
            "pages": markdown.page_links(ledger, table[f"basis_{when}"]),
        }
    )
    return Sentences(shown, markdown.table(shown, markup=["pages"]))


def announcements_said(ledger: Ledger) -> Sentences:
    """What became of each side's announcements: a line a side."""
    lines, table = [], announcements_by_side(ledger)
    for row in table.to_dict("records"):
        lines.append(
            f"- **{in_markdown(ledger.package.names[row['side']])}** announced {count(row['announced'], 'gain')}: "
            f"{row['conceded']} later conceded by the other side, {row['corroborated']} corroborated by a third party, "
            f"{row['denied']} denied, {row['withdrawn']} withdrawn; {row['alone']} stand alone."
        )
    return Sentences(table, "\n".join(lines) or "No side has announced a gain.")


def tallies_said(ledger: Ledger, metric: str) -> Sentences:
    """How published totals of one unit compare with our count: one sentence.

    Parameters
    ----------
    ledger : Ledger
    metric : str
        The unit, as in `check_tallies`.

    Returns
    -------
    Sentences
        ``frame`` is the rows of `check_tallies` that can be held against our count.

    Raises
    ------
    ValueError
        If there is no such unit.
    """
    metric = known_key(metric, ledger.package.categories("events_and_claims", "metric"), "metric")
    checked = check_tallies(ledger)
    mine = checked[(checked["metric"] == metric) & (checked["verdict"] != "not_checkable")]
    if mine.empty:
        return Sentences(mine, f"No published total of {metric} can be held against our count.")
    return Sentences(
        mine,
        f"Of {count(len(mine), 'published total')} of {metric} that can be held against our count: "
        f"{_verdict_counts(ledger, mine['verdict'])}.",
    )


def forecasts_said(ledger: Ledger) -> Sentences:
    """How forecasts and judgements fared, by side: a line a side and one on probabilities."""
    scores = score_forecasts(ledger)
    lines = []
    for side, name in ledger.package.names.items():
        mine = scores.loc[scores["side"] == side, "outcome"].value_counts()
        judged = [f"{mine.get(outcome, 0)} {word}" for outcome, word in _OUTCOMES_SAID.items()]
        if int(mine.sum()):
            lines.append(f"- **{in_markdown(name)}**, {count(int(mine.sum()), 'claim')}: {enumeration(judged)}.")
    brier = brier_by_side(ledger)
    with_word = int(brier["with_likelihood"].sum())
    lines.append(
        f"- **How sure they were:** {count(with_word, 'forecast')} came with a word for how likely it was; "
        f"{int(brier['n'].sum())} of them can be scored."
    )
    return Sentences(scores, "\n".join(lines))


def forecast_table(ledger: Ledger, scores: pd.DataFrame) -> Sentences:
    """Forecasts and judgements with what came of them and links to the pages: a table.

    Parameters
    ----------
    ledger : Ledger
    scores : DataFrame
        Rows of `score_forecasts`.

    Returns
    -------
    Sentences
        ``frame`` has ``said`` and ``pages`` (links, Markdown), ``who``, ``what``, ``by``, ``outcome``, ``why``.
    """
    first = ledger.reports.sort_values("report_id").drop_duplicates("item").set_index("item")["report_id"]
    shown = pd.DataFrame(
        {
            "said": markdown.page_links(ledger, scores["item"].map(first)),
            "who": scores["claimant"].map(actor_names(ledger)),
            "what": scores["summary"],
            "by": scores["resolves_by"],
            "outcome": scores["outcome"].str.replace("_", " "),
            "why": scores["reason"],
            "pages": markdown.page_links(ledger, scores["basis"]),
        }
    )
    return Sentences(shown, markdown.table(shown, markup=["said", "pages"]))


def tally_table(ledger: Ledger, checked: pd.DataFrame) -> Sentences:
    """Published totals beside our count, each with a link to its page: a table.

    Parameters
    ----------
    ledger : Ledger
    checked : DataFrame
        Rows of `check_tallies`.

    Returns
    -------
    Sentences
        ``frame``: ``day``, ``claimant``, ``whose``, ``where``, ``claimed``, ``ours``, ``verdict``, ``why``, ``page``.
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
            "claimed": _spans(checked["claimed_low"], checked["claimed_high"]),
            "ours": _spans(checked["ours_low"], checked["ours_high"]),
            "verdict": checked["verdict"].str.replace("_", " "),
            "why": checked["why"],
            "page": markdown.page_links(ledger, checked["item"].map(first)),
        }
    )
    return Sentences(shown, markdown.table(shown, markup=["page"]))


def sum_table(ledger: Ledger, sums: pd.DataFrame) -> Sentences:
    """Totals against the parts that the same page gives, with a link to the page: a table.

    Parameters
    ----------
    ledger : Ledger
    sums : DataFrame
        Rows of `check_sums`.

    Returns
    -------
    Sentences
        ``frame`` has ``claimant``, ``unit``, ``total``, ``parts`` (how many), ``finding``, ``why``, ``page``.
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
            "page": markdown.page_links(ledger, sums["total"].map(first["report_id"])),
        }
    )
    return Sentences(shown, markdown.table(shown, markup=["page"]))


def _spans(low: pd.Series, high: pd.Series) -> pd.Series:
    """Ranges in words: 45, at least 451, up to 70; blank where there is none."""
    ends = pd.DataFrame({"low": low, "high": high}).astype("float")
    return ends.apply(lambda end: "" if end.isna().all() else spoken(end["low"], end["high"]), axis=1).astype("str")


def reported(ledger: Ledger, wanted: str | list[str]) -> Sentences:
    """Who reported an event or a claim, in order, with links to their pages: a list (see `pages`).

    Parameters
    ----------
    ledger : Ledger
    wanted : str or list of str
        Items, or the ids of any reports of theirs.

    Returns
    -------
    Sentences
        ``frame`` is what `pages` gives.

    Raises
    ------
    ValueError
        If one is neither an item nor a report of this ledger.
    """
    lines, table = [], pages(ledger, wanted)
    for row in table.to_dict("records"):
        denies = ", denies" if row["stance"] == "denies" else ""
        voice = "" if row["claimant"] == row["publisher"] else f", word of {row['claimant']}"
        link = f"[{in_markdown(row['publisher'])}]({markdown.address(row['url'])})"
        said = f"`{row['report']}`{in_markdown(voice)}{denies}"
        when = published(row["published_from"], row["published"])
        lines.append(f"- {link}, {when} ({said}): {in_markdown(row['summary'])}")
    return Sentences(table, "\n".join(lines) or "No event or claim to show the pages of.")
