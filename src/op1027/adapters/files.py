"""Whatever form a table comes in, as plain CSV; or what it is instead of one."""

import csv
import gzip
import io
import json
import os
import shutil
import tempfile
import zipfile
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path
from typing import Any

import pandas as pd

from op1027.record.faults import DataError, Fault

_HEAD = 1 << 17  # bytes in which a header is looked for
_BEFORE = 30  # lines that may stand before it
_SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "strokes"}
_TIMES_THE_FILE = 5  # how much memory reading takes, for its bytes, where a name in every row is new
AGAIN = "export all columns, under their own names"
_AS_IT_STANDS: dict[str, Any] = {"header": None, "dtype": "object", "na_filter": False}


@dataclass(frozen=True)
class Plain:
    """A plain CSV file, UTF-8, with a header.

    ``lines`` says on which line of the original each row of it begins, where that differs; ``told`` what was done.
    """

    path: Path
    lines: list[int] | None = None
    told: list[str] = field(default_factory=list)

    def line(self, number: int) -> int:
        """The original's line of a line of this file."""
        return number if self.lines is None or not 1 < number < len(self.lines) + 2 else self.lines[number - 2]


@contextmanager
def plain_csv(path: Path, known: Collection[str], headless: Mapping[int, list[str]]) -> Iterator[Plain]:
    """A file as plain CSV: itself, or what it holds, in a temporary file.

    Parameters
    ----------
    path : Path
    known : collection of str
        Names of columns, in small letters, by which a header is recognised.
    headless : mapping of int to list of str
        Names of the columns of files that come without a header, by how many there are.

    Raises
    ------
    DataError
        If the file is something else than a table; it says what.
    """
    if not path.is_file():
        raise FileNotFoundError(f"no such file: {path}")
    with tempfile.TemporaryDirectory(prefix="op1027_") as scratch:
        told: list[str] = []
        file = _unpacked(path, Path(scratch), told)
        with file.open("rb") as start:
            head = start.read(_HEAD)
        _refuse(head, path.name)
        rows = _rows_with_lines(file, head, path.name, known, told)
        if rows is None:
            text = head.decode("utf-8-sig", errors="replace")
            at, separator = _header(text, known)
            if at < 0:
                names = _headless(text, headless)
                if names is None:
                    yield Plain(file, None, told)  # the header's own faults are told by whoever reads it
                    return
                told.append(f"no header: the {len(names)} columns by their order")
                separator = ","
            else:
                names = None
            told += _passed_over(at)
            if separator != ",":
                told.append(f"{_SEPARATORS[separator]} between the values")
            tags = at >= 0 and _is_tags(text, at, separator)
            if at <= 0 and separator == "," and not names and not tags:
                yield Plain(file, None, told)
                return
            rows = _split(file, separator, max(at, 0), names)
        target = Path(scratch) / "plain.csv"
        lines = _write(rows, target, told)
        yield Plain(target, lines, told)


def _unpacked(path: Path, scratch: Path, told: list[str]) -> Path:
    """The file, or the one file in a gzip or zip."""
    with path.open("rb") as file:
        start = file.read(4)
    target = scratch / "unpacked"
    if start[:2] == b"\x1f\x8b":
        told.append("unpacked from gzip")
        try:
            with gzip.open(path) as packed, target.open("wb") as out:
                shutil.copyfileobj(packed, out)
        except (EOFError, OSError) as error:
            raise DataError([Fault(path.name, 0, "", "", f"broken gzip ({error})", "download it again")]) from None
        return target
    if start == b"PK\x03\x04":
        try:
            with zipfile.ZipFile(path) as packed:
                inside = [name for name in packed.namelist() if not name.endswith("/")]
                if "xl/workbook.xml" in inside:
                    return path
                if len(inside) > 1:
                    rule = f"a zip of {len(inside)} files: {', '.join(inside[:3])}"
                    raise DataError([Fault(path.name, 0, "", "", rule, "unpack it and give one of them")])
                told.append(f"{inside[0]} unpacked from zip")
                with packed.open(inside[0]) as one, target.open("wb") as out:
                    shutil.copyfileobj(one, out)
        except (zipfile.BadZipFile, EOFError) as error:
            raise DataError([Fault(path.name, 0, "", "", f"broken zip ({error})", "download it again")]) from None
        return target
    return path


