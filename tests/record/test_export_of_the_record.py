"""The record taken away: each file is read back as a stranger would."""

import json
import shutil
import subprocess
from pathlib import Path

import openpyxl
import pandas as pd
import plotly.graph_objects as go
import pyarrow.parquet as pq
import pyogrio
import pytest
from pandas.testing import assert_frame_equal

import op1027
from op1027 import charts, export
from op1027.export import acled, frames, geo
from op1027.ledger.control import holdings


@pytest.fixture(scope="module")
def exported(ours: op1027.Ledger, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Our own data, exported once, without pictures."""
    target = tmp_path_factory.mktemp("export") / "taken"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(export, "find_browser", lambda: False)
        assert [export._NO_BROWSER in told for told in export.write_export(ours, target)] == [True]
    return target


def test_the_folder_holds_every_chart_and_sums_that_hold(exported: Path) -> None:
    written = {p.relative_to(exported).as_posix() for p in exported.rglob("*") if p.is_file()}
    names = charts.__all__
    assert {f"charts/{name.removeprefix('plot_')}.json" for name in names} <= written
    assert {line.split("  ")[1] for line in (exported / "SHA256SUMS").read_text().splitlines()} == written - {
        "SHA256SUMS"
    }
    assert (
        shutil.which("sha256sum") is None
        or not subprocess.run(["sha256sum", "--check", "--quiet", "SHA256SUMS"], cwd=exported, check=False).returncode
    )


@pytest.mark.parametrize("name", ["events", "claims"])
def test_csv_parquet_and_excel_read_back_as_the_ledger_has_them(name: str, exported: Path, ours: op1027.Ledger) -> None:
    table = {"events": frames.events_table, "claims": frames.claims_table}[name](ours)
    resolved = getattr(ours, name)
    assert_frame_equal(table[list(resolved)], resolved)
    days = [column for column in table if table[column].dtype.kind == "M"]
    parquet = pd.read_parquet(exported / f"{name}.parquet")
    assert_frame_equal(parquet.astype(dict.fromkeys(days, "datetime64[s]")), table)  # Parquet knows no seconds
    types = {column: table[column].dtype for column in table if column not in days}
    as_csv = pd.read_csv(exported / f"{name}.csv", dtype=types, parse_dates=days)
    credit = as_csv.pop("attribution")
    assert_frame_equal(as_csv.astype(table.dtypes.to_dict()), table)
    assert credit.eq(frames.attribution(ours)).all()
    as_excel = pd.read_excel(exported / "events_and_claims.xlsx", sheet_name=name.capitalize(), dtype=types)
    assert_frame_equal(as_excel.astype(table.dtypes.to_dict()), table)


def test_every_row_leads_to_its_pages(ours: op1027.Ledger) -> None:
    events = frames.events_table(ours)
    assert events["urls"].notna().all()
    found = events.set_index("item")["urls"].str.split("|")
    read = ours.reports[ours.reports["kind"] == "event"].merge(ours.sources, on="source")
    wanted = read[read["item"].isin(found.index)].groupby("item")["url"].agg(set)
    assert found.map(set).sort_index().equals(wanted.sort_index())


def test_every_file_names_whose_data_it_is(exported: Path, ours: op1027.Ledger) -> None:
    credit = frames.attribution(ours)
    assert "op1027 project" in credit
    assert "CC-BY-4.0" in credit
    assert "as known on" in credit
    for path in exported.rglob("*"):
        if path.suffix in {".csv", ".json", ".geojson", ".txt"}:
            assert credit in path.read_text(encoding="utf-8"), path.name
    for name in ("events", "claims"):
        schema = pq.read_schema(exported / f"{name}.parquet")
        assert schema.metadata[b"attribution"].decode() == credit
        assert schema.field("summary").metadata[b"meaning"]
    book = openpyxl.load_workbook(exported / "events_and_claims.xlsx")
    assert book["About"]["A2"].value == credit
    assert book.properties.title == credit
    assert json.loads((exported / "charts" / "tempo.json").read_text())["layout"]["meta"] == {"attribution": credit}
    shaped = (exported / "acled_shaped.csv").read_text(encoding="utf-8")
    assert shaped.count("Not ACLED's data") == len(ours.events)


def test_the_codebook_describes_every_column_and_every_word(exported: Path, ours: op1027.Ledger) -> None:
    book = pd.read_excel(exported / "events_and_claims.xlsx", sheet_name="Codebook", dtype="str")
    assert_frame_equal(book, pd.read_csv(exported / "codebook.csv", dtype="str").drop(columns="attribution"))
    own = book[book["value"].isna()]
    assert own["meaning"].notna().all()
    for name in ("events", "claims", "acled_shaped"):
        header = list(pd.read_csv(exported / f"{name}.csv", nrows=0))
        assert own.loc[own["table"] == name, "column"].tolist() == header
    first = json.loads((exported / "town_control.geojson").read_text(encoding="utf-8"))["features"][0]
    assert set(first["properties"]) <= set(own.loc[own["table"] == "town_control", "column"])
    words = book[book["value"].notna()].groupby(["table", "column"])["value"].agg(set)
    for name, table in {"events": ours.events, "claims": ours.claims}.items():
        for column in ("type", "metric", "evidence", "qualifier", "verdict", "front"):
            if column in table:
                assert set(table[column].dropna()) <= words[name, column], (name, column)


def test_town_control_is_geojson_by_the_rules(exported: Path, ours: op1027.Ledger) -> None:
    held = json.loads((exported / "town_control.geojson").read_text(encoding="utf-8"))
    assert held["type"] == "FeatureCollection"
    assert not {"crs", "coordinates", "geometry", "properties"} & set(held), "what RFC 7946 forbids"
    assert len({feature["id"] for feature in held["features"]}) == len(held["features"]) == len(holdings(ours))
    for feature in held["features"]:
        assert set(feature) == {"type", "id", "geometry", "properties"}
        assert feature["type"] == "Feature"
        assert feature["geometry"]["type"] == "Point"
        lon, lat = feature["geometry"]["coordinates"]
        assert -180 <= lon <= 180
        assert -90 <= lat <= 90
        row = feature["properties"]
        assert row["start"] <= row["began"] <= row["start_latest"]
        assert row["ended"] is None or row["began"] <= row["ended"]


def test_gdal_reads_town_control_with_days_for_the_clock(exported: Path, ours: op1027.Ledger) -> None:
    meta, _, shapes, columns = pyogrio.raw.read(exported / "town_control.geojson")
    assert meta["crs"] == "EPSG:4326"
    assert meta["geometry_type"] == "Point"
    assert len(shapes) == len(holdings(ours))
    kinds = dict(zip(meta["fields"], (values.dtype.kind for values in columns), strict=True))
    assert {kinds[name] for name in ("began", "ended", "start", "start_latest", "end", "end_latest")} == {"M"}
    assert list(geo._PROPERTIES) == [name for name in meta["fields"] if name != "id"]


def test_a_town_located_only_by_its_township_is_not_exact(ours: op1027.Ledger) -> None:
    vague = ours.places[(ours.places["kind"] == "town") & (ours.places["location_basis"] == "township")]
    assert set(acled._geo_precision(vague)) == {2}


def test_charts_are_of_the_fronts_wanted(ours: op1027.Ledger) -> None:
    files = export._chart_files(ours, ["karen"], {"plot_forces": charts.plot_forces}, None)
    figure = go.Figure(json.loads(files["charts/forces.json"]()))
    assert figure.layout.title == charts.plot_forces(ours, front=["karen"]).layout.title
