"""Count the events of a table of any size by front, day and type, in the engine that holds it.

What needs judgement (which front a place lies on, which type an event is) is decided once for each
different value, by the functions that read exports into ledgers; what is large stays in the engine,
which joins and counts. Needs what the extra ``scan`` lists.
"""

import csv
import glob
import gzip
import itertools
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pandas as pd

from op1027.adapters import acled, ucdp
from op1027.adapters.exports import DAY, Fields, number, text, typed
from op1027.adapters.places import SPOT, find_places, near_township
from op1027.ledger.fronts import WHOLE
from op1027.ledger.load import load
from op1027.ledger.model import Ledger
from op1027.record.faults import DataError, Fault

PCODES = ("pcode", "admin3_pcode", "admin2_pcode", "admin1_pcode")  # the finest first
PRECISE = ("town", "township")
CSV_BUFFER = 8_000_000  # bytes, of which DuckDB holds several: its usual 32 MB would fill a small allowance
LISTED = 20  # faults of one kind that are listed one by one
BASIC = re.compile(r"^(\d{4})(\d{2})(\d{2})$")
WHOLE_NUMBER = re.compile(r"^(-?\d+)\.0+$")
CSV_LINE = re.compile(r"CSV Error on Line: (\d+)")


@dataclass(frozen=True, eq=False)
class Shape:
    """How a table of one origin is read.

    ``key`` is the column that no two rows share, ``country`` the one that names it. ``when``, ``what`` and
    ``where`` are the columns that tell day, type and place, and ``day``, ``kind`` and ``spot`` read their different
    values: a day; ``type`` and ``town_type`` (what a row becomes whose place is a town); the columns of
    `places.SPOT`. All column names in small letters. Columns in ``optional`` may be missing.
    """

    name: str
    key: str
    country: str
    fields: Fields
    optional: tuple[str, ...]
    when: tuple[str, ...]
    what: tuple[str, ...]
    where: tuple[str, ...]
    day: Callable[[pd.DataFrame], pd.Series]
    kind: Callable[[pd.DataFrame], pd.DataFrame]
    spot: Callable[[pd.DataFrame], pd.DataFrame]


def acled_spots(rows: pd.DataFrame) -> pd.DataFrame:
    level = rows["geo_precision"].map(acled.LEVELS)
    return rows.rename(columns={"latitude": "lat", "longitude": "lon"}).assign(level=level)


def ucdp_spots(rows: pd.DataFrame) -> pd.DataFrame:
    named = {"adm_1": "admin1", "adm_2": "admin2", "where_coordinates": "location", "latitude": "lat"}
    level = rows["where_prec"].map(ucdp.LEVELS)
    return rows.rename(columns=named | {"longitude": "lon"}).assign(admin3="", level=level)


def gdelt_spots(rows: pd.DataFrame) -> pd.DataFrame:
    """GDELT names a place as ``Town, State, Country``, a state as ``State, Country``, by ``ActionGeo_Type``."""
    kind = rows["actiongeo_type"]
    parts = rows["actiongeo_fullname"].str.split(r"\s*,\s*", regex=True)
    city, state = kind.isin([3, 4]).astype(bool), kind.isin([2, 5]).astype(bool)
    level = pd.Series("none", index=rows.index).mask(city, "town").mask(state, "state_region")
    second = parts.map(lambda p: p[-2] if len(p) > 2 else "")
    return pd.DataFrame(
        {
            "admin1": parts.str[0].where(state, second),
            "admin2": "",
            "admin3": "",
            "location": parts.str[0].where(city, ""),
            "lat": rows["actiongeo_lat"],
            "lon": rows["actiongeo_long"],
            "level": level.mask(rows[["actiongeo_lat", "actiongeo_long"]].isna().any(axis=1), "none"),
        }
    )


