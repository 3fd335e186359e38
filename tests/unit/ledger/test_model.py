"""Views of a ledger: as known on a day, and selections."""

import pickle
import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import op1027
from conftest import FRAMES, Loaded, claim, report
from op1027.report import facts


def test_select_takes_whole_items(ledger: Loaded) -> None:
    south = report(item="gamma_taken", place="gamma", front="south", date_start="2024-01-08", allies="neighbours")
    whole = ledger(report(), report(source="radio_1", date_start="2024-01-03"), south, claim())

    def items(view: op1027.Ledger) -> set[str]:
        return set(view.reports["item"])

    assert items(whole.select(front="south")) == {"gamma_taken"}
    assert items(whole.select(front=["north", "south"])) == {"alpha_taken", "gamma_taken", "tally_bases"}
    assert items(whole.select(start="2024-01-06")) == {"gamma_taken"}
    assert items(whole.select(end="2024-01-04")) == {"alpha_taken"}
    assert len(whole.select(end="2024-01-04").reports) == 2
    assert items(whole.select(actor="neighbours")) == {"gamma_taken"}
    assert items(whole.select(actor="army", front="north")) == {"alpha_taken"}
    assert items(whole.select()) == items(whole)


def test_a_selection_says_what_it_was_narrowed_to(ledger: Loaded) -> None:
    whole = ledger(report())
    assert whole.part == whole.select().part == whole.select(front="all").part == whole.as_of("2024-01-31").part == ""
    part = whole.select(front=["north", "south"], start="2024-01-02").as_of("2024-01-31").select(actor="army")
    assert part.part == "front north and south, from 2 January 2024, actor army"
    assert whole.select(place=whole.places["place"]).part == f"{len(whole.places)} places"
    assert "  only front north and south, from" in repr(part)
    assert "only" not in repr(whole)


