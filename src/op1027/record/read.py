"""The one reader of CSV files, for data folders and for exports: every row whole and with its line, or a fault.

And the one reader of a folder's JSON.

A well-formed file is read by Arrow (`_csvfile`); any other row by row, slower, so that each fault has its line.
A file is never read differently by the two.
"""

import csv
import json
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa

from op1027.record._csvfile import Choice, read_plain
from op1027.record.faults import DataError, Fault

MISCOUNTED = "values where the header has"  # how a row of too few or too many is told
_CHUNK = 20_000  # rows that are held as Python objects at once


def read_csv(path: Path, choose: Choice) -> tuple[pd.DataFrame | None, list[Fault]]:
    """The chosen columns as text, missing where blank, indexed by line, if there is a header to choose by.

    Parameters
    ----------
    path : Path
        A CSV file, UTF-8, its first row the header.
    choose : callable
        Given the header, the columns wanted, by name, with their positions; or the faults that forbid reading on.

    Returns
    -------
    frame : DataFrame or None
        Without the rows that cannot be read.
    faults : list of Fault
        The rows, or whatever else, that cannot.
    """
    if not path.is_file():
        return None, [Fault(path.name, 0, "", "", "the file is missing", "put it beside datapackage.json")]
    plain = read_plain(path, choose)
    return (plain, []) if plain is not None else _read_carefully(path, choose)


def _read_carefully(path: Path, choose: Choice) -> tuple[pd.DataFrame | None, list[Fault]]:
    """What `read_csv` gives, row by row."""
    faults: list[Fault] = []
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            if not any(map(str.strip, lines)):
                mend = "restore it; the first line holds the column names"
                return None, [Fault(path.name, 0, "", "", "the file is empty", mend)]
        with path.open(encoding="utf-8-sig", newline="") as lines:
            rows = csv.reader(lines, strict=True)
            try:
                header = next(rows)
            except csv.Error as error:
                mend = "the first line holds the column names, with commas between"
                return None, [Fault(path.name, 1, "", "", f"not readable as CSV ({error})", mend)]
            columns, faults = choose(header)
            return (None, faults) if faults else (_frame(rows, len(header), columns, path.name, faults), faults)
    except UnicodeDecodeError:
        return None, [*faults, _not_utf8(path)]


def _frame(rows: Any, width: int, columns: Mapping[str, int], file: str, faults: list[Fault]) -> pd.DataFrame:
    numbers: list[int] = []
    parts: dict[str, list[pa.Array]] = {name: [] for name in columns}
    sound = _sound_rows(rows, width, file, faults)
    while some := list(islice(sound, _CHUNK)):
        numbers += [line for line, _ in some]
        for name, at in columns.items():
            parts[name].append(pa.array([row[at] or None for _, row in some], pa.large_string()))
    text = {name: pd.Series(pa.chunked_array(part, pa.large_string()), dtype="str") for name, part in parts.items()}
    return pd.DataFrame(text).set_axis(pd.Index(numbers, name="line", dtype="int64"))


def _sound_rows(rows: Any, width: int, file: str, faults: list[Fault]) -> Iterator[tuple[int, list[str]]]:
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
            rule = f"{len(row)} {MISCOUNTED} {width}"
            faults.append(Fault(file, line, "", ",".join(row), rule, "put a value that holds a comma in double quotes"))


def _not_utf8(path: Path) -> Fault:
    """The first byte that is no UTF-8, as a fault."""
    data = path.read_bytes()
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return Fault(path.name, line, "", f"byte 0x{data[error.start]:02x}", "not UTF-8", "save the file as UTF-8")
    raise AssertionError("called for a file that is UTF-8")


def read_json(path: Path) -> Any:
    """What a JSON file holds.

    Raises
    ------
    DataError
        If there is no such file, or it is not JSON.
    """
    line, rule = 0, "no such file"
    try:
        return json.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        pass
    except json.JSONDecodeError as error:
        line, rule = error.lineno, f"not JSON: {error.msg}"
    except UnicodeDecodeError:
        raise DataError([_not_utf8(path)]) from None
    except RecursionError:
        rule = "nested too deep"
    except ValueError:  # Python reads no whole number of thousands of digits
        rule = "a number out of reach"
    raise DataError([Fault(path.name, line, "", "", rule, "correct the file, or its path")])
