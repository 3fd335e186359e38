"""What changed, told to people: a list of changes."""

from collections.abc import Callable

import pandas as pd

from op1027.ledger.fronts import front_names
from op1027.ledger.model import Ledger
from op1027.report.markdown import address
from op1027.text.escape import visible


def headed(change: str) -> str:
    """What stands above all changes of a kind."""
    return change.replace("_", " ").capitalize()


def change_list(frame: pd.DataFrame, ledger: Ledger, inert: Callable[[str], str] = visible) -> str:
    """Changes (`changes`, `what_is_new`) as an indented list, one heading a kind of change.

    Parameters
    ----------
    frame : DataFrame
    ledger : Ledger
        The record that the changes lead to.
    inert : callable
        What makes a text harmless where it will be shown: `visible` on a console, `in_markdown` in Markdown.
    """
    names = front_names(ledger)
    summaries = pd.concat([table.set_index("item")["summary"] for table in (ledger.events, ledger.claims)]).to_dict()
    lines: list[str] = []
    for change, rows in frame.groupby("change", sort=False):
        lines += ["", f"## {headed(str(change))}: {len(rows):,}", ""]
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
