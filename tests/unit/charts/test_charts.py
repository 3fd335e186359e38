"""Every chart of nothing and of one event, and what each must have; `tests/record/charts` draws the living record."""

import doctest
import re
from collections.abc import Callable
from dataclasses import replace
from inspect import signature

import pandas as pd
import plotly.graph_objects as go
import pytest
from hypothesis import given
from hypothesis import strategies as st

import op1027
from conftest import Loaded, check_figure, report
from op1027 import charts
from op1027.charts import _numbers, theme
from op1027.charts.progress import progress_info
from op1027.charts.timeline import timeline_info
from op1027.export import _PLOTS
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


@pytest.mark.parametrize("name", _PLOTS)
def test_every_chart_says_which_fronts_or_which_selection_it_draws(name: str, one: op1027.Ledger) -> None:
    plot = _PLOTS[name]
    part = one.select(end="2024-01-31")
    whole, narrow = plot(one), plot(part)
    assert "North" not in _headline(whole)
    both = plot(one, front=iter(["south", "north"]))
    assert " in North and South" in _headline(both)
    assert plot(one, front={"north", "south"}).to_json() == both.to_json()
    assert " in the selection" in _headline(narrow)
    assert " in South of the selection" in _headline(plot(part, front="south"))
    assert "· only to 31 January 2024" in _footer(narrow)
    assert "only" not in _footer(whole)


def test_of_many_fronts_a_chart_says_how_many(one: op1027.Ledger) -> None:
    fronts = pd.DataFrame({"front": [*"abcd"], "name": [*"ABCD"], "order": range(1, 5)})
    many = replace(one, fronts=fronts)
    assert _headline(charts.plot_timeline(many, front=["d", "b", "c"])) == "0 events in B, C and D"
    assert _headline(charts.plot_timeline(many, front=[*"abcd"])) == "0 events on 4 fronts"


def _headline(figure: go.Figure) -> str:
    return re.sub("<br>", " ", figure.layout.title.text.removeprefix("<b>").removesuffix("</b>"))


def _footer(figure: go.Figure) -> str:
    """The words below a chart, which stand last but for the hidden links of a timeline."""
    told = [note.text.replace("<br>", " ").replace("\u00a0", " ") for note in figure.layout.annotations]
    return next(text for text in reversed(told) if " from " in text)


@pytest.mark.parametrize("plot", [*_PLOTS.values(), charts.plot_compared])
def test_every_chart_takes_what_its_signature_says(plot: Plot, one: op1027.Ledger) -> None:
    given = {"ledger": one, "ours": one, "theirs": one, "front": "north"}
    asked = {name: given.get(name, of.default) for name, of in signature(plot).parameters.items()}
    asked |= {"title": "Ours", "layout": "phone"}
    assert plot(*asked.values()).to_json() == plot(**asked).to_json()
    with pytest.raises(TypeError, match="heading"):
        plot(*[*asked.values()][:3], heading="Ours")


def test_days_in_doubt_are_a_band(ledger: Loaded) -> None:
    vague = report(date_start="2024-01-02", date_end="2024-01-06")
    (lane,) = progress_info(ledger(vague)).lanes
    steps = lane.steps.set_index("date")
    assert steps["towns_most"].idxmax() == pd.Timestamp("2024-01-02")
    assert steps["towns_least"].idxmax() == pd.Timestamp("2024-01-06")
    hatched = [t for t in charts.plot_progress(ledger(vague)).data if t.fillpattern.shape]
    assert len(hatched) == 1


def test_progress_tells_claimed_from_firm_by_more_than_colour(ledger: Loaded) -> None:
    firm = charts.plot_progress(ledger(report())).data
    claimed = charts.plot_progress(ledger(report(claimant="rebels"))).data
    assert firm[0].y[-1] == 1
    assert claimed[0].y[-1] == 0
    assert claimed[1].y[-1] == 1
    assert claimed[-1].line.dash == "dot"


def test_timeline_says_what_when_who_and_where_to_read_it(ledger: Loaded) -> None:
    rows = [report(date_start="2024-01-02", date_end="2024-01-05"), report(source="radio_1", date_end="2024-01-05")]
    (mark,) = timeline_info(ledger(*rows)).marks.to_dict("records")
    assert mark["head"] == "5 January 2024, town captured, conceded or independent"
    assert (mark["text"], mark["tail"]) == ("Synthetic: rebels take Alpha", "r0001: Paper +1")
    (mark,) = timeline_info(ledger(rows[0])).marks.to_dict("records")
    assert mark["text"] == "Synthetic: rebels take Alpha (2–5 Jan)"


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
