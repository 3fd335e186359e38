"""The state of towns along a road: hand-made histories, and what holds for any ledger."""

import op1027
from conftest import SYNTHETIC, Loaded, report
from op1027 import charts
from op1027.analysis.routes import route_cuts, route_states
from op1027.charts.routes import routes_info

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


def test_a_front_draws_the_routes_that_touch_it_whole(ledger: Loaded) -> None:
    whole = ledger(TAKEN, routes=ROUTES)
    info = routes_info(whole, "north")
    assert info.heads["route"].tolist() == ["road"]
    assert info.stretches["y"].nunique() == 3
    assert info.finding.endswith(" in North, the route was cut")
    assert info.heads["label"].iloc[0].endswith("cut since 5 Jan 2024")
    assert "none of 2 routes was cut" in charts.plot_routes(whole.as_of("2023-12-01")).layout.title.text.replace(
        "<br>", " "
    )
