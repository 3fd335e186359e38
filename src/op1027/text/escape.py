"""Text that stays text, wherever it is opened: nothing hidden, nothing run."""

import re

import pandas as pd

# Control characters but tab and line feed, marks that turn the direction of writing, halves of surrogate
# pairs and two that no XML may hold.
HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
FORMULA = re.compile("^[=+\\-@\t\n＝＋－＠]")
CELL = 32_767  # characters that a cell of Excel holds
CUT = " … (cut here: a cell holds no more; whole in the CSV and Parquet files)"


def visible(text: str) -> str:
    """Text with each hidden character written out, as ``<U+202E>``: seen, and without effect."""
    return HIDDEN.sub(lambda found: f"<U+{ord(found[0]):04X}>", text)


def unformulated(text: str) -> str:
    """Text that no spreadsheet takes for a formula: with an apostrophe before it, if it began like one."""
    return "'" + text if FORMULA.match(text) else text


def fitting(text: str) -> str:
    """Text that fits a cell of Excel; what is cut off is said."""
    return text if len(text) <= CELL else text[: CELL - len(CUT)] + CUT


def texts(frame: pd.DataFrame) -> list[str]:
    """The columns that hold text."""
    return [str(name) for name, values in frame.items() if pd.api.types.is_string_dtype(values.dtype)]
