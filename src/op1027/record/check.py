"""Read a data folder and hold every table against its descriptor.

The descriptor, ``datapackage.json`` (Frictionless Data Package), is the single source of truth:
columns, types, vocabularies, ranges and keys are read from it and stated nowhere else.
Beside the standard's own properties it uses some of ours: ``offensive`` (first day, side and opponent of
the offensive and, optionally, the actor that is the country's ``state``), ``acled`` (what ACLED calls the
country, and the government's side; may be left out), ``separator`` and ``references`` (a field that holds
a list of keys), and, in the ``categories`` of a report's ``type``, ``kind``, ``acled``, ``admitted_by`` and
``gained_by``; in those of its ``qualifier``, ``probability``; in those of an actor's ``side``, ``name``.
"""

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from op1027.record._columns import decoded, encoded, fullmatch, known_in, lengths, listed, odd, repetitive, unplain_rows
from op1027.record._csvfile import read_plain
from op1027.record.descriptor import problems
from op1027.text.asked import suggestion

DESCRIPTOR = "datapackage.json"
SUGGESTED = 100  # different unknown keys of a column for which the nearest known one is looked for
TABLES = ("events_and_claims", "sources", "places", "actors", "fronts", "routes", "assessments")

# the shape of each type's text, the rule and the cure; other types are text as it stands
TYPES = {
    "date": (r"[0-9]{4}-[0-9]{2}-[0-9]{2}", "not a day of the calendar", "write it as YYYY-MM-DD"),
    "integer": (
        r"-?[0-9]{1,18}",
        "not a whole number",
        "digits only, no commas or words; the word goes into qualifier",
    ),
    "number": (r"-?[0-9]{1,15}(\.[0-9]{1,15})?", "not a number", "digits with a decimal point"),
}


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing wrong with the data, where it stands and how to mend it."""

    file: str
    line: int
    column: str
    value: str
    rule: str
    mend: str

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}" if self.line else self.file
        shown = self.value if len(self.value) <= 80 else self.value[:77] + "..."
        what = f"{self.column} = {shown!r}: " if self.column else f"{shown!r}: " if shown else ""
        return f"{where}: {what}{self.rule}. To mend: {self.mend}."


class DataError(ValueError):
    """The data break a rule; ``faults`` lists every place where they do."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = sorted(faults)
        count = "1 fault" if len(faults) == 1 else f"{len(faults)} faults"
        super().__init__("\n".join([f"{count} in the data:", *map(str, self.faults)]))


