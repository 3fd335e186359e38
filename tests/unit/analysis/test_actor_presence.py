"""Forces by front: hand-made cases."""

import pytest

from conftest import SYNTHETIC, Loaded, report
from op1027 import charts
from op1027.analysis.actor_presence import forces
from op1027.charts.forces import _MOST, forces_info

COLUMNS = ["actor", "front", "events", "first_seen", "last_seen", "side"]
JOINT = report(item="joint", type="battle", allies="guerrillas", date_start="2024-01-08", place="hills")
GAMMA = report(item="gamma", place="gamma", front="south", date_start="2024-01-06", actor="guerrillas")


def test_a_force_counts_once_an_event_in_any_role(ledger: Loaded) -> None:
    frame = forces(ledger(report(), JOINT, GAMMA))
    assert list(frame) == COLUMNS
    found = {(row.actor, row.front): (row.events, row.first_seen.day, row.last_seen.day) for row in frame.itertuples()}
    assert found == {
        ("army", "north"): (2, 5, 8),
        ("army", "south"): (1, 6, 6),
        ("guerrillas", "north"): (1, 8, 8),
        ("guerrillas", "south"): (1, 6, 6),
        ("rebels", "north"): (2, 5, 8),
    }
    assert frame.set_index("actor")["side"].to_dict() == {
        "army": "military",
        "guerrillas": "resistance",
        "rebels": "resistance",
    }


def test_who_does_not_fight_and_what_came_before_is_left_out(ledger: Loaded) -> None:
    talks = report(item="talks", type="political", actor="paper", opponent="")
    early = report(item="early", date_start="2023-10-01")
    frame = forces(ledger(talks, early))
    assert frame.empty
    assert list(frame) == COLUMNS


def test_many_forces_leave_a_row_of_others(ledger: Loaded) -> None:
    many = [
        {"actor": f"f{n}", "name": f"F{n}", "short_name": f"F{n}", "side": "resistance", "kind": "armed_group"}
        for n in range(_MOST + 3)
    ]
    events = [report(item=f"e{n}", type="battle", actor=f"f{n}", opponent="", place="hills") for n in range(_MOST + 3)]
    figure = charts.plot_forces(ledger(*events, actors=SYNTHETIC["actors"] + many))
    assert "3 others" in figure.layout.yaxis.ticktext[-1]
    assert "Last row: the 3 least named, summed." in figure.layout.title.subtitle.text.replace("<br>", " ")
    assert sum(map(int, figure.data[-1].text)) == _MOST + 3


def test_sides_stand_apart_each_under_its_name_and_in_its_hue(ledger: Loaded) -> None:
    third = report(item="third", type="battle", actor="neighbours", place="hills")
    figure = charts.plot_forces(ledger(report(), third))
    hues = [trace.colorscale[-1][1] for trace in figure.data if trace.type == "heatmap"]
    assert len(set(hues)) == 3
    heads = [note for note in figure.layout.annotations if note.text.startswith("<b>")]
    assert [note.text for note in heads] == ["<b>Resistance forces</b>", "<b>The military</b>", "<b>Others</b>"]
    rows = [trace.y[0] for trace in figure.data if trace.type == "heatmap"]
    assert [note.y for note in heads] == [row - 1 for row in rows]


def test_the_headline_counts_forces_of_one_front(ledger: Loaded) -> None:
    whole = ledger(report(), JOINT, GAMMA)
    assert forces_info(whole).finding == "1 of 3 forces appear on one front alone"
    assert forces_info(whole, "south").finding == "2 forces named in events in South"
    assert forces_info(whole.as_of("2000-01-01")).finding == "0 forces named in events"


@pytest.mark.parametrize(("last", "words"), [("2024-01-08", "Jan 2024"), ("2024-02-08", "Jan 2024 – Feb 2024")])
def test_spans_of_months(last: str, words: str, ledger: Loaded) -> None:
    joint = JOINT | {"date_start": last, "date_end": last, "source": "paper_2"}
    cells = forces_info(ledger(report(), joint)).cells
    assert cells.set_index("actor").at["rebels", "seen"] == words
