"""The chart of who held which town: hand-made cases."""

from conftest import Loaded, report
from op1027 import charts
from op1027.charts import theme
from op1027.charts.control import control_info

TAKEN = report()
LOST = report(item="alpha_lost", type="town_recaptured", actor="army", opponent="rebels", date_start="2024-01-08")


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
