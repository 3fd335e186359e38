"""What became of announcements, on the living record."""

import op1027
from op1027.analysis.announcements import _COUNTS, _announced, announcements, announcements_by_side


def test_our_tables_add_up(ours: op1027.Ledger) -> None:
    made, table = _announced(ours), announcements(ours)
    assert table["announced"].sum() == len(made)
    assert not made.duplicated(["item", "claimant"]).any()
    assert not table.duplicated(["claimant", "front"]).any()
    assert (table[_COUNTS].max(axis=1) == table["announced"]).all()
    whole = announcements_by_side(ours)
    assert whole["announced"].sum() == made["item"].nunique()
    assert set(whole["side"]) <= set(ours.package.parties)


def test_conceded_agrees_with_the_grade_of_evidence(ours: op1027.Ledger) -> None:
    made = _announced(ours).join(ours.events.set_index("item")["evidence"], on="item")
    assert ((made["evidence"] == "conceded") == made["conceded_on"].notna()).all()
    claimed = made["evidence"] == "claimed"
    assert made.loc[claimed, "corroborated_on"].isna().all()
