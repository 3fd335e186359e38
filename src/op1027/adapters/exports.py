"""Read an export as text, hold it against its layout, and say every fault at once."""

import csv
import io
import re
from collections.abc import Iterator, Mapping
from itertools import islice
from operator import itemgetter
from pathlib import Path
from typing import Any, TextIO

import pandas as pd

from op1027.record._columns import HIDDEN
from op1027.record.check import DataError, Fault, check_fields

CHUNK = 50_000  # rows
BAR_AFTER = 2  # seconds: a short wait needs no bar, and a small file leaves a notebook's output as it is
UNCLEAN = re.compile(rf"[ {HIDDEN}]+")
EARLIEST = "1900-01-01"

Fields = dict[str, dict[str, Any]]


def text(required: bool = False, **constraints: Any) -> dict[str, Any]:
    """A field of text, for a layout."""
    return {"type": "string", "constraints": constraints | {"required": required}}


def number(kind: str, low: int, high: int | None = None, required: bool = True) -> dict[str, Any]:
    """A field of numbers, for a layout."""
    bounds = {"minimum": low} | ({} if high is None else {"maximum": high})
    return {"type": kind, "constraints": bounds | {"required": required}}


DAY: dict[str, Any] = {"type": "date", "constraints": {"required": True, "minimum": EARLIEST}}


def read_export(path: Path, fields: Fields, optional: Mapping[str, str], key: str) -> pd.DataFrame:
    """The columns of an export that a layout names, typed, in the file's order.

    Column names are compared without case. Runs of blanks, line breaks and control characters in a cell
    become one space. While a long file is read, a bar shows how far it has got.

    Parameters
    ----------
    path : Path
        A CSV file, UTF-8, one header line.
    fields : dict
        Column to type and constraints, as in a descriptor.
    optional : mapping of str to str
        Columns that may be missing, and what then stands in every row.
    key : str
        The column that no two rows may share.

    Returns
    -------
    DataFrame
        The columns of ``fields``, indexed by line.

    Raises
    ------
    DataError
        If anything is wrong with the file; it lists every fault.
    """
    faults: list[Fault] = []
    parts = []
    for raw in chunks(path, fields, optional, faults):
        columns = {}
        for name, field in fields.items():
            columns[name], found = typed(raw[name], field, path.name)
            faults += found
        parts.append(pd.DataFrame(columns, index=raw.index))
    if not parts:
        raise DataError(faults)
    frame = pd.concat(parts)
    twice = frame[key].notna() & frame[key].duplicated()
    first = dict(zip(frame[key].iloc[::-1], frame.index[::-1], strict=True))
    faults += [
        Fault(
            path.name,
            int(str(line)),
            key,
            str(value),
            f"stands in line {first[value]} already",
            "one row an event: take out the copy (of ACLED, export dyadic rows, not monadic ones)",
        )
        for line, value in frame.loc[twice, key].items()
    ]
    if faults:
        raise DataError(faults)
    return frame


def typed(cells: pd.Series, field: dict[str, Any], file: str) -> tuple[pd.Series, list[Fault]]:
    """A column's values, clean and typed, and its faults; each different value is looked at once."""
    codes, values = pd.factorize(cells)
    clean = pd.Series([UNCLEAN.sub(" ", value).strip() for value in values], dtype="str")
    if field["type"] == "date":
        clean = iso_days(clean)
    name = str(cells.name)
    clean = clean.replace("", None)
    known, found = check_fields(clean.to_frame(name), file, {name: field})
    if found:  # once more row by row, for the lines
        every = clean.take(codes).set_axis(cells.index).to_frame(name)
        found = check_fields(every, file, {name: field})[1]
    return known[name].take(codes).set_axis(cells.index), found


def chunks(path: Path, fields: Fields, optional: Mapping[str, str], faults: list[Fault]) -> Iterator[pd.DataFrame]:
    """The rows of an export, as text, a chunk at a time; what cannot be read becomes faults."""
    from tqdm import tqdm  # noqa: PLC0415 - only who reads an export waits for it

    if not path.is_file():
        raise FileNotFoundError(f"no such file: {path}")
    size = path.stat().st_size
    with (
        path.open("rb") as stream,
        tqdm(total=size, desc=f"Reading {path.name}", unit="B", unit_scale=True, delay=BAR_AFTER) as bar,
    ):
        lines = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="")
        try:
            for raw in parse(lines, path.name, fields, optional, faults):
                yield raw
                bar.update(stream.tell() - bar.n)
        except UnicodeDecodeError:
            faults.append(not_utf8(path))


def parse(
    lines: TextIO, file: str, fields: Fields, optional: Mapping[str, str], faults: list[Fault]
) -> Iterator[pd.DataFrame]:
    """The same of an open file."""
    rows = csv.reader(lines, strict=True)
    header = [name.strip().lower() for name in next(rows, [])]
    lacking = [name for name in fields if name not in header and name not in optional]
    twice = [name for name in fields if header.count(name) > 1]
    for name in lacking:
        faults.append(Fault(file, 1, name, "", "the column is missing", "export all columns, under their own names"))
    for name in twice:
        faults.append(Fault(file, 1, name, "", "the column stands twice", "keep one of them"))
    if lacking or twice:
        return
    present = [name for name in fields if name in header]
    pick = itemgetter(*(header.index(name) for name in present))
    numbered = sound_rows(rows, len(header), file, faults)
    while True:
        some = list(islice(numbered, CHUNK))
        index = pd.Index([line for line, _ in some], name="line", dtype="int64")
        raw = pd.DataFrame([pick(row) for _, row in some], columns=present, index=index, dtype="object")
        yield raw.assign(**{name: other for name, other in optional.items() if name not in present})
        if len(some) < CHUNK:
            return


def sound_rows(rows: Any, width: int, file: str, faults: list[Fault]) -> Iterator[tuple[int, list[str]]]:
    """Each row that has as many cells as the header, with the line it begins on."""
    while True:
        line = rows.line_num + 1
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            rule = f"not readable as CSV ({error})"
            faults.append(Fault(file, line, "", "", rule, 'write a quote inside a value as ""'))
            continue
        if len(row) == width:
            yield line, row
        elif row:
            rule = f"{len(row)} values where the header has {width}"
            faults.append(Fault(file, line, "", ",".join(row), rule, "put a value that holds a comma in double quotes"))


def not_utf8(path: Path) -> Fault:
    """The first byte that is no UTF-8, as a fault."""
    data = path.read_bytes()
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return Fault(path.name, line, "", f"byte 0x{data[error.start]:02x}", "not UTF-8", "save the file as UTF-8")
    raise AssertionError("called for a file that is UTF-8")


def iso_days(days: pd.Series) -> pd.Series:
    """Days in the forms that exports write them in, as YYYY-MM-DD; what is none of them stays as it is.

    ``2023-10-27`` (also with a time), ``27 October 2023``, ``27-Oct-2023``, ``27-Oct-23``. Of numbers with
    strokes (``27/10/2023``, ``10/27/2023``) a file may mean either order, so they are left to be mended.
    """
    given = pd.Series(days.unique(), dtype="str")
    iso = given.str.extract(r"^(\d{4}-\d{2}-\d{2})(?:[ T]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|\+00:00)?)?$")[0]
    words = given.where(iso.isna()).str.replace(r"[\s-]+", " ", regex=True)
    for form in ("%d %B %Y", "%d %b %Y", "%d %b %y"):
        found = pd.to_datetime(words, format=form, errors="coerce").dt.strftime("%Y-%m-%d")
        iso = iso.fillna(found)
    return days.map(dict(zip(given, iso.fillna(given), strict=True)))
