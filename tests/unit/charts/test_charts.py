"""Every chart of nothing and of one event, and what each must have; `tests/record` draws the living record."""

import doctest
import re
from collections.abc import Callable
from inspect import signature
from itertools import pairwise

import pandas as pd
import plotly.graph_objects as go
import pytest
from hypothesis import given
from hypothesis import strategies as st

import op1027
from conftest import Loaded, check_figure, report
from op1027 import charts
from op1027.analysis.progress import captured_towns, held_bounds, progress
from op1027.charts import _numbers, theme, verdicts
from op1027.charts import progress as progress_chart
from op1027.charts._frame import front_colours
from op1027.charts.progress import progress_info
from op1027.charts.timeline import _EACH, _GROUPS, timeline_info
from op1027.export import _PLOTS
from op1027.ledger.fronts import fronts_of
from op1027.report import facts
from op1027.text import wording

Plot = Callable[..., go.Figure]


@pytest.fixture(scope="module")
def one(ledger: Loaded) -> op1027.Ledger:
    return ledger(report())


@pytest.mark.parametrize("name", _PLOTS)
def test_every_chart_of_one_event_and_of_nothing(name: str, one: op1027.Ledger) -> None:
    before = one.reports.copy()
    figure = _PLOTS[name](one)
    check_figure(figure, one)
    assert _PLOTS[name](one).to_json() == figure.to_json(), "drawn twice, drawn the same"
    assert one.reports.equals(before)
    nothing = one.as_of("2000-01-01")
    check_figure(_PLOTS[name](nothing, layout="phone"), nothing, "phone")


@given(st.tuples(*[st.integers(0, 255)] * 3))
def test_the_dark_turns_lightness_round_and_keeps_the_hue(parts: tuple[int, int, int]) -> None:
    colour = "#" + "".join(f"{part:02x}" for part in parts)
    turned = [int(theme.dark(colour)[at : at + 2], 16) for at in (1, 3, 5)]
    assert sorted(range(3), key=lambda n: parts[n]) == sorted(range(3), key=lambda n: (turned[n], parts[n]))
    assert abs((max(turned) + min(turned)) / 510 - (0.07 + 0.93 * (1 - (max(parts) + min(parts)) / 510))) < 0.01


def test_what_lies_before_the_period_is_counted_as_left_out(ledger: Loaded) -> None:
    early = [report(item=f"e{n}", type="battle", date_start="2023-01-05", date_end="2023-01-05") for n in range(3)]
    figure = charts.plot_timeline(ledger(report(), *early))
    footer = figure.layout.annotations[-1].text.replace("<br>", " ").replace("\u00a0", " ")
    assert footer.startswith("1 event from 1 report · 3 events before 27 October 2023 not shown")
    assert "not shown" not in charts.plot_timeline(ledger(report())).layout.annotations[-1].text


@pytest.mark.parametrize("name", ["plot_progress", "plot_control", "plot_map"])
def test_data_without_changes_of_hands_do_not_say_that_none_was_held(name: str, ledger: Loaded) -> None:
    title = _PLOTS[name](ledger(report(type="battle"))).layout.title.text.replace("<br>", " ")
    assert "No change of hands of a town is recorded" in title


@pytest.mark.parametrize("name", _PLOTS)
def test_every_chart_takes_a_title_and_refuses_what_is_unknown(name: str, one: op1027.Ledger) -> None:
    assert _PLOTS[name](one, title="Ours").layout.title.text == "<b>Ours</b>"
    with pytest.raises(ValueError, match="no front 'west'"):
        _PLOTS[name](one, front="west")
    with pytest.raises(ValueError, match="no layout 'tall'; there are wide, phone"):
        _PLOTS[name](one, layout="tall")


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


def test_days_in_doubt_are_a_band(ledger: Loaded) -> None:
    vague = report(date_start="2024-01-02", date_end="2024-01-06")
    (lane,) = progress_info(ledger(vague)).lanes
    steps = lane.steps.set_index("date")
    assert steps["towns_most"].idxmax() == pd.Timestamp("2024-01-02")
    assert steps["towns_least"].idxmax() == pd.Timestamp("2024-01-06")
    hatched = [t for t in charts.plot_progress(ledger(vague)).data if t.fillpattern.shape]
    assert len(hatched) == 1


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


