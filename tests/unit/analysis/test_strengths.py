"""Published numbers of forces, arms, losses and people in flight: each kept as its claimant gave it."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

import op1027
from conftest import Loaded, claim
from op1027 import charts
from op1027.analysis.reported_figures import _COLUMNS, _METRICS, _TOPICS, chosen, strengths
from op1027.charts import theme
from op1027.charts.strengths import strengths_info
from op1027.ledger.model import Ledger


def counted(**given: str) -> dict[str, str]:
    """A synthetic claim: the rebels count 40 to 60 soldiers killed on the northern front."""
    return claim(
        **{"item": "killed", "metric": "soldiers_killed", "actor": "army", "low": "40", "high": "60"}
        | {"qualifier": "about"}
        | given
    )


def test_a_number_keeps_its_claimant_side_scope_and_range(ledger: Loaded) -> None:
    row = counted(since="2023-11-01", date_start="2024-01-02", date_end="2024-01-05", opponent="rebels")
    frame = strengths(ledger(row))
    assert list(frame) == _COLUMNS
    kept = frame.iloc[0]
    assert kept[["topic", "metric", "type", "side", "claimant", "actor", "opponent", "scope"]].tolist() == [
        *["casualties", "soldiers_killed", "tally", "resistance", "rebels", "army", "rebels", "front"]
    ]
    assert kept[["low", "high", "value", "disputed"]].tolist() == [40, 60, 40, False]
    assert [f"{kept[c]:%Y-%m-%d}" for c in ("date_start", "date", "since")] == [
        "2024-01-02",
        "2024-01-05",
        "2023-11-01",
    ]


@pytest.mark.parametrize(
    ("low", "high", "qualifier", "value"),
    [("40", "", "at_least", 40), ("", "60", "up_to", 60), ("50", "50", "exact", 50)],
)
def test_open_ends_stay_open(ledger: Loaded, low: str, high: str, qualifier: str, value: int) -> None:
    frame = strengths(ledger(counted(low=low, high=high, qualifier=qualifier)))
    assert frame["value"].tolist() == [value]
    assert frame[["low", "high"]].isna().to_numpy().tolist() == [[not low, not high]]


def test_sides_and_scopes_are_never_made_one(ledger: Loaded) -> None:
    rows = [
        counted(),
        counted(item="army_says", claimant="army", low="5", high="5", qualifier="exact"),
        counted(item="paper_says", claimant="paper", low="20", high="20", qualifier="exact"),
        counted(item="alpha", place="alpha"),
        counted(item="whole", front="all"),
    ]
    frame = strengths(ledger(*rows)).set_index("item")
    assert frame["side"].to_dict() == {
        "killed": "resistance",
        "alpha": "resistance",
        "whole": "resistance",
        "army_says": "military",
        "paper_says": "third",
    }
    assert frame.loc[["whole", "killed", "alpha"], "scope"].tolist() == ["whole", "front", "part"]
    assert frame["low"].to_dict() == {"whole": 40, "killed": 40, "alpha": 40, "army_says": 5, "paper_says": 20}


def test_what_one_claimant_says_of_one_thing_stands_in_order_of_time(ledger: Loaded) -> None:
    days = {"late": "2024-01-09", "early": "2024-01-01", "middle": "2024-01-05"}
    rows = [counted(item=item, date_start=day) for item, day in days.items()]
    frame = strengths(ledger(*rows, counted(item="other", claimant="army", date_start="2024-01-03")))
    assert frame["item"].tolist() == ["early", "middle", "late", "other"]


def test_a_denied_number_is_marked_and_kept(ledger: Loaded) -> None:
    frame = strengths(ledger(counted(), counted(stance="denies", claimant="army", source="radio_1")))
    assert frame["disputed"].tolist() == [True]
    assert frame["n_reports"].tolist() == [2]


def test_other_claims_are_left_out(ledger: Loaded) -> None:
    others = [
        claim(),
        claim(item="bases", type="strength"),
        claim(item="held", type="control", metric="", low="", high=""),
    ]
    others[2]["qualifier"] = ""
    frame = strengths(ledger(*others))
    assert frame.empty
    assert list(frame) == _COLUMNS


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


@given(st.sets(st.sampled_from([*_TOPICS, *_METRICS]), min_size=1))
def test_topics_and_metrics_choose_without_repeats_in_drawing_order(wanted: set[str]) -> None:
    found = chosen(wanted)
    assert found == [metric for metric in _METRICS if metric in found]
    assert set(found) == {m for key in wanted for m in _TOPICS.get(key, (key,))}


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


def test_open_numbers_are_hollow_with_a_stub(ledger: Loaded) -> None:
    rows = [counted(low="40", high="", qualifier="at_least"), counted(item="closed", claimant="army")]
    hollow, filled = charts.plot_strengths(ledger(*rows), metrics="soldiers_killed").data
    assert (hollow.marker.color, filled.marker.color) == (theme.PAPER, theme.SIDE_COLOURS[1])
    assert hollow.marker.symbol != filled.marker.symbol
    assert hollow.error_y.array[0] > 0
    assert (filled.error_y.array[0], filled.error_y.arrayminus[0]) == (20, 0)


def test_the_largest_number_of_a_lane_is_named(ledger: Loaded) -> None:
    days = {"first": ("2023-11-01", "100"), "second": ("2024-01-01", "40"), "low": ("2024-03-01", "1")}
    rows = [counted(item=i, date_start=d, low=n, high=n, qualifier="exact") for i, (d, n) in days.items()]
    (lane,) = strengths_info(ledger(*rows)).lanes
    assert lane.largest.endswith(": 100")
    assert lane.log


def test_frames_and_ledger_are_left_alone(ours: op1027.Ledger) -> None:
    before = ours.claims.copy()
    strengths(ours)
    assert ours.claims.equals(before)
