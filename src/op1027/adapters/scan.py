"""Count the events of a table of any size by front, day and type, in the engine that holds it.

What needs judgement (which front a place lies on, which type an event is) is decided once for each
different value, by the functions that read exports into ledgers; what is large stays in the engine,
which joins and counts. Needs what the extra ``scan`` lists.
"""

import csv
import glob
import itertools
import re
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pandas as pd

from op1027.adapters import acled, gdelt, ucdp
from op1027.adapters.exports import GAPS, MARKS, Shape, as_text, choose_country, header_faults, settle
from op1027.adapters.files import plain_csv
from op1027.adapters.places import find_places, near_township
from op1027.ledger.fronts import WHOLE
from op1027.ledger.load import load
from op1027.ledger.model import Ledger
from op1027.record._columns import looked_up
from op1027.record.faults import DataError, Fault

_PRECISE = ("town", "township")
_CSV_BUFFER = 8_000_000  # bytes, of which DuckDB holds several: its usual 32 MB would fill a small allowance
_IDS_TOLD = 20  # faults of one kind that are listed one by one
_CSV_LINE = re.compile(r"CSV Error on Line: (\d+)")
_SHAPES = (acled.ACLED, ucdp.UCDP, gdelt.GDELT)
_KNOWN = {column for shape in _SHAPES for column in (shape.key, shape.country, *shape.fields)}


