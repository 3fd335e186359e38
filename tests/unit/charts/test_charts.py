"""Every chart, drawn from nothing, from one event, from one front and from all; and what each must have."""

import json
import re
from collections.abc import Callable

import plotly.graph_objects as go
import pytest
from hypothesis import given
from hypothesis import strategies as st

import op1027
from conftest import Loaded, report, write_folder
from op1027 import charts
from op1027.analysis.progress import progress
from op1027.charts import theme
from op1027.charts.frame import front_colours
from op1027.charts.timeline import ROOM, halves, timeline_marks
from op1027.export import PLOTS
from op1027.ledger.fronts import fronts_of
from op1027.text import wording

Plot = Callable[..., go.Figure]
# The record grew by a third when it was carried on to 2026; what grows with it has room for as much again.
LIMITS = {"plot_map": 700_000, "plot_timeline": 210_000, "plot_strengths": 110_000, "plot_verdicts": 110_000}
LIMIT = 80_000


@pytest.fixture(scope="module", params=["empty", "one event", "one front", "all", "early"])
def case(
    request: pytest.FixtureRequest, ours: op1027.Ledger, tmp_path_factory: pytest.TempPathFactory
) -> op1027.Ledger:
    return {
        "empty": lambda: ours.as_of("2000-01-01"),
        "one event": lambda: op1027.load(write_folder(tmp_path_factory.mktemp("one"), [report()])),
        "one front": lambda: ours.select(front="northern_shan"),
        "all": lambda: ours,
        "early": lambda: ours.as_of("2023-11-07"),
    }[request.param]()


@pytest.mark.parametrize("name", PLOTS)
def test_every_chart_in_every_case(name: str, case: op1027.Ledger) -> None:
    before = case.reports.copy()
    figure = PLOTS[name](case)
    text = figure.to_json()
    assert case.reports.equals(before)
    assert PLOTS[name](case).to_json() == text, "drawn twice, drawn the same"
    assert "bdata" not in text, "numbers as base64"
    plain = re.sub(r"<a href='https?://[^']+'>", "", json.dumps(json.loads(text)))  # a link waits for a click
    assert "://" not in plain, "an address that could be fetched"
    assert len(text) < LIMITS.get(name, LIMIT)
    layout = json.loads(text)["layout"]
    assert re.fullmatch(r"<b>.+</b>", layout["title"]["text"])
    assert layout["title"]["subtitle"]["text"]
    assert (1 - layout["title"]["y"]) * layout["height"] >= 33, "room for plotly's buttons above the title"
    footer = layout["annotations"][-1]["text"].replace("<br>", " ")
    assert f"as known on {wording.day(case.known_on)}" in footer
    assert "CC-BY-4.0" in footer
    assert re.search(r"\d+ (event|claim)s? from [\d,]+ report", footer), "the number of events or claims"
    widest = max(
        len(line) for line in (layout["title"]["text"] + "<br>" + layout["title"]["subtitle"]["text"]).split("<br>")
    )
    assert widest < 75, "lines that fit a phone"


@pytest.mark.parametrize("name", PLOTS)
def test_every_chart_takes_a_title_and_refuses_an_unknown_front(name: str, ours: op1027.Ledger) -> None:
    assert PLOTS[name](ours, title="Ours").layout.title.text == "<b>Ours</b>"
    with pytest.raises(ValueError, match="no front 'west'"):
        PLOTS[name](ours, front="west")


def test_progress_draws_what_the_frame_says(ours: op1027.Ledger) -> None:
    frame = progress(ours)
    last = frame[frame["date"] == frame["date"].max()].set_index("front")
    figure = charts.plot_progress(ours, front=fronts_of(ours))
    ends = [trace.y[-1] for trace in figure.data]
    assert ends[1::3] == last.loc[fronts_of(ours), "towns_held"].tolist()
    assert ends[2::3] == last.loc[fronts_of(ours), "towns_captured"].tolist()
    assert (
        charts.plot_progress(ours).layout.title.text.replace("<br>", " ").count(f" {last.loc['all', 'towns_held']} ")
        == 1
    )
    for trace in figure.data:
        assert list(trace.x) == sorted(trace.x)
        assert trace.line.shape == "hv"


def test_progress_as_a_share_is_per_cent(ours: op1027.Ledger) -> None:
    frame = progress(ours).query("front == 'chin'")
    figure = charts.plot_progress(ours, front="chin", measure="share")
    assert figure.data[1].y[-1] == round(100 * frame["share_held"].iloc[-1], 1)
    with pytest.raises(ValueError, match="no measure 'people'"):
        charts.plot_progress(ours, measure="people")


def test_progress_tells_claimed_from_firm_by_more_than_colour(ledger: Loaded) -> None:
    firm = charts.plot_progress(ledger(report())).data
    claimed = charts.plot_progress(ledger(report(claimant="rebels"))).data
    assert firm[0].y[-1] == 1
    assert claimed[0].y[-1] == 0
    assert claimed[1].y[-1] == 1
    assert claimed[2].line.dash == "dot"


