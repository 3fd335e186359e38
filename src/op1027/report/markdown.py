"""Markdown whose words lead to pages: what the notebooks show where a reader wants to follow a claim."""

from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import quote

import pandas as pd

from op1027.analysis.sources_of import earliest
from op1027.ledger.model import Ledger
from op1027.text.escape import in_markdown
from op1027.text.wording import count, published


@dataclass(frozen=True, eq=False, repr=False)
class Linked:
    """A table or list with links to pages: Markdown (``text``, or ``str()``) of a ``frame``."""

    frame: pd.DataFrame
    text: str

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return f"{count(len(self.frame), 'row')}: {', '.join(map(str, self.frame.columns))}"

    def _repr_markdown_(self) -> str:
        return self.text


def table(frame: pd.DataFrame, markup: Collection[str] = ()) -> str:
    """A frame as a Markdown table: text made inert, dates as YYYY-MM-DD, missing values blank.

    Parameters
    ----------
    frame : DataFrame
    markup : collection of str
        Columns that hold Markdown already, such as those of `page_links`.
    """
    text = pd.DataFrame({c: frame[c] if c in markup else frame[c].map(_plain) for c in frame})
    lines = ["| " + " | ".join(map(in_markdown, text.columns)) + " |", "| " + " | ".join("---" for _ in text) + " |"]
    lines += ["| " + " | ".join(row) + " |" for row in text.itertuples(index=False)]
    return "\n".join(lines)


def _plain(value: object) -> str:
    """A cell as inert text."""
    if pd.isna(value):  # type: ignore[call-overload]
        return ""
    return in_markdown(f"{value:%Y-%m-%d}" if isinstance(value, pd.Timestamp) else str(value))


def page_links(ledger: Ledger, reports: pd.Series) -> pd.Series:
    """Links to the pages of reports: one Markdown text for each row, such as ``[AFP, 4 Jan 2024](…)``.

    Parameters
    ----------
    ledger : Ledger
    reports : Series of str
        Report ids, separated by |; missing or blank for none.
    """
    asked = reports.dropna().astype("str").str.split("|").explode()
    pages = ledger.reports.loc[ledger.reports["report_id"].isin(asked), ["report_id", "source"]]
    pages = pages.merge(ledger.sources, on="source")
    pages = pages.merge(ledger.actors[["actor", "short_name"]], left_on="publisher", right_on="actor")
    spans = zip(earliest(pages), pages["published"], strict=True)
    day = pd.Series([published(*span, "%b") for span in spans], index=pages.index, dtype="str")
    link = "[" + (pages["short_name"] + ", " + day).map(in_markdown) + "](" + pages["url"].map(address) + ")"
    links = dict(zip(pages["report_id"], link, strict=True))
    order = dict(zip(pages["report_id"], pages["published"], strict=True))

    def join(ids: object) -> str:
        known = [i for i in str(ids).split("|") if i in links] if not pd.isna(ids) else []  # type: ignore[call-overload]
        return "; ".join(dict.fromkeys(links[i] for i in sorted(known, key=lambda i: (order[i], i))))

    return reports.map(join)


def address(url: str) -> str:
    """An address that ends where it should inside a Markdown link; only the web's own schemes are let through."""
    return quote(url, safe=":/?#@!$&'*+,;=%~-._") if url.startswith(("https://", "http://")) else ""
