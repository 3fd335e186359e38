"""Which forecasts and judgements were borne out, and whose?"""

import textwrap
from collections.abc import Iterable

import pandas as pd
import plotly.graph_objects as go

from op1027.analysis.forecasts import JUDGED, TYPES, score_forecasts, sides
from op1027.charts import theme
from op1027.charts.bars import HALO
from op1027.charts.frame import frame_figure
from op1027.charts.inert import inertly
from op1027.ledger.fronts import actor_names, chosen_fronts
from op1027.ledger.model import Ledger
from op1027.text import wording

# Of third parties: which kinds of actors share a row. Kinds that are not named here are other voices.
VOICES = {
    "analyst": "Analysts and monitors",
    "monitor": "Analysts and monitors",
    "media": "News media",
    "un": "UN and governments",
    "igo": "UN and governments",
    "government": "UN and governments",
}
OTHERS = "Other voices"
# Green and purple (ColorBrewer's PRGn) belong to neither side; place and pattern say the same as colour.
LOOKS = {
    "miss": ("not borne out", "#762A83", "/"),
    "hit": ("borne out", "#1B7837", ""),
    "partly": ("partly", "#7FBF7B", "\\"),
    "open": ("open", theme.PAPER, ""),
    "not_checkable": ("not checkable", theme.PAPER, "x"),
}
APART = (2, 1)  # cells between what was judged and what is open, and between that and what cannot be judged
BAR, GAP, HEAD = 0.5, 0.5, 0.62  # heights, in rows: a bar, the room for numbers above it, a heading
ROW, LEFT = 38, 88  # pixels
TEXTS, SHORTEST = 46_000, 40  # characters: of all summaries and reasons shown on hovering; of a reason
FEWEST = 24  # cells that the axis has room for at least, so that a lone claim is not a wall


@inertly
def plot_verdicts(ledger: Ledger, front: str | Iterable[str] | None = None, title: str | None = None) -> go.Figure:
    """Which forecasts and judgements were borne out, and whose?

    One cell is one claim, in a row by who said so (a side at war, or a kind of third party) and whether it was
    a forecast or a judgement. To the right of the line what was borne out, then what was partly; to the left
    what was not; apart, hollow, what is open or cannot be checked. Within each the earliest stands first.

    Parameters
    ----------
    ledger : Ledger
    front : str or iterable of str, optional
        Fronts that the claims speak of; by default all, and what is nationwide.
    title : str, optional
        Instead of the finding.

    Raises
    ------
    ValueError
        If a front is unknown.
    """
    front = chosen_fronts(ledger, front)
    scores = score_forecasts(ledger)
    if front is not None:
        scores = scores[scores["front"].isin(front)]
    cells, heads = verdict_cells(scores, ledger)
    cells = cells.join(texts(cells, ledger))
    figure = go.Figure()
    for outcome, (name, colour, shape) in LOOKS.items():
        draw_cells(figure, cells[cells["outcome"] == outcome], name, colour, shape)
    draw_numbers(figure, cells)
    for y, voice in zip(heads["y"], heads["voice"], strict=True):
        figure.add_annotation(
            text=f"<b>{voice}</b>",
            showarrow=False,
            x=0,
            xref="paper",
            xanchor="left",
            xshift=12 - LEFT,
            y=y,
            font={"size": 13},
        )
    rows = cells.drop_duplicates("y")
    bottom = rows["y"].max() + BAR if len(rows) else 1.0
    left, right = cells["base"].min() - 1.5 if len(cells) else -1.5, cells["base"].max() + 2 if len(cells) else 2
    for y in rows["y"]:
        ends = {"y0": round(y - BAR / 2 - 0.06, 2), "y1": round(y + BAR / 2 + 0.06, 2)}
        figure.add_shape(type="line", x0=0, x1=0, **ends, line={"color": theme.INK, "width": 2})
    figure.update_layout(
        barmode="overlay",
        xaxis={"range": [left, max(right, left + FEWEST)], "visible": False, "fixedrange": True},
        yaxis={
            "range": [bottom, 0],
            "fixedrange": True,
            "showgrid": False,
            "showline": False,
            "tickmode": "array",
            "tickvals": rows["y"].round(2).tolist(),
            "ticktext": (rows["type"] + "s").tolist(),
            "tickfont": {"size": 12},
        },
    )
    how = (
        "One cell is one claim, the earliest first. Right of the line: borne out, then partly; left: not borne out. "
        "Apart and hollow: open, or nothing could settle it; the title leaves these out. The events counted below are "
        "those that verdicts rest on."
    )
    return frame_figure(
        figure,
        ledger,
        title or finding(scores, ledger),
        how,
        grounds(scores, ledger),
        round(ROW * bottom),
        left=LEFT,
        legend=62,
    )


