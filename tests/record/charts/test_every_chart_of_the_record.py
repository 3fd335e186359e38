"""Every chart of the living record: how large it is, how wide, and whether it can be read."""

import re
from dataclasses import replace

import pandas as pd
import plotly.graph_objects as go
import pytest

import op1027
from conftest import check_figure
from op1027 import charts
from op1027.charts import theme
from op1027.export import _PLOTS

# What a record of any size comes to; control and the map have a row or a point a town.
LIMITS = {
    "plot_map": 600_000,
    "plot_timeline": 150_000,
    "plot_strengths": 200_000,
    "plot_verdicts": 200_000,
    "plot_control": 120_000,
}
LIMIT = 80_000


def lettering(figure: go.Figure) -> list[tuple[str, str]]:
    """Every colour that words are written in, with what it is written on."""
    layout, paper = figure.layout, figure.layout.template.layout.paper_bgcolor
    found = [(note.font.color, paper) for note in layout.annotations if note.font.color]
    found += [(layout.title.subtitle.font.color, paper), (layout.template.layout.font.color, paper)]
    for trace in figure.data:
        if trace.type == "scatter" and "text" in trace.mode and isinstance(trace.textfont.color, str):
            found.append((trace.textfont.color, paper))
    return found


@pytest.mark.parametrize(("layout", "widest"), [("wide", 125), ("phone", 60)])
@pytest.mark.parametrize("name", _PLOTS)
def test_every_chart_is_small_and_fits_and_can_be_read_light_and_dark(
    name: str, layout: str, widest: int, ours: op1027.Ledger
) -> None:
    figure = _PLOTS[name](ours, layout=layout)
    check_figure(figure, ours, layout)
    assert len(figure.to_json()) < LIMITS.get(name, LIMIT)
    said = f"{figure.layout.title.text}<br>{figure.layout.title.subtitle.text}"
    assert max(len(re.sub("</?b>", "", line)) for line in said.split("<br>")) <= widest
    dark = theme.darkened(figure)
    for drawn in (figure, dark):
        for ink, ground in lettering(drawn):
            assert theme._contrast(ink, ground) >= 4.5, (ink, ground)
    assert dark.layout.template.layout.paper_bgcolor == theme.dark(theme.PAPER) != theme.PAPER


@pytest.fixture(scope="module")
def early(ours: op1027.Ledger) -> op1027.Ledger:
    return ours.select(front="northern_shan").as_of("2023-11-07")


@pytest.mark.parametrize("name", _PLOTS)
def test_every_chart_of_one_front_at_an_early_day(name: str, early: op1027.Ledger) -> None:
    check_figure(_PLOTS[name](early), early)


def test_a_timeline_of_twice_the_record_keeps_its_size(ours: op1027.Ledger) -> None:
    again = ours.reports.assign(item=ours.reports["item"] + "_2", report_id=ours.reports["report_id"] + "b")
    twice = replace(ours, reports=pd.concat([ours.reports, again], ignore_index=True))
    assert len(twice.events) == 2 * len(ours.events)
    assert len(charts.plot_timeline(twice).to_json()) < LIMITS["plot_timeline"]
    front = ours.events["front"].value_counts().index[0]
    assert len(charts.plot_timeline(twice, front=front).to_json()) < LIMITS["plot_timeline"]
