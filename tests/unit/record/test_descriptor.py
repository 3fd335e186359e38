"""Hostile and broken descriptors are refused in words; what is told does not act, and does not run on."""

import csv
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import op1027
from conftest import SYNTHETIC, Folder, claim, report
from op1027.record.descriptor import OPTIONAL_COLUMNS
from op1027.record.faults import _LISTED, Fault
from op1027.text.suggest import suggestions

Change = Callable[[dict[str, Any]], object]


def refused(path: Path, change: Change) -> list[op1027.Fault]:
    file = path / "datapackage.json"
    descriptor = json.loads(file.read_text(encoding="utf-8"))
    change(descriptor)
    file.write_text(json.dumps(descriptor), encoding="utf-8")
    with pytest.raises(op1027.DataError) as caught:
        op1027.load(path)
    assert {fault.file for fault in caught.value.faults} == {"datapackage.json"}
    return caught.value.faults


def outlines(path: object) -> Change:
    return lambda d: d["resources"][-1].update(path=path)


@pytest.mark.parametrize(
    "path",
    [
        *("/etc/hostname", "../secret.csv", "below/../../secret.csv", "./actors.csv", "", ".", "..", "~/x", "a//b"),
        *("C:/x", "c:x", "\\\\server\\x", "https://example.org/x.csv", "file:///etc/hostname", "x\x1b[31m", "x\x00"),
        *("é" * 130, ["actors.csv", "../secret.csv"], 7, None, "link.csv", "out/hostname", "circle.csv"),
    ],
)
def test_no_resource_leads_out_of_the_folder(folder: Folder, path: object) -> None:
    there = folder(report())
    (there / "link.csv").symlink_to("/etc/hostname")
    (there / "out").symlink_to("/etc")
    (there / "circle.csv").symlink_to("circle.csv")
    (there.parent / "secret.csv").write_text("secret", encoding="utf-8")
    for at in (-1, 0):  # one that the package reads and one that it only passes on
        found = refused(there, lambda d, at=at: d["resources"][at].update(path=path))  # type: ignore[misc]
        assert any("leads out of the folder" in fault.rule for fault in found)
        assert all("secret" not in str(fault).replace("secret.csv", "") for fault in found)


def test_files_below_the_folder_and_links_within_it_are_read(folder: Folder) -> None:
    path = folder(report())
    (path / "below").mkdir()
    (path / "actors.csv").rename(path / "below" / "a.csv")
    (path / "actors.csv").symlink_to("below/a.csv")
    assert len(op1027.load(path).actors) == len(SYNTHETIC["actors"])


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        (lambda d: d["resources"].append(dict(d["resources"][0])), "two resources of one name"),
        (lambda d: d["resources"].append({"path": "x.csv"}), "one without a name"),
        (lambda d: d["resources"].append("x.csv"), "one without a name"),
        (lambda d: d["resources"][0]["schema"]["fields"].append({"name": "low", "type": "integer"}), "two fields"),
        (lambda d: d.update(title="half \ud800"), "half of a surrogate pair"),
        (lambda d: d.update({"\udfff": 1}), "half of a surrogate pair"),
        (lambda d: d.update(more=10**400), "a number out of reach"),
        (lambda d: d.update(more=float("nan")), "a number out of reach"),
        (lambda d: d.update(more=json.loads("[" * 200 + "]" * 200)), "nested too deep"),
        (lambda d: rules(d).update(maxLength=10**17), "a number out of reach"),
        (lambda d: rules(d).update(maxLength=True), "maxLength = True"),
        (lambda d: rules(d).update(pattern="(?x)"), "no regular expression of RE2's syntax"),
        (lambda d: rules(d).update(pattern="(?=a)a"), "no regular expression of RE2's syntax"),
        (lambda d: rules(d).update(pattern=r"(a)\1"), "no regular expression of RE2's syntax"),
        (lambda d: rules(d).update(pattern="a)|(b"), "no regular expression of RE2's syntax"),
    ],
)
def test_a_descriptor_that_would_break_later_is_refused(folder: Folder, change: Change, rule: str) -> None:
    assert any(rule in fault.rule for fault in refused(folder(report()), change))


