"""Hold a descriptor against what the package asks of one, so that a broken one is told and not stumbled over.

What stands in its tables is the descriptor's own affair: values, ranges, names, patterns. The columns that the
package computes with it must have, with their types.
"""

from collections.abc import Iterator
from datetime import date
from pathlib import PurePosixPath
from typing import Any

from op1027.record._columns import compiles

Problem = tuple[str, str, str]  # where, the rule, how to mend
COLUMNS = {
    "events_and_claims": "report_id kind item type front place date_start:date date_end:date actor allies opponent "
    "metric low:integer high:integer qualifier since:date claimant stance resolves_by:date source summary",
    "sources": "source url publisher published:date date_basis language leaning read_on:date",
    "places": "place kind name name_mm aliases pcode town township township_pcode district state_region lat:number "
    "lon:number location_basis front",
    "actors": "actor name short_name side kind part_of aliases",
    "fronts": "front name order:integer covers description",
    "routes": "route name order:integer place description",
    "assessments": "item as_of:date verdict basis reason",
}
VOCABULARIES = {
    "events_and_claims": {"kind", "type", "metric", "qualifier", "stance"},
    "sources": {"date_basis", "leaning"},
    "places": {"kind", "location_basis"},
    "actors": {"side", "kind"},
    "assessments": {"verdict"},
}
CONSTRAINTS = {
    "required": bool,
    "unique": bool,
    "enum": list,
    "pattern": str,
    "maxLength": int,
    "minimum": (int, float, str),
    "maximum": (int, float, str),
}
SEE = "docs/codebook.md, and the project's own datapackage.json, show how"


def problems(descriptor: Any) -> Iterator[Problem]:
    """Everything in a descriptor that the package could not work with; the first kind found, of what hangs together."""
    if not isinstance(descriptor, dict):
        yield "", "not an object", "the descriptor is one JSON object, in braces"
        return
    if not isinstance(descriptor.get("title"), str):
        yield "title", "not a text", "name the data"
    licences = descriptor.get("licenses")
    if not (isinstance(licences, list) and licences and all(named(lic, "name") for lic in licences)):
        yield "licenses", "no list of licences with names", "name the licence of the data"
    if not all(named(c, "title") for c in listed(descriptor.get("contributors", []))):
        yield "contributors", "one without a title", "name each"
    resources = descriptor.get("resources")
    found = {r["name"]: r for r in listed(resources) if named(r, "name")}
    lacking = [t for t in COLUMNS if not isinstance(found.get(t, {}).get("path"), str) or "schema" not in found[t]]
    if lacking:
        yield "resources", f"no resource with path and schema for {', '.join(lacking)}", SEE
        return
    broken = [problem for table in COLUMNS for problem in table_problems(table, found[table])]
    yield from broken
    if not broken:
        yield from offensive_problems(descriptor, found)


def table_problems(table: str, resource: dict[str, Any]) -> Iterator[Problem]:
    """What is wrong with the description of one table."""
    path = PurePosixPath(resource["path"])
    if path.is_absolute() or ".." in path.parts or not path.name:
        yield (
            f"{table}: path",
            f"{resource['path']!r} leads out of the folder",
            "keep the files beside datapackage.json",
        )
    schema = resource["schema"]
    fields = listed(schema.get("fields")) if isinstance(schema, dict) else []
    if not fields or not all(named(f, "name") and isinstance(f.get("type"), str) for f in fields):
        yield f"{table}: fields", "no list of fields with name and type", SEE
        return
    types = {f["name"]: f["type"] for f in fields}
    for column in COLUMNS[table].split():
        name, _, kind = column.partition(":")
        if types.get(name) != (kind or "string"):
            rule = f"type {types[name]!r}" if name in types else "missing"
            yield f"{table}: {name}", rule, f"the package computes with a field {name} of type {kind or 'string'}"
    for field in fields:
        yield from field_problems(f"{table}: {field['name']}", field, field["name"] in VOCABULARIES.get(table, set()))
    key = schema.get("primaryKey")
    if not (isinstance(key, list) and key and all(isinstance(k, str) and k in types for k in key)):
        yield f"{table}: primaryKey", "no list of fields of the table", SEE
    links = schema.get("foreignKeys", [])
    for link in links if isinstance(links, list) else [links]:
        if not well_linked(link, set(types)):
            yield f"{table}: foreignKeys", "one that does not lead from a field to a field of a table", SEE


