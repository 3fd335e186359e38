"""Rows of an export, in one common form, put into a ledger beside what is known of places and actors."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import pandas as pd

from op1027.adapters.actors import Actors, new_actors, slug
from op1027.adapters.places import find_places
from op1027.ledger.control import impossible_changes
from op1027.ledger.fronts import WHOLE
from op1027.ledger.load import from_tables, load
from op1027.ledger.model import UNMATCHED_COLUMNS, Ledger
from op1027.text.asked import known_keys

SUMMARY = 160  # characters


@dataclass(frozen=True)
class Origin:
    """Whose data an export holds, and what the reader's caller says of its actors.

    ``actors`` maps names in the export to keys of actors.csv, ``sides`` to sides. ``file`` is the export's name.
    """

    key: str
    name: str
    short_name: str
    licence: str
    file: str
    actors: Mapping[str, str] = field(default_factory=dict)
    sides: Mapping[str, str] = field(default_factory=dict)


def base_ledger(like: Ledger | None, origin: Origin) -> Ledger:
    """The ledger that lends places, fronts, routes, actors and descriptor; it must know what the caller names."""
    base = load() if like is None else like
    known_keys(origin.actors.values(), base.actors["actor"], "actor")
    known_keys(origin.sides.values(), pd.Series(list(base.package.names)), "side")
    return base


def build(rows: pd.DataFrame, base: Ledger, origin: Origin) -> Ledger:
    """A ledger of an export's rows.

    Parameters
    ----------
    rows : DataFrame
        Indexed by line: ``id``; ``type`` (missing for what has no type here), ``called`` (the export's own
        type), ``town_type`` (what a row becomes whose place is a town, missing where that changes nothing);
        ``date_start``, ``date_end``, ``published``, ``read_on`` (days); ``actor``, ``opponent`` (names, blank
        for none), ``actor_kind``, ``opponent_kind``, ``allies``, ``voices`` (names, ``;`` between); ``country``;
        ``low``, ``high``, ``qualifier`` (of people killed); ``summary``; and what
        `places.find_places` takes.
    base : Ledger
        As `base_ledger` gives it.
    origin : Origin

    Returns
    -------
    Ledger
        With all that was not matched in ``unmatched``.
    """
    rows = rows.assign(item=origin.key + "_" + rows["id"].map(slug))
    rows = rows.assign(item=apart(rows["item"]))
    found = find_places(rows, base.places)
    rows = rows.assign(place=found["place"], front=front_of(found["place"], base))
    rows, notes = settle_types(rows, found["kind"])
    notes += place_notes(rows, found)
    cast, actors, more = settle_actors(rows, base, origin)
    tables = {
        "events_and_claims": reports_of(rows, cast, base, origin),
        "sources": sources_of(rows, base, origin),
        "places": base.places,
        "actors": actors,
        "fronts": base.fronts,
        "routes": base.routes,
        "assessments": base.assessments.iloc[:0],
    }
    about = {"title": f"{origin.short_name}: {origin.file}", "licenses": [{"name": origin.licence}]}
    ledger = from_tables(tables, replace(base.package, descriptor=base.package.descriptor | about))
    notes += [*more, clash_notes(ledger, rows)]
    unmatched = pd.concat(notes).reset_index()[UNMATCHED_COLUMNS].sort_values(["line", "part"], ignore_index=True)
    return replace(ledger, unmatched=unmatched.astype(dict.fromkeys(UNMATCHED_COLUMNS[1:], "str")))


def apart(items: pd.Series) -> pd.Series:
    """Items with a number behind those that came out alike."""
    again = items.groupby(items).cumcount()
    return items.where(again == 0, items + "_n" + (again + 1).astype("str"))


def front_of(places: pd.Series, base: Ledger) -> pd.Series:
    """The front that each place belongs to; ``all`` for those outside every front and for no place."""
    return places.map(base.places.set_index("place")["front"]).fillna(WHOLE).astype("str")


def note(
    rows: pd.DataFrame, part: str, value: pd.Series, taken_as: pd.Series | str, why: pd.Series | str
) -> pd.DataFrame:
    """Rows of ``Ledger.unmatched``."""
    return pd.DataFrame(
        {"item": rows["item"], "part": part, "value": value, "taken_as": taken_as, "why": why}, index=rows.index
    )


def settle_types(rows: pd.DataFrame, kind: pd.Series) -> tuple[pd.DataFrame, list[pd.DataFrame]]:
    """Give each row its type and leave out those that have none; and what is to be said of that."""
    change = rows["town_type"].notna()
    town = change & (kind == "town") & (rows["front"] != WHOLE)
    kept = rows.assign(type=rows["town_type"].where(town, rows["type"]))
    lost, other = kept[kept["type"].isna()], kept[change & ~town & kept["type"].notna()]
    nowhere = "a change of hands of no town on any front"
    why = lost["town_type"].notna().map({True: nowhere, False: "no type for it here"})
    notes = [
        note(lost, "type", lost["called"], "left out", why),
        note(other, "type", other["called"], other["type"], nowhere),
    ]
    return kept[kept["type"].notna()], notes


def place_notes(rows: pd.DataFrame, found: pd.DataFrame) -> list[pd.DataFrame]:
    """What is to be said of the places of rows that were taken."""
    place, km = found["place"].reindex(rows.index), found["km"].reindex(rows.index)
    none = rows[place.isna() & (rows["level"] != "none")]
    point = rows[km.notna()]
    wider = found["kind"].reindex(rows.index).isin(["district", "state_region"])
    wide = rows[wider & rows["level"].isin(["town", "township"]) & (rows["admin3"] != "")]
    return [
        note(none, "place", where(none), f"no place, front {WHOLE}", "no town, township or wider unit of that name"),
        note(point, "place", where(point), place + ", " + km.round(1).astype("str") + " km away", "by its coordinates"),
        note(wide, "place", where(wide), place, "no township of that name"),
    ]


def where(rows: pd.DataFrame) -> pd.Series:
    """Where a row lies, in the export's own names, the narrowest first."""
    names = rows[["location", "admin3", "admin2", "admin1", "country"]]
    return names.where(names == "", names + ", ").sum(axis=1).astype("str").str.removesuffix(", ")


