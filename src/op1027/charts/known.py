"""What was known on a date, against what is known now, and how long did news take?"""

from collections.abc import Iterable

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from op1027.analysis.hindsight import known_history, reporting_lags
from op1027.charts import theme
from op1027.charts.bases import tick
from op1027.charts.frame import DATE_TICKS, frame_figure, front_colours, iso
from op1027.charts.inert import inertly
from op1027.ledger.control import HANDS
from op1027.ledger.fronts import WHOLE, chosen_fronts, front_names
from op1027.ledger.model import Ledger
from op1027.text import wording

LANE, GAP, LAGS = 170, 64, 170  # pixels: a lane of towns, its gap, the panel of lags
REACH = 30  # days: how far the panel of lags goes
# What the lines of the lower panel show: types of event, colour, dash.
KINDS = {
    "—— towns": (HANDS, theme.INK, "solid"),
    "– – bases": (("base_captured", "base_recaptured"), theme.SIDE_COLOURS[0], "dash"),
    "····· all else": ((), theme.PALE, "dot"),
}


@inertly
def plot_known(ledger: Ledger, front: str | Iterable[str] | None = None, title: str | None = None) -> go.Figure:
    """What was known on a date, against what is known now, and how long did news take?

    Upper panels: towns held, as known at the end of each day, and as known now; below them the gap between the two.
    Lowest panel: the share of events that were published within so many days.

    Parameters
    ----------
    ledger : Ledger
    front : str or iterable of str, optional
        Fronts to draw, a panel each; by default one panel for all of them together.
    title : str, optional
        Instead of the finding.

    Raises
    ------
    ValueError
        If a front is unknown.
    """
    front = chosen_fronts(ledger, front)
    drawn = [WHOLE] if front is None else front
    history, lags = known_history(ledger), reporting_lags(ledger)
    if WHOLE not in drawn:
        lags = lags[lags["front"].isin(drawn)]
    history = history[history["front"].isin(drawn)]
    heights = [*[LANE, GAP] * len(drawn), LAGS]
    space = 36 / (sum(heights) + 36 * 2 * len(drawn))
    figure = make_subplots(rows=len(heights), vertical_spacing=space, row_heights=heights)
    start, end = ledger.package.start, max(ledger.known_on, ledger.package.start + pd.Timedelta(days=7))
    room = max((end - start) / 40, pd.Timedelta(days=1))
    for number, key in enumerate(drawn):
        draw_history(figure, history[history["front"] == key], ledger, key, 2 * number + 1)
    dates = {"type": "date", "range": [iso(start - room), iso(end + room)], "tickformatstops": DATE_TICKS}
    for row in range(1, len(heights)):
        figure.update_xaxes(**dates, row=row, showticklabels=row % 2 == 1, ticks="")
    draw_lags(figure, lags, len(heights))
    figure.update_yaxes(fixedrange=True)
    where = f" in {front_names(ledger)[drawn[0]]}" if len(drawn) == 1 and drawn != [WHOLE] else ""
    finding = f"Nothing is known{where} on {wording.day(ledger.known_on)}"
    if len(lags):
        half = wording.count(int(lags["lag_days"].median()), "day")
        finding = f"Half of what is recorded{where} was published within {half}"
    events = ledger.events[ledger.events["item"].isin(lags["item"])]
    how = [
        "Upper: towns held; solid: as known at the end of each day, dashed: as known now. Bars: the difference, above "
        "the line for towns that had fallen and were not known yet, below it for towns believed taken too early.",
        "Lowest: how much was published within so many days of the event.",
    ]
    if late := int((lags["lag_days"] > REACH).sum()):
        how.append(f"{wording.count(late, 'event')} took longer than {REACH}, or no earlier page is on record.")
    plot = round(sum(heights) / (1 - space * (len(heights) - 1)))
    return frame_figure(figure, ledger, title or finding, " ".join(how), events, plot, right=70, left=44)


