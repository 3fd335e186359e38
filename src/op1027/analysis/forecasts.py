"""Forecasts and judgements, each with what came of it: who said so, when, by when, and the verdict."""

import pandas as pd

from op1027.ledger.fronts import sides
from op1027.ledger.model import Ledger, cached_on_ledger
from op1027.ledger.resolve import latest_verdicts
from op1027.text.wording import day

FORECAST_TYPES = ("forecast", "judgement")
_OUTCOMES = {
    "borne_out": "hit",
    "partly": "partly",
    "not_borne_out": "miss",
    "open": "open",
    "not_checkable": "not_checkable",
}
JUDGED = ("hit", "partly", "miss")
_COLUMNS = [
    *["item", "type", "front", "claimant", "side", "kind", "said_on", "resolves_by", "summary"],
    *["outcome", "as_of", "reason", "basis", "likelihood", "probability", "brier"],
]


@cached_on_ledger
def score_forecasts(ledger: Ledger) -> pd.DataFrame:
    """Every forecast and judgement, beside what came of it by the as-of day.

    The verdict is the latest that was made as of that day or before (``assessments.csv``).

    Parameters
    ----------
    ledger : Ledger
        As loaded, or a view of it.

    Returns
    -------
    DataFrame
        One row a claim, sorted by ``said_on`` and ``item``.

        item, type, front, claimant, resolves_by, summary
            As in ``Ledger.claims``; only a forecast has a day by which it can be judged.
        side, kind : str
            The claimant's, as in actors.csv.
        said_on : datetime
            First published.
        outcome : str
            ``hit``, ``partly``, ``miss``, ``open`` or ``not_checkable``; ``open`` also where there is no verdict yet.
        as_of : datetime
            The day as of which the verdict was made; missing where there is none.
        reason : str
            Why; where there is no verdict, that there is none.
        basis : str
            The reports that the verdict rests on: report_ids separated by |; missing where it names none.
        likelihood : str
            The word for how likely it is, where the claimant used one of the stated scale; else missing.
        probability : float
            The chance, 0.5 to 1, that the claimant so gave to being right: for a thing called likely that it comes,
            for one called unlikely that it does not. Missing where there is no word: none is guessed.
        brier : float
            ``(probability - 1) ** 2`` for a hit, ``probability ** 2`` for a miss, 0 (best) to 1; else missing.
            Always saying "even" makes 0.25. After Brier, *Monthly Weather Review* 78 (1950), for one of two outcomes.

    Examples
    --------
    >>> import op1027
    >>> scores = op1027.score_forecasts(op1027.load())
    >>> bool(scores["brier"].dropna().between(0, 1).all())
    True
    """
    claims = ledger.claims.rename(columns={"first_published": "said_on"})
    claims = claims[claims["type"].isin(FORECAST_TYPES)]
    verdicts = latest_verdicts(ledger.assessments)
    scores = claims.join(verdicts[["as_of", "reason", "basis"]], on="item")
    scores = scores.join(ledger.actors.set_index("actor")[["side", "kind"]], on="claimant")
    scores["outcome"] = scores["verdict"].fillna("open").map(_OUTCOMES)
    scores["reason"] = scores["reason"].fillna(f"No verdict by {day(ledger.known_on)}.")
    words = ledger.package.likelihoods
    scores["likelihood"] = scores["qualifier"].where(scores["qualifier"].isin(list(words)))
    chance = scores["likelihood"].map(words).astype("float64")
    scores["probability"] = chance.where(~(chance < 0.5), 1 - chance)
    happened = scores["outcome"].map({"hit": 1.0, "miss": 0.0}).astype("float64")
    scores["brier"] = (scores["probability"] - happened) ** 2
    return scores.sort_values(["said_on", "item"], ignore_index=True)[_COLUMNS]


def verdicts_by_kind(ledger: Ledger) -> pd.DataFrame:
    """How forecasts and judgements fared, by side and kind of claimant.

    Returns
    -------
    DataFrame
        Indexed by ``side`` (its name) and ``kind``, one row each that said anything: ``hit``, ``partly``, ``miss``,
        ``open``, ``not_checkable`` (numbers of claims), ``claims`` (their sum). Parties first, then by size.
    """
    scores = score_forecasts(ledger)
    table = pd.crosstab([scores["side"], scores["kind"]], scores["outcome"])
    table = table.reindex(columns=list(_OUTCOMES.values()), fill_value=0).astype("int64")
    table = table.assign(claims=table.sum(axis=1)).rename_axis(columns=None).reset_index()
    order = {side: n for n, side in enumerate(sides(ledger))}
    table = table.assign(rank=table["side"].map(order)).sort_values(
        ["rank", "claims", "kind"], ascending=[True, False, True]
    )
    return table.assign(side=table["side"].map(ledger.package.names)).drop(columns="rank").set_index(["side", "kind"])


def brier_by_side(ledger: Ledger) -> pd.DataFrame:
    """The Brier score of each side's forecasts, over those with a word for how likely they are and a clear verdict.

    Returns
    -------
    DataFrame
        Indexed by ``side`` (its name), every side: ``forecasts``, ``with_likelihood`` (of them, with a word), ``n``
        (of these, hit or missed: those scored), ``brier`` (their mean, 0 to 1, missing where there is none).
    """
    scores = score_forecasts(ledger)
    by_side = scores[scores["type"] == "forecast"].groupby("side")
    table = pd.DataFrame(
        {
            "forecasts": by_side.size(),
            "with_likelihood": by_side["probability"].count(),
            "n": by_side["brier"].count(),
            "brier": by_side["brier"].mean(),
        }
    ).reindex(sides(ledger))
    whole = table.fillna({"forecasts": 0, "with_likelihood": 0, "n": 0})
    whole = whole.astype({"forecasts": "int64", "with_likelihood": "int64", "n": "int64", "brier": "float64"})
    return whole.rename(index=ledger.package.names).rename_axis("side")
