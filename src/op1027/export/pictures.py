"""Charts as files: plotly's JSON, SVG and PNG, each with the attribution in it, the same bytes on every run."""

import asyncio
import json
import re
import struct
import zlib
from html import unescape
from types import TracebackType
from typing import Self

import plotly.graph_objects as go

from op1027.text.escape import in_markup, visible

_SCALE = 2  # pixels of a PNG to a pixel of the chart: sharp on a slide and in print
_ANONYMOUS = "op1027"
_BREAK = re.compile(r"<br>|</?b>")


class Studio:
    """One browser that draws many pictures; a context manager.

    Raises
    ------
    ImportError
        If kaleido is not installed.
    RuntimeError, OSError
        If the browser does not start.
    """

    def __enter__(self) -> Self:
        import kaleido  # noqa: PLC0415 - heavy, and everything else is done without it

        self.runner = asyncio.Runner()
        try:
            self.browser = kaleido.Kaleido()
            self.runner.run(self.browser.__aenter__())
        except BaseException:
            self.runner.close()  # left open, it would keep the process from ending
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self.runner.run(self.browser.__aexit__(kind, error, trace))
        finally:
            self.runner.close()

    def draw(self, figure: go.Figure, form: str, scale: float = _SCALE) -> bytes:
        """A figure as ``svg`` or ``png``, this so many times as large."""
        size = {"width": figure.layout.width, "height": figure.layout.height, "scale": scale if form == "png" else 1}
        return bytes(self.runner.run(self.browser.calc_fig(figure, opts={"format": form} | size)))


def credited(figure: go.Figure, attribution: str) -> go.Figure:
    """The figure with the attribution in its ``layout.meta``, and names for its traces that do not change."""
    copy = go.Figure(figure)
    copy.update_layout(meta={"attribution": attribution})
    for number, trace in enumerate(copy.data):
        trace.uid = f"{_ANONYMOUS}t{number}"
    return copy


def json_bytes(figure: go.Figure) -> bytes:
    """A figure as plotly's JSON, which every plotly (Python, R, JavaScript) draws."""
    return (json.dumps(json.loads(figure.to_json()), ensure_ascii=False, separators=(",", ":")) + "\n").encode("utf-8")


def svg_bytes(drawn: bytes, figure: go.Figure, attribution: str) -> bytes:
    """A drawn SVG with title and attribution, and with ids that are the same on every run."""
    svg = drawn.decode("utf-8")
    found = re.search(r'\bid="defs-(\w+)"', svg)
    if found:  # plotly.js puts a random word into the ids of each picture
        ids = {name: name.replace(found[1], _ANONYMOUS, 1) for name in re.findall(r'\bid="([^"]+)"', svg)}
        svg = re.sub(r"""(\bid="|["'(]\#)([\w-]+)""", lambda m: str(m[1]) + ids.get(str(m[2]), str(m[2])), svg)
    about = f"<title>{in_markup(_heading(figure))}</title><desc>{in_markup(attribution)}</desc>"
    return svg.replace(">", f">{about}", 1).encode("utf-8")


def png_bytes(drawn: bytes, figure: go.Figure, attribution: str) -> bytes:
    """A drawn PNG with title and attribution as text chunks, right behind its header."""
    header = 8 + 25  # signature and IHDR
    notes = b"".join(_text_chunk(key, text) for key, text in (("Title", _heading(figure)), ("Copyright", attribution)))
    return drawn[:header] + notes + drawn[header:]


def _text_chunk(key: str, text: str) -> bytes:
    """An iTXt chunk of a PNG: UTF-8, not compressed, no language named."""
    body = b"iTXt" + key.encode("latin-1") + b"\0\0\0\0\0" + visible(text).encode("utf-8")
    return struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))


def _heading(figure: go.Figure) -> str:
    """A figure's title, in one line, without its markup."""
    return visible(unescape(_BREAK.sub(" ", str(figure.layout.title.text)).strip()))
