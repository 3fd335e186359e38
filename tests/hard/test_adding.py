"""`python -m op1027 add` on folders: what is appended, what is asked first, and nothing written that breaks a rule."""

import csv
import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pandas as pd
import pytest

import op1027
from conftest import SYNTHETIC, Folder, report
from op1027.__main__ import main
from op1027.ledger import curate

PAGE = ["--url", "https://example.org/new", "--publisher", "radio", "--published", "2024-01-09"]


WHAT = ["--type", "town_captured", "--claimant", "radio", "--actor", "rebels", "--opponent", "army"]


WHEN = ["--date-start", "2024-01-06", "--summary", "Synthetic: rebels in the town"]


def add(folder: Path, *more: str) -> int:
    return main(["add", *PAGE, *WHAT, *WHEN, "--data", str(folder), *more])


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_new_event_is_appended_and_every_other_byte_stays(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    path = folder(report())
    before = contents(path)
    assert add(path, "--place", "Beta") == 0
    assert "Added r0002 to beta_captured_2024_01" in capsys.readouterr().out
    after = contents(path)
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"events_and_claims.csv", "sources.csv"}
    assert all(after[name].startswith(before[name]) for name in changed)
    assert set(after) == set(before)
    event = op1027.load(path).events.set_index("item").loc["beta_captured_2024_01"]
    assert (event["front"], event["evidence"]) == ("north", "independent")


