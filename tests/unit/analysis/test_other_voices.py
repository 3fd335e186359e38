"""Whose pages the reports come from."""

import json
from pathlib import Path

import pytest

import op1027
from conftest import SYNTHETIC, report, write_folder
from op1027.analysis import coverage
from op1027.report.summary import summary


def test_other_sides_by_leaning_or_by_country(tmp_path: Path) -> None:
    paper, radio = {"country": "MM"}, {"country": "TH"}
    actors = [a | {"paper": paper, "radio": radio}.get(a["actor"], {}) for a in SYNTHETIC["actors"]]
    leanings = {"paper_1": "independent", "paper_2": "wire", "radio_1": "independent", "radio_2": "resistance"}
    sources = [s | {"leaning": leanings[s["source"]]} for s in SYNTHETIC["sources"]]
    reports = [report(source=source, claimant="army", summary=f"Synthetic: {source}") for source in leanings]
    ledger = op1027.load(write_folder(tmp_path / "four", reports, actors=actors, sources=sources))
    found = dict(zip(ledger.reports["source"], coverage.other_sides(ledger), strict=True))
    assert found == {"paper_1": False, "paper_2": True, "radio_1": True, "radio_2": True}
    assert "Other sides together: 75.0 %" in summary(ledger)
    unknown = op1027.load(write_folder(tmp_path / "blank", reports, sources=sources))
    assert coverage.other_sides(unknown).sum() == 1


def test_a_country_is_two_letters(tmp_path: Path) -> None:
    actors = [SYNTHETIC["actors"][0] | {"country": "Thailand"}, *SYNTHETIC["actors"][1:]]
    with pytest.raises(op1027.DataError) as error:
        op1027.load(write_folder(tmp_path, [report()], actors=actors))
    assert [(fault.file, fault.column) for fault in error.value.faults] == [("actors.csv", "country")]


@pytest.mark.parametrize("told", [[], {"side": ["wire"]}, {"country": "TH"}, {"leaning": [1]}])
def test_other_sides_are_lists_of_words(tmp_path: Path, told: object) -> None:
    folder = write_folder(tmp_path, [report()])
    file = folder / "datapackage.json"
    given = json.loads(file.read_text(encoding="utf-8"))
    file.write_text(json.dumps(given | {"other_sides": told}), encoding="utf-8")
    with pytest.raises(op1027.DataError, match="other_sides"):
        op1027.load(folder)


def test_a_descriptor_without_other_sides_says_nothing_of_them(tmp_path: Path) -> None:
    folder = write_folder(tmp_path, [report()])
    file = folder / "datapackage.json"
    given = json.loads(file.read_text(encoding="utf-8"))
    del given["other_sides"]
    file.write_text(json.dumps(given), encoding="utf-8")
    assert "Other sides" not in summary(op1027.load(folder))
