"""The jobs that are timed, one a function; ``python -m benchmarks.jobs NAME ARGUMENT…`` prints what one took as JSON.

What is imported is imported before the clock starts, except where the import is what is measured.
"""

import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

TABLES = ("events_and_claims", "sources", "assessments", "places", "actors", "fronts", "routes")
KEYS = ["front", "date_start", "type"]


def peak() -> float:
    """The most memory that this process has had so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1 << 10)


def timed(work: Callable[[], object]) -> dict[str, Any]:
    """Wall-clock and processor seconds of some work, and by how many MB its peak lies above what was there before."""
    before, clock, busy = peak(), time.perf_counter(), time.process_time()
    work()
    return {
        "seconds": time.perf_counter() - clock,
        "cpu_seconds": time.process_time() - busy,
        "peak_mb": peak() - before,
    }


def ours(folder: str) -> dict[str, Any]:
    """Load and check everything, resolve the events, count them by front and day."""
    import op1027

    def work() -> None:
        ledger = op1027.load(folder)
        assert len(ledger.events)
        op1027.progress(ledger)

    return timed(work)


def steps(folder: str) -> dict[str, Any]:
    """The same step by step: the seconds of each."""
    from op1027 import progress
    from op1027.ledger.load import from_tables, history_faults
    from op1027.record import check
    from op1027.record.package import read_descriptor
    from op1027.record.read import read_csv
    from op1027.record.rules import check_rules

    package = read_descriptor(Path(folder))
    places = {name: Path(folder) / package.file(name) for name in package.tables}
    took: dict[str, float] = {}

    def step(name: str, work: Callable[[], Any]) -> Any:
        begun = time.perf_counter()
        found = work()
        took[name] = time.perf_counter() - begun
        return found

    def read(name: str) -> Any:
        return read_csv(places[name], lambda header: check.header_columns(name, header, package.fields(name)))[0]

    raw = step("read", lambda: {name: read(name) for name in places})
    checked = step("values", lambda: {n: check.check_fields(raw.pop(n), n, package.fields(n)) for n in places})
    tables = {name: table for name, (table, _) in checked.items()}
    step("keys", lambda: check.check_keys(tables, package))
    step("rules", lambda: check_rules(tables, package))
    ledger = from_tables(tables, package)
    step("events", lambda: ledger.events)
    step("histories", lambda: history_faults(tables["events_and_claims"], ledger))
    step("progress", lambda: progress(ledger))
    return took


def pandas(folder: str, *tables: str) -> dict[str, Any]:
    """The least that an analyst would write: read the tables (all of them, or those named) and group the reports."""
    import pandas as pd

    def work() -> None:
        read = {name: pd.read_csv(f"{folder}/{name}.csv") for name in tables or TABLES}
        read["events_and_claims"].groupby(KEYS)["item"].nunique()

    return timed(work)


def pandas_reports(folder: str) -> dict[str, Any]:
    """The same, of the table of reports alone."""
    return pandas(folder, "events_and_claims")


def polars(folder: str) -> dict[str, Any]:
    import polars as pl

    def work() -> None:
        read = {name: pl.read_csv(f"{folder}/{name}.csv", infer_schema_length=None) for name in TABLES}
        read["events_and_claims"].group_by(KEYS).agg(pl.col("item").n_unique())

    return timed(work)


def duckdb(folder: str) -> dict[str, Any]:
    import duckdb as db

    def work() -> None:
        base = db.connect()
        for name in TABLES:
            base.execute(f"create table {name} as from read_csv('{folder}/{name}.csv', all_varchar = true)")
        base.execute(f"select {', '.join(KEYS)}, count(distinct item) from events_and_claims group by all").fetchall()

    return timed(work)


def check(folder: str) -> dict[str, Any]:
    """Our check alone, and the faults that it finds."""
    from op1027.ledger.load import inspect

    faults: list[Any] = []
    took = timed(lambda: faults.extend(inspect(folder)[1]))
    return took | {"faults": sorted([fault.file, fault.line, fault.column] for fault in faults)}


def check_columns(folder: str) -> dict[str, Any]:
    """The part of our check that frictionless knows too: columns, types, vocabularies and keys."""
    from op1027.record.check import read_folder

    faults: list[Any] = []
    took = timed(lambda: faults.extend(read_folder(Path(folder))[2]))
    return took | {"faults": sorted([fault.file, fault.line, fault.column] for fault in faults)}


def frictionless(folder: str) -> dict[str, Any]:
    """The same by frictionless; its row numbers are our lines where no value holds a line break."""
    from frictionless import Package
    from frictionless.resources import TableResource

    described = json.loads((Path(folder) / "datapackage.json").read_text(encoding="utf-8"))
    described["resources"] = [r for r in described["resources"] if r["name"] in TABLES]
    package = Package.from_descriptor(described, basepath=folder)
    found: list[Any] = []

    def work() -> None:
        for task in package.validate(limit_errors=100_000).tasks:
            for error in task.errors:
                found.append([Path(task.place).name, *error_place(error)])

    assert all(isinstance(resource, TableResource) for resource in package.resources)
    took = timed(work)
    return took | {"faults": sorted(found)}


def error_place(error: Any) -> tuple[int, str]:
    """The line and the column that an error of frictionless speaks of; of several columns the first."""
    names = getattr(error, "field_names", None)
    return error.row_number, names[0] if names else getattr(error, "field_name", "")


def export_ours(path: str) -> dict[str, Any]:
    """An export as a ledger."""
    import op1027

    like = op1027.load()
    return timed(lambda: op1027.read_acled(path, like=like)) | {"whole_mb": peak()}


def export_pandas(path: str) -> dict[str, Any]:
    """The same file, read and no more."""
    import pandas as pd

    return timed(lambda: pd.read_csv(path)) | {"whole_mb": peak()}


def imports(statement: str) -> dict[str, Any]:
    """What a fresh interpreter takes to start and import."""
    return timed(lambda: subprocess.run([sys.executable, "-c", statement], check=True))


def import_ours() -> dict[str, Any]:
    return imports("import op1027")


def import_ours_to_draw() -> dict[str, Any]:
    """The same with the charts."""
    return imports("import op1027.charts")


def import_theirs() -> dict[str, Any]:
    return imports("import pandas, plotly.graph_objects")


def import_theirs_to_draw() -> dict[str, Any]:
    """The same with what plotly loads only when the first figure is asked for."""
    return imports("import pandas, plotly.subplots; from plotly.graph_objects import Figure, Scatter")


def nbval(folder: str) -> dict[str, Any]:
    """Strict nbval of all notebooks in a folder."""
    command = [sys.executable, "-m", "pytest", "-q", "--nbval", "--nbval-current-env", folder]
    done: list[subprocess.CompletedProcess[str]] = []
    took = timed(lambda: done.append(subprocess.run(command, capture_output=True, text=True, check=False)))
    if done[0].returncode:
        raise RuntimeError(done[0].stdout[-2000:])
    return took


def nbval_ours(folder: str) -> dict[str, Any]:
    return nbval(folder)


def nbval_bare(folder: str) -> dict[str, Any]:
    return nbval(folder)


def views(folder: str, step: str) -> dict[str, Any]:
    """The events as known on every ``step``-th day, from a loaded ledger: its views, and each resolved from scratch."""
    import pandas as pd

    import op1027
    from op1027.ledger.fronts import days_of
    from op1027.ledger.resolve import resolve_events

    ledger = op1027.load(folder)
    days = days_of(ledger)[:: int(step)]
    seen: list[pd.DataFrame] = []
    picked = timed(lambda: seen.extend(ledger.as_of(day).events for day in days))
    sources, reports = ledger.sources, ledger.reports

    def scratch(day: pd.Timestamp) -> pd.DataFrame:
        known = sources[sources["published"] <= day]
        told = reports[reports["source"].isin(known["source"])]
        return resolve_events(told, known, ledger.actors, *ledger.rules_of_evidence)

    again: list[pd.DataFrame] = []
    anew = timed(lambda: again.extend(scratch(day) for day in days))
    for one, other in zip(seen, again, strict=True):
        pd.testing.assert_frame_equal(one, other)
    return {"days": len(days), "seconds": picked["seconds"], "scratch_seconds": anew["seconds"]}


def history(folder: str, step: str) -> dict[str, Any]:
    """The towns held as known on every day: all days in one pass, and day by day from scratch (every ``step``-th)."""
    import op1027
    from op1027.ledger.fronts import days_of

    ledger = op1027.load(folder)
    every = days_of(ledger)
    frames: list[Any] = []
    passed = timed(lambda: frames.append(op1027.known_history(ledger)))
    known = frames[0][frames[0]["front"] == "all"].set_index("date")["towns_known"]
    some = every[:: int(step)]
    counts: list[int] = []
    fresh = op1027.load(folder)
    daily = timed(lambda: counts.extend(int(op1027.progress(fresh.as_of(d))["towns_held"].iloc[-1]) for d in some))
    assert counts == known.loc[some].tolist(), "the one pass and the days one by one disagree"
    return {
        "days": len(every),
        "seconds": passed["seconds"],
        "days_one_by_one": len(some),
        "one_by_one_seconds": daily["seconds"],
    }


if __name__ == "__main__":
    print(json.dumps(globals()[sys.argv[1]](*sys.argv[2:])))
