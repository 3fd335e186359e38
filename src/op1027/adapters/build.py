"""Rows of an export, in one common form, put into a ledger beside what is known of places and actors."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from op1027.adapters.actors import Actors, new_actors, slug
from op1027.adapters.exports import Shape, all_different, as_text, grouped, read_export
from op1027.adapters.places import find_places
from op1027.ledger.control import HANDS, town_spells
from op1027.ledger.fronts import WHOLE
from op1027.ledger.load import from_tables, load
from op1027.ledger.model import UNMATCHED_COLUMNS, Ledger
from op1027.record._columns import arrow, encoded, known_in, spelt_out
from op1027.text.asked import known_keys
from op1027.text.suggest import meant, suggestions

_SUMMARY = 160  # characters
_BAR_AFTER = 2  # seconds: a short wait needs no bar
_BAR_FROM = 1_000_000  # bytes: a small file leaves a notebook's output as it is, on a busy machine too
_STEPS = 6  # of building, each about as long as reading a few columns


@dataclass(frozen=True)
class _Origin:
    """Whose data an export holds, and what the caller says of its names: keys of actors.csv, or sides, for them."""

    shape: Shape
    file: str
    actors: Mapping[str, str]
    sides: Mapping[str, str]

    @property
    def key(self) -> str:
        return self.shape.name.lower()


def _base_ledger(like: Ledger | None, origin: _Origin) -> Ledger:
    """The ledger that lends places, fronts, routes, actors and descriptor; it must know what the caller names."""
    base = load() if like is None else like
    if origin.actors:
        known_keys(origin.actors.values(), base.actors, "actor")
    if origin.sides:
        known_keys(origin.sides.values(), base.package.names, "side")
    return base


@contextmanager
def _bar(path: Path, steps: int) -> Iterator[Callable[[], object]]:
    """A bar over all of the wait, if it is long and the file not small; what is given is called after each step."""
    from tqdm import tqdm  # noqa: PLC0415 - only who reads an export waits for it

    small = not path.is_file() or path.stat().st_size < _BAR_FROM
    with tqdm(total=steps, desc=f"Reading {path.name}", unit="step", delay=_BAR_AFTER, disable=small) as shown:
        yield shown.update


def read(
    path: Path,
    shape: Shape,
    like: Ledger | None,
    actors: Mapping[str, str] | None,
    sides: Mapping[str, str] | None,
    country: str | None,
    dayfirst: bool | None,
) -> Ledger:
    """An export as a ledger: what `read_acled` and `read_ucdp` have in common."""
    origin = _Origin(shape, path.name, actors or {}, sides or {})
    base = _base_ledger(like, origin)
    with _bar(path, 1 + len(shape.fields) + _STEPS) as tick:
        raw, told = read_export(path, shape, country, dayfirst, tick)
        land = raw[shape.country].iloc[0] if len(raw) else ""
        parts = [shape.form(raw), by_value(raw, shape.when, shape.day), by_value(raw, shape.what, shape.kind)]
        tick()
        parts.append(_located(raw, shape, base, str(land)))
        rows = pd.concat(parts, axis=1)
        del raw, parts  # here and below: the peak of memory is at the end
        tick()
        tables, notes = _build(rows, base, origin, str(land), told, tick)
        del rows
        return _ledger(tables, notes, base, origin)


def by_value(
    rows: pd.DataFrame, columns: tuple[str, ...], judge: Callable[[pd.DataFrame], pd.DataFrame]
) -> pd.DataFrame:
    """What a function makes of each different row of some columns, for every row; text as categories."""
    group, first = grouped(rows, columns)
    return _spread(judge(as_text(rows[list(columns)].iloc[first].reset_index(drop=True))), group, rows.index)


def _spread(found: pd.DataFrame, group: np.ndarray, index: pd.Index) -> pd.DataFrame:
    """The row of each number; text as categories."""
    columns = {}
    for name, column in found.items():
        if column.dtype == "str":
            codes, different = encoded(column)
            columns[name] = pd.Categorical.from_codes(codes[group], pd.Index(different))
        else:
            columns[name] = column.array.take(group)
    return pd.DataFrame(columns, index=index)


def _located(rows: pd.DataFrame, shape: Shape, base: Ledger, country: str) -> pd.DataFrame:
    """The place of each row and whether it is precise; of what is to be told also the names it goes by."""
    group, first = grouped(rows, shape.where)
    spots = shape.spot(rows[list(shape.where)].iloc[first].reset_index(drop=True))
    found = find_places(spots, base)
    wide = found["kind"].isin(["district", "state_region"]) & spots["level"].isin(["town", "township"])
    lost = found["place"].isna() & (spots["level"] != "none")
    why = found["why"].mask(wide & (spots["admin3"] != "") & (found["why"] == ""), "no township of that name")
    why = why.mask(lost, "no town, township or wider unit of that name near its point")
    found, told = found[["place", "kind", "front"]].assign(place_why=why), found[why != ""]
    names = as_text(spots.loc[told.index, ["location", "admin3", "admin2", "admin1"]])
    said = [arrow(names[column].mask(names[column] == "")).combine_chunks() for column in names]
    land = pa.scalar(country or None, pa.large_string())
    where = pc.binary_join_element_wise(*said, land, pa.scalar(", ", pa.large_string()), null_handling="skip")
    found["where"] = pd.Series(where, told.index, dtype="str")
    taken = told["place"].fillna(f"no place, front {WHOLE}")
    found["taken"] = taken.mask(told["km"].notna(), taken + ", " + told["km"].round(1).astype("str") + " km away")
    found = found.assign(front=found["front"].fillna(WHOLE)).rename(columns={"kind": "place_kind"})
    return _spread(found, group, rows.index)


def _build(
    rows: pd.DataFrame, base: Ledger, origin: _Origin, country: str, told: list[str], tick: Callable[[], object]
) -> tuple[dict[str, pd.DataFrame], list[pd.DataFrame]]:
    """The tables of an export's rows, and notes of what was not matched.

    ``rows``, indexed by line, have ``id``; ``type`` (missing for what has no type here), ``called`` (the export's own
    type), ``town_type`` (what a row becomes whose place is a town, missing where that changes nothing); ``date_start``,
    ``date_end``, ``published``, ``read_on`` (days); ``actor``, ``opponent`` (names, blank for none), ``actor_kind``,
    ``opponent_kind``, ``allies``, ``voices`` (names, ``;`` between); ``low``, ``high``, ``qualifier`` (of killed);
    ``summary``; and what `_located` gives. ``told`` is what was done to read the file.
    """
    rows["item"] = _items(spelt_out(rows["id"]), origin.key)
    rows["published"] = rows["published"].fillna(rows["date_end"])
    rows["read_on"] = rows["read_on"].where(rows["read_on"] >= rows["published"], rows["published"])
    rows, notes = _settle_types(rows)
    placed = rows.loc[rows["place_why"] != "", ["item", "where", "taken", "place_why"]]
    notes.append(_note(placed["item"], "place", placed["where"], placed["taken"], placed["place_why"]))
    cast, actors, more = _settle_actors(rows, base, origin, country)
    tick()
    rows, cast, held = _captures_without_side(rows, cast, actors, base, origin)
    notes += [*more, held]
    reports = _reports_of(rows, cast, base, origin)
    tick()
    tables = {
        "events_and_claims": reports,
        "sources": _sources_of(rows, base, origin),
        "places": base.places,
        "actors": actors,
        "fronts": base.fronts,
        "routes": base.routes,
        "assessments": base.assessments.iloc[:0],
    }
    tick()
    notes += [_clash_notes(reports, rows, actors), *_file_notes(rows, base, origin, told)]
    tick()
    return tables, notes


def _ledger(tables: dict[str, pd.DataFrame], notes: list[pd.DataFrame], base: Ledger, origin: _Origin) -> Ledger:
    """A ledger of an export's tables; what was not matched stands in ``unmatched``."""
    about = {"title": f"{origin.shape.name}: {origin.file}", "licenses": [{"name": origin.shape.licence}]}
    ledger = from_tables(tables, replace(base.package, descriptor=base.package.descriptor | about))
    unmatched = pd.concat(notes).rename_axis("line").reset_index()[UNMATCHED_COLUMNS]
    unmatched = unmatched.sort_values(["line", "part"], kind="stable", ignore_index=True)
    return replace(ledger, unmatched=unmatched.astype(dict.fromkeys(UNMATCHED_COLUMNS[1:], "str") | {"line": "int64"}))


