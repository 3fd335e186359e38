"""Small made-up records, counted by the package and by `naive`, which knows only docs/method.md: both must agree.

Up to fifty small records, each with towns of its own, are joined into one ledger, since the package takes little
longer for them than for one; a disagreement is shrunk to the fewest that show it. Everything here is synthetic.
"""

import functools
import math
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from random import Random
from typing import Any

import pandas as pd
from hypothesis import strategies as st

import naive
import op1027
from conftest import DATA
from naive import OURS, START, UNITS, Record, Row
from op1027.analysis.forecasts import brier_by_side
from op1027.analysis.progress import firmly_held
from op1027.analysis.tallies import check_sums
from op1027.ledger.load import from_tables
from op1027.record.package import TABLES, read_descriptor

PACKAGE = read_descriptor(DATA)
FIRST = START - timedelta(days=9)  # days run from before the offensive
JOINED = 50
NAMES = {"alpha": "north", "beta": "north", "gamma": "south", "delta": "south"}
TOWNS = {f"{name}{number}": front for number in range(JOINED) for name, front in NAMES.items()}
WIDE = ("hills", "uplands", "coast_west", "coast")  # a township, a district, a state, an area of two states
PLACES = [
    *({"place": town, "kind": "town", "name": town, "front": front} for town, front in TOWNS.items()),
    {"place": "hills", "kind": "township", "name": "hills", "front": "north"},
    {"place": "uplands", "kind": "district", "name": "uplands", "front": "north"},
    {"place": "coast_west", "kind": "state_region", "name": "coast (west)", "front": "south"},
    {"place": "coast", "kind": "area", "name": "coast", "front": None},
]
for place in PLACES:
    name = str(place["place"])
    place["township_pcode"] = "T1" if name == "hills" or name.startswith("alpha") else "T2"
    place["district"] = "D2" if name.startswith("beta") else "D1"
    west = name == "coast_west" or name.startswith("gamma")
    place["state_region"] = "coast (west)" if west else "coast (east)" if name.startswith("delta") else "inland"
HOME = {place["place"]: place["front"] for place in PLACES}
SIDES = {
    "resistance": ("resistance", None),
    "league": ("resistance", None),
    "rebels": ("resistance", "league"),
    "band": ("resistance", "rebels"),
    "guerrillas": ("resistance", None),
    "military": ("military", None),
    "militia": ("military", None),
    "neighbours": ("third", None),
    "residents": ("third", None),
    "paper": ("third", None),
    "radio": ("third", None),
    "tv": ("third", None),
}
RESISTANCE = [name for name, (side, _) in SIDES.items() if side == OURS]
FIGHTERS = [*RESISTANCE, "military", "militia", "neighbours"]
VOICES = ["rebels", "guerrillas", "military", "neighbours", "residents", "paper"]
TYPES = [
    *["town_captured", "town_recaptured", "town_transferred", "base_captured"] * 3,
    *[
        "base_recaptured",
        "battle",
        "town_entered",
        "siege_lifted",
        "bombardment",
        "surrender",
        "withdrawal",
        "ceasefire",
    ],
]
TAKEN = ("town_captured", "town_captured", "town_recaptured", "town_transferred", *["base_captured"] * 4)
WORLD: Record = {
    "places": PLACES,
    "actors": [
        {"actor": a, "name": a, "short_name": a, "side": s, "kind": "alliance" if a == s else "media", "part_of": p}
        for a, (s, p) in SIDES.items()
    ],
    "fronts": [
        {"front": front, "name": front, "order": order}
        for order, front in enumerate(("south", "north", "all"), start=1)
    ],
    "routes": [],
}

ALLIES = ("band", "guerrillas|rebels")

FRONTS = ("all", "north", "south")
LATEST = 30  # days from the first one: the last publication
offsets = st.integers(0, LATEST)
seeds = st.integers(0, 2**64 - 1)


def day(offset: int) -> date:
    return FIRST + timedelta(days=offset)


def numbers(dice: Random, largest: int) -> Row:
    """A count as words allow it, with the word."""
    word = dice.choice(["exact", "exact", "about", "at_least", "more_than", "up_to"])
    low = dice.randint(0 if word in ("about", "exact") else 1, largest)
    low_given = None if word == "up_to" else low
    high = {"exact": low, "about": low + dice.randint(0, 4), "up_to": low}.get(word)
    return {"low": low_given, "high": high, "qualifier": word}


