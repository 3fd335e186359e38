"""What differs between two records, and what is new in one."""

import shutil
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import op1027
from conftest import SYNTHETIC, Folder, Loaded, at_most, claim, made_ledger, report, tool, write_folder
from op1027.__main__ import main
from op1027.analysis.changes import _CHANGES, _COLUMNS

BATTLE = report(item="beta_battle", type="battle", place="beta", date_start="2024-02-03", source="paper_2")


def differences(old: list[dict[str, str]], new: list[dict[str, str]], **tables: list[dict[str, str]]) -> pd.DataFrame:
    return op1027.changes(made_ledger(*old), made_ledger(*new, **tables))


def only(frame: pd.DataFrame) -> pd.Series:
    assert len(frame) == 1, frame.to_string()
    assert list(frame) == _COLUMNS
    return frame.iloc[0]


def numbered(*rows: dict[str, str]) -> list[dict[str, str]]:
    return [{"report_id": f"r{n:04d}"} | row for n, row in enumerate(rows, start=1)]


def test_an_event_that_is_added_or_withdrawn() -> None:
    rows = numbered(report(), BATTLE)
    row = only(differences(rows[:1], rows))
    assert (row["change"], row["kind"], row["item"], row["front"]) == ("added", "event", "beta_battle", "north")
    assert (row["cause"], row["page"]) == ("new report r0002", "https://example.org/1")
    assert pd.isna(row["before"])
    row = only(differences(rows, rows[:1]))
    assert (row["change"], row["cause"], row["before"]) == ("withdrawn", "withdrawn report r0002", BATTLE["summary"])


def test_a_new_report_that_moves_the_day_and_the_grade() -> None:
    old = numbered(report(claimant="rebels", date_start="2024-01-05", date_end="2024-01-09"))
    new = [*old, *numbered(*[report(claimant="army", source="radio_1", date_start="2024-01-06")] * 2)[1:]]
    frame = differences(old, new).set_index("change")
    assert frame.loc["redated", "before"] == "2024-01-05 to 2024-01-09, best 2024-01-09"
    assert frame.loc["redated", "after"] == "2024-01-06"
    assert frame.loc["regraded", ["before", "after"]].tolist() == ["claimed", "conceded"]
    assert set(frame["cause"]) == {"new report r0002"}
    assert set(frame["published"]) == {pd.Timestamp("2024-01-12")}


@pytest.mark.parametrize(
    ("given", "change", "before", "after"),
    [
        ({"actor": "guerrillas"}, "recredited", "Rebels against Army", "G against Army"),
        ({"allies": "guerrillas"}, "recredited", "Rebels against Army", "Rebels with G against Army"),
        ({"summary": "Synthetic: otherwise"}, "reworded", "Synthetic: rebels take Alpha", "Synthetic: otherwise"),
        ({"place": "beta"}, "moved", "town captured, North, Alpha", "town captured, North, Beta"),
        ({"stance": "denies"}, "withdrawn", "Synthetic: rebels take Alpha", None),
    ],
)
def test_a_corrected_report(given: dict[str, str], change: str, before: str, after: str | None) -> None:
    row = only(differences(numbered(report()), numbered(report(**given))))
    assert (row["change"], row["before"]) == (change, before)
    assert row["after"] == after if after else pd.isna(row["after"])
    assert row["cause"].endswith("report r0001")


def test_a_claim_recounted_and_judged() -> None:
    old, new = numbered(claim()), numbered(claim(low="13", high="", qualifier="more_than"))
    made = [{"item": "tally_bases", "as_of": "2024-03-01", "verdict": "open", "reason": "Synthetic", "basis": ""}]
    frame = differences(old, new, assessments=made).set_index("change")
    assert frame.loc["recounted", ["before", "after"]].tolist() == ["exact 12 bases", "more than 13 to open bases"]
    assert frame.loc["regraded", ["before", "after", "cause"]].tolist() == [
        *("none", "open", "verdict of 2024-03-01: Synthetic"),
    ]


def test_a_renamed_item_is_no_new_one() -> None:
    row = only(differences(numbered(report()), numbered(report(item="alpha_falls"))))
    assert (row["change"], row["before"], row["after"]) == ("renamed", "alpha_taken", "alpha_falls")


def test_two_items_that_become_one() -> None:
    rows = numbered(report(), report(item="alpha_falls", type="battle", source="radio_1"))
    frame = differences(rows, [rows[0], rows[1] | {"item": "alpha_taken", "type": "town_captured"}])
    assert frame.query("change == 'withdrawn'")["cause"].tolist() == ["one with alpha_taken"]
    assert "renamed" not in set(frame["change"])


