"""Our own border gates: who held them and whether they were open."""

import pytest

import op1027
from holds import gates_are_parted
from op1027 import gate_states
from op1027.analysis.routes import route_states


@pytest.mark.parametrize("day", ["2023-10-20", "2100-01-01"])
def test_of_the_record(ours: op1027.Ledger, day: str) -> None:
    gates_are_parted(ours.as_of(day))


def test_gates_and_routes_agree_where_they_meet(ours: op1027.Ledger) -> None:
    """On the same day a town along a route is taken just when its gate is in the hands of the offensive's side."""
    gates, routes = gate_states(ours), route_states(ours)
    meeting = set(gates["place"]) & set(routes["place"])
    assert meeting
    for place in meeting:
        gate = gates[(gates["place"] == place) & (gates["town_state"] != "shared")].drop_duplicates("start")
        stops = routes[(routes["place"] == place)].drop_duplicates(["place", "start"])
        pairs = gate.merge(stops, how="cross", suffixes=("", "_stop"))
        both = pairs[(pairs["start"] <= pairs["end_stop"]) & (pairs["start_stop"] <= pairs["end"])]
        recorded = both[both["town_state"].isin(["held", "ceded"])]
        assert ((recorded["side"] == ours.package.side) == (recorded["state"] == "taken")).all(), place