def page_of(dice: Random, pages: list[Row], not_before: date | None) -> str:
    fit = [page["source"] for page in pages if not_before is None or page["published"] >= not_before]
    return str(dice.choice(fit))


BLANK = dict.fromkeys(PACKAGE.fields("events_and_claims"))


def event(dice: Random, item: str, towns: list[str], pages: list[Row], kinds: Sequence[str]) -> list[Row]:
    kind = dice.choice(kinds)
    place = dice.choice(towns) if kind.startswith("town_") else dice.choice([*towns, "hills", None])
    front = HOME.get(place) or dice.choice(FRONTS if kind == "battle" else FRONTS[1:])
    same = {"kind": "event", "item": item, "type": kind, "place": place, "front": front}
    counted = kind == "base_captured" and dice.random() < 0.5
    metric = dice.choice(sorted(UNITS)) if counted else None
    usual, latest = dice.choice(FIGHTERS), pages[-1]["published"]
    begins = min(day(dice.randint(0, LATEST)), latest)
    rows = []
    for number in range(dice.choice([1, 1, 2, 3, 4])):
        actor = dice.choice(FIGHTERS) if dice.randint(0, 5) == 0 else usual
        foes = [foe for foe in FIGHTERS if SIDES[foe][0] != SIDES[actor][0]]
        start = min(begins + timedelta(days=dice.choice([0, 0, 0, 1, 2, 5])), latest)
        counts = (
            numbers(dice, dice.choice([1, 6, 40])) | {"metric": metric}
            if counted and (number == 0 or dice.random() < 0.5)
            else {}
        )
        opponent = dice.choice(foes) if SIDES[actor][0] == "third" else dice.choice([None, *foes])
        with_whom = [names for names in ALLIES if not {actor, opponent} & set(names.split("|"))]
        rows.append(
            BLANK
            | same
            | {
                "date_start": start,
                "date_end": start + timedelta(days=dice.choice([0, 0, 0, 1, 3, 8])),
                "actor": actor,
                "allies": dice.choice([None, None, None, *with_whom]),
                "opponent": opponent,
                "claimant": dice.choice(VOICES),
                "stance": "denies" if number and dice.randint(0, 3) == 0 else "affirms",
                "source": page_of(dice, pages, start),
                "summary": f"{item} {number}",
            }
            | counts
        )
    return rows