# CAMEO codes by their beginning, the longest that fits counts; all else has no type here.
CAMEO = {
    "0871": "ceasefire",
    "183": "battle",
    "190": "battle",
    "192": "battle",
    "193": "battle",
    "194": "bombardment",
    "195": "bombardment",
    "196": "ceasefire",
}


def cameo_types(rows: pd.DataFrame) -> pd.DataFrame:
    code = rows["eventcode"]
    found = code.str[:4].map(CAMEO).fillna(code.str[:3].map(CAMEO))
    return pd.DataFrame({"type": found, "town_type": pd.Series(None, index=rows.index, dtype="str")})


def typed_by(column: str, types: dict[Any, str], towns: dict[Any, str]) -> Callable[[pd.DataFrame], pd.DataFrame]:
    """Types looked up by one column."""
    return lambda rows: pd.DataFrame({"type": rows[column].map(types), "town_type": rows[column].map(towns)})


SHAPES = (
    Shape(
        name="ACLED",
        key="event_id_cnty",
        country="country",
        fields=acled.FIELDS,
        optional=("admin2", "admin3"),
        when=("event_date", "time_precision"),
        what=("sub_event_type",),
        where=("admin1", "admin2", "admin3", "location", "latitude", "longitude", "geo_precision"),
        day=lambda rows: acled.days(rows["event_date"], rows["time_precision"])[1],
        kind=typed_by("sub_event_type", acled.TYPES, acled.TOWN_TYPES),
        spot=acled_spots,
    ),
    Shape(
        name="UCDP",
        key="id",
        country="country",
        fields=ucdp.FIELDS,
        optional=("adm_1", "adm_2", "where_coordinates"),
        when=("date_end",),
        what=("type_of_violence",),
        where=("adm_1", "adm_2", "where_coordinates", "latitude", "longitude", "where_prec"),
        day=lambda rows: rows["date_end"],
        kind=typed_by("type_of_violence", ucdp.TYPES, {}),
        spot=ucdp_spots,
    ),
    Shape(
        name="GDELT",
        key="globaleventid",
        country="actiongeo_countrycode",
        fields={
            "sqldate": DAY,
            "eventcode": text(required=True),
            "actiongeo_type": number("integer", 0, 5, required=False),
            "actiongeo_fullname": text(),
            "actiongeo_lat": number("number", -90, 90, required=False),
            "actiongeo_long": number("number", -180, 180, required=False),
        },
        optional=(),
        when=("sqldate",),
        what=("eventcode",),
        where=("actiongeo_type", "actiongeo_fullname", "actiongeo_lat", "actiongeo_long"),
        day=lambda rows: rows["sqldate"],
        kind=cameo_types,
        spot=gdelt_spots,
    ),
)
# GDELT's own files have no header: where the columns stand that are read, by how many there are (2.0, 1.0, and
# 1.0 before it had addresses).
GDELT_HEAD = {0: "globaleventid", 1: "sqldate", 26: "eventcode"}
GDELT_PLACE = ("actiongeo_type", "actiongeo_fullname", "actiongeo_countrycode", "actiongeo_lat", "actiongeo_long")
GDELT_WIDTHS = {61: (51, 52, 53, 56, 57), 58: (49, 50, 51, 53, 54), 57: (49, 50, 51, 53, 54)}


