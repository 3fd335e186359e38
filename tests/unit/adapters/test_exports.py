"""Cells of an export: days, numbers, texts, and their faults. Every row is synthetic, of no real event."""

from pathlib import Path

import pandas as pd
import pytest

import op1027
from made_exports import write
from op1027.adapters.exports import iso_days


def test_known_forms_of_days(like: op1027.Ledger, tmp_path: Path) -> None:
    forms = ["05 January 2024", "5 January 2024", "05-January-2024", "05 Jan 2024", "05-Jan-24", "2024-01-05"]
    forms += ["2024-01-05 00:00:00.000", "2024-01-05T00:00:00Z"]
    read = op1027.read_acled(write(tmp_path, *({"event_date": day} for day in forms)), like=like)
    assert read.reports["date_start"].tolist() == [pd.Timestamp("2024-01-05")] * len(forms)


def test_days_that_may_mean_two_are_not_guessed() -> None:
    days = pd.Series(["05/01/2024", "31/01/2024", "soon", "", "2024-02-31"])
    assert iso_days(days).tolist() == days.tolist()


def test_every_fault_of_a_file_is_listed_with_line_column_value_and_cure(like: op1027.Ledger, tmp_path: Path) -> None:
    rows = [
        {},
        {"event_date": "0025-01-05"},
        {"event_date": "05/01/2024"},
        {"event_id_cnty": "SYN1"},
        {"latitude": "north"},
        {"longitude": "195"},
        {"geo_precision": "4"},
        {"time_precision": "9"},
        {"fatalities": "many"},
        {"actor1": ""},
    ]
    with pytest.raises(op1027.DataError) as caught:
        op1027.read_acled(write(tmp_path, *rows), like=like)
    found = [(f.line, f.column, f.value) for f in caught.value.faults]
    assert found == [
        (4, "event_date", "0025-01-05"),
        (6, "event_date", "05/01/2024"),
        (8, "event_id_cnty", "SYN1"),
        (10, "latitude", "north"),
        (12, "longitude", "195"),
        (14, "geo_precision", "4"),
        (16, "time_precision", "9"),
        (18, "fatalities", "many"),
        (20, "actor1", ""),
    ]
    assert all(f.file == "synthetic_export.csv" and f.rule and f.mend for f in caught.value.faults)
    assert "stands in line 2 already" in str(caught.value)


def test_cells_with_invisible_characters_come_out_plain(like: op1027.Ledger, tmp_path: Path) -> None:
    path = write(tmp_path, {"notes": "Synthetic \u202egnol\x00\t note ", "location": " Alpha\n"})
    read = op1027.read_acled(path, like=like)
    assert read.reports["summary"].tolist() == ["Synthetic gnol note"]
    assert read.reports["place"].tolist() == ["alpha"]


def test_a_long_wait_has_a_bar(
    like: op1027.Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write(tmp_path, *({"notes": f"Synthetic {n}"} for n in range(25)))
    monkeypatch.setattr("op1027.adapters.build._BAR_AFTER", 0)
    whole = op1027.read_acled(path, like=like)
    assert capsys.readouterr().err == "", "a small file needs no bar, however slow the machine"
    monkeypatch.setattr("op1027.adapters.build._BAR_FROM", 0)
    monkeypatch.setattr("op1027.adapters.build._BAR_AFTER", 600)
    op1027.read_acled(path, like=like)
    assert capsys.readouterr().err == "", "a short wait needs no bar"
    monkeypatch.setattr("op1027.adapters.build._BAR_AFTER", 0)
    parts = op1027.read_acled(path, like=like)
    pd.testing.assert_frame_equal(parts.reports, whole.reports)
    assert "Reading synthetic_export.csv" in capsys.readouterr().err
