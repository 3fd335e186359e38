"""Spells with what counting needs, and the chart that draws them: hand-made cases and agreement with the counts."""

from conftest import Loaded, report
from op1027 import charts
from op1027.analysis.progress import firmly_held
from op1027.charts import theme
from op1027.charts.control import control_info
from op1027.ledger.control import holdings

TAKEN = report()
LOST = report(item="alpha_lost", type="town_recaptured", actor="army", opponent="rebels", date_start="2024-01-08")
HANDED = report(item="alpha_handed", type="town_transferred", actor="guerrillas", date_start="2024-01-07")
GAMMA = report(item="gamma_taken", place="gamma", front="south", date_start="2024-01-02", claimant="rebels")
BETA = report(item="beta_taken", place="beta", date_start="2024-01-03")


def test_fronts_in_drawing_order_and_towns_by_their_first_change_of_hands(ledger: Loaded) -> None:
    table = holdings(ledger(LOST, TAKEN, GAMMA, BETA))
    assert table["place"].tolist() == ["beta", "alpha", "alpha", "gamma"]
    assert table["holder_name"].tolist() == ["Rebels", "Rebels", "Army", "Rebels"]
    assert table["firm"].tolist() == [True, True, True, False]
    assert table["counts"].tolist() == [True, True, False, True]


def test_a_hand_over_within_the_side_continues_one_holding(ledger: Loaded) -> None:
    table = holdings(ledger(TAKEN, HANDED, LOST))
    assert table["run"].nunique() == 2
    assert table["run"].iloc[0] == table["run"].iloc[1]


def test_a_holding_that_began_firm_ends_firm(ledger: Loaded) -> None:
    whole = ledger(TAKEN, HANDED | {"claimant": "rebels"}, LOST)
    assert firmly_held(whole).query("front == 'all'")["towns_firm"].tolist()[-1] == 0


def test_what_began_earlier_does_not_count(ledger: Loaded) -> None:
    early = TAKEN | {"date_start": "2023-06-01", "date_end": "2023-06-01"}
    assert holdings(ledger(early, HANDED, GAMMA))["counts"].tolist() == [False, False, True]


def test_nothing_known_gives_the_same_columns(ledger: Loaded) -> None:
    whole = ledger(TAKEN, LOST)
    assert holdings(whole.as_of("2023-12-01")).dtypes.equals(holdings(whole).dtypes)


def test_uncertain_days_are_thin_and_certain_ones_solid(ledger: Loaded) -> None:
    figure = charts.plot_control(
        ledger(TAKEN | {"date_end": "2024-01-07"}, LOST | {"date_start": "2024-01-08", "date_end": "2024-01-09"})
    )
    found = {
        (trace.marker.line.color, trace.width > 0.5, base, x // 86_400_000)
        for trace in figure.data
        if trace.type == "bar"
        for base, x in zip(trace.base, trace.x, strict=True)
    }
    rebels, army = theme.SIDE_COLOURS[:2]
    assert found == {
        (rebels, False, "2024-01-05", 2),
        (rebels, True, "2024-01-07", 1),
        (rebels, False, "2024-01-08", 1),
        (army, False, "2024-01-08", 1),
        (army, True, "2024-01-09", 52),
    }


def test_a_spell_that_ended_before_the_first_day_is_not_drawn(ledger: Loaded) -> None:
    early = TAKEN | {"date_start": "2023-06-01", "date_end": "2023-06-01"}
    left = LOST | {"date_start": "2023-08-01", "date_end": "2023-08-01"}
    bars = control_info(ledger(early, left)).spells
    assert bars["holder"].tolist() == ["army"]


def test_several_fronts_and_one_without_a_change(ledger: Loaded) -> None:
    whole = ledger(TAKEN)
    heads = control_info(whole, ["south", "north"]).heads
    assert heads["label"].tolist() == ["<b>North</b> 1 of 1 held", "<b>South</b>"]
    assert "No town taken in South" in charts.plot_control(whole, front="south").layout.title.text.replace("<br>", " ")
