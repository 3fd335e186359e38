"""Read an export as text, hold it against its layout, and say every fault at once."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from op1027.adapters.files import AGAIN, enough_memory, plain_csv
from op1027.record._columns import (
    INVISIBLE,
    UNPRINTED,
    arrow,
    contents,
    decoded,
    encoded,
    one_of,
    repetitive,
    spelt_out,
    untidy_rows,
)
from op1027.record._csvfile import frugal_pool
from op1027.record.check import check_column, check_field, constraint_faults
from op1027.record.faults import DataError, Fault, at
from op1027.record.read import MISCOUNTED, read_csv
from op1027.text.asked import known_key

_NO_WIDTH = re.compile(f"[{INVISIBLE}]+")
_UNCLEAN = re.compile(f"[ {UNPRINTED}]+")
_EARLIEST = "1900-01-01"
# What tables write where they have nothing to write, just so.
GAPS = ["", "NA", "N/A", "n/a", "NaN", "nan", "NAN", "NULL", "Null", "null", "None", "none", "NONE", "-", "--"]
GAPS += ["#N/A", "#NA", "<NA>", "NaT", "\\N"]
_WHOLE_NUMBER = r"^(-?\d+)\.0+$"
_LONG_NUMBER = r"^-?\d+\.\d{16,}$|^-?\d+(?:\.\d+)?[eE][-+]?\d+$"
_HOUR = r"(?:[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?: ?[AaPp][Mm])?)?"
_PARTS = rf"^(?P<a>\d{{1,2}})[-/.](?P<b>\d{{1,2}})[-/.](?P<year>\d{{4}}|\d{{2}}){_HOUR}$"
_BASIC = r"^(\d{4})(\d{2})(\d{2})$"
_YEAR_FIRST = r"^(\d{4})([/.])(\d{1,2})\2(\d{1,2})$"
_SERIAL = r"^[2-6]\d{4}(?:\.\d+)?$"  # 1954 to 2091 as spreadsheets count days
_COUNTED_FROM = pd.Timestamp("1899-12-30")
_COMMA = r"^(-?\d{1,3}),(\d+)$"
_MOST_GROUPS = 1 << 62  # that rows are told apart by
_FAULTS_TOLD = 3  # faults of one kind that are told one by one
# The column that only one origin's tables have, that origin, and what reads them.
MARKS = {"event_id_cnty": ("ACLED", "read_acled"), "type_of_violence": ("UCDP", "read_ucdp")}
MARKS |= {"globaleventid": ("GDELT", "scan")}
PCODES = ("pcode", "admin3_pcode", "admin2_pcode", "admin1_pcode")  # the finest first

Fields = dict[str, dict[str, Any]]
Judge = Callable[[pd.DataFrame], pd.DataFrame]


def fields_of(columns: str) -> Fields:
    """The fields of a layout in a line: ``name``, and behind a colon what it holds if that is not just text.

    That is ``day``, ``code`` (text that may be a number, which some programs write as a fraction), ``integer`` or
    ``number``, these with their bounds (``integer:0..3``). ``!``: no value may be missing; ``?``: all of them may.
    """
    fields: Fields = {}
    for word in columns.split() + [f"{code}?" for code in PCODES]:
        name, kind, bounds = (word + "::").split(":")[:3]
        low, _, high = bounds.partition("..")
        limits: dict[str, Any] = {"minimum": _EARLIEST if kind == "day" else int(low)} if low or kind == "day" else {}
        limits |= {"maximum": int(high)} if high else {}
        fields[name.rstrip("!?")] = {
            "type": {"": "string", "code": "string", "day": "date"}.get(kind, kind),
            "constraints": limits | {"required": "!" in word},
            "code": kind == "code",
            "optional": "?" in word,
        }
    return fields


@dataclass(frozen=True, eq=False)
class Shape:
    """How the tables of one origin are read, by `scan` as by the readers of exports.

    ``key`` is the column that no two rows share, ``country`` the one that names it. ``when``, ``what`` and ``where``
    are the columns that tell day, type and place, and ``day``, ``kind`` and ``spot`` read their different values:
    ``date_start`` and ``date_end``; ``type``, ``called`` (the table's own word) and ``town_type`` (what a row becomes
    whose place is a town); the columns that `places.find_places` takes. ``form`` makes of all rows what `build.read`
    takes beside these. All column names in small letters. ``headless`` names the columns of files that come without a
    header, by their number. ``strange`` says what a header is that lacks columns, if it is known.
    """

    name: str
    full_name: str
    licence: str
    reader: str
    key: str
    country: str
    fields: Fields
    when: tuple[str, ...]
    what: tuple[str, ...]
    where: tuple[str, ...]
    day: Judge
    kind: Judge
    spot: Judge
    form: Judge = lambda rows: rows
    records_control: bool = True
    headless: Mapping[int, list[str]] = field(default_factory=dict)
    strange: Callable[[Collection[str]], tuple[str, str] | None] = lambda _: None

    @property
    def needed(self) -> list[str]:
        """The columns that telling day, type, place and country takes."""
        return [self.key, self.country, *self.when, *self.what, *self.where]


def read_export(
    path: Path, shape: Shape, country: str | None, dayfirst: bool | None, tick: Callable[[], object]
) -> tuple[pd.DataFrame, list[str]]:
    """The columns of an export that its shape names, typed, in the file's order; and what was done to read it.

    Column names are compared without case. Runs of blanks, line breaks and control characters in a cell
    become one space; what only says that there is nothing is missing.

    Parameters
    ----------
    path : Path
        The file.
    shape : Shape
    country : str or None
        Only rows of this country.
    dayfirst : bool or None
        How to read days such as 05/01/2024; by default as all of them together allow.
    tick : callable
        Called after each column.

    Returns
    -------
    frame : DataFrame
        The columns of ``shape.fields``, indexed by line; text is blank where missing, and a category where it repeats.
    told : list of str

    Raises
    ------
    DataError
        If anything is wrong with the file; it lists every fault.
    ValueError
        If there is no such country, or several and none was chosen.
    MemoryError
        If the file would fill the memory there is.
    """
    with plain_csv(path, shape.fields, shape.headless) as plain:
        enough_memory(plain.path)
        raw, faults = read_csv(plain.path, lambda header: _export_columns(path.name, header, shape))
        faults = [replace(f, file=path.name, line=plain.line(f.line), mend=f.mend) for f in faults]
        faults = [_cut_off(f, plain.path, plain.lines) for f in faults]
    tick()
    if raw is None:
        raise DataError(faults, _FAULTS_TOLD)
    if plain.lines is not None:
        raw.index = pd.Index(np.asarray([0, *plain.lines])[raw.index.to_numpy() - 1], name="line")
    told = list(plain.told)
    if shape.country in raw:
        raw = _rows_of_country(raw, shape, country)
    frame, found = settle(raw, shape.fields, path.name, dayfirst, told, tick)
    frugal_pool().release_unused()
    faults += found + _twice(spelt_out(frame[shape.key]), path.name)
    if faults:
        raise DataError(faults, _FAULTS_TOLD)
    return frame, told


def grouped(rows: pd.DataFrame, columns: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    """A number for each different row of some columns, from 0 on, and where the first of each stands."""
    group, size = np.zeros(len(rows), dtype="int64"), 1
    for column in columns:
        cells = rows[column]
        if isinstance(cells.dtype, pd.CategoricalDtype):
            codes, values = cells.cat.codes.to_numpy(), len(cells.cat.categories) + 1  # -1 where missing
        else:
            codes, different = pd.factorize(cells, use_na_sentinel=False)
            values = len(different) + 1
        if size * values > _MOST_GROUPS:
            group, kept = pd.factorize(group)
            size = len(kept)
        group *= values  # in place: fresh memory takes longer than the sums
        group += codes
        group += 1
        size *= values
    group = pd.factorize(group)[0]
    return group, np.flatnonzero(np.diff(np.maximum.accumulate(group), prepend=-1))


def settle(
    raw: pd.DataFrame,
    fields: Fields,
    file: str,
    dayfirst: bool | None,
    told: list[str],
    tick: Callable[[], object] = lambda: None,
) -> tuple[pd.DataFrame, list[Fault]]:
    """Columns of text, clean and typed (see `read_export`), with their faults; what ``raw`` lacks is missing."""
    columns: dict[str, pd.Series] = {}
    faults: list[Fault] = []
    none = pd.Series(None, index=raw.index, dtype="str")
    for name, kind in fields.items():
        cells = raw.pop(name) if name in raw else none.rename(name)
        if kind["type"] == "date":
            tidy, how = _read_days(cells, columns.get("year", none), dayfirst)
            tidy = tidy.rename(name)
            told += [f"{name}: {how}"] if how else []
            columns[name], found = check_column(tidy, file, kind)
            found = [_unclear(fault) for fault in found]
        else:
            if kind["type"] == "number":
                cells, how = _with_points(cells)
                told += [f"{name}: {how}"] if how else []
            columns[name], found = _typed(cells, kind, file)
        faults += found
        tick()
    return pd.DataFrame(columns, index=raw.index, copy=False), faults


def _with_points(cells: pd.Series) -> tuple[pd.Series, str]:
    """Numbers with decimal commas as numbers with points, where every one has a comma; and how they were read."""
    said = cells.dropna()
    if said.empty or "," not in str(said.iloc[0]) or not said.str.fullmatch(_COMMA).all():
        return cells, ""
    return cells.str.replace(",", "."), f"decimal commas, such as {said.iloc[0]}"


def _typed(cells: pd.Series, kind: dict[str, Any], file: str) -> tuple[pd.Series, list[Fault]]:
    """A column's values, clean and typed, and its faults; each different value is looked at once."""
    if not repetitive(cells):
        return _checked(_clean(cells, kind), kind, file)
    codes, different = encoded(cells)
    tidy = _clean(different, kind)
    values, faults = _checked(tidy, kind, file)
    if faults or (kind["constraints"]["required"] and (tidy.hasnans or codes.min(initial=0) < 0)):
        return _checked(decoded(codes, tidy, cells.index).rename(str(cells.name)), kind, file)
    if kind["type"] != "string":
        return decoded(codes, values, cells.index), []
    again, different = encoded(pd.concat([values, pd.Series([""], dtype="str")]))  # a missing cell's code is the last
    return pd.Series(pd.Categorical.from_codes(again[codes], pd.Index(different)), index=cells.index), []


