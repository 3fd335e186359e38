"""Facts about a ledger that many ask for: its fronts, its days, the names and sides of places and actors."""

from typing import Any

import pandas as pd

from op1027.ledger.model import Ledger, cached_on_ledger
from op1027.record.faults import DataError
from op1027.record.outlines import Outlines, read_outlines
from op1027.record.package import OUTLINES
from op1027.record.package import WHOLE as WHOLE  # noqa: PLC0414 - handed on
from op1027.text.asked import Keys, known_keys

FIGHTING = ("armed_group", "alliance")  # kinds of actors that hold towns and fight


def fronts_of(ledger: Ledger) -> list[str]:
    """The fronts in drawing order, without the one that stands for the whole."""
    return [f for f in ledger.fronts.sort_values("order")["front"] if f != WHOLE]


def chosen_fronts(ledger: Ledger, front: Keys) -> list[str] | None:
    """The fronts that a caller wants, in drawing order; nothing for all of them, as ``None`` and ``all`` ask for.

    Raises
    ------
    ValueError
        If a front is unknown, or the choice is empty.
    """
    if front is None:
        return None
    chosen = known_keys(front, ledger.fronts, "front")
    return None if WHOLE in chosen else [key for key in fronts_of(ledger) if key in chosen]


def days_of(ledger: Ledger) -> pd.DatetimeIndex:
    """Every day from the first of the offensive to the as-of day."""
    return pd.date_range(ledger.package.start, max(ledger.known_on, ledger.package.start), freq="D", unit="s")


def events_since_start(ledger: Ledger) -> pd.DataFrame:
    """The events since the first day of the offensive, by their best days."""
    return ledger.events[ledger.events["date"] >= ledger.package.start]


def front_names(ledger: Ledger) -> dict[str, str]:
    """What charts and sentences call each front, by its key."""
    return _column(ledger.fronts, "front", "name")


def place_names(ledger: Ledger) -> dict[str, str]:
    """What charts and sentences call each place, by its key."""
    return _column(ledger.places, "place", "name")


def actor_names(ledger: Ledger) -> dict[str, str]:
    """What charts and sentences call each actor, by its key."""
    return _column(ledger.actors, "actor", "short_name")


def sides(ledger: Ledger) -> list[str]:
    """Keys of all sides: the two parties, then the others."""
    parties = ledger.package.parties
    return [*parties, *(side for side in ledger.package.names if side not in parties)]


def sides_of(actors: pd.DataFrame) -> dict[str, str]:
    """The side of each actor of a table, by its key."""
    return _column(actors, "actor", "side")


def keys_now(ledger: Ledger) -> dict[str, str]:
    """For each key that an item once had the key that it has now; blank if the item was withdrawn."""
    then = _column(ledger.renamed.fillna({"now": ""}), "was", "now")
    found = {}
    for was, now in then.items():
        seen = {was}
        while now in then and now not in seen:
            seen.add(now)
            now = then[now]  # noqa: PLW2901 - renamed again since
        found[was] = now
    return found


@cached_on_ledger
def outlines_of(ledger: Ledger) -> Outlines:
    """The outlines that a data folder brings with it; none if it brings none.

    Raises
    ------
    DataError
        If they are at fault; `load` does not read them.
    """
    file = ledger.package.path_of(OUTLINES)
    found, faults = read_outlines(file) if file else ({}, [])
    if faults:
        raise DataError(faults)
    return found


def _column(table: pd.DataFrame, key: str, value: str) -> dict[str, Any]:
    return dict(zip(table[key].to_numpy(), table[value].to_numpy(), strict=True))
