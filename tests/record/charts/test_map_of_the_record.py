"""Who holds each town by day, and the map, on the living record."""

import json

import pandas as pd
import plotly.graph_objects as go
import pytest

import op1027
from conftest import DATA, moving
from op1027 import charts
from op1027.charts import theme
from op1027.charts.boundaries import boundaries_of, load_boundaries
from op1027.charts.map import _any_meets, map_info
from op1027.ledger.control import _HOLDER_COLUMNS, town_holders
from op1027.ledger.fronts import fronts_of


def test_our_outlines_are_townships_of_ours_and_labelled_approximate(ours: op1027.Ledger) -> None:
    content = json.loads((DATA / "townships.geojson").read_text(encoding="utf-8"))
    assert content["description"].startswith("Approximate")
    townships = ours.places[ours.places["kind"] == "township"].set_index("pcode")
    properties = pd.DataFrame([f["properties"] for f in content["features"]]).set_index("pcode")
    assert properties.index.is_unique
    assert set(properties.index) <= set(townships.index)
    assert len(properties) >= 0.99 * len(townships)
    assert (properties["front"] == townships["front"].fillna("").reindex(properties.index)).all()
    found = load_boundaries()
    assert found == boundaries_of(ours)
    assert all(ring[0] == ring[-1] and len(ring) >= 4 for rings in found.values() for ring in rings)


def test_nobody_holds_anything_in_an_empty_ledger(ours: op1027.Ledger) -> None:
    frame = town_holders(ours.as_of("2000-01-01"), [pd.Timestamp("2024-01-01")])
    assert list(frame) == _HOLDER_COLUMNS
    assert frame.empty


@pytest.mark.parametrize("known", ["2023-12-15", "2024-08-10", "2100-01-01"])
def test_holders_agree_with_progress_to_the_unit(ours: op1027.Ledger, known: str) -> None:
    """Towns held are those that progress counts and those held without a break since before the first day."""
    view = ours.as_of(known)
    every = pd.date_range(view.package.start - pd.Timedelta(days=1), view.known_on, unit="s")
    frame = town_holders(view, every)
    assert not frame.duplicated(["date", "place"]).any()
    held = frame[frame["side"] == view.package.side]
    by_day = pd.crosstab(held["date"], held["place"]).reindex(every, fill_value=0)
    early = by_day.iloc[0] == 1
    kept = by_day.cummin().loc[:, early]
    front = held.drop_duplicates("place").set_index("place")["front"]
    new = (by_day - kept.reindex(columns=by_day.columns, fill_value=0)).T.groupby(front).sum().T.iloc[1:]
    counted = op1027.progress(view).pivot(index="date", columns="front", values="towns_held")
    for key in fronts_of(view):
        found = new[key] if key in new else pd.Series(0, index=new.index)
        assert counted[key].tolist() == found.tolist(), key
    whole = new[[key for key in fronts_of(view) if key in new]].sum(axis=1)
    assert counted["all"].tolist() == whole.tolist()


def test_the_slider_opens_on_its_day_and_says_what_the_frames_show(ours: op1027.Ledger) -> None:
    for date, opening in ((None, ours.known_on), ("2023-11-15", pd.Timestamp("2023-11-15")), ("2100-01-01", None)):
        figure = charts.plot_map(ours, date=date)
        slider = figure.layout.sliders[0]
        shown = [step.args[0][0] for step in slider.steps]
        assert shown == [frame.name for frame in figure.frames] == sorted(set(shown))
        assert shown[slider.active] == (opening or ours.known_on).strftime("%Y-%m-%d")
        now = figure.frames[slider.active]
        for number, framed in zip(now.traces, now.data, strict=True):
            assert figure.data[number].x == framed.x
        assert figure.layout.title.text == now.layout.title.text
        points = figure.data[moving(figure)[0]]
        ours_colour = theme.SIDE_COLOURS[0]
        for step, frame in zip(slider.steps, figure.frames, strict=True):
            held = sum(
                x is not None and hue == ours_colour
                for x, hue in zip(frame.data[0].x, points.marker.color, strict=True)
            )
            assert f": {held} town" in step.label
            assert f" {held} town" in frame.layout.title.text.replace("<br>", " "), "the heading follows the slider"
            assert frame.layout.meta["name"] == f"map_{frame.name}", "and so does the name of what is saved"
    with pytest.raises(ValueError, match="date = 'soon' is not a day"):
        charts.plot_map(ours, date="soon")
    assert {f.layout.title.text for f in charts.plot_map(ours, title="Mine").frames} == {"<b>Mine</b>"}


