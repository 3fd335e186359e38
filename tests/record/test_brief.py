"""An analyst's note of a front, from the living record."""

import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

import op1027
from conftest import ROOT, Loaded, claim, report, tool
from op1027.export.browser import find_browser
from op1027.report.brief import brief

NOTEBOOK = ROOT / "notebooks" / "08_what_changed.ipynb"


@pytest.mark.parametrize("front", ["karen", "northern_shan"])
def test_the_note_says_what_the_frames_say(ours: op1027.Ledger, front: str) -> None:
    (note,) = brief(ours, front, "2024-02-01", "2024-02-29").fronts
    view = ours.as_of("2024-02-29")
    events = view.events[(view.events["front"] == front) & (view.events["first_published"] >= "2024-02-01")]
    progress = op1027.progress(view).query("front == @front").set_index("date")["towns_held"]
    assert (note.held_before, note.held) == (progress["2024-01-31"], progress["2024-02-29"])
    assert set(note.news.query("change in ['happened', 'became_known']")["item"]) == set(events["item"])
    text = str(note)
    assert f"held {note.held} of" in text
    assert text.count("](http") >= min(len(events), 9), "every line has its source"
    assert 1_000 < len(text) < 9_000, "one page"


def test_a_quiet_front_and_all_of_them(ours: op1027.Ledger) -> None:
    assert "No page of these days tells anything new" in str(brief(ours, "delta", "2022-01-01", "2022-01-02"))
    whole = brief(ours, "all", "2026-02-01")
    names = list(ours.fronts.sort_values("order")["name"])
    assert [note.name for note in whole.fronts] == names[: len(whole.fronts)]
    assert str(whole).count("\n## ") == len(whole.fronts) - 1


def test_corrections_and_hostile_words(ledger: Loaded) -> None:
    rows = [
        report(summary="<script>x</script>", claimant="rebels"),
        report(source="paper_2", claimant="army", date_start="2024-01-06"),
        claim(source="paper_2", summary="[a](javascript:b)"),
    ]
    text = str(brief(ledger(*rows), "north", "2024-02-01"))
    assert "*regraded:* claimed → conceded" in text
    assert "*redated:* 2024-01-05 → 2024-01-05 to 2024-01-06, best 2024-01-05" in text
    assert r"\<script\>x" in text
    assert "](javascript" not in text.replace("\\]", "")


def test_the_note_as_a_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "tools"))  # where Python starts that runs a tool
    page = tool("brief").page(nbformat.read(NOTEBOOK, as_version=4))  # type: ignore[attr-defined]
    assert page.count("<section>") == 1
    assert "<strong>In short.</strong>" in page
    assert 'href="https://' in page
    assert "<script" not in page


def test_a_browser_that_fails_costs_no_more_than_the_print(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "tools"))
    brief_tool = tool("brief")
    monkeypatch.setenv("BROWSER_PATH", sys.executable)  # knows none of a browser's options
    assert brief_tool.pdf("<p>synthetic</p>") is None  # type: ignore[attr-defined]


def test_make_brief_writes_notebook_page_and_print(tmp_path: Path) -> None:
    """With parameters of its own; where there is no browser, without the PDF, and it says so."""
    code = f"import sys; sys.path.insert(0, {str(ROOT / 'tools')!r}); import brief, pathlib;"
    code += f"brief.ROOT = pathlib.Path({str(tmp_path)!r}); brief.TARGET = brief.ROOT / 'made';"
    code += "sys.exit(brief.main(['kachin', '2024-03-01', '2024-03-07']))"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=ROOT, timeout=300
    )
    assert done.returncode == (0 if find_browser() else 3), done.stderr
    made = {path.suffix: path for path in (tmp_path / "made").iterdir()}
    assert {".ipynb", ".html"} <= set(made)
    assert "Kachin" in made[".html"].read_text(encoding="utf-8")
    assert "1–7 March 2024" in made[".html"].read_text(encoding="utf-8")
    if ".pdf" in made:
        assert made[".pdf"].read_bytes().count(b"/Type /Page\n") == 1, "one front, one page"
