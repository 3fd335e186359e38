"""What became of each side's announcements: conceded, corroborated, denied, withdrawn, or nothing."""

import pandas as pd

from op1027.ledger.fronts import sides_of
from op1027.ledger.model import Ledger
from op1027.ledger.resolve import dated, side_of

_FATES = ("conceded", "corroborated", "denied", "withdrawn")
_COLUMNS = [
    *["item", "type", "front", "claimant", "side", "said_on", "report"],
    *(f"{fate}_{what}" for fate in _FATES for what in ("on", "report")),
    *["alone", "days_to_concession", "days_to_corroboration"],
]
_COUNTS = ["announced", *_FATES, "alone"]


def _announced(ledger: Ledger) -> pd.DataFrame:
    """Every announcement of a side at war, with the first report that speaks for or against it.

    An announcement is an event by which a side gains (a town, a base, arms, a surrender, a withdrawal of the other),
    affirmed by a claimant of that side. What several outlets pass on of one claimant is one announcement; two
    claimants of a side make two. One row an announcement, sorted by ``said_on``, ``item`` and ``claimant``: of each of
    the four fates (``conceded``: the side that lost by it says so too; ``corroborated``: anybody else does who is not
    of the announcing side; ``denied``; ``withdrawn``: the announcing side denies it) the first report and its day, and
    ``days_to_…`` from ``said_on``, 0 where somebody had said so before; ``alone`` where there is none of them.
    """
    package, events = ledger.package, ledger.events.set_index("item")
    gained = side_of(events, ledger.actors, package.gained_by, package.parties)
    lost = side_of(events, ledger.actors, package.admitted_by, package.parties)
    lost = lost.where(lost.isin(package.parties))  # what a third force lost, no third party concedes for it
    told = gained[gained.isin(package.parties) & (gained != lost)]
    known = dated(ledger.reports[ledger.reports["item"].isin(told.index)], ledger.sources)
    known = known.assign(side=known["claimant"].map(sides_of(ledger.actors)))
    known = known.sort_values(["published", "report_id"])
    own, loser = known["side"] == known["item"].map(gained), known["side"] == known["item"].map(lost)
    affirms = known["stance"] == "affirms"
    made = known[affirms & own].drop_duplicates(["item", "claimant"])
    made = made.rename(columns={"published": "said_on", "report_id": "report"})
    made = made[["item", "type", "front", "claimant", "side", "said_on", "report"]]
    heard = (affirms & loser, affirms & ~loser & ~own, ~affirms & ~own, ~affirms & own)
    for fate, which in zip(_FATES, heard, strict=True):
        first = known[which].drop_duplicates("item").set_index("item")
        named = {"published": f"{fate}_on", "report_id": f"{fate}_report"}
        made = made.join(first.rename(columns=named)[list(named.values())], on="item")
    made["alone"] = made[[f"{fate}_on" for fate in _FATES]].isna().all(axis=1)
    for name, fate in (("days_to_concession", "conceded"), ("days_to_corroboration", "corroborated")):
        made[name] = (made[f"{fate}_on"] - made["said_on"]).dt.days.clip(lower=0).astype("Int64")
    return made.sort_values(["said_on", "item", "claimant"], ignore_index=True)[_COLUMNS]


def announcements(ledger: Ledger) -> pd.DataFrame:
    """What became of the announcements of each claimant, front by front.

    Returns
    -------
    DataFrame
        One row per ``claimant`` (key) and ``front`` with any, parties in order, within them the claimant and then
        the front with most first: ``side``; ``announced``; of these ``conceded``, ``corroborated``, ``denied``,
        ``withdrawn`` (an announcement may be several of these) and ``alone`` (none of them);
        ``days_to_concession``, ``days_to_corroboration`` (medians, of those that came to it).
    """
    made = _announced(ledger)
    table = _fates(made, ["side", "claimant", "front"])
    size = table.groupby("claimant")["announced"].transform("sum")
    return _ranked(table.assign(size=size), ledger, ["size", "claimant", "announced", "front"]).drop(columns="size")


def announcements_by_side(ledger: Ledger) -> pd.DataFrame:
    """What became of the announcements of each side: an event counts once, however many of its claimants tell it.

    Returns
    -------
    DataFrame
        One row a party that announced anything: ``side`` and the columns of `announcements` from ``announced`` on;
        days count from the side's first word.
    """
    made = _announced(ledger).drop_duplicates("item")
    return _ranked(_fates(made, ["side"]), ledger, ["side"])


def _fates(made: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """Announcements and what became of them, counted by some columns."""
    came = made.assign(announced=True, **{fate: made[f"{fate}_on"].notna() for fate in _FATES})
    days = ["days_to_concession", "days_to_corroboration"]
    groups = came.astype(dict.fromkeys(days, "float64")).groupby(by)
    return groups[_COUNTS].sum().astype("int64").join(groups[days].median()).reset_index()


def _ranked(table: pd.DataFrame, ledger: Ledger, then: list[str]) -> pd.DataFrame:
    """Rows in the order of the parties, then by columns: numbers falling, names rising."""
    order = {side: n for n, side in enumerate(ledger.package.parties)}
    rising = [not pd.api.types.is_numeric_dtype(table[name]) for name in then]
    ordered = table.assign(party=table["side"].map(order)).sort_values(["party", *then], ascending=[True, *rising])
    return ordered.drop(columns="party").reset_index(drop=True)
