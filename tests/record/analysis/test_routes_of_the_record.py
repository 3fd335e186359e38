"""The state of towns along our own roads."""

import pandas as pd
import pytest

import op1027
from op1027 import charts
from op1027.analysis.routes import route_cuts, route_states
from op1027.charts.routes import routes_info
from op1027.ledger.control import holdings
from op1027.text import wording


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
