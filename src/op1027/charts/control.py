"""Which town was held by whom, from when to when?"""

from collections.abc import Iterable

import pandas as pd
import plotly.graph_objects as go

from op1027.charts import theme
from op1027.charts.bars import (
    HALO,
    LETTER,
    RIGHT,
    as_of_line,
    bars,
    fits,
    headings,
    labels,
    last_day,
    left_edge,
    margin,
    open_ends,
    room,
    town_axes,
)
from op1027.charts.frame import frame_figure
from op1027.charts.inert import inertly
from op1027.ledger.control import holdings
from op1027.ledger.fronts import chosen_fronts, front_names
from op1027.ledger.model import Ledger
from op1027.text import wording

ROW = 14  # pixels
PATTERNS = ("", "/", "x")  # the offensive's side, the side it goes against, others


@inertly
def plot_control(ledger: Ledger, front: str | Iterable[str] | None = None, title: str | None = None) -> go.Figure:
    """Which town was held by whom, from when to when?

    One row a town, from its first change of hands on; fronts in drawing order, in each the towns by their
    first change of hands. Solid for the days that every report allows, a thin line for those that only some
    do. Filled: the change of hands is conceded or independently reported; outlined: only claimed, or disputed.

    Parameters
    ----------
    ledger : Ledger
    front : str or iterable of str, optional
        Fronts to draw; by default those where a town changed hands.
    title : str, optional
        Instead of the finding.

    Raises
    ------
    ValueError
        If a front is unknown.
    """
    spells, heads = control_rows(ledger, front)
    names = spells.drop_duplicates("y").set_index("y")["town"]
    left = margin(names)
    figure = go.Figure()
    for _, alike in spells.groupby(["look", "firm"]):
        draw_spells(figure, alike, ledger)
    figure.add_trace(labels(spell_labels(spells, ledger, room(ledger, left))))
    figure.add_trace(headings(heads, ledger))
    bottom = max([2.0, *heads["y"], *spells["y"]]) + 0.8
    height = town_axes(figure, ledger, names, bottom)
    as_of_line(figure, ledger)
    ours, theirs = (ledger.package.names[side] for side in ledger.package.parties)
    counted = spells[spells["counts"]]
    taken, held = counted["place"].nunique(), int(counted["end"].isna().sum())
    names_of = front_names(ledger)
    where = f" in {names_of[heads['front'].iloc[0]]}" if front is not None and len(heads) == 1 else ""
    finding = (
        f"On {wording.day(ledger.known_on)}, {ours.lower()} held {held} of the {wording.count(taken, 'town')} "
        f"they had taken{where}"
        if taken
        else f"No town taken{where} by {wording.day(ledger.known_on)}"
    )
    early = spells.loc[spells["ours"] & (spells["began"] < ledger.package.start), "place"].nunique()
    aside = (
        f" Not counted: {wording.count(early, 'town')} taken before {wording.day(ledger.package.start)}."
        if early
        else ""
    )
    shown = ledger.events[ledger.events["item"].isin([*spells["item_start"], *spells["item_end"].dropna()])]
    return frame_figure(
        figure,
        ledger,
        title or finding,
        f"Blue: {ours.lower()}; orange, hatched: {theirs.lower()}; grey, crossed: others. Filled: the change of "
        "hands is conceded or reported by a third party. Outlined: only claimed, or disputed. Thin line: days on "
        f"which reports do not agree. Arrow: still so.{aside}",
        shown,
        round(ROW * height),
        right=RIGHT,
        left=left,
    )


def control_rows(ledger: Ledger, front: str | Iterable[str] | None) -> tuple[pd.DataFrame, pd.DataFrame]:
    """What `plot_control` draws: the spells with their rows, and the headings of the fronts.

    Returns
    -------
    spells : DataFrame
        `holdings` of the fronts drawn, those that ended before the offensive left out, with ``y`` (the town's
        row, from the top), ``look`` (0 for the offensive's side, 1 for the side it goes against, 2 for others),
        ``follows`` (whether the town's holder before is recorded) and ``text`` (for hovering).
    heads : DataFrame
        ``front``, ``y``, ``label``: the front's name and how many of the towns taken there are held.
    """
    front = chosen_fronts(ledger, front)
    spells = holdings(ledger)
    spells = spells.assign(follows=spells["place"].duplicated(), text=spell_texts(spells))
    spells = spells[~(spells["end_latest"] < ledger.package.start)]
    order = ledger.fronts.sort_values("order")["front"]
    wanted = spells["front"] if front is None else front
    names = front_names(ledger)
    heads: list[dict[str, object]] = []
    rows: dict[str, float] = {}
    y = 1.5
    for key in order[order.isin(wanted)]:
        mine = spells[spells["front"] == key]
        held, taken = int((mine["counts"] & mine["end"].isna()).sum()), mine.loc[mine["counts"], "place"].nunique()
        count = f" {held} of {taken} held" if taken else ""
        heads.append({"front": key, "y": y, "label": f"<b>{names[key]}</b>{count}"})
        rows |= {place: y + n for n, place in enumerate(mine["place"].unique(), start=1)}
        y += mine["place"].nunique() + 1.5
    sides = {side: n for n, side in enumerate(ledger.package.parties)}
    spells = spells[spells["place"].isin(rows)].reset_index(drop=True)
    spells = spells.assign(y=spells["place"].map(rows).astype("float64"), look=spells["side"].map(sides).fillna(2))
    return spells.astype({"look": "int64"}), pd.DataFrame(heads, columns=["front", "y", "label"])