def claim(
    dice: Random, item: str, towns: list[str], pages: list[Row], kinds: Sequence[str], days: list[date]
) -> list[Row]:
    """Reports of a claim, which often speaks of one of these days."""
    kind = dice.choice(kinds)
    place = dice.choice([*[None] * 7, *towns, *WIDE])
    front = HOME.get(place) or ("all" if place else dice.choice(FRONTS))
    start = dice.choice([day(dice.randint(LATEST // 2, LATEST + 5)), *days])
    end = start + timedelta(days=dice.choice([0, 0, 2]))
    claimant, actor = dice.choice(VOICES), dice.choice([*RESISTANCE, "resistance", "rebels", "military"])
    tally = kind == "tally"
    metric = dice.choice(["towns", "towns", *sorted(UNITS), "displaced"]) if tally else None
    since = dice.choice([None, None, START, START, day(dice.randint(0, LATEST))]) if tally else None
    given = None if since is None else min(since, end)
    allies = dice.choice([None, None, "guerrillas"]) if tally and actor != "guerrillas" else None
    rows = []
    for number in range(dice.choice([1, 1, 2])):
        word: Row = {"qualifier": dice.choice([None, *naive.CHANCES]) if kind == "forecast" else None}
        said = (
            numbers(dice, dice.choice([3, 10, 100])) | {"metric": metric, "since": given, "allies": allies}
            if tally
            else word
        )
        stance = "denies" if number and dice.random() < 0.5 else "affirms"
        rows.append(
            BLANK
            | said
            | {
                "kind": "claim",
                "item": item,
                "type": kind,
                "place": place,
                "front": front,
                "actor": actor,
                "date_start": start,
                "date_end": end,
                "source": page_of(dice, pages, None),
                "stance": stance,
                "claimant": claimant if stance == "affirms" else dice.choice(VOICES),
                "resolves_by": day(40) if kind == "forecast" else None,
                "summary": f"{item} {number}",
            }
        )
    return rows


def several_totals(dice: Random, pages: list[Row]) -> list[Row]:
    """Totals that one page gives beside each other, some of them parts of others."""
    page, last, metric = dice.choice(pages)["source"], day(dice.randint(0, LATEST)), dice.choice(["towns", "bases"])
    scopes = [("all", None), ("north", None), ("south", None), ("north", "hills"), ("north", "alpha0")]
    scopes += [("north", "uplands"), ("all", "coast"), ("south", "coast_west")]
    rows = []
    for number in range(dice.randint(3, 5)):
        front, place = dice.choice(scopes)
        said = {"actor": dice.choice(["league", "rebels", "guerrillas"]), "metric": metric} | numbers(dice, 5)
        where = {"front": front, "place": place, "date_start": last, "date_end": last, "source": page}
        what = {"kind": "claim", "item": f"sum_{number}", "type": "tally", "claimant": "rebels", "stance": "affirms"}
        rows.append(BLANK | what | where | said | {"summary": f"part {number}"})
    return rows


def verdict(dice: Random, rows: list[Row]) -> Row:
    return {
        "item": dice.choice([row["item"] for row in rows]),
        "as_of": day(dice.randint(0, 45)),
        "verdict": dice.choice(["borne_out", "borne_out", "not_borne_out", "partly", "open", "not_checkable"]),
        "basis": None,
        "reason": "synthetic",
    }


class Made(dict[str, list[Row]]):
    """A record that says of itself, where a test fails, what is told in it and no more."""

    def __repr__(self) -> str:
        told = [*self["sources"], *self["reports"], *self["assessments"]]
        lines = [", ".join(f"{name}={value}" for name, value in row.items() if value is not None) for row in told]
        return "\n".join(["", *lines])[:8000]


@st.composite
def records(
    draw: st.DrawFn,
    claims: Sequence[str] = (),
    events: int = 7,
    kinds: Sequence[str] = TYPES,
    each: int = 3,
    sums: bool = False,
) -> Record:
    """Small records joined to one; a failing one is shrunk to as few of them as fail."""
    dice = Random(draw(seeds))
    pages = [
        {
            "source": f"s{number}",
            "url": f"https://example.org/{number}",
            "publisher": dice.choice(["paper", "radio", "tv"]),
            "published": published,
            **dice.choice(
                [{}, {}, {"date_basis": "inferred"}, {"date_basis": "inferred", "published_from": published}]
            ),
            "origin": dice.choice([None, None, None, "paper", "radio"]),
        }
        for number, published in enumerate(sorted(day(dice.randint(0, LATEST)) for _ in range(dice.randint(1, 12))))
    ]
    told = several_totals(dice, pages) if sums else []
    rows: list[Row] = []
    least = draw(st.sampled_from([1, *[JOINED] * 19]))  # one only to shrink to
    for world, seed in enumerate(draw(st.lists(seeds, min_size=least, max_size=JOINED, unique=True))):
        dice, towns = Random(seed), [f"{name}{world}" for name in NAMES]
        for number in range(dice.randint(0, events)):
            rows += event(dice, f"e{world}_{number}", towns, pages, kinds)
        days = [row[end] for row in rows[-3:] for end in ("date_start", "date_end")]
        for number in range(dice.randint(1, each) if claims else 0):
            told += claim(dice, f"c{world}_{number}", towns, pages, claims, days)
    made = [verdict(dice, told) for _ in range(dice.randint(0, 20))] if told else []
    made = list({(row["item"], row["as_of"]): row for row in made}.values())
    rows = dice.sample(told + rows, len(told + rows))
    ids = dice.sample(range(1, len(rows) + 1), len(rows))
    reports = [row | {"report_id": f"r{number:04d}"} for number, row in zip(ids, rows, strict=True)]
    return Made(WORLD | {"sources": pages, "reports": reports, "assessments": made})


def typed(name: str, rows: list[Row]) -> pd.DataFrame:
    """The rows as the package reads them from a file."""
    kinds = {"date": "datetime64[s]", "integer": "Int64", "number": "float64"}
    columns = {}
    for column, field in PACKAGE.fields(name).items():
        values = [row.get(column) for row in rows]
        columns[column] = pd.Series(values, dtype="object").astype(kinds.get(field["type"], "str"))
    return pd.DataFrame(columns)


@functools.cache
def world_table(name: str) -> pd.DataFrame:
    return typed(name, WORLD.get(name, []))


def tables_of(record: Record) -> dict[str, pd.DataFrame]:
    changing = {"events_and_claims": "reports", "sources": "sources", "assessments": "assessments"}
    return {name: typed(name, record[changing[name]]) if name in changing else world_table(name) for name in TABLES}


def ledger_of(record: Record) -> op1027.Ledger:
    return from_tables(tables_of(record), PACKAGE)


def plain(value: Any) -> Any:
    if value is None or value is pd.NaT or value is pd.NA or (isinstance(value, float) and math.isnan(value)):
        return None
    return value.date() if isinstance(value, pd.Timestamp) else value


def rows_of(frame: pd.DataFrame, columns: Iterable[str]) -> list[Row]:
    wanted = list(columns)
    return [dict(zip(wanted, map(plain, row), strict=True)) for row in frame[wanted].astype("object").to_numpy()]


def agree(frame: pd.DataFrame, expected: list[Row], *columns: str) -> None:
    assert rows_of(frame, columns) == [{name: row[name] for name in columns} for row in expected]


ITEM = ("item", "type", "front", "place", "date_start", "date_end", "actor", "metric", "low", "high", "n_reports")
ITEM = (*ITEM, "n_publishers", "first_published", "summary")
EVENT = (*ITEM, "opponent", "allies", "date", "evidence", "disputed", "lag_days")
CLAIM = (*ITEM, "claimant", "qualifier", "since", "resolves_by", "verdict")
SPELL = ("place", "front", "holder", "start", "start_latest", "end", "end_latest", "evidence", "item_start", "item_end")
PROGRESS = ("front", "date", "towns_captured", "towns_lost", "towns_held", "towns_total", "bases_low", "bases_high")
KNOWN = ("front", "date", "towns_known", "towns_now", "events_known", "events_now")
SUM = ("source", "total", "parts", "parts_low", "parts_high", "finding")
SCORE = ("item", "type", "side", "said_on", "resolves_by", "outcome", "as_of", "probability")


@st.composite
def all_kinds(draw: st.DrawFn) -> Record:
    """Records of every kind: events of all types, or mostly captures; claims of all types, or totals; sums."""
    kinds = draw(st.sampled_from([TYPES, TAKEN]))
    told = draw(st.sampled_from([("tally", "forecast", "judgement"), ("tally",), ("forecast", "judgement")]))
    return draw(records(claims=told, kinds=kinds, each=draw(st.sampled_from([3, 9])), sums=draw(st.booleans())))


def both_agree(record: Record, offset: int) -> None:
    """Everything that the method says of a record, and of what was known of it on a day."""
    whole, last = ledger_of(record), naive.last_day(record)
    assert whole.known_on.date() == last
    then = whole.as_of(day(offset))
    for known, ledger in ((record, whole), (naive.as_of(record, day(offset)), then)):
        counted_alike(known, ledger)
    agree(then.events, naive.events(naive.as_of(record, day(offset))), *EVENT)
    for later in (last, last + timedelta(days=9)):
        agree(whole.as_of(later).claims, naive.claims(record), *CLAIM)
    agree(op1027.known_history(whole), naive.known_history(record, last), *KNOWN)


def counted_alike(record: Record, ledger: op1027.Ledger) -> None:
    agree(ledger.events, naive.events(record), *EVENT)
    agree(ledger.claims, naive.claims(record), *CLAIM)
    agree(op1027.town_control(ledger), naive.control(record), *SPELL)
    expected = naive.progress(record, naive.days_to(ledger.known_on.date()))
    agree(op1027.progress(ledger), expected, *PROGRESS)
    firm = {(row["front"], row["date"]): row["towns_firm"] for row in expected}
    found = rows_of(firmly_held(ledger), ("front", "date", "towns_firm"))
    assert {(row["front"], row["date"]): row["towns_firm"] for row in found} == firm
    agree(op1027.check_tallies(ledger), naive.check_tallies(record), "item", "ours_low", "ours_high", "verdict")
    agree(check_sums(ledger), naive.check_sums(record), *SUM)
    scores, expected = op1027.score_forecasts(ledger), naive.score_forecasts(record)
    agree(scores, expected, *SCORE)
    for row, brier in zip(expected, map(plain, scores["brier"]), strict=True):
        assert brier is row["brier"] or abs(brier - row["brier"]) < 1e-9
    table = brier_by_side(ledger)
    for side, row in naive.brier_by_side(record).items():
        of_side = table.loc[PACKAGE.names[side]]
        assert all(of_side[name] == row[name] for name in ("forecasts", "with_likelihood", "n"))
        assert row["brier"] is plain(float(of_side["brier"])) or abs(of_side["brier"] - row["brier"]) < 1e-9