def _checked(tidy: pd.Series, kind: dict[str, Any], file: str) -> tuple[pd.Series, list[Fault]]:
    """Tidy cells by their type, and what is wrong with them: of text only what is not there can be."""
    if kind["type"] != "string":
        return check_field(tidy, file, kind)
    broken = constraint_faults(tidy, tidy, kind["constraints"])
    faults = [f for mask, rule, mend in broken for f in at(file, tidy[mask], str(tidy.name), rule, mend)]
    return tidy.fillna("") if tidy.hasnans else tidy, faults


def as_text(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows of which no column is a category."""
    return pd.DataFrame({name: spelt_out(column) for name, column in rows.items()}, copy=False)


def _tidied(cells: pd.Series) -> pd.Series:
    """Cells without hidden characters, runs of blanks, blanks at the edges, and words for nothing."""
    rows = untidy_rows(cells)
    if len(rows):
        tidy = [_UNCLEAN.sub(" ", _NO_WIDTH.sub("", cell)).strip() or None for cell in cells.iloc[rows]]
        cells = cells.copy()
        cells.iloc[rows] = pd.array(tidy, dtype="str")
    text = arrow(cells)
    nothing = pc.less_equal(pc.binary_length(text), max(map(len, GAPS))).fill_null(False).to_numpy()
    nothing[nothing] = one_of(cells[nothing], GAPS)
    return cells.mask(nothing) if nothing.any() else cells


def _clean(cells: pd.Series, kind: dict[str, Any]) -> pd.Series:
    """Tidy cells; whole numbers without a fraction of nought, others with no more digits than they have."""
    cells = _tidied(cells)
    if kind["type"] == "integer" or kind["code"]:
        points = any((contents(chunk)[1] == ord(".")).any() for chunk in arrow(cells).chunks)
        return cells.str.replace(_WHOLE_NUMBER, r"\1", regex=True) if points else cells
    if kind["type"] == "number":
        long = _long_numbers(arrow(cells))
        if long.any():
            short = [np.format_float_positional(round(float(cell), 12), trim="-") for cell in cells[long]]
            cells = cells.copy()
            cells[long] = pd.array(short, dtype="str")
    return cells


def _long_numbers(cells: pa.ChunkedArray) -> np.ndarray:
    """Which cells are numbers of more digits than are kept, or with an exponent: none that is short and all digits."""
    letters = any((contents(chunk)[1] > ord("9")).any() for chunk in cells.chunks)
    if not letters and (pc.max(pc.binary_length(cells)).as_py() or 0) < len("0.") + 16:
        return np.zeros(len(cells), dtype=bool)
    found: np.ndarray = pc.match_substring_regex(cells, _LONG_NUMBER).fill_null(False).to_numpy()
    return found


def _export_columns(file: str, header: list[str], shape: Shape) -> tuple[dict[str, int], list[Fault]]:
    """Where the columns of an export stand, whatever the case of their names and whatever others there are."""
    names = [name.strip().lower() for name in header]
    faults = header_faults(file, names, shape, [*shape.fields])
    return {name: names.index(name) for name in shape.fields if name in names}, faults


def header_faults(file: str, names: list[str], shape: Shape, needed: list[str]) -> list[Fault]:
    """What is wrong with a header: not this origin's at all, columns missing, or twice."""
    lacking = [
        name for name in dict.fromkeys(needed) if name not in names and not shape.fields.get(name, {}).get("optional")
    ]
    if lacking and (known := _stranger(names, shape)):
        return [Fault(file, 1, "", "", *known)]
    faults = [Fault(file, 1, name, "", "the column is missing", AGAIN) for name in lacking]
    return faults + [
        Fault(file, 1, name, "", "the column stands twice", "keep one of them")
        for name in dict.fromkeys(needed)
        if names.count(name) > 1
    ]


def _stranger(names: Collection[str], shape: Shape) -> tuple[str, str] | None:
    """What a table is that is not of this shape, and what to do."""
    if shape.key not in names or shape.key == "id":
        for mark, (origin, reader) in MARKS.items():
            if mark in names and origin != shape.name:
                return f"a table of {origin}, not of {shape.name}", f"read it with op1027.{reader}"
    rows_are_events = {shape.key, "event_date", "actor1", "side_a"} & set(names)
    if not rows_are_events and {"events", "event_count", "fatalities", "deaths", "best"} & set(names):
        return "counts, not events: no row has an id of its own", "export the events themselves, one a row"
    return shape.strange(names)


def _cut_off(fault: Fault, path: Path, lines: list[int] | None) -> Fault:
    """A row too short that is the last and does not end its line: the file breaks off there."""
    if MISCOUNTED not in fault.rule or lines is not None:
        return fault
    data = path.read_bytes()
    if data.endswith(b"\n") or fault.line <= data.count(b"\n"):
        return fault
    return replace(fault, rule=f"the file breaks off here ({fault.rule})", mend="download or export it again")


def all_different(text: pd.Series) -> bool:
    """Whether no value stands twice."""
    return bool(pc.count_distinct(arrow(text)).as_py() == len(text))


def _twice(keys: pd.Series, file: str) -> list[Fault]:
    """A fault for each id that stands again."""
    if all_different(keys):
        return []
    twice = (keys != "") & keys.duplicated()
    again = keys[keys.isin(keys[twice])]
    first = dict(zip(again.iloc[::-1], again.index[::-1], strict=True))
    mend = "one row an event: take out the copy (of ACLED, export dyadic rows, not monadic ones)"
    return [
        Fault(file, int(str(line)), str(keys.name), str(value), f"stands in line {first[value]} already", mend)
        for line, value in keys[twice].items()
    ]


def _rows_of_country(raw: pd.DataFrame, shape: Shape, country: str | None) -> pd.DataFrame:
    """The rows of one country; a file of several is told."""
    codes, different = encoded(raw[shape.country])
    names = _tidied(different.rename("country")).fillna("")
    country = choose_country(sorted(set(names)), country)
    if country is None:
        return raw
    wanted = np.append((names == country).to_numpy(), False)[codes]
    return raw if wanted.all() else raw[wanted].copy()


def choose_country(there: list[str], country: str | None) -> str | None:
    """The country chosen; one that is not there is refused, and several of which none is chosen.

    Raises
    ------
    ValueError
    """
    if country is not None:
        return known_key(country, there, "row of country")
    there = list(filter(None, there))
    if len(there) > 1:
        raise ValueError(f"rows of {len(there)} countries: say which with country=…; there are {_listed(there)}")
    return None


def _listed(values: list[str]) -> str:
    more = f" and {len(values) - 20} more" if len(values) > 20 else ""
    return ", ".join(map(repr, values[:20])) + more


def _read_days(given: pd.Series, years: pd.Series, dayfirst: bool | None = None) -> tuple[pd.Series, str]:
    """Days as YYYY-MM-DD where they can be read in one way only, and how; what cannot stays as it is.

    Besides the forms of `iso_days`, numbers with strokes, dots or dashes (``27/10/2023``, ``10/27/23``): in the order
    that all of them together allow, and the year that stands beside them, if only one does; or as ``dayfirst`` says.
    A year of two figures that a program has written as four (``0025-09-20``) is that of the year beside it.
    Days as spreadsheets count them (``45383``) are read where the year beside each of them agrees.
    """
    codes, different = encoded(given)
    different = _tidied(different)
    iso = iso_days(different)
    short = iso.str.extract(r"^00(\d{2})(-\d{2}-\d{2})$")
    if short[0].notna().any():
        beside = decoded(codes, short[0], given.index)
        full = given.str.slice(2, 4).where(beside.notna()) == years.astype("str").str.slice(2, 4)
        fits = full & years.astype("str").str.fullmatch(r"\d{4}").fillna(False).astype("bool")
        result = decoded(codes, iso, given.index)
        result = result.mask(fits, years.astype("str") + given.str.slice(4))
        return result, f"{fits.sum():,} years of two figures taken from the year beside them" if fits.any() else ""
    counted = iso.str.fullmatch(_SERIAL).fillna(False).astype("bool")
    if counted.any():
        full = decoded(codes, _calendar_days(iso.where(counted)), given.index)
        fits = full.isna() | (full.str.slice(0, 4) == years.astype("str"))
        if fits.all():
            how = f"days counted as spreadsheets do, such as {different[counted].iloc[0]}"
            return full.fillna(decoded(codes, iso, given.index)), how
    parts = iso.str.extract(_PARTS)
    numeric = parts["a"].notna()
    if not numeric.any():
        return decoded(codes, iso, given.index), ""
    year = parts["year"].where(parts["year"].str.len() == 4, "20" + parts["year"])
    readings = {}
    for first, (month, day) in {True: ("b", "a"), False: ("a", "b")}.items():
        written = year + "-" + parts[month].str.zfill(2) + "-" + parts[day].str.zfill(2)
        sound = pd.to_datetime(written, format="%Y-%m-%d", errors="coerce").notna()
        if sound[numeric].all():
            readings[first] = written
    told = years.astype("str").where(years.notna())
    two = numeric & (parts["year"].str.len() == 2)
    known = decoded(codes, year.where(numeric), given.index)
    clear = not two.any() or bool(((known == told) | known.isna())[known.notna()].all())
    chosen = readings.get(dayfirst) if dayfirst is not None else None
    if dayfirst is None and clear:
        same = len(readings) == 2 and readings[True][numeric].equals(readings[False][numeric])
        if len(readings) == 1 or same:
            dayfirst, chosen = next(iter(readings.items()))
    if chosen is None:
        return decoded(codes, iso, given.index), ""
    how = "day-first" if dayfirst else "month-first"
    example = different[numeric].iloc[0]
    return decoded(codes, iso.where(~numeric, chosen), given.index), f"days read {how}, such as {example}"


def _calendar_days(counted: pd.Series) -> pd.Series:
    """Days as spreadsheets count them, as YYYY-MM-DD; what follows the point is the hour."""
    days = pd.to_timedelta(pd.to_numeric(counted) // 1, unit="D")
    return (_COUNTED_FROM + days).dt.strftime("%Y-%m-%d")


def _unclear(fault: Fault) -> Fault:
    """A day that may mean two, or that a spreadsheet has counted, as such."""
    if re.match(_SERIAL, fault.value):
        return replace(fault, rule="a day as spreadsheets count them", mend="format the column as YYYY-MM-DD there")
    found = re.match(_PARTS, fault.value)
    if not found:
        return fault
    figures = " with two-figure years" if len(found["year"]) == 2 else ""
    first = "day" if int(found["a"]) > 12 else "month" if int(found["b"]) > 12 else ""
    order = f"written {first}-first{figures}" if first else f"in which day or month may come first{figures}"
    mend = f"pass dayfirst={first == 'day'}" if first else "pass dayfirst=True or dayfirst=False"
    return replace(fault, rule=f"a day {order}", mend=f"{mend}, or write it as YYYY-MM-DD")


def iso_days(days: pd.Series) -> pd.Series:
    """Days in the forms that exports write them in, as YYYY-MM-DD; what is none of them stays as it is.

    ``2024-03-25`` (also with a time), ``20240325``, ``2024/3/25``, ``2024.03.25``, ``25 March 2024``, ``25-Mar-24``,
    ``March 25, 2024``. Of numbers with strokes that end in the year (``27/10/2023``, ``10/27/2023``) a file may mean
    either order, so they are left to `_read_days`.
    """
    given = pd.Series(days.unique(), dtype="str")
    iso = given.str.extract(r"^(\d{4}-\d{2}-\d{2})(?:[ T]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|\+00:00)?)?$")[0]
    iso = iso.fillna(given.where(given.str.match(_BASIC)).str.replace(_BASIC, r"\1-\2-\3", regex=True))
    ordered = given.str.extract(_YEAR_FIRST)
    iso = iso.fillna(ordered[0] + "-" + ordered[2].str.zfill(2) + "-" + ordered[3].str.zfill(2))
    words = given.where(iso.isna()).str.replace(r"[\s,-]+", " ", regex=True)
    for form in ("%d %B %Y", "%d %b %Y", "%d %b %y", "%B %d %Y", "%b %d %Y"):
        if words.notna().any():
            found = pd.to_datetime(words, format=form, errors="coerce").dt.strftime("%Y-%m-%d")
            iso = iso.fillna(found)
    return days.map(dict(zip(given, iso.fillna(given), strict=True))).astype("str")  # of nothing, a map has no type