def _items(ids: pd.Series, origin: str) -> pd.Series:
    """Keys of the export's rows; a number stands behind those that come out alike."""
    strange = ~ids.str.fullmatch(r"[A-Za-z0-9]+").astype("bool")
    found = ids.str.lower()
    if strange.any():
        found = found.mask(strange, ids[strange].map(slug))
    found = origin + "_" + found
    if (not strange.any() and (ids == ids.str.upper()).all()) or all_different(found):
        return found
    again = found.groupby(found).cumcount()
    return found.where(again == 0, found + "_n" + (again + 1).astype("str"))


def shortened(summary: pd.Series) -> pd.Series:
    """Texts that are cut where they are too long; a piece after the other, so that little of them is held twice."""
    dots, nothing = (pa.scalar(given, pa.large_string()) for given in ("…", ""))
    cut_short = []
    for chunk in arrow(summary).chunks:
        cut = pc.binary_join_element_wise(pc.utf8_slice_codeunits(chunk, 0, _SUMMARY - 1), dots, nothing)
        cut_short.append(pc.if_else(pc.greater(pc.utf8_length(chunk), _SUMMARY), cut, chunk))
    return pd.Series(pa.chunked_array(cut_short, pa.large_string()), summary.index, dtype="str")


def _note(
    item: pd.Series, part: str, value: pd.Series, taken_as: pd.Series | str, why: pd.Series | str
) -> pd.DataFrame:
    """Rows of ``Ledger.unmatched``."""
    told = pd.DataFrame({"item": item, "part": part, "value": value, "taken_as": taken_as, "why": why})
    return as_text(told)


