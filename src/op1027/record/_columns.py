"""Long columns of text: questions asked of each different value once, or of the bytes that all lie in.

A table of a million rows has some hundred different actors. To look at every cell as a Python object is what makes
checking slow; these functions never do, unless something is odd.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

_SAMPLE = 2_000
# As they stand in the brackets of an expression: control characters and marks that turn the direction of text; and
# what has no width, so that two texts look alike and are not (soft hyphens, joiners, fillers, tags).
UNPRINTED = "\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff"
INVISIBLE = "\xad\u034f\u115f\u1160\u180e\u200b-\u200d\u2060-\u2065\u3164\U000e0000-\U000e007f"
_ODD = re.compile(rf"[{UNPRINTED}{INVISIBLE}]|^\s|\s$")


def arrow(text: pd.Series) -> pa.ChunkedArray:
    """A column of text as Arrow has it."""
    array = pa.array(text.array, type=pa.large_string(), from_pandas=True)
    return array if isinstance(array, pa.ChunkedArray) else pa.chunked_array([array])


def encoded(text: pd.Series) -> tuple[np.ndarray, pd.Series]:
    """A column of text as codes (-1 where missing) and its different values, in order of first appearance."""
    if text.empty:  # which Arrow below 25 cannot combine
        return np.empty(0, dtype=np.int32), pd.Series(dtype="str", name=text.name)
    found = arrow(text).dictionary_encode().combine_chunks()
    values = pd.Series(found.dictionary, dtype="str", name=text.name)
    return found.indices.fill_null(-1).to_numpy(zero_copy_only=False), values


def as_category(text: pd.Series) -> pd.Series:
    """A column of text as a category, its values in order of name: the same to group and sort by, and quicker."""
    codes, values = encoded(text)
    ranked = values.sort_values()
    rank = np.full(len(values) + 1, -1, dtype=codes.dtype)
    rank[ranked.index] = np.arange(len(values))
    return pd.Series(pd.Categorical.from_codes(rank[codes], pd.Index(ranked)), index=text.index)


def decoded(codes: np.ndarray, values: pd.Series, index: pd.Index) -> pd.Series:
    """The value of each code; missing for -1."""
    return pd.Series(values.array.take(codes, allow_fill=bool(len(codes)) and codes.min() < 0), index=index)


def spelt_out(column: pd.Series) -> pd.Series:
    """A column of text as text, where it is kept as a category."""
    if not isinstance(column.dtype, pd.CategoricalDtype):
        return column
    text = decoded(column.cat.codes.to_numpy(), pd.Series(column.cat.categories), column.index)
    text.name = column.name
    return text


def mapped(text: pd.Series, by: Mapping[str, Any] | Callable[[str], Any]) -> pd.Series:
    """Each value looked up, or computed, once."""
    codes, values = encoded(text)
    return decoded(codes, values.map(by), text.index)


def repetitive(text: pd.Series) -> bool:
    """Whether values come again and again, by the look of the first few thousand."""
    some = arrow(text).slice(0, _SAMPLE)
    return bool(pc.count_distinct(some).as_py() * 3 < len(some) * 2)


def given(text: pd.Series) -> np.ndarray:
    """Which values are not missing."""
    found: np.ndarray = arrow(text).is_valid().to_numpy()
    return found


def one_of(text: pd.Series, values: Iterable[str]) -> np.ndarray:
    """Which values are among these few; a missing value is not."""
    found: np.ndarray = pc.is_in(arrow(text), value_set=pa.array(values, pa.large_string())).to_numpy()
    return found


def known_in(text: pd.Series, known: pd.Series) -> pd.Series:
    """Which values are among the known ones; a missing value is not."""
    cells, others = arrow(text), arrow(known).drop_null()
    if len(others) > len(cells):  # the smaller side makes the smaller table to look up in
        others = others.filter(pc.is_in(others, value_set=cells))
    return pd.Series(pc.is_in(cells, value_set=others).to_numpy(), index=text.index)


def positions(text: pd.Series, known: pd.Series) -> np.ndarray:
    """Where each value first stands among the known ones; -1 where it does not."""
    cells, others, rows = arrow(text), arrow(known), None
    if len(others) > len(cells):
        rows = np.flatnonzero(pc.is_in(others, value_set=cells).to_numpy())
        others = others.take(rows)
    found = pc.index_in(cells, value_set=others).fill_null(-1).to_numpy()
    found = np.where(cells.is_null().to_numpy(), -1, found)
    return found if rows is None else np.where(found < 0, -1, np.append(rows, -1)[found])


def looked_up(text: pd.Series, table: pd.DataFrame, key: str, column: str) -> pd.Series:
    """Another table's column by that table's key; missing where the key is not there."""
    return decoded(positions(text, table[key]), table[column], text.index)


def listed(text: pd.Series, separator: str) -> pd.Series:
    """Each value of the lists in a column, in order, with the index of its row."""
    lists = pc.split_pattern(arrow(text).combine_chunks(), separator)
    rows = pc.list_parent_indices(lists).to_numpy()
    return pd.Series(pc.list_flatten(lists), index=text.index[rows], dtype="str", name=text.name)


def joined(text: pd.Series, separator: str) -> pd.Series:
    """The values of each run of one index value as a list."""
    starts = np.flatnonzero(~text.index.duplicated())
    ends = pa.array(np.append(starts, len(text)), pa.int32())
    lists = pa.ListArray.from_arrays(ends, arrow(text).combine_chunks().cast(pa.string()))
    return pd.Series(pc.binary_join(lists, separator), index=text.index[starts], dtype="str", name=text.name)


def lengths(text: pd.Series) -> np.ndarray:
    """How many characters each value has; 0 where missing."""
    found: np.ndarray = pc.utf8_length(arrow(text)).fill_null(0).to_numpy()
    return found


def odd(text: pd.Series) -> np.ndarray:
    """Which values hold a character that nobody sees, or a space at an edge."""
    found = np.zeros(len(text), dtype=bool)
    rows = _rows_of(text, _unplain)  # no other can
    if len(rows):
        found[rows] = [_ODD.search(value) is not None for value in text.iloc[rows]]
    return found


def compiles(pattern: str) -> bool:
    """Whether a text is an expression as RE2 (and so Arrow) understands them: each is matched in bounded time."""
    try:
        for shape in (pattern, f"^(?:{pattern})$"):
            pc.match_substring_regex(pa.array([""]), shape)
    except (pa.ArrowInvalid, UnicodeEncodeError):
        return False
    return True


def fullmatch(text: pd.Series, pattern: str) -> np.ndarray:
    """Which values an expression of RE2's matches as a whole: no expression takes forever."""
    found: np.ndarray = pc.match_substring_regex(arrow(text), f"^(?:{pattern})$").fill_null(False).to_numpy()
    return found