@dataclass(frozen=True)
class Package:
    """A descriptor, read, and the folder it stands in: the questions that the rest of the package asks of it."""

    descriptor: dict[str, Any]
    folder: Path

    @property
    def start(self) -> pd.Timestamp:
        """First day of the offensive."""
        return pd.Timestamp(self.descriptor["offensive"]["start"])

    @property
    def covered_until(self) -> pd.Timestamp | None:
        """The last day that the record covers well, if the descriptor says so: a blank after it is no quiet."""
        day = self.descriptor.get("covered_until")
        return pd.Timestamp(day) if day else None

    @property
    def side(self) -> str:
        """Side whose offensive it is (a value of ``side`` in actors.csv)."""
        return str(self.descriptor["offensive"]["side"])

    @property
    def parties(self) -> tuple[str, str]:
        """The side whose offensive it is and the side it goes against; all others are third parties."""
        return self.side, str(self.descriptor["offensive"]["against"])

    @property
    def third(self) -> str:
        """The side of those who belong to neither party."""
        others = [side for side in self.names if side not in self.parties]
        if not others:
            raise ValueError("the descriptor's sides leave none for third parties; add one to `side` of actors")
        return others[0]

    @property
    def state(self) -> str | None:
        """The actor that exports call by the country's name ("Government of …"), if the descriptor says who that is."""
        actor = self.descriptor["offensive"].get("state")
        return str(actor) if actor else None

    @property
    def names(self) -> dict[str, str]:
        """What charts and sentences call each side."""
        return {side: c["name"] for side, c in self.categories("actors", "side").items()}

    @property
    def admitted_by(self) -> dict[str, str]:
        """For each type, the column (``actor``, ``opponent``) whose side it goes against; blank where there is none."""
        return self.of_types("admitted_by")

    @property
    def gained_by(self) -> dict[str, str]:
        """For each type, the column (``actor``, ``opponent``) whose side gains by it; blank where none does."""
        return self.of_types("gained_by")

    def of_types(self, what: str) -> dict[str, str]:
        return {value: str(c.get(what, "")) for value, c in self.categories("events_and_claims", "type").items()}

    @property
    def likelihoods(self) -> dict[str, float]:
        """The words for how likely a forecast is, with the probability that each stands for."""
        words = self.categories("events_and_claims", "qualifier")
        return {value: float(c["probability"]) for value, c in words.items() if "probability" in c}

    @property
    def title(self) -> str:
        return str(self.descriptor["title"])

    @property
    def licence(self) -> str:
        return str(self.descriptor["licenses"][0]["name"])

    @property
    def credit(self) -> str:
        """Whom to name when passing the data on, and under what licence."""
        authors = [str(c["title"]) for c in self.descriptor.get("contributors", [])]
        licence = self.descriptor["licenses"][0]
        terms = self.licence + (f" ({licence['path']})" if "path" in licence else "")
        return ", ".join([self.title, *authors, terms])

    @property
    def acled(self) -> dict[str, Any]:
        """What ACLED calls the country (``country``, ``iso``, ``region``), and the side of its ``government``."""
        return dict(self.descriptor.get("acled", {}))

    def schema(self, table: str) -> dict[str, Any]:
        return next(dict(r["schema"]) for r in self.descriptor["resources"] if r["name"] == table)

    def file(self, table: str) -> str:
        return next(str(r["path"]) for r in self.descriptor["resources"] if r["name"] == table)

    def fields(self, table: str) -> dict[str, dict[str, Any]]:
        return {field["name"]: field for field in self.schema(table)["fields"]}

    def categories(self, table: str, field: str) -> dict[str, dict[str, Any]]:
        """The vocabulary of a field: value to its label and further properties."""
        return {c["value"]: c for c in self.fields(table)[field]["categories"]}


Tables = dict[str, pd.DataFrame]


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
    for name in TABLES:
        raw, found = read_csv(folder / package.file(name), package.fields(name))
        faults += found
        if raw is not None:
            tables[name], found = check_fields(raw, package.file(name), package.fields(name))
            faults += found
    faults += check_keys(tables, package)
    return package, tables, faults


def read_descriptor(folder: Path) -> Package:
    path = folder / DESCRIPTOR

    def stop(rule: str, mend: str, line: int = 0) -> DataError:
        return DataError([Fault(DESCRIPTOR, line, "", "", rule, mend)])

    if not path.is_file():
        raise stop(f"no such file in {folder.name or folder}", "give the folder that holds datapackage.json")
    try:
        descriptor = json.loads(path.read_text(encoding="utf-8-sig"))
    except json.JSONDecodeError as error:
        raise stop(f"not JSON: {error.msg}", "correct the descriptor", error.lineno) from None
    except UnicodeDecodeError:
        raise stop("not UTF-8", "save the file as UTF-8") from None
    except RecursionError:
        raise stop("nested too deep", "correct the descriptor") from None
    except ValueError as error:  # a whole number of thousands of digits
        raise stop(f"not readable: {error}", "correct the descriptor") from None
    faults = [Fault(DESCRIPTOR, 0, "", where, rule, mend) for where, rule, mend in problems(descriptor)]
    if not faults:
        home = folder.resolve()
        outside = [r["path"] for r in descriptor["resources"] if not (home / r["path"]).resolve().is_relative_to(home)]
        rule, mend = "a link that leads out of the folder", "put the file itself there"
        faults = [Fault(DESCRIPTOR, 0, "path", path, rule, mend) for path in outside]
    if faults:
        raise DataError(faults)
    return Package(descriptor, folder)


def read_csv(path: Path, fields: dict[str, dict[str, Any]]) -> tuple[pd.DataFrame | None, list[Fault]]:
    """A table as text, indexed by line number, missing where blank, if it can be read; rows that cannot become faults.

    A well-formed file is read by `csvfile.read_plain`, any other row by row, so that each fault has its line.
    """
    name = path.name
    if not path.is_file():
        return None, [Fault(name, 0, "", "", "the file is missing", "put it beside datapackage.json")]
    plain = read_plain(path, fields)
    return (plain, []) if plain is not None else read_carefully(path, fields)


