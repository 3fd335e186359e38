"""Who holds each town, from when to when."""

from dataclasses import dataclass
from typing import Any

import pandas as pd

SPELL_COLUMNS = [
    *["place", "front", "holder", "start", "start_latest", "end", "end_latest", "evidence"],
    *["item_start", "item_end"],
]
TAKEN = ("town_captured", "town_recaptured")
HANDED = "town_transferred"


@dataclass(frozen=True)
class Clash:
    """A change of hands that cannot have been: the later event and the one it contradicts."""

    place: str
    item: str
    earlier: str
    why: str


def town_spells(events: pd.DataFrame, actors: pd.DataFrame) -> tuple[pd.DataFrame, list[Clash]]:
    """The spells during which each town was held, and the changes of hands that cannot be.

    A side that takes what it already holds contradicts the record: the event is reported as a clash
    and changes nothing. Hand-overs within a side are spells of their own. Nothing is said of the time
    before a town's first change of hands.

    Parameters
    ----------
    events : DataFrame
        Resolved events (``resolve.EVENT_COLUMNS``).
    actors : DataFrame
        Table as in the codebook.

    Returns
    -------
    spells : DataFrame
        Columns ``SPELL_COLUMNS``, sorted by ``place`` and ``start``. ``start``..``start_latest`` and
        ``end``..``end_latest`` span the days that the reports allow; an end is missing while the spell
        lasts. ``evidence`` is that of the event that began it.
    clashes : list of Clash
    """
    changes = events[events["type"].isin([*TAKEN, HANDED]) & events["place"].notna()]
    changes = changes.sort_values(["place", "date", "date_start", "first_published", "item"], ignore_index=True)
    places, handed = changes["place"].tolist(), (changes["type"] == HANDED).tolist()
    sides = changes["actor"].map(actors.set_index("actor")["side"]).tolist()
    begins: list[int] = []
    ends: list[int] = []  # beside each beginning, the change of hands that ends it; -1 while it lasts
    contradicted: list[tuple[int, int]] = []
    for event, place in enumerate(places):
        holding = begins[-1] if begins and places[begins[-1]] == place else -1
        if holding >= 0 and not handed[event] and sides[holding] == sides[event]:
            contradicted.append((event, holding))
            continue
        if holding >= 0:
            ends[-1] = event
        begins.append(event)
        ends.append(-1)
    start, end = changes.iloc[begins], changes.reindex(ends)
    spells = {
        "place": start["place"],
        "front": start["front"],
        "holder": start["actor"],
        "start": start["date_start"],
        "start_latest": start["date_end"],
        "end": end["date_start"],
        "end_latest": end["date_end"],
        "evidence": start["evidence"],
        "item_start": start["item"],
        "item_end": end["item"],
    }
    frame = pd.DataFrame({name: column.array for name, column in spells.items()}, columns=SPELL_COLUMNS)
    rows = list(changes.itertuples(index=False)) if contradicted else []
    return frame, [clash(rows[event], rows[holding]) for event, holding in contradicted]


def clash(event: Any, holding: Any) -> Clash:
    """What to say of an event that contradicts who holds the town."""
    why = f"{event.actor} takes {event.place} from {event.date:%Y-%m-%d}, which {holding.actor} then holds"
    return Clash(event.place, event.item, holding.item, why)
