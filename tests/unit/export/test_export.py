"""What is asked of an export; how it is written: `hard/test_export_folders`."""

from pathlib import Path

import pytest

from op1027.__main__ import main


def test_bad_wishes_are_told_before_anything_is_written(
    small: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for wish in (["--front", "west"], ["--as-of", "soon"], ["--as-of", ""]):
        assert main(["export", str(tmp_path / "out"), *small, *wish]) == 2
        assert capsys.readouterr().err.count("\n") == 1
    assert not (tmp_path / "out").exists()
