"""The site: whole, inert, the same on every build; and, in a browser, usable from disk, on a phone and by keyboard.

The folder and notebook that hold hostile cells are synthetic.
"""

import json
import posixpath
import re
import subprocess
import sys
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import nbformat
import pandas as pd
import pytest
from axe_playwright_python.sync_playwright import Axe
from benchmarks.generate import generate
from myanmar.converter import convert
from playwright.sync_api import Browser, BrowserContext, Page, expect
from plotly.offline import get_plotlyjs

import op1027
from conftest import ROOT, SCREENS, Folder, claim, report
from op1027 import charts
from op1027.charts import theme
from op1027.ledger.control import holdings

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>"
REVERSED = "\u202eright to left"
CHART = "application/vnd.plotly.v1+json"


@pytest.fixture(scope="module")
def builder() -> Iterator[Any]:
    """The site's builder, a script in tools/site/."""
    sys.path.insert(0, str(ROOT / "tools" / "site"))
    import build  # noqa: PLC0415

    yield build
    sys.path.remove(str(ROOT / "tools" / "site"))


class Links(HTMLParser):
    """What a page holds: addresses, ids, and what could act."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.ids: list[str] = []
        self.acting: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.addresses += [given[name] or "" for name in ("href", "src") if name in given]
        self.ids += [given["id"] or ""] if "id" in given else []
        self.acting += [name for name in given if name.startswith("on")]
        if (
            tag == "script"
            and "src" not in given
            and given.get("type") not in {"application/json", "application/ld+json"}
        ):
            self.acting.append("script")


def pages_of(files: dict[str, bytes]) -> dict[str, str]:
    return {name: content.decode("utf-8") for name, content in files.items() if name.endswith(".html")}


def dead_links(files: dict[str, bytes]) -> list[str]:
    """Addresses that lead to no file or no place of the site."""
    pages = {name: Links(page) for name, page in pages_of(files).items()}
    dead = []
    for name, page in pages.items():
        for address in page.addresses:
            if re.match(r"https?://|data:,$", address):
                continue
            file, _, anchor = address.partition("#")
            target = posixpath.normpath(posixpath.join(posixpath.dirname(name), unquote(file))) if file else name
            if anchor.startswith("?"):  # a view of a table
                anchor = ""
            if target not in files or (anchor and unquote(anchor) not in [*pages[target].ids, ""]):
                dead.append(f"{name}: {address}")
    return dead


@pytest.fixture
def hostile(folder: Folder, tmp_path: Path) -> op1027.Ledger:
    """A synthetic ledger whose cells hold HTML, script, an address that is none, long words, reversing marks."""
    sound = op1027.load(
        folder(
            report(),
            report(item="beta_taken", place="beta"),
            report(item="beta_lost", place="beta", type="town_recaptured", actor="army", opponent="rebels",
                   date_start="2024-01-08"),
            claim(),
        )
    )  # fmt: skip
    words = pd.Series([HOSTILE, "W" * 5000, REVERSED, HOSTILE], dtype="str")
    # `load` would refuse some of these; the site must not rely on that.
    return replace(
        sound,
        reports=sound.reports.assign(summary=words),
        actors=sound.actors.assign(name=HOSTILE, short_name=HOSTILE),
        fronts=sound.fronts.assign(name=HOSTILE + sound.fronts["front"]),
        places=sound.places.assign(name=f"{REVERSED} {HOSTILE}", name_mm=HOSTILE),
        sources=sound.sources.assign(url="javascript:alert(5)"),
    )


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A synthetic checkout: documents, and a notebook with hostile outputs."""
    root = tmp_path / "checkout"
    (root / "docs" / "pictures").mkdir(parents=True)
    (root / "notebooks").mkdir()
    for name in ("LICENSE", "LICENSE-DATA", "CITATION.cff"):
        (root / name).write_text(f"synthetic\n\n{HOSTILE}\n", encoding="utf-8")
    (root / "CHANGELOG.md").write_text("# Changelog\n", encoding="utf-8")
    (root / "README.md").write_text(
        f"# Synthetic {HOSTILE}\n\nOf no real war. {HOSTILE} [script](javascript:alert(3)) "
        "[method](docs/method.md#how) [notebook](notebooks/01_first.ipynb) [source](src/none.py) "
        "[data](data/actors.csv)\n",
        encoding="utf-8",
    )
    (root / "docs" / "method.md").write_text("# Method\n\n## How\n\n[back](../README.md)\n", encoding="utf-8")
    figure = {
        "data": [{"type": "scatter", "x": [1], "y": [2], "text": [HOSTILE], "hovertemplate": "%{text}"}],
        "layout": {"title": {"text": f"</script>{HOSTILE}"}, "height": 300, "margin": {"t": 50, "b": 50}},
    }
    outputs = [
        nbformat.v4.new_output("display_data", {CHART: figure}),
        nbformat.v4.new_output("display_data", {"text/html": f"<table onclick=x><tr><td>{HOSTILE}</td></tr></table>"}),
        nbformat.v4.new_output("display_data", {"text/markdown": f"**{HOSTILE}** [x](javascript:alert(4))"}),
        nbformat.v4.new_output("stream", text=HOSTILE),
    ]
    cells = [
        nbformat.v4.new_markdown_cell(f"# 1 {HOSTILE}\n\n**Why?**\n\n[docs](../docs/method.md)"),
        nbformat.v4.new_code_cell(HOSTILE, outputs=outputs),
    ]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), root / "notebooks" / "01_first.ipynb")
    return root


