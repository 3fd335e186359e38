"""Keys that items once had lead to those that they have now."""

import op1027
from op1027.ledger.fronts import keys_now


def test_old_keys_lead_somewhere(ours: op1027.Ledger) -> None:
    renamed, items = keys_now(ours), set(ours.reports["item"])
    assert len(renamed) >= 207, "keys are added to the list, never taken out"
    assert not items & set(renamed), "a key is never given to another item"
    lost = {was: now for was, now in renamed.items() if now and now not in items}
    assert not lost, "an item was renamed or withdrawn: add a line to data/renamed.csv (docs/releases.md)"
    assert renamed["tally_mpm_towns_2024_05_28"] == "tally_bni_towns_2024_05_28"
    assert renamed["tally_dmg_shan_positions_2023_12_06"] == "", "withdrawn"
