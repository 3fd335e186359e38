"""Build the site: ``python tools/site/build.py [DIR]`` (by default build/site/).

Plain files that open from disk without internet. Notebooks are shown with the outputs they store, so
nothing is run again; the same notebooks, documents and data give the same bytes. The folder is written
beside its place and put there when it is whole.
"""

import argparse
import json
import posixpath
import re
import struct
import sys
import tempfile
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from html import unescape
from io import BytesIO
from itertools import groupby
from operator import itemgetter
from pathlib import Path, PurePosixPath
from textwrap import shorten
from typing import Any

import pandas as pd
import plotly.io as pio
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from tqdm import tqdm

import living
from cards import HEIGHT, WIDTH, Card, draw_cards
from figures import Pictures, block, described, plain
from listing import PAGE, Listing, numbered, pager, split, weight
from markup import escape, markdown, tables
from op1027 import charts, load
from op1027.analysis.progress import firmly_held, progress
from op1027.charts import theme
from op1027.export import write_export
from op1027.ledger.control import holdings
from op1027.ledger.fronts import WHOLE
from op1027.ledger.model import Ledger
from op1027.report import facts
from op1027.report.tables import evidence_table, front_summary
from op1027.text import wording
from op1027.text.files import fresh_folder, one_line
from places import Maps, Town, front_page, fronts_of, town_page, towns_of, trackers_of, years
from records import Names, Records, Report, claim_records, event_records, iso, reports_of

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
FIGURE, PICTURE = theme.MIME, "image/png"
LEGAL = ("LICENSE", "LICENSE-DATA", "CITATION.cff")
ZIP = "downloads/data.zip"
LATEST = 12  # changes of hands below the map, events on a front's page
HEADING = re.compile(r'<h2 id="([^"]+)">(.*?)</h2>')
ABOUT = 200  # letters of what is said of a page where it is shared
PREVIEW = re.compile(r'<img class="preview" src="([^"]+)" alt="([^"]*)"')
KINDS = [plot.removeprefix("plot_") for plot in charts.__all__]  # of charts, each with a page for frames
LATELY = (30, 90)  # days before the last that the record covers well


@dataclass(frozen=True)
class Source:
    """A document or notebook, and the page made of it."""

    path: str  # in the checkout
    file: str  # on the site
    title: str
    question: str = ""