def test_hostile_cells_are_inert(builder: Any, hostile: op1027.Ledger, checkout: Path) -> None:
    files = builder.Site(hostile, checkout, {}).files()
    for name, page in pages_of(files).items():
        links = Links(page)
        assert links.acting == [], name
        assert [a for a in links.addresses if "javascript" in a] == [], name
        assert "<script>alert" not in page, name
        assert "<img src=x" not in page, name
    shown = pages_of(files)
    assert "&lt;script&gt;alert(1)" in shown["events.html"]
    assert "W" * 5000 in shown["events.html"]
    assert "<bdi>\u202e" in shown["events.html"]
    assert "&lt;script&gt;alert(1)" in shown["claims.html"]
    assert "&lt;script&gt;alert(1)" in shown["01_first.html"]


def test_links_between_documents_lead_to_pages(builder: Any, hostile: op1027.Ledger, checkout: Path) -> None:
    files = builder.Site(hostile, checkout, {"tables/events.csv": b"synthetic"}).files()
    assert dead_links(files) == []
    readme = Links(pages_of(files)["readme.html"]).addresses
    assert {"method.html#how", "01_first.html", "downloads/data/actors.csv"} <= set(readme)
    assert "readme.html" in Links(pages_of(files)["method.html"]).addresses
    assert "downloads/export/tables/events.csv" in Links(pages_of(files)["downloads.html"]).addresses


def test_a_build_repeats_itself(builder: Any, hostile: op1027.Ledger, checkout: Path) -> None:
    assert builder.Site(hostile, checkout, {}).files() == builder.Site(hostile, checkout, {}).files()


def test_a_shared_link_shows_the_chart(builder: Any, ours: op1027.Ledger) -> None:
    """Its address is absolute where the site's is known; every picture is there, of the size that is said."""
    made = builder.Site(ours, ROOT, {}, "https://example.org/")
    pages = {"index.html": made.front(), "embed-map.html": made.embedded("map")}
    pages |= {source.file: made.notebook(source) for source in made.notebooks}
    town = next(iter(made.towns.values()))
    pages |= {town.page: made.town(town), "front-karen.html": made.one_front("karen")}
    files = made.pictures.files | {f"pictures/{name}.png": content for name, content in made.drawn.items()}
    for name, page in pages.items():
        told = dict(re.findall(r'<meta property="og:(image[:\w]*)" content="([^"]*)">', page))
        assert told["image"].startswith("https://example.org/pictures/"), name
        content = files[told["image"].removeprefix("https://example.org/")]
        assert content.startswith(b"\x89PNG"), name
        size = [int.from_bytes(content[at : at + 4], "big") for at in (16, 20)]
        assert [int(told["image:width"]), int(told["image:height"])] == size, name
        assert len(told["image:alt"]) > 40, name
        assert '<meta property="og:title"' in page, name


@pytest.mark.browser
def test_every_page_has_a_card(site: Path) -> None:
    """Of the size that services show whole; and every page says what it is, where it is shared."""
    for path in [*site.glob("*.html"), site / "item" / "lashio_captured_2024_08.html"]:
        head = path.read_text(encoding="utf-8").partition("</head>")[0]
        told = dict(re.findall(r'<meta property="og:([:\w]*)" content="([^"]*)">', head))
        assert told["title"], path.name
        assert len(told["description"]) > 5, path.name
        if path.parent == site:
            png = (site / told["image"]).read_bytes()
            assert (int.from_bytes(png[16:20], "big"), int.from_bytes(png[20:24], "big")) == (1200, 630), path.name
            assert (told["image:width"], told["image:height"]) == ("1200", "630"), path.name
            assert len(told["image:alt"]) > 40, path.name


HEAVIEST = 1_000_000  # bytes of a page of a table or a town, however long the record