def read_carefully(path: Path, fields: dict[str, dict[str, Any]]) -> tuple[pd.DataFrame | None, list[Fault]]:
    """What `read_csv` gives, row by row."""
    name, data = path.name, path.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        byte = f"byte 0x{data[error.start]:02x}"
        return None, [Fault(name, line, "", byte, "not UTF-8", "save the file as UTF-8")]
    if not text.strip():
        return None, [Fault(name, 0, "", "", "the file is empty", "restore it; the first line holds the column names")]
    rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = next(rows)
    except csv.Error as error:
        rule = f"not readable as CSV ({error})"
        return None, [Fault(name, 1, "", "", rule, "the first line holds the column names, with commas between")]
    faults = list(header_faults(name, header, fields))
    if faults:
        return None, faults
    lines, values = [], []
    while True:
        line = rows.line_num + 1
        try:
            row = next(rows)
        except StopIteration:
            break
        except csv.Error as error:
            faults.append(
                Fault(name, line, "", "", f"not readable as CSV ({error})", 'write a quote inside a value as ""')
            )
            continue
        if len(row) == len(header):
            lines.append(line)
            values.append(row)
        elif row:
            rule = f"{len(row)} values where the header has {len(header)}"
            faults.append(Fault(name, line, "", ",".join(row), rule, "put a value that holds a comma in double quotes"))
    frame = pd.DataFrame(values, columns=header, index=pd.Index(lines, name="line", dtype="int64"), dtype="str")
    return frame[list(fields)].replace("", None), faults


def header_faults(name: str, header: list[str], fields: dict[str, dict[str, Any]]) -> Iterator[Fault]:
    for column in fields:
        if column not in header:
            yield Fault(name, 1, column, "", "the column is missing", f"the columns are {', '.join(fields)}")
    for column in dict.fromkeys(header):
        if column not in fields:
            yield Fault(name, 1, column, "", "no such column in the descriptor", f"the columns are {', '.join(fields)}")
        elif header.count(column) > 1:
            yield Fault(name, 1, column, "", "the column stands twice", "keep one of them")


def check_fields(raw: pd.DataFrame, file: str, fields: dict[str, dict[str, Any]]) -> tuple[pd.DataFrame, list[Fault]]:
    """Hold every value against its field's type and constraints, and convert it.

    ``raw`` is text, missing where blank. A column whose values repeat is checked and converted by its different
    values; if one of them is at fault, row by row, for the lines.
    """
    found = {name: check_column(raw[name], file, field) for name, field in fields.items()}
    typed = pd.DataFrame({name: values for name, (values, _) in found.items()}, index=raw.index)
    return typed, [fault for _, faults in found.values() for fault in faults]


def check_column(text: pd.Series, file: str, field: dict[str, Any]) -> tuple[pd.Series, list[Fault]]:
    """What `check_field` gives, by the different values where these are few and sound."""
    if repetitive(text) and not field.get("constraints", {}).get("unique"):
        codes, different = encoded(text)
        required = field.get("constraints", {}).get("required") and text.hasnans
        values, found = check_field(different.rename(str(text.name)), file, field)
        if not found and not required:
            return (text if values.dtype == text.dtype else decoded(codes, values, text.index)), []
    return check_field(text, file, field)


def check_field(text: pd.Series, file: str, field: dict[str, Any]) -> tuple[pd.Series, list[Fault]]:
    """A column's values, missing where at fault, and its faults."""
    faults: list[Fault] = []
    rows = unplain_rows(text)
    strange = odd(text, rows)
    values, wrong, rule, mend = convert(text, field["type"], rows)
    bad = strange | wrong
    broken = constraint_faults(text, values, rows, field.get("constraints", {}))
    found = [
        (strange, "holds a control character or a space at its edge", "take it out"),
        (wrong & ~strange, rule, mend),
        *((mask & ~bad, rule, mend) for mask, rule, mend in broken),
    ]
    for mask, rule, mend in found:
        if mask.any():
            faults += at(file, text[mask], str(text.name), rule, mend)
    return (values.mask(bad) if bad.any() else values), faults


def at(file: str, values: pd.Series, column: str, rule: str, mend: str) -> Iterator[Fault]:
    """A fault for each value, its index being the line."""
    for line, value in values.items():
        yield Fault(file, int(str(line)), column, "" if pd.isna(value) else str(value), rule, mend)


