"""Hold a descriptor against what the package asks of one, so that a broken one is told and not stumbled over.

What stands in its tables is the descriptor's own affair: values, ranges, names, patterns. The columns that the
package computes with it must have, with their types.
"""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from op1027.record._columns import compiles

_Problem = tuple[str, str, str]  # where, the rule, how to mend
_NEEDED = {
    "events_and_claims": "report_id kind item type front place date_start:date date_end:date actor allies opponent "
    "metric low:integer high:integer qualifier since:date claimant stance resolves_by:date source summary",
    "sources": "source url publisher origin published_from:date published:date date_basis language leaning "
    "read_on:date",
    "places": "place kind name name_mm aliases pcode town township township_pcode district state_region lat:number "
    "lon:number location_basis front",
    "actors": "actor name short_name side kind part_of country aliases",
    "fronts": "front name order:integer covers description",
    "routes": "route name order:integer place description",
    "assessments": "item as_of:date verdict basis reason",
    "gates": "gate name place neighbour kind source",
    "population": "pcode name kind state_region district population:integer partly_enumerated",
    "urban": "pcode state_region population:integer urban:integer rural:integer",
    "renamed": "was now day:date",
}
# Without them there are no gates, nobody is counted, and no item ever had another key.
_OPTIONAL = {"gates", "population", "urban", "renamed"}
# Columns that earlier records lack: without them nothing is missing but their values.
OPTIONAL_COLUMNS = {"sources": ("origin", "published_from"), "actors": ("country",)}
_HALF = re.compile("[\ud800-\udfff]")
_DTYPES = {"date": "datetime64[s]", "integer": "Int64", "number": "float64"}
_VOCABULARIES = {
    "events_and_claims": {"kind", "type", "metric", "qualifier", "stance"},
    "sources": {"date_basis", "leaning"},
    "places": {"kind", "location_basis"},
    "actors": {"side", "kind"},
    "assessments": {"verdict"},
    "gates": {"neighbour", "kind"},
    "population": {"kind"},
}
_CONSTRAINTS: dict[str, Any] = {"required": bool, "unique": bool, "enum": list, "pattern": str, "maxLength": int}
_CONSTRAINTS |= dict.fromkeys(["minimum", "maximum"], (int, float, str))
_DEEPEST, _GREATEST, _NAME = 30, 10**15, 255  # levels, a number, bytes of a file's name
_SEE = "docs/codebook.md, and the project's own datapackage.json, show how"


def dtypes(table: str) -> dict[str, str]:
    """The columns of a table that the package computes with, and of which type pandas has each."""
    columns = (column.partition(":") for column in _NEEDED[table].split())
    return {name: _DTYPES.get(kind, "str") for name, _, kind in columns}


def problems(descriptor: Any, folder: Path) -> Iterator[_Problem]:
    """Everything in a descriptor that the package could not work with; the first kind found, of what hangs together."""
    if not isinstance(descriptor, dict):
        yield "", "not an object", "the descriptor is one JSON object, in braces"
        return
    unfit = list(_unfit_values(descriptor))
    if unfit:
        yield from unfit
        return
    if not isinstance(descriptor.get("title"), str):
        yield "title", "not a text", "name the data"
    licences = descriptor.get("licenses")
    if not (isinstance(licences, list) and licences and all(_has_text(lic, "name") for lic in licences)):
        yield "licenses", "no list of licences with names", "name the licence of the data"
    if "covered_until" in descriptor and not _has_type(descriptor["covered_until"], "date"):
        yield "covered_until", "not a day", "write it as YYYY-MM-DD, or leave it out"
    if not _sorts_voices(descriptor.get("other_sides", {})):
        yield "other_sides", "no object with lists of texts, `leaning` and `country`", "correct it, or leave it out"
    if not all(_has_text(c, "title") for c in _as_list(descriptor.get("contributors", []))):
        yield "contributors", "one without a title", "name each"
    resources = _as_list(descriptor.get("resources"))
    astray = [problem for resource in resources for problem in _resource_problems(resource, folder)]
    names = [r["name"] for r in resources if _has_text(r, "name")]
    astray += [(name, "two resources of one name", "keep one") for name, n in Counter(names).items() if n > 1]
    if astray:
        yield from astray
        return
    found = {r["name"]: r for r in resources}
    wanted = [table for table in _NEEDED if table in found or table not in _OPTIONAL]
    lacking = [t for t in wanted if not isinstance(found.get(t, {}).get("path"), str) or "schema" not in found[t]]
    if lacking:
        yield "resources", f"no resource with path and schema for {', '.join(lacking)}", _SEE
        return
    broken = [problem for table in wanted for problem in _table_problems(table, found[table])]
    yield from broken
    if not broken:
        yield from _offensive_problems(descriptor, found)


