"""Run jobs in fresh processes, by turns, and compare their medians."""

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).parents[1]
Measured = dict[str, Any]


@dataclass(frozen=True)
class Row:
    """A line of the table: what is waited for, beside what else would be done, and how many times as long it takes."""

    what: str
    beside: str
    ours: float  # in the unit
    theirs: float
    aim: float | None = None  # at most so many times
    unit: str = "s"

    @property
    def times(self) -> float:
        return float(f"{self.ours / self.theirs:.3g}")

    @property
    def words(self) -> str:
        """Whether the aim is reached."""
        return "" if self.aim is None else f"{self.aim:g}, {'reached' if self.times <= self.aim else 'not reached'}"

    def kept(self) -> dict[str, Any]:
        """The row as the file of results has it."""
        return asdict(self) | {"ours": float(f"{self.ours:.3g}"), "theirs": float(f"{self.theirs:.3g}")}


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
    return {job: {key: median(one[key] for one in several) for key in several[0]} for job, several in found.items()}