@pytest.mark.parametrize(("table", "column"), [(t, c) for t, columns in OPTIONAL_COLUMNS.items() for c in columns])
def test_a_folder_from_before_a_column_is_read(table: str, column: str, folder: Folder) -> None:
    path = folder(report())
    known = getattr(op1027.load(path), table)
    descriptor = json.loads((path / "datapackage.json").read_text(encoding="utf-8"))
    described = next(r for r in descriptor["resources"] if r["name"] == table)
    described["schema"]["fields"] = [f for f in described["schema"]["fields"] if f["name"] != column]
    described["schema"]["foreignKeys"] = [
        link for link in described["schema"].get("foreignKeys", []) if link["fields"] not in (column, [column])
    ]
    (path / "datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")
    with (path / f"{table}.csv").open(encoding="utf-8", newline="") as f:
        rows = [{k: v for k, v in row.items() if k != column} for row in csv.DictReader(f)]
    with (path / f"{table}.csv").open("w", encoding="utf-8", newline="") as f:
        out = csv.DictWriter(f, list(rows[0]), lineterminator="\n")
        out.writeheader()
        out.writerows(rows)
    frame = getattr(op1027.load(path), table)
    assert frame[column].isna().all()
    pd.testing.assert_frame_equal(frame, known.assign(**{column: frame[column]}), check_like=True)


def rules(descriptor: dict[str, Any]) -> dict[str, Any]:
    fields = descriptor["resources"][0]["schema"]["fields"]
    return next(dict.setdefault(f, "constraints", {}) for f in fields if f["name"] == "summary")


@pytest.mark.parametrize(("text", "rule"), [("9" * 5_000, "out of reach"), ("[" * 100_000, "nested too deep")])
def test_a_descriptor_that_python_cannot_read_is_refused(folder: Folder, text: str, rule: str) -> None:
    path = folder(report())
    (path / "datapackage.json").write_text(text, encoding="utf-8")
    with pytest.raises(op1027.DataError, match=rule):
        op1027.load(path)


def test_no_pattern_takes_forever(folder: Folder) -> None:
    path = folder(report(summary="Synthetic: " + "é" + "a" * 100 + "!"))
    begun = time.process_time()
    file = path / "datapackage.json"
    descriptor = json.loads(file.read_text(encoding="utf-8"))
    rules(descriptor)["pattern"] = "Synthetic: é(a+)+"
    file.write_text(json.dumps(descriptor), encoding="utf-8")
    with pytest.raises(op1027.DataError, match="not of the right form"):
        op1027.load(path)
    assert time.process_time() - begun < 20


def test_what_is_told_does_not_act_and_is_short() -> None:
    fault = Fault("a\x1b[2J.csv", 2, "c\x07\u202e" + "x" * 131_073, "v\x1b]0;x\x07", "not \x9b31m", "m\nn")
    assert str(fault).isprintable()
    assert len(str(fault)) < 300
    assert "\\x1b[2J" in str(fault)
    assert "ချီဖွေ" in str(Fault("places.csv", 2, "name_mm", "ချီဖွေ", "rule", "mend"))


def test_a_thousand_like_faults_are_told_as_one(folder: Folder) -> None:
    rows = [report(item=f"x{n}", actor=f"rebels_{n}") for n in range(1_000)]
    begun = time.process_time()
    with pytest.raises(op1027.DataError) as caught:
        op1027.load(folder(*rows, claim(source="paper_9")))
    assert time.process_time() - begun < 20
    told = str(caught.value).splitlines()
    assert len(caught.value.faults) == 1_001
    assert told[0] == "1,001 faults in the data:"
    assert "did you mean 'rebels'?" in told[1]
    assert told[1].endswith("And 999 more like it, in lines 3, 4, 5, 6, 7, 8, 9, 10, 11, …")
    assert "did you mean 'paper_" in told[2]
    few = op1027.DataError(caught.value.faults[:_LISTED])
    assert len(str(few).splitlines()) == 1 + _LISTED


def test_names_are_suggested_once_for_each_value_and_no_longer_than_a_moment() -> None:
    known = [f"irrawaddy_2024_{n:05d}" for n in range(20_000)]
    assert suggestions(["Irrawaddy 2024-00007", "zzz"], known) == {"Irrawaddy 2024-00007": ["irrawaddy_2024_00007"]}
    begun = time.process_time()
    assert len(suggestions((f"irrawady_2024_{n}" for n in range(100_000)), known)) <= 3
    assert time.process_time() - begun < 10


def test_a_suggestion_makes_sense() -> None:
    assert suggestions(["junta"], ["nlta", "tnla", "aa"]) == {}
    assert suggestions(["Junta", "lashoi"], {"military": "military", "junta": "military", "lashio": "lashio"}) == {
        "Junta": ["military"],
        "lashoi": ["lashio"],
    }
    for names in (["lashio", "layshi"], ["layshi", "lashio"]):
        assert suggestions(["lashoi"], names) == {"lashoi": ["lashio"]}, "the one with the same letters"
        assert suggestions(["lasho"], ["lashio", "lashos"]) == {"lasho": ["lashio", "lashos"]}, "equally like"