def scan(
    source: Any, country: str | None = None, like: Ledger | None = None, memory: str | None = None
) -> pd.DataFrame:
    """Count the events of a table of ACLED's, UCDP's or GDELT's shape by front, day and type.

    The table may be larger than memory, or live on another machine: only its different days, types and places
    are fetched, and the counts. Which shape it has is seen from its columns (names are compared without case).
    docs/your_own_data.md says how each is read.

    Parameters
    ----------
    source : str, Path or ibis.Table
        A CSV or Parquet file or a pattern such as ``"exports/*.parquet"`` (``**`` for folders in folders), which
        DuckDB reads here; or a table of any engine that Ibis speaks to (Spark, BigQuery, PostgreSQL…), which does
        the work there.
    country : str, optional
        Only rows of this country, as the table writes it (``country``, or ``ActionGeo_CountryCode``). May be left
        out if the table has one country only: coordinates alone do not tell on which side of a border they lie.
    like : Ledger, optional
        Whose places and fronts to use; by default the project's own.
    memory : str, optional
        How much DuckDB may take for a file, such as ``"500MB"``; what does not fit goes to the disk. By default
        four fifths of the machine's. An engine of your own has its own setting.

    Returns
    -------
    DataFrame
        What `charts.plot_tempo` takes as ``counts``. One row a front, day and type that has events; the numbers
        add up to the rows of that country: none is left out.

        front : str
            Key of fronts.csv; ``all`` for places outside every front; missing where no place was found.
        date : datetime
            The last day that the row's precision allows, as the best day of one report.
        type : str
            As for `read_acled` and `read_ucdp`; missing for events that have no type here.
        events : int

        ``attrs["source"]`` says what was counted.

    Raises
    ------
    ModuleNotFoundError
        If the extra ``scan`` is not installed.
    FileNotFoundError
        If there is no such file, or no file fits the pattern.
    DataError
        If columns are missing, days or numbers are none, or an event stands twice; it lists the faults, each value
        once, with the number of its rows and the first of their ids.
    ValueError
        If the country is unknown, or the table has several and none was named.
    MemoryError
        If DuckDB cannot do with ``memory``.
    """
    base = load() if like is None else like
    with opened(source, memory) as (tables, name):
        shapes = [shape_of(table.columns, name) for table in tables]
        if len(set(shapes)) > 1:
            raise ValueError(f"tables of {' and '.join(sorted({s.name for s in shapes}))} together; count them apart")
        shape = shapes[0]
        rows = of_country(narrowed(tables, shape), shape, country)
        faults = repeated(rows, shape, name)
        parts = {}
        for part in ("when", "what", "where"):
            columns = [*getattr(shape, part), *(PCODES if part == "where" else ())]
            parts[part] = fetch(
                rows.group_by(columns).aggregate(rows=rows.count(), first_id=rows[shape.key].min()).order_by(columns)
            )
            checked, found = settled(parts[part], shape, name)
            faults += found
            if not faults:
                parts[part] = parts[part][columns].join(judged(part, checked, shape, base))
        if faults:
            raise DataError(faults)
        counted = fetch(joined(rows, parts))
    frame = finished(counted)
    frame.attrs["source"] = f"{shape.name}: {name}"
    return frame


@contextmanager
def opened(source: Any, memory: str | None) -> Iterator[tuple[list[Any], str]]:
    """The source as tables of Ibis, and what to call it; DuckDB's complaints as errors of ours."""
    if find_spec("ibis") is None:
        raise ModuleNotFoundError("scan needs ibis-framework. To install, in the checkout: pip install -e '.[scan]'")
    import ibis  # noqa: PLC0415 - an extra that everything else does without

    if isinstance(source, ibis.Table):
        yield [source], str(getattr(source.op(), "name", "table"))
        return
    if not isinstance(source, str | Path):
        raise TypeError(f"give the path of a file, a pattern, or a table of Ibis, not a {type(source).__name__}")
    import duckdb  # noqa: PLC0415

    paths = files(str(source))
    name = Path(source).name
    with tempfile.TemporaryDirectory(prefix="op1027_scan_") as scratch:
        settings = {"temp_directory": scratch, "preserve_insertion_order": False}
        try:
            connection = ibis.duckdb.connect(**settings, **({"memory_limit": memory} if memory else {}))
        except duckdb.ParserException as error:
            raise ValueError(f"memory = {memory!r} is no amount such as '500MB': {first_line(error)}") from None
        try:
            yield read_files(connection, paths), name
        except duckdb.OutOfMemoryException as error:
            raise MemoryError(f"DuckDB cannot do with {memory or 'the memory there is'}: {first_line(error)}") from None
        except duckdb.InvalidInputException as error:
            raise DataError([unreadable(error, name)]) from None
        except duckdb.IOException as error:
            raise OSError(first_line(error)) from None
        finally:
            connection.disconnect()


