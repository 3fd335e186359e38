"""Skill against the base rate: by hand on synthetic forecasts."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import op1027
from conftest import Loaded, claim
from op1027 import forecast_skill
from op1027.analysis.skill import ENOUGH, _skill, _wilson, against_base_rate
from op1027.charts.reliability import reliability_info

VERDICTS = {"hit": "borne_out", "miss": "not_borne_out", "open": "open"}


def forecasts(*told: tuple[str, str, str, str]) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    """Reports and verdicts of forecasts: day published, day resolved, word, outcome."""
    rows, judged, sources = [], [], []
    for n, (said, by, word, outcome) in enumerate(told):
        given = {"item": f"forecast_{n}", "type": "forecast", "resolves_by": by, "date_start": said, "date_end": said}
        rows.append(claim(**given, metric="", low="", high="", qualifier=word, claimant="paper", source=f"page_{n}"))
        sources.append({"source": f"page_{n}", "publisher": "paper", "published": said})
        judged.append({"item": f"forecast_{n}", "as_of": by, "verdict": VERDICTS[outcome], "reason": "synthetic"})
    rows.append(claim(source="page_first", claimant="paper", date_start="2023-12-30"))
    days = {"page_first": "2023-12-31", "page_last": "2025-01-01"}
    sources += [{"source": page, "publisher": "paper", "published": day} for page, day in days.items()]
    sources = [page | {"read_on": "2025-02-01"} for page in sources]
    return rows, [judged, sources]  # type: ignore[return-value]


def loaded(ledger: Loaded, *told: tuple[str, str, str, str]) -> op1027.Ledger:
    rows, (judged, sources) = forecasts(*told)
    for verdict in judged:  # type: ignore[attr-defined]
        verdict["basis"] = f"r{len(rows):04d}"  # type: ignore[index]
    return ledger(*rows, assessments=judged, sources=sources)


def test_the_base_rate_is_that_of_the_month_before(ledger: Loaded) -> None:
    told = loaded(
        ledger,
        ("2024-01-01", "2024-02-01", "", "miss"),
        ("2024-01-02", "2024-05-20", "", "hit"),
        ("2024-06-01", "2024-07-01", "likely", "hit"),
        ("2024-12-01", "2024-12-31", "", "hit"),
    )
    cases = against_base_rate(told)
    assert cases["base_rate"].tolist() == pytest.approx([0.5, 0.5, 1.5 / 2, 2.5 / 4])
    assert cases["how"].tolist() == ["flat", "flat", "worded", "flat"]
    assert cases["brier"].tolist() == pytest.approx([1, 0, (1 - 0.675) ** 2, 0])


def test_what_is_open_or_only_judged_later_does_not_count(ledger: Loaded) -> None:
    told = loaded(ledger, ("2024-01-01", "2024-03-01", "", "hit"), ("2024-01-02", "2024-04-01", "", "open"))
    assert len(against_base_rate(told)) == 1
    assert against_base_rate(told.as_of("2024-02-28")).empty


def test_skill_is_one_less_the_ratio_of_the_scores(ledger: Loaded) -> None:
    told = loaded(ledger, ("2024-01-01", "2024-02-01", "likely", "hit"), ("2024-01-02", "2024-02-01", "likely", "miss"))
    row = forecast_skill(told).loc[("All", "worded")]
    brier = (0.325**2 + 0.675**2) / 2
    assert (row["n"], row["hits"]) == (2, 1)
    assert row["skill"] == pytest.approx(1 - brier / 0.25, abs=1e-3)
    assert np.isnan(row["skill_low"]), "no interval of two cases"


@pytest.mark.parametrize("number", [ENOUGH - 1, ENOUGH])
def test_only_groups_of_cases_enough_are_drawn(ledger: Loaded, number: int) -> None:
    """Ten cases of a word, seven of which came, and one of a rarer word; their base rates fall into small groups."""
    told = [("2024-01-01", "2024-06-01", "likely", "miss" if n < 3 else "hit") for n in range(number)]
    info = reliability_info(loaded(ledger, *told, ("2024-01-01", "2024-06-01", "very_likely", "hit")))
    drawn = info.groups[info.groups["forecast"] == "worded"]
    assert len(drawn) == (number == ENOUGH)
    if number == ENOUGH:
        assert "68 % likely came true in 7 of 10 cases" in info.finding
        assert "1 group, 1 case" in info.how
    else:
        assert info.finding.startswith("No word of likelihood stands in 10 forecasts")
        assert f"2 groups, {ENOUGH} cases" in info.how


@given(st.lists(st.booleans(), min_size=ENOUGH, max_size=40))
def test_the_interval_holds_the_skill_and_the_base_rate_has_none(hits: list[bool]) -> None:
    hit = pd.Series(hits)
    cases = pd.DataFrame({"hit": hit, "brier": (0.8 - hit) ** 2, "brier_base": (0.5 - hit) ** 2})
    _, _, _, _, skill, low, high = _skill(cases)
    assert low - 1e-9 <= skill <= high + 1e-9
    assert skill <= 1
    assert _skill(cases.assign(brier=cases["brier_base"]))[4:] == pytest.approx((0, 0, 0))


@given(st.integers(1, 200), st.data())
def test_wilsons_interval_holds_the_share(n: int, data: st.DataObject) -> None:
    share = data.draw(st.integers(0, n)) / n
    low, high = _wilson(np.array([share]), np.array([float(n)]))
    assert low[0] + 1e-12 >= 0
    assert low[0] - 1e-12 <= share <= high[0] + 1e-12
    assert high[0] <= 1 + 1e-12
