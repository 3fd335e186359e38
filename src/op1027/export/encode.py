"""Tables and GeoJSON as bytes: the same bytes for the same data on every run, the attribution in each."""

import io
import json
from collections.abc import Callable
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from op1027.text.escape import fitting, texts, unformulated, visible

_WIDTHS = {"summary": 60, "meaning": 80, "value": 26, "column": 20, "item": 40, "urls": 40, "publishers": 30}
_WIDTH = 14


def _changed(frame: pd.DataFrame, *steps: Callable[[str], str]) -> pd.DataFrame:
    """The frame with its text passed through the steps in turn."""
    table = frame.copy()
    for column in texts(frame):
        for step in steps:
            table[column] = table[column].map(step, na_action="ignore")
    return table


def csv_bytes(frame: pd.DataFrame, attribution: str) -> bytes:
    """A table as CSV: UTF-8, the attribution as its last column.

    A comment line would break readers, and a file beside it gets lost; a column does neither, and stays with
    rows that are cut out. Hidden characters are written out (`visible`), and text that a spreadsheet would
    take for a formula has an apostrophe before it (`unformulated`).
    """
    table = _changed(frame, visible, unformulated).assign(attribution=attribution)
    return table.to_csv(index=False, lineterminator="\n", date_format="%Y-%m-%d").encode("utf-8")


def parquet_bytes(frame: pd.DataFrame, attribution: str, codebook: pd.DataFrame) -> bytes:
    """A table as Parquet, values untouched: attribution in the schema's metadata, meaning and unit in the fields'."""
    table = pa.Table.from_pandas(frame, preserve_index=False)
    about = codebook[codebook["value"].isna()].set_index("column")[["meaning", "unit"]]
    fields = [
        field.with_metadata({key: str(value) for key, value in about.loc[field.name].dropna().items()})
        for field in table.schema
    ]
    metadata = (table.schema.metadata or {}) | {b"attribution": attribution.encode("utf-8")}
    buffer = io.BytesIO()
    pq.write_table(table.cast(pa.schema(fields, metadata)), buffer, compression="zstd")
    return buffer.getvalue()


def excel_bytes(sheets: dict[str, pd.DataFrame], attribution: str, day: pd.Timestamp) -> bytes:
    """A workbook: text as text, never as formula, link or number; days as days; made, it says, on the as-of day."""
    buffer = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
    with pd.ExcelWriter(
        buffer, engine="xlsxwriter", datetime_format="yyyy-mm-dd", engine_kwargs={"options": options}
    ) as writer:
        about = {"title": attribution, "comments": attribution, "created": day.to_pydatetime()}
        writer.book.set_properties(about)
        wrapped = writer.book.add_format({"text_wrap": True, "valign": "top"})
        for name, frame in sheets.items():
            _changed(frame, visible, fitting).to_excel(writer, sheet_name=name, index=False, freeze_panes=(1, 0))
            sheet = writer.sheets[name]
            sheet.autofilter(0, 0, len(frame), len(frame.columns) - 1)
            for number, column in enumerate(frame):
                long = column in ("summary", "meaning", "about")
                sheet.set_column(number, number, _WIDTHS.get(str(column), _WIDTH), wrapped if long else None)
    return buffer.getvalue()


def geojson_bytes(collection: dict[str, Any]) -> bytes:
    """A FeatureCollection, one feature a line."""
    whole = {**collection, "features": []}
    head = json.dumps(whole, ensure_ascii=False, allow_nan=False)
    rows = [json.dumps(feature, ensure_ascii=False, allow_nan=False) for feature in collection["features"]]
    return (head.removesuffix("]}") + "\n" + ",\n".join(rows) + "\n]}\n").encode("utf-8")