def _unfit_values(value: Any) -> Iterator[_Problem]:
    """What no file and no arithmetic can take: nesting without end, halves of characters, numbers out of reach."""
    waiting, depth = [value], 0
    while waiting:
        depth += 1
        if depth > _DEEPEST:
            yield "", "nested too deep", "correct the descriptor"
            return
        below: list[Any] = []
        for part in waiting:
            if isinstance(part, str) and _HALF.search(part):
                yield part, "half of a surrogate pair, which is no character", "correct the descriptor"
            elif isinstance(part, int | float) and not abs(part) <= _GREATEST:
                yield str(part)[:20], "a number out of reach", f"give one up to {_GREATEST:,}"
            below += [*part, *part.values()] if isinstance(part, dict) else _as_list(part)
        waiting = below


def _resource_problems(resource: Any, folder: Path) -> Iterator[_Problem]:
    """Whether a resource has a name, and its files lie in the folder: Frictionless' rule, and no links out."""
    if not _has_text(resource, "name"):
        yield "resources", "one without a name", "name each"
        return
    paths = resource.get("path")
    for path in () if "data" in resource and paths is None else _as_list(paths) or [paths]:
        if not (isinstance(path, str) and _leads_inside(path, folder)):
            mend = "give a path relative to datapackage.json, to a file in its folder or below"
            yield f"{resource['name']}: path", f"{path!r} leads out of the folder, or nowhere", mend


def _leads_inside(path: str, folder: Path) -> bool:
    """Whether a path is relative, plain and, links followed, below the folder."""
    parts = path.split("/")
    if not path.isprintable() or "\\" in path or ":" in path or {"", ".", "..", "~"} & set(parts):
        return False
    if any(len(part.encode()) > _NAME for part in parts):
        return False
    try:
        return (folder / path).resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError):  # links in a circle, a path too long for the system
        return False


def _table_problems(table: str, resource: dict[str, Any]) -> Iterator[_Problem]:
    """What is wrong with the description of one table."""
    schema = resource["schema"]
    fields = _as_list(schema.get("fields")) if isinstance(schema, dict) else []
    if not fields or not all(_has_text(f, "name") and isinstance(f.get("type"), str) for f in fields):
        yield f"{table}: fields", "no list of fields with name and type", _SEE
        return
    types = {f["name"]: f["type"] for f in fields}
    if len(types) < len(fields):
        yield f"{table}: fields", "two fields of one name", "keep one"
    for column in _NEEDED[table].split():
        name, _, kind = column.partition(":")
        if name not in types and name in OPTIONAL_COLUMNS.get(table, ()):
            continue
        if types.get(name) != (kind or "string"):
            rule = f"type {types[name]!r}" if name in types else "missing"
            yield f"{table}: {name}", rule, f"the package computes with a field {name} of type {kind or 'string'}"
    for field in fields:
        yield from _field_problems(f"{table}: {field['name']}", field, field["name"] in _VOCABULARIES.get(table, set()))
    key = schema.get("primaryKey")
    if not (isinstance(key, list) and key and all(isinstance(k, str) and k in types for k in key)):
        yield f"{table}: primaryKey", "no list of fields of the table", _SEE
    links = schema.get("foreignKeys", [])
    for link in links if isinstance(links, list) else [links]:
        if not _well_linked(link, set(types)):
            yield f"{table}: foreignKeys", "one that does not lead from a field to a field of a table", _SEE


