"""What stands for a page where a link to it is shared: its chart once more, drawn for 1,200 by 630 pixels.

A chart as the page shows it would be a stamp there. So each is drawn with fewer and larger letters: the whole in one
lane, fronts instead of towns, months instead of marks. A chart of a notebook that is low enough is drawn as it is.
"""

import math
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from figures import plain
from op1027 import charts
from op1027.analysis.progress import firmly_held, progress
from op1027.charts import theme
from op1027.charts.control import control_info
from op1027.charts.map import Window, map_info
from op1027.charts.progress import progress_info
from op1027.charts.timeline import timeline_info
from op1027.export import open_studio
from op1027.ledger.fronts import WHOLE, front_names, fronts_of
from op1027.ledger.model import Ledger
from op1027.text import wording

WIDTH, HEIGHT = 1200, 630  # what most services ask for
LOW, HIGHEST = 560, 760  # pixels of a chart that is legible there, and of one that just is


@dataclass(frozen=True)
class Card:
    """A picture, and what it shows in words."""

    png: bytes
    alt: str


def draw_cards(ledger: Ledger, firsts: Mapping[str, dict[str, Any]]) -> dict[str, Card]:
    """Cards by name: of every chart, of each front that took a town, and of pages with the chart they begin with.

    There are none where there is no browser to draw them.
    """
    with ExitStack() as stack:
        studio, _ = open_studio(stack)
        if studio is None:
            return {}
        taken = progress(ledger).groupby("front")["towns_captured"].max()
        figures = {name: make(ledger) for name, make in CARDS.items()}
        figures |= {f"front-{front}": progress_card(ledger, front) for front in fronts_of(ledger) if taken[front]}
        for name in (plot.removeprefix("plot_") for plot in charts.__all__):
            figures[name] = figures.get(name) or lowest(ledger, name) or figures["progress"]
        for page, chart in firsts.items():
            name = str((chart["layout"].get("meta") or {}).get("name", "")).partition("_")[0]
            low = chart["layout"].get("height", 0) <= LOW
            figures[page] = fitted(go.Figure(chart)) if low else figures.get(name, figures["progress"])
        pngs = {id(figure): studio.draw(figure, "png", WIDTH / figure.layout.width) for figure in figures.values()}
        return {name: Card(pngs[id(figure)], words(figure)) for name, figure in figures.items()}


def lowest(ledger: Ledger, name: str) -> go.Figure | None:
    """A chart, or that of the first front if it is lower, as a card; None where both are too high for its letters."""
    plot = getattr(charts, f"plot_{name}")
    whole = plot(ledger)
    figure = whole if whole.layout.height <= LOW else min(whole, plot(ledger, front=fronts_of(ledger)[0]), key=height)
    return fitted(figure) if height(figure) <= HIGHEST else None


def height(figure: go.Figure) -> int:
    return int(figure.layout.height)


def words(figure: go.Figure) -> str:
    """The title of a figure and the line below it."""
    title = figure.layout.title
    return ". ".join(plain(text).rstrip(".") for text in (title.text, title.subtitle.text) if text) + "."