def draw_history(figure: go.Figure, history: pd.DataFrame, ledger: Ledger, front: str, row: int) -> None:
    """Draw one front's two counts into a row, and the difference between them into the next."""
    colour = front_colours(ledger)[front]
    days = history["date"].dt.strftime("%Y-%m-%d")
    known, now = history["towns_known"], history["towns_now"]
    for values, name, dash, width in ((now, "known now", "dash", 1.4), (known, "known then", "solid", 2)):
        figure.add_trace(
            go.Scatter(
                **steps(days, values),
                mode="lines",
                line={"shape": "hv", "color": colour, "dash": dash, "width": width},
                hovertemplate=f"%{{x|%-d %B %Y}}: %{{y}}<extra>{name}</extra>",
                showlegend=False,
            ),
            row=row,
            col=1,
        )
    highest = max(1, int(pd.concat([known, now]).max()))
    axis = figure.get_subplot(row, 1).yaxis.plotly_name.replace("axis", "")
    note = {"showarrow": False, "xref": "paper", "xanchor": "left", "align": "left"}
    name = (front_names(ledger) | {WHOLE: "All fronts"})[front]
    figure.add_annotation(
        **note,
        text=f"<b>{name}</b>",
        x=0.004,
        y=1,
        yref=f"{axis} domain",
        yanchor="top",
        font={"color": colour, "size": 14},
    )
    figure.add_annotation(
        **note,
        text=f"<b>{now.iloc[-1]}</b> held",
        x=1.01,
        y=int(now.iloc[-1]),
        yref=axis,
        font={"color": colour, "size": 12},
    )
    figure.update_yaxes(range=[0, 1.15 * highest], dtick=tick(highest), row=row)
    draw_gap(figure, days, history["gap"], row + 1)


def draw_gap(figure: go.Figure, days: pd.Series, gap: pd.Series, row: int) -> None:
    """Draw by how many towns what was known differed from what is known now."""
    for values, colour in ((gap.clip(lower=0), theme.SIDE_COLOURS[1]), (gap.clip(upper=0), theme.SIDE_COLOURS[0])):
        figure.add_trace(
            go.Scatter(
                **steps(days, values),
                mode="lines",
                line={"shape": "hv", "color": colour, "width": 1},
                fill="tozeroy",
                fillcolor=theme.tint(colour, 0.55),
                hovertemplate="%{x|%-d %B %Y}: %{y:+d}<extra>not known, or known too early</extra>",
                showlegend=False,
            ),
            row=row,
            col=1,
        )
    most = max(1, int(gap.abs().max()))
    figure.update_yaxes(
        range=[-most * 1.1, most * 1.1], tickvals=[-most, 0, most], ticktext=[f"−{most}", "0", f"+{most}"], row=row
    )


def steps(days: pd.Series, values: pd.Series) -> dict[str, list[object]]:
    """The days on which a count changes, and the last, with its values."""
    moves = values.diff().ne(0)
    moves.iloc[-1] = True
    return {"x": days[moves].tolist(), "y": values[moves].tolist()}


def draw_lags(figure: go.Figure, lags: pd.DataFrame, row: int) -> None:
    """Draw the share of events published within so many days, by kind, with its name at the end of the line."""
    named = {kind for types, *_ in KINDS.values() for kind in types}
    ends = []
    for name, (types, colour, dash) in KINDS.items():
        mine = lags[lags["type"].isin(types) if types else ~lags["type"].isin(named)]
        if mine.empty:
            continue
        days = list(range(REACH + 1))
        share = [round(100 * float((mine["lag_days"] <= day).mean()), 1) for day in days]
        figure.add_trace(
            go.Scatter(
                x=days,
                y=share,
                mode="lines",
                line={"shape": "hv", "color": colour, "dash": dash, "width": 2},
                hovertemplate=f"within %{{x}} days: %{{y}} %<extra>{name}</extra>",
                showlegend=False,
            ),
            row=row,
            col=1,
        )
        ends.append((share[-1], f"{name} ({len(mine)})", colour))
    axis = figure.get_subplot(row, 1).yaxis.plotly_name.replace("axis", "")
    ends.sort(reverse=True)
    for place, (_, text, colour) in enumerate(ends):
        figure.add_annotation(
            text=text,
            showarrow=False,
            x=REACH,
            y=88 - 17 * (place + 1),
            yref=axis,
            xref=axis.replace("y", "x"),
            xanchor="right",
            font={"color": colour, "size": 12},
        )
    figure.update_yaxes(range=[0, 108], ticksuffix=" %", dtick=25, row=row)
    figure.update_xaxes(range=[-0.5, REACH + 0.5], tickvals=[0, 3, 7, 14, 21, 30], row=row)
    figure.add_annotation(
        text="<b>Published within … days</b>",
        showarrow=False,
        x=0.004,
        xref="paper",
        xanchor="left",
        y=1,
        yref=f"{axis} domain",
        yanchor="bottom",
        yshift=4,
        font={"size": 13},
    )
