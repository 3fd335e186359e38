"""Text that stays text, wherever it is opened: nothing hidden, nothing run, nothing set as markup or mathematics.

One function a reader: spreadsheets (`unformulated`, `fitting`), Markdown and the HTML made of it (`in_markdown`),
plotly (`in_plotly`), HTML and SVG between two tags (`in_markup`), anything that shows characters (`visible`).
"""

import re
from html import escape

import pandas as pd

# Control characters but tab and line feed, marks that turn the direction of writing, halves of surrogate
# pairs and two that no XML may hold.
_HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
# At the start of a cell, and wherever a spreadsheet that splits at semicolons, tabs or lines would start one.
_FORMULA = re.compile("(^(?=[\t\n])|(?:^|[;\t\n\r]) *(?=[=+\\-@＝＋－＠]))")
# What would start mathematics, markup, a link (bare addresses: their colon, dot or @ is escaped) or a new cell.
_MARKUP = re.compile(r"([\\$])|[`*_{}\[\]<>|~#!&@]|:(?=//)|(?<=www)\.", re.IGNORECASE)
# plotly draws some HTML in every text, resolves entities, fills ``%{…}`` on hovering and sets ``$…$``.
LIVELY = re.compile(r"<|>|\$|%(?=\{)|&(?=#?\w+;)")
_CELL = 32_767  # characters that a cell of Excel holds
_CUT = " … (cut here: a cell holds no more; whole in the CSV and Parquet files)"


def visible(text: str) -> str:
    """Text with each hidden character written out, as ``<U+202E>``: seen, and without effect."""
    return _HIDDEN.sub(lambda found: f"<U+{ord(found[0]):04X}>", text)


def unformulated(text: str) -> str:
    """Text that no spreadsheet takes for a formula: an apostrophe stands before what would begin like one."""
    return _FORMULA.sub(r"\1'", text)


def fitting(text: str) -> str:
    """Text that fits a cell of Excel; what is cut off is said."""
    return text if len(text) <= _CELL else text[: _CELL - len(_CUT)] + _CUT


def in_markdown(text: str) -> str:
    """Text that Markdown, and the HTML made of it, show as it is, on one line.

    MathJax reads the page when Markdown is gone: what would open a formula stands in an element of its own, where
    no end is found.
    """
    return _MARKUP.sub(lambda it: rf"<span>\{it[0]}</span>" if it[1] else rf"\{it[0]}", " ".join(text.split()))


def in_plotly(text: str) -> str:
    """Text that plotly shows as it is."""
    return LIVELY.sub(lambda found: f"&#{ord(found[0])};", text)


def in_markup(text: str) -> str:
    """Text that HTML and SVG show as it is, between two tags."""
    return escape(visible(text), quote=False)


def texts(frame: pd.DataFrame) -> list[str]:
    """The columns that hold text."""
    return [str(name) for name, values in frame.items() if pd.api.types.is_string_dtype(values.dtype)]
