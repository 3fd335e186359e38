"""The tables that the notebooks show beside the charts: frames, and those whose cells lead to pages (`Linked`)."""

from collections.abc import Iterable

import pandas as pd

from op1027.analysis.hindsight import reporting_lags, revisions
from op1027.analysis.progress import firmly_held, progress, town_changes
from op1027.analysis.sources_of import pages
from op1027.analysis.tallies import spoken
from op1027.ledger.control import holdings, town_holders
from op1027.ledger.fronts import WHOLE, actor_names, front_names, fronts_of, place_names
from op1027.ledger.model import Ledger
from op1027.ledger.resolve import GRADES, latest_verdicts
from op1027.report import markdown
from op1027.report.markdown import Linked
from op1027.text.asked import Day, as_day, known_key
from op1027.text.escape import in_markdown
from op1027.text.wording import published

__all__ = [
    "Linked",
    "assertion_table",
    "assertions",
    "changes_of_hands",
    "dates_moved",
    "evidence_table",
    "forecast_table",
    "front_summary",
    "late_news",
    "monthly_captures",
    "named",
    "reported",
    "sum_table",
    "tally_table",
    "then_and_now",
    "verdicts_then_and_now",
]
__dir__ = __all__.copy


def front_summary(ledger: Ledger) -> pd.DataFrame:
    """Where each front stood on the as-of day: one row a front, then their sum.

    Returns
    -------
    DataFrame
        Indexed by the front's name: ``first`` (day of the first capture of a town), ``taken``, ``lost``,
        ``held``, ``towns`` (in the gazetteer), ``share`` (per cent held), ``firm`` (held on more than the
        gaining side's word), ``bases`` (lowest and highest count), ``events``.
    """
    frame = progress(ledger)
    last = frame[frame["date"] == frame["date"].max()].merge(firmly_held(ledger), on=["front", "date"])
    taken, _ = town_changes(ledger)
    first = taken.groupby("front")["date"].min()
    first[WHOLE] = taken["date"].min()
    number = ledger.events["front"].value_counts()
    number[WHOLE] = len(ledger.events)
    names = front_names(ledger) | {WHOLE: "All fronts"}
    table = pd.DataFrame(
        {
            "first": first.reindex(last["front"]).dt.strftime("%Y-%m-%d").fillna("–").to_numpy(),
            "taken": last["towns_captured"],
            "lost": last["towns_lost"],
            "held": last["towns_held"],
            "towns": last["towns_total"],
            "share": (100 * last["share_held"]).round().astype("Int64"),
            "firm": last["towns_firm"],
            "bases": last["bases_low"].astype("str") + "–" + last["bases_high"].astype("str"),
            "events": last["front"].map(number).fillna(0).astype("int64"),
        }
    )
    return table.set_index(last["front"].map(names).rename("front"))


def changes_of_hands(ledger: Ledger) -> pd.DataFrame:
    """Every change of hands of a town, in order, with how it is known.

    Returns
    -------
    DataFrame
        ``town``, ``front``, ``date`` (best day), ``from`` and ``to`` (the days that the reports allow),
        ``holder`` (who has it from then on), ``evidence``, ``disputed``, ``publishers``.
    """
    spells = holdings(ledger)
    columns = {"began": "date", "start": "from", "start_latest": "to"}
    table = spells.drop(columns="holder").rename(columns=columns | {"holder_name": "holder"})
    table["publishers"] = table["item_start"].map(ledger.events.set_index("item")["n_publishers"]).astype("int64")
    table = table[["town", "front", "date", "from", "to", "holder", "evidence", "disputed", "publishers"]]
    return table.sort_values(["date", "town"], ignore_index=True)


def monthly_captures(ledger: Ledger) -> pd.DataFrame:
    """Towns that the offensive's side took: one row a front with any, one column a month, and the sum."""
    taken, _ = town_changes(ledger)
    months = pd.period_range(ledger.package.start, ledger.known_on, freq="M").astype("str")
    table = pd.crosstab(taken["front"], taken["date"].dt.strftime("%Y-%m")).reindex(columns=months, fill_value=0)
    table = table.reindex([front for front in fronts_of(ledger) if front in table.index])
    names = front_names(ledger)
    table = table.rename(index=names).rename_axis(index="front", columns="month")
    return table.assign(sum=table.sum(axis=1))


def evidence_table(ledger: Ledger) -> pd.DataFrame:
    """Events by type and grade of evidence: one row a type, with how many are disputed."""
    events = ledger.events
    table = pd.crosstab(events["type"], events["evidence"]).reindex(columns=list(reversed(GRADES)), fill_value=0)
    table = table.assign(disputed=events.groupby("type")["disputed"].sum(), events=table.sum(axis=1))
    table = table.sort_values(["events", "conceded"], ascending=False, kind="stable")
    return table.rename(index=lambda kind: kind.replace("_", " ")).rename_axis(columns=None)