def test_progress_tells_claimed_from_firm_by_more_than_colour(ledger: Loaded) -> None:
    firm = charts.plot_progress(ledger(report())).data
    claimed = charts.plot_progress(ledger(report(claimant="rebels"))).data
    assert firm[0].y[-1] == 1
    assert claimed[0].y[-1] == 0
    assert claimed[1].y[-1] == 1
    assert claimed[-1].line.dash == "dot"


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


def test_timeline_says_what_when_who_and_where_to_read_it(ledger: Loaded) -> None:
    rows = [report(date_start="2024-01-02", date_end="2024-01-05"), report(source="radio_1", date_end="2024-01-05")]
    (mark,) = timeline_info(ledger(*rows)).marks.to_dict("records")
    assert mark["head"] == "5 January 2024, town captured, conceded or independent"
    assert (mark["text"], mark["tail"]) == ("Synthetic: rebels take Alpha", "r0001: Paper +1")
    (mark,) = timeline_info(ledger(rows[0])).marks.to_dict("records")
    assert mark["text"] == "Synthetic: rebels take Alpha (2–5 Jan)"


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


def test_the_template_is_small() -> None:
    assert len(go.Figure(layout={"template": theme.template()}).to_json()) < 2_000


@pytest.mark.parametrize("name", _PLOTS)
def test_what_a_chart_documents_is_complete_and_runs(name: str, one: op1027.Ledger) -> None:
    text = _PLOTS[name].__doc__ or ""
    for head in ("Parameters", "Returns", "Raises", "Examples"):
        assert f"\n    {head}\n    {'-' * len(head)}\n" in text
    told = {word for line in re.findall(r"^    (\w+(?:, \w+)*) : ", text, re.M) for word in line.split(", ")}
    told |= {"ledger"} if "\n    ledger : Ledger\n" in text else set()
    assert told >= set(signature(_PLOTS[name]).parameters)
    globs = {"load": lambda: one, "charts": charts}
    (example,) = doctest.DocTestFinder(recurse=False).find(_PLOTS[name], name, module=False, globs=globs)
    assert doctest.DocTestRunner().run(example) == (0, 2)


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


@pytest.mark.parametrize(
    ("text", "width", "broken"),
    [
        ("one two three four", 9, "one two<br>three<br>four"),
        ("short", 9, "short"),
        ("", 9, ""),
        ("unbreakable", 4, "unbreakable"),
        ("as known on 19 March 2026 by us", 16, "as known on<br>19 March 2026<br>by us"),
        ("cut (7 Jan 2024) and after", 13, "cut<br>(7 Jan 2024)<br>and after"),
    ],
)
def test_lines_break_into_as_few_as_will_do(text: str, width: int, broken: str) -> None:
    assert wording.lines(text, width) == broken


def test_a_text_is_cut_between_words() -> None:
    assert wording.cut("one two three", 13) == "one two three"
    assert wording.cut("one two three", 12) == "one two…"
    assert len(wording.cut("one two three", 8)) <= 8


@given(st.sampled_from(theme.SIDE_COLOURS), st.floats(0.1, 1))
def test_numbers_on_shades_can_be_read_light_and_dark(hue: str, share: float) -> None:
    ground = theme.tint(hue, share)
    ink = theme.ink_on(ground)
    named = {"white": "#ffffff", "black": "#000000"}
    assert theme._contrast(named.get(ink, ink), ground) >= 4.5
    by_night = named.get(ink) or theme.dark(ink)
    assert theme._contrast(by_night, theme.dark(ground)) >= 4.5


def test_of_too_many_numbers_the_ends_of_their_weeks_are_drawn_and_told() -> None:
    days = pd.date_range("2024-01-01", periods=2000, freq="9h")
    full = pd.DataFrame({"date": days, "value": [n * 7919 % 2003 for n in range(2000)]})
    (few, kept), told = _numbers.thinned([full.head(30), full])
    assert len(few) == 30
    assert len(kept) <= 300
    assert {full["value"].max(), full["value"].min()} <= set(kept["value"])
    assert kept["date"].is_monotonic_increasing
    assert told.startswith(f"Of 2,030 numbers {30 + len(kept)} are drawn")
    assert _numbers.thinned([full.head(300), full.head(300)])[1] == ""


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