def untidy_rows(text: pd.Series) -> np.ndarray:
    """The positions of the values that are not all printable ASCII, have a space at an edge or two together."""
    return _rows_of(text, lambda chunk: _unplain(chunk) | _doubly_spaced(chunk))


def _rows_of(text: pd.Series, asked: Callable[[pa.Array], np.ndarray]) -> np.ndarray:
    """The positions of the values that a question of a chunk's is true of."""
    rows, start = np.empty(len(text), dtype=bool), 0
    for chunk in arrow(text).chunks:
        rows[start : start + len(chunk)] = asked(chunk)
        start += len(chunk)
    return np.flatnonzero(rows)


def _unplain(array: pa.Array) -> np.ndarray:
    """Which values of a chunk are not all printable ASCII, or have a space at an edge: what may be odd."""
    rows = np.zeros(len(array), dtype=bool)
    bounds, text = contents(array)
    given = np.flatnonzero(bounds[1:] > bounds[:-1])
    edge = (text[bounds[given]] == ord(" ")) | (text[bounds[given + 1] - 1] == ord(" "))
    rows[given[edge]] = True
    strange = np.flatnonzero((text - np.uint8(0x20)) >= 0x7F - 0x20)
    rows[np.searchsorted(bounds, strange, side="right") - 1] = True
    return rows


def _doubly_spaced(array: pa.Array) -> np.ndarray:
    """Which values of a chunk have two spaces together, or one at their end before one at the next's beginning."""
    rows = np.zeros(len(array), dtype=bool)
    bounds, text = contents(array)
    blank = text == ord(" ")
    rows[np.searchsorted(bounds, np.flatnonzero(blank[1:] & blank[:-1]), side="right") - 1] = True
    return rows


def contents(array: pa.Array) -> tuple[np.ndarray, np.ndarray]:
    """The bytes of all values of a chunk, and where each begins and the last ends."""
    _, offsets, data = array.buffers()
    if data is None or not len(array):
        return np.zeros(len(array) + 1, dtype=np.int64), np.zeros(0, dtype=np.uint8)
    bounds = np.frombuffer(offsets, np.int64)[array.offset : array.offset + len(array) + 1]
    return bounds - bounds[0], np.frombuffer(data, np.uint8)[bounds[0] : bounds[-1]]
