"""Bad input: each fault is reported with its place and its cure, all at once, and nothing is dropped."""

import json
import pickle
import re
from pathlib import Path

import pytest

import op1027
from conftest import SYNTHETIC, Folder, claim, report, write_folder
from op1027.__main__ import main
from op1027.ledger.load import inspect


def faults(folder: Path) -> list[op1027.Fault]:
    with pytest.raises(op1027.DataError) as caught:
        op1027.load(folder)
    return caught.value.faults


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


BAD = [
    ({"front": "west"}, "front", "not in fronts.csv"),
    ({"place": "omega"}, "place", "not in places.csv"),
    ({"actor": "pirates"}, "actor", "not in actors.csv"),
    ({"opponent": "pirates"}, "opponent", "not in actors.csv"),
    ({"allies": "guerrillas|pirates"}, "allies", "not in actors.csv"),
    ({"claimant": "pirates"}, "claimant", "not in actors.csv"),
    ({"claimant": ""}, "claimant", "must not be blank"),
    ({"source": "paper_9"}, "source", "not in sources.csv"),
    ({"type": "town_stolen"}, "type", "not in the vocabulary"),
    ({"stance": "shrugs"}, "stance", "not in the vocabulary"),
    ({"date_start": "0025-01-05"}, "date_start", "less than 2000-01-01"),
    ({"date_start": "2024-02-31"}, "date_start", "not a day of the calendar"),
    ({"date_start": "5 January 2024"}, "date_start", "not a day of the calendar"),
    ({"date_start": ""}, "date_start", "must not be blank"),
    ({"low": "two"}, "low", "not a whole number"),
    ({"low": "-1"}, "low", "less than 0"),
    ({"low": "1e3"}, "low", "not a whole number"),
    ({"item": "Alpha taken"}, "item", "not of the right form"),
    ({"summary": "x" * 161}, "summary", "longer than 160 characters"),
    ({"summary": "tab\there"}, "summary", "control character"),
    ({"summary": "soft\u00adhyphen"}, "summary", "hidden"),
    ({"summary": "nothing\u2060between"}, "summary", "hidden"),
    ({"allies": "guerrillas|neighbours|guerrillas"}, "allies", "one name twice in the list"),
    ({"low": "1" * 13}, "low", "not a whole number"),
    ({"place": "alpha "}, "place", "space at its edge"),
]


@pytest.fixture(scope="module")
def found_bad(tmp_path_factory: pytest.TempPathFactory) -> list[op1027.Fault]:
    """What is found in a folder with one bad value a row, from line 2 on."""
    rows = [report(**({"item": f"bad_{n}", "place": "beta"} | given)) for n, (given, _, _) in enumerate(BAD)]
    return faults(write_folder(tmp_path_factory.mktemp("bad"), rows))


@pytest.mark.parametrize("number", range(len(BAD)), ids=lambda n: f"{BAD[n][1]} {BAD[n][2]}")
def test_a_bad_value_is_reported_where_it_stands(number: int, found_bad: list[op1027.Fault]) -> None:
    given, column, rule = BAD[number]
    match = [fault for fault in found_bad if fault.line == number + 2 and fault.column == column and rule in fault.rule]
    assert match
    assert match[0].file == "events_and_claims.csv"
    assert match[0].value in (given[column], "pirates")
    assert match[0].mend


def test_faults_in_several_rows_and_files_are_all_listed(folder: Folder) -> None:
    path = folder(
        report(front="west"),
        report(item="beta_taken", place="beta", date_start="2024-02-31"),
        claim(low="15", high="12"),
        sources=[{"source": "paper_1", "publisher": "nobody", "published": "2024-01-10"}],
    )
    found = {(fault.file, fault.line, fault.column) for fault in faults(path)}
    assert found == {
        ("events_and_claims.csv", 2, "front"),
        ("events_and_claims.csv", 3, "date_start"),
        ("events_and_claims.csv", 3, "date_end"),
        ("events_and_claims.csv", 4, "low"),
        ("events_and_claims.csv", 4, "qualifier"),
        ("sources.csv", 2, "publisher"),
    }