def test_pages_keep_their_weight_and_the_build_grows_with_the_record(
    builder: Any, checkout: Path, tmp_path: Path
) -> None:
    """Nothing of the tables grows with the record but the number of their files; each row stands where it is said."""
    files, weights, texts = {}, {}, {}
    for size in (2_000, 8_000):
        folder = generate(tmp_path / str(size), size)
        files[size] = builder.Site(op1027.load(folder), checkout, {}).files()
        own = {
            name: content for name, content in files[size].items() if not name.startswith(("downloads/", "pictures/"))
        }
        weights[size] = sum(map(len, own.values()))
        texts[size] = own
    small, large = texts
    assert weights[large] < 4.4 * weights[small]
    for name, content in texts[large].items():
        if "plotly.min.js" not in name and b"plotly.min.js" not in content:
            assert len(content) <= HEAVIEST, name
        if name.startswith("rows/"):
            assert len(content) <= 260_000, name
    for noun in ("events", "claims"):
        pages = [name for name in files[large] if re.fullmatch(rf"{noun}(-\d+)?\.html", name)]
        rows = [row for name in pages for row in Links(files[large][name].decode()).ids if row != "main"]
        parts = [json.loads(content.decode().partition(",")[2][:-2]) for name, content in files[large].items()
                 if re.fullmatch(rf"rows/{noun}-\d+\.js", name)]  # fmt: skip
        index = [json.loads(content.decode().partition(",")[2][:-2]) for name, content in files[large].items()
                 if name.startswith(f"rows/{noun}-index-")]  # fmt: skip
        assert [entry[0] for part in index for entry in part] == rows
        assert [Links(row).ids[0] for part in parts for row in part] == rows
        assert len(rows) == len(set(rows))


def test_long_lists_go_on_over_pages_and_lose_nothing(
    builder: Any, checkout: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is new, a place's items, the towns: each line once, in its order, reached from the page before."""
    ledger = op1027.load(generate(tmp_path / "data", 3_000))
    living = sys.modules["living"]

    def shown() -> tuple[dict[str, list[str]], dict[str, bytes]]:
        files = builder.Site(ledger, checkout, {}).files()
        lists: dict[str, list[str]] = {}
        for name in sorted(pages_of(files), key=lambda name: int((re.findall(r"-(\d+)\.", name) or [1])[0])):
            if re.fullmatch(r"(new|places|place/\w+)(-\d+)?\.html", name):
                lines = re.findall(r'<li>(?!<a ).*?</li>|<a href="town-[^"]*"><bdi>', files[name].decode())
                lists.setdefault(re.sub(r"-\d+\.html", ".html", name), []).extend(lines)
        return lists, files

    whole, _ = shown()
    monkeypatch.setattr(living, "LIST", 4_000)
    monkeypatch.setattr(builder, "PAGE", 9_000)
    parts, files = shown()
    assert dead_links(files) == []
    for name in ("new", "places", "place/shan_north_state"):
        assert f"{name}-2.html" in files
        assert f'href="{name.rpartition("/")[2]}-2.html" rel="next"' in files[f"{name}.html"].decode()
    assert '<li><a href="#happened">Happened (' in files["new.html"].decode(), "its contents"
    for name, content in files.items():
        if re.fullmatch(r"(new|place/.*)\.html", name):
            assert len(content) < 12_000, name
    assert parts == whole


def test_an_empty_ledger_has_a_site(builder: Any, folder: Folder, checkout: Path) -> None:
    files = builder.Site(op1027.load(folder(report())).as_of("2000-01-01"), checkout, {}).files()
    assert dead_links(files) == []


def test_a_build_that_stops_leaves_what_was_there(builder: Any, tmp_path: Path) -> None:
    target = tmp_path / "site"
    builder.write({"index.html": b"old", "gone.html": b"old"}, target)
    with pytest.raises(TypeError):
        builder.write({"index.html": b"new", "broken.html": "no bytes"}, target)
    assert (target / "index.html").read_bytes() == b"old"
    builder.write({"index.html": b"new"}, target)
    assert [path.name for path in target.iterdir()] == ["index.html"]
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_another_folder_is_not_overwritten(builder: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "letter.txt").write_text("mine", encoding="utf-8")
    assert builder.main([str(tmp_path)]) == 2
    assert "something else" in capsys.readouterr().err
    assert (tmp_path / "letter.txt").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ('<a href="javascript:x">a</a>', "<a>a</a>"),
        ('<a href="https://example.org/?a=1&amp;b=2">a</a>', '<a href="https://example.org/?a=1&amp;b=2">a</a>'),
        ("<b onclick=x>b</b>", "<b>b</b>"),
        ("<svg onload=x>c</svg>", "c"),
        ("<style>d{}</style>e", "e"),
    ],
)
def test_cells_of_tables_keep_only_text_and_links(builder: Any, given: str, kept: str) -> None:
    assert f"<td>{kept}</td>" in builder.tables(f"<table><tbody><tr><td>{given}</td></tr></tbody></table>")


def test_marks_are_put_into_words(builder: Any) -> None:
    trace = {
        "x": ["2024-01-05", "2024-02-01", None],
        "y": [1, 12, None],
        "customdata": ["a", "b", "c"],
        "hovertemplate": "%{x|%-d %B %Y}: %{y:+d} <b>%{customdata}</b><extra>north</extra>",
    }
    words = sys.modules["figures"].marks({"data": [trace, trace | {"hoverinfo": "skip"}]})
    assert words == [("north", "5 January 2024: +1 a"), ("north", "1 February 2024: +12 b")]


