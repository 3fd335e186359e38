"""How many fighters, arms, prisoners, dead and displaced each claimant puts a number to, claim by claim."""

import pandas as pd

from op1027.analysis.scope import scopes
from op1027.analysis.tallies import claim_allies
from op1027.ledger.fronts import WHOLE, fronts_of, sides_of
from op1027.ledger.model import Ledger, cached_on_ledger
from op1027.ledger.resolve import dated, leading
from op1027.text.asked import Keys, known_keys

_TOPICS = {
    "strength": ("fighters", "soldiers"),
    "arms": ("weapons", "vehicles", "aircraft"),
    "surrendered": ("soldiers_surrendered", "soldiers_captured", "soldiers_fled"),
    "casualties": ("soldiers_killed", "fighters_killed", "civilians_killed", "civilians_wounded"),
    "displacement": ("displaced", "refugees"),
}
_METRICS = tuple(metric for topic in _TOPICS.values() for metric in topic)
_COLUMNS = [
    *["item", "topic", "metric", "type", "side", "claimant", "actor", "allies", "opponent", "front", "place", "scope"],
    *["date_start", "date", "since", "low", "high", "qualifier", "value", "disputed", "n_reports", "n_publishers"],
    *["first_published", "summary"],
]
_LIMITS = ("low", "high")


@cached_on_ledger
def strengths(ledger: Ledger) -> pd.DataFrame:
    """Every published number of forces, arms, losses and people in flight, one row a claim.

    Nothing is averaged, added up, carried forward or joined: a claimant's word over time is its rows, in order, and
    two of them are comparable only where ``metric``, ``actor``, ``front``, ``place`` and ``since`` agree.

    Parameters
    ----------
    ledger : Ledger

    Returns
    -------
    DataFrame
        Claims of type ``strength`` or ``tally`` that have a number. Sorted by topic, metric, side (the offensive's,
        the one it goes against, others), ``claimant``, front (the whole first, then in drawing order), ``place``,
        ``actor``, ``date`` and ``item``: what one claimant says of one thing stands together, in order of time.

        item, type, qualifier, n_reports, n_publishers, first_published, summary
            As in ``Ledger.claims``.
        topic : str
            ``strength``, ``arms``, ``surrendered``, ``casualties`` or ``displacement``.
        metric : str
            What is counted, and the unit of ``low``, ``high`` and ``value``: people for all but ``weapons``,
            ``vehicles`` and ``aircraft``, which are pieces.
        claimant, side : str
            Who says so, and whose side that is (``side`` of actors.csv).
        actor, allies, opponent : str
            Whom the number is about, as reported: those counted, or those who killed or took them where an
            ``opponent`` is named. ``allies`` are separated by |; it and ``opponent`` may be missing.
        front, place : str
            Where; ``place`` is missing for a whole front.
        scope : str
            ``whole`` (all fronts), ``front``, or ``part`` (of one front, or lying across several).
        date_start, date : datetime
            First and last day that the claim speaks of.
        since : datetime
            First day that a running total counts from; missing where the source does not say.
        low, high : Int64
            What the words allow; missing where open.
        value : int
            ``low``, or ``high`` where there is no ``low``: where the claim is drawn.
        disputed : bool
            Whether somebody denies it.

    Examples
    --------
    >>> import op1027
    >>> table = op1027.strengths(op1027.load())
    >>> bool((table["value"] == table["low"].fillna(table["high"])).all())
    True
    """
    claims = ledger.claims
    claims = claims[claims["type"].isin(["strength", "tally"]) & claims["metric"].isin(_METRICS)]
    claims = claims[claims[[*_LIMITS]].notna().any(axis=1)].rename(columns={"date_end": "date"})
    reports = ledger.reports[ledger.reports["item"].isin(claims["item"])]
    said = dated(reports[reports["stance"] == "affirms"], ledger.sources)
    topics = {metric: topic for topic, metrics in _TOPICS.items() for metric in metrics}
    others = {"allies": claim_allies(ledger), "opponent": leading(said, "opponent")}
    frame = claims.assign(**{name: by_item.reindex(claims["item"]).to_numpy() for name, by_item in others.items()})
    frame = frame.assign(
        topic=frame["metric"].map(topics).astype("str"),
        side=frame["claimant"].map(sides_of(ledger.actors)).astype("str"),
        scope=scopes(ledger, frame),
        value=frame["low"].fillna(frame["high"]).astype("int64"),
        disputed=frame["item"].isin(reports.loc[reports["stance"] == "denies", "item"]),
    )
    ranks = {"metric": _METRICS, "side": ledger.package.parties, "front": (WHOLE, *fronts_of(ledger))}
    order = pd.DataFrame({name: frame[name].map({key: n for n, key in enumerate(r)}) for name, r in ranks.items()})
    order = order.join(frame[["claimant", "place", "actor", "date", "item"]])
    by = ["metric", "side", "claimant", "front", "place", "actor", "date", "item"]
    return frame.loc[order.sort_values(by).index, _COLUMNS].reset_index(drop=True)


def chosen(metrics: Keys) -> list[str]:
    """The metrics that topics and metrics stand for, in drawing order; without any, all.

    Raises
    ------
    ValueError
        If one is neither a topic nor a metric.
    """
    if metrics is None:
        return list(_METRICS)
    wanted = known_keys(metrics, [*_TOPICS, *_METRICS], "topic or metric")
    return [metric for topic, named in _TOPICS.items() for metric in named if topic in wanted or metric in wanted]
