"""The state of towns along a road: hand-made histories, and what holds for any ledger."""

import pandas as pd
import pytest

import op1027
from conftest import SYNTHETIC, Loaded, report
from op1027 import charts
from op1027.analysis.routes import route_cuts, route_states
from op1027.charts.routes import routes_info
from op1027.ledger.control import holdings
from op1027.text import wording

TAKEN = report()
LOST = report(item="alpha_lost", type="town_recaptured", actor="army", opponent="rebels", date_start="2024-01-08")
HANDED = report(
    item="alpha_handed", type="town_transferred", actor="neighbours", opponent="rebels", date_start="2024-01-08"
)
ROUTES = [
    {"route": "road", "name": "Road", "order": "1", "place": "alpha"},
    {"route": "road", "name": "Road", "order": "2", "place": "beta"},
    {"route": "path", "name": "Path", "order": "1", "place": "gamma"},
]


def battle(place: str, day: str, **given: str) -> dict[str, str]:
    return report(
        item=f"battle_{place}_{day[5:].replace('-', '_')}", type="battle", place=place, date_start=day, **given
    )


def stretches(ledger: op1027.Ledger, place: str = "alpha") -> list[tuple[str, str, str]]:
    table = route_states(ledger).query("place == @place")
    days = table[["start", "end"]].apply(lambda column: column.dt.strftime("%y-%m-%d"))
    return list(zip(table["state"], days["start"], days["end"], strict=True))


def test_taken_from_the_best_day_to_the_day_before_the_loss(ledger: Loaded) -> None:
    assert stretches(ledger(TAKEN)) == [("open", "23-10-27", "24-01-04"), ("taken", "24-01-05", "24-03-01")]
    assert stretches(ledger(TAKEN, LOST)) == [
        ("open", "23-10-27", "24-01-04"),
        ("taken", "24-01-05", "24-01-07"),
        ("open", "24-01-08", "24-03-01"),
    ]


def test_a_fight_within_fourteen_days_contests_what_is_not_taken(ledger: Loaded) -> None:
    assert stretches(ledger(battle("alpha", "2023-12-10"))) == [
        ("open", "23-10-27", "23-11-25"),
        ("contested", "23-11-26", "23-12-24"),
        ("open", "23-12-25", "24-03-01"),
    ]
    assert stretches(ledger(battle("alpha", "2024-01-02"), TAKEN))[1:] == [
        ("contested", "23-12-19", "24-01-04"),
        ("taken", "24-01-05", "24-03-01"),
    ]


def test_a_fight_in_the_township_contests_its_towns_and_no_other(ledger: Loaded) -> None:
    codes = {"alpha": "MMR001001", "hills": "MMR001001", "beta": "MMR001002"}
    places = [row | {"township_pcode": codes.get(row["place"], "")} for row in SYNTHETIC["places"]]
    whole = ledger(
        battle("hills", "2023-12-10"), battle("gamma", "2023-12-10", front="south"), places=places, routes=ROUTES
    )
    assert [state for state, _, _ in stretches(whole)] == ["open", "contested", "open"]
    assert [state for state, _, _ in stretches(whole, "beta")] == ["open"]
    assert [state for state, _, _ in stretches(whole, "gamma")] == ["open", "contested", "open"]


def test_in_the_hands_of_a_third_party(ledger: Loaded) -> None:
    whole = ledger(TAKEN, HANDED, battle("alpha", "2024-02-05", source="paper_2"))
    assert stretches(whole)[2:] == [
        ("third", "24-01-08", "24-01-21"),
        ("contested", "24-01-22", "24-02-19"),
        ("third", "24-02-20", "24-03-01"),
    ]


