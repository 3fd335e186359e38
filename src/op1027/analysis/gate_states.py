"""Who held each border gate, from when, and whether it was open."""

from itertools import pairwise

import pandas as pd

from op1027.analysis.town_states import town_states
from op1027.ledger.fronts import days_of, sides_of
from op1027.ledger.model import Ledger, cached_on_ledger

_A_DAY = pd.Timedelta(1, "D")
_PASSAGES = {"gate_closed": "shut", "gate_opened": "open"}
_OF_TOWN = {"town_state": "state", "holder": "holder"}
_OF_TOWN |= {"held_evidence": "evidence", "held_disputed": "disputed", "held_items": "items"}
_COLUMNS = {
    **dict.fromkeys(["gate", "place", "passage", "holder", "side", "town_state"], "str"),
    **dict.fromkeys(["start", "end"], "datetime64[s]"),
    "evidence": "str",
    "disputed": "bool",
    "item": "str",
    "held_evidence": "str",
    "held_disputed": "bool",
    "held_items": "str",
}


@cached_on_ledger
def gate_states(ledger: Ledger) -> pd.DataFrame:
    """Who held each border gate and whether it was open: one row a stretch of days, up to the as-of day.

    A gate's stretches follow each other without gap or overlap. It is held by whoever holds its town (`town_states`),
    and open or shut as the last event about it says (`gate_opened`, `gate_closed`), on best days.

    Parameters
    ----------
    ledger : Ledger
        As loaded, or a view of it.

    Returns
    -------
    DataFrame
        Gates in the order of gates.csv, a gate's stretches in order.

        gate, place : str
            Keys of the gate and its town.
        passage : str
            ``open``, ``shut`` or, before the first event about it, ``unknown``.
        holder, side : str
            Who holds the town, and that one's side; missing where nothing is recorded of it.
        town_state : str
            The town's state (``held``, ``contested`` …); ``unknown`` where the gate's place is no town.
        start, end : datetime
            First and last day of the stretch, both included.
        evidence, disputed, item : str, bool, str
            Grade of the event that opened or shut it, whether somebody denies that, and the event; missing (not
            disputed) while ``unknown``.
        held_evidence, held_disputed, held_items : str, bool, str
            Grade of what the town's state rests on, whether somebody denies each, and the events and claims, separated
            by |.

    Examples
    --------
    >>> import op1027
    >>> gates = op1027.gate_states(op1027.load())
    >>> bool((gates["start"] <= gates["end"]).all())
    True
    """
    days = days_of(ledger)
    events = _gate_events(ledger)
    spells = town_states(ledger)
    side = sides_of(ledger.actors)
    spells = spells[spells["place"].isin(ledger.gates["place"])]
    told_of = {gate: rows.to_dict("records") for gate, rows in events.groupby("gate")}
    held_of = {place: rows.to_dict("records") for place, rows in spells.groupby("place")}
    found = []
    for gate in ledger.gates.to_dict("records"):
        told, held = told_of.get(gate["gate"], []), held_of.get(gate["place"], [])
        later = [row["date"] for row in told if row["date"] > days[0]]
        cuts = sorted({days[0], *(row["start"] for row in held), *later, days[-1] + _A_DAY})
        for begin, after in pairwise(cuts):
            town = [row for row in held if row["start"] <= begin][-1:]
            last = [row for row in told if row["date"] <= begin][-1:]
            found.append(
                {"gate": gate["gate"], "place": gate["place"], "start": begin, "end": after - _A_DAY}
                | {"passage": "unknown", "town_state": "unknown"}
                | {"disputed": False, "held_disputed": False}
                | {name: row[name] for row in last for name in ("passage", "evidence", "disputed", "item")}
                | {name: row[was] for row in town for name, was in _OF_TOWN.items()}
            )
    frame = pd.DataFrame(found).reindex(columns=list(_COLUMNS))
    return frame.assign(side=frame["holder"].map(side)).astype(_COLUMNS)


@cached_on_ledger
def _gate_events(ledger: Ledger) -> pd.DataFrame:
    """Closings and openings: ``gate``, ``date`` (best day), ``passage``, ``evidence``, ``disputed``, ``item``.

    An event is about the gate whose key its item begins with, the longest if several do, underscores aside; else about
    every gate of its place. Of two on one day the closing counts.
    """
    gates, told = ledger.gates, ["item", "type", "place", "date", "evidence", "disputed"]
    events = ledger.events.loc[ledger.events["type"].isin(_PASSAGES), told]
    plain = {gate: gate.replace("_", "") for gate in gates["gate"]}
    at = gates.groupby("place")["gate"].agg(list).to_dict()
    rows = []
    for event in events.to_dict("records"):
        named = [gate for gate, key in plain.items() if event["item"].replace("_", "").startswith(key)]
        about = [max(named, key=len)] if named else at.get(event["place"], [])
        rows += [event | {"gate": gate, "passage": _PASSAGES[event["type"]]} for gate in about]
    columns = ["gate", "date", "passage", "evidence", "disputed", "item"]
    frame = pd.DataFrame(rows, columns=columns)
    order = frame["passage"].map({"open": 0, "shut": 1})
    return frame.assign(order=order).sort_values(["gate", "date", "order"], ignore_index=True)[columns]
