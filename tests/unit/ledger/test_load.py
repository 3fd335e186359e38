"""From a folder to a ledger."""

from pathlib import Path

import pandas as pd
import pytest

import op1027
from conftest import FRAMES, ROOT, Folder, Loaded, claim, report
from op1027.ledger import load
from op1027.ledger.load import own_data


def test_load_reads_what_tests_make(folder: Folder, ledger: Loaded) -> None:
    """The synthetic ledgers of these tests are as a folder gives them, its path of either kind."""
    rows = [report(allies="guerrillas"), claim(since="2023-12-01"), report(source="radio_1", claimant="army")]
    path, made = folder(*rows), ledger(*rows)
    for read in (op1027.load(str(path)), op1027.load(path)):
        for name in FRAMES:
            pd.testing.assert_frame_equal(getattr(read, name), getattr(made, name))
        assert (read.known_on, read.fingerprint) == (made.known_on, made.fingerprint)


def test_the_data_are_found_in_a_checkout_and_beside_an_installed_package(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert own_data() == ROOT / "data"
    monkeypatch.setattr(load, "__file__", str(tmp_path / "site-packages" / "op1027" / "ledger" / "load.py"))
    with pytest.raises(FileNotFoundError, match=r"give load\(\) the path of a data folder"):
        own_data()
    (tmp_path / "site-packages" / "op1027" / "data").mkdir(parents=True)
    (tmp_path / "site-packages" / "op1027" / "data" / "datapackage.json").touch()
    assert own_data() == tmp_path / "site-packages" / "op1027" / "data"


def test_a_record_without_any_report_is_sound_and_empty(ledger: Loaded) -> None:
    nothing = ledger()
    assert nothing.events.empty
    assert nothing.claims.empty
    assert (op1027.progress(nothing)["towns_held"] == 0).all()
