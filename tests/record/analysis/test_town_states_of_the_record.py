"""States between held and lost, on the living record."""

import pandas as pd
import pytest

import op1027
from holds import towns_are_parted
from op1027 import town_states
from op1027.analysis.town_states import _STATES


def test_of_the_whole_record(ours: op1027.Ledger) -> None:
    towns_are_parted(ours)
    states = town_states(ours)
    assert set(_STATES) <= set(states["state"])
    loikaw = states[(states["place"] == "loikaw") & (states["state"] == "contested")]
    assert loikaw["holder"].tolist() == ["military"]
    assert {"ceded"} <= set(states.loc[states["place"] == "lashio", "state"])


@pytest.mark.parametrize("day", ["2023-10-20", "2024-07-10"])
def test_the_record_as_of_a_day(ours: op1027.Ledger, day: str) -> None:
    view = ours.as_of(day)
    towns_are_parted(view)
    published = pd.concat([ours.events, ours.claims]).set_index("item")["first_published"]
    items = town_states(view)["items"].dropna().str.split("|").explode()
    assert (published.reindex(items) <= pd.Timestamp(day)).all()


def test_held_agrees_with_the_changes_of_hands(ours: op1027.Ledger) -> None:
    """On any day, a town that is held or ceded is in the hands that `town_control` puts it in."""
    states = town_states(ours)
    firm = states[states["state"].isin(["held", "ceded"])]
    control = op1027.town_control(ours)
    both = firm.merge(control, left_on=["place", "items"], right_on=["place", "item_start"])
    assert len(both) > 100
    assert (both["holder_x"] == both["holder_y"]).all()
