"""Forecasts and judgements of the living record, and the chart of them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import op1027
from op1027 import charts
from op1027.analysis.forecasts import _OUTCOMES, brier_by_side, score_forecasts, verdicts_by_kind
from op1027.charts.verdicts import _VERDICTS, _verdict_cells


def test_every_verdict_of_the_descriptor_has_an_outcome(ours: op1027.Ledger) -> None:
    assert set(_OUTCOMES) == set(ours.package.categories("assessments", "verdict"))
    assert set(_OUTCOMES.values()) == set(_VERDICTS)


def test_the_scale_falls_and_is_even_handed(ours: op1027.Ledger) -> None:
    scale = list(ours.package.likelihoods.values())
    assert scale == sorted(scale, reverse=True)
    assert [1 - p for p in scale] == pytest.approx(scale[::-1])


def test_our_tables_and_chart_count_every_claim_once(ours: op1027.Ledger) -> None:
    scores = score_forecasts(ours)
    said = ours.claims[ours.claims["type"].isin(["forecast", "judgement"])]
    assert sorted(scores["item"]) == sorted(said["item"])
    assert verdicts_by_kind(ours)["claims"].sum() == len(scores)
    assert brier_by_side(ours)["forecasts"].sum() == (scores["type"] == "forecast").sum()
    assert (scores["as_of"].notna() | (scores["outcome"] == "open")).all()
    drawn = [trace for trace in charts.plot_verdicts(ours).data if trace.type == "bar"]
    assert [len(trace.y) for trace in drawn] == [(scores["outcome"] == outcome).sum() for outcome in _VERDICTS]
    looks = {(trace.marker.pattern.shape, trace.marker.color) for trace in drawn}
    assert len(looks) == len(_VERDICTS)


@settings(max_examples=30)
@given(st.data())
def test_no_cell_stands_on_another_and_misses_stand_left(ours: op1027.Ledger, data: st.DataObject) -> None:
    scores = score_forecasts(ours).head(40)
    outcomes = st.lists(st.sampled_from(sorted(_VERDICTS)), min_size=len(scores), max_size=len(scores))
    scores = scores.assign(outcome=data.draw(outcomes))
    cells, heads = _verdict_cells(scores, ours)
    assert len(cells) == len(scores)
    assert not cells.duplicated(["y", "base"]).any()
    assert ((cells["base"] < 0) == (cells["outcome"] == "miss")).all()
    assert heads["y"].is_monotonic_increasing
    judged = cells[cells["outcome"].isin(["hit", "partly"])].groupby("y")["base"].agg(["max", "size"])
    assert (judged["max"] == judged["size"] - 1).all(), "borne out and partly stand without a gap"


def test_the_chart_of_one_front_speaks_of_that_front_alone(ours: op1027.Ledger) -> None:
    scores = score_forecasts(ours)
    drawn = [trace for trace in charts.plot_verdicts(ours, front="rakhine").data if trace.type == "bar"]
    assert sum(len(trace.y) for trace in drawn) == (scores["front"] == "rakhine").sum()
