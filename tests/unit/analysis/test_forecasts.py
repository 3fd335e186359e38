"""Forecasts and judgements against their verdicts, and the chart of them. All reports made here are synthetic."""

import pandas as pd
import pytest

import op1027
from conftest import Loaded, claim, report
from op1027 import charts
from op1027.analysis.forecasts import _COLUMNS, _OUTCOMES, brier_by_side, score_forecasts, verdicts_by_kind

BLANK = {"metric": "", "low": "", "high": ""}


def forecast(item: str, word: str = "", **given: str) -> dict[str, str]:
    """A synthetic forecast by the paper, in January, for June."""
    usual = {"type": "forecast", "resolves_by": "2024-06-01", "claimant": "paper", "summary": "Synthetic: it will fall"}
    return claim(item=item, qualifier=word, **(BLANK | usual | given))


def judgement(item: str, **given: str) -> dict[str, str]:
    return claim(
        item=item, qualifier="", **(BLANK | {"type": "judgement", "summary": "Synthetic: it is strong"} | given)
    )


def verdict(item: str, value: str, as_of: str = "2024-02-20", basis: str = "") -> dict[str, str]:
    return {"item": item, "as_of": as_of, "verdict": value, "basis": basis, "reason": f"Synthetic: {value}"}


def one(ledger: op1027.Ledger, item: str) -> pd.Series:
    return score_forecasts(ledger).set_index("item").loc[item]


def test_who_said_what_by_when_and_what_came(ledger: Loaded) -> None:
    whole = ledger(
        report(),
        forecast("falls", source="radio_1", claimant="rebels"),
        judgement("strong", claimant="army"),
        claim(),
        assessments=[verdict("falls", "borne_out", basis="r0001|r0002")],
    )
    scores = score_forecasts(whole)
    assert list(scores) == _COLUMNS
    assert scores["item"].tolist() == ["strong", "falls"], "tallies are none, and the earlier stands first"
    row = one(whole, "falls")
    assert (row["claimant"], row["side"], row["kind"]) == ("rebels", "resistance", "armed_group")
    assert (row["said_on"], row["resolves_by"]) == (pd.Timestamp("2024-01-12"), pd.Timestamp("2024-06-01"))
    assert (row["outcome"], row["reason"], row["basis"]) == ("hit", "Synthetic: borne_out", "r0001|r0002")
    assert row["as_of"] == pd.Timestamp("2024-02-20")


def test_each_verdict_has_its_outcome(ledger: Loaded) -> None:
    whole = ledger(*map(forecast, _OUTCOMES), assessments=[verdict(value, value) for value in _OUTCOMES])
    assert score_forecasts(whole).set_index("item")["outcome"].to_dict() == _OUTCOMES


def test_without_a_verdict_a_claim_is_open_and_says_so(ledger: Loaded) -> None:
    row = one(ledger(forecast("falls")), "falls")
    assert row["outcome"] == "open"
    assert pd.isna(row["as_of"])
    assert row["reason"] == "No verdict by 1 March 2024."


def test_a_view_uses_only_verdicts_made_by_its_day(ledger: Loaded) -> None:
    verdicts = [verdict("falls", "open", "2024-01-15"), verdict("falls", "not_borne_out", "2024-02-20")]
    whole = ledger(forecast("falls", "likely"), assessments=verdicts)
    assert one(whole, "falls")["outcome"] == "miss"
    early = one(whole.as_of("2024-02-19"), "falls")
    assert (early["outcome"], early["as_of"]) == ("open", pd.Timestamp("2024-01-15"))
    assert pd.isna(early["brier"])
    first = one(whole.as_of("2024-01-14"), "falls")
    assert (first["outcome"], first["reason"]) == ("open", "No verdict by 14 January 2024.")
    assert score_forecasts(whole.as_of("2024-01-09")).empty