# The real site, which takes half a minute to build; in a browser, from disk.


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real site, built as `make site` does."""
    target = tmp_path_factory.mktemp("built") / "site"
    done = subprocess.run(
        [sys.executable, ROOT / "tools" / "site" / "build.py", target], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return target


@pytest.fixture
def opened(chromium: Browser, site: Path) -> Iterator[Callable[..., Page]]:
    """Opens a page of the site; in the end nothing may have failed, complained or been asked of a network."""
    trouble: list[str] = []
    contexts: list[BrowserContext] = []

    def open_page(name: str, width: int = 1280, **options: Any) -> Page:
        context = chromium.new_context(viewport={"width": width, "height": 900}, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda m: trouble.append(m.text) if m.type in {"error", "warning"} else None)
        page.on("pageerror", lambda error: trouble.append(str(error)))
        page.on("requestfailed", lambda request: trouble.append(f"failed: {request.url}"))
        page.on("request", lambda r: None if r.url.startswith(("file:", "data:", "blob:")) else trouble.append(r.url))
        page.goto((site / name).as_uri())
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert trouble == []


def draw_all(page: Page) -> None:
    """Scroll past every chart, as a reader does, until each is drawn."""
    for plot in page.locator(".plot").all():
        plot.scroll_into_view_if_needed()
        expect(plot).to_have_class(re.compile("drawn"))


PHONE = {"width": 380, "has_touch": True, "is_mobile": True, "device_scale_factor": 2}
SHOWN = ("index.html", "events.html", "claims.html", "03_towns_and_routes.html")


@pytest.mark.browser
@pytest.mark.parametrize("device", [{"width": 1280}, PHONE], ids=["wide", "phone"])
def test_every_page_in_a_browser(device: dict[str, Any], site: Path, opened: Callable[..., Page]) -> None:
    names = sorted(path.name for path in site.glob("*.html"))
    assert len(names) >= 100
    page = opened(names[0], **device)
    for name in names:
        page.goto((site / name).as_uri())
        draw_all(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= device["width"], name
        assert page.locator("h1").count() == 1, name
        assert page.locator("img:not([alt]), [role=img]:not([aria-label])").count() == 0, name
        if name in SHOWN:
            page.evaluate("scrollTo(0, 0)")
            page.screenshot(path=SCREENS / f"site_{Path(name).stem}_{device['width']}.png", full_page=True)


@pytest.mark.browser
def test_the_real_site_has_no_dead_link(site: Path) -> None:
    files = {path.relative_to(site).as_posix(): path for path in site.rglob("*") if path.is_file()}
    assert dead_links({name: path.read_bytes() for name, path in files.items()}) == []
    assert {path.stem for path in (ROOT / "notebooks").glob("*.ipynb")} <= {Path(name).stem for name in files}
    assert {path.stem for path in (ROOT / "docs").glob("*.md")} <= {Path(name).stem for name in files}


@pytest.mark.browser
def test_the_slider_moves_by_keyboard_and_plays(opened: Callable[..., Page]) -> None:
    page = opened("index.html")
    draw_all(page)
    said, slider = page.locator(".controls output"), page.get_by_role("slider", name="Day")
    last = said.inner_text()
    seen = (
        "gd => gd.data.filter(t => t.customdata && Array.isArray(t.marker.symbol))[0].x.filter(x => x !== null).length"
    )
    heading = "gd => gd._fullLayout.title.text.replaceAll('<br>', ' ')"
    canvas = page.locator("#map .canvas")
    towns = canvas.evaluate(seen)
    slider.focus()
    page.keyboard.press("Home")
    expect(said).not_to_have_text(last)
    assert slider.get_attribute("aria-valuetext") == said.inner_text()
    assert canvas.evaluate(seen) < towns
    first = said.inner_text()
    assert first.split(":")[0] in canvas.evaluate(heading), "the heading follows the slider"
    assert canvas.evaluate("gd => gd._context.toImageButtonOptions.filename").startswith("map_2023-10")
    page.get_by_role("button", name="Play").press("Enter")
    expect(said).not_to_have_text(first)
    page.get_by_role("button", name="Pause").press("Enter")
    slider.focus()
    page.keyboard.press("End")
    expect(said).to_have_text(last)
    assert canvas.evaluate(seen) == towns


@pytest.mark.browser
def test_charts_are_laid_out_for_the_width_and_follow_it(opened: Callable[..., Page]) -> None:
    lines = "gd => gd._fullLayout.title.subtitle.text.split('<br>').map(line => line.length)"
    for name, key in (("index.html", "progress"), ("03_towns_and_routes.html", "")):
        page = opened(name)
        draw_all(page)
        canvas = page.locator(f"#{key} .canvas" if key else ".canvas").first
        assert max(canvas.evaluate(lines)) > 60
        page.set_viewport_size({"width": 380, "height": 900})
        page.wait_for_function("document.querySelector('.canvas')._fullLayout?.width < 400")
        page.wait_for_function("document.querySelector('.canvas')._fullLayout.title.subtitle.text.indexOf('<br>') < 60")
        assert max(canvas.evaluate(lines)) <= 60
        assert page.evaluate("document.documentElement.scrollWidth") <= 380


@pytest.mark.browser
def test_a_map_on_a_wide_screen_has_its_inset(opened: Callable[..., Page]) -> None:
    for width, insets in ((1440, 1), (1024, 1), (380, 0)):
        page = opened("index.html", width=width)
        draw_all(page)
        axes = page.locator("#map .canvas").evaluate("gd => Object.keys(gd._fullLayout).filter(k => k === 'xaxis2')")
        assert len(axes) == insets, width
        assert page.locator("#progress .canvas").evaluate("gd => gd._fullLayout.width") <= 1212


SHIFTS = """() => new Promise(done => new PerformanceObserver(list => done(list.getEntries().map(e => e.value)))
    .observe({type: 'layout-shift', buffered: true}) || setTimeout(() => done([]), 300))"""


@pytest.mark.browser
@pytest.mark.parametrize("device", [{"width": 1440}, {"width": 1024}, PHONE], ids=["wide", "middle", "phone"])
def test_nothing_moves_when_charts_are_drawn(device: dict[str, Any], opened: Callable[..., Page]) -> None:
    for name in ("index.html", "03_towns_and_routes.html", "embed-map.html"):
        page = opened(name, **device)
        height = "document.documentElement.scrollHeight"
        before = page.evaluate(height)
        draw_all(page)
        assert page.evaluate(height) == before, name
        assert sum(page.evaluate(SHIFTS)) < 0.01, name


@pytest.mark.browser
def test_a_column_of_text_has_at_most_68_letters_a_line(opened: Callable[..., Page]) -> None:
    """On the average of the lines of a paragraph; a line of narrow letters may hold a few more."""
    lines = """() => [...document.querySelectorAll('main p')].filter(p => p.offsetHeight > 60).map(p => {
        const size = getComputedStyle(p), lines = Math.round(p.offsetHeight / parseFloat(size.lineHeight));
        return p.textContent.length / lines; })"""
    for name in ("index.html", "method.html", "03_towns_and_routes.html"):
        page = opened(name, width=1440)
        assert max(page.evaluate(lines)) <= 68, name


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("device", [{"width": 1440}, {"width": 380}], ids=["wide", "narrow"])
def test_axe_finds_nothing(device: dict[str, Any], scheme: str, opened: Callable[..., Page]) -> None:
    """Contrast, names, landmarks, heads of tables, languages, as far as a program can tell."""
    names = ["index", "03_towns_and_routes", "events", "events-2", "claims", "town-laukkai", "front-northern_shan"]
    names += ["places", "new", "downloads", "embed-map", "method", "item/lashio_captured_2024_08"]
    page = opened("index.html", **device, color_scheme=scheme)
    for name in names:
        page.goto(page.url.rpartition("/site/")[0] + f"/site/{name}.html")
        draw_all(page)
        found = Axe().run(page, options={"preload": False}).response["violations"]  # it would fetch the style sheet
        assert [(v["id"], node["html"][:200]) for v in found for node in v["nodes"]] == [], name


@pytest.mark.browser
def test_charts_are_dark_in_the_dark_and_light_on_paper(opened: Callable[..., Page]) -> None:
    page = opened("index.html", color_scheme="dark")
    draw_all(page)
    ground = "gd => gd._fullLayout.paper_bgcolor"
    canvas = page.locator("#progress .canvas")
    assert canvas.evaluate(ground) == theme.dark(theme.PAPER)
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.wait_for_function(
        f"document.querySelector('#progress .canvas')._fullLayout?.paper_bgcolor === '{theme.PAPER}'"
    )
    page.screenshot(path=SCREENS / "site_dark.png")


def shown_items(page: Page) -> list[str]:
    """The keys of the rows that a table shows, once it has found them."""
    expect(page.locator("table.records")).to_have_attribute("aria-busy", "false")
    return list(page.locator("table.records tbody tr:visible").evaluate_all("rows => rows.map(row => row.id)"))


@pytest.mark.browser
def test_the_table_searches_sorts_and_leads_to_pages(opened: Callable[..., Page], ours: op1027.Ledger) -> None:
    page = opened("events.html")
    found, rows = page.get_by_role("status"), page.locator("table.records tbody tr:visible")
    assert found.inner_text().startswith(f"{len(ours.events):,} events")
    expect(rows).to_have_count(min(50, len(ours.events)))
    place = ours.places.set_index("place")["name"][ours.events.query("type == 'town_captured'")["place"].iloc[0]]
    page.get_by_role("searchbox").fill(place)
    expect(found).to_contain_text(f" of {len(ours.events):,} events")
    told = rows.all_text_contents()  # reports that are folded away are searched too
    assert all(place.lower() in text.lower() for text in told)
    page.get_by_role("button", name="Clear").click()
    kinds = ours.events["type"].value_counts()
    page.get_by_label("Kind").select_option(str(kinds.index[0]).replace("_", " "))
    expect(found).to_contain_text(f"{kinds.iloc[0]:,} of")
    day = page.get_by_role("columnheader", name="Day")
    dates = ours.events.set_index("item")["date"]
    days = [dates[item] for item in shown_items(page)]
    assert days == sorted(days, reverse=True), "the latest first"
    day.get_by_role("button").press("Enter")
    expect(day).to_have_attribute("aria-sort", "ascending")
    days = [dates[item] for item in shown_items(page)]
    assert days == sorted(days)
    assert days[0] == ours.events.loc[ours.events["type"] == kinds.index[0], "date"].min()
    rows.first.locator("summary").click()
    assert str(rows.first.locator("details a").first.get_attribute("href")).startswith("http")


@pytest.mark.browser
def test_a_link_from_the_front_page_leads_to_the_event_and_its_row(opened: Callable[..., Page]) -> None:
    page = opened("index.html")
    draw_all(page)
    link = page.locator(".latest small a").first
    item = Path(unquote(str(link.get_attribute("href")))).stem
    link.click()
    page.wait_for_url(f"**/item/{item}.html")
    page.get_by_role("link", name="In the table").click()
    page.wait_for_url(f"**/events*.html#{item}")
    row = page.locator(f"[id={json.dumps(item)}]")
    expect(row).to_be_visible()
    page.goto(re.sub(r"events[-\d]*\.html", "events.html", page.url))
    assert shown_items(page) == [item], "a link that was sent when the table was one page"
    expect(row.locator("details li").first).to_be_visible()
    box, head = row.bounding_box(), page.locator(".records thead th").first.bounding_box()
    assert box is not None
    assert head is not None
    assert box["y"] >= head["y"] + head["height"], "the header does not cover it"
    page.get_by_role("button", name="Clear").click()
    assert len(shown_items(page)) == 50


@pytest.mark.browser
def test_in_three_steps_from_a_name_to_who_holds_the_town_by_whose_word(opened: Callable[..., Page]) -> None:
    page = opened("index.html")
    page.get_by_role("searchbox").fill("Laukkaing")
    page.keyboard.press("Enter")
    page.wait_for_url("**/events.html?words=Laukkaing")
    assert shown_items(page)
    page.locator("table.records").get_by_role("link", name="Laukkai", exact=True).first.click()
    spell = page.locator(".spells li").first
    expect(spell).to_contain_text(re.compile(r"from .*202\d; (conceded|independent|claimed)"))
    assert spell.locator("a[href^=http]").count() == 2


def decomposed(text: str) -> str:
    return unicodedata.normalize("NFD", text)


@pytest.mark.browser
@pytest.mark.parametrize(
    ("words", "place"),
    [
        ("Laukkaing", "laukkai"),
        ("theinni", "hseni"),
        ("Mobye", "moebye"),
        ("လားရှိုး", "lashio"),
        (decomposed("ကျောက်မဲ"), "kyaukme"),
        (convert("ကျောက်မဲ", "unicode", "zawgyi"), "kyaukme"),
        ("National Democratic Alliance Army 2024-08 Lashio", "lashio"),
    ],
)
def test_the_search_finds_other_spellings_names_and_months(
    opened: Callable[..., Page], words: str, place: str, ours: op1027.Ledger
) -> None:
    page = opened("events.html")
    page.get_by_role("searchbox").fill(words)
    mine = ours.events.query("place == @place and type.str.startswith('town_')")["item"].tolist()
    shown = shown_items(page)
    assert shown
    assert set(shown) & set(mine) or page.get_by_role("button", name="Show all").is_visible()
    page.get_by_label("Kind").select_option("town captured")
    assert set(shown_items(page)) & set(mine)


@pytest.mark.browser
def test_a_view_can_be_sent_and_taken_along(opened: Callable[..., Page], ours: op1027.Ledger, tmp_path: Path) -> None:
    page = opened("events.html")
    page.get_by_label("Disputed").select_option("disputed")
    page.get_by_label("From", exact=True).fill("2024-01-01")
    page.get_by_label("To", exact=True).fill("2024-03-31")
    fitting = ours.events.query("disputed and date_end >= '2024-01-01' and date_start <= '2024-03-31'")
    expect(page.get_by_role("status")).to_contain_text(f"{len(fitting)} of")
    other = opened("events.html")
    other.goto(page.url)
    expect(other.get_by_role("status")).to_contain_text(f"{len(fitting)} of")
    assert page.url.endswith(str(page.get_by_role("link", name="Address of this view").get_attribute("href")))
    with other.expect_download() as waited:
        other.get_by_role("button", name="These as CSV").click()
    waited.value.save_as(tmp_path / "these.csv")
    taken = pd.read_csv(tmp_path / "these.csv")
    assert set(taken["key"]) == set(fitting["item"])
    assert taken["Sources"].str.startswith("http").all()


@pytest.mark.browser
@pytest.mark.parametrize("device", [{"width": 1280}, PHONE], ids=["wide", "phone"])
def test_a_town_leads_to_its_events_and_back(device: dict[str, Any], opened: Callable[..., Page]) -> None:
    page = opened("places.html", **device)
    page.get_by_role("link", name=re.compile("^Laukkai")).click()
    page.wait_for_url("**/town-laukkai.html")
    expect(page.locator(".standfirst")).to_contain_text("Held by")
    expect(page.get_by_text("Also written")).to_contain_text("Laukkaing")
    assert page.locator("section[aria-labelledby=events] details a[href^=http]").count() >= 2
    page.locator(".records.events td:nth-child(2) a").first.click()
    page.wait_for_url("**/item/*.html")
    page.get_by_role("link", name="Laukkai", exact=True).click()
    page.wait_for_url("**/town-laukkai.html")
    page.locator(".sketch a").first.click()
    page.wait_for_url(re.compile("/town-(?!laukkai)"))


@pytest.mark.browser
@pytest.mark.parametrize("width", [1440, 380])
def test_strips_and_maps_show_whole_names_or_none(width: int, opened: Callable[..., Page]) -> None:
    page = opened("front-northern_shan.html", width=width)
    cut = """all => all.filter(name => {
        const [own, box] = [name, name.parentElement].map(e => e.getBoundingClientRect());
        return own.top < box.bottom - 2 && own.right > box.right + 1; }).map(name => name.textContent)"""
    assert page.locator(".strip b").count() > 20
    assert page.locator(".strip b").evaluate_all(cut) == []
    drawn = page.locator(".sketch svg")
    unnamed = drawn.locator("circle.resistance, circle.military, circle.third").evaluate_all(
        "all => all.filter(one => one.nextElementSibling?.tagName !== 'text').map(one => one.textContent)"
    )
    assert unnamed == [], "every town that changed hands is named"
    hidden = """svg => { const shrunk = (r, by) => [r.left + by, r.right - by, r.top + by, r.bottom - by];
        const boxes = (what, by) => [...svg.querySelectorAll(what)].map(e => shrunk(e.getBoundingClientRect(), by));
        const names = boxes('text', 3), points = boxes('circle:not(.none)', 1);
        return names.filter(n => points.some(p => p[0] < n[1] && n[0] < p[1] && p[2] < n[3] && n[2] < p[3])).length }"""
    assert drawn.evaluate(hidden) == 0, "no name lies on a point"


@pytest.mark.browser
def test_every_town_that_changed_hands_and_every_front_has_a_page(site: Path, ours: op1027.Ledger) -> None:
    changed = set(holdings(ours)["place"])
    assert {path.stem.removeprefix("town-") for path in site.glob("town-*.html")} == changed
    fronts = set(ours.fronts["front"]) - {"all"}
    assert {path.stem.removeprefix("front-") for path in site.glob("front-*.html")} == fronts
    for path in site.glob("town-*.html"):
        items = ours.events.query("place == @place", local_dict={"place": path.stem.removeprefix("town-")})["item"]
        ids = Links(path.read_text(encoding="utf-8")).ids
        assert set(items) <= set(ids), path.stem


@pytest.mark.browser
def test_a_chart_page_is_light(site: Path) -> None:
    """What must be there before a chart is drawn; plotly's bundle holds every type that is drawn."""
    script = (site / "plotly.min.js").read_text(encoding="utf-8")
    bundled = re.search(r"plotly\.js \(scatter, bar, heatmap\) v([\d.]+)", script[:400])
    whole = re.search(r"plotly\.js v([\d.]+)", get_plotlyjs()[:400])
    assert bundled
    assert whole
    assert bundled[1] == whole[1], "the bundle in tools/site/static/ is of another version than plotly's own"
    needed = ("style.css", "plotly.min.js", "charts.js")
    common = sum((site / name).stat().st_size for name in needed)
    for path in site.glob("*.html"):
        page = path.read_text(encoding="utf-8")
        if "plotly.min.js" in page:
            assert common + path.stat().st_size <= 2_200_000, path.name
        for figure in re.findall(r'<script type="application/json">(.*?)</script>', page):
            types = {trace.get("type", "scatter") for trace in json.loads(figure)["data"]}
            assert types <= {"scatter", "bar", "heatmap"}, path.name


