"""Outlines, who holds each town by day, and the map: synthetic cases, and what holds for our own data."""

import json
from itertools import pairwise
from pathlib import Path

import pandas as pd
import plotly.graph_objects as go
import pytest

import op1027
from conftest import DATA, Folder, Loaded, report
from op1027 import charts
from op1027.charts import theme
from op1027.charts.boundaries import boundaries_of, load_boundaries, outline_lines
from op1027.charts.map import _SYMBOLS_OF_SIDES, _any_meets, map_info
from op1027.ledger.control import _HOLDER_COLUMNS, town_holders
from op1027.ledger.fronts import fronts_of

TAKEN = report()
LOST = report(item="alpha_lost", type="town_recaptured", actor="army", opponent="rebels", date_start="2024-01-08")
LEFT = [[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]
RIGHT = [[1, 0], [2, 0], [2, 1], [1, 1], [1, 0]]


def square(code: object, ring: list[list[float]], name: str = "pcode", kind: str = "Polygon") -> dict[str, object]:
    rings: list[object] = [ring] if kind == "Polygon" else [[ring]]
    return {"type": "Feature", "properties": {name: code}, "geometry": {"type": kind, "coordinates": rings}}


def geojson(folder: Path, *features: object) -> Path:
    path = folder / "outlines.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return path


def days(*texts: str) -> list[pd.Timestamp]:
    return [pd.Timestamp(text) for text in texts]


@pytest.mark.parametrize("name", ["TS_PCODE", "ts_pcode", "pcode", "ADM3_PCODE"])
@pytest.mark.parametrize("kind", ["Polygon", "MultiPolygon"])
def test_official_outlines_by_any_usual_name(tmp_path: Path, name: str, kind: str) -> None:
    found = load_boundaries(geojson(tmp_path, square("A", LEFT, name, kind), square("A", RIGHT, name, kind)))
    assert found == {"A": [[(x, y) for x, y in LEFT], [(x, y) for x, y in RIGHT]]}


@pytest.mark.parametrize(
    ("feature", "why"),
    [
        (square("A", LEFT, "name"), "feature 1: no P-code"),
        (square(None, LEFT), "feature 1: no P-code"),
        (square("A", LEFT, kind="Point"), "Point where a Polygon"),
        (square("A", LEFT) | {"geometry": None}, "no geometry"),
        (square("A", [[500_000, 0], [1, 1]]), "not degrees"),
        (square("A", [["x", "y"]]), "feature 1"),  # type: ignore[list-item]
        (17, "feature 1"),
    ],
)
def test_what_is_no_outline_is_refused(tmp_path: Path, feature: object, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        load_boundaries(geojson(tmp_path, feature))


@pytest.mark.parametrize(("text", "why"), [("{", "not JSON"), ("[]", "no GeoJSON features"), ("{}", "no GeoJSON")])
def test_what_is_no_geojson_is_refused(tmp_path: Path, text: str, why: str) -> None:
    path = tmp_path / "outlines.geojson"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=why):
        load_boundaries(path)


def test_each_border_is_drawn_once(tmp_path: Path) -> None:
    between, around = outline_lines(load_boundaries(geojson(tmp_path, square("A", LEFT), square("B", RIGHT))))
    assert between == ([1.0, 1.0], [0.0, 1.0])
    edges = {frozenset(pair) for pair in pairwise(zip(*around, strict=True)) if (None, None) not in pair}
    assert len(edges) == 6
    assert frozenset([(1.0, 0.0), (1.0, 1.0)]) not in edges
    assert outline_lines({}) == (([], []), ([], []))


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
    assert found == boundaries_of(ours.package)
    assert all(ring[0] == ring[-1] and len(ring) >= 4 for rings in found.values() for ring in rings)


def test_a_folder_without_outlines_has_none(ledger: Loaded) -> None:
    assert boundaries_of(ledger(TAKEN).package) == {}


def test_holders_by_day(ledger: Loaded) -> None:
    frame = town_holders(ledger(TAKEN, LOST), days("2024-01-04", "2024-01-05", "2024-01-07", "2024-01-08"))
    assert list(frame) == _HOLDER_COLUMNS
    assert list(zip(frame["date"].dt.day, frame["holder"], frame["side"], frame["since"].dt.day, strict=True)) == [
        (5, "rebels", "resistance", 5),
        (7, "rebels", "resistance", 5),
        (8, "army", "military", 8),
    ]
    assert not frame["disputed"].any()


def test_holders_go_by_the_best_day_and_keep_the_span(ledger: Loaded) -> None:
    vague = TAKEN | {"date_start": "2024-01-02", "date_end": "2024-01-06"}
    frame = town_holders(ledger(vague), days("2024-01-05", "2024-01-06"))
    assert frame["date"].dt.day.tolist() == [6]
    assert frame[["since_start", "since_latest"]].iloc[0].dt.day.tolist() == [2, 6]


def test_nobody_holds_anything_in_an_empty_ledger(ours: op1027.Ledger) -> None:
    frame = town_holders(ours.as_of("2000-01-01"), days("2024-01-01"))
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


def moving(figure: go.Figure) -> list[int]:
    """The traces that a step of the slider changes: points, names, names of towns fought for, then the inset's."""
    return list(figure.frames[0].traces)


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


def test_side_and_evidence_show_by_more_than_colour(ledger: Loaded) -> None:
    denied = report(claimant="army", stance="denies", source="radio_1")

    def symbols(*rows: dict[str, str]) -> tuple[str, ...]:
        figure = charts.plot_map(ledger(*rows))
        trace = figure.data[moving(figure)[0]]
        return tuple(s for s, x in zip(trace.marker.symbol, trace.x, strict=True) if x is not None)

    assert symbols(TAKEN) == ("circle",)
    assert symbols(TAKEN | {"claimant": "rebels"}, denied) == ("circle-open-dot",)
    assert symbols(TAKEN, LOST) == ("square",)
    assert symbols(TAKEN, LOST | {"type": "town_transferred", "actor": "neighbours"}) == ("diamond",)
    assert len(set(_SYMBOLS_OF_SIDES)) == 3


def test_a_hover_says_town_holder_since_when_and_evidence(ledger: Loaded) -> None:
    vague = TAKEN | {"date_start": "2024-01-02", "date_end": "2024-01-06", "claimant": "rebels"}
    (text,) = map_info(ledger(vague)).points["text"].unique()
    assert text == "<b>Alpha</b><br>Rebels since 6 January 2024<br>(2–6 January 2024)<br>claimed"


def test_towns_that_never_changed_hands_are_small_and_grey(ours: op1027.Ledger) -> None:
    info = map_info(ours)
    towns = ours.places[(ours.places["kind"] == "town") & ours.places["front"].notna()]
    assert set(info.quiet["place"]) | set(info.points["place"]) == set(towns["place"])
    assert not set(info.quiet["place"]) & set(info.points["place"])
    quiet = next(t for t in charts.plot_map(ours).data if t.mode == "markers" and t.marker.size == 4)
    assert set(quiet.customdata) == set(info.quiet["place"])


def test_without_outlines_the_map_draws_points_only_and_with_them_lines(tmp_path: Path, folder: Folder) -> None:
    ledger = op1027.load(folder(TAKEN))
    bare = charts.plot_map(ledger)
    assert [len(trace.x) for trace in bare.data[:2]] == [0, 0]
    assert "outlines" not in bare.layout.title.subtitle.text
    own = load_boundaries(geojson(tmp_path, square("A", LEFT), square("B", RIGHT)))
    lined = charts.plot_map(ledger, boundaries=own)
    assert [len(trace.x) for trace in lined.data[:2]] == [2, 11]
    assert all(trace.fill is None for trace in lined.data), "no township is filled"


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
