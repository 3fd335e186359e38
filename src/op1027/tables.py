"""The tables that the notebooks show beside the charts."""

import pandas as pd

from op1027.holdings import holdings
from op1027.ledger import Ledger
from op1027.progress import WHOLE, firmly_held, front_names, fronts_of, progress, town_changes
from op1027.resolve import GRADES


def front_summary(ledger: Ledger) -> pd.DataFrame:
    """Where each front stood on the as-of day: one row a front, then their sum.

    Returns
    -------
    DataFrame
        Indexed by the front's name: ``first`` (day of the first capture of a town), ``taken``, ``lost``,
        ``held``, ``towns`` (in the gazetteer), ``share`` (per cent held), ``firm`` (held on more than the
        gaining side's word), ``bases`` (lowest and highest count), ``events``.
    """
    frame = progress(ledger)
    last = frame[frame["date"] == frame["date"].max()].merge(firmly_held(ledger), on=["front", "date"])
    taken, _ = town_changes(ledger)
    first = taken.groupby("front")["date"].min()
    first[WHOLE] = taken["date"].min()
    number = ledger.events["front"].value_counts()
    number[WHOLE] = len(ledger.events)
    names = front_names(ledger) | {WHOLE: "All fronts"}
    table = pd.DataFrame(
        {
            "first": first.reindex(last["front"]).dt.strftime("%Y-%m-%d").fillna("–").to_numpy(),
            "taken": last["towns_captured"],
            "lost": last["towns_lost"],
            "held": last["towns_held"],
            "towns": last["towns_total"],
            "share": (100 * last["share_held"]).round().astype("Int64"),
            "firm": last["towns_firm"],
            "bases": last["bases_low"].astype("str") + "–" + last["bases_high"].astype("str"),
            "events": last["front"].map(number).fillna(0).astype("int64"),
        }
    )
    return table.set_index(last["front"].map(names).rename("front"))


def changes_of_hands(ledger: Ledger) -> pd.DataFrame:
    """Every change of hands of a town, in order, with how it is known.

    Returns
    -------
    DataFrame
        ``town``, ``front``, ``date`` (best day), ``from`` and ``to`` (the days that the reports allow),
        ``holder`` (who has it from then on), ``evidence``, ``disputed``, ``publishers``.
    """
    spells = holdings(ledger)
    columns = {"began": "date", "start": "from", "start_latest": "to"}
    table = spells.drop(columns="holder").rename(columns=columns | {"holder_name": "holder"})
    table["publishers"] = table["item_start"].map(ledger.events.set_index("item")["n_publishers"]).astype("int64")
    table = table[["town", "front", "date", "from", "to", "holder", "evidence", "disputed", "publishers"]]
    return table.sort_values(["date", "town"], ignore_index=True)


def monthly_captures(ledger: Ledger) -> pd.DataFrame:
    """Towns that the offensive's side took: one row a front with any, one column a month, and the sum."""
    taken, _ = town_changes(ledger)
    months = pd.period_range(ledger.package.start, ledger.known_on, freq="M").astype("str")
    table = pd.crosstab(taken["front"], taken["date"].dt.strftime("%Y-%m")).reindex(columns=months, fill_value=0)
    table = table.reindex([front for front in fronts_of(ledger) if front in table.index])
    names = front_names(ledger)
    table = table.rename(index=names).rename_axis(index="front", columns="month")
    return table.assign(sum=table.sum(axis=1))


def evidence_table(ledger: Ledger) -> pd.DataFrame:
    """Events by type and grade of evidence: one row a type, with how many are disputed."""
    events = ledger.events
    table = pd.crosstab(events["type"], events["evidence"]).reindex(columns=list(reversed(GRADES)), fill_value=0)
    table = table.assign(disputed=events.groupby("type")["disputed"].sum(), events=table.sum(axis=1))
    table = table.sort_values(["events", "conceded"], ascending=False, kind="stable")
    return table.rename(index=lambda kind: kind.replace("_", " ")).rename_axis(columns=None)
