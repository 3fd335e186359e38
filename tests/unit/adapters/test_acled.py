"""Exports of ACLED: what its columns mean here. Every row here is synthetic: invented, and of no real event."""

from pathlib import Path

import pandas as pd
import pytest

import op1027
from made_exports import BACK, NEW, OLD, ROW, TAKEN, said, write


@pytest.mark.parametrize("layout", [OLD, NEW, [name.upper() for name in ROW]])
def test_both_layouts_say_the_same_in_words_and_in_codes(
    layout: list[str], like: op1027.Ledger, tmp_path: Path
) -> None:
    rows = [TAKEN, {"inter1": "State forces", "inter2": "Rebel group"}, {"inter1": "1", "inter2": "2"}]
    read = op1027.read_acled(write(tmp_path, *rows, columns=layout), like=like)
    assert read.events["type"].tolist() == ["town_captured", "battle", "battle"]
    assert read.events["place"].tolist() == ["alpha"] * 3
    assert read.reports["report_id"].tolist() == ["r0002", "r0004", "r0006"], "the lines on which the rows begin"
    assert read.reports["summary"].iloc[0] == "Synthetic: a clash, with a comma and a line break"


def test_precision_of_days_becomes_a_span(like: op1027.Ledger, tmp_path: Path) -> None:
    spans = [("2024-02-10", "2024-02-10"), ("2024-02-07", "2024-02-13"), ("2024-02-01", "2024-02-29")]
    rows = ({"event_date": "10 February 2024", "time_precision": precision} for precision in "123")
    events = op1027.read_acled(write(tmp_path, *rows), like=like).events.set_index("item")
    found = events.loc[["acled_syn1", "acled_syn2", "acled_syn3"]]
    assert [tuple(row) for row in found[["date_start", "date_end"]].astype("str").to_numpy()] == spans
    assert (found["first_published"] == found["date_end"]).all()


def test_who_took_the_town_follows_from_the_type(like: op1027.Ledger, tmp_path: Path) -> None:
    turned = {"actor1": "Army", "inter1": "1", "actor2": "Rebels", "inter2": "2", "assoc_actor_2": "Guerrillas; Church"}
    back = {"event_date": "9 February 2024"} | BACK
    given = {"sub_event_type": "Non-violent transfer of territory", "event_date": "1 March 2024", "actor1": "G"}
    read = op1027.read_acled(write(tmp_path, turned | TAKEN, back, given), like=like)
    assert read.events["type"].tolist() == ["town_captured", "town_recaptured", "town_transferred"]
    assert read.events["actor"].tolist() == ["rebels", "army", "guerrillas"]
    assert read.events["opponent"].tolist() == ["army", "rebels", "army"]
    assert read.events["allies"].iloc[0] == "church|guerrillas"
    assert op1027.town_control(read)["holder"].tolist() == ["rebels", "army", "guerrillas"]
    assert op1027.progress(read)["towns_held"].iloc[-1] == 1


def test_what_acled_shaped_files_leave_blank_is_not_filled_in(like: op1027.Ledger, tmp_path: Path) -> None:
    rows = [
        {"fatalities": ""},
        {"latitude": "", "longitude": ""},
        {"sub_event_type": "", "event_type": "Explosions/Remote violence"},
        {"geo_precision": "", "latitude": "", "longitude": ""},
        {"time_precision": ""},
    ]
    read = op1027.read_acled(write(tmp_path, *rows), like=like)
    assert read.reports["metric"].isna().tolist() == [True, False, False, False]
    assert read.reports["place"].fillna("").tolist() == ["alpha", "", "alpha", ""], "without coordinates, no place"
    assert read.reports["type"].tolist() == ["battle", "battle", "bombardment", "battle"]
    assert [(value, taken) for _, value, taken in said(read, "type")] == [("no time_precision", "left out")]


def test_evidence_rests_on_who_the_source_is(like: op1027.Ledger, tmp_path: Path) -> None:
    cases = [
        ("Paper; Radio", "acled", "independent"),
        ("Rebels", "rebels", "claimed"),
        ("Guerrillas; Rebels", "guerrillas", "claimed"),
        ("Army", "army", "conceded"),
        ("Rebels; Paper", "acled", "independent"),
        ("Rebels; Army", "acled", "independent"),
        ("", "acled", "independent"),
    ]
    read = op1027.read_acled(write(tmp_path, *(TAKEN | {"source": source} for source, _, _ in cases)), like=like)
    assert read.reports["claimant"].tolist() == [claimant for _, claimant, _ in cases]
    evidence = read.events.set_index("item")["evidence"]
    assert evidence[read.reports["item"]].tolist() == [grade for _, _, grade in cases]


def test_fatalities_are_kept_and_nought_means_not_known(like: op1027.Ledger, tmp_path: Path) -> None:
    events = op1027.read_acled(write(tmp_path, {}, {"fatalities": "0"}), like=like).events
    assert events["metric"].tolist() == ["killed", "killed"]
    assert events["low"].tolist() == [3, 0]
    assert events["high"].iloc[0] == 3
    assert pd.isna(events["high"].iloc[1])
