"""Write an analyst's note: ``python tools/brief.py FRONT SINCE [UNTIL]`` → build/brief/ as notebook, HTML and PDF.

The notebook is `notebooks/08_what_changed.ipynb`, run by papermill with these parameters; the HTML and the PDF hold
its note alone, one page a front. Without Chrome or Chromium there is no PDF and no chart, and a line says so.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import nbformat
import papermill
from papermill.exceptions import PapermillExecutionError

from op1027.export.browser import find_browser
from op1027.text.files import one_line, write_files
from render import FIGURE, add_previews, clean

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tools" / "site"))
from markup import escape, markdown  # noqa: E402 - the site's own Markdown, which lets nothing act

NOTEBOOK = ROOT / "notebooks" / "08_what_changed.ipynb"
TARGET = ROOT / "build" / "brief"
QUIETLY = {"cwd": NOTEBOOK.parent, "progress_bar": False, "extra_arguments": ["--IPKernelApp.log_level=40"]}
STYLE = """
@page { size: A4; margin: 14mm 16mm }
body { font: 9.2pt/1.38 "Noto Sans", "Source Sans 3", "Segoe UI", Helvetica, Arial, sans-serif; color: #1f2328;
  max-width: 178mm; margin: 0 auto; padding: 4mm; hyphens: auto }
h2 { font-size: 15pt; line-height: 1.2; margin: 0 0 2.5mm; border-bottom: .6pt solid #8a8f98; padding-bottom: 1.5mm }
section { break-after: page }
section:last-of-type { break-after: auto }
p { margin: 0 0 1.8mm }
ul { margin: 0 0 2.4mm; padding-left: 4.5mm }
li { margin: 0 0 .7mm }
em { color: #57606a; font-style: normal; font-size: 8.4pt }
a { color: #0b57a4; text-decoration: none }
img { display: block; width: 100%; max-height: 62mm; object-fit: contain; object-position: left top; margin-top: 2mm }
footer { color: #57606a; font-size: 8pt; margin-top: 2mm }
/* In print a front has one page: its chart takes the room that its text leaves. */
@media print {
  body { padding: 0; max-width: none }
  section { display: flex; flex-direction: column; height: 267mm; box-sizing: border-box }
  img { flex: 0 1 62mm; min-height: 0 }
  footer { margin-top: auto }
}
"""


def main(arguments: list[str] | None = None) -> int:
    """Run the notebook and write the note; returns the exit code: 0 done, 1 at fault, 3 done but for the PDF."""
    parser = argparse.ArgumentParser(description="An analyst's note of what the pages of a period told.")
    parser.add_argument("front", metavar="FRONT", help="a key of data/fronts.csv, or all")
    parser.add_argument("since", metavar="SINCE", help="first day of publication, YYYY-MM-DD")
    parser.add_argument("until", metavar="UNTIL", nargs="?", help="the last one (default: as far as the record goes)")
    given = parser.parse_args(arguments)
    name = "_".join(filter(None, (given.front, given.since, given.until)))
    parameters = {"FRONT": given.front, "SINCE": given.since, "UNTIL": given.until}
    with tempfile.TemporaryDirectory() as scratch:
        made = Path(scratch) / "made.ipynb"
        try:
            papermill.execute_notebook(NOTEBOOK, made, parameters, **QUIETLY)
        except PapermillExecutionError as error:
            print(f"{error.ename}: {error.evalue}", file=sys.stderr)
            return 1
        notebook = nbformat.read(made, as_version=4)
    clean(notebook)
    notebook.metadata.pop("papermill", None)
    for cell in notebook.cells:
        cell.metadata.pop("papermill", None)
    add_previews(notebook, {})
    html = page(notebook)
    files = {
        TARGET / f"{name}.ipynb": (nbformat.writes(notebook) + "\n").encode("utf-8"),
        TARGET / f"{name}.html": html.encode("utf-8"),
    }
    browser = find_browser()
    printed = pdf(html) if browser else None
    if printed:
        files[TARGET / f"{name}.pdf"] = printed
    TARGET.mkdir(parents=True, exist_ok=True)
    write_files(files)
    for path in files:
        print(f"Written: {path.relative_to(ROOT)}")
    if not printed:
        why = (
            "No PDF: the browser did not print it." if browser else "No PDF and no chart: no Chrome or Chromium found."
        )
        print(why)
    return 0 if printed else 3


def page(notebook: Any) -> str:
    """The note as one HTML file: the sections of its fronts, the chart of a single one, what it rests on."""
    shown = [output.get("data", {}) for cell in notebook.cells for output in cell.get("outputs", [])]
    texts = ["".join(data["text/markdown"]) for data in shown if "text/markdown" in data]
    scope, note = texts[0], next(text for text in texts if text.startswith("## "))
    body, _ = markdown(note, lambda url: url)
    sections = ["<h2" + part for part in body.split("<h2")[1:]]
    picture = next((data["image/png"] for data in shown if FIGURE in data and "image/png" in data), None)
    drawn = f'<img alt="Towns held by date" src="data:image/png;base64,{"".join(picture.split())}">' if picture else ""
    foot = f"<footer>{markdown(scope, lambda url: url)[0]}</footer>"
    if len(sections) == 1:
        sections[0] += drawn
    title = note.splitlines()[0].removeprefix("## ")
    return (
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><style>{STYLE}</style></head>\n<body>'
        + "\n".join(f"<section>{section}{foot}</section>" for section in sections)
        + "</body></html>\n"
    )


def pdf(html: str) -> bytes | None:
    """The page as Chromium prints it; nothing where it fails, or takes two minutes."""
    with tempfile.TemporaryDirectory() as scratch:
        source, made = Path(scratch) / "note.html", Path(scratch) / "note.pdf"
        source.write_text(html, encoding="utf-8")
        command = [os.environ["BROWSER_PATH"], "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]
        command += [f"--user-data-dir={scratch}/profile", f"--print-to-pdf={made}", source.as_uri()]
        try:
            subprocess.run(command, check=True, capture_output=True, timeout=120)
        except subprocess.SubprocessError:
            return None
        return made.read_bytes()


if __name__ == "__main__":
    with one_line("The note was not written"):
        sys.exit(main())
