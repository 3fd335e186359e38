"""What holds of frames of any record, made up or living."""

import pandas as pd

import op1027
from op1027.analysis.gate_states import gate_states
from op1027.analysis.people_and_ground import _sides_every_day
from op1027.analysis.town_states import _STATES, town_states
from op1027.ledger.fronts import days_of


def gates_are_parted(ledger: op1027.Ledger) -> None:
    """Every gate's stretches cover every day once."""
    stretches, days = gate_states(ledger), days_of(ledger)
    assert stretches["gate"].drop_duplicates().tolist() == ledger.gates["gate"].tolist()
    first, last = ~stretches["gate"].duplicated(), ~stretches["gate"].duplicated(keep="last")
    assert (stretches.loc[first, "start"] == days[0]).all()
    assert (stretches.loc[last, "end"] == days[-1]).all()
    before = stretches.groupby("gate")["end"].shift()
    assert (stretches["start"] - before)[~first].eq(pd.Timedelta(days=1)).all()
    assert (stretches["evidence"].isna() == (stretches["passage"] == "unknown")).all()


def towns_are_parted(ledger: op1027.Ledger) -> None:
    """Every town's spells cover every day once, in known states, and no two neighbours are one."""
    spells = town_states(ledger)
    days = days_of(ledger)
    assert set(spells["place"]) == set(ledger.places.query("kind == 'town'")["place"])
    assert set(spells["state"]) <= set(_STATES)
    first, last = ~spells["place"].duplicated(), ~spells["place"].duplicated(keep="last")
    assert (spells.loc[first, "start"] == days[0]).all()
    assert (spells.loc[last, "end"] == days[-1]).all()
    assert (spells["start"] <= spells["end"]).all()
    before = spells.groupby("place")["end"].shift()
    assert (spells["start"] - before)[~first].eq(pd.Timedelta(days=1)).all()
    known = spells["state"] != "unknown"
    assert spells.loc[known, ["evidence", "items", "since_start", "since_latest"]].notna().all(axis=None)
    assert spells.loc[~known, ["holder", "against", "evidence", "items"]].isna().all(axis=None)
    shares = spells[["share_low", "share_high"]].dropna()
    assert (shares["share_low"] <= shares["share_high"]).all()


def bounds_hold(ledger: op1027.Ledger) -> None:
    """Low bounds are not above high ones, no front holds more than it has, and it has the same towns on every day."""
    frame = _sides_every_day(ledger)
    assert (frame["population_low"] <= frame["population_high"]).all()
    assert (frame["area_low"] <= frame["area_high"]).all()
    assert (frame.filter(regex="low|high") >= 0).all(axis=None)
    parties = frame[frame["side"].isin(ledger.package.names)].groupby(["front", "date"])
    slack = 3  # each of three sides is rounded to a person
    assert (parties["population_high"].sum() <= parties["population_total"].first() + slack).all()
    assert (parties["area_high"].sum() <= parties["area_total"].first() + slack).all()
    every = frame.groupby(["front", "date"])[["towns", "population_low"]].sum().groupby("front")
    assert (every.max() - every.min() <= 5).all(axis=None), "the towns are the same on every day"


def scan_agrees(counted: pd.DataFrame, ledger: op1027.Ledger) -> None:
    """A scan counts what the reader read: rows that have a type, those of no place under ``all``."""
    keys = ["front", "date", "type"]
    kept = counted.dropna(subset="type").assign(front=lambda t: t["front"].fillna("all"))
    read = ledger.events.groupby(keys, as_index=False).size().rename(columns={"size": "events"})
    pd.testing.assert_frame_equal(kept.groupby(keys, as_index=False)["events"].sum(), read)
