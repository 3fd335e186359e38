"""Exports that are killed, or lack a library. All data here are synthetic."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from op1027.text.files import fresh_folder


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_a_killed_export_leaves_no_folder(number: signal.Signals, small: list[str], tmp_path: Path) -> None:
    place = tmp_path / "place"
    target = place / "out"
    environment = os.environ | {"BROWSER_PATH": str(tmp_path / "none")}
    process = subprocess.Popen(
        [sys.executable, "-m", "op1027", "export", str(target), *small],
        stderr=subprocess.PIPE,
        env=environment,
        text=True,
    )
    deadline = time.monotonic() + 30
    while not list(place.glob(".out.*.partial/new/events.csv")):
        assert process.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.01)
    process.send_signal(number)
    _, errors = process.communicate(timeout=30)
    assert process.returncode != 0
    assert not target.exists()
    assert "Traceback" not in errors
    if number != signal.SIGKILL:
        assert "nothing was written" in errors
        assert list(place.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_killed_between_the_renames_the_next_run_puts_back_what_stood_there(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "out"
    with fresh_folder(target) as new:
        (new / "first").touch()
    code = """if True:
        import os, pathlib, signal, sys
        from op1027.text.files import fresh_folder
        moved = pathlib.Path.rename
        def once(path, place):
            moved(path, place)
            os.kill(os.getpid(), signal.SIGKILL)
        pathlib.Path.rename = once
        with fresh_folder(pathlib.Path(sys.argv[1])) as new:
            (new / "second").touch()
    """
    killed = subprocess.run([sys.executable, "-c", code, str(target)], check=False)
    assert killed.returncode == -signal.SIGKILL
    assert not target.exists()
    with fresh_folder(target) as new:
        assert [path.name for path in target.iterdir()] == ["first"]
        assert "stands again" in capfd.readouterr().err
        (new / "third").touch()
    assert [path.name for path in tmp_path.rglob("*")] == ["out", "third"]


def test_without_the_library_for_workbooks_the_rest_is_written(small: list[str], tmp_path: Path) -> None:
    code = "import sys; sys.modules['xlsxwriter'] = None; import importlib.util as util; real = util.find_spec"
    code += "; util.find_spec = lambda name, *_: None if name == 'xlsxwriter' else real(name, *_)"
    code += "; from op1027 import export; export._PLOTS = {}"
    code += "; from op1027.__main__ import main; sys.exit(main(sys.argv[1:]))"
    words = [sys.executable, "-c", code, "export", str(tmp_path / "out"), *small]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 3
    assert (
        "events_and_claims.xlsx was not written: xlsxwriter is not installed (pip install xlsxwriter).\n" in done.stderr
    )
    assert "not written: xlsxwriter" in (tmp_path / "out" / "README.txt").read_text(encoding="utf-8")
    assert (tmp_path / "out" / "events.parquet").is_file()
    assert not (tmp_path / "out" / "events_and_claims.xlsx").exists()
