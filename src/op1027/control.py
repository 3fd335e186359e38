"""Who holds each town, from when to when."""

from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

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
    side = dict(zip(actors["actor"], actors["side"], strict=True))
    changes = events[events["type"].isin([*TAKEN, HANDED]) & events["place"].notna()]
    changes = changes.sort_values(["place", "date", "date_start", "first_published", "item"])
    spells: list[dict[str, object]] = []
    clashes: list[Clash] = []
    needed = changes[["place", "type", "front", "item", "actor", "date", "date_start", "date_end", "evidence"]]
    for place, history in groupby(needed.itertuples(index=False), key=attrgetter("place")):
        holding: dict[str, object] | None = None
        for event in history:
            if holding and event.type != HANDED and side[str(holding["holder"])] == side[str(event.actor)]:
                why = f"{event.actor} takes {place} from {event.date:%Y-%m-%d}, which {holding['holder']} then holds"
                clashes.append(Clash(str(place), str(event.item), str(holding["item_start"]), why))
                continue
            if holding:
                holding |= {"end": event.date_start, "end_latest": event.date_end, "item_end": event.item}
            holding = {
                "place": place,
                "front": event.front,
                "holder": event.actor,
                "start": event.date_start,
                "start_latest": event.date_end,
                "end": pd.NaT,
                "end_latest": pd.NaT,
                "evidence": event.evidence,
                "item_start": event.item,
                "item_end": None,
            }
            spells.append(holding)
    frame = pd.DataFrame(spells, columns=SPELL_COLUMNS)
    days = ["start", "start_latest", "end", "end_latest"]
    words = [c for c in SPELL_COLUMNS if c not in days]
    return frame.astype(dict.fromkeys(days, "datetime64[s]") | dict.fromkeys(words, "str")), clashes
