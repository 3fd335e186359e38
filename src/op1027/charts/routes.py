"""Which trade routes and highways were cut, when?"""

from collections.abc import Iterable

import pandas as pd
import plotly.graph_objects as go

from op1027.analysis.routes import AROUND, fights_near, route_cuts, route_states
from op1027.charts import theme
from op1027.charts.bars import (
    HALO,
    RIGHT,
    as_of_line,
    bars,
    fits,
    headings,
    labels,
    last_day,
    left_edge,
    margin,
    open_ends,
    room,
    town_axes,
)
from op1027.charts.frame import frame_figure
from op1027.charts.inert import inertly
from op1027.ledger.control import holdings
from op1027.ledger.fronts import chosen_fronts
from op1027.ledger.model import Ledger
from op1027.text import wording

ROW = 19  # pixels
CUT = "cut"
ABOVE = 0.36  # rows: how far above a thin line its label stands
# What a stretch looks like: colour, pattern, whether filled, height in rows.
LOOKS = {
    "open": (theme.tint(theme.PALE, 0.45), "", True, 0.05),
    "third": (theme.SIDE_COLOURS[2], "x", True, 0.76),
    "contested": (theme.PALE, "/", False, 0.5),
    "taken": (theme.SIDE_COLOURS[0], "", True, 0.76),
    CUT: (theme.INK, "", True, 0.76),
}


@inertly
def plot_routes(ledger: Ledger, front: str | Iterable[str] | None = None, title: str | None = None) -> go.Figure:
    """Which trade routes and highways were cut, when?

    One block a route: first when it was cut as a whole, then one row a town in order along the road.

    Parameters
    ----------
    ledger : Ledger
    front : str or iterable of str, optional
        Draw the routes that touch these fronts; by default all.
    title : str, optional
        Instead of the finding.

    Raises
    ------
    ValueError
        If a front is unknown.
    """
    stretches, heads = route_rows(ledger, front)
    towns = stretches[stretches["state"] != CUT].drop_duplicates("y").set_index("y")["town"]
    left = margin(towns)
    figure = go.Figure()
    until = last_day(ledger)
    for state, (colour, shape, filled, height) in LOOKS.items():
        mine = stretches[stretches["state"] == state]
        if mine.empty:
            continue
        # A bar reaches to the end of its last day, but not beyond the as-of day.
        ends = mine["end"].where(mine["end"] == until, mine["end"] + pd.Timedelta(days=1))
        figure.add_trace(bars(mine.assign(since=mine["start"], until=ends), colour, shape, filled, height))
        lasting = mine.loc[mine["end"] == until, "y"]
        if len(lasting) and height > LOOKS["contested"][3]:
            figure.add_trace(open_ends(lasting, ledger, colour))
    figure.add_trace(labels(stretch_labels(stretches, ledger, room(ledger, left))))
    figure.add_trace(headings(heads, ledger))
    bottom = float(stretches["y"].max()) + 0.8 if len(stretches) else 2.0
    height = town_axes(figure, ledger, pd.concat([towns, pd.Series("<b>cut</b>", index=heads["y"] + 1)]), bottom)
    as_of_line(figure, ledger)
    ours = ledger.package.names[ledger.package.side].lower()
    return frame_figure(
        figure,
        ledger,
        title or finding(ledger, stretches, heads),
        f"Solid: held by {ours}, from the date given. Hatched: not held by them, but a fight is reported at most "
        f"{AROUND} days away. Crossed: held by others. Thin line: none of these. Black: the route is cut, because one "
        "of its towns or more is held. Towns stand in order along the road.",
        route_events(ledger, stretches),
        round(ROW * height),
        right=RIGHT,
        left=left,
    )


