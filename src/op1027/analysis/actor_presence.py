"""Which forces the record names on which front."""

import pandas as pd

from op1027.ledger.fronts import FIGHTING, events_since_start
from op1027.ledger.model import Ledger, cached_on_ledger
from op1027.record._columns import looked_up

_ROLES = ("actor", "allies", "opponent")


@cached_on_ledger
def forces(ledger: Ledger) -> pd.DataFrame:
    """How many events name each force on each front, and when first and last.

    A force is an actor of kind ``armed_group`` or ``alliance``. It is counted once an event, whether as
    actor, ally or opponent; an alliance and its members are counted apart, as the reports name them.
    Events before the offensive's first day are left out.

    Returns
    -------
    DataFrame
        One row a force and front that occur together, sorted by ``actor``, fronts in drawing order.

        actor, front : str
            Keys of actors.csv and fronts.csv.
        events : int
            Events that name the force there.
        first_seen, last_seen : datetime
            Best day of the first and of the last of them.
        side : str
            The force's side in actors.csv.
    """
    events = events_since_start(ledger)
    named = [
        events[["item", "front", "date"]].assign(actor=events[role].str.split("|")).explode("actor") for role in _ROLES
    ]
    fighting = ledger.actors.loc[ledger.actors["kind"].isin(FIGHTING), "actor"]
    pairs = pd.concat(named).drop_duplicates(["item", "actor"])
    pairs = pairs[pairs["actor"].isin(fighting)]
    table = pairs.groupby(["actor", "front"]).agg(
        events=("item", "size"), first_seen=("date", "min"), last_seen=("date", "max")
    )
    table = table.reset_index().astype({"actor": "str", "front": "str"})
    table["side"] = looked_up(table["actor"], ledger.actors, "actor", "side")
    order = looked_up(table["front"], ledger.fronts, "front", "order")
    return table.assign(order=order).sort_values(["actor", "order"], ignore_index=True).drop(columns="order")