def test_a_route_is_cut_while_any_of_its_towns_is_taken(ledger: Loaded) -> None:
    beta = report(item="beta_taken", place="beta", date_start="2024-01-08")
    beta_lost = LOST | {"item": "beta_lost", "place": "beta", "date_start": "2024-01-10", "date_end": "2024-01-10"}
    again = report(item="alpha_again", date_start="2024-02-01", source="paper_2")
    cuts = route_cuts(route_states(ledger(TAKEN, LOST, beta, beta_lost, again, routes=ROUTES)))
    assert cuts["route"].tolist() == ["road", "road"]
    assert cuts["start"].dt.strftime("%m-%d").tolist() == ["01-05", "02-01"]
    assert cuts["end"].dt.strftime("%m-%d").tolist() == ["01-09", "03-01"]


def test_no_route_and_no_report_give_the_same_columns(ledger: Loaded) -> None:
    full = route_states(ledger(TAKEN))
    assert route_states(ledger(TAKEN).as_of("2000-01-01")).dtypes.equals(full.dtypes)
    bare = ledger(TAKEN, routes=[])
    assert route_states(bare).dtypes.equals(full.dtypes)
    assert "No route is recorded" in charts.plot_routes(bare).layout.title.text


def test_our_own_days_are_parted_without_gap_or_overlap(ours: op1027.Ledger) -> None:
    states = route_states(ours)
    assert set(states["state"]) <= {"open", "third", "contested", "taken"}
    assert (states["start"] <= states["end"]).all()
    for _, town in states.groupby(["route", "order"]):
        assert town["start"].iloc[0] == ours.package.start
        assert town["end"].iloc[-1] == ours.known_on
        assert (town["start"].iloc[1:].to_numpy() == (town["end"].iloc[:-1] + pd.Timedelta(days=1)).to_numpy()).all()
        assert (town["state"] != town["state"].shift()).all()


@pytest.mark.parametrize("day", ["2023-11-15", "2024-04-15", "2024-08-10", "2025-04-30"])
def test_taken_is_what_the_holdings_say(ours: op1027.Ledger, day: str) -> None:
    states, spells = route_states(ours), holdings(ours)
    taken = states.query("state == 'taken' and start <= @day <= end")["place"]
    held = spells[spells["ours"] & (spells["began"] <= day) & ~(spells["ended"] <= day)]["place"]
    assert set(taken) == set(held) & set(states["place"])


def test_the_chart_draws_every_stretch_and_says_how_many_routes_are_cut(ours: op1027.Ledger) -> None:
    info = routes_info(ours)
    figure = charts.plot_routes(ours)
    assert sum(len(trace.y) for trace in figure.data if trace.type == "bar") == len(info.stretches)
    cuts = route_cuts(route_states(ours))
    number = int((cuts["end"] == ours.known_on).sum())
    assert f"{number} of {len(info.heads)} routes" in figure.layout.title.text.replace("<br>", " ")
    assert sum("since" in label for label in info.heads["label"]) == number, "the headings say the same"


def test_every_stretch_has_the_dates_of_both_its_ends(ours: op1027.Ledger) -> None:
    info = routes_info(ours)
    cuts = info.stretches[info.stretches["state"] == "cut"]
    for cut in cuts.to_dict("records"):
        (label,) = info.heads.loc[info.heads["route"] == cut["route"], "label"]
        last = cut["start"] if cut["end"] == ours.known_on else cut["end"]
        assert wording.short_span(last, last) in label
    taken = info.stretches[info.stretches["state"] == "taken"]
    written = [text.strip("\u00a0") for trace in charts.plot_routes(ours).data for text in trace.text or ()]
    for start, end in zip(taken["start"], taken["end"], strict=True):
        assert wording.short_span(start, start if end == ours.known_on else end) in written


def test_a_front_draws_the_routes_that_touch_it_whole(ledger: Loaded) -> None:
    whole = ledger(TAKEN, routes=ROUTES)
    info = routes_info(whole, "north")
    assert info.heads["route"].tolist() == ["road"]
    assert info.stretches["y"].nunique() == 3
    assert info.finding.endswith("the route was cut")
    assert info.heads["label"].iloc[0].endswith("cut since 5 Jan 2024")
    assert "none of 2 routes was cut" in charts.plot_routes(whole.as_of("2023-12-01")).layout.title.text.replace(
        "<br>", " "
    )
