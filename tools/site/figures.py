"""A stored plotly figure as a block of a page: drawn by plotly.js, with a picture and words beside it."""

import base64
import json
import re
from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256
from typing import Any

from listing import split, weight
from markup import escape, table

Figure = dict[str, Any]
FIELD = re.compile(r"%\{(\w+)(?:([|:])([^}]*))?\}")
WORDS, CELL = 150_000, 9  # bytes: the rows of a chart in words, and what a cell weighs beside its text
EXTRA = re.compile(r"<extra>(.*?)</extra>", re.DOTALL)


def described(figure: Figure) -> str:
    """Title, reading line and footer: what the chart shows, as one text."""
    layout = figure["layout"]
    title = layout.get("title", {})
    notes = [a["text"] for a in layout.get("annotations", []) if a.get("xref") == "paper" == a.get("yref")]
    texts = [title.get("text", ""), title.get("subtitle", {}).get("text", ""), *notes[-1:]]
    return " ".join(f"{plain(text).rstrip('.')}." for text in texts if text)


def plain(text: object) -> str:
    """Text on one line, without plotly's markup."""
    return " ".join(re.sub(r"<[^>]*>", " ", str(text)).split())


def marks(figure: Figure) -> list[tuple[str, str]]:
    """The chart in words: for each mark that answers on hovering, whose it is and what it says."""
    found: list[tuple[str, str]] = []
    for trace in figure["data"]:
        for name, text in said(trace):
            if text and (name, text) not in found[-1:]:
                found.append((name, text))
    return found


def said(trace: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """What each mark of a trace says on hovering."""
    template = trace.get("hovertemplate")
    if trace.get("hoverinfo") == "skip" or not (template or trace.get("hovertext")):
        return
    for n in range(max((len(v) for k in ("x", "y") if isinstance(v := trace.get(k), list)), default=0)):
        if not template:
            yield trace.get("name", ""), plain(at(trace["hovertext"], n) or "")
            continue
        one = at(template, n) or ""
        if at(trace.get("x"), n) is None or at(trace.get("y"), n) is None:
            continue
        name = EXTRA.search(one)
        extra = filled(name[1], trace, n) if name else ""
        yield plain(extra.replace("<br>", ", ")), plain(filled(EXTRA.sub("", one), trace, n).replace("<br>", " · "))


def filled(template: str, trace: dict[str, Any], n: int) -> str:
    """A template of plotly's with the values of the nth mark."""
    return FIELD.sub(lambda found: shown(at(trace.get(found[1]), n), found[3] or ""), template)


def at(value: Any, n: int) -> Any:
    """The nth of a list; anything else holds for all."""
    if isinstance(value, list):
        return value[n] if n < len(value) else None
    return value


def shown(value: Any, form: str) -> str:
    """A value in plotly's format, dates and numbers."""
    if value is None:
        return ""
    if form and "%" in form and isinstance(value, str):
        date = datetime.fromisoformat(value)
        return date.strftime(form.replace("%-d", str(date.day)))
    return format(value, form) if form and isinstance(value, int | float) else str(value)


class Pictures:
    """The PNG previews of a site, by what they show, so that each is stored once."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}

    def add(self, content: bytes) -> str:
        name = f"pictures/{sha256(content).hexdigest()[:12]}.png"
        self.files[name] = content
        return name

    def add_base64(self, text: str) -> str:
        return self.add(base64.b64decode("".join(text)))


def block(figure: Figure, picture: str | None, key: str, frame: str = "", phone: Any = None) -> str:
    """The HTML of one chart.

    ``picture`` is the address of its PNG, if there is one; ``frame`` that of its page for frames on other sites;
    ``phone`` what of the figure is otherwise on a narrow screen.
    """
    label = escape(described(figure))
    wide = int(figure["layout"].get("height", 450))
    kind = " map" if "scaleanchor" in figure["layout"].get("yaxis", {}) else ""
    narrow = int(((phone or {}).get("layout") or {}).get("height", wide))
    image = f'<img class="preview" src="{escape(picture)}" alt="{label}" loading="lazy">' if picture else ""
    if not picture:
        image = f'<p class="preview">{label}</p>'
    words = marks(figure)
    details = ""
    if words:
        named = any(name for name, _ in words)
        rows = [[("td", "", escape(name))] * named + [("td", "", escape(text))] for name, text in words]
        head = [[("th", "", "what")] * named + [("th", "", "the mark says")]]
        shown = next(iter(split(((row, sum(weight(cell) + CELL for _, _, cell in row)) for row in rows), WORDS)))
        left = len(rows) - len(shown)
        more = f"<p>{left:,} more marks: point at them, or take the tables among the downloads.</p>" if left else ""
        details = f"<details><summary>This chart in words</summary>{table(head, shown, 'words')}{more}</details>"
    if frame:
        copied = escape(
            f'<iframe src="{frame}" width="100%" height="{wide + 60}" style="border:0" loading="lazy"></iframe>'
        )
        details += (
            '<details class="frame"><summary>Show this chart on your page</summary><label>Copy this, with the address '
            f'of this site before <code>{escape(frame)}</code>:<textarea readonly rows="2">{copied}</textarea>'
            "</label></details>"
        )
    return (
        f'<figure class="chart" id="{key}"><div class="plot{kind}" style="--wide:{wide}px;--narrow:{narrow}px">'
        f'<div class="canvas" role="img" aria-label="{label}">{image}</div></div>{details}'
        f'<script type="application/json">{inert(figure | {"phone": phone})}</script></figure>\n'
    )


def inert(value: object) -> str:
    """JSON that cannot end the script element it stands in."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text