def files(pattern: str) -> list[Path]:
    """The files that a path or pattern means."""
    if Path(pattern).is_file():
        return [Path(pattern)]
    found = sorted(path for path in map(Path, glob.glob(pattern, recursive=True)) if path.is_file())  # noqa: PTH207 - patterns may be absolute
    if not found:
        hint = ' (for all files of a folder, say "folder/*.csv")' if Path(pattern).is_dir() else ""
        raise FileNotFoundError(f"no such file: {pattern}{hint}")
    return found


def read_files(connection: Any, paths: list[Path]) -> list[Any]:
    """Parquet files as one table, CSV files as one for each header; of CSV every value as text."""
    if paths[0].suffix.lower() in (".parquet", ".pq"):
        return [connection.read_parquet([glob.escape(str(path)) for path in paths], union_by_name=True)]
    layouts: dict[tuple[str, ...], list[Path]] = {}
    for path in paths:
        layouts.setdefault(tuple(first_row(path)), []).append(path)
    return [read_csv(connection, alike, list(row)) for row, alike in layouts.items()]


def read_csv(connection: Any, paths: list[Path], row: list[str]) -> Any:
    """CSV files whose first row is this: as GDELT publishes them, or with a header."""
    raw = row[0].split("\t")
    if raw[0].isdecimal() and len(raw) in GDELT_WIDTHS:
        named = GDELT_HEAD | dict(zip(GDELT_WIDTHS[len(raw)], GDELT_PLACE, strict=True))
        columns = [named.get(n, f"column_{n + 1}") for n in range(len(raw))]
        form = {"header": False, "delim": "\t", "quote": "", "escape": ""}
    else:
        header = [cell.strip().lower() for cell in row]
        shape_of(header, paths[0].name)
        columns = [c if c and header.count(c) == 1 else f"column_{n}" for n, c in enumerate(header, start=1)]
        form = {"header": True, "delim": ",", "quote": '"', "escape": '"'}
    return connection.read_csv(
        [glob.escape(str(path)) for path in paths],
        columns=dict.fromkeys(columns, "VARCHAR"),
        auto_detect=False,
        strict_mode=True,
        buffer_size=CSV_BUFFER,
        **form,
    )


def first_row(path: Path) -> list[str]:
    """The first row of a CSV file; GDELT's, which hold tabs and bare quotes, come as one cell."""
    opener = gzip.open if path.suffix.lower() == ".gz" else open
    with opener(path, "rt", encoding="utf-8-sig", errors="replace", newline="") as lines:
        line = lines.readline()
        if "\t" in line:
            return [line.rstrip("\r\n")]
        try:
            return next(csv.reader(itertools.chain([line], lines)), []) or [""]
        except csv.Error as error:
            mend = "the first line holds the column names, with commas between"
            raise DataError([Fault(path.name, 1, "", "", f"not readable as CSV ({error})", mend)]) from None


def shape_of(columns: Iterable[str], name: str) -> Shape:
    """The shape that a table's columns show."""
    there = [column.strip().lower() for column in columns]
    marks = {"event_id_cnty": "ACLED", "type_of_violence": "UCDP", "globaleventid": "GDELT"}
    found = [marks[column] for column in there if column in marks]
    if not found:
        known = ", ".join(f"{origin} has {column}" for column, origin in marks.items())
        rule = "not a table of ACLED, UCDP or GDELT"
        raise DataError([Fault(name, 1, "", ", ".join(there), rule, f"keep the columns' own names: {known}")])
    shape = next(s for s in SHAPES if s.name == found[0])
    needed = [shape.key, shape.country, *shape.when, *shape.what, *shape.where]
    lacking = [c for c in needed if c not in there and c not in shape.optional]
    mend = "export all columns, under their own names"
    faults = [Fault(name, 1, c, "", "the column is missing", mend) for c in lacking]
    faults += [
        Fault(name, 1, c, "", "the column stands twice", "keep one of them") for c in needed if there.count(c) > 1
    ]
    if faults:
        raise DataError(faults)
    return shape


