"""What progress, timeline, totals, verdicts and routes draw of the living record."""

from itertools import pairwise

import pandas as pd
import pytest

import op1027
from conftest import Loaded, report
from op1027 import charts
from op1027.analysis.progress import captured_towns, held_bounds, progress
from op1027.charts import progress as progress_chart
from op1027.charts import theme, verdicts
from op1027.charts._frame import front_colours
from op1027.charts.progress import progress_info
from op1027.charts.timeline import _EACH, _GROUPS, timeline_info
from op1027.ledger.fronts import fronts_of
from op1027.report import facts


def test_progress_draws_what_the_frame_says(ours: op1027.Ledger) -> None:
    frame = progress(ours)
    last = frame[frame["date"] == frame["date"].max()].set_index("front")
    info = progress_info(ours, fronts_of(ours))
    ends = {lane.front: lane.steps.iloc[-1] for lane in info.lanes}
    for front in fronts_of(ours):
        assert ends[front]["towns_held"] == last.at[front, "towns_held"]
        assert ends[front]["towns_captured"] == last.at[front, "towns_captured"]
    assert f" {last.at['all', 'towns_held']} " in progress_info(ours).finding
    for trace in charts.plot_progress(ours).data:
        assert list(trace.x) == sorted(trace.x)
        assert trace.line.shape == "hv"


@pytest.mark.parametrize("known", ["2023-11-15", "2024-08-10", "2100-01-01"])
def test_what_is_held_lies_between_what_the_days_in_doubt_allow(ours: op1027.Ledger, known: str) -> None:
    view = ours.as_of(known)
    frame = progress(view).merge(held_bounds(view), on=["front", "date"])
    assert (frame["towns_least"] >= 0).all()
    assert (frame["towns_least"] <= frame["towns_held"]).all()
    assert (frame["towns_held"] <= frame["towns_most"]).all()
    assert (frame["towns_least"] < frame["towns_most"]).any()


def test_captures_and_towns_are_counted_in_one_wording(ledger: Loaded, ours: op1027.Ledger) -> None:
    lost = report(item="lost", type="town_recaptured", actor="army", opponent="rebels", date_start="2024-01-08")
    again = report(item="again", date_start="2024-02-01", source="paper_2")
    assert progress_info(ledger(report(), lost, again)).how.startswith(
        "2 captures of 1 town since 27 October 2023; 1 loss."
    )
    spells = op1027.town_control(ours)
    whole = progress(ours).query("front == 'all'").iloc[-1]
    captures = f"{whole['towns_captured']} captures of {captured_towns(ours)} towns"
    assert captures in progress_info(ours).how
    assert captured_towns(ours) <= min(whole["towns_captured"], spells["place"].nunique())
    assert captures in str(facts.glance(ours)), "sentences say it in the same words"


def test_progress_as_a_share_is_per_cent(ours: op1027.Ledger) -> None:
    frame = progress(ours).query("front == 'chin'")
    (lane,) = progress_info(ours, "chin", "share").lanes
    assert lane.steps["towns_held"].iloc[-1] == round(100 * frame["share_held"].iloc[-1], 1)
    with pytest.raises(ValueError, match="no measure 'people'"):
        charts.plot_progress(ours, measure="people")


def test_timeline_shows_every_event_once_with_its_grade(ours: op1027.Ledger) -> None:
    inside = ours.events[(ours.events["date"] >= ours.package.start) & (ours.events["front"] == "karen")]
    info = timeline_info(ours, "karen")
    assert info.weeks == 0
    assert sorted(info.marks["item"]) == sorted(inside["item"])
    drawn = charts.plot_timeline(ours, front="karen").data[1:]
    symbols = [symbol for trace in drawn for symbol in trace.marker.symbol]
    assert len(symbols) == len(inside)
    assert sum("open" in symbol for symbol in symbols) == (inside["evidence"] == "claimed").sum()
    assert sum("dot" in symbol for symbol in symbols) == inside["disputed"].sum()


def test_timeline_marks_stand_in_upright_columns(ours: op1027.Ledger) -> None:
    marks = timeline_info(ours, "karen").marks
    week = marks["date"].dt.to_period("W")
    assert not marks.assign(week=week).duplicated(["group", "row", "week", "level"]).any()
    high = marks.groupby(["group", "row", week])["level"].agg(["max", "size"])
    assert (high["max"] == high["size"] - 1).all(), "a column has no gap"


def test_timeline_of_many_events_is_thinned_by_weeks_and_says_so(ours: op1027.Ledger) -> None:
    info = timeline_info(ours)
    inside = ours.events[ours.events["date"] >= ours.package.start]
    assert len(inside) > _EACH
    assert info.weeks > 0
    assert info.marks["events"].sum() == len(inside), "no event is cut"
    assert f"{len(info.marks):,} marks for {len(inside):,} events" in info.how
    assert set(info.rows["row"]) <= set(_GROUPS)