def test_a_page_is_known_however_its_address_is_written_and_used_again(
    folder: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    url = "http://www.example.org/new?utm_source=mail&fbclid=x"
    for same in ("https://example.org/new/", url, "https://example.org/new#top"):
        assert curate._compared_address(same) == curate._compared_address("https://example.org/new")
    assert curate._compared_address("https://example.org/?p=1&utm_medium=x&q=2") == "example.org/?p=1&q=2"
    jump, page = (curate._compared_address(f"https://example.org/{end}") for end in ("#!/new", ""))
    assert jump != page, "some pages are told so"
    path = folder(report())
    assert add(path, "--place", "Beta") == 0
    pages = (path / "sources.csv").read_bytes()
    assert add(path, "--place", "Gamma", "--url", url, "--published", "2024-03-09", "--publisher", "Paper") == 0
    out = capsys.readouterr().out
    assert "publisher: radio is recorded of that page; paper is not taken." in out
    assert "published: 2024-01-09 is recorded of that page; 2024-03-09 is not taken." in out
    told = ["--type", "battle", "--published", "", "--date-start", "မနေ့က"]  # yesterday, counted from the page's own day
    assert add(path, "--place", "Beta", *told) == 0
    assert (path / "sources.csv").read_bytes() == pages
    ledger = op1027.load(path)
    assert ledger.events["date_start"].max() == pd.Timestamp("2024-01-08")
    assert len(ledger.sources) == 5
    assert ledger.reports["source"].tolist()[1:] == ["radio_2024_01_09_beta_captured"] * 3


def test_an_item_that_is_not_recorded_is_made_only_on_purpose(
    folder: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    path = folder(report())
    before = contents(path)
    assert add(path, "--place", "alpha", "--item", "alpha_takn") == 1
    assert "did you mean 'alpha_taken'?\nSay --new if it is another." in capsys.readouterr().out
    assert contents(path) == before
    assert add(path, "--place", "beta", "--item", "beta_fell", "--new") == 0
    assert "beta_fell" in set(op1027.load(path).events["item"])


def test_an_event_that_is_recorded_is_proposed(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    path = folder(report())
    before = contents(path)
    assert add(path, "--place", "alpha") == 1
    assert "--item alpha_taken   (2024-01-05: Synthetic: rebels take Alpha)" in capsys.readouterr().out
    assert contents(path) == before
    assert add(path, "--place", "alpha", "--item", "alpha_taken") == 0
    assert len(op1027.load(path).events) == 1
    assert add(path, "--place", "alpha") == 1
    assert "(2024-01-05 to 2024-01-06: " in capsys.readouterr().out


def test_what_breaks_a_rule_is_not_written(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    path = folder(report())
    before = contents(path)
    assert add(path, "--place", "beta", "--stance", "shrugs", "--metric", "bases") == 1
    out = capsys.readouterr().out
    assert "stance = 'shrugs': not in the vocabulary" in out
    assert "metric = 'bases': given without low or high" not in out, "one fault a row at a time hides no other row's"
    assert "Nothing was written." in out
    assert add(path, "--place", "beta", "--date-start", "6 January") == 1
    assert capsys.readouterr().out.splitlines() == [
        "--date-start = '6 January': not a day of the calendar. To mend: write it as YYYY-MM-DD.",
        "Nothing was written.",
    ], "what is filled in from it is not told, and the row has no line yet"
    assert add(path, "--place", "beta", "--date-start", "2024-01-19") == 1
    assert "--date-start = '2024-01-19': later than the day" in capsys.readouterr().out
    assert add(path, "--place", "alpha", "--new") == 1
    assert "takes alpha" in capsys.readouterr().out
    assert contents(path) == before


def test_a_place_nobody_knows_is_said(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    assert add(folder(report()), "--place", "Atlantis") == 1
    assert "No place answers to 'Atlantis'" in capsys.readouterr().out


def test_a_table_whose_columns_stand_in_another_order_gets_its_row_in_that_order(folder: Folder) -> None:
    path = folder(report())
    for name in ("events_and_claims", "sources"):
        file = path / f"{name}.csv"
        with file.open(encoding="utf-8", newline="") as old:
            rows = list(csv.DictReader(old))
        with file.open("w", encoding="utf-8", newline="") as new:
            out = csv.DictWriter(new, sorted(rows[0], reverse=True), lineterminator="\n")
            out.writeheader()
            out.writerows(rows)
    assert add(path, "--place", "beta") == 0
    event = op1027.load(path).events.set_index("item").loc["beta_captured_2024_01"]
    assert (event["actor"], event["opponent"]) == ("rebels", "army")


def test_two_new_events_added_at_once_stay_two(folder: Folder) -> None:
    path = folder(report())
    given = {"url": "https://example.org/new", "publisher": "radio", "published": "2024-01-09"}
    given |= {"date_basis": "page", "language": "en", "leaning": "independent", "read_on": "2024-02-01", "origin": ""}
    battle = {key: value for key, value in report(type="battle", place="beta").items() if key != "source"} | {
        "item": ""
    }
    with ThreadPoolExecutor(2) as both:
        done = list(both.map(lambda _: curate.add_report(path, battle, given, new=True), range(2)))
    assert [faults for _, faults in done] == [[], []]
    assert {row["item"] for row, _ in done} == {"beta_battle_2024_01", "beta_battle_2024_01_2"}
    with pytest.raises(curate.RecordedError, match="beta_battle_2024_01, beta_battle_2024_01_2"):
        curate.add_report(path, battle, given)


def test_tables_in_a_folder_below_can_be_added_to(folder: Folder) -> None:
    path = folder(report())
    descriptor = json.loads((path / "datapackage.json").read_text(encoding="utf-8"))
    for resource in descriptor["resources"]:
        if (path / resource["path"]).is_file():
            moved = path / "tables" / resource["path"]
            moved.parent.mkdir(exist_ok=True)
            (path / resource["path"]).rename(moved)
            resource["path"] = f"tables/{resource['path']}"
    (path / "datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")
    assert add(path, "--place", "beta") == 0
    assert len(op1027.load(path).events) == 2


def test_a_burmese_page_is_read_as_it_is_written(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    alpha = {"place": "alpha", "kind": "town", "name": "Alpha", "front": "north"}
    path = folder(report(), places=[alpha, alpha | {"place": "beta", "name": "Beta", "name_mm": "သိန္နီ"}])
    what = ["--type", "battle", "--claimant", "Radio", "--actor", "REBELS", "--opponent", "army", "--place", "သိန္နီမြို့"]
    when = ["--date-start", "ဇန်နဝါရီလ ၆ ရက်", "--summary", "Synthetic", "--language", "my"]
    counted = ["--metric", "soldiers_killed", "--low", "၁၅", "--high", "နှစ်ဆယ့်ငါး", "--qualifier", "about"]
    assert main(["add", *PAGE, *what, *when, *counted, "--origin", "paper", "--data", str(path)]) == 0
    assert "date_start: ဇန်နဝါရီလ ၆ ရက် is 2024-01-06." in capsys.readouterr().out
    ledger = op1027.load(path)
    event = ledger.events.set_index("item").loc["beta_battle_2024_01"]
    assert (f"{event['date']:%Y-%m-%d}", event["actor"], event["low"], event["high"]) == (
        "2024-01-06",
        "rebels",
        15,
        25,
    )
    assert ledger.sources.iloc[-1][["language", "origin"]].tolist() == ["my", "paper"]
    assert main(["add", *PAGE, *what, "--date-start", "မကြာမီ", "--summary", "Synthetic", "--data", str(path)]) == 1
    assert "not understood as a day" in capsys.readouterr().out


def test_a_name_nobody_has_is_answered_with_what_was_meant(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    path = folder(report())
    assert add(path, "--place", "betta") == 1
    assert "did you mean 'beta'?" in capsys.readouterr().out
    assert add(path, "--place", "beta", "--allies", "gerrillas") == 1
    assert "allies = 'gerrillas': not in actors.csv. To mend: did you mean 'guerrillas'?" in capsys.readouterr().out


def test_a_word_that_is_part_of_several_names_is_answered_with_these(
    folder: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    """Not with another name that is spelt a little like it: "Shan" is a part of three states and not Sa Ne."""
    shan = [{"place": f"shan_{n}_state", "name": f"Shan ({n})", "kind": "state_region"} for n in ("north", "south")]
    more = folder(report(), places=[*SYNTHETIC["places"], *shan, {"place": "sa_ne", "name": "Sa Ne", "kind": "town"}])
    assert add(more, "--place", "Shan") == 1
    assert "did you mean 'shan_north_state' or 'shan_south_state'?" in capsys.readouterr().out
    assert add(more, "--place", "beta", "--item", "beta_takn") == 1
    out = capsys.readouterr().out
    assert "'beta_takn' is recorded" in out
    assert "did you mean" not in out, "alpha_taken is of another place"
