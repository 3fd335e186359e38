"""The look of every chart: template, colours, symbols and words, in one place."""

import json
import os

import plotly.graph_objects as go
import plotly.io as pio

INK, PALE, GRID, PAPER = "#222222", "#6b6b6b", "#e4e2dd", "#ffffff"
WIDTH = 900
MIME = "application/vnd.plotly.v1+json"
FONT = "'Noto Sans', 'Helvetica Neue', Arial, sans-serif"

# Eleven hues that stay apart for colour-blind readers (after Paul Tol, "muted"), the light ones darkened, for
# words are written in them. Drawing order decides which front gets which; every lane is also labelled.
FRONT_COLOURS = (
    *("#332288", "#882255", "#117733", "#2B8A7B", "#AA4499"),
    *("#7F7F1E", "#B84A5C", "#0077BB", "#7A5C2E", "#5B5B5B", "#1F5F5B"),
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


def in_notebooks() -> None:
    """Make notebooks store figures as plain data, the same bytes on every run and machine.

    Other renderers write HTML with random ids, which no run reproduces. ``orjson``, where it is
    installed, would write dates in another form. A figure that ends a cell is handed over directly, since plotly's own
    way first loads ``nbformat``, which takes longer than all else in a notebook; ``figure.show()`` goes that way still.
    """
    from IPython import get_ipython  # noqa: PLC0415 - there is one wherever this is called

    os.environ["PLOTLY_RENDERER"] = "plotly_mimetype"
    pio.json.config.default_engine = "json"
    if (shell := get_ipython()) is not None:
        shell.display_formatter.ipython_display_formatter.for_type(
            go.Figure, lambda figure: shell.display_pub.publish({MIME: json.loads(figure.to_json())})
        )


def template() -> go.layout.Template:
    """The project's plotly template: about 1 KB of JSON a figure."""
    axis = {"gridcolor": GRID, "linecolor": PALE, "zeroline": False, "ticks": "outside", "tickcolor": PALE}
    return go.layout.Template(
        layout={
            "font": {"family": FONT, "size": 13, "color": INK},
            "paper_bgcolor": PAPER,
            "plot_bgcolor": PAPER,
            "title": {
                "x": 0,
                "xref": "container",
                "xanchor": "left",
                "y": 1,
                "yref": "container",
                "yanchor": "top",
                "pad": {"l": 12, "t": 12},
                "font": {"size": 18},
            },
            "xaxis": axis,
            "yaxis": axis | {"ticks": ""},
            "legend": {"orientation": "h", "x": 0, "font": {"size": 12}},
            "modebar": {"color": PALE, "activecolor": INK, "remove": ["lasso2d", "select2d", "autoScale2d"]},
            "hoverlabel": {"align": "left", "bgcolor": PAPER, "font": {"size": 12, "color": INK}},
        }
    )


def tint(colour: str, share: float) -> str:
    """A colour mixed with white: share 1 leaves it as it is, 0 is white."""
    parts = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return "#" + "".join(f"{round(255 - share * (255 - p)):02x}" for p in parts)
