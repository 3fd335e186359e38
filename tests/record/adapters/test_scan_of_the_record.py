"""How good the nearest township is as a guess, among our own places."""

import op1027
from op1027.adapters.places import _TOWNSHIP_KM


def test_a_point_belongs_to_the_nearest_township_within_reach(ours: op1027.Ledger) -> None:
    """How good the nearest township is as a guess: of towns whose front is known."""
    from op1027.adapters.places import near_township  # noqa: PLC0415

    towns = ours.places[ours.places["kind"] == "town"]
    near = near_township(towns, ours.places)
    fronts = ours.places.set_index("place")["front"].fillna("all")
    same = near.map(fronts) == towns["front"].fillna("all")
    assert near.notna().mean() > 0.98
    assert same[near.notna()].mean() > 0.95
    assert _TOWNSHIP_KM == 50
