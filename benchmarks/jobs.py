"""The jobs that are timed, one a function; ``python -m benchmarks.jobs NAME ARGUMENT…`` prints what one took as JSON.

What is imported is imported before the clock starts, except where the start is what is measured.
"""

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

FIRST_CHART = "import op1027; op1027.charts.plot_progress(op1027.load()).to_json()"
BY_HAND = "import json, sys, pandas, plotly.graph_objects as go; go.Figure(json.load(open(sys.argv[1]))).to_json()"


def peak() -> float:
    """The most memory that this process has had so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1 << 10)


def timed(work: Callable[[], object]) -> dict[str, float]:
    """Seconds of some work, and by how many MB its peak lies above what was there before."""
    before, clock = peak(), time.perf_counter()
    work()
    return {"seconds": time.perf_counter() - clock, "peak_mb": peak() - before, "whole_mb": peak()}


def program(*words: str) -> dict[str, float]:
    """Seconds and processor seconds of another program and what it starts."""
    took = timed(lambda: subprocess.run(words, check=True, stdout=subprocess.DEVNULL))
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return {"seconds": took["seconds"], "cpu_seconds": spent.ru_utime + spent.ru_stime}


def first_chart() -> dict[str, float]:
    """From a cold start to the first chart of notebook 1."""
    return program(sys.executable, "-c", FIRST_CHART)


def first_chart_by_hand(figure: str) -> dict[str, float]:
    """The same traces drawn without a record, from a file that holds them."""
    return program(sys.executable, "-c", BY_HAND, figure)


def kernel() -> dict[str, float]:
    """Until a kernel of Jupyter answers."""
    from jupyter_client.manager import start_new_kernel

    started: list[Any] = []
    took = timed(lambda: started.extend(start_new_kernel()))
    manager, client = started
    client.stop_channels()
    manager.shutdown_kernel(now=True)
    return took


def ours(folder: str) -> dict[str, float]:
    """Load and check everything, resolve the events, count them by front and day."""
    import op1027

    def work() -> None:
        ledger = op1027.load(folder)
        assert len(ledger.events)
        op1027.progress(ledger)

    return timed(work)


def bare(folder: str, engine: str | None = None) -> dict[str, float]:
    """Read the same tables, and no more: with the engine that an analyst gets who names none."""
    import pandas as pd

    named: dict[str, Any] = {"engine": engine} if engine else {}
    tables = sorted(Path(folder).glob("*.csv"))
    return timed(lambda: [pd.read_csv(table, **named) for table in tables])


def bare_pyarrow(folder: str) -> dict[str, float]:
    return bare(folder, "pyarrow")


def frames(folder: str) -> dict[str, float]:
    """The seconds of each frame that a notebook shows, each of a ledger that has kept nothing yet."""
    import op1027
    from op1027.ledger.fronts import days_of

    loaded = op1027.load(folder)
    days = days_of(loaded)
    before = loaded.as_of(days[len(days) // 2])

    def fresh() -> op1027.Ledger:
        ledger = replace(loaded)
        assert len(ledger.events)
        return ledger

    works: dict[str, Callable[[op1027.Ledger], object]] = {
        "as_of every day": lambda ledger: [ledger.as_of(day).events for day in days],
        "known_history": op1027.known_history,
        "changes": lambda ledger: op1027.changes(before, ledger),
        "town_states": op1027.town_states,
        "people_and_ground": op1027.people_and_ground,
        "nowcast": op1027.nowcast,
        "check_tallies": op1027.check_tallies,
        "check_shares": op1027.check_shares,
        "gate_states": op1027.gate_states,
    }
    took = {}
    for name, work in works.items():
        ledger = fresh()
        took[name] = timed(lambda work=work, ledger=ledger: work(ledger))["seconds"]
    return took


def acled(path: str) -> dict[str, float]:
    """An export as a ledger."""
    import op1027

    like = op1027.load()
    return timed(lambda: op1027.read_acled(path, like=like))


def ucdp(path: str) -> dict[str, float]:
    import op1027

    like = op1027.load()
    return timed(lambda: op1027.read_ucdp(path, like=like))


def export_bare(path: str) -> dict[str, float]:
    """The same file, read and no more."""
    import pandas as pd

    return timed(lambda: pd.read_csv(path))


def export_as_written(path: str) -> dict[str, float]:
    """The same file with every cell as it is written: no ``007`` becomes 7, no ``NA`` a gap."""
    import pandas as pd

    return timed(lambda: pd.read_csv(path, dtype="str", keep_default_na=False))


def scan(path: str) -> dict[str, float]:
    """A table of any size counted by front, day and type."""
    import duckdb  # noqa: F401
    import ibis  # noqa: F401

    import op1027

    like = op1027.load()
    return timed(lambda: op1027.scan(path, like=like))


def scan_by_hand(path: str) -> dict[str, float]:
    """The same count as an analyst would ask DuckDB for it, who has a table of which township lies on which front."""
    import duckdb

    import op1027

    fronts = op1027.load().places.query("kind == 'township'")[["name", "front"]]
    query = f"""
        select front, event_date, event_type, sub_event_type, count(*)
        from read_csv('{path}') left join (select name, any_value(front) as front from fronts group by name)
        on admin3 = name group by all
    """

    def work() -> None:
        with duckdb.connect() as base:
            base.register("fronts", fronts)
            base.execute(query).fetchall()

    return timed(work)


def nbval(folder: str) -> dict[str, float]:
    """Strict nbval of all notebooks in a folder."""
    return program(sys.executable, "-m", "pytest", "-q", "--nbval", "--nbval-current-env", folder)


def nbval_bare(folder: str) -> dict[str, float]:
    return nbval(folder)


def site(folder: str) -> dict[str, float]:
    """The whole site; ``pages`` says how many pages it has."""
    took = program(sys.executable, "tools/site/build.py", folder)
    return took | {"pages": len([page for page in Path(folder).rglob("*.html") if "embed" not in page.parts])}


def nbconvert(folder: str, notebook: str) -> dict[str, float]:
    """One notebook as a page, by Jupyter's own converter."""
    return program(sys.executable, "-m", "nbconvert", "--to", "html", "--output-dir", folder, notebook)


def tests(*words: str) -> dict[str, float]:
    """Tests in as many processes as there are processors."""
    apart = ["-n", str(os.cpu_count()), "--dist", "loadfile", "-p", "no:nbval"]
    return program(sys.executable, "-m", "pytest", "-q", *apart, *words)


def collected(*words: str) -> dict[str, float]:
    """The same tests found and not run."""
    return tests("--collect-only", *words)


def style() -> dict[str, float]:
    """What `make quick` runs before the tests."""
    tools = [["ruff", "check", "."], ["ruff", "format", "--check", "."], ["mypy"], ["lint-imports", "--no-logo"]]
    took = [program(str(Path(sys.executable).parent / tool), *words) for tool, *words in tools]
    return {"seconds": sum(one["seconds"] for one in took), "cpu_seconds": took[-1]["cpu_seconds"]}


if __name__ == "__main__":
    print(json.dumps(globals()[sys.argv[1]](*sys.argv[2:])))