def convert(text: pd.Series, kind: str, rows: np.ndarray) -> tuple[pd.Series, np.ndarray, str, str]:
    """Text (missing where blank) as the field's type: values, which are wrong, the rule and the cure.

    ``rows``: see `unplain_rows`.
    """
    if kind not in TYPES:
        return text, np.zeros(len(text), dtype=bool), "", ""
    shape, rule, mend = TYPES[kind]
    shaped = fullmatch(text, shape, rows)
    wrong = text.notna().to_numpy() & ~shaped
    text = text.where(shaped) if wrong.any() else text
    if kind == "date":
        values = pd.to_datetime(text, format="%Y-%m-%d", errors="coerce").astype("datetime64[s]")
        return values, wrong | (values.isna() & text.notna()).to_numpy(), rule, mend
    return text.astype("Int64" if kind == "integer" else "float64"), wrong, rule, mend


def constraint_faults(
    text: pd.Series, values: pd.Series, rows: np.ndarray, constraints: dict[str, Any]
) -> Iterator[tuple[np.ndarray, str, str]]:
    """The rows that break each constraint of a field, with the rule and the cure; ``rows``: see `unplain_rows`."""
    given = text.notna().to_numpy()
    if constraints.get("required"):
        yield ~given, "must not be blank", "fill it in, or leave the row out"
    if constraints.get("unique") and not text.is_unique:
        twice = given & text.duplicated(keep="first").to_numpy()
        yield twice, "stands there already", "give each row a value of its own"
    if "enum" in constraints:
        allowed = constraints["enum"]
        yield given & ~text.isin(allowed).to_numpy(), "not in the vocabulary", "use one of: " + ", ".join(allowed)
    if "pattern" in constraints:
        shaped = fullmatch(text, constraints["pattern"], rows)
        yield given & ~shaped, "not of the right form", f"it must match {constraints['pattern']}"
    if "maxLength" in constraints:
        limit = constraints["maxLength"]
        yield lengths(text) > limit, f"longer than {limit} characters", "say it more briefly"
    for name, word in (("minimum", "less"), ("maximum", "more")):
        if name in constraints:
            bound = pd.Timestamp(constraints[name]) if values.dtype.kind == "M" else constraints[name]
            beyond = (values < bound) if name == "minimum" else (values > bound)
            mask = beyond.to_numpy(dtype=bool, na_value=False)
            yield mask, f"{word} than {constraints[name]}", "check for a slip of the pen"


def check_keys(tables: Tables, package: Package) -> list[Fault]:
    """Primary keys, foreign keys and lists of keys across the tables."""
    faults: list[Fault] = []
    for name, frame in tables.items():
        schema, file = package.schema(name), package.file(name)
        key = schema["primaryKey"]
        # a key of one field is `unique` already
        twice = frame.duplicated(key, keep="first") & frame[key].notna().all(axis=1) if len(key) > 1 else pd.Series()
        if twice.any():
            pair = frame.loc[twice, key].astype("str").agg(" + ".join, axis=1)
            faults += at(file, pair, " + ".join(key), "stands there already", "keep one of the rows")
        for link in schema.get("foreignKeys", []):
            column, target = link["fields"][0], link["reference"]["resource"] or name
            if target not in tables:
                continue
            known = tables[target][link["reference"]["fields"][0]]
            faults += unknown(file, frame[column], column, known, package.file(target))
        for column, field in package.fields(name).items():
            if "references" in field and field["references"]["resource"] in tables:
                target = field["references"]["resource"]
                keys = listed(frame[column], field["separator"])
                faults += unknown(
                    file, keys, column, tables[target][field["references"]["field"]], package.file(target)
                )
    return faults


def unknown(file: str, keys: pd.Series, column: str, known: pd.Series, target: str) -> Iterator[Fault]:
    """A fault for each key that its table does not know, with the nearest one it does."""
    strange = keys[keys.notna() & ~known_in(keys, known)]
    near = {value: suggestion(str(value), known) for value in strange.unique()[:SUGGESTED]}
    for line, value in strange.items():
        found = near.get(value)
        mend = f"did you mean {found!r}? Else add it to {target}" if found else f"add it to {target}"
        yield Fault(file, int(str(line)), column, str(value), f"not in {target}", mend)
