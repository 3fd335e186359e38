"""Text into HTML: Markdown, and tables from notebooks. What is not known to be harmless comes out as text."""

import html
import re
from collections.abc import Callable
from html.parser import HTMLParser

import mistune

INLINE = {"a", "b", "strong", "i", "em", "code", "br"}
DROPPED = {"script", "style"}
NUMBER = re.compile(r"[\d.,:–−+%\s-]*")
WORDY = 48  # characters in a cell, from which on a table is set as cards on a phone

Link = Callable[[str], str | None]


def escape(text: object) -> str:
    """Text as HTML shows it, as it is."""
    return html.escape(str(text), quote=True)


def slug(text: str) -> str:
    """What a heading is linked by."""
    return "-".join(re.findall(r"\w+", html.unescape(re.sub(r"<[^>]+>", "", text)).lower()))


class Page(mistune.HTMLRenderer):
    """Markdown's HTML, with headings that can be linked to and links that lead somewhere on the site.

    ``link`` turns an address into one of the site, or into None where the site has no such page.
    """

    def __init__(self, link: Link) -> None:
        super().__init__(escape=True)
        self.lead = link
        self.headings: list[tuple[int, str, str]] = []

    def heading(self, text: str, level: int, **attrs: object) -> str:
        name, taken = slug(text) or "section", {key for _, key, _ in self.headings}
        key = next(k for k in [name, *(f"{name}-{n}" for n in range(2, 10_000))] if k not in taken)
        self.headings.append((level, key, text))
        return f'<h{level} id="{escape(key)}">{text}</h{level}>\n'

    def inline_html(self, html: str) -> str:
        """Nothing of it but text; what only keeps letters from being mathematics needs not be seen."""
        return "" if html in {"<span>", "</span>"} else escape(html)

    def link(self, text: str, url: str, title: str | None = None) -> str:
        found = self.lead(html.unescape(url))
        return f'<a href="{escape(found)}">{text}</a>' if found else text

    def image(self, text: str, url: str, title: str | None = None) -> str:
        found = self.lead(html.unescape(url))
        return f'<img src="{escape(found)}" alt="{escape(text)}" loading="lazy">' if found else escape(text)


def markdown(text: str, link: Link) -> tuple[str, list[tuple[int, str, str]]]:
    """Markdown as HTML, and its headings: level, anchor, HTML."""
    renderer = Page(link)
    body = str(mistune.create_markdown(renderer=renderer, plugins=["table"])(text))
    return re.sub(r"<table>.*?</table>", lambda m: tables(m[0]), body, flags=re.DOTALL), renderer.headings


def tables(text: str) -> str:
    """HTML from a notebook or from Markdown, rebuilt from the tables and the plain text in it."""
    parser = Rebuild()
    parser.feed(text)
    parser.close()
    return "".join(parser.done)


class Rebuild(HTMLParser):
    """Reads HTML and writes it anew: tables, their text and links; nothing else."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.done: list[str] = []
        self.rows: list[list[tuple[str, str, str]]] = []  # cells: th or td, spans, HTML
        self.head = 0
        self.cell: list[str] | None = None
        self.table = self.in_head = False
        self.open = ("td", "")
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in DROPPED:
            self.silent += 1
        elif tag == "table":
            self.table, self.rows, self.head = True, [], 0
        elif tag == "thead":
            self.in_head = True
        elif tag == "tr" and self.table:
            self.rows.append([])
            self.head += self.in_head
        elif tag in {"th", "td"} and self.rows:
            spans = [f' {n}="{int(given[n])}"' for n in ("colspan", "rowspan") if given.get(n, "").isdigit()]
            self.open, self.cell = (tag, "".join(spans)), []
        elif tag in INLINE:
            self.put(self.inline(tag, given))

    def handle_endtag(self, tag: str) -> None:
        if tag in DROPPED:
            self.silent = max(0, self.silent - 1)
        elif tag == "thead":
            self.in_head = False
        elif tag in {"th", "td"} and self.cell is not None:
            self.rows[-1].append((*self.open, "".join(self.cell).strip()))
            self.cell = None
        elif tag == "table" and self.table:
            self.table = False
            self.done.append(table(self.rows[: self.head], self.rows[self.head :]))
        elif tag in INLINE - {"br"}:
            self.put(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.put(escape(data))

    def inline(self, tag: str, given: dict[str, str]) -> str:
        """An inline tag; of a link only an address of the web or of the site is kept."""
        if tag != "a":
            return f"<{tag}>"
        safe = re.match(r"https?://|[\w./-]*(#|$)", given.get("href", ""))
        return f'<a href="{escape(given["href"])}">' if safe and given.get("href") else "<a>"

    def put(self, text: str) -> None:
        if self.cell is not None:
            self.cell.append(text)
        elif not self.table and text.strip():
            self.done.append(f"<p>{text}</p>" if not text.startswith("<") else "")


def table(head: list[list[tuple[str, str, str]]], body: list[list[tuple[str, str, str]]], kind: str = "") -> str:
    """A table in a frame that scrolls if it must; one of many words is cards on a phone, unless its kind is told."""
    if len(head) == 2 and not any(span for row in head for _, span, _ in row):
        # pandas puts the names of index and columns into rows of their own
        names = [" / ".join(filter(None, (low, high))) for (_, _, high), (_, _, low) in zip(*head, strict=False)]
        head = [[("th", "", name) for name in names]]
    labels = [cell for _, _, cell in head[-1]] if head else []
    simple = len(head) <= 1 and all(len(row) == len(labels) and not any(s for _, s, _ in row) for row in body)
    plain = [[re.sub(r"<[^>]+>", "", cell) for _, _, cell in row] for row in body]
    wordy = not kind and simple and any(len(cell) > WORDY for row in plain for cell in row)
    numeric = {n for n in range(len(labels)) if simple and all(NUMBER.fullmatch(row[n]) for row in plain)}
    lines = [row_of(row, numeric, [], "col") for row in head if any(cell for _, _, cell in row)]
    parts = [f"<thead>{''.join(lines)}</thead>" if lines else ""]
    parts.append(f"<tbody>{''.join(row_of(row, numeric, labels if wordy else [], 'row') for row in body)}</tbody>")
    kind = kind or ("cards" if wordy else "compact")
    return f'<div class="table" role="group" tabindex="0"><table class="{kind}">{"".join(parts)}</table></div>\n'


def row_of(row: list[tuple[str, str, str]], numeric: set[int], labels: list[str], scope: str) -> str:
    cells = []
    for number, (tag, spans, cell) in enumerate(row):
        heads = tag == "th" and bool(cell)  # what is blank is no heading
        attributes = spans + (f' scope="{scope}"' if heads else "")
        attributes += ' class="num"' if number in numeric else ""
        attributes += f' data-label="{escape(re.sub(r"<[^>]+>", "", labels[number]))}"' if labels else ""
        name = "th" if heads else "td"
        cells.append(f"<{name}{attributes}>{cell}</{name}>")
    return f"<tr>{''.join(cells)}</tr>"