def _refuse(head: bytes, name: str) -> None:
    """Say what a file is that is no table."""
    start = head.lstrip()[:200].lower()
    what = {
        b"version https://git-lfs": ("a pointer of Git LFS, not the file itself", "get the file with `git lfs pull`"),
        b"\xd0\xcf\x11\xe0": ("an Excel workbook in the form of before 2007", "save it as CSV or as .xlsx"),
        b"par1": ("a Parquet file", "count it with op1027.scan, or save it as CSV"),
        b"<!doctype html": ("a web page, perhaps of a login, not the file itself", "download the file again"),
        b"<html": ("a web page, perhaps of a login, not the file itself", "download the file again"),
        b"%pdf": ("a PDF", "export the data as CSV"),
    }
    for mark, (rule, mend) in what.items():
        if start.startswith(mark):
            raise DataError([Fault(name, 0, "", "", rule, mend)])


def _rows_with_lines(
    file: Path, head: bytes, name: str, known: Collection[str], told: list[str]
) -> Iterable[tuple[int, list[str]]] | None:
    """The rows of a workbook, of JSON or of UTF-16 with their lines; nothing of what may be CSV in UTF-8."""
    if head[:4] == b"PK\x03\x04":
        return _sheet(file, name, known, told)
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        told.append("UTF-16")
        text = file.read_text(encoding="utf-16")
        separator = _header(text, known)[1]
        if separator != ",":
            told.append(f"{_SEPARATORS[separator]} between the values")
        return _from_header(_numbered(io.StringIO(text, newline=""), separator), known, told)
    if head.lstrip(b"\xef\xbb\xbf \r\n\t")[:1] in (b"{", b"["):
        told.append("JSON")
        return _json_rows(file, name)
    return None


def _sheet(file: Path, name: str, known: Collection[str], told: list[str]) -> Iterable[tuple[int, list[str]]]:
    """The rows of the first sheet that has a header, from there on; else of the first."""
    try:
        book = pd.ExcelFile(file, engine="openpyxl")
    except ImportError:
        mend = "save the sheet as CSV, or: pip install openpyxl"
        raise DataError([Fault(name, 0, "", "", "a workbook, and openpyxl is not installed", mend)]) from None
    with book:
        names = book.sheet_names
        heads = (_cells(pd.read_excel(book, sheet, nrows=_BEFORE, **_AS_IT_STANDS)) for sheet in names)
        at = next((at for at, head in enumerate(heads) if _best((row for _, row in head), known)[1] >= 0), 0)
        sheet = pd.read_excel(book, names[at], **_AS_IT_STANDS)
    told.append(f"sheet {names[at]!r} of a workbook" if at else "the first sheet of a workbook")
    return _from_header(_cells(sheet), known, told)


