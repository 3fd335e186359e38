"""The rules by which reports become an event, one by one, and what holds for any reports."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import op1027
from conftest import SYNTHETIC, Loaded, at_most, claim, report
from op1027.ledger.resolve import _CLAIM_COLUMNS, _EVENT_COLUMNS, GRADES, resolve_events

DAYS = [f"2024-01-{day:02d}" for day in range(1, 10)]


def only(ledger: op1027.Ledger) -> pd.Series:
    assert len(ledger.events) == 1
    return ledger.events.iloc[0]


def test_columns_are_as_promised(ledger: Loaded) -> None:
    whole = ledger(report(), claim())
    assert list(whole.events.drop(columns="township")) == _EVENT_COLUMNS
    assert list(whole.events)[3:5] == ["place", "township"]
    assert list(whole.claims) == _CLAIM_COLUMNS


@pytest.mark.parametrize(
    ("spans", "best", "start", "end"),
    [
        ([("paper_1", "05", "05")], "05", "05", "05"),
        # an interval alone: by its last day it had happened
        ([("paper_1", "03", "06")], "06", "03", "06"),
        # the day that most publishers allow; two pages of one publisher count once
        (
            [("paper_1", "03", "03"), ("paper_2", "03", "03"), ("radio_1", "05", "05"), ("tv_1", "05", "05")],
            "05",
            "03",
            "05",
        ),
        # of equals the earlier
        ([("paper_1", "07", "07"), ("radio_1", "05", "05")], "05", "05", "07"),
        # of equals the more precise
        ([("paper_1", "03", "04"), ("radio_1", "07", "07")], "07", "03", "07"),
        # a vague report that allows a precise one supports it and does not widen the span
        ([("paper_1", "01", "09"), ("radio_1", "05", "05")], "05", "05", "05"),
        ([("paper_1", "01", "06"), ("radio_1", "04", "09")], "06", "01", "09"),
    ],
)
def test_best_day_and_span(ledger: Loaded, spans: list[tuple[str, str, str]], best: str, start: str, end: str) -> None:
    sources = [
        {"source": s, "publisher": p, "published": "2024-01-10"}
        for s, p in (("paper_1", "paper"), ("paper_2", "paper"), ("radio_1", "radio"), ("tv_1", "tv"))
    ]
    actors = [*SYNTHETIC["actors"], {"actor": "tv", "name": "TV", "short_name": "TV", "side": "third", "kind": "media"}]
    rows = [report(source=s, date_start=f"2024-01-{a}", date_end=f"2024-01-{b}") for s, a, b in spans]
    event = only(ledger(*rows, sources=sources, actors=actors))
    assert [f"{event[c]:%d}" for c in ("date", "date_start", "date_end")] == [best, start, end]


def test_a_headline_does_not_contradict_its_day(ledger: Loaded) -> None:
    early = report(date_start="2024-01-02", date_end="2024-01-03", source="paper_1", summary="Synthetic: by 3 January")
    rows = [report(source="radio_1", summary="Synthetic: on 5 January"), report(source="paper_2")]
    assert only(ledger(early))["summary"] == "Synthetic: by 3 January"
    event = only(ledger(early, *rows))
    assert (f"{event['date']:%d}", event["summary"]) == ("05", "Synthetic: on 5 January")


def test_evidence_depends_on_who_says_so(ledger: Loaded) -> None:
    cases = [
        (["rebels"], "claimed"),
        (["rebels", "guerrillas"], "claimed"),
        (["paper"], "independent"),
        (["rebels", "neighbours"], "independent"),
        (["army"], "conceded"),
        (["army", "paper", "rebels"], "conceded"),
    ]
    said = [report(item=f"e{n}", claimant=c) for n, (claimants, _) in enumerate(cases) for c in claimants]
    events = ledger(*said).events.set_index("item").sort_index()
    assert events["evidence"].tolist() == [grade for _, grade in cases]
    assert not events["disputed"].any()


def test_whose_word_concedes_depends_on_the_type(ledger: Loaded) -> None:
    cases: list[tuple[dict[str, str], str, str]] = [
        ({"type": "surrender", "actor": "army", "opponent": "rebels"}, "army", "conceded"),
        ({"type": "surrender", "actor": "army", "opponent": "rebels"}, "rebels", "claimed"),
        ({"type": "bombardment", "actor": "army", "opponent": ""}, "army", "conceded"),
        ({"type": "bombardment", "actor": "army", "opponent": ""}, "rebels", "claimed"),
        ({"type": "base_captured", "opponent": ""}, "army", "conceded"),
        ({"type": "town_recaptured", "actor": "army", "opponent": "rebels"}, "rebels", "conceded"),
        ({"type": "ceasefire"}, "army", "claimed"),
    ]
    said = [report(item=f"e{n}", claimant=claimant, **given) for n, (given, claimant, _) in enumerate(cases)]
    events = ledger(*said).events.set_index("item").sort_index()
    assert events["evidence"].tolist() == [grade for *_, grade in cases]


def test_where_nobody_loses_both_sides_together_are_independent(ledger: Loaded) -> None:
    truce = {"type": "ceasefire"}
    assert (
        only(ledger(report(claimant="army", **truce), report(claimant="rebels", **truce)))["evidence"] == "independent"
    )


def test_a_denial_disputes_and_dates_nothing(ledger: Loaded) -> None:
    no = report(
        claimant="army", stance="denies", date_start="2024-01-01", source="radio_1", low="", summary="Synthetic: no"
    )
    event = only(ledger(report(), no))
    assert event["disputed"]
    assert event["evidence"] == "independent"
    assert f"{event['date_start']:%d}" == "05"
    assert (event["n_reports"], event["n_publishers"]) == (2, 2)
    assert event["summary"] == "Synthetic: rebels take Alpha"


def test_what_so_far_is_only_denied_is_no_event(ledger: Loaded) -> None:
    whole = ledger(report(source="radio_1"), report(claimant="army", stance="denies"))
    assert len(whole.as_of("2024-01-10").events) == 0
    assert len(whole.as_of("2024-01-12").events) == 1


def test_counts_span_all_reports_and_stay_open_where_all_are(ledger: Loaded) -> None:
    base = {"type": "base_captured", "metric": "bases"}
    exact = report(low="4", high="4", qualifier="exact", **base)
    more = report(low="6", qualifier="more_than", source="radio_1", **base)
    event = only(ledger(exact, more | {"low": "3"}))
    assert (event["metric"], event["low"], event["high"]) == ("bases", 3, 4)
    alone = only(ledger(more))
    assert alone["low"] == 6
    assert pd.isna(alone["high"])


def test_actor_is_whom_most_publishers_name_and_allies_are_all_others(ledger: Loaded) -> None:
    event = only(
        ledger(
            report(actor="guerrillas", allies="neighbours|rebels"),
            report(source="radio_1"),
            report(source="paper_2", allies="guerrillas"),
        )
    )
    assert event["actor"] == "rebels"
    assert event["allies"] == "guerrillas|neighbours"
    tie = only(ledger(report(actor="guerrillas"), report(source="radio_1")))
    assert tie["actor"] == "guerrillas"  # published first


def test_a_name_of_a_whole_side_gives_way_to_a_force_of_it(ledger: Loaded) -> None:
    """However many say "resistance forces" only; against a force of another side it stands."""
    whole = {"actor": "resistance", "name": "Resistance", "short_name": "Res.", "side": "resistance"}
    actors = [*SYNTHETIC["actors"], whole | {"kind": "alliance"}]
    vague = [report(actor="resistance", source=page) for page in ("paper_1", "radio_2")]
    assert only(ledger(*vague, actors=actors))["actor"] == "resistance"
    assert only(ledger(*vague, report(actor="guerrillas", source="radio_1"), actors=actors))["actor"] == "guerrillas"
    apart = ledger(*vague, report(actor="neighbours", source="radio_1"), actors=actors)
    assert only(apart)["actor"] == "resistance"
    named = [row | {"kind": "armed_group"} if row["actor"] == "resistance" else row for row in actors]
    force = ledger(*vague, report(actor="guerrillas", source="radio_1"), actors=named)
    assert only(force)["actor"] == "resistance", "an army may be called like its side"


def test_lag_runs_from_the_best_day_to_the_first_publication(ledger: Loaded) -> None:
    event = only(ledger(report(), report(source="radio_1", claimant="radio")))
    assert f"{event['first_published']:%Y-%m-%d}" == "2024-01-10"
    assert event["lag_days"] == 5


def test_a_claim_carries_the_latest_verdict_known(ledger: Loaded) -> None:
    verdicts = [
        {"item": "tally_bases", "as_of": "2024-01-10", "verdict": "open", "reason": "synthetic"},
        {"item": "tally_bases", "as_of": "2024-02-01", "verdict": "borne_out", "reason": "synthetic"},
    ]
    whole = ledger(claim(), claim(item="other", source="radio_2"), assessments=verdicts)
    assert whole.claims.set_index("item")["verdict"].to_dict()["tally_bases"] == "borne_out"
    assert whole.claims["verdict"].isna().sum() == 1
    assert whole.as_of("2024-01-31").claims["verdict"].tolist() == ["open"]


reports = st.lists(
    st.builds(
        lambda item, source, claimant, stance, a, b, count: report(
            item=f"item_{item}",
            type="base_captured",
            source=source,
            claimant=claimant,
            stance=stance,
            date_start=min(DAYS[a], DAYS[b]),
            date_end=max(DAYS[a], DAYS[b]),
            **({"metric": "bases", "low": str(count), "high": str(count), "qualifier": "exact"} if count else {}),
        ),
        st.integers(0, 3),
        st.sampled_from(["paper_1", "paper_2", "radio_1", "radio_2"]),
        st.sampled_from(["rebels", "army", "paper"]),
        st.sampled_from(["affirms", "affirms", "denies"]),
        st.integers(0, 8),
        st.integers(0, 8),
        st.integers(0, 5),
    ),
    min_size=1,
    max_size=12,
)


@pytest.fixture(scope="module")
def tables(ledger: Loaded) -> op1027.Ledger:
    return ledger(report())


def resolved(rows: list[dict[str, str]], tables: op1027.Ledger) -> pd.DataFrame:
    columns = list(tables.reports)
    frame = pd.DataFrame([{"report_id": f"r{n:04d}"} | row for n, row in enumerate(rows)]).reindex(columns=columns)
    for column in columns:
        frame[column] = frame[column].astype(tables.reports[column].dtype)
    types = tables.package.categories("events_and_claims", "type")
    admitted = {value: c.get("admitted_by", "") for value, c in types.items()}
    before = frame.copy()
    events = resolve_events(frame, tables.sources, tables.actors, admitted, tables.package.parties)
    pd.testing.assert_frame_equal(frame, before)  # inputs are left as they were
    return events


@at_most(9)
@given(rows=reports, seed=st.randoms(use_true_random=False))
def test_row_order_never_matters(rows: list[dict[str, str]], seed: object, tables: op1027.Ledger) -> None:
    numbered = [row | {"report_id": f"r{n:04d}"} for n, row in enumerate(rows)]
    shuffled = numbered.copy()
    seed.shuffle(shuffled)  # type: ignore[attr-defined]
    pd.testing.assert_frame_equal(resolved(numbered, tables), resolved(shuffled, tables))


@at_most(9)
@given(rows=reports)
def test_what_holds_for_any_reports(rows: list[dict[str, str]], tables: op1027.Ledger) -> None:
    events = resolved(rows, tables)
    affirmed = {row["item"] for row in rows if row["stance"] == "affirms"}
    assert set(events["item"]) == affirmed
    assert (events["date_start"] <= events["date_end"]).all()
    assert events["evidence"].isin(GRADES).all()
    assert (events["low"].fillna(0) <= events["high"].fillna(10**6)).all()
    assert (events["n_publishers"] <= events["n_reports"]).all()
    for event in events.itertuples():
        mine = [row for row in rows if row["item"] == event.item and row["stance"] == "affirms"]
        allow = [row for row in mine if row["date_start"] <= f"{event.date:%Y-%m-%d}" <= row["date_end"]]
        assert event.summary in {row["summary"] for row in allow}


@at_most(6)
@given(rows=reports)
def test_resolving_again_changes_nothing(rows: list[dict[str, str]], tables: op1027.Ledger) -> None:
    once = resolved(rows, tables)
    again = [
        report(
            item=e.item,
            type="base_captured",
            date_start=f"{e.date:%Y-%m-%d}",
            claimant={"conceded": "army", "independent": "paper", "claimed": "rebels"}[e.evidence],
        )
        for e in once.itertuples()
    ]
    if again:
        twice = resolved(again, tables)
        assert twice["date"].tolist() == once["date"].tolist()
        assert twice["evidence"].tolist() == once["evidence"].tolist()