@pytest.mark.browser
def test_a_chart_stands_in_a_frame_of_another_page(opened: Callable[..., Page], site: Path, tmp_path: Path) -> None:
    (tmp_path / "theirs.html").write_text(
        f'<iframe src="{(site / "embed-map.html").as_uri()}" width="900" height="900"></iframe>', encoding="utf-8"
    )
    kinds = {plot.removeprefix("plot_") for plot in charts.__all__}
    assert {path.stem.removeprefix("embed-") for path in site.glob("embed-*.html")} == kinds
    notebooks = "".join(path.read_text(encoding="utf-8") for path in site.glob("0*.html"))
    framed = set(re.findall(r"src=&quot;embed-(\w+)\.html&quot;", notebooks))
    assert {"tempo", "control", "routes", "strengths", "verdicts", "lags"} <= framed
    page = opened("index.html")
    expect(page.locator("#map textarea")).to_have_value(re.compile(r"^<iframe src=.*embed-map\.html"))
    page.goto((tmp_path / "theirs.html").as_uri())
    expect(page.frame_locator("iframe").locator(".plot.drawn .main-svg").first).to_be_visible()


@pytest.mark.browser
def test_the_link_of_the_map_holds_its_day(opened: Callable[..., Page]) -> None:
    for name, key in (("index.html", "map"), ("embed-map.html", "map"), ("03_towns_and_routes.html", "c10-0")):
        page = opened(name)
        draw_all(page)
        page.locator(f"#{key} .controls input").focus()
        page.keyboard.press("Home")
        page.wait_for_url(f"**/{name}#{key}=2023-10-31")
        said = page.locator(f"#{key} .controls output").inner_text()
        assert said.startswith("31 October 2023"), "the first day of the slider"
        expect(page.locator(f"#{key} textarea")).to_have_value(re.compile(r'embed-map\.html#map=2023-10-31"'))
        for day, shown in (("2023-10-31", "31 October 2023"), ("2024-01-15", "31 December 2023"), ("1999-01-01", "31")):
            other = opened("method.html")
            other.goto(f"{page.url.partition('#')[0]}#{key}={day}")
            expect(other.locator(f"#{key} .controls output")).to_contain_text(shown)
            expect(other.locator(f"#{key} .plot")).to_be_in_viewport()