def test_a_probability_only_where_a_word_gives_one(ledger: Loaded) -> None:
    cases = [
        ("likely", "borne_out", 0.675, 0.325**2),
        ("likely", "not_borne_out", 0.675, 0.675**2),
        # who calls a thing unlikely says that it does not come: right if it does not
        ("unlikely", "borne_out", 0.675, 0.325**2),
        ("unlikely", "not_borne_out", 0.675, 0.675**2),
        ("almost_certain", "borne_out", 0.97, 0.03**2),
        ("almost_no_chance", "borne_out", 0.97, 0.03**2),
        ("even", "not_borne_out", 0.5, 0.25),
        ("very_likely", "partly", 0.875, None),
        ("very_likely", "open", 0.875, None),
        ("very_likely", "not_checkable", 0.875, None),
        ("", "borne_out", None, None),
    ]
    said = [forecast(f"f{n:02d}", word) for n, (word, *_) in enumerate(cases)]
    judged = [verdict(f"f{n:02d}", value) for n, (_, value, *_) in enumerate(cases)]
    scores = score_forecasts(ledger(*said, assessments=judged)).set_index("item").sort_index()
    for (word, _, probability, brier), row in zip(cases, scores.to_dict("records"), strict=True):
        assert row["probability"] == pytest.approx(probability) if probability else pd.isna(row["probability"])
        assert row["brier"] == pytest.approx(brier) if brier else pd.isna(row["brier"])
        assert row["likelihood"] == word if word else pd.isna(row["likelihood"])


def test_a_count_word_is_no_likelihood(ledger: Loaded) -> None:
    count = {"metric": "towns", "low": "3", "high": "3"}
    row = one(ledger(forecast("falls", "exact", **count), assessments=[verdict("falls", "borne_out")]), "falls")
    assert pd.isna(row["likelihood"])
    assert pd.isna(row["brier"])


def test_brier_by_side_counts_what_it_rests_on(ledger: Loaded) -> None:
    whole = ledger(
        forecast("a", "likely", claimant="rebels"),
        forecast("b", "very_likely", claimant="rebels"),
        forecast("c", "likely", claimant="rebels"),
        forecast("d", claimant="army"),
        judgement("e", claimant="army"),
        assessments=[verdict("a", "borne_out"), verdict("b", "not_borne_out"), verdict("c", "partly")],
    )
    table = brier_by_side(whole)
    assert table.index.tolist() == ["Resistance forces", "The military", "Others"]
    assert table[["forecasts", "with_likelihood", "n"]].to_numpy().tolist() == [[3, 3, 2], [1, 0, 0], [0, 0, 0]]
    assert table["brier"].iloc[0] == pytest.approx((0.325**2 + 0.875**2) / 2)
    assert table["brier"].iloc[1:].isna().all()


def test_verdicts_by_kind(ledger: Loaded) -> None:
    rows = [forecast("a"), forecast("b"), judgement("c", claimant="army"), judgement("d", claimant="rebels")]
    table = verdicts_by_kind(ledger(*rows, assessments=[verdict("a", "borne_out"), verdict("c", "not_borne_out")]))
    assert table.index.tolist() == [
        ("Resistance forces", "armed_group"),
        ("The military", "armed_group"),
        ("Others", "media"),
    ]
    assert table.to_numpy().tolist() == [[0, 0, 0, 1, 0, 1], [0, 0, 1, 0, 0, 1], [1, 0, 0, 1, 0, 2]]


def test_hover_texts_are_cut_only_where_all_of_them_would_be_too_long(
    ledger: Loaded, monkeypatch: pytest.MonkeyPatch
) -> None:
    why = "Synthetic: " + "so it went on from day to day. " * 6
    few = ledger(forecast("falls"), assessments=[verdict("falls", "partly") | {"reason": why.strip()}])

    def shown() -> str:
        return next(t.customdata[0][2] for t in charts.plot_verdicts(few).data if t.name == "partly")

    assert shown().replace("<br>", " ") == why.strip()
    monkeypatch.setattr("op1027.charts.verdicts._TEXTS", 100)
    assert shown().endswith("…")
    assert len(shown()) < 100
