"""Keys, days and frequencies that callers give: taken once each as they are meant, or refused with what was meant."""

import inspect
import re
from collections.abc import Callable
from types import ModuleType

import pandas as pd
import pytest

import op1027
import op1027.export
from conftest import Loaded, claim, report
from op1027 import charts
from op1027.analysis import skill
from op1027.charts import bases, compared, known, progress, strengths, theme, timeline
from op1027.report import brief, facts, tables
from op1027.text.asked import as_day, as_frequency, known_key, known_keys

PLOTS = [getattr(charts, name) for name in charts.__all__]


@pytest.fixture(scope="module")
def made(ledger: Loaded) -> op1027.Ledger:
    beta = report(item="beta_taken", place="beta", date_start="2024-02-01", source="paper_2")
    base = report(item="base_taken", type="base_captured", place="hills", low="3", high="5")
    return ledger(report(), beta, base, claim(), claim(item="tally_weapons", metric="weapons"))


def test_what_is_asked_for_twice_counts_once(made: op1027.Ledger) -> None:
    twice = ["north", "north"]
    assert known_keys(twice, made.fronts, "front") == ["north"]
    for info in (progress.progress_info, bases.bases_info, known.known_info):
        assert info(made, front=twice).finding == info(made, front="north").finding
    metrics = strengths.strengths_info(made, metrics=["arms", "arms"])
    assert [len(lane.marks) for lane in metrics.lanes] == [
        len(lane.marks) for lane in strengths.strengths_info(made, metrics=["arms"]).lanes
    ]
    types = ["town_captured", "town_captured"]
    assert timeline.timeline_info(made, types=types).finding == timeline.timeline_info(made, types=types[:1]).finding
    assert len(op1027.pages(made, ["alpha_taken", "alpha_taken", "r0001"])) == 1
    assert len(made.select(place=["alpha", "alpha"]).events) == 1


@pytest.mark.parametrize("plot", PLOTS)
def test_every_chart_refuses_an_empty_choice_and_what_is_no_key(
    plot: Callable[..., object], made: op1027.Ledger
) -> None:
    for empty in ([], (), set(), iter(())):
        with pytest.raises(ValueError, match="no front is chosen; there are north, south, all"):
            plot(made, front=empty)
    for odd, told in ((5, "5; there are north"), ([None], "None; there"), ([["north"]], ".*did you mean 'north'")):
        with pytest.raises(ValueError, match=f"no front {told}"):
            plot(made, front=odd)
    for name, default in inspect.signature(plot).parameters.items():
        if name in ("measure", "metric", "layout"):
            for wrong in ([], 5, None, default.default + "s"):
                with pytest.raises(ValueError, match=rf"no {name} "):
                    plot(made, **{name: wrong})
            with pytest.raises(ValueError, match=f"did you mean {default.default!r}"):
                plot(made, **{name: default.default + "s"})


def test_everything_else_refuses_an_empty_choice_too(made: op1027.Ledger) -> None:
    for refused in (
        lambda: made.select(front=[]),
        lambda: made.select(actor=()),
        lambda: made.select(place=[]),
        lambda: op1027.what_is_new(made, "2024-01-01", front=[]),
        lambda: brief.brief(made, [], "2024-01-01"),
        lambda: facts.front_story(made, []),
        lambda: skill.reliability(made, front=[]),
        lambda: charts.plot_strengths(made, metrics=[]),
        lambda: charts.plot_timeline(made, types=[]),
        lambda: op1027.nowcast(made, measure=[]),  # type: ignore[arg-type]
    ):
        with pytest.raises(ValueError, match=r"no [\w ]+ is chosen; there are "):
            refused()
    assert op1027.pages(made, []).empty


def test_several_keys_in_one_text_are_a_list(made: op1027.Ledger) -> None:
    for text in ("north,south", "north|south", "['north', 'south']", "north south"):
        with pytest.raises(ValueError, match=r"; write several as a list: \['north', 'south'\]$"):
            made.select(front=text)


def test_of_several_it_is_said_which_is_meant_for_which(made: op1027.Ledger) -> None:
    told = "did you mean 'north' for 'North'? did you mean 'south' for 'soth'?"
    with pytest.raises(ValueError, match=re.escape(f"no front 'North', 'soth', 'zzz'; {told}")):
        made.select(front=["North", "soth", "zzz"])


def test_of_many_keys_it_is_said_where_they_are() -> None:
    table = pd.DataFrame({"place": [f"place_{n}" for n in range(1_200)]})
    with pytest.raises(ValueError, match=r"no place 'zzz'; all 1,200 are in ledger.places$"):
        known_keys("zzz", table, "place")


def test_where_one_is_wanted_several_are_refused(made: op1027.Ledger) -> None:
    assert known_key(["north"], made.fronts, "front") == "north"  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="one front is wanted, not 2: 'north', 'south'"):
        charts.plot_compared(made, made, ["north", "south"])  # type: ignore[arg-type]


def test_an_id_is_answered_with_what_was_probably_meant(made: op1027.Ledger) -> None:
    with pytest.raises(ValueError, match="no metric 'town'; did you mean 'towns'"):
        facts.tallies_said(made, "town")
    assert "No published total of gates" in str(facts.tallies_said(made, "gates")), "a metric that nobody told"
    with pytest.raises(ValueError, match="no measure 'event'; did you mean 'events'"):
        op1027.backtest_nowcast(made, measure="event")
    with pytest.raises(ValueError, match="did you mean 'alpha_taken'"):
        op1027.pages(made, "alpha taken")
    with pytest.raises(ValueError, match="no source 'paper_9'; did you mean 'paper_"):
        tables.assertions(made, "paper_9", "2024-03-01")