def _cells(sheet: pd.DataFrame) -> Iterator[tuple[int, list[str]]]:
    for number, row in enumerate(sheet.itertuples(index=False, name=None), start=1):
        yield number, [_cell(value) for value in row]


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _json_rows(file: Path, name: str) -> Iterator[tuple[int, list[str]]]:
    """The records of ACLED's API (``{"data": [...]}``), or of a list, as rows."""
    try:
        found = json.loads(file.read_text(encoding="utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise DataError([Fault(name, 0, "", "", f"not readable as JSON ({error})", "ask the API again")]) from None
    records = found.get("data", found.get("Result")) if isinstance(found, dict) else found
    if not isinstance(records, list) or not all(isinstance(record, dict) for record in records):
        said = found.get("error") or found.get("message") or "" if isinstance(found, dict) else ""
        rule = "JSON without events in `data`" + (f"; the API says: {said}" if said else "")
        raise DataError([Fault(name, 0, "", "", rule, "ask the API again, and save the whole answer")])
    columns = list(dict.fromkeys(column for record in records for column in record))
    yield 1, columns
    for number, record in enumerate(records, start=2):
        yield number, [_cell(record.get(column)) for column in columns]


def _header(text: str, known: Collection[str]) -> tuple[int, str]:
    """On which line (from 0) the header stands and what stands between its names; -1 where none is seen."""
    lines = text.splitlines()[:_BEFORE]
    found = {separator: _best((line.split(separator) for line in lines), known) for separator in _SEPARATORS}
    separator = max(found, key=lambda one: found[one][0])
    return found[separator][1], separator if found[separator][1] >= 0 else ","


def _best(rows: Iterable[Sequence[str]], known: Collection[str]) -> tuple[int, int]:
    """How many names of columns the row that has most has, and which it is; -1 where none has two."""
    best = (1, -1)
    for at, row in enumerate(rows):
        names = {cell.strip(' "\ufeff').lower() for cell in row}
        score = len(names & set(known))
        if score > best[0]:
            best = (score, at)
    return best


def _from_header(
    rows: Iterator[tuple[int, list[str]]], known: Collection[str], told: list[str]
) -> Iterable[tuple[int, list[str]]]:
    """Rows from the header on."""
    head = list(islice(rows, _BEFORE))
    at = _best((row for _, row in head), known)[1]
    told += _passed_over(at)
    return chain(head[max(at, 0) :], rows)


def _passed_over(lines: int) -> list[str]:
    return [f"{lines} line{'s' if lines > 1 else ''} before the header passed over"] if lines > 0 else []


def _headless(text: str, headless: Mapping[int, list[str]]) -> list[str] | None:
    row = next(csv.reader(io.StringIO(text)), [])
    return headless.get(len(row)) if row and row[0].strip().isdecimal() else None


def _is_tags(text: str, at: int, separator: str) -> bool:
    """Whether the line after the header holds the tags of the Humanitarian Exchange Language."""
    line = [*text.splitlines()[at + 1 : at + 2], ""][0]
    cells = [cell.strip(' "') for cell in line.split(separator)]
    return any(cells) and all(cell.startswith("#") for cell in cells if cell)


def _split(file: Path, separator: str, skip: int, names: list[str] | None) -> Iterator[tuple[int, list[str]]]:
    """The rows of a text with the lines on which they begin, from the header on."""
    if names:
        yield 0, names
    with file.open(encoding="utf-8-sig", newline="") as lines:
        for _ in range(skip):
            next(lines)
        for line, row in _numbered(lines, separator):
            yield line + skip, row


def _numbered(lines: Iterable[str], separator: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(lines, delimiter=separator)
    while True:
        line = reader.line_num + 1
        try:
            yield line, next(reader)
        except StopIteration:
            return


def _write(rows: Iterable[tuple[int, list[str]]], target: Path, told: list[str]) -> list[int]:
    """Write rows as plain CSV, each on one line, without the tags below a header; gives the line of each."""
    lines: list[int] = []
    with target.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        rows = iter(rows)
        header = next(rows, (0, []))[1]
        out.writerow(header)
        for number, (line, row) in enumerate(rows):
            if not any(row):
                continue
            if number == 0 and all(cell.strip().startswith("#") for cell in row if cell.strip()):
                told.append("a line of HXL tags passed over")
                continue
            lines.append(line)
            out.writerow([" ".join(cell.splitlines()) if "\n" in cell or "\r" in cell else cell for cell in row])
    return lines


def enough_memory(path: Path) -> None:
    """Refuse a file that would fill the memory there is.

    Raises
    ------
    MemoryError
        It names `scan`, which counts where the rows are.
    """
    size = path.stat().st_size * _TIMES_THE_FILE
    free = _free_memory()
    if free is not None and size > free:
        raise MemoryError(
            f"{path.name} has {path.stat().st_size / 1e6:,.0f} MB; reading it takes some {size / 1e9:.1f} GB, and "
            f"{free / 1e9:.1f} GB are free. Count it with op1027.scan, or read a part of it"
        )


def _free_memory() -> int | None:
    """Bytes that this process may still take, if the system tells."""
    found = []
    meminfo = Path("/proc/meminfo")
    if meminfo.is_file():
        told = dict(line.split(":", 1) for line in meminfo.read_text(encoding="ascii").splitlines() if ":" in line)
        found.append(int(told["MemAvailable"].split()[0]) * 1024)
    group = Path("/sys/fs/cgroup")
    try:
        limit, used = ((group / name).read_text(encoding="ascii").strip() for name in ("memory.max", "memory.current"))
        if limit.isdecimal():
            found.append(int(limit) - int(used))
    except OSError:
        pass
    try:
        import resource  # noqa: PLC0415 - not on Windows

        soft = resource.getrlimit(resource.RLIMIT_AS)[0]
        statm = Path("/proc/self/statm")
        if soft != resource.RLIM_INFINITY and statm.is_file():
            page = os.sysconf("SC_PAGE_SIZE")
            found.append(soft - int(statm.read_text(encoding="ascii").split()[0]) * page)
    except (ImportError, OSError):
        pass
    return min(found, default=None)
