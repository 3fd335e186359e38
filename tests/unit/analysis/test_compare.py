"""Two ledgers beside each other; all events are synthetic."""

from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import op1027
from conftest import at_most, made_ledger, report
from op1027.analysis.compare import _COLUMNS

START = pd.Timestamp("2024-01-01")
FRONTS = {"alpha": "north", "beta": "north", "gamma": "south", "": "all"}
WHO = {"rebels": "army", "guerrillas": "army", "army": "rebels"}


class Events:
    """Stands for a ledger: what `compare` asks of one, and nothing else."""

    def __init__(self, events: pd.DataFrame, actors: pd.DataFrame) -> None:
        self.events, self.actors = events, actors


@st.composite
def sides(draw: st.DrawFn) -> pd.DataFrame:
    """Synthetic events as `Ledger.events` holds them, as far as they matter here."""
    rows = []
    for number in range(draw(st.integers(0, 7))):
        start = START + pd.Timedelta(days=draw(st.integers(0, 12)))
        end = start + pd.Timedelta(days=draw(st.integers(0, 4)))
        place = draw(st.sampled_from(["alpha", "beta", None]))
        kind = draw(st.sampled_from(["town_captured", "town_recaptured", "base_captured", "battle"]))
        rows.append((f"e{number}", kind, place, end, start, end, draw(st.sampled_from(sorted(WHO))), "claimed"))
    columns = ["item", "type", "place", "date", "date_start", "date_end", "actor", "evidence"]
    days = {name: "datetime64[s]" for name in columns if name.startswith("date")}
    return pd.DataFrame(rows, columns=columns).astype(dict.fromkeys(columns, "str") | days)


ACTORS = pd.DataFrame({"actor": ["rebels", "guerrillas", "army"], "side": ["resistance", "resistance", "military"]})


def compared(one: pd.DataFrame, other: pd.DataFrame, days: int) -> pd.DataFrame:
    return op1027.compare(Events(one, ACTORS), Events(other, ACTORS), days)  # type: ignore[arg-type]


def mirror(table: pd.DataFrame) -> pd.DataFrame:
    turned = {"ours": "theirs", "theirs": "ours"}
    names = {
        c: "_".join([*c.split("_")[:-1], turned[c.split("_")[-1]]]) for c in _COLUMNS if c.endswith(("ours", "theirs"))
    }
    found = table["found"].replace({"only ours": "only theirs", "only theirs": "only ours"})
    return table.rename(columns=names).assign(found=found, days_apart=-table["days_apart"])[_COLUMNS]


@at_most(10)
@given(one=sides(), other=sides(), days=st.integers(0, 6), seed=st.integers(0, 99))
def test_mirror_every_event_once_and_row_order(one: pd.DataFrame, other: pd.DataFrame, days: int, seed: int) -> None:
    table = compared(one, other, days)
    order = ["date_ours", "date_theirs", "item_ours", "item_theirs"]
    swapped = mirror(compared(other, one, days)).sort_values(order, ignore_index=True)
    pd.testing.assert_frame_equal(swapped, table.sort_values(order, ignore_index=True))
    assert sorted(table["item_ours"].dropna()) == sorted(one["item"])
    assert sorted(table["item_theirs"].dropna()) == sorted(other["item"])
    shuffled = compared(one.sample(frac=1, random_state=seed), other.sample(frac=1, random_state=seed + 1), days)
    pd.testing.assert_frame_equal(shuffled, table)
    both = table[table["found"] == "both"]
    assert (both["gap"] <= days).all()
    assert both["place"].notna().all()
    assert table.loc[table["found"] != "both", ["days_apart", "gap"]].isna().all(axis=None)


@at_most(8)
@given(one=sides(), days=st.integers(0, 6))
def test_a_ledger_beside_itself_has_nothing_of_its_own(one: pd.DataFrame, days: int) -> None:
    one = one.dropna(subset="place")
    table = compared(one, one, days)
    assert (table["found"] == "both").all()
    assert (table["days_apart"] == 0).all()


@at_most(8)
@given(one=sides(), other=sides(), days=st.integers(0, 5))
def test_more_days_never_unmatch_all_and_leave_no_pair_that_would_do(
    one: pd.DataFrame, other: pd.DataFrame, days: int
) -> None:
    table = compared(one, other, days)
    left = [set(table.loc[table["found"] == f"only {side}", f"item_{side}"]) for side in ("ours", "theirs")]
    rest = compared(one[one["item"].isin(left[0])], other[other["item"].isin(left[1])], days)
    assert not (rest["found"] == "both").any(), "two that would match were both left alone"


def loaded(*rows: dict[str, Any]) -> op1027.Ledger:
    return made_ledger(*(report(item=f"e{n}", **row) for n, row in enumerate(rows)))


def test_what_matches_and_what_does_not() -> None:
    again = {"type": "town_recaptured", "actor": "army", "opponent": "rebels", "date_start": "2024-01-20"}
    south = {"place": "gamma", "front": "south"}
    late = {"source": "radio_2"}
    ours = loaded({}, again | late, south, {"type": "battle", "place": "", "date_start": "2024-01-02"})
    theirs = loaded(
        {"date_start": "2024-01-08", "actor": "guerrillas", "type": "town_transferred"},
        again | late | {"date_start": "2024-02-09"},
        south | {"actor": "army", "opponent": "rebels"},
        {"type": "battle", "place": "", "date_start": "2024-01-02"},
    )
    table = op1027.compare(ours, theirs, days=14)
    assert list(table.columns) == _COLUMNS
    both = table[table["found"] == "both"]
    assert both[["item_ours", "item_theirs", "days_apart", "gap"]].to_numpy().tolist() == [["e0", "e0", 3, 3]]
    assert (table["found"] == "only ours").sum() == 3
    assert (table["found"] == "only theirs").sum() == 3
    wider = op1027.compare(ours, theirs, days=20)
    assert wider.loc[wider["found"] == "both", "days_apart"].tolist() == [3, 20]


def test_the_nearest_are_matched_first_and_once() -> None:
    fight = {"type": "battle"}
    ours = loaded(fight | {"date_start": "2024-01-01"}, fight | {"date_start": "2024-01-05"})
    theirs = loaded(fight | {"date_start": "2024-01-04", "date_end": "2024-01-06"})
    table = op1027.compare(ours, theirs)
    assert table["found"].tolist() == ["only ours", "both"]
    assert table["gap"].tolist()[1] == 0
    assert table["days_apart"].tolist()[1] == 1


@pytest.mark.parametrize("days", ["14", -1, float("nan"), None, pd.Timedelta(days=14)])
def test_a_distance_in_days_is_a_number(days: object) -> None:
    ours = loaded({})
    with pytest.raises(ValueError, match="give 0 or more, as a number"):
        op1027.compare(ours, ours, days=days)  # type: ignore[arg-type]
