"""The benchmarks measure what they say: sound records of the size asked for, and a page that holds their table."""

import json
import random
from pathlib import Path

import pytest
from benchmarks import exports
from benchmarks.__main__ import FIGURES, PAGE, RESULTS, table, with_table
from benchmarks.generate import generate
from benchmarks.measure import Row

import op1027

SIZE = 400


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return generate(tmp_path_factory.mktemp("made"), SIZE)


def texts(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.glob("*.csv")}


def test_a_record_of_any_size_is_sound_and_the_same_for_one_seed(made: Path, tmp_path: Path) -> None:
    ledger = op1027.load(made)
    assert len(ledger.reports) == SIZE
    assert set(ledger.reports["kind"]) == {"event", "claim"}
    assert texts(generate(tmp_path / "again", SIZE)) == texts(made)
    assert texts(generate(tmp_path / "other", SIZE, seed=1)) != texts(made)


def test_a_record_larger_than_ours_repeats_it_with_keys_of_its_own(tmp_path: Path) -> None:
    ours = len(op1027.load().reports)
    ledger = op1027.load(generate(tmp_path, ours + SIZE))
    assert len(ledger.reports) == ours + SIZE
    assert ledger.reports["report_id"].is_unique


def test_made_exports_are_read_whole(tmp_path: Path) -> None:
    for read, row in ((op1027.read_acled, exports.acled_row), (op1027.read_ucdp, exports.ucdp_row)):
        ledger = read(exports.generate(tmp_path / f"{read.__name__}.csv", 50, row))
        left = ledger.unmatched.loc[ledger.unmatched["line"].notna(), "line"].nunique()
        assert 0 < len(ledger.reports) <= 50 <= len(ledger.reports) + left


def test_an_aim_is_at_most_so_many_times() -> None:
    ours, theirs = random.Random(1).sample(range(1, 1000), 2)
    assert Row("", "", ours, theirs, ours / theirs * 1.01).words.endswith(", reached")
    assert Row("", "", ours, theirs, ours / theirs * 0.9).words.endswith("not reached")
    assert Row("", "", ours, theirs).words == ""


def test_the_page_holds_the_table_of_the_results() -> None:
    figures = json.loads(RESULTS.read_text(encoding="utf-8"))["figures"]
    assert list(figures) == [name for name in FIGURES if name in figures]
    page = PAGE.read_text(encoding="utf-8")
    assert with_table(page, table(figures)) == page
