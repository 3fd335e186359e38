"""Which forces fought on which front?"""

from collections.abc import Iterable

import pandas as pd
import plotly.graph_objects as go

from op1027.analysis.actor_presence import forces
from op1027.charts import theme
from op1027.charts.frame import frame_figure
from op1027.charts.inert import inertly
from op1027.ledger.fronts import WHOLE, actor_names, chosen_fronts, front_names, fronts_of
from op1027.ledger.model import Ledger
from op1027.text import wording

MOST = 24
SYMBOLS = ("circle", "square", "diamond")
OTHERS = "others"
ROW, LETTER = 34, 6  # pixels: a row's height, the length of a letter of the fronts' names
LEFT, PHONE = 122, 380  # pixels: the room for the forces' names, the width of a phone
WIDEST = 30  # pixels: the mark of the greatest number, where columns on a phone are as wide
INSIDE, DIGIT = 15, 5.6  # pixels: from this size on, and if its digits fit, a number stands in its mark


@inertly
def plot_forces(ledger: Ledger, front: str | Iterable[str] | None = None, title: str | None = None) -> go.Figure:
    """Which forces fought on which front?

    Rows are forces, side by side with those of their side and ordered by the front where they are named
    most; columns are fronts. A mark's area, and the number at it, is the number of events that name the force.

    Parameters
    ----------
    ledger : Ledger
    front : str or iterable of str, optional
        Fronts to draw; by default those with events.
    title : str, optional
        Instead of the finding.

    Raises
    ------
    ValueError
        If a front is unknown.
    """
    front = chosen_fronts(ledger, front)
    frame = forces(ledger)
    order = [*fronts_of(ledger), WHOLE]
    chosen = order if front is None else front
    frame = frame[frame["front"].isin(chosen)]
    drawn = [f for f in order if f in set(frame["front"])] if front is None else chosen
    cells = rows(frame, drawn or order[:1], ledger)
    names = front_names(ledger)
    figure = go.Figure()
    draw_marks(figure, cells, ledger)
    forces_drawn = cells.drop_duplicates("row")
    bottom, head = max(len(forces_drawn), 1), 16 + LETTER * max(len(names[key]) for key in drawn or order[:1])
    for n, key in enumerate(drawn):
        figure.add_annotation(
            text=names[key],
            textangle=-90,
            showarrow=False,
            x=n,
            y=-0.62,
            yanchor="bottom",
            font={"size": 12},
        )
        figure.add_shape(
            type="line", x0=n, x1=n, y0=-0.5, y1=bottom - 0.5, layer="below", line={"color": theme.GRID, "width": 1}
        )
    for row in forces_drawn.loc[forces_drawn["rank"].diff().gt(0), "row"]:
        figure.add_hline(y=float(row) - 0.5, line={"color": theme.PALE, "width": 1})
    figure.update_xaxes(
        range=[-0.6, max(len(drawn), 1) - 0.4],
        showgrid=False,
        showticklabels=False,
        ticks="",
        showline=False,
        fixedrange=True,
    )
    figure.update_yaxes(
        range=[bottom - 0.4, -0.6 - head / ROW],
        tickvals=forces_drawn["row"].tolist(),
        ticktext=forces_drawn["label"].tolist(),
        tickfont={"size": 11},
        showline=False,
        fixedrange=True,
    )
    events = ledger.events[ledger.events["date"] >= ledger.package.start]
    rest = frame["actor"].nunique() - min(frame["actor"].nunique(), MOST)
    summed = f" Hollow: the {rest} least named, summed." if rest else ""
    return frame_figure(
        figure,
        ledger,
        title or finding(frame, names),
        f"Area and number: events that name the force as actor, ally or opponent. {key_to_sides(cells, ledger)}"
        f"{summed} Small print: when first and last named. An event with several forces counts for each, an "
        "alliance apart from its members.",
        events[events["front"].isin(drawn)],
        ROW * bottom + head,
        left=LEFT,
    )