def then_and_now(ledger: Ledger, day: Day) -> pd.DataFrame:
    """Towns whose holder on a day was known otherwise than it is known now: what an analyst of that day had wrong.

    Returns
    -------
    DataFrame
        ``town``, ``front``; ``then`` (holder as known at the end of the day; blank where no change of hands was
        known), ``since_then`` (from which day); ``now``, ``since_now`` (the same as known now); ``became_known`` (the
        first publication of the change that was missing).

    Raises
    ------
    ValueError
        If ``day`` is not a day.
    """
    date = as_day(day, "day")
    then, now = (town_holders(view, [date]).set_index("place") for view in (ledger.as_of(date), ledger))
    table = then.add_suffix("_then").join(now.add_suffix("_now"), how="outer")
    table = table[table["holder_then"].fillna("") != table["holder_now"].fillna("")]
    published = ledger.events.set_index("item")["first_published"]
    places, actors = ledger.places.set_index("place"), actor_names(ledger)
    result = pd.DataFrame(
        {
            "town": places["name"].reindex(table.index),
            "front": places["front"].reindex(table.index),
            "then": table["holder_then"].map(actors).fillna(""),
            "since_then": table["since_then"],
            "now": table["holder_now"].map(actors).fillna(""),
            "since_now": table["since_now"],
            "became_known": published.reindex(table["item_now"]).array,  # a map of nothing is one of numbers
        }
    )
    result = result.sort_values(["since_now", "town"], ignore_index=True)
    days = ["since_then", "since_now", "became_known"]
    return result.assign(**{c: result[c].dt.strftime("%Y-%m-%d").fillna("") for c in days})


def dates_moved(ledger: Ledger) -> pd.DataFrame:
    """Changes of hands of towns whose best day moved, or that somebody came to deny, as pages came in.

    Returns
    -------
    DataFrame
        ``known_from`` (the day whose pages changed it), ``town``, ``front``, ``what``, ``was``, ``now``.
    """
    changes = revisions(ledger)
    changes = changes[changes["type"].str.startswith("town_") & changes["field"].isin(["date", "disputed"])]
    place = ledger.events.set_index("item")["place"].map(place_names(ledger))
    table = changes.assign(town=changes["item"].map(place), what=changes["field"])
    return table[["known_from", "town", "front", "what", "was", "now"]].reset_index(drop=True)


def late_news(ledger: Ledger, least: int) -> pd.DataFrame:
    """Events published at least so many days after they happened, longest first: see `reporting_lags`."""
    lags = reporting_lags(ledger)
    summary = ledger.events.set_index("item")["summary"]
    late = lags[lags["lag_days"] >= least]
    return late.assign(summary=late["item"].map(summary)).drop(columns="item").reset_index(drop=True)


def assertions(ledger: Ledger, source: str, then: Day) -> pd.DataFrame:
    """What one page asserts, with our verdicts as of the day it was written and with hindsight.

    Returns
    -------
    DataFrame
        One row a claim, in the order of the page's reports: ``item``, ``type``, ``assertion``; ``then`` and ``now``
        (verdicts), ``why_then`` and ``why_now``, ``basis_then`` and ``basis_now`` (report ids, separated by |); blank
        where there is none. No row where the page was written after the ledger's as-of day.

    Raises
    ------
    ValueError
        If the source is unknown, or ``then`` is not a day.
    """
    written = as_day(then, "then")
    if written <= ledger.known_on:
        source = known_key(source, ledger.sources, "source")
    page = ledger.reports[(ledger.reports["source"] == source) & (ledger.reports["kind"] == "claim")]
    table = page[["item", "type", "summary"]].drop_duplicates("item").rename(columns={"summary": "assertion"})
    for name, day in (("then", written), ("now", ledger.known_on)):
        latest = latest_verdicts(ledger.assessments[ledger.assessments["as_of"] <= day])
        for column, word in (("verdict", name), ("reason", f"why_{name}"), ("basis", f"basis_{name}")):
            table[word] = latest[column].reindex(table["item"]).fillna("").array
    return table.reset_index(drop=True)


def verdicts_then_and_now(table: pd.DataFrame, verdicts: Iterable[str]) -> pd.DataFrame:
    """How verdicts of `assertions` changed with hindsight: one row a verdict then, one column a verdict now."""
    counts = pd.crosstab(table["then"], table["now"])
    counts = counts.reindex(index=list(verdicts), columns=list(verdicts), fill_value=0)
    words = {v: v.replace("_", " ") for v in verdicts}
    counts = counts.rename(index=words, columns=words)
    return counts.assign(all=counts.sum(axis=1)).rename_axis(index="as of the day", columns="with hindsight")


