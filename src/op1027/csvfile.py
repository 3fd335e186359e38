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

BLOCK = 1 << 22


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
    try:
        table = arrow_csv.read_csv(
            path,
            read_options=arrow_csv.ReadOptions(block_size=BLOCK),
            parse_options=arrow_csv.ParseOptions(newlines_in_values=True),
            convert_options=arrow_csv.ConvertOptions(
                column_types=dict.fromkeys(columns, pa.large_string()),
                null_values=[""],
                strings_can_be_null=True,
                quoted_strings_can_be_null=True,
            ),
        )
        names = table.column_names
    except (pa.ArrowInvalid, UnicodeDecodeError):
        return None
    if sorted(names) != sorted(columns):
        return None
    lines = line_numbers(path, layout, table.num_rows)
    if lines is None:
        return None
    found = {}
    for name in columns:
        values = table[name].combine_chunks()
        table = table.drop_columns(name)
        longest = pc.max(pc.binary_length(values)).as_py() or 0
        if longest > csv.field_size_limit():
            return None
        found[name] = pd.Series(values, dtype="str")
    return pd.DataFrame(found).set_axis(pd.Index(lines, name="line"))


def scan(path: Path) -> Layout | None:
    """The quotes of a file; nothing where one is astray or a line ends in a carriage return alone.

    Counted from the start, odd quotes open a value or go on with it and even ones close it or are doubled: an odd one
    follows a delimiter, a line's end or a quote, an even one is followed by one.
    """
    opens, closes = np.zeros(256, dtype=bool), np.zeros(256, dtype=bool)
    opens[list(b',\n"')] = closes[list(b',\r\n"')] = True
    found, count, ends, offset, rest = [], 0, 0, 0, b"\n"
    with path.open("rb") as file:
        while True:
            block = file.read(BLOCK)
            text = rest + (block or b"\n")
            inner = text[1:-1]
            if text.count(b"\r") != text.count(b"\r\n") + text.endswith(b"\r"):
                return None
            ends += inner.count(b"\n")
            codes = np.frombuffer(text, np.uint8)
            at = np.flatnonzero(codes[1:-1] == ord('"')) + 1
            opening = (np.arange(count, count + len(at)) % 2) == 0
            if not np.where(opening, opens[codes[at - 1]], closes[codes[at + 1]]).all():
                return None
            found.append(at + (offset - 1))
            count += len(at)
            offset += len(inner)
            if not block:
                break
            rest = text[-2:]
    if count % 2:
        return None
    last = rest[-1:] != b"\n"
    return Layout(np.concatenate(found), ends + last)


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
