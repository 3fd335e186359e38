"""Write a data folder of any size, shaped like the project's own record. What it says is synthetic.

The record is laid down again and again, each copy with keys of its own, so that columns, lengths, blanks, reports an
item, pages a publisher, fronts and the share of claims are the record's. The gazetteer and the actors stay as they
are: towns change places within their front from copy to copy, and all changes of hands of a town, brought into the
order of their days, go by turns from one side to the other, since a side can't take what it holds.
"""

import argparse
import shutil
from pathlib import Path

import numpy as np
import pandas as pd

import op1027
from op1027.ledger.control import HANDS
from op1027.record.package import DESCRIPTOR

SEED = 1027
COPIED = ("events_and_claims", "sources", "assessments")
STRIDE = 100_000  # report ids of copy k start at k times this


def generate(folder: Path, size: int, seed: int = SEED) -> Path:
    """Write a sound data folder with exactly ``size`` reports.

    Parameters
    ----------
    folder : Path
        Where to; its tables are overwritten.
    size : int
        Rows of events_and_claims.csv.
    seed : int
        The same seed, size and record give the same bytes.
    """
    ours = op1027.load()
    package, rng = ours.package, np.random.default_rng(seed)
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(package.folder / DESCRIPTOR, folder)
    for name in set(package.tables) - {*COPIED, "gates"}:
        shutil.copy(package.folder / package.file(name), folder)
    record = {name: text_of(ours, name) for name in COPIED}
    whole, left = divmod(size, len(ours.reports))
    copies = [record] * whole + ([part(record, left, rng)] if left else [])
    turns = town_turns(ours, copies, rng)
    for number, copy in enumerate(copies):
        tables = renamed(copy, number)
        reports = tables["events_and_claims"]
        turn = turns.reindex(reports["item"]).set_axis(reports.index)
        turned = {column: turn[column].fillna(reports[column]) for column in turns}
        # whoever fought beside the old actor may be the new one, or its opponent
        allies = reports["allies"].where(turn["actor"].isna(), "")
        tables["events_and_claims"] = reports.assign(**turned, allies=allies)
        for name, table in tables.items():
            path, mode = folder / package.file(name), "a" if number else "w"
            table.to_csv(path, index=False, lineterminator="\n", mode=mode, header=not number)
    page = copies[0]["sources"]["source"].iloc[0] + mark(0)
    gates = text_of(ours, "gates").assign(source=page)  # the gates' own pages have other keys here, or none
    gates.to_csv(folder / package.file("gates"), index=False, lineterminator="\n")
    return folder


def text_of(ours: op1027.Ledger, name: str) -> pd.DataFrame:
    """A table of the record as its file has it."""
    path = ours.package.folder / ours.package.file(name)
    return pd.read_csv(path, dtype="str", keep_default_na=False)


def part(record: dict[str, pd.DataFrame], size: int, rng: np.random.Generator) -> dict[str, pd.DataFrame]:
    """Whole items drawn at random until there are ``size`` reports, with what belongs to them."""
    reports = record["events_and_claims"]
    counts = reports["item"].value_counts(sort=False)
    drawn = counts.iloc[rng.permutation(len(counts))]
    whole = drawn[drawn.cumsum() <= size]
    single = drawn[(drawn == 1) & ~drawn.index.isin(whole.index)]
    items = [*whole.index, *single.index[: size - int(whole.sum())]]
    reports = reports[reports["item"].isin(items)].reset_index(drop=True)
    judged = record["assessments"]
    resting = judged["basis"].str.split("|").explode().isin(["", *reports["report_id"]]).groupby(level=0).all()
    judged = judged[judged["item"].isin(items) & resting]
    sources = record["sources"]
    return {
        "events_and_claims": reports,
        "sources": sources[sources["source"].isin(reports["source"])].reset_index(drop=True),
        "assessments": judged.reset_index(drop=True),
    }


def renamed(record: dict[str, pd.DataFrame], copy: int) -> dict[str, pd.DataFrame]:
    """The tables with keys and texts of their own, so that no key or summary is the same in two copies."""
    reports, sources, judged = (record[name] for name in ("events_and_claims", "sources", "assessments"))
    return {
        "events_and_claims": reports.assign(
            report_id=renumbered(reports["report_id"], copy),
            item=reports["item"] + mark(copy),
            source=reports["source"] + mark(copy),
            summary=reports["summary"].str[:154] + f" {copy:04d}.",
        ),
        "sources": sources.assign(source=sources["source"] + mark(copy), url=sources["url"] + f"#{copy:04d}"),
        "assessments": judged.assign(item=judged["item"] + mark(copy), basis=renumbered(judged["basis"], copy)),
    }


def mark(copy: int) -> str:
    return f"_{copy:04d}"


def renumbered(ids: pd.Series, copy: int) -> pd.Series:
    """Report ids, or lists of them, of another copy."""
    return ids.str.replace(r"r(\d+)", lambda m: f"r{int(m[1]) + copy * STRIDE:04d}", regex=True)


def town_turns(ours: op1027.Ledger, copies: list[dict[str, pd.DataFrame]], rng: np.random.Generator) -> pd.DataFrame:
    """For each change of hands of a town in each copy, by item: which town, and who takes it from whom."""
    changes = ours.events[ours.events["type"].isin(HANDS)]
    towns = ours.places[(ours.places["kind"] == "town") & ours.places["front"].notna()].groupby("front")["place"]
    side = ours.actors.set_index("actor")["side"]
    first, second = ours.package.parties
    taker = changes.loc[changes["actor"].map(side) == first].groupby("front")["actor"].agg(lambda a: a.mode()[0])
    loser = next(actor for actor in changes["opponent"].dropna() if side[actor] == second)
    parts = []
    for number, copy in enumerate(copies):
        other = {place: new for _, group in towns for place, new in zip(group, rng.permutation(group), strict=True)}
        here = changes[changes["item"].isin(copy["events_and_claims"]["item"])]
        parts.append(here.assign(item=here["item"] + mark(number), place=here["place"].map(other)))
    turns = pd.concat(parts).sort_values(["place", "date", "date_start", "first_published", "item"])
    takes = turns.groupby("place").cumcount() % 2 == 0
    ours_here = turns["front"].map(taker).fillna(taker.mode()[0])
    turns["type"] = np.where(takes, *HANDS[:2])  # captured or recaptured
    turns["actor"] = ours_here.where(takes, loser)
    turns["opponent"] = pd.Series(loser, index=turns.index).where(takes, ours_here)
    return turns.set_index("item")[["type", "place", "actor", "opponent"]]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("size", type=int, help="how many reports")
    given = parser.parse_args()
    generate(given.folder, given.size)
