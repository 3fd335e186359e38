"""Published numbers of forces, arms, losses and people in flight: each kept as its claimant gave it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import Loaded, claim
from op1027 import charts
from op1027.analysis.reported_figures import _COLUMNS, _METRICS, _TOPICS, chosen, strengths
from op1027.charts import theme
from op1027.charts.strengths import strengths_info


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


@given(st.sets(st.sampled_from([*_TOPICS, *_METRICS]), min_size=1))
def test_topics_and_metrics_choose_without_repeats_in_drawing_order(wanted: set[str]) -> None:
    found = chosen(wanted)
    assert found == [metric for metric in _METRICS if metric in found]
    assert set(found) == {m for key in wanted for m in _TOPICS.get(key, (key,))}


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