def fitted(figure: go.Figure) -> go.Figure:
    """A whole chart in the shape of a card: a low one higher, a high one wider, with a larger title for its reading."""
    wide = 40 * math.ceil(max(figure.layout.width, figure.layout.height * WIDTH / HEIGHT) / 40)
    card = go.Figure(figure).update_layout(width=wide, height=wide * HEIGHT // WIDTH, sliders=[], updatemenus=[])
    if wide > figure.layout.width * 1.1:
        card.update_layout(title={"font": {"size": 20 * wide / figure.layout.width}, "subtitle": {"text": ""}})
    return card


def sheet(
    ledger: Ledger,
    title: str,
    below: str,
    data: list[dict[str, Any]],
    letters: int = 56,
    margin: tuple[int, int, int] = (14, 14, 46),
    **layout: Any,
) -> go.Figure:
    """A figure half as large as a card, so that its letters are twice theirs.

    ``letters`` are those of a line of the title, ``margin`` is left, right and below the plot.
    """
    heading = wording.lines(title, letters)
    left, right, bottom = margin
    foot = f"{ledger.package.title} · as known on {wording.day(ledger.known_on)} · {ledger.package.licence}"
    note = {"text": foot, "x": 0, "y": 0, "xref": "paper", "yref": "paper", "xanchor": "left", "yanchor": "bottom"}
    note |= {"showarrow": False, "font": {"size": 9.5, "color": theme.PALE}, "xshift": 12 - left, "yshift": -bottom}
    head = {"text": f"<b>{heading}</b>", "font": {"size": 18}, "y": 1 - 28 / HEIGHT}
    head |= {"subtitle": {"text": below, "font": {"size": 12.5, "color": theme.PALE}}}
    own = {"width": WIDTH // 2, "height": HEIGHT // 2, "showlegend": False, "title": head}
    own |= {"margin": {"l": left, "r": right, "t": 58 + 22 * (heading.count("<br>") + 1), "b": bottom}}
    own |= {"template": theme.template(), "annotations": [note, *layout.pop("annotations", [])]}
    return go.Figure({"data": data, "layout": own | layout})


def progress_card(ledger: Ledger, front: str = WHOLE) -> go.Figure:
    """How many towns were held, firmly and in all, in one lane."""
    info = progress_info(ledger, None if front == WHOLE else front)
    frame = progress(ledger).merge(firmly_held(ledger), on=["front", "date"]).query("front == @front")
    colour = theme.FRONT_COLOURS[0] if front == WHOLE else info.lanes[0].colour
    days, last = frame["date"].dt.strftime("%Y-%m-%d").tolist(), frame.iloc[-1]
    line = {"type": "scatter", "mode": "lines", "x": days, "line": {"shape": "hv", "color": colour, "width": 2}}
    firm = {"y": frame["towns_firm"].tolist(), "fill": "tozeroy", "fillcolor": theme.tint(colour, 0.75)}
    held = {"y": frame["towns_held"].tolist(), "fill": "tonexty", "fillcolor": theme.tint(colour, 0.28)}
    end = {"x": days[-1], "y": float(last["towns_held"]), "xanchor": "left", "xshift": 5, "showarrow": False}
    label = f"<b>{last['towns_held']:.0f} held</b><br>{last['towns_firm']:.0f} firm"
    return sheet(
        ledger,
        info.finding,
        "Dark: conceded, or reported by a third party. Light: claimed alone, or disputed.",
        [line | firm | {"line": line["line"] | {"width": 0}}, line | held],
        margin=(34, 76, 46),
        annotations=[end | {"text": label, "align": "left", "font": {"size": 15, "color": colour}}],
        xaxis={"tickformat": "%b %Y", "nticks": 5, "tickfont": {"size": 12}},
        yaxis={"rangemode": "tozero", "nticks": 4, "tickfont": {"size": 12}},
    )


def map_card(ledger: Ledger) -> go.Figure:
    """The country, and beside it the front where it began, larger."""
    info = map_info(ledger)
    points = info.points[info.points["date"] == info.opening]
    data: list[dict[str, Any]] = []
    layout: dict[str, Any] = {}

    def part(window: Window, axis: str, across: list[float], up: list[float], size: int) -> None:
        flat = {"type": "scatter", "xaxis": f"x{axis}", "yaxis": f"y{axis}"}
        for (x, y), colour in ((info.between, theme.GRID), (info.around, "#b9b5aa")):
            data.append(flat | {"mode": "lines", "x": x, "y": y, "line": {"color": colour, "width": 0.8}})
        here = points[window.holds(points)]
        colours = [theme.SIDE_COLOURS[n] for n in here["side_number"]]
        marker = {
            "color": colours,
            "symbol": here["symbol"].tolist(),
            "size": size,
            "line": {"color": colours, "width": 1},
        }
        data.append(flat | {"mode": "markers", "x": here["lon"].tolist(), "y": here["lat"].tolist(), "marker": marker})
        shown = {"visible": False, "constrain": "domain"}
        layout[f"xaxis{axis}"] = shown | {
            "range": [window.west, window.east],
            "domain": across,
        }
        scaled = {
            "scaleanchor": f"x{axis}",
            "anchor": f"x{axis}",
            "scaleratio": window.stretch,
            "constraintoward": "bottom",
        }
        layout[f"yaxis{axis}"] = shown | scaled | {"range": [window.south, window.north], "domain": up}

    part(info.window, "", [0.76, 1], [0, 1], 4)
    if info.inset:
        part(info.inset, "2", [0, 0.73], [0.07, 0.69], 7)
    coloured = coloured_names([*(ledger.package.names[side] for side in ledger.package.parties), "Others"])
    first = front_names(ledger)[fronts_of(ledger)[0]]
    below = f"{coloured}. Left: {first}"
    return sheet(ledger, info.finding, below, data, 52, (14, 8, 10), **layout).update_layout(margin_t=8)


def coloured_names(parties: list[str]) -> str:
    """What the colours of the sides stand for."""
    pairs = zip(theme.SIDE_COLOURS, parties, strict=True)
    return " ".join(f'<span style="color:{colour}">■</span> {name}' for colour, name in pairs)


def control_card(ledger: Ledger) -> go.Figure:
    """Of the towns of each front that changed hands, who holds how many."""
    info = map_info(ledger)
    points = info.points[info.points["date"] == info.opening]
    counts = points.groupby(["front", "side_number"]).size().unstack(fill_value=0)
    names = front_names(ledger)
    fronts = [front for front in fronts_of(ledger) if front in counts.index][::-1]
    parties = [ledger.package.names[side] for side in ledger.package.parties] + ["Others"]
    data: list[dict[str, Any]] = []
    for number, party in enumerate(parties):
        values = [int(counts[number].loc[front]) if number in counts else 0 for front in fronts]
        colour = theme.SIDE_COLOURS[number]
        texts = [str(value or "") for value in values]
        bar = {"type": "bar", "orientation": "h", "name": party, "x": values, "y": [names[f] for f in fronts]}
        inks = {
            "textposition": "inside",
            "insidetextanchor": "middle",
            "textfont": {"size": 12, "color": theme.ink_on(colour)},
        }
        data.append(bar | inks | {"text": texts, "textangle": 0, "marker": {"color": colour}})
    return sheet(
        ledger,
        control_info(ledger).finding,
        f"{coloured_names(parties)}: towns that changed hands",
        data,
        margin=(128, 14, 46),
        barmode="stack",
        bargap=0.12,
        xaxis={"visible": False},
        yaxis={"tickfont": {"size": 12}, "showline": False},
    )


def timeline_card(ledger: Ledger) -> go.Figure:
    """Events by front and month."""
    start = ledger.package.start
    events = ledger.events[ledger.events["date"] >= start]
    months = events["date"].dt.strftime("%Y-%m-01")
    counts = events.groupby(["front", months]).size().unstack(fill_value=0).sort_index(axis=1)
    names = front_names(ledger)
    fronts = [front for front in fronts_of(ledger) if front in counts.index][::-1]
    scale = [[0, "#f4f3f0"], [1, theme.FRONT_COLOURS[0]]]
    heat: dict[str, Any] = {"type": "heatmap", "x": list(counts), "y": [names[f] for f in fronts], "colorscale": scale}
    heat |= {"z": counts.loc[fronts].to_numpy().tolist(), "xgap": 1, "ygap": 1, "showscale": False}
    top = int(counts.to_numpy().max()) if counts.size else 0
    return sheet(
        ledger,
        timeline_info(ledger).finding,
        f"By front and month; the darkest: {top} events",
        [heat],
        margin=(128, 14, 46),
        xaxis={"tickformat": "%b %Y", "nticks": 5, "tickfont": {"size": 12}, "showgrid": False},
        yaxis={"tickfont": {"size": 11}, "showline": False, "showgrid": False},
    )


CARDS: dict[str, Callable[[Ledger], go.Figure]] = {
    "progress": progress_card,
    "map": map_card,
    "control": control_card,
    "timeline": timeline_card,
}
