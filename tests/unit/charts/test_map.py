"""Outlines, who holds each town by day, and the map: synthetic cases."""

import json
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest

import op1027
from conftest import Folder, Loaded, moving, report
from op1027 import charts
from op1027.analysis.people_and_ground import _areas
from op1027.charts.boundaries import boundaries_of, load_boundaries, outline_lines
from op1027.charts.map import _SYMBOLS_OF_SIDES, map_info
from op1027.ledger.control import _HOLDER_COLUMNS, town_holders
from op1027.record.outlines import read_outlines

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


def test_holes_are_no_ground(tmp_path: Path) -> None:
    hole = [[0.2, 0.2], [0.8, 0.2], [0.8, 0.8], [0.2, 0.8], [0.2, 0.2]]
    shape = square("A", LEFT) | {"geometry": {"type": "Polygon", "coordinates": [LEFT, hole]}}
    found, faults = read_outlines(geojson(tmp_path, shape, square("B", LEFT), square("C", hole)))
    assert not faults
    areas = _areas(found)
    assert areas["A"] == pytest.approx(areas["B"] - areas["C"])


def test_a_folder_without_outlines_has_none(ledger: Loaded) -> None:
    assert boundaries_of(ledger(TAKEN)) == {}


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


def test_without_outlines_the_map_draws_points_only_and_with_them_lines(tmp_path: Path, folder: Folder) -> None:
    ledger = op1027.load(folder(TAKEN))
    bare = charts.plot_map(ledger)
    assert [len(trace.x) for trace in bare.data[:2]] == [0, 0]
    assert "outlines" not in bare.layout.title.subtitle.text
    own = load_boundaries(geojson(tmp_path, square("A", LEFT), square("B", RIGHT)))
    lined = charts.plot_map(ledger, boundaries=own)
    assert [len(trace.x) for trace in lined.data[:2]] == [2, 11]
    assert all(trace.fill is None for trace in lined.data), "no township is filled"
    read = charts.plot_map(ledger, boundaries=str(tmp_path / "outlines.geojson"))
    assert read.to_json() == lined.to_json()
