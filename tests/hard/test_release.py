"""A release of what is committed: the same bytes on every run, and an old one to compare with."""

import io
import re
import subprocess
import zipfile
from pathlib import Path
from types import ModuleType

import pytest

from conftest import ROOT, tool

ASKED = subprocess.run(["git", "rev-parse", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False)
HEAD = ASKED.stdout.strip()


@pytest.fixture(scope="module")
def release() -> ModuleType:
    if not HEAD:
        pytest.skip("not a git checkout")
    return tool("release")  # type: ignore[return-value]


def test_packages_and_data_are_the_same_bytes_on_two_runs(release: ModuleType, tmp_path: Path) -> None:
    made = []
    for name in ("one", "two"):
        tree = tmp_path / name
        release.check_out(HEAD, tree)
        made.append(release.packages(tree, "1700000000") | {"data.zip": release.data_package(tree, "1700000000")})
    assert made[0] == made[1]
    assert sorted(name.rpartition(".")[2] for name in made[0]) == ["gz", "whl", "zip"]
    with zipfile.ZipFile(io.BytesIO(made[0]["data.zip"])) as archive:
        assert {"data/datapackage.json", "data/events_and_claims.csv", "CITATION.cff"} <= set(archive.namelist())
        assert {entry.date_time[:3] for entry in archive.infolist()} == {(2023, 11, 14)}
    wheel = next(content for name, content in made[0].items() if name.endswith(".whl"))
    with zipfile.ZipFile(io.BytesIO(wheel)) as archive:
        inside = set(archive.namelist())
    carried = ("data/events_and_claims.csv", "notebooks/synthetic_acled_export.csv", "py.typed")
    assert {f"op1027/{name}" for name in carried} <= inside
    installed = {name.partition(".data/data/")[2] for name in inside}
    assert {f"etc/jupyter/jupyter_{app}_config.json" for app in ("lab", "nbconvert")} <= installed


def test_notes_tell_what_differs(release: ModuleType, tmp_path: Path) -> None:
    release.check_out(HEAD, tmp_path / "new")
    release.check_out(HEAD, tmp_path / "old")
    file = tmp_path / "old" / "data" / "events_and_claims.csv"
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    item = lines[-1].split(",")[2]
    file.write_text("".join(line for line in lines if line.split(",")[2] != item), encoding="utf-8")
    new, old = (release.record(tmp_path / name / "data", name, tmp_path / "scratch") for name in ("new", "old"))
    files = release.notes(new, old)
    assert re.search(rf"added,(event|claim),{item},", files["changes.csv"].decode("utf-8"))
    assert "What differs: " in files["NOTES.md"].decode("utf-8")
    assert "first release" in release.notes(new, None)["NOTES.md"].decode("utf-8")


def test_what_cannot_be_compared_with_is_told_before_anything_is_made(
    release: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(release, "packages", lambda *_: pytest.fail("made first"))
    (tmp_path / "old.zip").write_bytes(b"not a zip file")
    with pytest.raises(SystemExit, match=r"The record of .*old\.zip cannot be read: .*File is not a zip file"):
        release.main(["--old", str(tmp_path / "old.zip")])
    with pytest.raises(SystemExit, match=r"The record of .* cannot be read: 1 fault in the data:"):
        release.main(["--old", str(tmp_path)])
    with pytest.raises(SystemExit, match="git archive: fatal: not a valid object name"):
        release.main(["--old", "no_such_tag"])
