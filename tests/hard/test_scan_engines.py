"""The same rows in every engine and form of file. Every row here is synthetic: invented, and of no real event."""

import gzip
import random
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import op1027
from holds import scan_agrees
from made_exports import NEW, UCDP, write
from op1027.adapters.scan import scan

ibis = pytest.importorskip("ibis", reason="counting tables of any size needs the extra scan")

DAYS = ["05 January 2024", "2024-01-06", "14-Jan-24", "29 February 2024"]
KINDS = ["Armed clash", "Non-state actor overtakes territory", "Air/drone strike", "Looting", "Agreement"]
SPOTS = [
    {"location": "Alpha", "admin3": "Alpha", "latitude": "1.5"},
    {"location": "Beta", "admin3": "Beta", "latitude": "2.5"},
    {"location": "Elsewhere", "admin3": "Beta", "latitude": "2.55", "geo_precision": "2"},
    {"location": "Far", "admin1": "Unheard of", "admin2": "", "admin3": "", "latitude": "40.0"},
    {"location": "Upland", "admin2": "", "admin3": "", "geo_precision": "3"},
]


def rows_of(number: int) -> list[dict[str, str]]:
    chance = random.Random(1027)
    return [
        {"event_date": chance.choice(DAYS), "time_precision": chance.choice("1123"), "notes": 'a "quoted"\nbreak, too'}
        | {"sub_event_type": chance.choice(KINDS), **chance.choice(SPOTS)}
        for _ in range(number)
    ]


def as_parquet(path: Path) -> Path:
    target = path.with_suffix(".parquet")
    frame = pd.read_csv(path)
    for column in {"event_date", "date_end"} & set(frame):
        frame[column] = pd.to_datetime(frame[column], format="mixed")
    frame.to_parquet(target)
    return target


def in_sqlite(path: Path) -> Any:
    return ibis.sqlite.connect().create_table("events", pd.read_csv(path))


def zipped(path: Path) -> Path:
    target = path.with_name(path.name + ".gz")
    target.write_bytes(gzip.compress(path.read_bytes()))
    return target


ENGINES = {"CSV": lambda path: path, "text": str, "gzip": zipped, "Parquet": as_parquet, "SQLite": in_sqlite}


@pytest.mark.parametrize("engine", ENGINES)
def test_every_engine_counts_what_the_reader_of_exports_reads(engine: str, like: op1027.Ledger, tmp_path: Path) -> None:
    path = write(tmp_path, *rows_of(100), columns=NEW)
    frame = scan(ENGINES[engine](path), like=like)
    assert frame.dtypes.astype("str").tolist() == ["str", "datetime64[s]", "str", "int64"]
    assert list(frame) == ["front", "date", "type", "events"]
    assert frame["events"].sum() == 100
    scan_agrees(frame, op1027.read_acled(path, like=like))
    assert frame["front"].isna().any()
    assert {"north", "all"} <= set(frame["front"])
    assert "town_captured" in set(frame["type"])


def test_ucdp_counts_what_the_reader_of_exports_reads(like: op1027.Ledger, tmp_path: Path) -> None:
    rows = [{"type_of_violence": kind, "where_prec": where} for kind in "123" for where in "1247"]
    path = write(tmp_path, *rows, base=UCDP)
    for source in (path, as_parquet(path)):
        frame = scan(source, like=like)
        assert frame["events"].sum() == 12
        scan_agrees(frame, op1027.read_ucdp(path, like=like))
