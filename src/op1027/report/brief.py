"""An analyst's note: what the pages of a period told of a front, with sources, on one page."""

from dataclasses import dataclass

import pandas as pd

from op1027.analysis.changes import what_is_new
from op1027.analysis.progress import progress
from op1027.ledger.control import HANDS
from op1027.ledger.fronts import WHOLE, actor_names, chosen_fronts, front_names, fronts_of
from op1027.ledger.model import Ledger
from op1027.ledger.resolve import GRADES
from op1027.report.facts import Fact
from op1027.report.markdown import address, page_links
from op1027.text.asked import Day, Keys, as_day
from op1027.text.escape import in_markdown
from op1027.text.wording import count, day, enumeration, span

__all__ = ["Brief", "FrontNews", "brief"]
__dir__ = __all__.copy

_NEW = ("happened", "became_known", "said")
_PAGES_EACH = 2  # pages at each event and claim: with more a front does not fit on its page


@dataclass(frozen=True, eq=False, repr=False)
class FrontNews(Fact):
    """What the pages of a period told of one front.

    Attributes
    ----------
    name : str
    side : str
        Whose towns are counted.
    since, until : Timestamp
    covered_until : Timestamp or None
        The last day that the record covers well.
    held_before, held, towns : int
        Towns held on the eve of the period and on its last day, and towns of the front.
    pages, publishers : int
        Those of these days, of this front.
    news : DataFrame
        What `what_is_new` finds.
    events, claims : DataFrame
        All of the front, by item: as in the ledger, with ``links`` to their first pages.
    """

    name: str
    side: str
    since: pd.Timestamp
    until: pd.Timestamp
    covered_until: pd.Timestamp | None
    held_before: int
    held: int
    towns: int
    pages: int
    publishers: int
    news: pd.DataFrame
    events: pd.DataFrame
    claims: pd.DataFrame

    def __repr__(self) -> str:
        return f"{self.name}: {count(len(self.news), 'change')}"

    def __str__(self) -> str:
        if self.since > self.until:
            nothing = f"**In short.** Nothing is known of these days: the last page is of {day(self.until)} or earlier."
            return f"## {in_markdown(self.name)}: from {day(self.since)} on\n\n{nothing}"
        parts = [
            f"## {in_markdown(self.name)}: {span(self.since, self.until)}",
            f"**In short.** {self._short()}",
            self._events("happened", "What happened", 9),
            self._events("became_known", "Learnt of earlier days", 5),
            self._moved("Corrected", 6),
            self._claims("Who says what", 6),
            self._care(),
        ]
        return "\n\n".join(filter(None, parts))

    def _short(self) -> str:
        """Who holds what, how much is new, how sure."""
        new, late = self._told("happened"), self._told("became_known")
        eve = self.since - pd.Timedelta(days=1)
        before = f"as many as on {day(eve)}" if self.held == self.held_before else f"{self.held_before} on {day(eve)}"
        held = f"On {day(self.until)} the {self.side} held {self.held} of {count(self.towns, 'town')}, {before}."
        if self.news.empty:
            return f"{held} No page of these days tells anything new; that may be quiet, or not reported."
        kinds = [f"{n} {str(kind).replace('_', ' ')}" for kind, n in new["type"].value_counts().items()]
        parts = [
            held,
            f"{count(self.pages, 'page')} of {count(self.publishers, 'publisher')} tell of "
            f"{count(len(new), 'event')} of these days{f' ({enumeration(kinds)})' if kinds else ''} "
            f"and of {len(late)} before them.",
        ]
        told = pd.concat([new, late])
        if len(told):
            grades = told["evidence"].value_counts()
            sure = [f"{grades[grade]} {grade}" for grade in reversed(GRADES) if grade in grades]
            parts.append(f"How sure: {enumeration(sure)}; {int(told['disputed'].sum()) or 'none'} denied by anybody.")
        moved = [f"{n} {change}" for change, n in self._corrections()["change"].value_counts(sort=False).items()]
        parts.append(f"Of what was known before: {enumeration(moved)}." if moved else "Nothing known before has moved.")
        return " ".join(parts)

    def _told(self, change: str) -> pd.DataFrame:
        return self.events.loc[self.news.loc[self.news["change"] == change, "item"]]

    def _corrections(self) -> pd.DataFrame:
        return self.news[~self.news["change"].isin(_NEW)]

    def _events(self, change: str, title: str, most: int) -> str:
        """The events that matter most (towns, then whatever else somebody gains by), in order of their days."""
        events = self._told(change)
        first = events.sort_values(["gain", "n_publishers", "date"], ascending=[False, False, True]).head(most)
        lines = []
        for row in first.sort_values("date", kind="stable").to_dict("records"):
            by = "" if row["date_start"] == row["date_end"] else "by "
            when = f"{by}{row['date'].day} {row['date']:%b}" + ("" if change == "happened" else f" {row['date']:%Y}")
            sure = f"{row['evidence']}, disputed" if row["disputed"] else row["evidence"]
            lines.append(f"- **{when}** {in_markdown(row['summary'])} *({sure}; {row['links']})*")
        return _section(title, lines, len(events) - len(lines))

    def _moved(self, title: str, most: int) -> str:
        """What was known before and has changed."""
        rows = self._corrections()
        summaries = pd.concat([self.events["summary"], self.claims["summary"]]).astype("object").to_dict()
        lines = []
        for row in rows.head(most).to_dict("records"):
            why = f": {in_markdown(row['cause'].partition(': ')[2])}" if row["cause"].startswith("verdict") else ""
            if isinstance(row["page"], str):
                why += f" *([page of {day(row['published'])}]({address(row['page'])}))*"
            what = f"{in_markdown(summaries[row['item']])} *{row['change']}:* {in_markdown(row['before'])}"
            lines.append(f"- {what} → {in_markdown(row['after'])}{why}")
        return _section(title, lines, len(rows) - len(lines))

    def _claims(self, title: str, most: int) -> str:
        """What was asserted: first what most publishers pass on."""
        claims = self.claims.loc[self.news.loc[self.news["change"] == "said", "item"]]
        order = ["n_publishers", "first_published"]
        first = claims.sort_values(order, ascending=[False, True], kind="stable").head(most)
        lines = [
            f"- {in_markdown(row['summary'])} *({row['type']} by {in_markdown(row['who'])}; {row['links']})*"
            for row in first.to_dict("records")
        ]
        return _section(title, lines, len(claims) - len(lines))

    def _care(self) -> str:
        """What to mind before passing it on."""
        told = pd.concat([self._told("happened"), self._told("became_known")])
        alone = int((told["n_publishers"] == 1).sum())
        vague = int((told["date_start"] != told["date_end"]).sum())
        covered = self.covered_until
        lines = [f"{alone} of {count(len(told), 'event')} rest on one publisher alone"] if alone else []
        lines += [f"for {vague} the reports allow more than one day"] if vague else []
        if covered is not None and covered < self.until:
            lines.append(f"after {day(covered)} pages are few, so that a blank is no quiet")
        text = "; ".join(lines)
        return f"**Handle with care.** {text[0].upper()}{text[1:]}." if lines else ""


