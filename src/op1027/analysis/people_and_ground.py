"""How many people, and how much ground, hang on the towns that each side holds: bounds, not counts."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from op1027.analysis._by_day import at_ends
from op1027.analysis._numeric import Flags, Numbers, Whole
from op1027.analysis.scope import members, within
from op1027.analysis.town_states import town_states
from op1027.ledger.fronts import WHOLE, days_of, fronts_of, outlines_of, sides_of
from op1027.ledger.model import Ledger, cached_on_ledger
from op1027.record._columns import looked_up
from op1027.record.outlines import Outlines

_RADIUS = 6371.00718  # km: the sphere with the same surface as the Earth's ellipsoid (authalic radius, WGS 84)
APART = ("contested", "unknown")  # towns that are in nobody's hands for certain
_COLUMNS = [
    *["front", "date", "side", "towns", "population_low", "population_high", "population_total"],
    *["area_low", "area_high", "area_total"],
]
_SHARE_COLUMNS = [
    *["item", "date", "front", "place", "actor", "claimant", "metric", "claimed_low", "claimed_high"],
    *["ours_low", "ours_high", "verdict", "why", "summary"],
]
_SHARES = {"percent_population": "population", "percent_territory": "area"}


@cached_on_ledger
def _sides_every_day(ledger: Ledger) -> pd.DataFrame:
    """The rows of `people_and_ground` for every day."""
    land, days = _land(ledger), days_of(ledger)
    sides = [*ledger.package.names, *APART]
    fronts = [*fronts_of(ledger), WHOLE]
    labels = _labels(ledger, land, days, sides)
    within_front = np.array([land.front == front for front in fronts[:-1]] + [np.ones(len(land.front), dtype=bool)])
    counts = _bounds(land, labels, within_front, len(sides))
    index = pd.MultiIndex.from_product([fronts, sides, days], names=["front", "side", "date"])
    frame = pd.DataFrame(
        {name: np.rint(values).astype("int64").ravel() for name, values in counts.items()}, index=index
    )
    total = {"population_total": within_front @ land.part, "area_total": within_front @ land.area}
    total["population_total"][-1] = ledger.population["population"].sum()
    for name, values in total.items():
        frame[name] = np.rint(values).astype("int64").repeat(len(sides) * len(days))
    return frame.reset_index()[_COLUMNS].astype({"date": "datetime64[s]"})


def people_and_ground(ledger: Ledger, freq: str = "D") -> pd.DataFrame:
    """The population and area that go with the towns each side holds, by front and date, as bounds.

    A side's low bound of people is what lives in its towns alone: of the population of the town's township, or of its
    sub-township where the census counts one, the share that is urban in its state; several towns of one township have
    equal parts of it. Its high bound is all of a township whose chief town it holds, sub-townships too, but what
    hangs on towns that others hold. Towns that are contested stand apart, as do those of which nothing is recorded.
    Bounds of what follows from holding towns, and no bounds of where people live now or whose writ runs.

    Parameters
    ----------
    ledger : Ledger
        With its tables ``population`` and ``urban``, and outlines; what it lacks counts as 0.
    freq : str
        As in `progress`: each row stands for the end of its period, the last for the as-of day.

    Returns
    -------
    DataFrame
        Sorted by front (drawing order, then ``all``: the whole country, also outside the fronts), side and date.

        front, date : str, datetime
        side : str
            A side, by who holds the towns (held, ceded, shared and besieged ones of `town_states`); ``contested``; or
            ``unknown``: no change of hands is recorded, nor anything else.
        towns : int
            Number of towns.
        population_low, population_high : int
            Persons, census of the tables; ``low`` at most ``high``.
        population_total : int
            Persons of all townships of the front; for ``all`` the census's total, the areas it could not reach too.
        area_low, area_high : int
            Square kilometres of townships all of whose towns are the side's, and of those whose chief town is: from
            the outlines, on an equal-area projection. The towns alone would be next to nothing.
        area_total : int
            Square kilometres of all townships of the front.

    Raises
    ------
    ValueError
        If ``freq`` is no frequency of pandas, or of less than a day.

    Examples
    --------
    >>> import op1027
    >>> people = op1027.people_and_ground(op1027.load(), freq="ME")
    >>> bool((people["population_low"] <= people["population_high"]).all())
    True
    """
    return at_ends(_sides_every_day(ledger), freq)


@cached_on_ledger
def check_shares(ledger: Ledger) -> pd.DataFrame:
    """Published shares of people or ground, beside the bounds that follow from towns held.

    A share is held against the towns of its place or front and the force that it is about, on its last day. Our low
    end is its low bound. Our high end adds what is contested and, for the side that the offensive goes against, all
    of which nothing is recorded, for that was its own before.

    Parameters
    ----------
    ledger : Ledger
        As loaded, or a view of it.

    Returns
    -------
    DataFrame
        One row a claim or tally in per cent of territory or population, sorted by ``date`` and ``item``.

        item, front, place, actor, claimant, metric, summary
            As in ``Ledger.claims``; ``date`` is the last day that it speaks of.
        claimed_low, claimed_high : Int64
            What the words allow, per cent; missing where open.
        ours_low, ours_high : float
            Per cent, 0 to 100, one decimal; missing where it is not checkable.
        verdict : str
            ``within``: the two ranges meet. ``above``, ``below``: the claim is higher, or lower, than towns held would
            bear. ``not_checkable``: it is of a single town or township, or names nobody.
        why : str
            The reason in a sentence.

    Examples
    --------
    >>> import op1027
    >>> table = op1027.check_shares(op1027.load())
    >>> bool(table["ours_high"].dropna().between(0, 100).all())
    True
    """
    claims = ledger.claims
    claims = claims[claims["type"].isin(["tally", "control"]) & claims["metric"].isin(_SHARES)]
    claims = claims.rename(columns={"date_end": "date", "low": "claimed_low", "high": "claimed_high"})
    land, places = _land(ledger), ledger.places.set_index("place")
    states = town_states(ledger)
    about = ["front", "place", "actor", "metric", "date"]
    alike = claims.groupby(about, dropna=False, sort=False).ngroup()
    different = claims[about].drop_duplicates().to_dict("records")
    bounds = [_share(ledger, land, places, states, claim) for claim in different]
    stated = zip(claims["claimed_low"], claims["claimed_high"], alike, strict=True)
    found = [(*bounds[n], *_verdict(low, high, *bounds[n])) for low, high, n in stated]
    kinds = {"ours_low": "float", "ours_high": "float", "verdict": "str", "why": "str"}
    checked = pd.DataFrame(found, columns=list(kinds), index=claims.index).astype(kinds)
    return claims.drop(columns="verdict").join(checked).sort_values(["date", "item"], ignore_index=True)[_SHARE_COLUMNS]


@dataclass(frozen=True)
class _Land:
    """Every town, with what hangs on it; arrays are by town, in order of their keys (``towns``).

    ``front`` is blank outside all; ``chief`` the position of its township's chief town, that with the lowest P-code;
    ``low`` people of the town alone; ``part`` people of its sub-township, where it has one of its own, of the chief
    town those of the rest, else 0; ``area`` of the chief town the square kilometres of the township, else 0.
    """

    towns: pd.Index
    front: npt.NDArray[Any]
    chief: Whole
    low: Numbers
    part: Numbers
    area: Numbers


@cached_on_ledger
def _land(ledger: Ledger) -> _Land:
    places, census = ledger.places, ledger.population
    towns = places[places["kind"] == "town"].sort_values("place").reset_index(drop=True)
    # Where the census gives no townships, its district is the unit.
    districts = places[places["kind"] == "district"].merge(census[["pcode"]], on="pcode")
    unit = towns["township_pcode"].where(towns["township_pcode"].isin(census["pcode"]))
    unit = unit.fillna(looked_up(towns["district"], districts, "district", "pcode")).fillna(towns["township_pcode"])
    unit = unit.fillna("town " + towns["place"])
    own = towns["pcode"].isin(census.loc[census["kind"] == "sub_township", "pcode"])
    counted = towns["pcode"].where(own, unit)
    ranked = towns.assign(unit=unit, at=towns.index, code=towns["pcode"].fillna("~")).sort_values(["unit", "code"])
    chief = unit.map(ranked.drop_duplicates("unit").set_index("unit")["at"])
    people = looked_up(counted, census, "pcode", "population").astype("float").fillna(0)
    urban = ledger.urban.assign(
        share=ledger.urban["urban"].astype("float") / ledger.urban["population"].astype("float")
    )
    state = looked_up(counted, census, "pcode", "state_region")
    share = looked_up(state, urban, "state_region", "share").astype("float").fillna(0)
    area: pd.Series = pd.Series(_areas(outlines_of(ledger)), dtype="float64")
    area = area.reindex(towns["township_pcode"].dropna().unique(), fill_value=0.0)
    of_unit = area.groupby(unit.groupby(towns["township_pcode"]).first()).sum()
    leads = (chief == towns.index) & ~own
    return _Land(
        towns=pd.Index(towns["place"]),
        front=towns["front"].fillna("").to_numpy(dtype=object),
        chief=chief.to_numpy(dtype="int64"),
        low=(people * share / counted.groupby(counted).transform("size")).to_numpy(),
        part=np.where(own | leads, people, 0.0),
        area=unit.map(of_unit).where(leads, 0.0).fillna(0.0).to_numpy(dtype="float64"),
    )


def _areas(outlines: Outlines) -> dict[str, float]:
    """Square kilometres of each township, by P-code: of its polygons without their holes."""
    return {
        code: sum(
            _ring_area(np.array(outer)) - sum(_ring_area(np.array(hole)) for hole in holes)
            for outer, *holes in polygons
        )
        for code, polygons in outlines.items()
    }


def _ring_area(ring: Numbers) -> float:
    """The area of a ring of longitudes and latitudes, in square kilometres.

    Lambert's cylindrical projection keeps areas: x is the longitude, y the sine of the latitude. In it the shoelace
    formula gives the area of a ring whose edges are straight there, on a sphere of the Earth's surface.

    Examples
    --------
    >>> octant = np.array([[0.0, 0.0], [90.0, 0.0], [90.0, 90.0], [0.0, 90.0], [0.0, 0.0]])
    >>> round(_ring_area(octant) * 8)  # the surface of the Earth
    510065622
    """
    x, y = np.radians(ring[:, 0]), np.sin(np.radians(ring[:, 1]))
    return float(abs(np.sum(x * np.roll(y, -1) - y * np.roll(x, -1))) / 2 * _RADIUS**2)


def _labels(ledger: Ledger, land: _Land, days: pd.DatetimeIndex, sides: list[str]) -> Whole:
    """For every town and day the position in ``sides`` of whose it is."""
    spells = town_states(ledger)
    side = spells["holder"].map(sides_of(ledger.actors)).where(spells["state"] != "contested", APART[0])
    code = side.fillna(APART[1]).map({name: n for n, name in enumerate(sides)}).to_numpy()
    length = (spells["end"] - spells["start"]).dt.days.to_numpy() + 1
    return np.repeat(code, length).reshape(len(land.towns), len(days)).astype("int64")


def _bounds(land: _Land, labels: Whole, groups: Flags, n: int) -> dict[str, Numbers]:
    """Sums by group of towns, label and day: ``towns``, ``population_low`` … ``area_high``.

    ``labels`` has a label below ``n`` for every town and day; the last one is that of towns of which nothing is known.
    """
    chief = labels[land.chief]
    unknown, own = n - 1, land.part > 0
    leads = land.chief == np.arange(len(land.chief))
    # A sub-township is its town's holder's, or, where nothing is known of the town, goes with the township.
    holder = np.where(own[:, None], np.where(labels == unknown, chief, labels), chief)
    # A town without one of its own that another holds than the chief town is not in the chief town's holder's hands.
    lost = ~own[:, None] & (labels != chief) & (labels != unknown)
    doubt = (labels == unknown) & (chief != unknown)
    whole = np.ones(labels.shape, dtype=bool)
    np.logical_and.at(whole, land.chief, labels == chief)
    weight = groups.astype("float64")
    found: dict[str, list[Numbers]] = {name: [] for name in _COLUMNS[3:6] + _COLUMNS[7:9]}
    for label in range(n):
        mine = labels == label
        low = land.low[:, None] * mine
        high = land.part[:, None] * (holder == label) + land.low[:, None] * (lost & mine)
        high -= land.low[:, None] * (lost & (chief == label))
        if label == unknown:
            high += np.where(own, land.part, land.low)[:, None] * doubt
        ground = land.area[:, None] * (leads[:, None] & mine)
        found["towns"].append(weight @ mine)
        found["population_low"].append(weight @ low)
        found["population_high"].append(weight @ high)
        found["area_low"].append(weight @ (ground * whole))
        found["area_high"].append(weight @ ground)
    return {name: np.stack(values, axis=1) for name, values in found.items()}


def _share(
    ledger: Ledger, land: _Land, places: pd.DataFrame, states: pd.DataFrame, claim: dict[Any, Any]
) -> tuple[float, float]:
    """The bounds in per cent that a claim is held against; missing where there are none."""
    nothing = (np.nan, np.nan)
    day, named = claim["date"], not pd.isna(claim["place"])
    if pd.isna(claim["actor"]) or not days_of(ledger)[0] <= day <= days_of(ledger)[-1]:
        return nothing
    if named and places["kind"][claim["place"]] not in ("state_region", "district", "area"):
        return nothing
    if named:
        inside = land.towns.isin(list(within(places, claim["place"])))
    else:
        inside = (land.front == claim["front"]) | (claim["front"] == WHOLE)
    force = members(ledger.actors, claim["actor"])
    spells = states[(states["start"] <= day) & (day <= states["end"])]
    label = np.where(spells["holder"].isin(list(force)), 0, 1)
    label = np.where(spells["state"] == "contested", 2, np.where(spells["holder"].isna(), 3, label))
    bounds = _bounds(land, label[:, None], inside[None, :], 4)
    what = _SHARES[claim["metric"]]
    total = float((land.part if what == "population" else land.area)[inside].sum())
    if total == 0:
        return nothing
    low, high = (bounds[f"{what}_{end}"][0, :, 0] for end in ("low", "high"))
    against = sides_of(ledger.actors)[claim["actor"]] == ledger.package.parties[1]
    most = high[0] + high[2] + (high[3] if against else 0.0)
    return round(100 * low[0] / total, 1), round(min(100 * most / total, 100.0), 1)


def _verdict(low: float, high: float, least: float, most: float) -> tuple[str, str]:
    """Whether a published share meets our bounds, and the reason."""
    if np.isnan(least):
        return "not_checkable", "Of a single town or township, of nobody, or of a day outside the record."
    ours = f"Towns held by that day bear {least:.0f} to {most:.0f} per cent"
    if not pd.isna(low) and low > most:
        return "above", f"{ours}: it counts ground without a town, or more than the record has."
    if not pd.isna(high) and high < least:
        return "below", f"{ours}: it counts by a stricter rule, or less than the record has."
    return "within", f"{ours}, and the ranges meet."