def narrowed(tables: list[Any], shape: Shape) -> Any:
    """The columns that are read, as text, blank where missing."""
    import ibis  # noqa: PLC0415

    wanted = [shape.key, shape.country, *shape.when, *shape.what, *shape.where]
    parts = []
    for table in tables:
        there = {column.strip().lower(): table[column] for column in table.columns}
        cells = {
            c: there[c].cast("string").fill_null("") if c in there else ibis.literal("") for c in [*wanted, *PCODES]
        }
        parts.append(table.select(**cells))
    return ibis.union(*parts) if len(parts) > 1 else parts[0]


def of_country(rows: Any, shape: Shape, country: str | None) -> Any:
    """The rows of one country."""
    there = fetch(rows.select(shape.country).distinct().order_by(shape.country))[shape.country].tolist()
    if country is not None and country not in there:
        raise ValueError(f"no row of country {country!r}; there are {listed(there) or 'no rows at all'}")
    if country is None and len(there) > 1:
        raise ValueError(f"rows of {len(there)} countries: say which with country=…; there are {listed(there)}")
    return rows if country is None else rows.filter(rows[shape.country] == country)


def listed(values: list[str]) -> str:
    shown = ", ".join(map(repr, values[:LISTED]))
    return shown + (f" and {len(values) - LISTED} more" if len(values) > LISTED else "")


def repeated(rows: Any, shape: Shape, name: str) -> list[Fault]:
    """Faults for ids that stand more than once, or are blank."""
    times = rows.group_by(shape.key).aggregate(times=rows.count())
    wrong = times.filter((times.times > 1) | (times[shape.key] == ""))
    number = int(fetch(wrong.aggregate(number=wrong.count()))["number"].iloc[0])
    first = fetch(wrong.order_by(shape.key).limit(LISTED))
    mend = "one row an event: take out the copies (files that overlap? of ACLED, export dyadic rows, not monadic ones)"
    faults = [
        Fault(name, 0, shape.key, key, f"stands {n} times" if key else f"blank in {n} rows", mend)
        for key, n in zip(first[shape.key], first["times"], strict=True)
    ]
    if number > LISTED:
        faults.append(Fault(name, 0, shape.key, "", f"{number - LISTED:,} more ids stand more than once", mend))
    return faults


def settled(values: pd.DataFrame, shape: Shape, name: str) -> tuple[pd.DataFrame, list[Fault]]:
    """Different values, clean and typed, and a fault for each that is at fault."""
    columns: dict[str, pd.Series] = {}
    faults: list[Fault] = []
    for column in map(str, values.columns.drop(["rows", "first_id"])):
        field = shape.fields.get(column, text())
        cells = values[column]
        if field["type"] == "date":
            cells = cells.str.replace(BASIC, r"\1-\2-\3", regex=True)
        if field["type"] == "integer":  # engines and files that keep gaps in numbers keep them as fractions
            cells = cells.str.replace(WHOLE_NUMBER, r"\1", regex=True)
        columns[column], found = typed(cells, field, name)
        at = pd.DataFrame([(f.line, f.value, f.rule, f.mend) for f in found], columns=["line", "value", "rule", "mend"])
        at = at.join(values[["rows", "first_id"]], on="line")
        for (value, rule, mend), same in at.groupby(["value", "rule", "mend"]):
            told = f"{rule} ({same['rows'].sum():,} rows, such as {same['first_id'].min()})"
            faults.append(Fault(name, 0, column, str(value), told, str(mend)))
    clean = pd.DataFrame(columns, index=values.index)
    blank = [name for name in columns if shape.fields.get(name, text())["type"] == "string"]
    return clean.fillna(dict.fromkeys(blank, "")), faults


