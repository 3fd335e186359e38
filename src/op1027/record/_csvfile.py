"""Read a well-formed CSV at the speed of Arrow, or say that it must be read with care.

What is not plainly well-formed (a stray quote, a row too short, another encoding, a blank line) is left to the
exact reader in `schema`, which is slower and names every line. A file is never read differently by the two.
"""

import csv
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv as arrow_csv

BLOCK = 1 << 20


@dataclass(frozen=True)
class Layout:
    """Where the quotes of a file stand, and how many lines it has."""

    quotes: np.ndarray
    ends: int


def read_plain(path: Path, columns: Collection[str]) -> pd.DataFrame | None:
    """A table as text, indexed by line number, blank values missing; nothing where the file needs care.

    Parameters
    ----------
    path : Path
    columns : collection of str
        The names that the header must hold, in any order.
    """
    layout = scan(path)
    if layout is None:
        return None
    table = parse(path, columns, broken_lines=False)
    if table is None or table.num_rows != layout.ends - 1:
        table = parse(path, columns, broken_lines=True)
    if table is None:
        return None
    lines = line_numbers(path, layout, table.num_rows)
    if lines is None:
        return None
    found = {}
    for name in columns:
        values = table[name]
        longest = pc.max(pc.binary_length(values)).as_py() or 0
        if longest > csv.field_size_limit():
            return None
        found[name] = pd.Series(values, dtype="str")
    return pd.DataFrame(found).set_axis(pd.Index(lines, name="line"))


def parse(path: Path, columns: Collection[str], broken_lines: bool) -> pa.Table | None:
    """The values as Arrow reads them, if it can and finds these columns; quicker without line breaks in values."""
    try:
        table = arrow_csv.read_csv(
            path,
            memory_pool=frugal_pool(),
            read_options=arrow_csv.ReadOptions(block_size=BLOCK),
            parse_options=arrow_csv.ParseOptions(newlines_in_values=broken_lines),
            convert_options=arrow_csv.ConvertOptions(
                column_types=dict.fromkeys(columns, pa.large_string()),
                null_values=[""],
                strings_can_be_null=True,
                quoted_strings_can_be_null=True,
            ),
        )
        return table if sorted(table.column_names) == sorted(columns) else None
    except (pa.ArrowInvalid, UnicodeDecodeError):
        return None


def frugal_pool() -> pa.MemoryPool:
    """The allocator that gives memory back soonest, where Arrow was built with it: the peak is lower."""
    try:
        return pa.jemalloc_memory_pool()
    except NotImplementedError:
        return pa.default_memory_pool()


def scan(path: Path) -> Layout | None:
    """The quotes of a file; nothing where one is astray or a line ends in a carriage return alone.

    Counted from the start, odd quotes open a value or go on with it and even ones close it or are doubled: an odd one
    follows a delimiter, a line's end or a quote, an even one is followed by one.
    """
    opens, closes = np.zeros(256, dtype=bool), np.zeros(256, dtype=bool)
    opens[list(b',\n"')] = closes[list(b',\r\n"')] = True
    found, count, ends, offset = [], 0, 0, -1
    text, kept = bytearray(b"\n" + bytes(BLOCK + 1)), 1  # what lies before a block: a line's end, then two bytes
    codes, is_quote = np.frombuffer(text, np.uint8), np.empty(len(text), dtype=bool)
    with path.open("rb") as file:
        while True:
            read = file.readinto(memoryview(text)[kept : kept + BLOCK])
            if not read:
                text[kept] = ord("\n")
            size = kept + (read or 1)
            if text.find(b"\r", 0, size - 1) >= 0 and text.count(b"\r", 0, size - 1) != text.count(b"\r\n", 0, size):
                return None
            ends += text.count(b"\n", 1, size - 1)
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
    return Layout(np.concatenate(found), ends + (not whole))


def line_numbers(path: Path, layout: Layout, rows: int) -> np.ndarray | None:
    """The line on which each row starts; nothing where the file has blank lines."""
    if layout.ends == rows + 1:
        return np.arange(2, rows + 2)
    ends = []
    offset = 0
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            ends.append(np.flatnonzero(np.frombuffer(block, np.uint8) == ord("\n")) + offset)
            offset += len(block)
    at = np.concatenate(ends)
    outside = np.flatnonzero(np.searchsorted(layout.quotes, at) % 2 == 0)
    starts = outside + 2
    starts = starts[: len(starts) - (len(at) > 0 and at[-1] == offset - 1)]
    return starts if len(starts) == rows else None