@pytest.mark.browser
@pytest.mark.parametrize("width", [1440, 1024, 380])
def test_on_arrival_an_event_begins_below_the_header(width: int, opened: Callable[..., Page], site: Path) -> None:
    """However many reports stand open below it."""
    page = opened("events.html", width=width)
    rows = [row for path in site.glob("events*.html") for row in path.read_text(encoding="utf-8").split("<tr id=")]
    longest = max(rows, key=lambda row: row.count("<li>")).split('"')[1]
    shown_items(page)
    page.goto(page.url.partition("#")[0] + f"#{longest}")
    expect(page.locator("table.records tbody tr")).to_have_count(1)
    page.reload()
    assert shown_items(page) == [longest]
    expect(page.locator("table.records details[open]")).to_have_count(1)
    page.wait_for_timeout(300)
    row, head = (page.locator(f"table.records {part}").bounding_box() for part in ("tbody tr", "thead"))
    assert row
    assert head
    assert 0 <= head["y"] + head["height"] <= row["y"] + 1 < 300, width


@pytest.mark.browser
def test_by_keyboard(opened: Callable[..., Page]) -> None:
    page = opened("index.html")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"


@pytest.mark.browser
def test_burmese_names_have_their_font(opened: Callable[..., Page]) -> None:
    page = opened("events.html")
    name = page.locator("[lang=my]").first
    expect(name).to_be_visible()
    page.wait_for_function("document.fonts.status === 'loaded'")
    assert page.evaluate("[...document.fonts].map(f => `${f.family} ${f.status}`)") == ["Noto Sans Myanmar loaded"]


