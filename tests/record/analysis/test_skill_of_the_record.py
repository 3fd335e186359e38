"""Skill against the base rate, on the living record."""

import op1027
from op1027 import forecast_skill
from op1027.analysis.skill import ENOUGH, against_base_rate, reliability


def test_of_the_record(ours: op1027.Ledger) -> None:
    table = forecast_skill(ours)
    assert table.loc[("All", "flat"), "n"] >= 60
    known = table.dropna(subset="skill_low")
    assert (known["n"] >= ENOUGH).all()
    assert (known["skill_low"] <= known["skill"]).all()
    assert (known["skill"] <= known["skill_high"]).all()
    groups = reliability(ours)
    assert groups.loc[groups["forecast"] == "base_rate", "n"].sum() == len(against_base_rate(ours))
    assert (groups["enough"] == (groups["n"] >= ENOUGH)).all()


def test_as_of(ours: op1027.Ledger) -> None:
    """A view knows no verdict that was made later."""
    view = ours.as_of("2025-04-30")
    made = view.assessments["as_of"].max()
    assert made <= view.known_on
    assert len(against_base_rate(view)) <= len(against_base_rate(ours))
