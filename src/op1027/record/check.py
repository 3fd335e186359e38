"""Hold every table of a folder against its descriptor: field by field, and key by key."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from op1027.record._columns import (
    arrow,
    decoded,
    encoded,
    fullmatch,
    given,
    known_in,
    lengths,
    listed,
    odd,
    one_of,
    repetitive,
)
from op1027.record.descriptor import OPTIONAL_COLUMNS, dtypes
from op1027.record.faults import Fault, at
from op1027.record.package import Package, Tables, read_descriptor
from op1027.record.read import read_csv
from op1027.text.suggest import meant, spellings, suggestions

# the shape of each type's text, the rule and the cure; other types are text as it stands
_FIELD_TYPES = {
    "date": (r"[0-9]{4}-[0-9]{2}-[0-9]{2}", "not a day of the calendar", "write it as YYYY-MM-DD"),
    "integer": (
        r"-?[0-9]{1,12}",
        "not a whole number",
        "at most twelve digits, no commas or words; the word goes into qualifier",
    ),
    "number": (r"-?[0-9]{1,12}(\.[0-9]{1,15})?", "not a number", "digits with a decimal point"),
}


def read_folder(folder: Path) -> tuple[Package, Tables, list[Fault]]:
    """Read every table that the descriptor names and check it field by field and key by key.

    Parameters
    ----------
    folder : Path
        A folder with ``datapackage.json`` and the files it names.

    Returns
    -------
    package : Package
    tables : dict of DataFrame
        Typed, indexed by line number, values at fault missing; a table that cannot be read is absent.
    faults : list of Fault
        Empty when all is well.

    Raises
    ------
    DataError
        If the descriptor itself is missing, is not JSON or lacks a table.
    """
    package = read_descriptor(folder)
    tables: Tables = {}
    faults: list[Fault] = []
    for name in package.tables:
        table, found = read_table(package, name)
        faults += found
        if table is not None:
            tables[name] = table
    faults += _check_keys(tables, package)
    return package, tables, faults


def read_table(package: Package, name: str) -> tuple[pd.DataFrame | None, list[Fault]]:
    """A table as `read_folder` gives it, nothing where it cannot be read; and its faults, field by field."""
    file, fields = package.file(name), package.fields(name)
    raw, faults = read_csv(package.folder / file, lambda header: _header_columns(file, header, fields))
    if raw is None:
        return None, faults
    checked = {column: check_column(raw[column], file, field) for column, field in fields.items()}
    faults += [fault for _, found in checked.values() for fault in found]
    table = pd.DataFrame({column: values.array for column, (values, _) in checked.items()}, index=raw.index)
    for column in OPTIONAL_COLUMNS.get(name, ()):
        if column not in table:
            table[column] = pd.Series(index=table.index, dtype=dtypes(name)[column])
    return table, faults


def _header_columns(
    file: str, header: list[str], fields: dict[str, dict[str, Any]]
) -> tuple[dict[str, int], list[Fault]]:
    """Where each field's column stands, and what is wrong with a header that has others or lacks some."""
    faults = list(_header_faults(Path(file).name, header, fields))
    return ({} if faults else {name: header.index(name) for name in fields}), faults


def _header_faults(name: str, header: list[str], fields: dict[str, dict[str, Any]]) -> Iterator[Fault]:
    for column in fields:
        if column not in header:
            yield Fault(name, 1, column, "", "the column is missing", f"the columns are {', '.join(fields)}")
    for column in dict.fromkeys(header):
        if column not in fields:
            yield Fault(name, 1, column, "", "no such column in the descriptor", f"the columns are {', '.join(fields)}")
        elif header.count(column) > 1:
            yield Fault(name, 1, column, "", "the column stands twice", "keep one of them")


def check_column(text: pd.Series, file: str, field: dict[str, Any]) -> tuple[pd.Series, list[Fault]]:
    """What `check_field` gives, by the different values where these are few, as days are, and sound.

    If one of them is at fault, row by row, for the lines.
    """
    if (field["type"] == "date" or repetitive(text)) and not field.get("constraints", {}).get("unique"):
        codes, different = encoded(text)
        values, found = check_field(different, file, field)
        if not found and not (field.get("constraints", {}).get("required") and (codes < 0).any()):
            return (text if values.dtype == text.dtype else decoded(codes, values, text.index)), []
    return check_field(text, file, field)


def check_field(text: pd.Series, file: str, field: dict[str, Any]) -> tuple[pd.Series, list[Fault]]:
    """A column's values, missing where at fault, and its faults."""
    faults: list[Fault] = []
    strange = odd(text)
    values, wrong, rule, mend = _convert(text, field["type"])
    bad = strange | wrong
    broken = constraint_faults(text, values, field.get("constraints", {}))
    unlisted = _list_faults(text, field["separator"]) if "separator" in field else ()
    found = [
        (strange, "holds a hidden or control character, or a space at its edge", "take it out"),
        (wrong & ~strange, rule, mend),
        *((mask & ~bad, rule, mend) for mask, rule, mend in (*broken, *unlisted)),
    ]
    for mask, rule, mend in found:
        if mask.any():
            faults += at(file, text[mask], str(text.name), rule, mend)
    return (values.mask(bad) if bad.any() else values), faults


