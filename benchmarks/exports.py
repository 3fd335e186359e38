"""Figure 7: an export of 300,000 rows as a ledger, against a bare ``pandas.read_csv`` of the same file."""

import csv
import random
from pathlib import Path
from typing import Any

import op1027
from benchmarks.measure import aim, by_turns, ratio

AIM, AIM_MEMORY, RUNS, ROWS, SEED = 3, 4, 3, 300_000, 1027
KINDS = (
    *(("Battles", "Armed clash"),) * 6,
    ("Battles", "Non-state actor overtakes territory"),
    *(("Explosions/Remote violence", kind) for kind in ("Air/drone strike", "Shelling/artillery/missile attack")),
    ("Strategic developments", "Looting/property destruction"),
    ("Protests", "Peaceful protest"),
)
WORDS = "invented synthetic row that says nothing of any war but is as long as a note of this kind".split()  # noqa: SIM905
COLUMNS = (
    *("event_id_cnty", "event_date", "year", "time_precision", "event_type", "sub_event_type", "actor1"),
    *("assoc_actor_1", "inter1", "actor2", "inter2", "country", "admin1", "admin2", "admin3", "location", "latitude"),
    *("longitude", "geo_precision", "source", "notes", "fatalities", "timestamp"),
)


def generate(path: Path, rows: int = ROWS) -> Path:
    """Write a synthetic export: invented rows at real places."""
    if path.exists():
        return path
    chance = random.Random(SEED)
    ours = op1027.load()
    towns = ours.places.query("kind == 'town'")[["name", "township", "district", "state_region", "lat", "lon"]]
    spots = towns.to_dict("records")
    names = ours.actors.loc[ours.actors["kind"] == "armed_group", "name"].tolist()
    names += [f"People's Defense Force - Invented {n}" for n in range(300)]
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(COLUMNS)
        for n in range(rows):
            spot, (event, kind) = chance.choice(spots), chance.choice(KINDS)
            place = spot["name"] if chance.random() < 0.4 else f"Village {chance.randrange(15_000)}"
            lat, lon = (f"{spot[c] + chance.gauss(0, 0.05):.4f}" for c in ("lat", "lon"))
            note = " ".join(chance.choices(WORDS, k=chance.randrange(25, 70)))
            day = f"{chance.randrange(2021, 2026)}-{chance.randrange(1, 13):02}-{chance.randrange(1, 29):02}"
            who = (chance.choice(names), "", "Rebel group", "Military Forces of Myanmar (2021-)", "State forces")
            where = ("Myanmar", spot["state_region"], spot["district"], spot["township"], place, lat, lon)
            told = (chance.choice("112"), "Invented Gazette", note, chance.choice("00012"), 1_700_000_000 + n)
            out.writerow([f"SYN{n}", day, day[:4], chance.choice("1112"), event, kind, *who, *where, *told])
    return path


def measure(work: Path) -> dict[str, Any]:
    file = generate(work / "synthetic_export.csv")
    found = by_turns({"export_ours": (file,), "export_pandas": (file,)}, RUNS)
    ours, theirs = found["export_ours"], found["export_pandas"]
    return {
        "aim": {"times": AIM, "memory": AIM_MEMORY},
        "runs": RUNS,
        "rows": ROWS,
        "megabytes": round(file.stat().st_size / 1e6),
        "times": ratio(ours["seconds"], theirs["seconds"]),
        "cpu_times": ratio(ours["cpu_seconds"], theirs["cpu_seconds"]),
        "seconds": round(ours["seconds"], 2),
        "memory": ratio(ours["whole_mb"] * 1e6, file.stat().st_size),
    }


def lines(result: dict[str, Any]) -> list[str]:
    frugal = aim(str(AIM_MEMORY), result["memory"] <= AIM_MEMORY)
    return [
        f"7. an export of {result['rows']:,} rows, {result['megabytes']} MB: times of pandas.read_csv of the same file"
        f" {aim(str(AIM), result['times'] <= AIM)}",
        f"   read, checked and matched {result['times']} ({result['seconds']} s; processor {result['cpu_times']})",
        f"   memory of the process, times the file {result['memory']} {frugal}",
    ]