def _settle_types(rows: pd.DataFrame) -> tuple[pd.DataFrame, list[pd.DataFrame]]:
    """Give each row its type and leave out those that have none; and what is to be said of that."""
    nowhere = "a change of hands of no town on any front"

    def settled(rows: pd.DataFrame) -> pd.DataFrame:
        change = rows["town_type"].notna()
        town = change & (rows["place_kind"] == "town") & (rows["front"] != WHOLE)
        type_ = rows["town_type"].where(town, rows["type"])
        lost = type_.isna()
        why = pd.Series("no type for it here", index=rows.index, dtype="str").mask(change, nowhere)
        told = pd.DataFrame({"type": type_, "kept": ~lost, "told": lost | (change & ~town), "why": why})
        return told.assign(taken=type_.mask(lost, "left out"))

    found = by_value(rows, ("type", "town_type", "place_kind", "front"), settled)
    told = rows["item"].to_frame().assign(called=rows["called"], **found)[found["told"]]
    notes = [
        _note(some["item"], "type", some["called"], some["taken"], some["why"])
        for some in (told[~told["kept"]], told[told["kept"]])
    ]
    kept = rows.drop(columns=["town_type", "place_kind", "id"]).assign(type=found["type"])
    return (kept if found["kept"].all() else kept[found["kept"]]), notes


