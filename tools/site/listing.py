"""A table of any length: pages that stand without a script, and parts that a script searches and shows.

A page from disk may not fetch, so the parts are scripts that hand over what they hold. Each file has a weight that it
keeps to, however long the table is.
"""

import json
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import TypeVar

from markupsafe import Markup

from records import Records, Row

PAGE, PART, INDEX = 350_000, 50_000, 250_000  # bytes: rows of a page, rows of a part, a part of the index
LIST = 100_000  # bytes: the lines of a page that is a plain list

Thing = TypeVar("Thing")


@dataclass(frozen=True)
class Listing:
    """A table, with the HTML of each of its rows."""

    records: Records
    rows: dict[str, Markup]  # by item

    @cached_property
    def pages(self) -> list[list[str]]:
        """The items of each page."""
        return split(((item, weight(row)) for item, row in self.rows.items()), PAGE) or [[]]

    @cached_property
    def parts(self) -> list[list[str]]:
        """The items of each part."""
        return split(((item, weight(row)) for item, row in self.rows.items()), PART)

    @cached_property
    def places(self) -> dict[str, str]:
        """Where each item's row stands."""
        addresses = numbered(self.records.noun, len(self.pages))
        return {item: f"{a}#{item}" for a, page in zip(addresses, self.pages, strict=True) for item in page}

    @cached_property
    def by_place(self) -> dict[str, list[str]]:
        """The items of each place."""
        return grouped((row.place, row.item) for row in self.records.rows)

    @cached_property
    def by_front(self) -> dict[str, list[str]]:
        """The items of each front."""
        return grouped((row.front, row.item) for row in self.records.rows)

    def shown(self, items: Iterable[str]) -> Markup:
        """The rows of some items."""
        return Markup("").join(self.rows[item] for item in items)

    def most(self, items: list[str]) -> list[str]:
        """As many of them, from the first, as one page bears."""
        return next(iter(split(((item, weight(self.rows[item])) for item in items), PAGE)), [])

    @cached_property
    def index(self) -> list[list[str]]:
        """The entries of each part of the index, as JSON."""
        menus = {name: {value: n for n, value in enumerate(values)} for name, values in self.records.menus.items()}
        return split(((line := script(self.entry(row, menus)), weight(line)) for row in self.records.rows), INDEX)

    def scripts(self) -> dict[str, str]:
        """The parts and the index, for the script."""
        noun = self.records.noun
        found = {f"{noun}-{n}": script([self.rows[item] for item in part]) for n, part in enumerate(self.parts)}
        found |= {f"{noun}-index-{n}": f"[{','.join(part)}]" for n, part in enumerate(self.index)}
        return {f"rows/{name}.js": f'part("{name}",{text})\n' for name, text in found.items()}

    def entry(self, row: Row, menus: dict[str, dict[str, int]]) -> list[object]:
        """What the script knows of a row: key, what the menus choose by, days, what sorts it, what it is found by."""
        cells = [cell.sort or cell.text.lower() for cell in row.cells]
        texts = [text for cell in row.cells for text in (cell.text, cell.mm, cell.note)]
        texts += [text for r in row.reports for text in (r.page, r.claimant, r.summary, r.figure)]
        words = " ".join(dict.fromkeys(folded(" ".join([*texts, row.find])).split()))
        chosen = [menus[name][value] for name, value in row.keys.items()]
        return [row.item, chosen, *row.days, [*cells, f"{len(row.reports):06d}"], words]

    def about(self) -> str:
        """How many rows there are up to the end of each part, and how many parts the index has, as JSON."""
        return json.dumps({"ends": list(accumulate(map(len, self.parts))), "index": len(self.index)})


def grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """The second of each pair by the first, in their order."""
    found: dict[str, list[str]] = defaultdict(list)
    for key, value in pairs:
        found[key].append(value)
    return found


def script(value: object) -> str:
    """JSON as a script has it."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def folded(text: str) -> str:
    """One form of every letter, as the script folds what it looks for."""
    return unicodedata.normalize("NFC", text).lower()


def weight(text: str) -> int:
    """Bytes in UTF-8."""
    return len(text.encode("utf-8"))


def numbered(name: str, pages: int) -> list[str]:
    """The addresses of the pages of a table or a list."""
    return [f"{name}-{n + 1}.html" if n else f"{name}.html" for n in range(pages)]


def pager(addresses: list[str], number: int) -> Markup:
    """Links between the pages of a table or a list, at its end; blank where there is but one."""
    if len(addresses) == 1:
        return Markup("")
    steps = [(number - 1, "prev", "Page before"), (number + 1, "next", "Next page")]
    links = [f'<a href="{addresses[n]}" rel="{rel}">{words}</a>' for n, rel, words in steps if 0 <= n < len(addresses)]
    for n, address in enumerate(addresses):
        if n in {0, len(addresses) - 1} or abs(n - number) < 4:
            links.append(f'<a href="{address}"{" aria-current=page" if n == number else ""}>{n + 1}</a>')
    items = "".join(f"<li>{link}</li>\n" for link in links)
    return Markup(f'<nav class="pages" aria-label="Pages of this table"><ul>\n{items}</ul></nav>\n')


def split(weighed: Iterable[tuple[Thing, int]], most: int) -> list[list[Thing]]:
    """Things with their weights in groups, in their order, none heavier than ``most`` unless one alone is."""
    groups: list[list[Thing]] = []
    room = 0
    for thing, heavy in weighed:
        if heavy > room:
            groups.append([])
            room = most
        groups[-1].append(thing)
        room -= heavy
    return groups