def settle_actors(
    rows: pd.DataFrame, base: Ledger, origin: Origin
) -> tuple[pd.DataFrame, pd.DataFrame, list[pd.DataFrame]]:
    """Keys for all who are named: the rows' cast, the table of actors with the new ones, and who was not matched."""
    known = Actors(base.actors, base.package, origin.actors)
    allies = rows["allies"].str.split(r"\s*;\s*", regex=True).explode()
    roles = {
        "actor": (rows["actor"], rows["actor_kind"]),
        "allies": (allies, rows["actor_kind"].reindex(allies.index)),
        "opponent": (rows["opponent"], rows["opponent_kind"]),
    }
    named = pd.concat([pd.DataFrame({"called": c, "kind": k, "role": role}) for role, (c, k) in roles.items()])
    named["country"] = rows["country"].reindex(named.index)
    named = named[named["called"] != ""]
    pairs = named.drop_duplicates(["called", "country"])[["called", "country"]]
    answers = [known.fighter(called, country) for called, country in pairs.itertuples(index=False)]
    pairs[["key", "why"]] = pd.DataFrame(answers, index=pairs.index, columns=["key", "why"], dtype="str")
    third = base.package.third
    own = {"actor": origin.key, "name": origin.name, "short_name": origin.short_name, "side": third, "kind": "monitor"}
    listed = base.actors if origin.key in set(base.actors["actor"]) else pd.concat([base.actors, pd.DataFrame([own])])
    strange = named.merge(pairs[pairs["key"].isna()], on=["called", "country"])
    kinds = strange.drop_duplicates("called").sort_values("called")[["called", "kind"]]
    added = new_actors(kinds, third, origin.sides, set(listed["actor"]))
    keyed = dict(zip(added["name"], added["actor"], strict=True))
    pairs = pairs.assign(key=pairs["key"].fillna(pairs["called"].map(keyed)))
    named = named.reset_index().merge(pairs, on=["called", "country"], how="left").set_index("line")
    cast = pd.DataFrame(index=rows.index)
    for role in ("actor", "opponent"):
        cast[role] = named.loc[named["role"] == role, "key"].reindex(rows.index)
    with_ = named.loc[named["role"] == "allies", "key"].reset_index().drop_duplicates().sort_values(["line", "key"])
    cast["allies"] = with_.groupby("line")["key"].agg("|".join).reindex(rows.index)
    cast["claimant"] = claimants(rows["voices"], known, base, origin)
    unsure = named[(named["why"] != "") & ~named["called"].isin(list(origin.sides))]
    unsure = unsure.assign(item=rows["item"].reindex(unsure.index))
    taken = unsure["key"] + f", side {third}"
    notes = [note(unsure, "actor", unsure["called"], taken, unsure["why"])]
    actors = pd.concat([listed, added]).reset_index(drop=True)
    return cast, actors, notes


