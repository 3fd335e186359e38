"""Read a well-formed CSV at the speed of Arrow, or say that it must be read with care.

What is not plainly well-formed (a stray quote, a row too short, another encoding, a blank line) is left to the
careful reader in `read`, which is slower and names every line.
"""

import csv
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv as arrow_csv

from op1027.record.faults import Fault

_BLOCK = 1 << 17  # bytes looked at together: few enough to stay in the processor's cache
_PARSED = 1 << 20  # bytes that Arrow parses together
# from a header, which column stands where, or what is wrong with it
Choice = Callable[[list[str]], tuple[Mapping[str, int], list[Fault]]]


@dataclass(frozen=True, eq=False)
class _Quotes:
    """Where the quotes of a file stand, and how many lines it has."""

    quotes: np.ndarray
    ends: int


def read_plain(path: Path, choose: Choice) -> pd.DataFrame | None:
    """What `read.read_csv` gives; nothing where the file needs care."""
    layout = _quotes_in(path)
    if layout is None:
        return None
    try:
        with path.open(encoding="utf-8-sig", newline="") as text:
            header = next(csv.reader(text, strict=True), [])
    except (csv.Error, UnicodeDecodeError):
        return None
    columns, faults = choose(header)
    if faults:
        return None
    wanted = {name: header[at] for name, at in columns.items()}
    table = _parse(path, list(wanted.values()), broken_lines=False)
    if table is None or table.num_rows != layout.ends - 1:
        table = _parse(path, list(wanted.values()), broken_lines=True)
    if table is None:
        return None
    lines = _line_numbers(path, layout, table.num_rows)
    if lines is None or any(_longest(table[name]) > csv.field_size_limit() for name in wanted.values()):
        return None
    found = {name: pd.array(table[raw], dtype="str") for name, raw in wanted.items()}
    return pd.DataFrame(found, index=pd.Index(lines, name="line"))


def _longest(values: pa.ChunkedArray) -> int:
    """How many bytes the longest value takes."""
    return int(pc.max(pc.binary_length(values)).as_py() or 0)


def _parse(path: Path, columns: list[str], broken_lines: bool) -> pa.Table | None:
    """The values as Arrow reads them, if it can; quicker without line breaks in values."""
    try:
        return arrow_csv.read_csv(
            path,
            memory_pool=frugal_pool(),
            read_options=arrow_csv.ReadOptions(block_size=_PARSED),
            parse_options=arrow_csv.ParseOptions(newlines_in_values=broken_lines),
            convert_options=arrow_csv.ConvertOptions(
                include_columns=columns,
                column_types=dict.fromkeys(columns, pa.large_string()),
                null_values=[""],
                strings_can_be_null=True,
                quoted_strings_can_be_null=True,
            ),
        )
    except (pa.ArrowInvalid, pa.ArrowKeyError, UnicodeDecodeError):
        return None


def frugal_pool() -> pa.MemoryPool:
    """The allocator that gives memory back soonest, where Arrow was built with it: the peak is lower."""
    try:
        return pa.jemalloc_memory_pool()
    except NotImplementedError:
        return pa.default_memory_pool()


def _quotes_in(path: Path) -> _Quotes | None:
    """The quotes of a file; nothing where one is astray or a line ends in a carriage return alone.

    Counted from the start, odd quotes open a value or go on with it and even ones close it or are doubled: an odd one
    follows a delimiter, a line's end or a quote, an even one is followed by one.
    """
    opens, closes = np.zeros(256, dtype=bool), np.zeros(256, dtype=bool)
    opens[list(b',\n"')] = closes[list(b',\r\n"')] = True
    found, count, ends, offset = [np.empty(0, dtype=np.int64)], 0, 0, -1
    text, kept = bytearray(b"\n" + bytes(_BLOCK + 1)), 1  # what lies before a block: a line's end, then two bytes
    codes, is_quote = np.frombuffer(text, np.uint8), np.empty(len(text), dtype=bool)
    with path.open("rb") as file:
        while True:
            read = file.readinto(memoryview(text)[kept : kept + _BLOCK])
            if not read:
                text[kept] = ord("\n")
            size = kept + (read or 1)
            if text.find(b"\r", 0, size - 1) >= 0:
                returns = np.flatnonzero(codes[: size - 1] == ord("\r"))
                if not (codes[returns + 1] == ord("\n")).all():
                    return None
            ends += int(np.count_nonzero(codes[1 : size - 1] == ord("\n")))
            if text.find(b'"', 1, size - 1) >= 0:
                at = np.flatnonzero(np.equal(codes[: size - 1], ord('"'), out=is_quote[: size - 1]))
                at = at[at > 0]
                first, second = count % 2, 1 - count % 2
                if not (opens[codes[at[first::2] - 1]].all() and closes[codes[at[second::2] + 1]].all()):
                    return None
                found.append(at + offset)
                count += len(at)
            offset += size - 2
            if not read:
                break
            text[:2], kept = text[size - 2 : size], 2
    if count % 2:
        return None
    whole = text[kept - 1] == ord("\n")
    return _Quotes(np.concatenate(found), ends + (not whole))


def _line_numbers(path: Path, layout: _Quotes, rows: int) -> np.ndarray | None:
    """The line on which each row starts; nothing where the file has blank lines."""
    if layout.ends == rows + 1:
        return np.arange(2, rows + 2)
    ends = []
    offset = 0
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            ends.append(np.flatnonzero(np.frombuffer(block, np.uint8) == ord("\n")) + offset)
            offset += len(block)
    at = np.concatenate(ends)
    outside = np.flatnonzero(np.searchsorted(layout.quotes, at) % 2 == 0)
    starts = outside + 2
    starts = starts[: len(starts) - (len(at) > 0 and at[-1] == offset - 1)]
    return starts if len(starts) == rows else None
