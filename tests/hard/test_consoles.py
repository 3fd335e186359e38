"""What a process of its own does: what it imports, and how it tells faults to consoles that stop listening.

Or that take nothing more, or know few letters. All rows are synthetic.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import op1027
from conftest import Folder, report


def test_the_command_line_runs_as_a_module() -> None:
    assert subprocess.run([sys.executable, "-m", "op1027"], capture_output=True, check=False).returncode == 2


def test_importing_the_package_loads_no_charts_until_they_are_asked_for() -> None:
    code = (
        "import sys, op1027; drawn = {'op1027.charts', 'plotly.graph_objs'};"
        "assert not drawn & set(sys.modules); assert {'charts', 'report'} <= set(dir(op1027));"
        "assert op1027.report.facts.glance; assert not drawn & set(sys.modules);"
        "assert op1027.charts.plot_map and op1027.charts.theme.template(); assert drawn <= set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
    with pytest.raises(AttributeError, match="no attribute 'chart'"):
        op1027.chart  # noqa: B018


def check(path: Path, shell: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = f'set -o pipefail; "{sys.executable}" -m op1027 check "{path}" {shell}'
    env = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)} | environment
    return subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False, env=env)


def test_a_console_that_listens_no_longer_or_not_at_all(folder: Folder) -> None:
    path = folder(*(report(item=f"x{n}", summary=f"\u202e{n}", front=f"f{n}") for n in range(1_000)))
    cut = check(path, "| head -c 1")
    assert (cut.stdout, cut.stderr) == ("2", "")
    full = check(path, "> /dev/full")
    assert (full.returncode, full.stderr) == (1, "Not all could be told: No space left on device.\n")


def test_a_console_without_burmese_still_tells(folder: Folder) -> None:
    path = folder(report(front="ချီဖွေ"))
    told = check(path, "", PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert told.returncode == 1
    assert told.stderr == ""
    assert "events_and_claims.csv:2: front = '\\u1001" in told.stdout
