"""What changed, told to people: lists of changes and the notes of a release."""

from collections.abc import Callable

import pandas as pd

from op1027.ledger.fronts import front_names
from op1027.ledger.model import Ledger
from op1027.report.markdown import address
from op1027.text.escape import in_markdown, visible
from op1027.text.wording import count, day

HEADINGS = {
    "happened": "Happened",
    "became_known": "Became known",
    "said": "Said",
    "added": "Added",
    "withdrawn": "Withdrawn",
    "renamed": "Renamed",
    "redated": "Redated",
    "regraded": "Regraded",
    "recredited": "Recredited",
    "recounted": "Recounted",
    "moved": "Moved",
    "reworded": "Reworded",
}


def change_list(frame: pd.DataFrame, ledger: Ledger, inert: Callable[[str], str] = visible) -> str:
    """Changes (`changes`, `what_is_new`) as an indented list, one heading a kind of change.

    Parameters
    ----------
    frame : DataFrame
    ledger : Ledger
        The record that the changes lead to.
    inert : callable
        What makes a text harmless where it will be shown: `visible` on a console, `escape` in Markdown.
    """
    names = front_names(ledger)
    summaries = pd.concat([table.set_index("item")["summary"] for table in (ledger.events, ledger.claims)]).to_dict()
    lines: list[str] = []
    for change, rows in frame.groupby("change", sort=False):
        lines += ["", f"## {HEADINGS[str(change)]}: {len(rows):,}", ""]
        for row in rows.to_dict("records"):
            where = [f"{row['date']:%Y-%m-%d}"] if not pd.isna(row["date"]) else []
            where += [names.get(row["front"], row["front"])] if not pd.isna(row["front"]) else []
            what = summaries.get(row["item"], "") if row["kind"] in ("event", "claim") else ""
            both = not pd.isna(row["before"]) and not pd.isna(row["after"])
            text = what if both else str(row["before"] if pd.isna(row["after"]) else row["after"])
            lines.append(f"- {', '.join(where) or row['kind']}: {inert(text or row['item'])} ({inert(row['item'])})")
            if both:
                lines.append(f"  {inert(row['before'])} → {inert(row['after'])}")
            cause = inert(row["cause"])
            if not pd.isna(row["page"]):
                cause += f"; {address(row['page'])}"
            lines.append(f"  {cause}" if row["cause"] != "list edited" else "  list edited")
    return "\n".join(lines).strip() or "Nothing differs."


def release_notes(ledger: Ledger, frame: pd.DataFrame | None, old: Ledger | None) -> str:
    """The notes of a release in Markdown: what it holds and what differs from the release before it.

    Parameters
    ----------
    ledger : Ledger
        What is released.
    frame : DataFrame, optional
        What `changes` finds between the release before and this one; none for a first release.
    old : Ledger, optional
        The release before.
    """
    lines = [f"# {in_markdown(ledger.package.title)}, {ledger.package.version}", ""]
    for name, given in (("This release", ledger), ("Before", old)):
        if given is not None:
            lines.append(
                f"{name}: {count(len(given.reports), 'report')} of {count(len(given.events), 'event')} and "
                f"{count(len(given.claims), 'claim')} from {count(len(given.sources), 'page')} published up to "
                f"{day(given.known_on)}; version {given.package.version or 'none'}, data `{given.fingerprint}`."
            )
            lines.append("")
    if frame is None:
        return "\n".join([*lines, "The first release: nothing to compare with.", ""])
    kinds = frame["change"].value_counts(sort=False).items()
    counts = ", ".join(f"{n:,} {str(change).replace('_', ' ')}" for change, n in kinds)
    lines += [f"What differs: {counts or 'nothing'}. The same as a table: `changes.csv`.", ""]
    return "\n".join([*lines, change_list(frame, ledger, in_markdown), ""])
