"""Who held each town, ready to be counted and drawn: spells with best days, side and firmness."""

import pandas as pd

from op1027.ledger.control import HANDED, TAKEN
from op1027.ledger.model import Ledger, once, town_control


@once
def holdings(ledger: Ledger) -> pd.DataFrame:
    """Every spell of `town_control`, with what counting and drawing need to know of it.

    Returns
    -------
    DataFrame
        The columns of `town_control`, and

        town, holder_name, side : str
            Names for charts, and the holder's side.
        began, ended : datetime
            Best days of the changes of hands; ``ended`` is missing while the spell lasts.
        disputed : bool
            Somebody denies the change of hands that began the spell.
        firm : bool
            Nobody does, and more than the word of the side that gained stands behind it.
        ours : bool
            The holder belongs to the offensive's side.
        run : int
            Spells of one town that follow each other within the offensive's side share a number: they are
            one holding.
        counts : bool
            The spell belongs to a holding of the offensive's side that began on its first day or later.

        Fronts in drawing order, in each the towns by their first change of hands, a town's spells in order.
    """
    events = ledger.events
    events = events[events["type"].isin([*TAKEN, HANDED])].set_index("item")
    actors = ledger.actors.set_index("actor")
    spells = town_control(ledger)
    starts = events.reindex(spells["item_start"]).reset_index()
    spells["town"] = spells["place"].map(ledger.places.set_index("place")["name"])
    spells["holder_name"] = spells["holder"].map(actors["short_name"])
    spells["side"] = spells["holder"].map(actors["side"])
    spells["began"] = starts["date"]
    spells = spells.join(events["date"].rename("ended"), on="item_end")
    spells["disputed"] = starts["disputed"].astype("bool")
    spells["firm"] = (spells["evidence"] != "claimed") & ~spells["disputed"]
    spells["ours"] = spells["side"] == ledger.package.side
    follows = spells["ours"] & spells.groupby("place")["ours"].shift(fill_value=False)
    spells["run"] = (~follows).cumsum()
    since = spells.groupby("run")["began"].transform("min")
    spells["counts"] = spells["ours"] & (since >= ledger.package.start)
    order = spells["front"].map(ledger.fronts.set_index("front")["order"])
    first = spells.groupby("place")["began"].transform("min")
    ranked = spells.assign(order=order, first=first).sort_values(["order", "first", "town", "place", "began"])
    return ranked.drop(columns=["order", "first"]).reset_index(drop=True)
