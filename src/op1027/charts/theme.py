"""The look of every chart: template, colours, symbols, light and dark, in one place."""

import json
import os
import re
from itertools import zip_longest
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import plotly.io as pio

__all__ = ["dark", "darkened", "in_notebooks", "ink_on", "phone_changes", "template", "tint"]
__dir__ = __all__.copy

INK, PALE, GRID, PAPER = "#222222", "#666666", "#e4e2dd", "#ffffff"
WIDTH = 860  # pixels: a cell of JupyterLab on a screen 1,300 wide
MIME = "application/vnd.plotly.v1+json"
FONT = "'Noto Sans', 'Helvetica Neue', Arial, sans-serif"
HALO = (
    f"0 0 2px {PAPER}, 0 0 2px {PAPER}, 0 0 2px {PAPER}, 0 0 3px {PAPER}"  # keeps labels legible on lines and hatching
)

# Eleven hues that stay apart for colour-blind readers (after Paul Tol, "muted"), the light ones darkened, for
# words are written in them. Drawing order decides which front gets which; every lane is also labelled.
FRONT_COLOURS = (
    *("#332288", "#882255", "#117733", "#207566", "#A03A94"),
    *("#6B6B14", "#A83C50", "#0069A6", "#7A5C2E", "#5B5B5B", "#1F5F5B"),
)
# Of neither party's flag: blue and orange, grey for everybody else. In greyscale they stand one step of lightness
# apart (65, 111 and 148 of 255).
SIDE_COLOURS = ("#00548C", "#CC5500", "#949494")

SYMBOLS = {
    "town_captured": "triangle-up",
    "town_recaptured": "triangle-down",
    "town_transferred": "diamond-wide",
    "base_captured": "square",
    "base_recaptured": "pentagon",
    "battle": "circle",
    "town_entered": "triangle-right",
    "siege_begun": "octagon",
    "siege_lifted": "hexagram",
    "bombardment": "star",
    "infrastructure_destroyed": "star-triangle-down",
    "surrender": "diamond",
    "arms_seized": "hexagon",
    "withdrawal": "triangle-left",
    "ceasefire": "cross",
    "political": "star-square",
    "gate_closed": "x",
    "gate_opened": "diamond-tall",
}
# What a chart says of a colour: a hexadecimal number, alone or within a shadow or a style.
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}\b")
_INKS = {PAPER: "white", "#000000": "black"}
_FLOOR = 0.07  # how light the darkest is in the dark


def in_notebooks(dark: bool = False) -> None:
    """Make notebooks store figures as plain data, the same bytes on every run and machine.

    Other renderers write HTML with random ids, which no run reproduces. ``orjson``, where it is
    installed, would write dates in another form. A figure that ends a cell is handed over directly, since plotly's own
    way first loads ``nbformat``, which takes longer than all else in a notebook; ``figure.show()`` goes that way still.
    No table's ``$…$`` is set as mathematics.

    Parameters
    ----------
    dark : bool
        Show figures as for JupyterLab's dark theme; what is written to files stays light.
    """
    from IPython import get_ipython  # noqa: PLC0415 - there is one wherever this is called

    os.environ["PLOTLY_RENDERER"] = "plotly_mimetype"
    pio.json.config.default_engine = "json"
    pd.set_option("display.html.use_mathjax", False)

    def show(figure: go.Figure) -> None:
        shown = _plain_json(darkened(figure) if dark else figure)
        name = (shown["layout"].get("meta") or {}).get("name", "chart")
        if "frames" in shown:  # a saved picture keeps this name whatever day the slider stands at
            name = name.partition("_")[0]
        config = {"displaylogo": False, "toImageButtonOptions": {"filename": name, "scale": 2}}
        about = {"phone": phone_changes(figure)} if hasattr(figure, "_phone") else {}
        shell.display_pub.publish({MIME: shown | {"config": config}}, about)

    if (shell := get_ipython()) is not None:
        shell.display_formatter.ipython_display_formatter.for_type(go.Figure, show)