@pytest.mark.browser
def test_without_scripts_all_is_there(opened: Callable[..., Page], ours: op1027.Ledger) -> None:
    page, there = opened("events.html", java_script_enabled=False), 0
    expect(page.locator(".finder")).to_be_hidden()
    while True:
        there += page.locator("table.records tbody tr").count()
        if not page.get_by_role("link", name="Next page").count():
            break
        following = str(page.get_by_role("link", name="Next page").get_attribute("href"))
        page.goto(page.url.rpartition("/")[0] + f"/{following}")
    assert there == len(ours.events)
    page = opened("01_the_offensive_at_a_glance.html", java_script_enabled=False)
    expect(page.locator("img.preview").first).to_be_visible()


@pytest.mark.browser
def test_it_prints(opened: Callable[..., Page]) -> None:
    for name in ("index.html", "events.html"):
        page = opened(name)
        draw_all(page)
        page.emulate_media(media="print")
        expect(page.locator(".masthead nav")).to_be_hidden()
        page.pdf(path=SCREENS / f"site_{Path(name).stem}.pdf", format="A4", prefer_css_page_size=True)
        for chart in page.locator(".plot.drawn .main-svg").all():
            box, paper = chart.bounding_box(), page.evaluate("innerWidth")
            assert box is not None
            assert box["x"] >= 0, "what hangs over the edge is cut"
            assert box["width"] <= paper
        for button in page.locator("table.records thead button").all():
            shown = button.evaluate("one => getComputedStyle(one).display")
            assert shown == "contents", "else Chromium does not repeat the head on the next page"