def verdict_cells(scores: pd.DataFrame, ledger: Ledger) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Where each claim stands: the rows of `score_forecasts`, placed.

    Returns
    -------
    cells : DataFrame
        ``scores`` with ``voice`` (whose row it is), ``y`` (the middle of its bar, downwards) and ``base`` (where its
        cell, one wide, begins; below 0 for what was not borne out).
    heads : DataFrame
        ``voice`` and ``y``, one row a heading.
    """
    party = {side: ledger.package.names[side] for side in ledger.package.parties}
    voice = scores["side"].map(party).fillna(scores["kind"].map(VOICES)).fillna(OTHERS)
    order = {name: n for n, name in enumerate(dict.fromkeys([*party.values(), *VOICES.values(), OTHERS]))}
    cells = scores.assign(voice=voice, order=voice.map(order), late=scores["type"] != TYPES[0])
    cells = cells.sort_values(["order", "late", "said_on", "item"], ignore_index=True)
    row = cells.groupby(["order", "late"]).ngroup()
    head = cells["order"].rank(method="dense")
    cells["y"] = (row + 1) * (BAR + GAP) - BAR / 2 + head * HEAD
    number = cells.groupby(["y", "outcome"]).cumcount()
    size = pd.crosstab(cells["y"], cells["outcome"]).reindex(columns=list(LOOKS), fill_value=0)
    here = size.reindex(cells["y"]).set_axis(cells.index)
    judged = here["hit"] + here["partly"]
    begin = {"hit": 0 * judged, "partly": here["hit"], "open": judged + APART[0]}
    begin["not_checkable"] = begin["open"] + here["open"] + APART[1] * (here["open"] > 0)
    cells["base"] = -1 - number
    for outcome, start in begin.items():
        cells["base"] = cells["base"].where(cells["outcome"] != outcome, start + number)
    heads = cells.groupby("order", as_index=False).agg(voice=("voice", "first"), y=("y", "min"))
    return cells.drop(columns=["order", "late"]), heads.assign(y=heads["y"] - BAR / 2 - GAP - HEAD / 2 + 0.1)


def draw_cells(figure: go.Figure, cells: pd.DataFrame, name: str, colour: str, shape: str) -> None:
    """Draw the claims of one outcome, in every row; its name goes into the legend."""
    hollow = colour == theme.PAPER
    marker: dict[str, object] = {
        "color": colour,
        "line": {"color": theme.PALE if hollow else theme.PAPER, "width": 0.8},
    }
    if shape:
        ink, ground = (theme.PALE, theme.PAPER) if hollow else (theme.PAPER, colour)
        marker["pattern"] = {"shape": shape, "bgcolor": ground, "fgcolor": ink, "size": 6, "solidity": 0.25}
    figure.add_trace(
        go.Bar(
            orientation="h",
            name=name,
            base=cells["base"].tolist(),
            x=[1] * len(cells),
            y=cells["y"].round(2).tolist(),
            width=BAR,
            marker=marker,
            customdata=cells[["who", "what", "why"]].to_numpy().tolist(),
            hovertemplate="<b>%{customdata[0]}</b><br>%{customdata[1]}"
            f"<br><b>{name.capitalize()}:</b> %{{customdata[2]}}<extra></extra>",
        )
    )


def draw_numbers(figure: go.Figure, cells: pd.DataFrame) -> None:
    """Write above each run of cells how many they are."""
    runs = cells.groupby(["y", "outcome"], as_index=False)["base"].agg(["min", "size"])
    inks = {outcome: colour if colour != theme.PAPER else theme.PALE for outcome, (_, colour, _) in LOOKS.items()}
    inks["partly"] = LOOKS["hit"][1]
    figure.add_trace(
        go.Scatter(
            mode="text",
            x=(runs["min"] + runs["size"] / 2).tolist(),
            y=(runs["y"] - BAR / 2 - 0.17).round(2).tolist(),
            text=runs["size"].astype("str").tolist(),
            textfont={"size": 11, "color": runs["outcome"].map(inks).tolist(), "shadow": HALO},
            hoverinfo="skip",
            showlegend=False,
            cliponaxis=False,
        )
    )


def texts(cells: pd.DataFrame, ledger: Ledger) -> pd.DataFrame:
    """What hovering shows: ``who`` said so, when, for when; ``what``; and ``why`` the verdict is what it is.

    So that a figure of many claims stays light, reasons are cut where all of them would be too long.
    """
    names = cells["claimant"].map(actor_names(ledger))
    until = (", for " + short_days(cells["resolves_by"])).where(cells["resolves_by"].notna(), "")
    room = TEXTS // max(len(cells), 1) - cells["summary"].str.len()
    why = [
        wording.lines(textwrap.shorten(reason, max(SHORTEST, most), placeholder="…"), 60)
        for reason, most in zip(cells["reason"], room, strict=True)
    ]
    what = [wording.lines(summary, 60) for summary in cells["summary"]]
    who = names + ", " + short_days(cells["said_on"]) + until
    return pd.DataFrame({"who": who, "what": what, "why": why}, index=cells.index)


def short_days(dates: pd.Series) -> pd.Series:
    """Days where there is little room: 4 Jan 2024; blank where missing."""
    return pd.Series(["" if pd.isna(d) else wording.short_span(d, d) for d in dates], index=dates.index, dtype="str")


def finding(scores: pd.DataFrame, ledger: Ledger) -> str:
    """How many of each side's were borne out, of those that can be judged."""
    judged = scores[scores["outcome"].isin(JUDGED)]
    if scores.empty:
        return f"No forecast or judgement on record by {wording.day(ledger.known_on)}"
    if judged.empty:
        said = wording.count(len(scores), "forecast or judgement", "forecasts and judgements")
        return f"{said}, none judged by {wording.day(ledger.known_on)}"
    names, hits = ledger.package.names, judged["outcome"] == "hit"
    each = [
        f"{names[side]} {int(hits[whose].sum())} of {int(whose.sum())}"
        for side in sides(ledger)
        if (whose := judged["side"] == side).any()
    ]
    return f"Forecasts and judgements borne out: {'; '.join(each)}"


def grounds(scores: pd.DataFrame, ledger: Ledger) -> pd.DataFrame:
    """The events that the verdicts rest on."""
    basis = scores["basis"].dropna().str.split("|").explode()
    items = ledger.reports.loc[ledger.reports["report_id"].isin(basis), "item"]
    return ledger.events[ledger.events["item"].isin(items)]