def test_an_unknown_key_is_met_with_the_nearest_known_one(folder: Folder) -> None:
    assert "did you mean 'rebels'" in faults(folder(report(actor="rebells")))[0].mend


def test_an_unknown_word_is_met_with_the_nearest_of_its_vocabulary(folder: Folder) -> None:
    rows = [report(type=word, report_id=f"r{n}") for n, word in enumerate(("town_capture", "zzz", "town_capturd"), 1)]
    near, far, again = (f.mend for f in sorted(faults(folder(*rows))) if f.rule == "not in the vocabulary")
    assert near == again == f"did you mean 'town_captured'? Else {far}"
    assert far.startswith("use one of: town_captured, ")


def test_faults_go_from_one_process_to_another(tmp_path: Path) -> None:
    with pytest.raises(op1027.DataError) as found:
        op1027.load(tmp_path)
    assert str(pickle.loads(pickle.dumps(found.value))) == str(found.value)


def test_outlines_and_tables_are_told_together(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    path = folder(report(front="west"))
    (path / "townships.geojson").write_bytes(b"{")
    assert main(["check", str(path)]) == 1
    assert re.search("(?s)front = 'west'.*townships.geojson:1", capsys.readouterr().out)


def test_a_missing_folder_is_called_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file.csv").touch()
    for path, told in (("nowhere", "nowhere: no such folder"), ("file.csv", "not a folder"), ("", tmp_path.name)):
        with pytest.raises(op1027.DataError, match=told):
            op1027.load(path)


def test_a_repeated_report_id_is_a_fault(folder: Folder) -> None:
    found = faults(folder(report(report_id="r0001"), report(item="x", place="beta", report_id="r0001")))
    assert [(fault.line, fault.column, fault.value) for fault in found] == [(3, "report_id", "r0001")]


def test_a_list_has_no_empty_name(folder: Folder) -> None:
    actors = [SYNTHETIC["actors"][0] | {"aliases": "Rebs|"}, *SYNTHETIC["actors"][1:]]
    found = faults(folder(report(), actors=actors))
    assert [(fault.line, fault.column, fault.rule) for fault in found] == [(2, "aliases", "an empty name in the list")]


def test_one_order_is_one_order_however_it_is_written(folder: Folder) -> None:
    fronts = [SYNTHETIC["fronts"][0], SYNTHETIC["fronts"][1] | {"order": "01"}, SYNTHETIC["fronts"][2]]
    found = faults(folder(report(), fronts=fronts))
    assert [(fault.line, fault.column, fault.value) for fault in found] == [(3, "order", "01")]


def test_a_key_is_unique_and_given_without_saying_so(folder: Folder) -> None:
    path = folder(report(report_id="r0001"), report(item="x", place="beta", report_id="r0001"))
    descriptor = json.loads((path / "datapackage.json").read_text(encoding="utf-8"))
    field = descriptor["resources"][0]["schema"]["fields"][0]
    del field["constraints"]["unique"], field["constraints"]["required"]
    (path / "datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")
    assert [(fault.line, fault.column) for fault in faults(path)] == [(3, "report_id")]
    edit(path / "events_and_claims.csv", "r0001", "")
    assert [(fault.line, fault.rule) for fault in faults(path)] == [(2, "must not be blank")]


def test_a_repeated_compound_key_is_a_fault(folder: Folder) -> None:
    verdict = {"item": "tally_bases", "as_of": "2024-02-01", "verdict": "open", "reason": "synthetic"}
    found = faults(folder(claim(), assessments=[verdict, verdict]))
    assert [(fault.file, fault.line, fault.column) for fault in found] == [("assessments.csv", 3, "item + as_of")]


def test_a_stray_delimiter_is_a_fault_with_its_line(folder: Folder) -> None:
    path = folder(report(), report(item="beta_taken", place="beta"))
    edit(path / "events_and_claims.csv", "beta_taken,", "beta_taken,,")
    found = faults(path)
    assert [(fault.line, "values where the header has" in fault.rule) for fault in found] == [(3, True)]


@pytest.mark.parametrize("text", ['"unclosed', '"closed"too soon'])
def test_a_stray_quote_is_a_fault_with_its_line(folder: Folder, text: str) -> None:
    path = folder(report(), report(item="beta_taken", place="beta"))
    edit(path / "events_and_claims.csv", "beta_taken", text)
    assert faults(path)[0].line == 3


def test_a_quoted_line_break_does_not_shift_later_lines(folder: Folder) -> None:
    path = folder(report(), report(item="beta_taken", place="omega"))
    edit(path / "events_and_claims.csv", "Synthetic: rebels take Alpha", '"Synthetic:\nrebels"')
    assert [(fault.line, fault.column) for fault in faults(path)] == [(2, "summary"), (4, "place")]


@pytest.mark.parametrize("encoding", ["utf-16", "latin-1"])
def test_a_wrong_encoding_is_a_fault(folder: Folder, encoding: str) -> None:
    path = folder(report(summary="Synthetic: café"))
    file = path / "events_and_claims.csv"
    file.write_bytes(file.read_text(encoding="utf-8").encode(encoding))
    found = faults(path)
    assert len(found) == 1
    assert "not UTF-8" in found[0].rule


@pytest.mark.parametrize("change", [lambda b: b"\xef\xbb\xbf" + b, lambda b: b.replace(b"\n", b"\r\n")])
def test_a_byte_order_mark_and_crlf_simply_work(folder: Folder, change: object) -> None:
    path = folder(report(), report(item="beta_taken", place="beta"))
    plain = op1027.load(path)
    for file in path.glob("*.csv"):
        file.write_bytes(change(file.read_bytes()))  # type: ignore[operator]
    assert op1027.load(path).reports.equals(plain.reports)


@pytest.mark.parametrize("name", ["events_and_claims.csv", "sources.csv", "routes.csv"])
def test_an_empty_or_missing_file_is_one_fault(folder: Folder, name: str) -> None:
    path = folder(report())
    (path / name).write_text("", encoding="utf-8")
    assert [(fault.file, fault.rule) for fault in faults(path)] == [(name, "the file is empty")]
    (path / name).unlink()
    assert [(fault.file, fault.rule) for fault in faults(path)] == [(name, "the file is missing")]


def test_columns_must_be_those_of_the_descriptor(folder: Folder) -> None:
    path = folder(report())
    edit(path / "events_and_claims.csv", ",claimant,", ",claimer,")
    assert {(fault.column, fault.rule) for fault in faults(path)} == {
        ("claimant", "the column is missing"),
        ("claimer", "no such column in the descriptor"),
    }
    edit(path / "events_and_claims.csv", ",claimer,", ",stance,")
    assert ("stance", "the column stands twice") in {(fault.column, fault.rule) for fault in faults(path)}


def test_the_descriptor_itself_must_be_there_and_whole(folder: Folder) -> None:
    path = folder(report())
    text = (path / "datapackage.json").read_text(encoding="utf-8")
    (path / "datapackage.json").write_text(text[:-40], encoding="utf-8")
    assert "not JSON" in faults(path)[0].rule
    descriptor = json.loads(text)
    descriptor["resources"] = descriptor["resources"][1:]
    (path / "datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")
    assert "events_and_claims" in faults(path)[0].rule
    (path / "datapackage.json").unlink()
    assert "no such file" in faults(path)[0].rule


def test_a_sound_folder_loses_and_changes_nothing(folder: Folder) -> None:
    rows = [report(), claim(), report(item="beta_taken", place="beta", low="", summary="Synthetic, with a comma")]
    ledger, found = inspect(folder(*rows))
    assert not found
    assert ledger is not None
    assert len(ledger.reports) == len(rows)
    assert ledger.reports.loc[1, "low"] == 12
    assert ledger.reports["low"].isna().tolist() == [True, False, True]
    assert ledger.reports.loc[2, "summary"] == "Synthetic, with a comma"


def test_an_error_reads_as_a_list_of_faults(folder: Folder) -> None:
    with pytest.raises(op1027.DataError, match=r"2 faults in the data:\nevents_and_claims.csv:2: front = 'west'"):
        op1027.load(folder(report(front="west", stance="shrugs")))