@pytest.mark.parametrize(
    ("given_", "message"),
    [
        ({"front": "west"}, "no front 'west'; there are north, south, all"),
        ({"actor": ["army", "pirates"]}, "no actor 'pirates'"),
        ({"start": "2024-02-01", "end": "2024-01-01"}, "start 2024-02-01 is later than end 2024-01-01"),
        ({"end": "soon"}, "end = 'soon' is not a day"),
    ],
)
def test_select_says_what_it_does_not_understand(ledger: Loaded, given_: dict[str, str], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        ledger(report()).select(**given_)


def test_the_fingerprint_follows_every_value(ledger: Loaded) -> None:
    one = ledger(report())
    assert re.fullmatch(r"[0-9a-f]{8}", one.fingerprint)
    assert ledger(report()).fingerprint == one.fingerprint
    assert ledger(report(date_start="2024-01-04")).fingerprint != one.fingerprint
    assert ledger(report(summary="Synthetic: other words")).fingerprint != one.fingerprint


def test_a_ledger_is_shown_in_few_lines_and_its_words_as_text(ledger: Loaded) -> None:
    named = {"north": "<b>&North", "south": "South"}
    fronts = [
        {"front": f, "name": n, "order": str(i), "description": "synthetic"}
        for i, (f, n) in enumerate(named.items(), 1)
    ]
    one = ledger(report(), fronts=fronts)
    assert len(repr(one).splitlines()) == 5
    assert "south = South: .select" in repr(one), "the keys that are asked for"
    assert "1 event and 0 claims" in repr(one)
    assert "&lt;b&gt;&amp;North" in one._repr_html_()
    assert "<b>&North" not in one._repr_html_()


def test_what_is_handed_out_can_be_changed_without_harm(ledger: Loaded) -> None:
    one = ledger(report())
    for ask in (lambda: one.events, lambda: one.claims, lambda: op1027.town_control(one), lambda: op1027.progress(one)):
        first = ask()
        before = first.copy()
        first.loc[:, first.columns[0]] = "changed"
        first["more"] = 1
        pd.testing.assert_frame_equal(ask(), before)


def test_the_tables_can_be_changed_without_harm_too(ledger: Loaded) -> None:
    one = ledger(report())
    view, before = one.as_of("2024-02-01"), one.fingerprint
    for name in FRAMES:
        for whose in (one, view, one.select(front="north")):
            table = getattr(whose, name)
            table["more"] = 1
            table.iloc[:, 0] = None
    assert not any("more" in getattr(whose, name) for whose in (one, view) for name in FRAMES)
    assert replace(one).fingerprint == pickle.loads(pickle.dumps(replace(one))).fingerprint == before


def test_what_is_no_ledger_is_called_so(ledger: Loaded) -> None:
    one = ledger(report())
    for ask in (op1027.progress, op1027.town_control, op1027.check_tallies, op1027.charts.plot_progress, facts.glance):
        with pytest.raises(TypeError, match=r"a Ledger is wanted, as op1027.load\(\) gives one, not a DataFrame"):
            ask(one.events)  # type: ignore[arg-type]


def test_a_verdict_later_than_the_last_page_counts_in_views_of_its_day(ledger: Loaded) -> None:
    judged = {"item": "tally_bases", "as_of": "2024-12-31", "verdict": "open", "reason": "Synthetic: nobody counted"}
    one = ledger(claim(), assessments=[judged])
    assert one.claims["verdict"].tolist() == ["open"]
    assert one.as_of("2024-12-31").claims["verdict"].tolist() == ["open"]
    assert one.as_of("2024-12-30").claims["verdict"].isna().all()


@pytest.mark.parametrize("day", ["yesterday", "2024-02-31", "", None])
def test_a_day_must_be_one(ledger: Loaded, day: str) -> None:
    with pytest.raises(ValueError, match="is not a day; write it as YYYY-MM-DD"):
        ledger(report()).as_of(day)


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("05/01/2024", "'2024-01-05' or '2024-05-01'"),
        *[(one, "'2024-01-31'") for one in (20240131, "31-01-2024", "31 January 2024", "31 Jan 2024")],
        *[(one, "'2024-01-31'") for one in ("2024-01-31 00:00:00", "2024-01-31T10:00:00")],
    ],
)
def test_a_day_that_is_no_iso_day_is_refused_with_what_was_meant(ledger: Loaded, given: object, meant: str) -> None:
    with pytest.raises(ValueError, match=rf"as_of = .* write it as YYYY-MM-DD \(did you mean {meant}\?\)"):
        ledger(report()).as_of(given)  # type: ignore[arg-type]


def test_a_day_out_of_reach_is_told_the_years(ledger: Loaded) -> None:
    with pytest.raises(ValueError, match="'9999-12-31' is not a day of the years 1900 to 2200"):
        ledger(report()).as_of("9999-12-31")


@pytest.mark.parametrize(
    "given", ["soon", 7, None, 2024.5, True, "2024-02-30", "0025-01-01", np.datetime64("NaT"), np.datetime64("2024-01")]
)
def test_what_is_no_day_at_all_is_refused(ledger: Loaded, given: object) -> None:
    with pytest.raises(ValueError, match="is not a day"):
        ledger(report()).as_of(given)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["events", "claims"])
def test_what_a_column_holds_is_said_where_it_is_asked_for(name: str, ledger: Loaded) -> None:
    columns = re.findall(r"(?m)^            ([a-z_, ]+) : ", getattr(op1027.Ledger, name).__doc__)
    assert sorted(", ".join(columns).split(", ")) == sorted(getattr(ledger(report(), claim()), name))


def test_a_ledger_is_shown_as_text_whatever_it_holds(ledger: Loaded) -> None:
    fronts = [{"front": "north", "name": "<b>N&\u202e</b>", "order": "1", "description": "synthetic"}]
    assert "fronts: north = &lt;b&gt;N&amp;&lt;U+202E&gt;&lt;/b&gt;" in ledger(fronts=fronts)._repr_html_()