def _convert(text: pd.Series, kind: str) -> tuple[pd.Series, np.ndarray, str, str]:
    """Text (missing where blank) as the field's type: values, which are wrong, the rule and the cure."""
    if kind not in _FIELD_TYPES:
        return text, np.zeros(len(text), dtype=bool), "", ""
    shape, rule, mend = _FIELD_TYPES[kind]
    shaped = fullmatch(text, shape)
    wrong = given(text) & ~shaped
    text = text.where(shaped) if wrong.any() else text
    if kind == "date":
        values = pd.to_datetime(text, format="%Y-%m-%d", errors="coerce").astype("datetime64[s]")
        return values, wrong | (given(text) & values.isna().to_numpy()), rule, mend
    numbers = pc.cast(arrow(text), pa.float64()).to_numpy()  # whole numbers have twelve digits at most
    values = pd.Series(numbers, index=text.index, name=text.name)
    return values.astype("Int64") if kind == "integer" else values, wrong, rule, mend


def constraint_faults(
    text: pd.Series, values: pd.Series, constraints: dict[str, Any]
) -> Iterator[tuple[np.ndarray, str, str]]:
    """The rows that break each constraint of a field, with the rule and the cure."""
    there = given(text)
    if constraints.get("required"):
        yield ~there, "must not be blank", "fill it in, or leave the row out"
    if constraints.get("unique") and not values.is_unique:
        twice = there & values.duplicated(keep="first").to_numpy()
        yield twice, "stands there already", "give each row a value of its own"
    if "enum" in constraints:
        yield from _strange_words(text, there, constraints["enum"])
    if "pattern" in constraints:
        shaped = fullmatch(text, constraints["pattern"])
        yield there & ~shaped, "not of the right form", f"it must match {constraints['pattern']}"
    if "maxLength" in constraints:
        limit = constraints["maxLength"]
        yield lengths(text) > limit, f"longer than {limit} characters", "say it more briefly"
    for name, word in (("minimum", "less"), ("maximum", "more")):
        if name in constraints:
            bound = pd.Timestamp(constraints[name]) if values.dtype.kind == "M" else constraints[name]
            beyond = (values < bound) if name == "minimum" else (values > bound)
            mask = beyond.to_numpy(dtype=bool, na_value=False)
            yield mask, f"{word} than {constraints[name]}", "check for a slip of the pen"


def _strange_words(text: pd.Series, there: np.ndarray, allowed: list[str]) -> Iterator[tuple[np.ndarray, str, str]]:
    """The rows with words that are not in the vocabulary: those that are like one of it, then all others."""
    strange, rule, mend = there & ~one_of(text, allowed), "not in the vocabulary", f"use one of: {', '.join(allowed)}"
    like: dict[str, list[str]] = {}
    if strange.any():
        for word, near in suggestions(text[strange].unique(), allowed).items():
            like.setdefault(meant(near), []).append(word)
    for question, words in like.items():
        yield one_of(text, words), rule, f"{question} Else {mend}"
    known = [word for words in like.values() for word in words]
    yield strange & ~one_of(text, known), rule, mend


def _list_faults(text: pd.Series, separator: str) -> Iterator[tuple[np.ndarray, str, str]]:
    """The rows whose lists hold nothing between two separators, or one thing twice."""
    members = listed(text, separator)
    codes, different = encoded(members)
    twice = pd.Index(members.index.to_numpy() * len(different) + codes).duplicated()
    blank, mend = (members == "").to_numpy(), f"write each once, with one {separator} between"
    yield text.index.isin(members.index[blank]), "an empty name in the list", mend
    yield text.index.isin(members.index[twice & ~blank]), "one name twice in the list", mend


def _check_keys(tables: Tables, package: Package) -> list[Fault]:
    """Keys that stand twice, or lead to no row: primary keys, foreign keys and lists of keys across the tables.

    A link to a table that is absent is passed over.
    """
    faults: list[Fault] = []
    for name, frame in tables.items():
        schema, file = package.schema(name), package.file(name)
        key = schema["primaryKey"]
        # a key of one field is `unique` already (see `Package.fields`)
        twice = frame.duplicated(key, keep="first") & frame[key].notna().all(axis=1) if len(key) > 1 else pd.Series()
        if twice.any():
            pair = frame.loc[twice, key].astype("str").agg(" + ".join, axis=1)
            faults += at(file, pair, " + ".join(key), "stands there already", "keep one of the rows")
        for link in schema.get("foreignKeys", []):
            (column,), (to,) = link["fields"], link["reference"]["fields"]
            target = link["reference"]["resource"] or name
            if target in tables:
                faults += _unknown(file, frame[column], tables[target], to, package.file(target))
        for column, field in package.fields(name).items():
            if "references" in field and field["references"]["resource"] in tables:
                target, to = field["references"]["resource"], field["references"]["field"]
                keys = listed(frame[column], field["separator"])
                faults += _unknown(file, keys, tables[target], to, package.file(target))
    return faults


def _unknown(file: str, keys: pd.Series, table: pd.DataFrame, key: str, target: str) -> Iterator[Fault]:
    """A fault for each key that its table does not know, with the one probably meant, of the first ones at least."""
    there = given(keys) & ~known_in(keys, table[key]).to_numpy()
    if not there.any():
        return
    strange = keys[there]
    near = suggestions(strange.unique(), spellings(table, key))
    for line, value in strange.items():
        found = meant(near.get(value, ()))
        mend = f"{found} Else add it to {target}" if found else f"add it to {target}"
        yield Fault(file, int(str(line)), str(keys.name), str(value), f"not in {target}", mend)
