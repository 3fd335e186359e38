"""Which trade routes were cut, and when: the state of every town along them."""

from typing import Any

import pandas as pd

from op1027.ledger.control import holdings
from op1027.ledger.fronts import days_of
from op1027.ledger.model import Ledger, cached_on_ledger

_FIGHTS = ("battle", "bombardment", "infrastructure_destroyed")
AROUND = 14  # days


@cached_on_ledger
def route_states(ledger: Ledger) -> pd.DataFrame:
    """What state the towns along each route were in, day after day, since the first day of the offensive.

    Each town's days up to the as-of day are parted into stretches, without gap or overlap. All days are
    best days. A route is cut on a day when any of its towns is taken.

    Returns
    -------
    DataFrame
        One row a stretch, routes as in routes.csv, their towns in order, a town's stretches in order.

        route, place : str
        order : int
            The town's position along the route.
        state : str
            ``taken``: in the hands of the offensive's side. ``contested``: not taken, and a battle, a bombardment
            or destroyed infrastructure is reported of the town or its township at most 14 days before or after.
            ``third``: neither, and in the hands of a third party. ``open``: none of these, so in the hands of
            the side that the offensive goes against, or in nobody's recorded hands.
        start, end : datetime
            First and last day of the stretch, both included.
    """
    days = days_of(ledger)
    spells, fights = holdings(ledger), fights_near(ledger)
    parties = ledger.package.parties
    rows = []
    for stop in ledger.routes.to_dict("records"):
        state = pd.Series("open", index=days, dtype="str")
        mine = spells[spells["place"] == stop["place"]]
        for spell in mine[~mine["side"].isin(parties)].to_dict("records"):
            state[_lies_in(days, spell["began"], spell["ended"])] = "third"
        for day in fights.loc[fights["place"] == stop["place"], "date"]:
            state[abs(days - day) <= pd.Timedelta(days=AROUND)] = "contested"
        for spell in mine[mine["ours"]].to_dict("records"):
            state[_lies_in(days, spell["began"], spell["ended"])] = "taken"
        for _, stretch in state.groupby(state.ne(state.shift()).cumsum()):
            rows.append(
                (stop["route"], stop["order"], stop["place"], stretch.iloc[0], stretch.index[0], stretch.index[-1])
            )
    frame = pd.DataFrame(rows, columns=["route", "order", "place", "state", "start", "end"])
    kinds = dict.fromkeys(["route", "place", "state"], "str") | dict.fromkeys(["start", "end"], "datetime64[s]")
    frame = frame.astype(kinds | {"order": "int64"})
    rank = frame["route"].map({route: n for n, route in enumerate(frame["route"].unique())})
    return frame.assign(rank=rank).sort_values(["rank", "order", "start"], ignore_index=True).drop(columns="rank")


def route_cuts(states: pd.DataFrame) -> pd.DataFrame:
    """The stretches of time during which each route was cut: when any of its towns was taken.

    Parameters
    ----------
    states : DataFrame
        As `route_states` gives them.

    Returns
    -------
    DataFrame
        ``route``, ``start``, ``end`` (first and last day, both included), routes and stretches in order.
    """
    taken = states[states["state"] == "taken"]
    spans = [taken[column].tolist() for column in ("route", "start", "end")]
    order = {route: n for n, route in enumerate(dict.fromkeys(spans[0]))}
    found: list[list[Any]] = []
    for route, start, end in sorted(zip(*spans, strict=True), key=lambda span: (order[span[0]], *span[1:])):
        if found and found[-1][0] == route and start <= found[-1][2] + pd.Timedelta(days=1):
            found[-1][2] = max(found[-1][2], end)
        else:
            found.append([route, start, end])
    frame = pd.DataFrame(found, columns=["route", "start", "end"])
    return frame.astype({"route": "str", "start": "datetime64[s]", "end": "datetime64[s]"})


@cached_on_ledger
def fights_near(ledger: Ledger) -> pd.DataFrame:
    """Fights by place: those reported of the place itself and, for a town, of its township.

    Returns
    -------
    DataFrame
        ``place``, ``date`` (best day), ``item``; a fight of a township stands once for each of its towns.
    """
    places = ledger.places
    fights = ledger.events.loc[ledger.events["type"].isin(_FIGHTS), ["place", "date", "item"]]
    townships = places.loc[places["kind"] == "township"].set_index("place")["township_pcode"]
    towns = places.loc[places["kind"] == "town", ["place", "township_pcode"]].dropna()
    around = fights.assign(township_pcode=fights["place"].map(townships)).dropna(subset="township_pcode")
    around = around.drop(columns="place").merge(towns, on="township_pcode")
    return pd.concat([fights, around[["place", "date", "item"]]], ignore_index=True)


def _lies_in(days: pd.DatetimeIndex, began: pd.Timestamp, ended: pd.Timestamp) -> pd.Series:
    """Which days lie in a spell: from its first to the day before its end."""
    return pd.Series((days >= began) & (pd.isna(ended) | (days < ended)), index=days)
