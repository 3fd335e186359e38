"""Spells with what counting needs, and the chart that draws them, on the living record."""

import pandas as pd
import pytest

import op1027
from op1027 import charts
from op1027.analysis.progress import progress
from op1027.charts import theme
from op1027.charts.control import control_info


def held_on(bars: pd.DataFrame, day: pd.Timestamp) -> pd.Series:
    inside = bars[bars["counts"] & (bars["began"] <= day) & ~(bars["ended"] <= day)]
    return inside.groupby("front")["place"].nunique()


@pytest.mark.parametrize("known", ["2023-11-07", "2100-01-01"])
def test_bars_count_the_same_towns_as_progress_on_every_day(ours: op1027.Ledger, known: str) -> None:
    view = ours.as_of(known)
    bars = control_info(view).spells
    counts = progress(view, freq="14D").set_index("date")
    for day in counts.index.unique():
        at = counts.loc[day].set_index("front")["towns_held"].drop("all")
        assert held_on(bars, day).reindex(at.index, fill_value=0).tolist() == at.tolist()
    last = progress(view).query("front == 'all'").iloc[-1]
    title = charts.plot_control(view).layout.title.text.replace("<br>", " ")
    assert f" held {last['towns_held']} of the " in title


def test_headings_agree_with_progress_front_by_front(ours: op1027.Ledger) -> None:
    frame = progress(ours)
    last = frame[frame["date"] == frame["date"].max()].set_index("front")["towns_held"]
    for head in control_info(ours).heads.to_dict("records"):
        held = last[head["front"]]
        assert f"</b> {held} of " in head["label"] or (not held and head["label"].endswith("</b>"))


def test_every_spell_is_drawn_once_with_its_look(ours: op1027.Ledger) -> None:
    bars = control_info(ours).spells
    drawn = [trace for trace in charts.plot_control(ours).data if trace.type == "bar" and trace.width > 0.5]
    certain = bars[~(bars["end"] < bars["start_latest"])]
    assert sum(len(trace.y) for trace in drawn) == len(certain)
    outlined = [t for t in drawn if theme.PAPER in (t.marker.color, t.marker.pattern.bgcolor)]
    hatched = [t for t in drawn if t.marker.pattern.shape == "/"]
    plain = [t for t in outlined if t.marker.pattern.shape is None]
    assert sum(len(t.y) for t in hatched) == (certain["look"] == 1).sum()
    assert sum(len(t.y) for t in plain) == (~certain["firm"] & (certain["look"] == 0)).sum()