def draw_spells(figure: go.Figure, spells: pd.DataFrame, ledger: Ledger) -> None:
    """Draw spells of one look: thin lines for the uncertain days, a bar for the certain ones, an arrow at an open end.

    Where one holder follows another, the uncertain days are both's: the line of the one who loses runs along
    the upper half of the row, that of the one who gains along the lower.
    """
    look, firm = int(spells["look"].iloc[0]), bool(spells["firm"].iloc[0])
    colour, begin, until = theme.SIDE_COLOURS[look], left_edge(ledger), last_day(ledger)
    days = {c: within(spells[c], begin, until) for c in ("start", "start_latest", "end", "end_latest")}
    low = spells["y"] + 0.2 * spells["follows"]
    text = spells["text"]
    first = pd.DataFrame({"since": days["start"], "until": days["start_latest"], "y": low, "text": text})
    last = pd.DataFrame({"since": days["end"], "until": days["end_latest"], "y": spells["y"] - 0.2, "text": text})
    thin = pd.concat([first, last])
    thin = thin[thin["since"] < thin["until"]]
    if len(thin):
        figure.add_trace(bars(thin, colour, height=0.18))
    sure = pd.DataFrame({"since": days["start_latest"], "until": days["end"].fillna(until), "y": spells["y"]})
    sure["text"] = text
    sure = sure[sure["since"] <= sure["until"]]
    if len(sure):
        figure.add_trace(bars(sure, colour, PATTERNS[look], filled=firm))
    open_ended = spells.loc[spells["end"].isna(), "y"]
    if len(open_ended):
        figure.add_trace(open_ends(open_ended, ledger, colour, firm))


def within(days: pd.Series, begin: pd.Timestamp, until: pd.Timestamp) -> pd.Series:
    """Days, those outside the drawing moved to its edge."""
    return days.mask(days < begin, begin).mask(days > until, until)


def spell_texts(spells: pd.DataFrame) -> list[str]:
    """What hovering over a bar shows: town, holder, days and evidence."""
    texts = []
    for spell in spells.to_dict("records"):
        end = "" if pd.isna(spell["end"]) else f"<br>to {wording.span(spell['end'], spell['end_latest'])}"
        grade = f"{spell['evidence']}, disputed" if spell["disputed"] else spell["evidence"]
        begin = wording.span(spell["start"], spell["start_latest"])
        texts.append(f"<b>{spell['town']}</b>: {spell['holder_name']}<br>from {begin}{end}<br>{grade}")
    return texts


def spell_labels(spells: pd.DataFrame, ledger: Ledger, scale: float) -> pd.DataFrame:
    """The holders' names where there is room: in the bar, else before a town's first bar, else in the one before.

    ``scale`` is the least number of pixels that a day has.
    """
    begin, until = left_edge(ledger), last_day(ledger)
    found = []
    last: tuple[pd.Timestamp, float, tuple[str, str]] | None = None  # the row's last bar: its end, room and look
    row = None
    for spell in spells.to_dict("records"):
        if spell["y"] != row:
            row, last = spell["y"], None
        since, end = max(spell["start_latest"], begin), until if pd.isna(spell["end"]) else spell["end"]
        label = spell["holder_name"]
        if spell["start"] < begin:
            label += f", since {wording.day(spell['start'])}"
        pixels = (end - since).days * scale
        look = (theme.PAPER, "none") if spell["firm"] and spell["look"] == 0 else (theme.INK, HALO)
        if fits(label, pixels):
            found.append((since, spell["y"], label, "middle right", *look))
            pixels -= LETTER * (len(label) + 2)
        elif last is None and fits(label, (spell["start"] - begin).days * scale):
            found.append((spell["start"], spell["y"], label, "middle left", theme.INK, HALO))
        elif last is not None and fits(f"then {label}", last[1]):
            found.append((last[0], spell["y"], f"then {label}", "middle left", *last[2]))
        last = (end, pixels, look)
    return pd.DataFrame(found, columns=["x", "y", "label", "at", "colour", "halo"])