def named(ledger: Ledger, frame: pd.DataFrame) -> pd.DataFrame:
    """A frame as a reader wants it: names for keys of fronts, places, actors and sides, blank for what is missing."""
    actors = actor_names(ledger)
    places = place_names(ledger)
    words = {"front": front_names(ledger), "place": places, "side": ledger.package.names}
    words |= dict.fromkeys(("claimant", "actor", "holder", "opponent"), actors)
    shown = {c: frame[c].map(words[c]) if c in words else frame[c] for c in frame}
    days = [c for c in frame if pd.api.types.is_datetime64_any_dtype(frame[c])]
    shown |= {c: frame[c].dt.strftime("%Y-%m-%d") for c in days}
    return pd.DataFrame({c: v.astype("object").where(v.notna(), "") for c, v in shown.items()})


def assertion_table(ledger: Ledger, table: pd.DataFrame, when: str) -> Linked:
    """Assertions with verdict, reason and links to the pages they rest on: a table.

    Parameters
    ----------
    ledger : Ledger
    table : DataFrame
        As `assertions` gives it, or rows of it.
    when : {"then", "now"}
        Which of the two verdicts.

    Returns
    -------
    Linked
        ``frame`` has ``assertion``, ``verdict``, ``why`` and ``pages`` (links, Markdown).

    Raises
    ------
    ValueError
        If ``when`` is neither.
    """
    when = known_key(when, ("then", "now"), "when")
    shown = pd.DataFrame(
        {
            "assertion": table["assertion"],
            "verdict": table[when].str.replace("_", " "),
            "why": table[f"why_{when}"],
            "pages": markdown.page_links(ledger, table[f"basis_{when}"]),
        }
    )
    return Linked(shown, markdown.table(shown, markup=["pages"]))


def forecast_table(ledger: Ledger, scores: pd.DataFrame) -> Linked:
    """Forecasts and judgements with what came of them and links to the pages: a table.

    Parameters
    ----------
    ledger : Ledger
    scores : DataFrame
        Rows of `score_forecasts`.

    Returns
    -------
    Linked
        ``frame`` has ``said`` and ``pages`` (links, Markdown), ``who``, ``what``, ``by``, ``outcome``, ``why``.
    """
    shown = pd.DataFrame(
        {
            "said": markdown.page_links(ledger, scores["item"].map(_first_reports(ledger))),
            "who": scores["claimant"].map(actor_names(ledger)),
            "what": scores["summary"],
            "by": scores["resolves_by"],
            "outcome": scores["outcome"].str.replace("_", " "),
            "why": scores["reason"],
            "pages": markdown.page_links(ledger, scores["basis"]),
        }
    )
    return Linked(shown, markdown.table(shown, markup=["said", "pages"]))


def tally_table(ledger: Ledger, checked: pd.DataFrame) -> Linked:
    """Published totals beside our count, each with a link to its page: a table.

    Parameters
    ----------
    ledger : Ledger
    checked : DataFrame
        Rows of `check_tallies`.

    Returns
    -------
    Linked
        ``frame``: ``day``, ``claimant``, ``whose``, ``where``, ``claimed``, ``ours``, ``verdict``, ``why``, ``page``.
    """
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
            "page": markdown.page_links(ledger, checked["item"].map(_first_reports(ledger))),
        }
    )
    return Linked(shown, markdown.table(shown, markup=["page"]))


def sum_table(ledger: Ledger, sums: pd.DataFrame) -> Linked:
    """Totals against the parts that the same page gives, with a link to the page: a table.

    Parameters
    ----------
    ledger : Ledger
    sums : DataFrame
        Rows of `check_sums`.

    Returns
    -------
    Linked
        ``frame`` has ``claimant``, ``unit``, ``total``, ``parts`` (how many), ``finding``, ``why``, ``page``.
    """
    shown = pd.DataFrame(
        {
            "claimant": sums["claimant"].map(actor_names(ledger)),
            "unit": sums["metric"].str.replace("_", " "),
            "total": sums["total"].map(ledger.claims.set_index("item")["summary"]),
            "parts": sums["n_parts"],
            "finding": sums["finding"].str.replace("_", " "),
            "why": sums["why"],
            "page": markdown.page_links(ledger, sums["total"].map(_first_reports(ledger))),
        }
    )
    return Linked(shown, markdown.table(shown, markup=["page"]))


def reported(ledger: Ledger, wanted: str | Iterable[str] | pd.DataFrame) -> Linked:
    """Who reported an event or a claim, in order, with links to their pages: a list (see `pages`).

    Parameters
    ----------
    ledger : Ledger
    wanted : str, iterable of str or DataFrame
        Items, or the ids of any reports of theirs, or a frame with a column ``item``.

    Returns
    -------
    Linked
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
    return Linked(table, "\n".join(lines) or "No event or claim to show the pages of.")


def _first_reports(ledger: Ledger) -> pd.Series:
    """The first report of each item, as they are numbered."""
    return ledger.reports.groupby("item")["report_id"].min()


def _spans(low: pd.Series, high: pd.Series) -> pd.Series:
    """Ranges in words: 45, at least 451, up to 70; blank where there is none."""
    ends = pd.DataFrame({"low": low, "high": high}).astype("float")
    return ends.apply(lambda end: "" if end.isna().all() else spoken(end["low"], end["high"]), axis=1).astype("str")