def test_timeline_shows_every_event_once_with_its_grade(ours: op1027.Ledger) -> None:
    marks = timeline_marks(ours, None, None)
    inside = ours.events[ours.events["date"] >= ours.package.start]
    assert sorted(marks["item"]) == sorted(inside["item"])
    drawn = [trace for trace in charts.plot_timeline(ours).data if not trace.showlegend and trace.x[0]]
    assert sum(len(trace.x) for trace in drawn) == len(inside)
    hollow = sum(len(t.x) for t in drawn if "open" in t.marker.symbol)
    assert hollow == (inside["evidence"] == "claimed").sum()
    dotted = sum(len(t.x) for t in drawn if "dot" in t.marker.symbol)
    assert dotted == inside["disputed"].sum()


def test_timeline_marks_of_a_lane_do_not_share_a_place(ours: op1027.Ledger) -> None:
    marks = timeline_marks(ours, None, None)
    assert not marks.duplicated(["date", "y"]).any()
    assert (marks["y"] >= marks["floor"]).all()
    assert (marks["y"] < marks["roof"]).all()


def test_timeline_of_one_front_links_every_mark_to_its_first_page(ours: op1027.Ledger) -> None:
    layout = charts.plot_timeline(ours, front="karen").layout
    links = {(note.x, note.y): note.text for note in layout.annotations if note.templateitemname}
    marks = timeline_marks(ours, "karen", None)
    assert len(links) == len(marks) > 50
    for mark in marks.to_dict("records"):
        text = links[f"{mark['date']:%Y-%m-%d}", mark["y"]]
        first = op1027.pages(ours, mark["item"]).query("stance == 'affirms'").iloc[0]
        assert text == f"<a href='{first['url']}'>open {first['report']}</a>"
    (kind,) = layout.template.layout.annotations
    assert (kind.name, kind.visible, kind.clicktoshow) == ("link", False, "onout")
    assert not [note for note in charts.plot_timeline(ours).layout.annotations if note.templateitemname]


def test_timeline_says_what_when_who_and_where_to_read_it(ledger: Loaded) -> None:
    rows = [report(date_start="2024-01-02", date_end="2024-01-05"), report(source="radio_1", date_end="2024-01-05")]
    (mark,) = [trace for trace in charts.plot_timeline(ledger(*rows)).data if trace.x[0]]
    assert (mark.text, mark.hovertext) == (("Synthetic: rebels",), ("take Alpha",))
    assert mark.customdata == ("r0001: Paper +1",)
    assert mark.name == "town captured, conceded or independent"
    (mark,) = [trace for trace in charts.plot_timeline(ledger(rows[0])).data if trace.x[0]]
    assert mark.hovertext == ("take Alpha (2–5 Jan)",)


def test_timeline_cuts_summaries_only_where_there_are_too_many(ours: op1027.Ledger) -> None:
    marks, one = timeline_marks(ours, None, None), timeline_marks(ours, "rakhine", None)
    assert marks["said"].str.len().sum() + marks["publishers"].str.len().sum() <= ROOM
    assert marks["said"].str.contains("…").any()
    assert all(summary in said for summary, said in zip(one["summary"], one["said"], strict=True))


@given(st.text(alphabet="ab ", max_size=30).map(str.strip))
def test_halves_lose_no_word(text: str) -> None:
    first, second = halves(text)
    assert " ".join(filter(None, [first, second])) == text


def test_timeline_by_type(ours: op1027.Ledger) -> None:
    marks = timeline_marks(ours, ["karen"], ["ceasefire", "town_captured"])
    assert set(marks["front"]) == {"karen"}
    assert set(marks["type"]) <= {"ceasefire", "town_captured"}
    with pytest.raises(ValueError, match="no type 'party'"):
        charts.plot_timeline(ours, types=["party"])


def test_every_type_has_a_symbol_and_every_front_a_colour(ours: op1027.Ledger) -> None:
    types = ours.package.categories("events_and_claims", "type")
    assert set(theme.SYMBOLS) == {name for name, c in types.items() if c["kind"] == "event"}
    assert len(set(theme.SYMBOLS.values())) == len(theme.SYMBOLS)
    assert len(set(front_colours(ours).values())) == len(fronts_of(ours)) + 1


def test_the_template_is_small() -> None:
    assert len(go.Figure(layout={"template": theme.template()}).to_json()) < 2_000


@pytest.mark.parametrize(
    ("text", "width", "broken"),
    [
        ("one two three four", 9, "one two<br>three<br>four"),
        ("short", 9, "short"),
        ("", 9, ""),
        ("unbreakable", 4, "unbreakable"),
    ],
)
def test_lines_break_into_as_few_as_will_do(text: str, width: int, broken: str) -> None:
    assert wording.lines(text, width) == broken