def _settle_actors(
    rows: pd.DataFrame, base: Ledger, origin: _Origin, country: str
) -> tuple[pd.DataFrame, pd.DataFrame, list[pd.DataFrame]]:
    """Keys for all who are named: the rows' cast, the table of actors with the new ones, and who was not matched."""
    known = Actors(base.actors, base.places, base.package, country, origin.actors)
    group, first = grouped(rows, ("actor", "allies", "opponent", "actor_kind", "opponent_kind"))
    different = as_text(rows[["actor", "allies", "opponent", "actor_kind", "opponent_kind"]].iloc[first])
    members = {role: [[name] * (name != "") for name in different[role]] for role in ("actor", "opponent")}
    members["allies"] = [[n for n in map(str.strip, names.split(";")) if n] for names in different["allies"]]
    kinds: dict[str, str] = {}
    for role, column in (("actor", "actor_kind"), ("allies", "actor_kind"), ("opponent", "opponent_kind")):
        for names, kind in zip(members[role], different[column], strict=True):
            for name in names:
                kinds.setdefault(name, kind)
    answers = {name: known.fighter(name) for name in kinds}
    shape, third = origin.shape, base.package.third
    own = {"actor": origin.key, "name": shape.full_name, "short_name": shape.name, "side": third, "kind": "monitor"}
    table = base.actors if origin.key in set(base.actors["actor"]) else pd.concat([base.actors, pd.DataFrame([own])])
    strange = sorted(name for name, (key, _) in answers.items() if key is None)
    names_ = pd.DataFrame({"called": strange, "kind": [kinds[name] for name in strange]}, dtype="str")
    added = new_actors(names_, third, origin.sides, set(table["actor"]))
    keyed = {name: key for name, (key, _) in answers.items() if key} | dict(
        zip(added["name"], added["actor"], strict=True)
    )
    unsure = {name: why for name, (_, why) in answers.items() if why and name not in origin.sides}

    found = []
    for actors, allies, opponents in zip(members["actor"], members["allies"], members["opponent"], strict=True):
        actor, opponent = (next((keyed[name] for name in names), None) for names in (actors, opponents))
        others = sorted({keyed[name] for name in allies} - {actor, opponent})
        found.append((actor, "|".join(others) or None, opponent if opponent != actor else None))
    cast = pd.DataFrame(found, columns=["actor", "allies", "opponent"], dtype="str")
    alone = different["opponent"].mask(cast["opponent"].notna().to_numpy(), "").to_numpy() != ""

    def rows_of(which: np.ndarray) -> tuple[np.ndarray, pd.Series]:
        """The number of each row that is among some of the different ones, and its item."""
        some = which[group]
        return group[some], rows.loc[some, "item"]

    numbers, doubled = rows_of(alone)
    value = pd.Series(different["opponent"].array.take(numbers), index=doubled.index)
    notes = [_note(doubled, "actor", value, "no opponent", "the same as the actor here")]
    for role in ("actor", "allies", "opponent"):
        of_role = [[name for name in names if name in unsure] for names in members[role]]
        for nth in range(max(map(len, of_role), default=0)):
            value = pd.Series([names[nth] if nth < len(names) else "" for names in of_role], dtype="str")
            told = pd.DataFrame(
                {"value": value, "taken": value.map(keyed) + f", side {third}", "why": value.map(unsure)}
            )
            numbers, item = rows_of((value != "").to_numpy())
            told = told.iloc[numbers].set_axis(item.index)
            notes.append(_note(item, "actor", told["value"], told["taken"], told["why"]))
    notes += [_typing_errors(rows, kinds, origin)]
    cast = _spread(cast, group, rows.index)
    cast["claimant"] = _claimants(rows, known, base, origin)
    return cast, pd.concat([table, added]).reset_index(drop=True), notes


def _typing_errors(rows: pd.DataFrame, names: Mapping[str, str], origin: _Origin) -> pd.DataFrame:
    """Names that the caller gave and that the file does not have."""
    unused = [name for name in [*origin.actors, *origin.sides] if name not in names]
    near = suggestions(unused, list(names))
    why = ["; ".join(["no such name in the file", *[meant(near[name])][: name in near]]) for name in unused]
    return pd.DataFrame(
        {"item": None, "part": "actor", "value": unused, "taken_as": "not used", "why": why}, index=[0] * len(unused)
    )


