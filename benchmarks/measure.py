"""Run jobs in fresh processes, by turns, and compare their medians."""

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).parents[1]
Measured = dict[str, Any]


def child(job: str, *given: object) -> Measured:
    """One run of a job of `benchmarks.jobs` in a process of its own: what it measured."""
    command = [sys.executable, "-m", "benchmarks.jobs", job, *map(str, given)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{job} failed:\n{done.stderr}")
    return json.loads(done.stdout.splitlines()[-1])


def by_turns(jobs: Mapping[str, Sequence[object]], runs: int) -> dict[str, Measured]:
    """Each job ``runs`` times, one after the other and again, so that a busy machine is busy for all.

    Returns
    -------
    dict
        For each job, of every number the median.
    """
    found: dict[str, list[Measured]] = {job: [] for job in jobs}
    for _ in range(runs):
        for job, given in jobs.items():
            found[job].append(child(job, *given))
    return {job: middle(several) for job, several in found.items()}


def middle(several: list[Measured]) -> Measured:
    """Of every number the median; of what is none, the last."""
    last = several[-1]
    return {
        key: median(one[key] for one in several) if isinstance(value, int | float) else value
        for key, value in last.items()
    }


def aim(words: str, reached: bool) -> str:
    """An aim and whether it is reached, as it stands in a heading."""
    return f"(aim: {words}: {'reached' if reached else 'not reached'})"


def ratio(ours: float, theirs: float) -> float:
    return float(f"{ours / theirs:.3g}")
