"""Who holds a town, from when to when, with what counting needs: hand-made histories."""

import pandas as pd
import pytest

import op1027
from conftest import Loaded, report
from op1027.analysis.progress import firmly_held
from op1027.ledger.control import holdings

TAKEN = report()
LOST = report(item="alpha_lost", type="town_recaptured", actor="army", opponent="rebels", date_start="2024-01-08")
AGAIN = report(item="alpha_again", actor="guerrillas", date_start="2024-02-01", source="paper_2")
HANDED = report(
    item="alpha_handed", type="town_transferred", actor="neighbours", opponent="rebels", date_start="2024-01-07"
)


def spells(ledger: op1027.Ledger) -> list[tuple[str, str, str]]:
    table = op1027.town_control(ledger)
    days = table[["start", "end"]].apply(lambda column: column.dt.strftime("%m-%d").fillna(""))
    return list(zip(table["holder"], days["start"], days["end"], strict=True))


def test_each_change_of_hands_ends_a_spell_and_begins_one(ledger: Loaded) -> None:
    assert spells(ledger(TAKEN)) == [("rebels", "01-05", "")]
    assert spells(ledger(AGAIN, LOST, TAKEN)) == [
        ("rebels", "01-05", "01-08"),
        ("army", "01-08", "02-01"),
        ("guerrillas", "02-01", ""),
    ]
    assert spells(ledger(TAKEN, HANDED)) == [("rebels", "01-05", "01-07"), ("neighbours", "01-07", "")]


def test_uncertain_days_stay_uncertain(ledger: Loaded) -> None:
    whole = ledger(TAKEN | {"date_end": "2024-01-07"}, LOST | {"date_start": "2024-01-08", "date_end": "2024-01-09"})
    first = op1027.town_control(whole).iloc[0]
    assert [f"{first[c]:%d}" for c in ("start", "start_latest", "end", "end_latest")] == ["05", "07", "08", "09"]
    assert (first["item_start"], first["item_end"], first["evidence"]) == ("alpha_taken", "alpha_lost", "independent")


def test_a_hand_over_within_a_side_is_a_spell_of_its_own(ledger: Loaded) -> None:
    within = HANDED | {"actor": "guerrillas"}
    assert spells(ledger(TAKEN, within)) == [("rebels", "01-05", "01-07"), ("guerrillas", "01-07", "")]


def test_a_view_that_lacks_the_loss_passes_over_the_second_capture(ledger: Loaded) -> None:
    whole = ledger(TAKEN, LOST | {"source": "radio_2"}, AGAIN)
    assert len(spells(whole)) == 3
    assert spells(whole.as_of("2024-02-15")) == [("rebels", "01-05", "")]


def test_no_town_no_spell_and_the_columns_stand(ledger: Loaded) -> None:
    empty = op1027.town_control(ledger(TAKEN).as_of("2023-12-01"))
    full = op1027.town_control(ledger(TAKEN))
    assert empty.empty
    assert empty.dtypes.equals(full.dtypes)


@pytest.mark.parametrize("order", [[0, 1, 2], [2, 1, 0], [1, 2, 0]])
def test_row_order_never_matters(ledger: Loaded, order: list[int]) -> None:
    rows = [TAKEN, LOST, AGAIN]
    pd.testing.assert_frame_equal(
        op1027.town_control(ledger(*[rows[n] for n in order])), op1027.town_control(ledger(*rows))
    )


WITHIN = report(item="alpha_handed", type="town_transferred", actor="guerrillas", date_start="2024-01-07")


GAMMA = report(item="gamma_taken", place="gamma", front="south", date_start="2024-01-02", claimant="rebels")


BETA = report(item="beta_taken", place="beta", date_start="2024-01-03")


def test_fronts_in_drawing_order_and_towns_by_their_first_change_of_hands(ledger: Loaded) -> None:
    table = holdings(ledger(LOST, TAKEN, GAMMA, BETA))
    assert table["place"].tolist() == ["beta", "alpha", "alpha", "gamma"]
    assert table["holder_name"].tolist() == ["Rebels", "Rebels", "Army", "Rebels"]
    assert table["firm"].tolist() == [True, True, True, False]
    assert table["counts"].tolist() == [True, True, False, True]


def test_a_hand_over_within_the_side_continues_one_holding(ledger: Loaded) -> None:
    table = holdings(ledger(TAKEN, WITHIN, LOST))
    assert table["run"].nunique() == 2
    assert table["run"].iloc[0] == table["run"].iloc[1]


def test_a_holding_that_began_firm_ends_firm(ledger: Loaded) -> None:
    whole = ledger(TAKEN, WITHIN | {"claimant": "rebels"}, LOST)
    assert firmly_held(whole).query("front == 'all'")["towns_firm"].tolist()[-1] == 0


def test_what_began_earlier_does_not_count(ledger: Loaded) -> None:
    early = TAKEN | {"date_start": "2023-06-01", "date_end": "2023-06-01"}
    assert holdings(ledger(early, WITHIN, GAMMA))["counts"].tolist() == [False, False, True]


def test_nothing_known_gives_the_same_columns(ledger: Loaded) -> None:
    whole = ledger(TAKEN, LOST)
    assert holdings(whole.as_of("2023-12-01")).dtypes.equals(holdings(whole).dtypes)
