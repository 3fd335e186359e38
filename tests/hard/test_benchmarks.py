"""The benchmarks measure what they say: records of the size asked for and sound, faults that both checks find."""

import json
from pathlib import Path

import pytest
from benchmarks import check, jobs, load
from benchmarks.__main__ import FIGURES, PAGE, RESULTS, table, with_table
from benchmarks.generate import generate

import op1027
from op1027.record.package import DESCRIPTOR

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


def test_both_checks_find_the_faults_that_were_made(tmp_path: Path) -> None:
    spoilt = check.spoil(generate(tmp_path, 1_000))
    made = sorted(spoilt["faults"])
    assert len(made) == len(check.SPOILT)
    assert jobs.check(str(spoilt["folder"]))["faults"] == made
    assert jobs.check_columns(str(spoilt["folder"]))["faults"] == made
    assert jobs.frictionless(str(spoilt["folder"]))["faults"] == made


def test_steps_are_those_of_a_load(made: Path) -> None:
    assert list(jobs.steps(str(made))) == ["read", "values", "keys", "rules", "events", "histories", "progress"]
    assert (made / DESCRIPTOR).is_file()


def test_growth_of_what_doubles_with_size_is_linear() -> None:
    rows = [{"reports": n, "cpu_seconds": {"ours": 3 * n, "other": n * n}} for n in (10, 100, 1000)]
    assert load.exponent(rows, "ours") == 1
    assert load.exponent(rows, "other") == 2


def test_the_page_holds_the_table_of_the_results() -> None:
    figures = json.loads(RESULTS.read_text(encoding="utf-8"))["figures"]
    assert list(figures) == list(FIGURES)
    page = PAGE.read_text(encoding="utf-8")
    assert with_table(page, table(figures)) == page
