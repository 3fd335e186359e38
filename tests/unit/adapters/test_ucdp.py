"""Exports of UCDP: what its columns mean here. Every row here is synthetic: invented, and of no real event."""

from pathlib import Path

import pandas as pd

import op1027
from made_exports import UCDP, said, write


def test_ucdp(like: op1027.Ledger, tmp_path: Path) -> None:
    rows = [
        {},
        {"where_prec": "3", "source_date": ""},
        {"where_prec": "4", "date_start": "2024-01-01", "date_end": "2024-01-31", "source_original": "Rebels"},
        {"type_of_violence": "3"},
        {"where_prec": "6"},
    ]
    path = write(tmp_path, *rows, base=UCDP)
    read = op1027.read_ucdp(path, like=like, actors={UCDP["side_a"]: "army"})
    assert read.reports["place"].fillna("").tolist() == ["alpha", "hills", "upland", ""]
    assert read.reports["actor"].unique().tolist() == ["army"]
    assert read.reports["claimant"].tolist() == ["ucdp", "ucdp", "rebels", "ucdp"]
    first = read.events.set_index("item").loc["ucdp_syn1"]
    assert (first["low"], first["high"]) == (3, 9)
    assert [f"{first[c]:%m-%d}" for c in ("date_start", "date_end", "first_published")] == ["01-03", "01-05", "01-07"]
    assert read.sources["published"].iloc[1] == pd.Timestamp("2024-01-05")
    assert said(read, "type") == [(5, "one-sided violence", "left out")]
    assert read.package.title == "UCDP: synthetic_export.csv"