def rows(frame: pd.DataFrame, drawn: list[str], ledger: Ledger) -> pd.DataFrame:
    """What `plot_forces` draws: `forces` with row, column, the row's label, and the rank of its side.

    Of more than ``MOST`` forces the least named are summed, front by front, in a last row.
    """
    total = frame.groupby("actor")["events"].sum().sort_index().sort_values(ascending=False, kind="stable")
    few = frame["actor"].isin(total.index[MOST:])
    rest = frame[few].groupby("front").agg({"events": "sum", "first_seen": "min", "last_seen": "max"})
    cells = pd.concat([frame[~few], rest.reset_index().assign(actor=OTHERS, side="")], ignore_index=True)
    cells["column"] = cells["front"].map({key: n for n, key in enumerate(drawn)}).astype("int64")
    ranks = dict(zip(ledger.package.parties, (0, 1), strict=True)) | {"": 3}
    cells["rank"] = cells["side"].map(ranks).astype("float64").fillna(2)
    home = cells.sort_values(["events", "column"], ascending=[False, True]).drop_duplicates("actor")
    home = home.assign(total=home["actor"].map(total)).sort_values(
        ["rank", "column", "total", "actor"], ascending=[True, True, False, True]
    )
    cells["row"] = cells["actor"].map({actor: n for n, actor in enumerate(home["actor"])}).astype("int64")
    names = actor_names(ledger)
    names[OTHERS] = wording.count(int(frame.loc[few, "actor"].nunique()), "other")
    cells["name"] = cells["actor"].map(names)
    first, last = (cells.groupby("actor")[f"{end}_seen"].agg(how) for end, how in (("first", "min"), ("last", "max")))
    seen = {actor: months(first[actor], last[actor]) for actor in first.index}
    cells["label"] = [
        f"{wording.lines(name, 20)}<br><span style='font-size:9px;color:{theme.PALE}'>{seen[actor]}</span>"
        for actor, name in zip(cells["actor"], cells["name"], strict=True)
    ]
    return cells.sort_values(["row", "column"], ignore_index=True)


def months(first: pd.Timestamp, last: pd.Timestamp) -> str:
    """Two days as a span of months: Oct 2023–Mar 2024."""
    return " – ".join(dict.fromkeys(f"{date:%b %Y}" for date in (first, last)))


def finding(frame: pd.DataFrame, names: dict[str, str]) -> str:
    """How many forces, and how many of them on one front alone, as a headline."""
    number = frame["actor"].nunique()
    where = frame.loc[frame["front"] != WHOLE, ["actor", "front"]]
    if where["front"].nunique() < 2:
        place = f" in {names[where['front'].iloc[0]]}" if len(where) else ""
        return f"{wording.count(number, 'force')} named in events{place}"
    alone = int((where.groupby("actor").size() == 1).sum())
    return f"{alone} of {wording.count(number, 'force')} appear on one front alone"


def key_to_sides(cells: pd.DataFrame, ledger: Ledger) -> str:
    """Which symbol stands for which side, of those drawn: one sentence."""
    names = ledger.package.names
    sides = [names[side].lower() for side in ledger.package.parties] + ["others"]
    words = [f"{SYMBOLS[n]}: {name}" for n, name in enumerate(sides) if n in set(cells["rank"])]
    return "; ".join(words).capitalize() + "." if words else "No force is named yet."


def draw_marks(figure: go.Figure, cells: pd.DataFrame, ledger: Ledger) -> None:
    """Draw the marks, one trace a side, with the number in the mark or, where it is small, below."""
    fronts = front_names(ledger)
    widest = min(WIDEST, (PHONE - LEFT) / (cells["column"].max() + 2))
    sizes = (widest * (cells["events"] / cells["events"].max()) ** 0.5).clip(lower=4).round(1)
    spans = [wording.span(a, b) for a, b in zip(cells["first_seen"], cells["last_seen"], strict=True)]
    number = cells["events"].map(lambda n: wording.count(n, "event")).astype("str")
    seen = pd.Series(spans, dtype="str")
    hover = "<b>" + cells["name"] + "</b> · " + cells["front"].map(fronts).astype("str") + "<br>" + number + ", " + seen
    cells = cells.assign(size=sizes, hover=hover, shape=cells["rank"].map(dict(enumerate((*SYMBOLS, "circle-open")))))
    for shape, marks in cells.groupby("shape", sort=False):
        inside = marks["size"] >= (DIGIT * marks["events"].astype("str").str.len()).clip(lower=INSIDE)
        figure.add_trace(
            go.Scatter(
                x=marks["column"].tolist(),
                y=marks["row"].tolist(),
                mode="markers+text",
                text=marks["events"].astype("str").tolist(),
                textposition=inside.map({True: "middle center", False: "bottom center"}).tolist(),
                textfont={
                    "size": inside.map({True: 9, False: 10}).tolist(),
                    "color": inside.map({True: theme.PAPER, False: theme.INK}).tolist(),
                },
                marker={
                    "symbol": str(shape),
                    "color": theme.SIDE_COLOURS[min(int(marks["rank"].iloc[0]), 2)],
                    "size": marks["size"].tolist(),
                    "opacity": 1,
                },
                customdata=marks["hover"].tolist(),
                hovertemplate="%{customdata}<extra></extra>",
                showlegend=False,
            )
        )