def scan(
    source: Any,
    country: str | None = None,
    like: Ledger | None = None,
    memory: str | None = None,
    dayfirst: bool | None = None,
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
    dayfirst : bool, optional
        As for `read_acled`.

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

        ``attrs["source"]`` says what was counted, ``attrs["told"]`` what was done to read it.

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

    Examples
    --------
    >>> import op1027
    >>> int(op1027.scan("notebooks/synthetic_acled_export.csv", like=op1027.load())["events"].sum())
    25
    """
    base = load() if like is None else like
    with _opened(source, memory) as (tables, name, told):
        shapes = [_shape_of(table.columns, name) for table in tables]
        if len(set(shapes)) > 1:
            raise ValueError(f"tables of {' and '.join(sorted({s.name for s in shapes}))} together; count them apart")
        shape = shapes[0]
        rows = _narrowed(tables, shape)
        if isinstance(source, str | Path):  # a file is read once, whatever is asked of it
            rows = rows.get_backend().create_table("rows", rows, temp=True)
        rows = _of_country(rows, shape, country)
        faults = _repeated(rows, shape, name)
        parts = {}
        for part in ("when", "what", "where"):
            columns = list(getattr(shape, part))
            found = _fetch(
                rows.group_by(columns).aggregate(rows=rows.count(), first_id=rows[shape.key].min()).order_by(columns)
            )
            checked, wrong = _settled(found, columns, shape, name, dayfirst, told)
            faults += wrong
            if not faults:
                parts[part] = found[columns].join(_judged(part, checked, shape, base))
        if faults:
            raise DataError(faults)
        counted = _fetch(_counted(rows, parts))
    frame = _finished(counted)
    frame.attrs["source"] = f"{shape.name}: {name}"
    frame.attrs["told"] = told
    return frame


@contextmanager
def _opened(source: Any, memory: str | None) -> Iterator[tuple[list[Any], str, list[str]]]:
    """The source as tables of Ibis, and what to call it; DuckDB's complaints as errors of ours."""
    if find_spec("ibis") is None:
        raise ModuleNotFoundError("scan needs ibis-framework. To install, in the checkout: pip install -e '.[scan]'")
    import ibis  # noqa: PLC0415 - an extra that everything else does without

    if isinstance(source, ibis.Table):
        yield [source], str(getattr(source.op(), "name", "table")), []
        return
    if not isinstance(source, str | Path):
        raise TypeError(f"give the path of a file, a pattern, or a table of Ibis, not a {type(source).__name__}")
    import duckdb  # noqa: PLC0415

    paths = _files(str(source))
    name = Path(source).name
    told: list[str] = []
    with tempfile.TemporaryDirectory(prefix="op1027_scan_") as scratch, ExitStack() as stack:
        settings = {"temp_directory": scratch, "preserve_insertion_order": False}
        try:
            connection = ibis.duckdb.connect(**settings, **({"memory_limit": memory} if memory else {}))
        except duckdb.ParserException as error:
            raise ValueError(f"memory = {memory!r} is no amount such as '500MB': {_said(error)}") from None
        try:
            yield _read_files(connection, paths, stack, told), name, told
        except duckdb.OutOfMemoryException as error:
            raise MemoryError(f"DuckDB cannot do with {memory or 'the memory there is'}: {_said(error)}") from None
        except duckdb.InvalidInputException as error:
            raise DataError([_unreadable(error, name)]) from None
        except duckdb.IOException as error:
            raise OSError(_said(error)) from None
        finally:
            connection.disconnect()


def _files(pattern: str) -> list[Path]:
    """The files that a path or pattern means."""
    if Path(pattern).is_file():
        return [Path(pattern)]
    found = sorted(path for path in map(Path, glob.glob(pattern, recursive=True)) if path.is_file())  # noqa: PTH207 - patterns may be absolute
    if not found:
        hint = ' (for all files of a folder, say "folder/*.csv")' if Path(pattern).is_dir() else ""
        raise FileNotFoundError(f"no such file: {pattern}{hint}")
    return found


def _read_files(connection: Any, paths: list[Path], stack: ExitStack, told: list[str]) -> list[Any]:
    """Parquet files as one table, others one for each header; of these every value as text."""
    if paths[0].suffix.lower() in (".parquet", ".pq"):
        return [connection.read_parquet([glob.escape(str(path)) for path in paths], union_by_name=True)]
    layouts: dict[tuple[str, ...], list[Path]] = {}
    for path in paths:
        raw = gdelt.own_columns(path)
        if raw:
            layouts.setdefault(tuple(raw), []).append(path)
            continue
        plain = stack.enter_context(plain_csv(path, _KNOWN, ucdp.UCDP.headless))
        told += [f"{path.name}: {how}" for how in plain.told if how not in told]
        layouts.setdefault(tuple(_first_row(plain.path, path.name)), []).append(plain.path)
    return [_csv_table(connection, alike, list(row), paths[0].name) for row, alike in layouts.items()]


def _csv_table(connection: Any, paths: list[Path], row: list[str], name: str) -> Any:
    """CSV files whose first row is this: as GDELT publishes them, or with a header."""
    if row[-1] == f"column_{len(row)}":
        columns = row
        form = {"header": False, "delim": "\t", "quote": "", "escape": ""}
    else:
        header = [cell.strip().lower() for cell in row]
        _shape_of(header, name)
        columns = [c if c and header.count(c) == 1 else f"column_{n}" for n, c in enumerate(header, start=1)]
        form = {"header": True, "delim": ",", "quote": '"', "escape": '"'}
    return connection.read_csv(
        [glob.escape(str(path)) for path in paths],
        columns=dict.fromkeys(columns, "VARCHAR"),
        auto_detect=False,
        strict_mode=True,
        buffer_size=_CSV_BUFFER,
        **form,
    )


def _first_row(path: Path, name: str) -> list[str]:
    """The first row of a CSV file."""
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as lines:
        line = lines.readline()
        try:
            return next(csv.reader(itertools.chain([line], lines)), []) or [""]
        except csv.Error as error:
            mend = "the first line holds the column names, with commas between"
            raise DataError([Fault(name, 1, "", "", f"not readable as CSV ({error})", mend)]) from None


def _shape_of(columns: Iterable[str], name: str) -> Shape:
    """The shape that a table's columns show."""
    there = [column.strip().lower() for column in columns]
    found = [MARKS[column][0] for column in there if column in MARKS]
    if not found:
        known = ", ".join(f"{origin} has {column}" for column, (origin, _) in MARKS.items())
        rule = "not a table of ACLED, UCDP or GDELT"
        raise DataError([Fault(name, 1, "", ", ".join(there), rule, f"keep the columns' own names: {known}")])
    shape = next(s for s in _SHAPES if s.name == found[0])
    if faults := header_faults(name, there, shape, shape.needed):
        raise DataError(faults)
    return shape


def _narrowed(tables: list[Any], shape: Shape) -> Any:
    """The columns that are read, as text, blank where missing or where they only say that there is nothing."""
    import ibis  # noqa: PLC0415

    parts = []
    for table in tables:
        there = {column.strip().lower(): table[column] for column in table.columns}
        cells = {c: there[c].cast("string").fill_null("") if c in there else ibis.literal("") for c in shape.needed}
        parts.append(table.select(**cells))
    return ibis.union(*parts) if len(parts) > 1 else parts[0]


def _of_country(rows: Any, shape: Shape, country: str | None) -> Any:
    """The rows of one country."""
    there = _fetch(rows.select(shape.country).distinct().order_by(shape.country))[shape.country].tolist()
    country = choose_country([name for name in there if name not in GAPS], country)
    return rows if country is None else rows.filter(rows[shape.country] == country)


def _repeated(rows: Any, shape: Shape, name: str) -> list[Fault]:
    """Faults for ids that stand more than once, or are blank."""
    times = rows.group_by(shape.key).aggregate(times=rows.count())
    wrong = times.filter((times.times > 1) | (times[shape.key] == ""))
    number = int(_fetch(wrong.aggregate(number=wrong.count()))["number"].iloc[0])
    first = _fetch(wrong.order_by(shape.key).limit(_IDS_TOLD))
    mend = "one row an event: take out the copies (files that overlap? of ACLED, export dyadic rows, not monadic ones)"
    faults = [
        Fault(name, 0, shape.key, key, f"stands {n} times" if key else f"blank in {n} rows", mend)
        for key, n in zip(first[shape.key], first["times"], strict=True)
    ]
    if number > _IDS_TOLD:
        faults.append(Fault(name, 0, shape.key, "", f"{number - _IDS_TOLD:,} more ids stand more than once", mend))
    return faults


def _settled(
    found: pd.DataFrame, columns: list[str], shape: Shape, name: str, dayfirst: bool | None, told: list[str]
) -> tuple[pd.DataFrame, list[Fault]]:
    """Different values, clean and typed, and a fault for each that is at fault."""
    fields = {column: shape.fields[column] for column in columns}
    clean, wrong = settle(found[columns].copy(), fields, name, dayfirst, told)
    at = pd.DataFrame(
        [(f.column, f.line, f.value, f.rule, f.mend) for f in wrong],
        columns=["column", "line", "value", "rule", "mend"],
    ).join(found[["rows", "first_id"]], on="line")
    faults = []
    for (column, value, rule, mend), same in at.groupby(["column", "value", "rule", "mend"], sort=False):
        said = f"{rule} ({same['rows'].sum():,} rows, such as {same['first_id'].min()})"
        faults.append(Fault(name, 0, str(column), str(value), said, str(mend)))
    return as_text(clean), faults


def _judged(part: str, rows: pd.DataFrame, shape: Shape, base: Ledger) -> pd.DataFrame:
    """What different values mean: the ``date``, the ``type`` and ``town_type``, or the ``front`` and ``town``."""
    if part == "when":
        return pd.DataFrame({"date": shape.day(rows)["date_end"].dt.strftime("%Y-%m-%d")})
    if part == "what":
        return shape.kind(rows)[["type", "town_type"]].fillna("").astype("str")
    return _fronts(shape.spot(rows), base, guess=shape is gdelt.GDELT)


def _fronts(spots: pd.DataFrame, ledger: Ledger, guess: bool) -> pd.DataFrame:
    """The front of each spot, blank where no place is found, and whether its place is a town on one (1 or 0).

    The place is that of `places.find_places`; where it has no front, a precise spot may be guessed to lie where the
    nearest township does, for tables that name no townships.
    """
    found = find_places(spots, ledger)
    place, front = found["place"], found["front"]
    if guess:
        near = near_township(spots.where(spots["level"].isin(_PRECISE)), ledger.places)
        place, front = place.fillna(near), front.fillna(looked_up(near, ledger.places, "place", "front"))
    town = (found["kind"] == "town") & found["front"].notna()
    return pd.DataFrame(
        {"front": front.mask(front.isna() & place.notna(), WHOLE).fillna(""), "town": town.astype("int64")}
    )


def _counted(rows: Any, parts: dict[str, pd.DataFrame]) -> Any:
    """The rows with their meaning, counted."""
    import ibis  # noqa: PLC0415
    import pyarrow as pa  # noqa: PLC0415

    for frame in parts.values():
        keys = [c for c in frame.columns if c in rows.columns]
        rows = rows.inner_join(ibis.memtable(pa.Table.from_pandas(frame, preserve_index=False)), keys)
    by = ["front", "date", "type", "town_type", "town"]
    return rows.group_by(by).aggregate(events=rows.count())


def _finished(counted: pd.DataFrame) -> pd.DataFrame:
    """The counts with the type of each row settled, in order."""
    town = (counted["town"] == 1) & (counted["town_type"] != "")
    frame = counted.assign(
        type=counted["type"].mask(town, counted["town_type"]).astype("str"),
        date=pd.to_datetime(counted["date"], format="%Y-%m-%d").astype("datetime64[s]"),
    )
    frame = frame.groupby(["front", "date", "type"])["events"].sum().reset_index()
    return frame.assign(**{c: frame[c].mask(frame[c] == "").astype("str") for c in ("front", "type")})


def _fetch(expression: Any) -> pd.DataFrame:
    """An expression's result, text as pandas keeps it."""
    frame: pd.DataFrame = expression.to_pyarrow().to_pandas()
    return frame.astype({c: "str" for c in frame if pd.api.types.is_string_dtype(frame[c].dtype)})


def _said(error: Exception) -> str:
    return str(error).strip().splitlines()[0]


def _unreadable(error: Exception, name: str) -> Fault:
    """DuckDB's complaint about a file as a fault."""
    said = str(error)
    line = _CSV_LINE.search(said)
    why = next((x for x in said.splitlines() if x and not _CSV_LINE.search(x) and not x.startswith("Original")), said)
    mend = "save the file as UTF-8" if "utf-8" in said else "mend that line, or export the file anew"
    return Fault(name, int(line[1]) if line else 0, "", "", f"not readable ({why.strip()})", mend)
