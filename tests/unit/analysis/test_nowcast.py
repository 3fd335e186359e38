"""The nowcast: its estimate on lags made up."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import Loaded, report
from op1027 import nowcast
from op1027.analysis.nowcast import _LATEST, _shares_out


def triangle(lags: list[int], ages: list[int]) -> tuple[np.ndarray, np.ndarray]:
    """Counts as `_shares_out` takes them, of events that are out."""
    told, young = np.zeros((1, _LATEST + 1)), np.zeros((1, _LATEST + 1))
    for lag, age in zip(lags, ages, strict=True):
        assert lag <= age
        told[0, lag] += 1
        if age < _LATEST:
            young[0, age + 1] += 1
    return told, young


def test_without_truncation_it_is_the_share_by_lag() -> None:
    share = _shares_out(*triangle([0, 0, 1, 3], [_LATEST] * 4))[0]
    assert share[:5].tolist() == pytest.approx([0.5, 0.75, 0.75, 1, 1])


def test_truncated_lags_weigh_by_who_could_have_had_them() -> None:
    """Chain ladder by hand: 10 old events, half out at once, half a day later; 6 of today, out at once."""
    told, young = triangle([0] * 5 + [1] * 5 + [0] * 6, [9] * 10 + [0] * 6)
    assert _shares_out(told, young)[0, :2].tolist() == pytest.approx([0.5, 1.0])


@given(st.lists(st.tuples(st.integers(0, _LATEST), st.integers(0, _LATEST)), min_size=1, max_size=40))
def test_shares_rise_to_one(pairs: list[tuple[int, int]]) -> None:
    lags, ages = [min(pair) for pair in pairs], [max(pair) for pair in pairs]
    share = _shares_out(*triangle(lags, ages))[0]
    assert (np.diff(share) >= -1e-12).all()
    assert share[-1] == 1
    assert (share >= 0).all()


@settings(max_examples=20)
@given(st.integers(1, 4), st.floats(0.15, 0.7))
def test_a_known_law_of_lags_is_found_again(seed: int, p: float) -> None:
    """Geometric lags over 200 days, cut off at today: the estimate comes near the law that made them."""
    rng = np.random.default_rng(seed)
    age, lag = rng.integers(0, 200, 4000), rng.geometric(p, 4000) - 1
    seen = lag <= age
    share = _shares_out(*triangle(np.minimum(lag[seen], _LATEST).tolist(), np.minimum(age[seen], _LATEST).tolist()))[0]
    assert share[:6] == pytest.approx(1 - (1 - p) ** np.arange(1, 7), abs=0.06)


def test_an_inferred_day_tells_no_lag(ledger: Loaded) -> None:
    """Two events out late: one by a page whose day was read, one by an inferred one."""
    rows = [report(item=f"event_{n}", type="battle", source=f"page_{n}", date_start="2024-01-01") for n in range(2)]
    page = {"publisher": "paper", "published": "2024-01-21"}

    def sources(basis: str) -> list[dict[str, str]]:
        return [
            page | {"source": "page_0"},
            page | {"source": "page_1", "published": "2024-01-02", "date_basis": basis},
        ]

    shares = {
        basis: nowcast(ledger(*rows, sources=sources(basis)))["published_share"].iloc[-1]
        for basis in ("page", "inferred")
    }
    assert shares["inferred"] < shares["page"]