def test_timeline_of_one_front_links_every_mark_to_its_first_page(ours: op1027.Ledger) -> None:
    layout = charts.plot_timeline(ours, front="karen").layout
    links = [(note.x, note.text) for note in layout.annotations if note.templateitemname]
    marks = timeline_info(ours, "karen").marks
    assert len(links) == len(marks) > 50
    for mark in marks.iloc[::20].to_dict("records"):
        first = op1027.pages(ours, mark["item"]).query("stance == 'affirms'").iloc[0]
        assert (f"{mark['date']:%Y-%m-%d}", f"<a href='{first['url']}'>open {first['report']}</a>") in links
    (kind,) = layout.template.layout.annotations
    assert (kind.name, kind.visible, kind.clicktoshow) == ("link", False, "onout")
    assert not [note for note in charts.plot_timeline(ours).layout.annotations if note.templateitemname]


def test_timeline_cuts_summaries_only_where_there_are_too_many(ours: op1027.Ledger) -> None:
    one = timeline_info(ours, "karen").marks
    assert all(summary in text.replace("<br>", " ") for summary, text in zip(one["summary"], one["text"], strict=True))


def test_timeline_by_type(ours: op1027.Ledger) -> None:
    marks = timeline_info(ours, ["karen"], ["ceasefire", "town_captured"]).marks
    assert set(marks["front"]) == {"karen"}
    assert set(marks["type"]) <= {"ceasefire", "town_captured"}
    with pytest.raises(ValueError, match="no type 'party'"):
        charts.plot_timeline(ours, types=["party"])


def test_every_type_has_a_symbol_and_every_front_a_colour(ours: op1027.Ledger) -> None:
    types = ours.package.categories("events_and_claims", "type")
    assert set(theme.SYMBOLS) == {name for name, c in types.items() if c["kind"] == "event"}
    assert len(set(theme.SYMBOLS.values())) == len(theme.SYMBOLS)
    assert sorted(kind for members in _GROUPS.values() for kind in members) == sorted(theme.SYMBOLS)
    assert len(set(front_colours(ours).values())) == len(fronts_of(ours)) + 1


def test_totals_stand_in_two_columns_where_there_is_room(ours: op1027.Ledger) -> None:
    wide, phone = charts.plot_tallies(ours), charts.plot_tallies(ours, layout="phone")
    assert {trace.xaxis for trace in wide.data} == {"x", "x2"}
    assert {trace.xaxis for trace in phone.data} == {"x"}
    assert wide.layout.height < 0.75 * phone.layout.height
    assert wide.layout.xaxis.domain[1] < wide.layout.xaxis2.domain[0]
    for trace in wide.data:
        assert wide.layout[f"yaxis{trace.yaxis[1:]}"].anchor == trace.xaxis


@pytest.mark.parametrize("layout", ["wide", "phone"])
def test_numbers_above_verdicts_stand_apart(ours: op1027.Ledger, layout: str) -> None:
    figure = charts.plot_verdicts(ours, layout=layout)
    numbers, (left, right) = figure.data[-1], figure.layout.xaxis.range
    pixels = (figure.layout.width - figure.layout.margin.l - figure.layout.margin.r) / (right - left)
    shown = sorted(zip(numbers.y, numbers.x, numbers.text, strict=True))
    for (row, x, text), (below, after, other) in pairwise(shown):
        assert row != below or (after - x) * pixels >= 3.2 * len(text + other)
    bars = [trace for trace in figure.data if trace.type == "bar"]
    assert sum(map(int, numbers.text)) == sum(len(trace.x) for trace in bars)


@pytest.mark.parametrize("layout", ["wide", "phone"])
def test_days_of_routes_end_within_the_plot(ours: op1027.Ledger, layout: str) -> None:
    figure = charts.plot_routes(ours, layout=layout)
    begin, end = map(pd.Timestamp, figure.layout.xaxis.range)
    day = (figure.layout.width - figure.layout.margin.l - figure.layout.margin.r) / (end - begin).days
    texts = next(
        trace for trace in figure.data if trace.type == "scatter" and trace.mode == "text" and trace.xaxis == "x"
    )
    for x, text, side in zip(texts.x, texts.text, texts.textposition, strict=True):
        room = (end - pd.Timestamp(x)).days if side == "middle right" else (pd.Timestamp(x) - begin).days
        assert 5 * len(text.strip()) <= room * day, text


def test_too_many_verdicts_are_bars_of_the_same_length(ours: op1027.Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    cells = charts.plot_verdicts(ours)
    monkeypatch.setattr(verdicts, "_CELLS", 100)
    bars = charts.plot_verdicts(ours)
    assert "One bar is all claims" in bars.layout.title.subtitle.text.replace("<br>", " ")
    assert "One cell is one claim" in cells.layout.title.subtitle.text.replace("<br>", " ")
    assert bars.data[-1].text == cells.data[-1].text
    for one, other in zip(bars.data[:-1], cells.data[:-1], strict=True):
        assert sum(one.x) == sum(other.x)
        assert min(one.base) == min(other.base)
    assert len(bars.to_json()) < len(cells.to_json()) / 4


def test_progress_of_many_towns_is_no_taller_than_a_poster(
    ours: op1027.Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    tall = charts.plot_progress(ours).layout.height
    monkeypatch.setattr(progress_chart, "_TALLEST", 300)
    assert charts.plot_progress(ours).layout.height < tall - 200
