"""Exports of ACLED and UCDP as ledgers, beside bare ``pandas.read_csv``; a large one counted, beside DuckDB by hand.

All rows are synthetic.
"""

import csv
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import op1027
from benchmarks.measure import Row, by_turns

AIM, AIM_MEMORY, AIM_SCAN, SEED = 3, 4, 1.3, 1027
RUNS = {10_000: 5, 300_000: 3}
LARGE = 2_000_000_000  # bytes
KINDS = (
    *(("Battles", "Armed clash"),) * 6,
    ("Battles", "Non-state actor overtakes territory"),
    *(("Explosions/Remote violence", kind) for kind in ("Air/drone strike", "Shelling/artillery/missile attack")),
    ("Strategic developments", "Looting/property destruction"),
    ("Protests", "Peaceful protest"),
)
WORDS = "invented synthetic row that says nothing of any war but is as long as a note of this kind".split()  # noqa: SIM905


def acled_row(n: int, spot: dict[str, Any], day: str, chance: random.Random) -> dict[str, object]:
    """An invented event at a real place, in ACLED's columns."""
    event, kind = chance.choice(KINDS)
    village = f"Village {chance.randrange(15_000)}"
    return {
        "event_id_cnty": f"SYN{n}",
        "event_date": day,
        "year": day[:4],
        "time_precision": chance.choice("1112"),
        "event_type": event,
        "sub_event_type": kind,
        "actor1": chance.choice(spot["names"]),
        "assoc_actor_1": "",
        "inter1": "Rebel group",
        "actor2": "Military Forces of Myanmar (2021-)",
        "inter2": "State forces",
        "country": "Myanmar",
        "admin1": spot["state_region"],
        "admin2": spot["district"],
        "admin3": spot["township"],
        "location": spot["name"] if chance.random() < 0.4 else village,
        "latitude": spot["lat"],
        "longitude": spot["lon"],
        "geo_precision": chance.choice("1112"),
        "source": "Invented Gazette",
        "notes": " ".join(chance.choices(WORDS, k=chance.randrange(25, 70))),
        "fatalities": chance.choice("00012"),
        "timestamp": 1_700_000_000 + n,
    }


def ucdp_row(n: int, spot: dict[str, Any], day: str, chance: random.Random) -> dict[str, object]:
    """An invented event at a real place, in UCDP's columns."""
    deaths = chance.randrange(1, 5)
    return {
        "id": n,
        "year": day[:4],
        "type_of_violence": 1,
        "side_a": "Government of Myanmar (Burma)",
        "side_b": chance.choice(("KIO", "TNLA", "MNDAA", "PDF", "ULA")),
        "source_date": f"{day} 00:00:00.000",
        "source_headline": " ".join(chance.choices(WORDS, k=9)),
        "source_original": "Invented Gazette",
        "where_prec": chance.choice("1123"),
        "where_coordinates": f"{spot['name']} town",
        "adm_1": f"{spot['state_region']} state",
        "adm_2": f"{spot['township']} township",
        "latitude": spot["lat"],
        "longitude": spot["lon"],
        "country": "Myanmar (Burma)",
        "event_clarity": 1,
        "date_prec": chance.choice("1112"),
        "date_start": f"{day} 00:00:00.000",
        "date_end": f"{day} 00:00:00.000",
        "deaths_a": deaths,
        "deaths_b": 0,
        "best": deaths,
        "high": deaths,
        "low": deaths,
    }


def generate(path: Path, rows: int, row: Callable[..., dict[str, object]]) -> Path:
    """Write a synthetic export, the same for one shape and size; one that stands already is left."""
    if path.exists():
        return path
    chance = random.Random(SEED)
    ours = op1027.load()
    towns = ours.places.query("kind == 'town'")[["name", "township", "district", "state_region", "lat", "lon"]]
    names = ours.actors.loc[ours.actors["kind"] == "armed_group", "name"].tolist()
    names += [f"People's Defense Force - Invented {n}" for n in range(300)]
    spots = [spot | {"names": names} for spot in towns.to_dict("records")]
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        for n in range(rows):
            near = chance.choice(spots)
            spot = near | {axis: f"{near[axis] + chance.gauss(0, 0.05):.4f}" for axis in ("lat", "lon")}
            day = f"{chance.randrange(2021, 2026)}-{chance.randrange(1, 13):02}-{chance.randrange(1, 29):02}"
            values = row(n, spot, day, chance)
            if not n:
                out.writerow(values)
            out.writerow(values.values())
    return path


def repeated(path: Path, file: Path) -> Path:
    """A table of two gigabytes: the same rows again and again, each time with ids of their own."""
    if not path.exists():
        header, rows = file.read_bytes().split(b"\n", 1)
        with path.open("wb") as out:
            out.write(header)
            for number in range(-(-LARGE // len(rows))):
                out.write((b"\n" + rows.removesuffix(b"\n")).replace(b"\nSYN", b"\nS%dYN" % number))
            out.write(b"\n")
    return path


def measure(work: Path) -> list[Row]:
    rows = []
    for job, row in (("acled", acled_row), ("ucdp", ucdp_row)):
        for size, runs in RUNS.items():
            file = generate(work / f"{job}_{size}.csv", size, row)
            found = by_turns({job: (file,), "export_bare": (file,), "export_as_written": (file,)}, runs)
            ours, theirs, written = (found[name] for name in (job, "export_bare", "export_as_written"))
            what = f"read_{job} of {size:,} rows"
            rows.append(Row(what, "pandas.read_csv", ours["seconds"], theirs["seconds"], AIM))
            rows.append(Row(what, "read_csv, cells as written", ours["seconds"], written["seconds"]))
            if size == max(RUNS):
                megabytes = file.stat().st_size / (1 << 20)
                rows.append(Row(f"memory for {what}", "the file", ours["peak_mb"], megabytes, AIM_MEMORY, "MB"))
    large = repeated(work / "large.csv", generate(work / f"acled_{max(RUNS)}.csv", max(RUNS), acled_row))
    found = by_turns({"scan": (large,), "scan_by_hand": (large,)}, 2)
    ours, theirs = found["scan"], found["scan_by_hand"]
    rows.append(Row("scan of 2 GB", "the count in DuckDB by hand", ours["seconds"], theirs["seconds"], AIM_SCAN))
    large.unlink()
    return rows
