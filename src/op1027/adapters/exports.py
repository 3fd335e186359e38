"""Read an export as text, hold it against its layout, and say every fault at once."""

import re
from collections.abc import Collection
from pathlib import Path
from typing import Any

import pandas as pd

from op1027.record._columns import HIDDEN, INVISIBLE, decoded, encoded, repetitive, untidy_rows
from op1027.record.check import check_column
from op1027.record.faults import DataError, Fault
from op1027.record.read import read_csv

BAR_AFTER = 2  # seconds: a short wait needs no bar, and a small file leaves a notebook's output as it is
NO_WIDTH = re.compile(f"[{INVISIBLE}]+")
UNCLEAN = re.compile(f"[ {HIDDEN}]+")
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


def read_export(path: Path, fields: Fields, optional: Collection[str], key: str) -> pd.DataFrame:
    """The columns of an export that a layout names, typed, in the file's order.

    Column names are compared without case. Runs of blanks, line breaks and control characters in a cell
    become one space. While a long file is read, a bar shows how far it has got.

    Parameters
    ----------
    path : Path
        A CSV file, UTF-8, one header line.
    fields : dict
        Column to type and constraints, as in a descriptor.
    optional : collection of str
        Columns that may be missing; then they are blank.
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
    from tqdm import tqdm  # noqa: PLC0415 - only who reads an export waits for it

    if not path.is_file():
        raise FileNotFoundError(f"no such file: {path}")
    with tqdm(total=1 + len(fields), desc=f"Reading {path.name}", unit="column", delay=BAR_AFTER) as bar:
        raw, faults = read_csv(path, lambda header: export_columns(path.name, header, fields, optional))
        bar.update()
        if raw is None:
            raise DataError(faults)
        blank = pd.Series(None, index=raw.index, dtype="str")
        columns = {}
        for name, field in fields.items():
            columns[name], found = typed(raw.get(name, blank).rename(name), field, path.name)
            faults += found
            bar.update()
    frame = pd.DataFrame(columns, index=raw.index)
    twice = frame[key].notna() & frame[key].duplicated()
    again = frame.loc[frame[key].isin(frame.loc[twice, key]), key]
    first = dict(zip(again.iloc[::-1], again.index[::-1], strict=True))
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
    if repetitive(cells):
        codes, values = encoded(cells)
        tidy = decoded(codes, clean(values, field), cells.index).rename(str(cells.name))
    else:
        tidy = clean(cells, field)
    return check_column(tidy, file, field)


def clean(cells: pd.Series, field: dict[str, Any]) -> pd.Series:
    """Cells without hidden characters, runs of blanks and blanks at the edges; days as YYYY-MM-DD."""
    rows = untidy_rows(cells)
    if len(rows):
        tidy = [UNCLEAN.sub(" ", NO_WIDTH.sub("", cell)).strip() or None for cell in cells.iloc[rows]]
        cells = cells.copy()
        cells.iloc[rows] = pd.array(tidy, dtype="str")
    return iso_days(cells) if field["type"] == "date" else cells


def export_columns(
    file: str, header: list[str], fields: Fields, optional: Collection[str]
) -> tuple[dict[str, int], list[Fault]]:
    """Where the columns of an export stand, whatever the case of their names and whatever others there are."""
    names = [name.strip().lower() for name in header]
    faults = [
        Fault(file, 1, name, "", "the column is missing", "export all columns, under their own names")
        for name in fields
        if name not in names and name not in optional
    ]
    faults += [
        Fault(file, 1, name, "", "the column stands twice", "keep one of them")
        for name in fields
        if names.count(name) > 1
    ]
    return {name: names.index(name) for name in fields if name in names}, faults


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
