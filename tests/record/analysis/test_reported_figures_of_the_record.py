"""Published numbers of the living record: each kept as its claimant gave it."""

import re

import pytest

import op1027
from op1027 import charts
from op1027.analysis.reported_figures import _METRICS, strengths
from op1027.charts.strengths import strengths_info
from op1027.ledger.model import Ledger


def test_our_own_numbers_are_the_claims_as_they_stand(ours: Ledger) -> None:
    frame, claims = strengths(ours), ours.claims.set_index("item")
    assert frame["item"].is_unique
    wanted = claims["type"].isin(["strength", "tally"]) & claims["metric"].isin(_METRICS)
    assert set(frame["item"]) == set(claims.index[wanted & claims[["low", "high"]].notna().any(axis=1)])
    same = claims.loc[frame["item"], ["low", "high", "claimant", "since"]].reset_index(drop=True)
    assert frame[["low", "high", "claimant", "since"]].equals(same)
    assert set(_METRICS) <= set(ours.package.categories("events_and_claims", "metric"))
    early = ours.as_of("2023-12-31")
    assert (strengths(early)["first_published"] <= early.known_on).all()


def test_an_unknown_topic_is_refused(ours: Ledger) -> None:
    with pytest.raises(ValueError, match="no topic or metric 'tanks'; there are strength, arms"):
        charts.plot_strengths(ours, metrics="tanks")


def test_every_number_is_one_mark_and_no_line_joins_any(ours: Ledger) -> None:
    frame = strengths(ours)
    inside = frame[frame["date"].between(ours.package.start, ours.known_on)]
    for kwargs, drawn in (
        ({"metrics": "casualties"}, inside[inside["topic"] == "casualties"]),
        ({"front": "rakhine"}, inside[inside["front"] == "rakhine"]),
        ({"metrics": list(_METRICS)}, inside),
    ):
        figure = charts.plot_strengths(ours, **kwargs)
        assert {trace.mode for trace in figure.data} == {"markers"}
        assert sorted(y for t in figure.data for y in t.y) == sorted(drawn["value"])
        assert all(axis.range[0] == 0 or axis.type == "log" for axis in figure.select_yaxes())


def test_what_is_not_drawn_is_counted(ours: Ledger) -> None:
    info = strengths_info(ours)
    drawn = sum(len(lane.marks) for lane in info.lanes)
    left_out = [int(n) for n in re.findall(r"(?:chosen|out): (\d+) numbers?", info.how)]
    assert drawn + sum(left_out) == (strengths(ours)["date"] <= ours.known_on).sum()
    for lane in info.lanes:
        assert len(lane.marks) >= 3
        assert set(lane.marks["metric"]) == {lane.metric}
        assert set(lane.marks["scope"] == "whole") == {lane.level == "whole"}
        assert lane.log == (lane.marks["value"].max() >= 100 * lane.marks["value"].clip(lower=1).min())


def test_frames_and_ledger_are_left_alone(ours: op1027.Ledger) -> None:
    before = ours.claims.copy()
    strengths(ours)
    assert ours.claims.equals(before)