def _plain_json(figure: go.Figure) -> dict[str, Any]:
    """A figure as JSON has it, whole numbers as JavaScript writes them: saving in JupyterLab changes no cell."""

    def number(text: str) -> float:
        return int(found) if (found := float(text)).is_integer() else found

    shown: dict[str, Any] = json.loads(figure.to_json(), parse_float=number)
    return shown


def phone_changes(figure: go.Figure) -> Any:
    """What of a chart's JSON is otherwise on a phone: the site puts it in where the screen is narrow.

    Of an object the keys that differ, of a list of objects the places (null where they are gone), of all else what
    stands there on a phone.
    """
    return _changes(_plain_json(figure), _plain_json(figure._phone()))


def _changes(wide: Any, phone: Any) -> Any:
    if isinstance(wide, dict) and isinstance(phone, dict):
        differ = sorted(key for key in wide.keys() | phone.keys() if wide.get(key) != phone.get(key))
        return {key: _changes(wide.get(key), phone.get(key)) for key in differ}
    lists = isinstance(wide, list) and isinstance(phone, list) and len(phone) <= len(wide)
    if lists and wide and isinstance(wide[0], dict):
        pairs = enumerate(zip_longest(wide, phone))
        return {str(n): _changes(one, other) for n, (one, other) in pairs if one != other}
    return phone


def template() -> dict[str, Any]:
    """The project's plotly template: about 1 KB of JSON a figure."""
    corner = {"x": 0, "xref": "container", "xanchor": "left", "y": 1, "yref": "container", "yanchor": "top"}
    axis = {"gridcolor": GRID, "linecolor": PALE, "zeroline": False, "ticks": "outside", "tickcolor": PALE}
    return {
        "layout": {
            "font": {"family": FONT, "size": 13, "color": INK},
            "paper_bgcolor": PAPER,
            "plot_bgcolor": PAPER,
            "title": corner | {"pad": {"l": 12, "t": 12}, "font": {"size": 18}},
            "xaxis": axis,
            "yaxis": axis | {"ticks": ""},
            "legend": {"orientation": "h", "x": 0, "font": {"size": 12}},
            "modebar": {
                "color": PALE,
                "activecolor": INK,
                "bgcolor": PAPER,
                # Nothing leaves the reader's machine.
                "remove": ["lasso2d", "select2d", "autoScale2d", "sendChartToCloud"],
            },
            "hoverlabel": {"align": "left", "bgcolor": PAPER, "font": {"size": 12, "color": INK}},
        }
    }


def tint(colour: str, share: float) -> str:
    """A colour mixed with white: share 1 leaves it as it is, 0 is white."""
    return _hex(1 - share * (1 - part) for part in _parts(colour))


def dark(colour: str) -> str:
    """A colour for the dark: its lightness turned round, its hue kept; ``charts.js`` of the site does the same."""
    parts = _parts(colour)
    shift = 1 - max(parts) - min(parts)
    return _hex(_FLOOR + (1 - _FLOOR) * (part + shift) for part in parts)


def darkened(figure: go.Figure) -> go.Figure:
    """The figure with every colour as it is in the dark.

    Parameters
    ----------
    figure : plotly.graph_objects.Figure
        Left as it is.

    Returns
    -------
    plotly.graph_objects.Figure
    """
    return go.Figure(json.loads(_COLOUR.sub(lambda found: dark(found[0]), figure.to_json())))


def _contrast(one: str, other: str) -> float:
    """How far two colours stand apart, from 1 to 21 (WCAG 2.2); lettering needs 4.5."""

    def light(colour: str) -> float:
        linear = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in _parts(colour))
        return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))

    low, high = sorted((light(one), light(other)))
    return (high + 0.05) / (low + 0.05)


def ink_on(ground: str) -> str:
    """Black or white, whichever stands out more on a colour: at least 4.5 to 1, in the dark too.

    Where that is the same in the dark, it is called by its name, which `darkened` leaves as it is.
    """
    by_day, by_night = (max(_INKS, key=lambda ink: _contrast(ink, one)) for one in (ground, dark(ground)))
    return _INKS[by_day] if by_day == by_night else by_day


def _parts(colour: str) -> list[float]:
    return [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]


def _hex(parts: Any) -> str:
    return "#" + "".join(f"{round(255 * part):02x}" for part in parts)