def test_a_title_is_written_as_it_is(made: op1027.Ledger) -> None:
    assert charts.plot_progress(made, title=5).layout.title.text == "<b>5</b>"  # type: ignore[arg-type]


def test_a_name_is_answered_with_its_key(ledger: Loaded) -> None:
    actors = [
        {"actor": "aa", "name": "Arakan Army", "short_name": "AA", "side": "resistance", "kind": "armed_group"},
        {"actor": "military", "name": "Forces", "short_name": "F", "side": "military", "kind": "armed_group"},
        {"actor": "paper", "name": "Paper", "short_name": "Paper", "side": "third", "kind": "media"},
    ]
    actors[1]["aliases"] = "junta|SAC"
    fronts = [{"front": "karen", "name": "Karen (south-east)", "order": "1", "description": "synthetic"}]
    places = [
        {"place": "alpha", "kind": "town", "name": "Alphatown", "front": "karen"},
        {"place": "alpha_township", "kind": "township", "name": "Alpha", "front": "karen"},
    ]
    row = report(actor="aa", opponent="military", claimant="paper", front="karen")
    one = ledger(row, actors=actors, fronts=fronts, places=places)
    for asked, key in (
        ({"front": "Karen (south-east)"}, "karen"),
        ({"actor": "Arakan Army"}, "aa"),
        ({"actor": "junta"}, "military"),
        ({"place": "Alphatown"}, "alpha"),
        ({"place": "Alpha"}, "alpha"),
    ):
        with pytest.raises(ValueError, match=f"did you mean '{key}'"):
            one.select(**asked)
    with pytest.raises(ValueError, match="did you mean 'karen'"):
        charts.plot_progress(one, front="Karen (south-east)")


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        *[("M", "did you mean 'ME'"), ("monthly", "did you mean 'ME'"), ("Q", "did you mean 'QE'")],
        *[("0D", "use D"), ("-1D", "use D"), ("h", "use D"), (None, "use D"), ([], "use D"), (7, "use D")],
    ],
)
def test_a_frequency_is_one_of_pandas_and_of_a_day_or_more(wrong: object, told: str, made: op1027.Ledger) -> None:
    for frame in (op1027.progress, op1027.people_and_ground):
        with pytest.raises(ValueError, match=rf"freq = {re.escape(repr(wrong))} is no frequency; {told}"):
            frame(made, freq=wrong)  # type: ignore[arg-type]


def test_frequencies_of_a_day_or_more_are_taken(made: op1027.Ledger) -> None:
    days = op1027.progress(made)
    assert op1027.progress(made, freq="24h").equals(days)
    for freq in ("W", "MS", "ME", "2D", "W-TUE"):
        assert as_frequency(freq, "freq")
        assert 0 < len(op1027.progress(made, freq=freq)) < len(days)


def test_words_for_the_present_mean_no_day_and_a_day_is_suggested_once() -> None:
    for word in ("today", "now", "Today"):
        with pytest.raises(ValueError, match=rf"date = '{word}' is not a day; write it as YYYY-MM-DD$"):
            as_day(word, "date")
    with pytest.raises(ValueError, match=r"\(did you mean '2024-05-05'\?\)"):
        as_day("05/05/2024", "date")


def test_two_records_are_compared_on_one_front_or_on_all(made: op1027.Ledger, ledger: Loaded) -> None:
    theirs = made.as_of("2024-01-31")
    whole = compared.compared_info(made, made, "all")
    assert whole.footer.startswith("2 events from 2 reports")
    assert "2 towns held by our record, 2 by the other" in whole.finding
    assert "1 town held by our record, 1 by the other" in compared.compared_info(made, theirs, "north").finding
    empty = made.as_of("2000-01-01")
    for ours, other in ((empty, made), (made, empty), (empty, empty)):
        assert "0 towns held by our record, 0 by" in compared.compared_info(ours, other, "north").finding
    for front, told in (
        (["north", "south"], "one front is wanted"),
        (None, "no front None"),
        ([], "no front is chosen"),
    ):
        with pytest.raises(ValueError, match=told):
            charts.plot_compared(made, theirs, front)  # type: ignore[arg-type]
    other = ledger(fronts=[{"front": "east", "name": "East", "order": "1", "description": "synthetic"}])
    with pytest.raises(ValueError, match="no front of the other record 'north'; there are east"):
        charts.plot_compared(made, other, "north")


@pytest.mark.parametrize(
    "module",
    [
        *(op1027, op1027.adapters, op1027.export, op1027.report, facts, tables, brief, theme),
    ],
)
def test_a_module_completes_to_what_is_public_and_no_more(module: ModuleType) -> None:
    assert set(dir(module)) == set(module.__all__) | ({"__version__"} if module is op1027 else set())
    assert all(hasattr(module, name) for name in dir(module))
    for name in dir(module):
        made_in = getattr(getattr(module, name), "__module__", module.__name__)
        assert made_in.startswith("op1027"), f"{name} is of another's making"


def test_charts_complete_to_charts_their_look_and_outlines() -> None:
    assert dir(charts) == sorted([*charts.__all__, "boundaries", "plot_compared", "theme"])