def test_every_day_shows_who_holds_what_and_nothing_else(ours: op1027.Ledger) -> None:
    info, figure = map_info(ours), charts.plot_map(ours)
    points = figure.data[moving(figure)[0]]
    for frame in figure.frames:
        shown = sorted(p for p, x in zip(points.customdata, frame.data[0].x, strict=True) if x is not None)
        assert shown == sorted(info.points.loc[info.points["date"] == frame.name, "place"])


def test_towns_that_never_changed_hands_are_small_and_grey(ours: op1027.Ledger) -> None:
    info = map_info(ours)
    towns = ours.places[(ours.places["kind"] == "town") & ours.places["front"].notna()]
    assert set(info.quiet["place"]) | set(info.points["place"]) == set(towns["place"])
    assert not set(info.quiet["place"]) & set(info.points["place"])
    quiet = next(t for t in charts.plot_map(ours).data if t.mode == "markers" and t.marker.size == 4)
    assert set(quiet.customdata) == set(info.quiet["place"])


def test_one_front_draws_its_own_townships_and_all_its_towns_by_name(ours: op1027.Ledger) -> None:
    figure = charts.plot_map(ours, front="chin")
    box = figure.layout.xaxis.range, figure.layout.yaxis.range
    for trace in figure.data[:6]:
        for x, y in zip(trace.x, trace.y, strict=True):
            if x is not None and y is not None:
                assert box[0][0] <= x <= box[0][1]
                assert box[1][0] <= y <= box[1][1]
    assert len(figure.to_json()) < len(charts.plot_map(ours).to_json()) / 3
    named = {name for trace in figure.data if trace.mode == "markers+text" for name in trace.text}
    towns = ours.places[(ours.places["kind"] == "town") & (ours.places["front"] == "chin")]
    assert len(named & set(towns["name"])) >= 0.9 * len(towns)


def test_the_inset_shows_northern_shan_three_times_as_large_or_more_with_every_name(ours: op1027.Ledger) -> None:
    figure = charts.plot_map(ours)
    layout = figure.layout
    whole = layout.height - layout.margin.t - layout.margin.b

    def scale(axis: go.layout.YAxis) -> float:
        return (axis.domain[1] - axis.domain[0]) * whole / (axis.range[1] - axis.range[0])

    assert 3 <= scale(layout.yaxis2) / scale(layout.yaxis) <= 4
    assert (layout.yaxis.domain[1] - layout.yaxis.domain[0]) * whole > 800, "as tall as a screen"
    names = figure.data[moving(figure)[4]]
    shan = ours.places[(ours.places["front"] == "northern_shan") & (ours.places["kind"] == "town")].set_index("name")
    taken = set(op1027.town_control(ours).query("front == 'northern_shan'")["place"])
    read = {shan.at[name, "place"] for name in names.text if name in shan.index}
    assert read >= taken, "all towns of the front that changed hands have their names"
    assert not charts.plot_map(ours, layout="phone").layout.shapes


def test_names_cover_neither_one_another_nor_a_town(ours: op1027.Ledger) -> None:
    figure = charts.plot_map(ours)
    per_degree = (figure.layout.yaxis.domain[1] - figure.layout.yaxis.domain[0]) * (
        figure.layout.height - figure.layout.margin.t - figure.layout.margin.b
    )
    scale = per_degree / (figure.layout.yaxis.range[1] - figure.layout.yaxis.range[0])
    names = figure.data[moving(figure)[1]]
    boxes = []
    for lon, lat, name, spot in zip(names.x, names.y, names.text, names.textposition, strict=True):
        if lon is None:
            continue
        x, y, long = lon / figure.layout.yaxis.scaleratio * scale, lat * scale, 6.2 * len(name)
        height, side = spot.split()
        left = {"right": x + 6, "left": x - 8 - long, "center": x - long / 2}[side]
        low = {"top": y + 6, "bottom": y - 20, "middle": y - 7}[height]
        boxes.append((left, left + long, low, low + 14))
    assert len(boxes) > 30
    assert not [box for n, box in enumerate(boxes) if _any_meets(box, boxes[n + 1 :])]
    assert _any_meets((0, 2, 0, 2), [(1, 3, 1, 3)])
    assert not _any_meets((0, 2, 0, 2), [(2, 3, 0, 2)])


def test_a_town_that_never_changed_hands_is_named_on_the_days_when_it_is_fought_for(ours: op1027.Ledger) -> None:
    figure = charts.plot_map(ours)
    names, rings = (figure.data[number] for number in (moving(figure)[2], moving(figure)[5]))
    seen = set()
    for frame in figure.frames:
        ringed = {(x, y) for x, y in zip(frame.data[5].x, rings.y, strict=True) if x is not None}
        shown = [(x, y) for x, y in zip(frame.data[2].x, names.y, strict=True) if x is not None]
        assert set(shown) <= ringed
        seen |= set(shown)
    assert len(seen) == len(names.y) > 5