def claimants(voices: pd.Series, known: Actors, base: Ledger, origin: Origin) -> pd.Series:
    """Who says so: a belligerent's voice where all sources named are of its side; else whose data it is."""
    side = dict(zip(base.actors["actor"], base.actors["side"], strict=True))
    told = {}
    for sources in voices.unique():
        heard = known.voices(sources)
        of = {side.get(str(key)) for key in heard}
        told[sources] = heard[0] if len(of) == 1 and of <= set(base.package.parties) else origin.key
    return voices.map(told)


def reports_of(rows: pd.DataFrame, cast: pd.DataFrame, base: Ledger, origin: Origin) -> pd.DataFrame:
    """The reports: one a row, with columns and types as in the codebook."""
    counted = rows["qualifier"].notna()
    summary = rows["summary"].where(rows["summary"].str.len() <= SUMMARY, rows["summary"].str[: SUMMARY - 1] + "…")
    given = {
        "report_id": "r" + pd.Series(rows.index, index=rows.index).astype("str").str.zfill(4),
        "kind": "event",
        "item": rows["item"],
        "type": rows["type"],
        "front": rows["front"],
        "place": rows["place"],
        "date_start": rows["date_start"],
        "date_end": rows["date_end"],
        "actor": cast["actor"],
        "allies": cast["allies"],
        "opponent": cast["opponent"],
        "metric": pd.Series("killed", index=rows.index).where(counted),
        "low": rows["low"],
        "high": rows["high"],
        "qualifier": rows["qualifier"],
        "claimant": cast["claimant"],
        "stance": "affirms",
        "source": rows["item"],
        "summary": summary,
    }
    return pd.DataFrame(given, index=rows.index).reindex(columns=base.reports.columns).astype(base.reports.dtypes)


def sources_of(rows: pd.DataFrame, base: Ledger, origin: Origin) -> pd.DataFrame:
    """The sources: one a row, without an address, for an export gives none."""
    given = {
        "source": rows["item"],
        "publisher": origin.key,
        "published": rows["published"],
        "date_basis": "inferred",
        "language": "en",
        "leaning": "think_tank",
        "read_on": rows["read_on"],
    }
    return pd.DataFrame(given, index=rows.index).reindex(columns=base.sources.columns).astype(base.sources.dtypes)


def clash_notes(ledger: Ledger, rows: pd.DataFrame) -> pd.DataFrame:
    """Changes of hands that contradict an earlier one, which `town_control` passes over."""
    towns = ledger.reports["type"].str.startswith("town_")
    only = replace(ledger, reports=ledger.reports[towns].reset_index(drop=True))
    why = impossible_changes(only).set_index("item")["why"]
    clashing = rows[rows["item"].isin(why.index)]
    told = clashing["item"].map(why)
    return note(clashing, "history", told, "passed over by town_control", "its side holds the town already")