@dataclass(frozen=True, repr=False)
class Brief(Fact):
    """A note on a period, one page a front: ``fronts`` has a `FrontNews` of each."""

    fronts: tuple[FrontNews, ...]

    def __str__(self) -> str:
        return "\n\n".join(map(str, self.fronts))

    def __repr__(self) -> str:
        return "\n".join(map(repr, self.fronts))


def brief(ledger: Ledger, front: Keys, since: Day, until: Day | None = None) -> Brief:
    """What the pages of a period told, as an analyst's note: one section a front.

    Parameters
    ----------
    ledger : Ledger
    front : str or iterable of str, optional
        Keys of fronts; ``all`` or none for every front.
    since, until : str (YYYY-MM-DD), date or Timestamp
        First and last day of publication; ``until`` is by default the ledger's as-of day.

    Returns
    -------
    Brief
        Its text is Markdown; ``fronts`` has the numbers and frames behind it.

    Raises
    ------
    ValueError
        If a front is unknown, a day is none, or ``since`` is later than a given ``until``.

    Examples
    --------
    >>> brief(load(), front="all", since="2024-01-01", until="2024-01-31").fronts[0].held >= 0
    True
    """
    news = what_is_new(ledger, since, until, chosen_fronts(ledger, front) or WHOLE)
    view = ledger if until is None else ledger.as_of(until)
    chosen = chosen_fronts(view, front) or fronts_of(view)
    return Brief(tuple(_front_news(view, key, as_day(since, "since"), news[news["front"] == key]) for key in chosen))


def _front_news(view: Ledger, front: str, since: pd.Timestamp, news: pd.DataFrame) -> FrontNews:
    frame = progress(view)
    held = frame[frame["front"] == front].set_index("date")
    events, claims = (items[items["front"] == front].set_index("item") for items in (view.events, view.claims))
    reports = view.reports[view.reports["front"] == front]
    reports = reports.merge(view.sources, on="source").sort_values(["published", "report_id"])
    first = reports.groupby("item")["report_id"].agg(lambda ids: "|".join(ids.iloc[:_PAGES_EACH]))
    links = page_links(view, first)
    gain = events["type"].isin(HANDS).astype("int64") + (events["type"].map(view.package.gained_by).fillna("") != "")
    told = reports[reports["published"] >= since]
    return FrontNews(
        name=front_names(view)[front],
        side=view.package.names[view.package.side].lower(),
        since=since,
        until=view.known_on,
        covered_until=view.package.covered_until,
        held_before=int(held["towns_held"].get(since - pd.Timedelta(days=1), 0)),
        held=int(held["towns_held"].iloc[-1]),
        towns=int(held["towns_total"].iloc[-1]),
        pages=told["source"].nunique(),
        publishers=told["publisher"].nunique(),
        news=news,
        events=events.assign(gain=gain, links=links),
        claims=claims.assign(who=claims["claimant"].map(actor_names(view)), links=links),
    )


def _section(title: str, lines: list[str], more: int) -> str:
    """A heading and its list; nothing where the list is empty."""
    rest = [f"- … and {more} more, in the table of changes"] if more else []
    return "\n".join([f"**{title}**", "", *lines, *rest]) if lines else ""