def route_rows(ledger: Ledger, front: str | Iterable[str] | None) -> tuple[pd.DataFrame, pd.DataFrame]:
    """What `plot_routes` draws: stretches with their rows, and the headings of the routes.

    Returns
    -------
    stretches : DataFrame
        `route_states` and, with state ``cut``, `route_cuts`, of the routes drawn; with ``y`` (the row, from
        the top), ``town`` (its name) and ``text`` (for hovering).
    heads : DataFrame
        ``route``, ``y``, ``label``.
    """
    front = chosen_fronts(ledger, front)
    places = ledger.places.set_index("place")
    drawn = ledger.routes
    if front is not None:
        touching = drawn["place"].map(places["front"]).isin(front)
        drawn = drawn[drawn["route"].isin(drawn.loc[touching, "route"])]
    names = drawn.drop_duplicates("route").set_index("route")["name"]
    tops, y = {}, 1.4
    for route, towns in drawn["route"].value_counts(sort=False).items():
        tops[route] = y
        y += towns + 2.5
    states = route_states(ledger)
    parts = pd.concat([states, route_cuts(states).assign(state=CUT, order=0)], ignore_index=True)
    parts = parts[parts["route"].isin(tops)].reset_index(drop=True)
    position = parts["order"].where(parts["order"] > 0).groupby(parts["route"]).rank("dense").fillna(0)
    parts["y"] = parts["route"].map(tops).astype("float64") + position + 1
    parts["town"] = parts["place"].map(places["name"]).astype("str").fillna("Route cut")
    spans = pd.Series([wording.span(a, b) for a, b in zip(parts["start"], parts["end"], strict=True)], dtype="str")
    parts["text"] = "<b>" + parts["town"] + "</b> " + parts["state"].where(parts["order"] > 0, "") + "<br>" + spans
    heads = pd.DataFrame(
        {"route": names.index, "y": [tops[route] for route in names.index], "label": "<b>" + names.to_numpy() + "</b>"}
    )
    return parts.sort_values(["y", "start"], ignore_index=True), heads


def stretch_labels(stretches: pd.DataFrame, ledger: Ledger, scale: float) -> pd.DataFrame:
    """Dates of the stretches taken or cut: in the bar, else on the free line behind or before it, if there is room.

    ``scale`` is the least number of pixels that a day has.
    """
    until = last_day(ledger)
    found = []
    for part in stretches[stretches["state"].isin(["taken", CUT])].to_dict("records"):
        row = stretches[stretches["y"] == part["y"]]
        later, earlier = row[row["start"] > part["end"]], row[row["end"] < part["start"]]
        since, whole = wording.short_span(part["start"], part["start"]), wording.short_span(part["start"], part["end"])
        label = since if part["end"] == until else whole
        inside = (part["end"] - part["start"]).days * scale
        behind, ahead = free(later, part["end"], until), free(earlier, left_edge(ledger), part["start"])
        inked = (LOOKS[part["state"]][0], HALO)
        if fits(label, inside) or fits(since, inside):
            text = label if fits(label, inside) else since
            found.append((part["start"], part["y"], text, "middle right", theme.PAPER, "none"))
        elif behind and fits(label, (behind[0][1] - behind[0][0]).days * scale):
            found.append((behind[0][0], part["y"] - ABOVE, label, "middle right", *inked))
        elif ahead and fits(label, (ahead[-1][1] - ahead[-1][0]).days * scale):
            found.append((ahead[-1][1], part["y"] - ABOVE, label, "middle left", *inked))
    return pd.DataFrame(found, columns=["x", "y", "label", "at", "colour", "halo"])


def free(row: pd.DataFrame, begin: pd.Timestamp, until: pd.Timestamp) -> list[tuple[pd.Timestamp, pd.Timestamp]]:
    """Where a row has no bars between two days: the open stretches or, in a row without any stretch, all of it."""
    if row.empty:
        return [(begin, until)]
    spans = row[row["state"] == "open"]
    return list(zip(spans["start"], spans["end"], strict=True))


def finding(ledger: Ledger, stretches: pd.DataFrame, heads: pd.DataFrame) -> str:
    """How many of the routes drawn were cut on the as-of day, and since when all of these had been."""
    if heads.empty:
        return "No route is recorded here"
    cut = stretches[(stretches["state"] == CUT) & (stretches["end"] == last_day(ledger))]
    on = f"On {wording.day(ledger.known_on)}, "
    if cut.empty:
        return f"{on}{'the route was not' if len(heads) == 1 else f'none of {len(heads)} routes was'} cut"
    since = wording.day(cut["start"].max())
    if len(heads) == 1:
        return f"{on}the route was cut, and had been since {since}"
    return f"{on}{len(cut)} of {len(heads)} routes {'was' if len(cut) == 1 else 'were'} cut, and had been since {since}"


def route_events(ledger: Ledger, stretches: pd.DataFrame) -> pd.DataFrame:
    """The events that the states of the towns drawn rest on."""
    spells, fights = holdings(ledger), fights_near(ledger)
    here = set(stretches["place"].dropna())
    spells, fights = spells[spells["place"].isin(here)], fights[fights["place"].isin(here)]
    items = [*spells["item_start"], *spells["item_end"].dropna(), *fights["item"]]
    return ledger.events[ledger.events["item"].isin(items)]