def test_pages_and_lists_that_were_corrected() -> None:
    pages = [row | ({"published": "2024-01-08"} if row["source"] == "paper_1" else {}) for row in SYNTHETIC["sources"]]
    places = [row | ({"name": "Alpha Town"} if row["place"] == "alpha" else {}) for row in SYNTHETIC["places"]]
    frame = differences(numbered(report()), numbered(report()), sources=pages, places=places[:-1])
    told = [tuple(row) for row in frame[["change", "kind", "before", "after"]].fillna("").to_numpy()]
    assert told == [
        ("withdrawn", "place", "Capital", ""),
        ("redated", "page", "2024-01-10, page", "2024-01-08, page"),
        ("reworded", "place", "name: Alpha", "name: Alpha Town"),
    ]


REPORTS = st.lists(
    st.builds(
        lambda item, day, actor, source, summary: report(
            item=item, type="battle", date_start=f"2024-01-0{day}", actor=actor, source=source, summary=summary
        ),
        st.sampled_from(["one", "two", "three"]),
        st.integers(1, 9),
        st.sampled_from(["rebels", "guerrillas"]),
        st.sampled_from(["paper_1", "radio_1", "paper_2"]),
        st.sampled_from(["Synthetic: a", "Synthetic: b"]),
    ),
    max_size=6,
    unique_by=lambda row: (row["item"], row["source"]),
)
COUNTS = ["n_reports", "n_publishers", "first_published", "lag_days"]


@at_most(6)
@given(REPORTS, REPORTS)
def test_every_difference_is_told_and_nothing_else(old: list[dict[str, str]], new: list[dict[str, str]]) -> None:
    """Held against a plain comparison of the two frames; the other way round, what was added is withdrawn."""
    first, second = made_ledger(*numbered(*old)), made_ledger(*numbered(*new))
    frame, back = op1027.changes(first, second), op1027.changes(second, first)
    was, now = (ledger.events.set_index("item").drop(columns="township") for ledger in (first, second))
    was, now = (table.drop(columns=COUNTS).astype("str").T.to_dict() for table in (was, now))
    plain = {item for item in {*was, *now} if was.get(item) != now.get(item)}
    renamed = frame.query("change == 'renamed'")
    assert {*frame["item"], *renamed["before"]} == plain
    assert set(frame["change"]) <= set(_CHANGES)
    assert not frame["cause"].isna().any()
    assert len(back.query("change == 'added'")) == len(frame.query("change == 'withdrawn'"))


def test_the_command_tells_people_and_tables(
    folder: Folder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old = folder(*numbered(report()))
    new = write_folder(tmp_path / "new", numbered(report(), BATTLE | {"summary": "Synthetic: \\x1b]0;x"}))
    assert main(["changes", str(old), str(new)]) == 0
    assert "## Added: 1" in capsys.readouterr().out
    assert main(["changes", str(old), str(new), "--csv"]) == 0
    assert capsys.readouterr().out.startswith(",".join(_COLUMNS))
    made = shutil.make_archive(str(tmp_path / "release"), "zip", tmp_path, "new")
    assert main(["changes", made, str(new)]) == 0
    assert capsys.readouterr().out == "Nothing differs.\n"
    assert main(["changes", str(tmp_path / "nowhere"), str(new)]) in (1, 2)
    (tmp_path / "no.zip").write_bytes(b"no")
    assert main(["changes", str(tmp_path / "no.zip"), str(new)]) == 2


def test_release_notes_are_inert_markdown(ledger: Loaded) -> None:
    old = ledger(*numbered(report()))
    new = ledger(*numbered(report(), BATTLE | {"summary": "<b>x</b> [y](z)"}))
    release: Any = tool("release")
    notes = release.release_notes(new, op1027.changes(old, new), old)
    assert "What differs: 1 added." in notes
    assert "\\<b\\>x\\</b\\> \\[y\\](z)" in notes
    assert "first release" in release.release_notes(new, None, None)


def test_keys_that_are_gone_are_told_until_they_are_listed(
    folder: Folder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old = folder(*numbered(report(), BATTLE))
    new = write_folder(tmp_path / "new", numbered(report(item="alpha_fell")))
    (new / "renamed.csv").write_text("was,now,day\nolder,alpha_fell,2024-01-01\n", encoding="utf-8")
    assert main(["changes", str(old), str(new)]) == 0
    told = capsys.readouterr().out.splitlines()
    assert [line.rpartition(",")[0] for line in told[-2:]] == ["alpha_taken,alpha_fell", "beta_battle,"]
    with (new / "renamed.csv").open("a", encoding="utf-8") as file:
        file.write("\n".join(told[-2:]) + "\n")
    assert main(["changes", str(old), str(new)]) == 0
    assert "To add to" not in capsys.readouterr().out