def field_problems(where: str, field: dict[str, Any], has_words: bool) -> Iterator[Problem]:
    """What is wrong with the description of one field."""
    rules = field.get("constraints", {})
    if not isinstance(rules, dict):
        yield where, "constraints that are no object", SEE
        return
    for name, value in rules.items():
        if name not in CONSTRAINTS:
            yield where, f"constraint {name!r} is not known", f"there are {', '.join(CONSTRAINTS)}"
        elif not isinstance(value, CONSTRAINTS[name]):  # type: ignore[arg-type]
            yield where, f"{name} = {value!r}", SEE
        elif name == "enum" and not all(isinstance(word, str) for word in value):
            yield where, "enum with what is no text", SEE
        elif name == "pattern" and not compiles(value):
            yield where, f"pattern {value!r} is no regular expression of RE2's syntax", "correct it"
        elif name in ("minimum", "maximum") and not fits(value, field["type"]):
            yield where, f"{name} = {value!r} is no {field['type']}", "give a bound of the field's own type"
    if "references" in field and not (listing(field.get("separator")) and leads(field["references"])):
        yield where, "references without a separator, or to no field of a table", SEE
    if has_words:
        words = listed(field.get("categories"))
        if not words or not all(named(c, "value") and isinstance(c.get("label"), str) for c in words):
            yield where, "no list of categories with value and label", SEE
            return
        for word in words:
            chance = word.get("probability", 0)
            if not fits(chance, "number") or not 0 <= chance <= 1:
                yield where, f"{word['value']}: probability = {chance!r}", "give a number from 0 to 1"


def offensive_problems(descriptor: dict[str, Any], found: dict[Any, dict[str, Any]]) -> Iterator[Problem]:
    """What is wrong with whose offensive it is and when it began."""
    told = descriptor.get("offensive")
    if not isinstance(told, dict) or not {"start", "side", "against"} <= set(told):
        yield "offensive", "no `offensive` with start, side, against", "say when it began, whose it is and against whom"
        return
    if not fits(told["start"], "date"):
        yield "offensive: start", f"{told['start']!r} is not a day of the calendar", "write it as YYYY-MM-DD"
    field = next(f for f in found["actors"]["schema"]["fields"] if f["name"] == "side")
    sides = [c["value"] for c in field["categories"]]
    parties = (told["side"], told["against"])
    if parties[0] == parties[1] or not all(side in sides for side in parties):
        yield "offensive", f"{parties[0]!r} against {parties[1]!r}", f"two of the sides of actors: {', '.join(sides)}"
    if not all(named(c, "name") for c in field["categories"]):
        yield "actors: side", "a category without a name", "say what charts call each side"
    kinds = next(f for f in found["events_and_claims"]["schema"]["fields"] if f["name"] == "type")["categories"]
    if not all(c.get("kind") in ("event", "claim") for c in kinds):
        yield "events_and_claims: type", "a category without kind", "say of each whether it is an event or a claim"


def listed(value: Any) -> list[Any]:
    """A list, or an empty one in the place of anything else."""
    return value if isinstance(value, list) else []


def named(value: Any, key: str) -> bool:
    """Whether something is an object with a text under a key."""
    return isinstance(value, dict) and isinstance(value.get(key), str) and bool(value[key])


def well_linked(link: Any, own: set[str]) -> bool:
    """Whether a foreign key leads from a field of its table to a field of one that there is."""
    try:
        (field,), target = link["fields"], link["reference"]
        (other,) = target["fields"]
        return field in own and (other in own if target["resource"] == "" else has(target["resource"], other))
    except (TypeError, KeyError, ValueError):
        return False


def leads(target: Any) -> bool:
    """Whether a reference leads to a field of a table that there is."""
    try:
        return has(target["resource"], target["field"])
    except (TypeError, KeyError):
        return False


def has(table: str, field: str) -> bool:
    """Whether the package knows a table with a field."""
    return field in {column.partition(":")[0] for column in COLUMNS[table].split()}


def listing(separator: Any) -> bool:
    """Whether something can stand between the members of a list."""
    return isinstance(separator, str) and bool(separator)


def fits(value: Any, kind: str) -> bool:
    """Whether a bound is of its field's type."""
    if kind != "date":
        return isinstance(value, int | float) and not isinstance(value, bool)
    try:
        return isinstance(value, str) and date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False