def judged(part: str, rows: pd.DataFrame, shape: Shape, base: Ledger) -> pd.DataFrame:
    """What different values mean: the ``date``, the ``type`` and ``town_type``, or the ``front`` and ``town``."""
    if part == "when":
        return pd.DataFrame({"date": shape.day(rows).dt.strftime("%Y-%m-%d")})
    if part == "what":
        kinds = shape.kind(rows).astype("object")
        return kinds.where(kinds.notna(), "").astype("str")
    return fronts(rows, shape.spot(rows), base.places)


def fronts(rows: pd.DataFrame, spots: pd.DataFrame, places: pd.DataFrame) -> pd.DataFrame:
    """The front of each spot, blank where none is found, and whether its place is a town on one (1 or 0).

    A P-code decides, the finest that the gazetteer knows; else the place that an export's reader finds
    (`places.find_places`); else, for a row that is precise enough, the nearest township.
    """
    found = find_places(spots[SPOT], places)
    lies_in = places.set_index("place")["front"]
    by_name = found["place"].map(lies_in)
    coded = places.dropna(subset="pcode").drop_duplicates("pcode").set_index("pcode")["place"]
    place = pd.Series(None, index=rows.index, dtype="str")
    for column in PCODES:
        place = place.fillna(rows[column].map(coded))
    by_code = place.map(lies_in)
    near = near_township(spots.where(spots["level"].isin(PRECISE)), places)
    place = place.fillna(found["place"]).fillna(near)
    front = by_code.fillna(by_name).fillna(near.map(lies_in))
    town = (found["kind"] == "town") & by_name.notna()
    return pd.DataFrame(
        {"front": front.mask(front.isna() & place.notna(), WHOLE).fillna(""), "town": town.astype("int64")}
    )


def joined(rows: Any, parts: dict[str, pd.DataFrame]) -> Any:
    """The rows with their meaning, counted."""
    import ibis  # noqa: PLC0415
    import pyarrow as pa  # noqa: PLC0415

    for frame in parts.values():
        keys = [c for c in frame.columns if c in rows.columns]
        rows = rows.inner_join(ibis.memtable(pa.Table.from_pandas(frame, preserve_index=False)), keys)
    by = ["front", "date", "type", "town_type", "town"]
    return rows.group_by(by).aggregate(events=rows.count())


def finished(counted: pd.DataFrame) -> pd.DataFrame:
    """The counts with the type of each row settled, in order."""
    town = (counted["town"] == 1) & (counted["town_type"] != "")
    frame = counted.assign(
        type=counted["type"].mask(town, counted["town_type"]).astype("str"),
        date=pd.to_datetime(counted["date"], format="%Y-%m-%d").astype("datetime64[s]"),
    )
    frame = frame.groupby(["front", "date", "type"])["events"].sum().reset_index()
    return frame.assign(**{c: frame[c].mask(frame[c] == "").astype("str") for c in ("front", "type")})


def fetch(expression: Any) -> pd.DataFrame:
    """An expression's result, text as pandas keeps it."""
    frame: pd.DataFrame = expression.to_pyarrow().to_pandas()
    return frame.astype({c: "str" for c in frame if pd.api.types.is_string_dtype(frame[c].dtype)})


def first_line(error: Exception) -> str:
    return str(error).strip().splitlines()[0]


def unreadable(error: Exception, name: str) -> Fault:
    """DuckDB's complaint about a file as a fault."""
    said = str(error)
    line = CSV_LINE.search(said)
    why = next((x for x in said.splitlines() if x and not CSV_LINE.search(x) and not x.startswith("Original")), said)
    return Fault(
        name,
        int(line[1]) if line else 0,
        "",
        "",
        f"not readable ({why.strip()})",
        "mend that line, or export the file anew",
    )