class Site:
    """All files of a site, by their address, made from a ledger and a checkout."""

    def __init__(
        self,
        ledger: Ledger,
        root: Path,
        export: dict[str, bytes],
        base: str = "",
        cards: Mapping[str, Card] | None = None,
    ) -> None:
        self.ledger, self.root, self.export, self.base = ledger, root, export, base
        self.cards = cards or {}
        self.pictures = Pictures()
        self.drawn_charts: dict[str, str] = {}
        self.told: dict[str, str] = {}  # by kind of chart: what the whole says of itself
        self.notebooks = [notebook_source(path, root) for path in sorted((root / "notebooks").glob("*.ipynb"))]
        documents = [root / "README.md", *sorted((root / "docs").glob("*.md")), root / "CHANGELOG.md"]
        documents += filter(Path.is_file, [root / "CONTRIBUTING.md"])
        self.documents = [document_source(path, root) for path in documents]
        self.name = self.documents[0].title
        self.towns, self.fronts = towns_of(ledger), fronts_of(ledger)
        self.trackers = trackers_of(ledger)
        self.maps, self.years = Maps(ledger, self.towns), years(ledger)
        names = Names(ledger, self.towns.keys())
        self.reports = reports_of(ledger)
        self.pages = {source.path: source.file for source in self.notebooks + self.documents}
        self.drawn = {path.stem: path.read_bytes() for path in sorted((root / "docs" / "pictures").glob("*.png"))}
        self.templates = Environment(
            loader=FileSystemLoader(HERE / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
        )
        strip = self.templates.get_template("_macros.html").module.strip  # type: ignore[attr-defined]
        self.strips = {key: strip(town, self.years) for key, town in self.towns.items()}
        self.events = self.listing(event_records(ledger, names, self.reports))
        self.claims = self.listing(claim_records(ledger, names, self.reports))

    def listing(self, records: Records) -> Listing:
        """A table with the HTML of its rows, each made once for every page that shows it."""
        row = self.templates.get_template("_macros.html").module.row  # type: ignore[attr-defined]
        return Listing(records, {one.item: row(one, records.columns) for one in records.rows})

    def files(self) -> dict[str, bytes]:
        """Every file of the site; says on a terminal what it is at."""
        towns = {key: town.page for key, town in self.towns.items()}
        rows = {**self.events.places, **self.claims.places}
        steps: dict[str, Callable[[], Mapping[str, str | bytes]]] = {
            "charts": lambda: {f"embed-{name}.html": self.embedded(name) for name in KINDS},
            "notebooks": lambda: {source.file: self.notebook(source) for source in self.notebooks},
            "documents": lambda: {source.file: self.document(source) for source in self.documents},
            "front page": lambda: {"index.html": self.front(), **self.place_index()},
            "events": lambda: self.event_pages() | self.events.scripts(),
            "claims": lambda: self.claim_pages() | self.claims.scripts(),
            "towns": lambda: {town.page: self.town(town) for town in self.towns.values()},
            "fronts": lambda: {front_page(front): self.one_front(front) for front in self.fronts},
            "items": lambda: living.lasting_pages(self.ledger, self.lasting, rows, towns, self.reports),
            "what is new": lambda: self.news() | {"feed.xml": living.feed(self.ledger, self.base).decode("utf-8")},
            "downloads": self.downloads,
            "pictures": lambda: {f"pictures/{name}.png": drawn for name, drawn in self.drawn.items()},
        }
        made: dict[str, str | bytes] = {}
        for name, make in (progress := tqdm(steps.items(), unit="part", disable=None)):
            progress.set_description(name)
            made |= make()
        made |= self.pictures.files
        made |= {f"pictures/card-{name}.png": card.png for name, card in self.cards.items()}
        made |= {path.name: path.read_bytes() for path in sorted((HERE / "static").iterdir())}
        made["style.css"] = style()
        return {name: page.encode("utf-8") if isinstance(page, str) else page for name, page in made.items()}

    def page(self, template: str, here: str, **given: Any) -> str:
        """One page in the site's frame."""
        words = {"readme.html": "About"}
        documents = [(s.file, words.get(s.file, s.title)) for s in self.documents]
        look_up = [("places.html", "Towns"), ("events.html", "Events"), ("claims.html", "Claims")]
        look_up.append(("new.html", "What is new"))
        look_up.append(("downloads.html", "Downloads"))
        known = {file for file, _ in documents}
        how = [(f, w) for f, w in (("method.html", "Method"), ("readme.html", "About")) if f in known]
        frame = {
            "name": self.name,
            "here": here,
            "nav": [("index.html#read", "Notebooks"), *look_up, *how],
            "sections": [
                ("Read", [("index.html", "Front page"), *((s.file, s.title) for s in self.notebooks)]),
                ("Look up", [*look_up, *((front_page(key), name) for key, name in self.fronts.items())]),
                ("How it is made", documents),
            ],
            "known_on": wording.day(self.ledger.known_on),
            "source": self.ledger.package.title,
            "licence": self.ledger.package.licence,
            "fingerprint": self.ledger.fingerprint,
            "charts": False,
            "searchable": False,
            "picture": self.shared("progress", ""),
            "years": self.years,
            "root": "",
            "about_data": "",
        }
        return self.templates.get_template(template).render(frame | given)

    def shared(self, card: str, body: str) -> dict[str, object] | None:
        """What stands for a page where a link to it is shared: its card; else the picture of its first chart."""
        if card in self.cards:
            address, alt = f"{self.base}pictures/card-{card}.png", self.cards[card].alt
            return {"address": address, "width": WIDTH, "height": HEIGHT, "alt": alt}
        found = PREVIEW.search(body)
        if not found:
            return None
        name, alt = map(unescape, found.groups())
        content = self.pictures.files.get(name) or self.drawn[Path(name).stem]
        width, height = struct.unpack(">II", content[16:24])  # as a PNG begins
        return {"address": f"{self.base}{name}", "width": width, "height": height, "alt": alt}

    @cached_property
    def shared_map(self) -> dict[str, object] | None:
        """The same of a page that is about a place."""
        return self.shared("map", self.chart("plot_map"))

    def link(self, path: str) -> Any:
        """What turns an address in a document of the checkout into one of the site, or None."""

        def lead(url: str) -> str | None:
            if url.startswith(("https://", "http://", "#")):
                return url
            target, _, anchor = url.partition("#")
            inside = posixpath.normpath(posixpath.join(posixpath.dirname(path), target))
            found = self.pages.get(inside)
            if inside in LEGAL:
                found = f"downloads/{inside}.txt"
            elif inside.startswith("docs/pictures/") and Path(inside).stem in self.drawn:
                found = inside.removeprefix("docs/")
            elif inside.startswith("data/") and (self.ledger.package.folder / inside[5:]).is_file():
                found = f"downloads/{inside}"
            return f"{found}#{anchor}" if found and anchor else found

        return lead

    def notebook(self, source: Source) -> str:
        """A notebook as a page, from the outputs that it stores."""
        path = self.root / source.path
        parts: list[str] = []
        contents: list[tuple[str, Markup]] = []
        for number, cell in enumerate(read_notebook(path)["cells"]):
            text = "".join(cell["source"])
            if cell["cell_type"] == "markdown":
                body, headings = markdown(text, self.link(source.path))
                parts.append(body if number else opening(body, source.question))
                contents += [(key, Markup(words)) for level, key, words in headings if level == 2]
            elif cell["cell_type"] == "code":
                code = f"<details class=code><summary>Code</summary><pre><code>{escape(text)}</code></pre></details>\n"
                shown = [self.output(o, f"c{number}-{n}", source.path) for n, o in enumerate(cell["outputs"])]
                parts += [*shown, code]
        return self.page(
            "page.html",
            source.file,
            title=source.title,
            heading=source.title,
            question=source.question,
            about=source.question or source.title,
            body=Markup("".join(parts)),
            contents=contents,
            download=f"downloads/{source.path}",
            size=size(path.stat().st_size),
            picture=self.shared(path.stem, "".join(parts)),
            charts=True,
        )

    def output(self, output: dict[str, Any], key: str, path: str) -> str:
        """One output of a cell: a chart, a table, Markdown or text."""
        data = output.get("data", {})
        if FIGURE in data:
            figure = {part: data[FIGURE].get(part, []) for part in ("data", "layout", "frames")}
            picture = self.pictures.add_base64(data[PICTURE]) if PICTURE in data else None
            name = str((figure["layout"].get("meta") or {}).get("name", "")).partition("_")[0]
            frame = f"embed-{name}.html" if described(figure) == self.told.get(name) else ""
            return block(figure, picture, key, frame, output.get("metadata", {}).get("phone"))
        if "text/markdown" in data:
            return markdown("".join(data["text/markdown"]), self.link(path))[0]
        if "text/html" in data:
            return tables("".join(data["text/html"]))
        return f"<pre>{escape(''.join(data.get('text/plain', output.get('text', ''))))}</pre>\n"

    def document(self, source: Source) -> str:
        """A document as a page."""
        body, headings = markdown((self.root / source.path).read_text(encoding="utf-8"), self.link(source.path))
        contents = [(key, Markup(words)) for level, key, words in headings if level == 2]
        return self.page(
            "page.html",
            source.file,
            title=source.title,
            heading=source.title,
            question="",
            about=first_words(body) or source.title,
            body=Markup(opening(body, "")),
            contents=contents if len(contents) > 2 else [],
            download="",
        )

    def news(self) -> dict[str, str]:
        """What the pages of the last weeks told."""
        bodies = living.news_pages(self.ledger, self.pages.get("notebooks/08_what_changed.ipynb", ""))
        addresses = numbered("new", len(bodies))
        return {
            address: self.page(
                "page.html",
                address,
                title=f"What is new, page {n + 1}" if n else "What is new",
                heading="What is new",
                question="What happened lately, what of earlier days became known, and what had to be corrected?",
                about="What happened lately, what became known, what was corrected",
                body=Markup(bodies[n]) + pager(addresses, n),
                contents=[(key, Markup(words)) for key, words in HEADING.findall(bodies[n])],
                download="",
            )
            for n, address in enumerate(addresses)
        }

    def lasting(self, title: str, about: str, body: str, lead: str = "") -> str:
        """A page under an address that lasts."""
        package = self.ledger.package
        return self.templates.get_template("item.html").render(
            name=self.name,
            title=title,
            about=about,
            body=Markup(body),
            lead=lead,
            picture=None,
            root="../",
            known_on=wording.day(self.ledger.known_on),
            source=package.title,
            version=package.version,
            licence=package.licence,
            fingerprint=self.ledger.fingerprint,
        )

    def front(self) -> str:
        """The front page."""
        ledger, lead = self.ledger, self.link("README.md")
        readme = (self.root / "README.md").read_text(encoding="utf-8").split("\n\n")
        intro = next((text for text in readme if text.strip() and not text.startswith(("#", "[!", "!["))), "")
        return self.page(
            "front.html",
            "index.html",
            title=self.name,
            about=f"{self.name}: as known on {wording.day(ledger.known_on)}",
            standfirst=Markup(markdown(intro, lead)[0]),
            figures=headline_figures(ledger),
            glance=Markup(markdown(str(facts.glance(ledger)), lead)[0]),
            progress=Markup(self.chart("plot_progress")),
            picture=self.shared("progress", self.chart("plot_progress")),
            summary=Markup(tables(front_summary(ledger).to_html())),
            map=Markup(self.chart("plot_map")),
            latest=latest_changes(ledger, self.towns),
            lately=[lately(ledger, self.towns, days) for days in LATELY],
            evidence=Markup(markdown(str(facts.evidence(ledger)), lead)[0]),
            grades=Markup(tables(evidence_table(ledger).to_html())),
            notebooks=self.notebooks,
            n_events=f"{len(ledger.events):,}",
            n_claims=f"{len(ledger.claims):,}",
            about_data=Markup(living.dataset_script(ledger, self.base)),
            charts=True,
        )

    def chart(self, name: str) -> str:
        """A chart drawn for the site, with its picture from docs/pictures/, and what to copy to show it elsewhere."""
        if name not in self.drawn_charts:
            drawn = getattr(charts, name)(self.ledger)
            figure = json.loads(pio.to_json(drawn, engine="json"))
            short = name.removeprefix("plot_")
            picture = f"pictures/{short}.png" if short in self.drawn else None
            self.told[short] = described(figure)
            self.drawn_charts[name] = block(figure, picture, short, f"embed-{short}.html", theme.phone_changes(drawn))
        return self.drawn_charts[name]

    def event_pages(self) -> dict[str, str]:
        """The table of events."""
        return self.listed(
            self.events,
            title="Events",
            about="What happened, as the reports give it: one row an event, resolved from its reports, each with the "
            "pages it rests on. The day is the one that most publishers allow; below it, all days that the most "
            "precise reports allow.",
            example="Laukkaing, MNDAA, 2024-07, လားရှိုး …",
        )

    def claim_pages(self) -> dict[str, str]:
        """The table of claims."""
        return self.listed(
            self.claims,
            title="Claims",
            about="What was asserted: running tallies, troop strengths, forecasts, judgements. Each has the one who "
            "says so, the pages where it was read and, where it can be checked, our verdict with its reason.",
            example="claimant, place, number, 2025-03 …",
        )

    def listed(self, listing: Listing, title: str, **given: str) -> dict[str, str]:
        """A table over as many pages as it needs; the first one searches all of it."""
        addresses = numbered(listing.records.noun, len(listing.pages))
        return {
            address: self.page(
                "records.html",
                address,
                title=f"{title}, page {n + 1}" if n else title,
                noun=listing.records.noun,
                columns=listing.records.columns,
                menus=listing.records.menus,
                rows=listing.shown(listing.pages[n]),
                total=len(listing.rows),
                parts=listing.about(),
                number=n,
                addresses=addresses,
                pager=pager(addresses, n),
                searchable=not n,
                **given,
            )
            for n, address in enumerate(addresses)
        }

    def town(self, town: Town) -> str:
        """A town's page: who held it when, what happened there, what was claimed of it, what lies around it."""
        place = self.ledger.places.set_index("place").loc[town.key].fillna("")
        known_as = [name for name in str(place["aliases"]).split("|") if name]
        where = [self.fronts.get(town.front, ""), str(place["township"]) + " Township", str(place["state_region"])]
        changes = [spell for spell in town.spells if spell.item]
        return self.page(
            "town.html",
            town.page,
            title=town.name,
            about=f"Held by {town.now.words}. Who held it from when to when, by whose word, with every report.",
            town=town,
            strip=self.strips[town.key],
            front=front_page(town.front) if town.front in self.fronts else "",
            where=", ".join(filter(None, where)),
            known_as=", ".join(known_as),
            changes=changes,
            picture=self.shared_map,
            map_drawn=self.maps.around(town),
            events=some(self.events, self.events.by_place.get(town.key, [])),
            claims=some(self.claims, self.claims.by_place.get(town.key, [])),
            proofs={spell.item: proofs(self.reports[spell.item]) for spell in changes},
            others=self.trackers.get(town.key, []),
            covered=wording.day(self.ledger.package.covered_until or self.ledger.known_on),
        )

    def one_front(self, front: str) -> str:
        """A front's page: its towns that changed hands, each with its strip, its map and its latest events."""
        name, mine = self.fronts[front], [town for town in self.towns.values() if town.front == front]
        story = markdown(str(facts.front_story(self.ledger, front)), self.link("README.md"))[0] if mine else ""
        events = self.events.by_front.get(front, [])
        fit = next(iter(split(((town, weight(self.strips[town.key])) for town in mine), PAGE)), [])
        return self.page(
            "front_page.html",
            front_page(front),
            title=name,
            about=f"{name}: its towns by date, and the latest events.",
            front_name=name,
            story=Markup(story),
            towns=fit,
            more_towns=mine[len(fit) :],
            strips=self.strips,
            picture=self.shared(f"front-{front}", "") or self.shared_map,
            map_drawn=self.maps.of_front(front),
            events=some(self.events, events[:LATEST]),
            n_events=len(events),
            n_claims=len(self.claims.by_front.get(front, [])),
        )

    def place_index(self) -> dict[str, str]:
        """Every front with its towns that changed hands, over as many pages as their strips need."""
        lines = []
        for key in self.fronts:
            mine: list[Town | None] = [town for town in self.towns.values() if town.front == key] or [None]
            lines += [((key, town), weight(self.strips[town.key]) if town else 1) for town in mine]
        pages = split(lines, PAGE) or [[]]
        addresses = numbered("places", len(pages))
        return {
            address: self.page(
                "places.html",
                address,
                title=f"Towns and fronts, page {n + 1}" if n else "Towns and fronts",
                about="Every town that changed hands, by front: one strip each, from the first day of the offensive to "
                "the day up to which anything is known.",
                groups=[
                    (front_page(key), self.fronts[key], [town for _, town in found if town])
                    for key, found in groupby(pages[n], itemgetter(0))
                ],
                strips=self.strips,
                pager=pager(addresses, n),
            )
            for n, address in enumerate(addresses)
        }

    def embedded(self, name: str) -> str:
        """One chart as a page of its own, to stand in a frame on another site."""
        chart, asks = self.chart(f"plot_{name}"), str(getattr(charts, f"plot_{name}").__doc__).partition("\n")[0]
        return self.page(
            "embed.html",
            f"embed-{name}.html",
            title=self.told[name].partition(". ")[0],
            about=asks,
            chart=Markup(chart),
            picture=self.shared(name, chart),
            charts=True,
        )

    def downloads(self) -> dict[str, str | bytes]:
        """The files to take along, by their address, and the page that lists them."""
        folder = self.ledger.package.folder
        listed = ["datapackage.json", *(r["path"] for r in self.ledger.package.descriptor["resources"])]
        files = {
            f"downloads/data/{name}": (folder / name).read_bytes()
            for name in sorted(listed)
            if (folder / name).is_file()
        }
        files["downloads/data/croissant.json"] = living.croissant_file(self.ledger, self.base)
        legal = {f"downloads/{name}.txt": (self.root / name).read_bytes() for name in LEGAL}
        files[ZIP] = zipped(files | legal)
        files |= {f"downloads/{s.path}": (self.root / s.path).read_bytes() for s in self.notebooks}
        files |= {f"downloads/export/{name}": content for name, content in self.export.items()}
        return {**files, **legal, "downloads.html": self.download_page(files | legal)}

    def download_page(self, files: dict[str, bytes]) -> str:
        """The page that lists them."""
        about = {r["path"]: r.get("description", "") for r in self.ledger.package.descriptor["resources"]}
        about |= {s.path: s.question for s in self.notebooks}
        about["croissant.json"] = "The tables described in Croissant, for loaders of data sets"

        def listed(folder: str) -> list[dict[str, str]]:
            names = [name.removeprefix(folder) for name in files if name.startswith(folder)]
            return [
                {
                    "address": folder + name,
                    "name": name,
                    "size": size(len(files[folder + name])),
                    "about": about.get(name, about.get(f"notebooks/{name}", "")),
                }
                for name in names
                if not name.startswith("charts/")
            ]

        whole = {
            "address": ZIP,
            "name": "All tables in one file",
            "size": size(len(files[ZIP])),
            "about": "With the descriptor, the licences and how to cite.",
        }
        groups = [
            (
                "The record",
                "UTF-8, comma-separated; the codebook explains every column.",
                [whole, *listed("downloads/data/")],
            ),
            ("Ready to use", "Resolved events and claims, town control, charts.", listed("downloads/export/")),
            ("The notebooks", "For JupyterLab, with all outputs.", listed("downloads/notebooks/")),
        ]
        return self.page(
            "downloads.html",
            "downloads.html",
            title="Downloads",
            about="Everything this site rests on, free to use, also commercially, if you give credit.",
            groups=[group for group in groups if group[2]],
            drawn=self.drawn_files(files),
            licence_text=(self.root / "LICENSE-DATA").read_text(encoding="utf-8").split("\n\n"),
        )

    def drawn_files(self, files: dict[str, bytes]) -> list[dict[str, Any]]:
        """Each chart among the downloads: its name, a small picture, its files."""
        paths = sorted(path for path in map(PurePosixPath, files) if path.parent.name == "charts")
        return [
            {
                "name": stem,
                "preview": f"pictures/{stem}.png" if stem in self.drawn else "",
                "page": f"embed-{stem}.html" if stem in KINDS else "",
                "files": [(str(path), path.suffix[1:].upper(), size(len(files[str(path)]))) for path in mine],
            }
            for stem, mine in groupby(paths, lambda path: path.stem)
        ]


def read_notebook(path: Path) -> dict[str, Any]:
    return dict(json.loads(path.read_text(encoding="utf-8")))


def notebook_source(path: Path, root: Path) -> Source:
    """A notebook's title and question: the heading and the first bold line of its first cell."""
    lines = "".join(read_notebook(path)["cells"][0]["source"]).splitlines()
    title = next((line.removeprefix("# ") for line in lines if line.startswith("# ")), path.stem)
    question = next((line.strip("* ") for line in lines if line.startswith("**")), "")
    return Source(path.relative_to(root).as_posix(), f"{path.stem}.html", title, question)


def document_source(path: Path, root: Path) -> Source:
    """A document's title: its first heading."""
    lines = path.read_text(encoding="utf-8").splitlines()
    title = next((line.removeprefix("# ") for line in lines if line.startswith("# ")), path.stem)
    return Source(path.relative_to(root).as_posix(), f"{path.stem.lower()}.html", title)


def first_words(body: str) -> str:
    """The beginning of a page's first paragraph, as plain text."""
    found = re.search(r"<p>(.*?)</p>", body, re.DOTALL)
    return shorten(unescape(plain(found[1])), ABOUT, placeholder=" …") if found else ""


def opening(body: str, question: str) -> str:
    """A page's HTML without its first heading and its question, which stand at its head."""
    _, _, rest = body.partition("</h1>\n")
    return rest.removeprefix(f"<p><strong>{escape(question)}</strong></p>\n") if rest else body


def some(listing: Listing, items: list[str]) -> dict[str, Any]:
    """A table of some rows: as many of them, from the first, as a page bears, and how many it does not."""
    fit = listing.most(items)
    records = listing.records
    return {
        "noun": records.noun,
        "columns": records.columns,
        "rows": listing.shown(fit),
        "number": len(fit),
        "left": len(items) - len(fit),
    }


def proofs(reports: list[Report]) -> list[Report]:
    """Two pages of different publishers that say so, the earliest."""
    by = {report.page.rpartition(", ")[0]: report for report in reversed(reports) if report.url and not report.denies}
    return list(by.values())[::-1][:2]


def latest_changes(ledger: Ledger, towns: dict[str, Town]) -> list[dict[str, str]]:
    """The latest changes of hands of towns, the last first."""
    spells = holdings(ledger).sort_values(["began", "town"]).tail(LATEST)[::-1]
    return [
        {
            "day": wording.short_span(row["began"], row["began"]),
            "town": row["town"],
            "mm": towns[row["place"]].mm,
            "page": town_page(row["place"]),
            "holder": row["holder_name"],
            "how": f"{row['evidence']}, disputed" if row["disputed"] else row["evidence"],
            "item": row["item_start"],
        }
        for row in spells.to_dict("records")
    ]


def lately(ledger: Ledger, towns: dict[str, Town], days: int) -> dict[str, Any]:
    """What the last days that the record covers well brought: events, and towns that changed hands."""
    until = ledger.package.covered_until or ledger.known_on
    since = until - pd.Timedelta(days=days - 1)
    happened = int(ledger.events["date"].between(since, until).sum())
    spells = holdings(ledger)
    mine = spells[spells["began"].between(since, until)].sort_values(["began", "town"])
    pairs = list(zip(mine["place"], mine["holder_name"], strict=True))
    return {
        "days": days,
        "until": wording.day(until),
        "events": happened,
        "address": f"events.html#?from={iso(since)}&to={iso(until)}",
        "hands": len(pairs),
        "changed": [(towns[place].name, town_page(place), holder) for place, holder in pairs[-LATEST:]],
    }


def headline_figures(ledger: Ledger) -> list[tuple[str, str, str]]:
    """The numbers at the head of the front page: number, what it counts, in what it stands."""
    frame = progress(ledger)
    last = frame[frame["front"] == WHOLE].iloc[-1]
    firm = int(firmly_held(ledger).query("front == @WHOLE")["towns_firm"].iloc[-1])
    pages, publishers = ledger.reports["source"].nunique(), ledger.sources["publisher"].nunique()
    since = wording.day(ledger.package.start)
    return [
        (f"{last['towns_held']:,}", "towns held", f"of {last['towns_captured']:,} taken since {since}"),
        (f"{firm:,}", "of them firm", "the losing side or a third party says so too, and nobody denies it"),
        (f"{len(ledger.events):,}", "events", f"from {len(ledger.reports):,} reports, every conflicting one kept"),
        (f"{pages:,}", "pages read", f"of {publishers:,} publishers, each linked"),
    ]


def style() -> str:
    """The style sheet, with the colours and the font of the charts."""
    look = {
        "ink": theme.INK,
        "pale": theme.PALE,
        "grid": theme.GRID,
        "paper": theme.PAPER,
        "accent": theme.FRONT_COLOURS[0],
        "first": theme.SIDE_COLOURS[0],
        "second": theme.SIDE_COLOURS[1],
        "other": theme.SIDE_COLOURS[2],
        "wash": theme.tint(theme.FRONT_COLOURS[0], 0.06),
        "font": theme.FONT,
        "measure": "29rem",
        "shade": "#0003",
    }
    dark = {"ink": "#e8e6e1", "pale": "#a8a49c", "grid": "#3a3935", "paper": "#121212", "accent": "#b3a7f0"}
    dark |= {"wash": "#1e1d24", "shade": "#fff3", "first": "#2f7fc0", "second": "#d9661a", "other": look["other"]}
    for names in (look, dark):
        for side in ("first", "second", "other"):
            names[f"on-{side}"] = theme.ink_on(names[side])
    light, night = ("".join(f"--{name}:{value};" for name, value in names.items()) for names in (look, dark))
    at_night = f"@media screen and (prefers-color-scheme: dark) {{:root{{color-scheme:dark;{night}}}}}\n"
    return f":root{{{light}}}\n{at_night}" + (HERE / "static" / "style.css").read_text(encoding="utf-8")


def zipped(files: dict[str, bytes]) -> bytes:
    """Files as one archive, with no clock in it."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in sorted(files.items()):
            entry = zipfile.ZipInfo(name.removeprefix("downloads/"), (1980, 1, 1, 0, 0, 0))
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def size(number: int) -> str:
    """A number of bytes as people write it."""
    return f"{number / 1e6:.1f} MB" if number >= 1e6 else f"{max(1, round(number / 1e3)):,} KB"


def first_charts(root: Path) -> dict[str, dict[str, Any]]:
    """The chart that each notebook begins with, by the name of its file."""
    found: dict[str, dict[str, Any]] = {}
    for path in sorted((root / "notebooks").glob("*.ipynb")):
        outputs = [output for cell in read_notebook(path)["cells"] for output in cell.get("outputs", [])]
        shown = [output["data"][FIGURE] for output in outputs if FIGURE in output.get("data", {})]
        if shown:
            found[path.stem] = {part: shown[0][part] for part in ("data", "layout")}
    return found


def exported(ledger: Ledger) -> dict[str, bytes]:
    """What ``python -m op1027 export`` writes."""
    with tempfile.TemporaryDirectory() as scratch:
        target = Path(scratch) / "export"
        for missing in write_export(ledger, target):
            print(f"Of the downloads: {missing}", file=sys.stderr)
        found = sorted(path for path in target.rglob("*") if path.is_file())
        return {path.relative_to(target).as_posix(): path.read_bytes() for path in found}


def write(files: dict[str, bytes], target: Path) -> None:
    """Write a folder beside its place, then put it there: what stood there before stands until the new one is whole."""
    with fresh_folder(target) as fresh:
        for name, content in files.items():
            path = fresh / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)


def main(arguments: list[str]) -> int:
    """Build the site; returns the exit code."""
    parser = argparse.ArgumentParser(description="Build the site.")
    parser.add_argument("target", type=Path, nargs="?", default=ROOT / "build" / "site", help="folder to write")
    parser.add_argument("--base", metavar="URL", default="", help="address that it will have")
    given = parser.parse_args(arguments)
    target, base = given.target.resolve(), f"{given.base.rstrip('/')}/" if given.base else ""
    if target.exists() and not (target / "plotly.min.js").is_file() and (not target.is_dir() or any(target.iterdir())):
        print(f"{target} holds something else than a site; name another folder.", file=sys.stderr)
        return 2
    ledger = load()
    files = Site(ledger, ROOT, exported(ledger), base, draw_cards(ledger, first_charts(ROOT))).files()
    with one_line(f"Nothing was written to {target}"):
        write(files, target)
    whole = size(sum(map(len, files.values())))
    print(f"Written: {len(files)} files, {whole}. Open {target / 'index.html'} in a browser; no internet needed.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
