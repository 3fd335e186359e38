"""What makes the site a living, citable edition: addresses that last, what is new, a feed, a description for machines.

Every event and claim has a page of its own under ``item/``, every place with any under ``place/`` (which for a town
that changed hands leads on to its page); a key that an item once had leads on to the one it has now. A file's name is
the key and never changes.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import UTC
from itertools import groupby
from operator import itemgetter
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import pandas as pd
from feedgen.feed import FeedGenerator

from dataset import croissant, dataset
from listing import LIST, numbered, pager, split, weight
from markup import escape
from op1027.analysis.changes import what_is_new
from op1027.analysis.hindsight import revisions
from op1027.ledger.fronts import actor_names, front_names, keys_now, place_names
from op1027.ledger.model import Ledger
from op1027.report.news import headed
from op1027.text import wording
from records import Report

Page = Callable[..., str]
NEW_DAYS, FEED_DAYS, FEED_ENTRIES = 30, 90, 200


def dataset_script(ledger: Ledger, base: str) -> str:
    """The record described in JSON-LD, for the head of a page."""
    text = json.dumps(dataset(ledger, base), ensure_ascii=False, sort_keys=True).replace("<", "\\u003c")
    return f'<script type="application/ld+json">{text}</script>'


def croissant_file(ledger: Ledger, base: str) -> bytes:
    """The record in Croissant, to lie beside its tables."""
    folder = ledger.package.folder
    paths = [r["path"] for r in ledger.package.descriptor["resources"] if (folder / r["path"]).is_file()]
    files = {path: (folder / path).read_bytes() for path in paths}
    told = croissant(ledger, files, f"{base}downloads/data/" if base else "")
    return (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def feed(ledger: Ledger, base: str) -> bytes:
    """An Atom feed of what the pages of the last months told, the newest first."""
    first = ledger.known_on - pd.Timedelta(days=FEED_DAYS)
    news = what_is_new(ledger, first).assign(day=lambda f: f["published"].fillna(ledger.known_on))
    news = news.sort_values(["day", "item", "change"], ascending=[False, True, True], kind="stable").head(FEED_ENTRIES)
    summaries, fronts = _summaries(ledger), front_names(ledger)
    made = FeedGenerator()
    made.id(_urn(base or ledger.package.title))
    made.title(f"{ledger.package.title}: what is new")
    made.author(
        [{"name": c["title"]} for c in ledger.package.descriptor.get("contributors", [])] or {"name": "unknown"}
    )
    made.rights(ledger.package.licence)
    made.link([{"href": f"{base}feed.xml", "rel": "self"}, {"href": f"{base}new.html", "rel": "alternate"}])
    made.updated(ledger.known_on.tz_localize(UTC))
    made.generator("op1027")
    for row in news.to_dict("records"):
        entry = made.add_entry(order="append")
        day = max(row["day"], first).tz_localize(UTC)
        entry.id(_urn(f"{row['item']} {row['change']} {row['day']:%Y-%m-%d} {row['after']}"))
        entry.title(f"{headed(row['change'])}, {fronts[row['front']]}: {summaries[row['item']]}")
        entry.link(href=f"{base}item/{row['item']}.html")
        entry.updated(day)
        entry.published(day)
        moved = f"{row['before']} → {row['after']}. " if isinstance(row["before"], str) else ""
        page = f": {row['page']}" if isinstance(row["page"], str) else ""
        entry.content(f"{moved}{row['cause']}{page}", type="text")
    return bytes(made.atom_str(pretty=True))


def news_pages(ledger: Ledger, notebook: str) -> list[str]:
    """What is new, as the bodies of as many pages as it needs: the last days, by kind of change."""
    since = ledger.known_on - pd.Timedelta(days=NEW_DAYS)
    news = what_is_new(ledger, since)
    summaries, fronts = _summaries(ledger), front_names(ledger)
    intro = (
        f"<p>From the pages published between {wording.day(since)} and {wording.day(ledger.known_on)}. "
        f'<a href="feed.xml">As a feed</a>, of the last months, {FEED_ENTRIES} changes at most'
        + (f'; <a href="{notebook}">notebook 8</a> tells it of any period and front' if notebook else "")
        + ".</p>"
    )
    lines = []
    for change, rows in news.groupby("change", sort=False):
        heading = f'<h2 id="{change}">{headed(str(change))} ({len(rows):,})</h2>'
        for row in rows.to_dict("records"):
            link = f'<a href="item/{escape(row["item"])}.html">{escape(summaries[row["item"]])}</a>'
            moved = f" {escape(row['before'])} → {escape(row['after'])}." if isinstance(row["before"], str) else ""
            where = f"{wording.short_span(row['date'], row['date'])}, {escape(fronts[row['front']])}"
            line = f"<li>{where}: <bdi>{link}</bdi>{moved} <small>{escape(row['cause'])}</small></li>"
            lines.append((heading, line))
    pages = split(((pair, weight(pair[1])) for pair in lines), LIST) or [[]]
    bodies = []
    for number, page in enumerate(pages):
        parts = [f"<p>Page {number + 1} of {len(pages)}.</p>"] if number else [intro]
        for heading, mine in groupby(page, itemgetter(0)):
            parts += [f"{heading}\n<ul>", *(line for _, line in mine), "</ul>"]
        bodies.append("\n".join(parts))
    return bodies


def lasting_pages(
    ledger: Ledger,
    page: Page,
    tables: Mapping[str, str],
    towns: Mapping[str, str],
    reports: Mapping[str, list[Report]],
) -> dict[str, str]:
    """The pages of items and places, and those that lead from old keys on.

    Parameters
    ----------
    ledger : Ledger
    page : callable
        Makes one from ``title``, ``about``, ``body``, and where it leads (``lead``).
    tables : mapping of str to str
        Where each item stands in the table of all of them.
    towns : mapping of str to str
        The pages that places have besides.
    reports : mapping of str to list of Report
        As `reports_of` gives them.
    """
    found = {}
    listed: dict[str, list[str]] = defaultdict(list)
    history = revisions(ledger).groupby("item")
    known = {str(item): rows for item, rows in history}
    names = _Names(ledger)
    for kind, frame in (("event", ledger.events), ("claim", ledger.claims)):
        day = "date" if kind == "event" else "date_start"
        for row in frame.sort_values(day, kind="stable").to_dict("records"):
            item = str(row["item"])
            body = _item(row, kind, names, reports[item], known.get(item), f"../{tables[item]}", towns)
            title, about = str(row["summary"]), f"{kind.capitalize()} {item}, with every report of it"
            found[f"item/{item}.html"] = page(title=title, about=about, body=body + _cited(ledger, item))
            line = f'<li>{row[day]:%Y-%m-%d}: <a href="../item/{escape(item)}.html"><bdi>{escape(title)}</bdi></a></li>'
            if not pd.isna(row["place"]):
                listed[str(row["place"])].append(line)
    for key, lines in listed.items():
        title, lead = names.place[key], f"../{towns[key]}" if key in towns else ""
        about = f"Every event and claim of {title}, in order of their days"
        parts = split(((line, weight(line)) for line in lines), LIST)
        addresses = numbered(key, len(parts))
        for n, (address, part) in enumerate(zip(addresses, parts, strict=True)):
            first = sum(map(len, parts[:n])) + 1
            body = f'<p>{escape(about)}.</p><ol start="{first}">{"".join(part)}</ol>{pager(addresses, n)}'
            named = f"{title}, page {n + 1}" if n else title
            found[f"place/{address}"] = page(title=named, about=about, body=body, lead="" if n else lead)
    for was, now in keys_now(ledger).items():
        if f"item/{was}.html" not in found and (not now or f"item/{now}.html" in found):
            about = f"Formerly {was}"
            body = f'<p>Moved to <a href="{now}.html">{now}</a>.</p>' if now else "<p>Withdrawn: see its changes.</p>"
            found[f"item/{was}.html"] = page(title=about, about=about, body=body, lead=f"{now}.html" if now else "")
    return found


class _Names:
    """Keys to names."""

    def __init__(self, ledger: Ledger) -> None:
        self.place, self.front, self.actor = place_names(ledger), front_names(ledger), actor_names(ledger)


def _item(
    row: Mapping[Any, Any],
    kind: str,
    names: _Names,
    told: list[Report],
    history: pd.DataFrame | None,
    table: str,
    towns: Mapping[str, str],
) -> str:
    """An item's page: what it is, who reports it, what was known when."""
    when = wording.span(row["date_start"], row["date_end"])
    if "date" in row and row["date_start"] != row["date_end"]:
        when += f", best {wording.day(row['date'])}"
    verdict = row.get("verdict")
    facts = [
        ("What", f"{row['type'].replace('_', ' ')} ({kind})"),
        ("When", when),
        ("Who", names.actor.get(row["actor"], "")),
        ("Against", names.actor.get(str(row.get("opponent")), "")),
        ("Says so", names.actor.get(str(row.get("claimant")), "")),
        ("How sure", str(row.get("evidence", "")) + (", disputed" if row.get("disputed") else "")),
        ("Verdict", verdict.replace("_", " ") if isinstance(verdict, str) else ""),
    ]
    place, front = str(row["place"]), str(row["front"])
    page = towns.get(place, f"place/{place}.html")
    where = f'<a href="../{page}">{escape(names.place[place])}</a>, ' if place in names.place else ""
    where += escape(names.front[front])
    lines = "".join(f"<tr><th scope=row>{name}</th><td>{escape(value)}</td></tr>" for name, value in facts if value)
    lines += f"<tr><th scope=row>Where</th><td>{where}</td></tr>"
    parts = [f'<table class="compact"><tbody>{lines}</tbody></table>']
    parts.append(f"<h2>Reports ({len(told)})</h2><ul>{''.join(map(_line, told))}</ul>")
    if history is not None:
        rows = history.assign(**{c: history[c].fillna("open") for c in ("was", "now")}).to_dict("records")
        moved = "".join(
            f"<li>{r['known_from']:%Y-%m-%d}: {r['field']} {escape(r['was'])} → {escape(r['now'])}</li>" for r in rows
        )
        parts.append(f"<h2>What pages since have changed</h2><ul>{moved}</ul>")
    parts.append(f'<p><a href="{escape(table)}">In the table of all {kind}s</a></p>')
    return "\n".join(parts)


def _cited(ledger: Ledger, item: str) -> str:
    """How to cite an item."""
    package = ledger.package
    text = f"{package.credit}, version {package.version}, {item}, as known on {wording.day(ledger.known_on)}."
    return f"<h2>To cite</h2><p>{escape(text)}</p>"


def _line(report: Report) -> str:
    """A report as a list item, with links to its page and to the archived copy."""
    page = escape(report.page)
    if report.url:
        page = f'<a href="{escape(report.url)}" rel="noreferrer">{page}</a>'
        page += f' (<a href="{escape(report.copy)}" rel="noreferrer">archived copy</a>)'
    says = "denies" if report.denies else "says"
    text = f"{escape(report.claimant)} {says}: {escape(report.summary)}"
    return f'<li id="{report.key}">{page}<br><bdi>{text}</bdi></li>'


def _summaries(ledger: Ledger) -> dict[str, str]:
    both = pd.concat([ledger.events[["item", "summary"]], ledger.claims[["item", "summary"]]])
    return dict(zip(both["item"], both["summary"], strict=True))


def _urn(text: str) -> str:
    return f"urn:uuid:{uuid5(NAMESPACE_URL, text)}"
