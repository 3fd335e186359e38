"""Charts draw a ledger whose texts plotly shows as they are (`in_plotly`); the charts' own markup stays."""

from dataclasses import replace
from typing import Any

import pandas as pd
import pyarrow.compute as pc

from op1027.ledger.model import Ledger, cached_on_ledger
from op1027.record._columns import arrow
from op1027.text.escape import LIVELY, in_plotly, texts

_TABLES = ("reports", "sources", "places", "actors", "fronts", "routes", "assessments", "gates")


@cached_on_ledger
def inert(ledger: Ledger) -> Ledger:
    """The ledger with its texts as plotly shows them as they are; itself, if they are that already."""
    tables = {name: getattr(ledger, name) for name in _TABLES}
    changed: dict[str, Any] = {
        name: told for name, table in tables.items() if (told := _plain_table(table)) is not table
    }
    descriptor = _plain_values(ledger.package.descriptor)
    if not changed and descriptor == ledger.package.descriptor:
        return ledger
    package = replace(ledger.package, descriptor=descriptor)
    return replace(ledger, **changed, package=package, part=in_plotly(ledger.part))


def _plain_table(table: pd.DataFrame) -> pd.DataFrame:
    """The table with its texts made plain; itself, if they are."""
    lively = [name for name in texts(table) if any(map(LIVELY.search, _maybe(table[name])))]
    if not lively:
        return table
    return table.assign(**{name: table[name].map(in_plotly, na_action="ignore") for name in lively})


def _maybe(column: pd.Series) -> list[str]:
    """Those that hold a sign without which none is lively: Arrow's expressions do not look ahead, but are quick."""
    cells = arrow(column)
    found: list[str] = cells.filter(pc.match_substring_regex(cells, "[<>$%&]")).to_pylist()
    return found


def _plain_values(value: Any) -> Any:
    """Everything in a descriptor, inert, but the patterns, which nobody draws."""
    if isinstance(value, dict):
        return {key: member if key == "constraints" else _plain_values(member) for key, member in value.items()}
    if isinstance(value, list):
        return [_plain_values(member) for member in value]
    return in_plotly(value) if isinstance(value, str) else value