def _captures_without_side(
    rows: pd.DataFrame, cast: pd.DataFrame, actors: pd.DataFrame, base: Ledger, origin: _Origin
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Who takes a town has a side: an ally's, where the actor is new; else the town does not change hands.

    Gives the rows, those of no side as battles, their cast, and what is to be said of them.
    """
    side = dict(zip(actors["actor"], actors["side"], strict=True))
    new = set(actors["actor"]) - set(base.actors["actor"])
    parties = set(base.package.parties)
    without = {actor for actor in new if side[actor] not in parties}
    some = rows["type"].isin(HANDS) & cast["actor"].isin(without)

    def settled(cast: pd.DataFrame) -> pd.DataFrame:
        found: list[tuple[str, str | None, str, str]] = []
        for actor, allies in zip(cast["actor"], cast["allies"].fillna("").str.split("|"), strict=True):
            ours = [ally for ally in allies if side.get(ally) in parties]
            if len({side[ally] for ally in ours}) == 1:
                rest = "|".join(sorted({actor, *allies} - {ours[0]}))
                found.append((ours[0], rest, f"{ours[0]} first", "whose side is not known, with an ally whose side is"))
            else:
                why = "left out of town_control: the side of who took it is not known"
                found.append((actor, "|".join(allies) or None, "battle", why))
        return pd.DataFrame(found, columns=["actor", "allies", "taken", "why"], dtype="str")

    if not some.any():
        return rows, cast, _note(rows.loc[some, "item"], "history", rows.loc[some, "called"], "", "")
    found = as_text(by_value(cast[some], ("actor", "allies"), settled))
    cast = as_text(cast)
    cast.loc[some, ["actor", "allies"]] = found[["actor", "allies"]]
    type_ = spelt_out(rows["type"])
    type_[found.index[found["taken"] == "battle"]] = "battle"
    notes = _note(rows.loc[some, "item"], "history", rows.loc[some, "called"], found["taken"], found["why"])
    return rows.assign(type=type_), cast, notes


def _file_notes(rows: pd.DataFrame, base: Ledger, origin: _Origin, told: list[str]) -> list[pd.DataFrame]:
    """What is to be said of the file as a whole, on line 0: how it was read, and what charts do not draw of it."""
    said = [("file", how, "read so", "one way to read it") for how in told]
    start = base.package.start
    early = int((rows["date_end"] < start).sum())
    if early:
        shown = "in .events; not in counts and charts of the offensive"
        said.append(
            ("day", f"{early:,} event{'s' if early > 1 else ''}", shown, f"before its first day, {start:%Y-%m-%d}")
        )
    if not origin.shape.records_control:
        said.append(("history", origin.shape.name, "no town changes hands", "these data do not record who holds what"))
    frame = pd.DataFrame(said, columns=["part", "value", "taken_as", "why"], index=[0] * len(said))
    return [frame.assign(item=None)]


def _claimants(rows: pd.DataFrame, known: Actors, base: Ledger, origin: _Origin) -> pd.Series:
    """Who says so: a belligerent's voice where all sources named are of its side; else whose data it is."""
    side = dict(zip(base.actors["actor"], base.actors["side"], strict=True))

    def voice(sources: str) -> str:
        heard = known.voices(sources)
        of = {side.get(str(key)) for key in heard}
        return str(heard[0]) if len(of) == 1 and of <= set(base.package.parties) else origin.key

    def claimant(rows: pd.DataFrame) -> pd.DataFrame:
        return pd.DataFrame({"claimant": rows["voices"].map(voice).astype("str")})

    return by_value(rows, ("voices",), claimant)["claimant"]


def _reports_of(rows: pd.DataFrame, cast: pd.DataFrame, base: Ledger, origin: _Origin) -> pd.DataFrame:
    """The reports: one a row, with columns and types as in the codebook."""
    counted = rows["qualifier"].notna()
    line = pc.utf8_lpad(pa.array(rows.index).cast("string"), 4, "0")
    same = ["item", "type", "front", "place", "date_start", "date_end", "low", "high", "qualifier", "summary"]
    given = {
        "report_id": pd.Series(pc.binary_join_element_wise("r", line, ""), rows.index, dtype="str"),
        "kind": "event",
        "metric": pd.Series(pd.Categorical.from_codes(np.where(counted, 0, -1), pd.Index(["killed"])), rows.index),
        "stance": "affirms",
        "source": rows["item"],
    }
    return _laid_out({**rows[same], **cast, **given}, rows.index, base.reports)


def _sources_of(rows: pd.DataFrame, base: Ledger, origin: _Origin) -> pd.DataFrame:
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
    return _laid_out(given, rows.index, base.sources)


def _laid_out(given: Mapping[str, Any], index: pd.Index, like: pd.DataFrame) -> pd.DataFrame:
    """A table of the columns and types of another: what is given for each row or once for all, else missing."""
    columns = {}
    for name, kind in like.dtypes.items():
        column = given.get(str(name))
        if not isinstance(column, pd.Series):
            column = pd.Series(pd.array([column], dtype=kind).take(np.zeros(len(index), dtype="int64")), index)
        columns[name] = spelt_out(column).astype(kind)
    return pd.DataFrame(columns, copy=False)


def _clash_notes(reports: pd.DataFrame, rows: pd.DataFrame, actors: pd.DataFrame) -> pd.DataFrame:
    """Changes of hands that contradict an earlier one, which `town_control` passes over."""
    events = reports[reports["type"].isin(HANDS)]
    published = rows["published"].reindex(events.index)
    events = events.assign(date=events["date_end"], first_published=published, evidence="")
    clashes = town_spells(events, actors)[1]
    why = dict(zip(clashes["item"], clashes["why"], strict=True))
    clashing = events.loc[known_in(events["item"], clashes["item"]), "item"]
    return _note(
        clashing, "history", clashing.map(why), "passed over by town_control", "its side holds the town already"
    )