def _field_problems(where: str, field: dict[str, Any], has_words: bool) -> Iterator[_Problem]:
    """What is wrong with the description of one field."""
    rules = field.get("constraints", {})
    if not isinstance(rules, dict):
        yield where, "constraints that are no object", _SEE
        return
    for name, value in rules.items():
        if name not in _CONSTRAINTS:
            yield where, f"constraint {name!r} is not known", f"there are {', '.join(_CONSTRAINTS)}"
        elif not isinstance(value, _CONSTRAINTS[name]) or (name == "maxLength" and value is True):
            yield where, f"{name} = {value!r}", _SEE
        elif name == "enum" and not all(isinstance(word, str) for word in value):
            yield where, "enum with what is no text", _SEE
        elif name == "pattern" and not compiles(value):
            yield where, f"pattern {value!r} is no regular expression of RE2's syntax", "correct it"
        elif name in ("minimum", "maximum") and not _has_type(value, field["type"]):
            yield where, f"{name} = {value!r} is no {field['type']}", "give a bound of the field's own type"
    parted = "separator" not in field or _has_text(field, "separator")
    if not parted or ("references" in field and not ("separator" in field and _leads(field["references"]))):
        yield where, "a separator that is no text, or references without one, or to no field of a table", _SEE
    if has_words:
        words = _as_list(field.get("categories"))
        if not words or not all(_has_text(c, "value") and isinstance(c.get("label"), str) for c in words):
            yield where, "no list of categories with value and label", _SEE
            return
        for word in words:
            chance = word.get("probability", 0)
            if not _has_type(chance, "number") or not 0 <= chance <= 1:
                yield where, f"{word['value']}: probability = {chance!r}", "give a number from 0 to 1"


def _offensive_problems(descriptor: dict[str, Any], found: dict[Any, dict[str, Any]]) -> Iterator[_Problem]:
    """What is wrong with whose offensive it is and when it began."""
    told = descriptor.get("offensive")
    if not isinstance(told, dict) or not {"start", "side", "against"} <= set(told):
        yield "offensive", "no `offensive` with start, side, against", "say when it began, whose it is and against whom"
        return
    if not _has_type(told["start"], "date"):
        yield "offensive: start", f"{told['start']!r} is not a day of the calendar", "write it as YYYY-MM-DD"
    field = next(f for f in found["actors"]["schema"]["fields"] if f["name"] == "side")
    sides = [c["value"] for c in field["categories"]]
    parties = (told["side"], told["against"])
    if parties[0] == parties[1] or not all(side in sides for side in parties):
        yield "offensive", f"{parties[0]!r} against {parties[1]!r}", f"two of the sides of actors: {', '.join(sides)}"
    if not all(_has_text(c, "name") for c in field["categories"]):
        yield "actors: side", "a category without a name", "say what charts call each side"
    kinds = next(f for f in found["events_and_claims"]["schema"]["fields"] if f["name"] == "type")["categories"]
    if not all(c.get("kind") in ("event", "claim") for c in kinds):
        yield "events_and_claims: type", "a category without kind", "say of each whether it is an event or a claim"


def _as_list(value: Any) -> list[Any]:
    """A list, or an empty one in the place of anything else."""
    return value if isinstance(value, list) else []


def _sorts_voices(value: Any) -> bool:
    """Whether something is an object that lists leanings and countries, or one of the two."""
    return (
        isinstance(value, dict)
        and set(value) <= {"leaning", "country"}
        and all(isinstance(words, list) and all(isinstance(w, str) for w in words) for words in value.values())
    )


def _has_text(value: Any, key: str) -> bool:
    """Whether something is an object with a text under a key."""
    return isinstance(value, dict) and isinstance(value.get(key), str) and bool(value[key])


def _well_linked(link: Any, own: set[str]) -> bool:
    """Whether a foreign key leads from a field of its table to a field of one that there is."""
    try:
        (field,), target = link["fields"], link["reference"]
        (other,) = target["fields"]
        return field in own and (other in own if target["resource"] == "" else _has(target["resource"], other))
    except (TypeError, KeyError, ValueError):
        return False


def _leads(target: Any) -> bool:
    """Whether a reference leads to a field of a table that there is."""
    try:
        return _has(target["resource"], target["field"])
    except (TypeError, KeyError):
        return False


def _has(table: str, field: str) -> bool:
    """Whether the package knows a table with a field."""
    return field in {column.partition(":")[0] for column in _NEEDED[table].split()}


def _has_type(value: Any, kind: str) -> bool:
    """Whether a bound is of its field's type."""
    if kind != "date":
        return isinstance(value, int | float) and not isinstance(value, bool)
    try:
        return isinstance(value, str) and date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False
