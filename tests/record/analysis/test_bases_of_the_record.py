"""Published totals of bases beside our own count, on the living record."""

import pandas as pd

import op1027
from op1027 import charts
from op1027.analysis.bases import base_tallies
from op1027.analysis.progress import progress
from op1027.analysis.tallies import BASE_UNITS
from op1027.charts._numbers import free_labels


def test_our_own_totals_agree_with_progress_and_the_vocabulary(ours: op1027.Ledger) -> None:
    frame = base_tallies(ours)
    assert frame["item"].is_unique
    assert set(frame["metric"]) <= set(BASE_UNITS) <= set(ours.package.categories("events_and_claims", "metric"))
    assert set(frame["scope"]) <= {"whole", "front", "part"}
    assert (frame["record_low"] <= frame["record_high"]).all()
    last = progress(ours).groupby("front")["bases_high"].max()
    assert (frame["record_high"] <= frame["front"].map(last)).all()


def test_every_total_is_one_mark_and_no_line_joins_any(ours: op1027.Ledger) -> None:
    tallies = base_tallies(ours)
    marks = [t for t in charts.plot_bases(ours).data if t.mode == "markers" and t.x[0]]
    assert sorted(y for t in marks for y in t.y) == sorted(tallies.loc[tallies["scope"] != "part", "value"])
    hollow = sum(len(t.x) for t in marks if t.marker.color == "#ffffff")
    assert hollow == tallies.loc[tallies["scope"] != "part", "open"].sum()
    one = charts.plot_bases(ours, front="kachin")
    drawn = [y for t in one.data if t.mode == "markers" and t.x[0] for y in t.y]
    assert sorted(drawn) == sorted(tallies.loc[tallies["front"] == "kachin", "value"])


def test_the_band_is_what_progress_counts(ours: op1027.Ledger) -> None:
    whole = progress(ours).query("front == 'all'").iloc[-1]
    low, high = charts.plot_bases(ours).data[:2]
    assert [low.y[-1], high.y[-1]] == whole[["bases_low", "bases_high"]].tolist()
    lanes = charts.plot_bases(ours, front=["kachin", "chin"])
    assert len(list(lanes.select_yaxes())) == 2


def test_labels_stand_apart(ours: op1027.Ledger) -> None:
    marks = base_tallies(ours).query("value > 100").assign(label="Somebody: 100+")
    turn = ours.package.start + (ours.known_on - ours.package.start) * 0.6
    kept = free_labels(marks, 1, 15, turn, 5)
    assert 0 < len(kept) <= 5
    assert marks["value"].idxmax() in kept, "the largest first"
    assert all(right == (marks.at[key, "date"] < turn) for key, right in kept.items())
    for key, right in kept.items():
        wide = pd.Timedelta(days=5.8 * 14)
        ahead = (marks["date"] - marks.at[key, "date"]) * (1 if right else -1)
        level = (marks["value"] - marks.at[key, "value"]).abs() < 15
        assert not (level & ahead.between(pd.Timedelta(days=8), wide)).any(), "no mark under the label"


def test_totals_are_dated_inside_the_offensive(ours: op1027.Ledger) -> None:
    early = ours.as_of("2023-11-07")
    assert base_tallies(early)["date"].between(ours.package.start, pd.Timestamp("2023-11-07")).all()
