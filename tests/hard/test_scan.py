"""Counting where the data are. Every row here is synthetic: invented, and of no real event."""

import csv
import shutil
import sys
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

import op1027
from conftest import at_most
from holds import scan_agrees
from made_exports import NEW, ROW, write
from op1027.adapters.scan import scan

ibis = pytest.importorskip("ibis", reason="counting tables of any size needs the extra scan")

GDELT = {
    "GLOBALEVENTID": "1",
    "SQLDATE": "20240105",
    "EventCode": "193",
    "ActionGeo_Type": "4",
    "ActionGeo_FullName": "Alpha, Upland, Synthetica",
    "ActionGeo_CountryCode": "SY",
    "ActionGeo_Lat": "1.5",
    "ActionGeo_Long": "95.0",
}
DAYS = ["05 January 2024", "2024-01-06", "14-Jan-24", "29 February 2024"]
KINDS = ["Armed clash", "Non-state actor overtakes territory", "Air/drone strike", "Looting", "Agreement"]


CELLS = {
    "event_date": [*DAYS, "2024-01-07T00:00:00Z", "20240108", "2024/1/9", "January 10, 2024"],
    "time_precision": ["1", "2", "3", "1.0", "", "NA"],
    "event_type": ["Battles", "Explosions/Remote violence", "Strategic developments", "Protests"],
    "sub_event_type": [*KINDS, "", "NA", "Non-violent transfer of territory"],
    "admin1": ["Upland-North", "Upland", "Upland (North) state", "Z", "", "NULL"],
    "admin2": ["Hills", "Alpha district", "Y", "", "-"],
    "admin3": ["Alpha", "Beta", "beta township", "X", "", "nan"],
    "location": ["Alpha", "Old Beta", "Gamma", "Capital", "Village 7"],
    "latitude": ["1.5", "2.5", "1.500000000000000001", "5.0", "9.0", "40", "", "None"],
    "longitude": ["95.0", "95.009", "9.5e1"],
    "geo_precision": ["1", "2", "3", "1.0", "", "N/A"],
    "actor1": ["Rebels", "Army (2021-)", "Invented Column"],
    "assoc_actor_1": ["", "NA", "Guerrillas", "Rebels; Nobody"],
    "fatalities": ["0", "3", "2.0", ""],
}


@at_most(8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(st.fixed_dictionaries({name: st.sampled_from(cells) for name, cells in CELLS.items()}), min_size=1)
)
def test_one_row_has_one_reading(rows: list[dict[str, str]], like: op1027.Ledger, tmp_path: Path) -> None:
    path = write(tmp_path, *rows, columns=NEW)
    ledger = op1027.read_acled(path, like=like)
    held = ledger.unmatched[ledger.unmatched["why"].str.contains("the side of who took it is not known")]
    frame = scan(path, like=like)
    assert frame["events"].sum() == len(rows)
    if held.empty:
        scan_agrees(frame, ledger)
    out = ledger.unmatched[ledger.unmatched["taken_as"] == "left out"]
    assert len(out) + len(ledger.reports) == len(rows)
    killed = sum(int(float(row["fatalities"] or 0)) for row in rows)
    lost = sum(int(float(rows[int(line) // 2 - 1]["fatalities"] or 0)) for line in out["line"])
    assert int(ledger.reports["low"].fillna(0).sum()) + lost == killed


def gdelt(folder: Path, *rows: dict[str, str], width: int = 0) -> Path:
    """A synthetic table of GDELT's: with a header, or, if a width is given, as GDELT itself publishes it."""
    path = folder / "synthetic_gdelt.csv"
    full = [GDELT | {"GLOBALEVENTID": str(n)} | row for n, row in enumerate(rows, start=1)]
    with path.open("w", encoding="utf-8", newline="") as f:
        out = csv.writer(f, delimiter="\t", quoting=csv.QUOTE_NONE, quotechar=None) if width else csv.writer(f)
        if not width:
            out.writerow(GDELT)
        skip = {61: (2, 23, 24, 0, 0, 1), 58: (2, 23, 22, 0, 0, 1)}.get(width)
        for row in full:
            cells = list(row.values())
            if skip:
                head = cells[:2] + ["x"] * 24 + cells[2:3] + ["5"] * (24 if width == 61 else 22)
                cells = [*head, *cells[3:6], "SY01", *(["SY01001"] if width == 61 else []), *cells[6:], "f", "d", 'u"l']
                assert len(cells) == width
            out.writerow(cells)
    return path


@pytest.mark.parametrize("width", [0, 58, 61])
def test_gdelt_by_name_and_by_the_nearest_township(width: int, like: op1027.Ledger, tmp_path: Path) -> None:
    rows = [
        {},
        {"ActionGeo_FullName": "Hamlet, Nowhere, Synthetica", "ActionGeo_Lat": "2.6", "EventCode": "1951"},
        {"ActionGeo_Type": "1", "ActionGeo_FullName": "Synthetica", "EventCode": "0871"},
        {"ActionGeo_FullName": "Hamlet, Nowhere, Synthetica", "ActionGeo_Lat": "3.6"},
        {"EventCode": "042"},
        {"ActionGeo_Type": "5", "ActionGeo_FullName": "Upland (North), Synthetica", "EventCode": "196"},
    ]
    frame = scan(gdelt(tmp_path, *rows, width=width), like=like).fillna("")
    found = {(row.front, row.type): row.events for row in frame.itertuples()}
    assert found == {
        ("", "battle"): 1,
        ("", "ceasefire"): 1,
        ("all", "ceasefire"): 1,
        ("north", ""): 1,
        ("north", "battle"): 1,
        ("north", "bombardment"): 1,
    }
    assert set(frame["date"]) == {pd.Timestamp("2024-01-05")}


def test_a_pcode_goes_before_names_and_coordinates(like: op1027.Ledger, tmp_path: Path) -> None:
    unknown = {"admin1": "", "admin2": "", "admin3": "", "latitude": "60"}
    rows = [unknown | {"admin3_pcode": "MMR901002"}, unknown | {"admin3_pcode": "MMR999999"}]
    frame = scan(write(tmp_path, *rows, columns=[*ROW, "admin3_Pcode"]), like=like)
    assert sorted(frame["front"].fillna("")) == ["", "north"]


def test_rows_of_one_country_only(like: op1027.Ledger, tmp_path: Path) -> None:
    path = write(tmp_path, {}, {"country": "Neighbour"}, {"country": "Neighbour"})
    with pytest.raises(ValueError, match=r"rows of 2 countries.*'Neighbour', 'Synthetica'"):
        scan(path, like=like)
    assert scan(path, "Neighbour", like)["events"].sum() == 2
    with pytest.raises(ValueError, match="no row of country 'Atlantis'; there are Neighbour"):
        scan(path, "Atlantis", like)


def test_many_files_as_one(like: op1027.Ledger, tmp_path: Path) -> None:
    for year in ("2023", "2024"):
        (tmp_path / year).mkdir()
        path = write(tmp_path, *[{"event_id_cnty": f"{year}_{n}"} for n in range(3)])
        path.rename(tmp_path / year / f"export [{year}].csv")
    frame = scan(tmp_path / "*" / "*.csv", like=like)
    assert frame["events"].sum() == 6
    assert frame.attrs["source"] == "ACLED: *.csv"
    assert scan(tmp_path / "2023" / "export [2023].csv", like=like)["events"].sum() == 3
    shutil.copy(tmp_path / "2023" / "export [2023].csv", tmp_path / "2024" / "again.csv")
    with pytest.raises(op1027.DataError, match="3 faults") as caught:
        scan(tmp_path / "*" / "*.csv", like=like)
    assert [(f.value, f.rule) for f in caught.value.faults] == [(f"2023_{n}", "stands 2 times") for n in range(3)]


def test_each_bad_value_is_told_once_with_its_rows(like: op1027.Ledger, tmp_path: Path) -> None:
    rows = [{"event_date": "05/01/2024"}, {"event_date": "05/01/2024"}, {"geo_precision": "9", "latitude": "99"}, {}]
    with pytest.raises(op1027.DataError) as caught:
        scan(write(tmp_path, *rows), like=like)
    assert [(f.column, f.value, f.rule) for f in caught.value.faults] == [
        ("event_date", "05/01/2024", "a day in which day or month may come first (2 rows, such as SYN1)"),
        ("geo_precision", "9", "more than 3 (1 rows, such as SYN3)"),
        ("latitude", "99", "more than 90 (1 rows, such as SYN3)"),
    ]


def test_more_copies_than_can_be_listed(like: op1027.Ledger, tmp_path: Path) -> None:
    rows = [{"event_id_cnty": f"S{n // 2:03d}"} for n in range(60)] + [{"event_id_cnty": ""}]
    with pytest.raises(op1027.DataError) as caught:
        scan(write(tmp_path, *rows), like=like)
    rules = {f.rule for f in caught.value.faults}
    assert len(caught.value.faults) == 21
    assert rules == {"blank in 1 rows", "stands 2 times", "11 more ids stand more than once"}


def test_a_table_of_another_shape(like: op1027.Ledger, tmp_path: Path) -> None:
    path = tmp_path / "other.csv"
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(op1027.DataError, match="not a table of ACLED, UCDP or GDELT"):
        scan(path, like=like)
    with pytest.raises(op1027.DataError) as caught:
        scan(write(tmp_path, {}, columns=[c for c in ROW if c not in ("latitude", "event_date")]), like=like)
    assert [(f.column, f.rule) for f in caught.value.faults] == [
        ("event_date", "the column is missing"),
        ("latitude", "the column is missing"),
    ]


def test_a_line_that_cannot_be_read(like: op1027.Ledger, tmp_path: Path) -> None:
    path = write(tmp_path, {}, {}, {})
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(lines[:-1]) + "too,few,cells\n", encoding="utf-8")
    with pytest.raises(op1027.DataError, match="not readable") as caught:
        scan(path, like=like)
    assert caught.value.faults[0].line > 1
    path.write_bytes("\n".join([",".join(ROW), *["caf\xe9"]]).encode("latin-1"))
    with pytest.raises(op1027.DataError, match="not readable"):
        scan(path, like=like)


def test_little_memory_no_amount_and_empty_files(like: op1027.Ledger, tmp_path: Path) -> None:
    path = write(tmp_path, {})
    with pytest.raises(MemoryError, match="DuckDB cannot do with 1MB"):
        scan(path, like=like, memory="1MB")
    with pytest.raises(ValueError, match="memory = 'lots' is no amount"):
        scan(path, like=like, memory="lots")
    with pytest.raises(FileNotFoundError, match="for all files of a folder"):
        scan(tmp_path, like=like)
    path.write_text(",".join(ROW) + "\n", encoding="utf-8")
    assert scan(path, like=like).empty
    path.write_bytes(b"")
    with pytest.raises(op1027.DataError, match="not a table of ACLED, UCDP or GDELT"):
        scan(path, like=like)
    (tmp_path / "fake.parquet").write_bytes(b"not Parquet")
    with pytest.raises(op1027.DataError, match="not readable"):
        scan(tmp_path / "fake.parquet", like=like)


def test_windows_line_ends_and_a_byte_order_mark(like: op1027.Ledger, tmp_path: Path) -> None:
    path = write(tmp_path, {}, {})
    content = path.read_bytes()
    for form in (
        b"\xef\xbb\xbf" + content,
        content.replace(b"\r\n", b"\n"),
        content.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"),
    ):
        path.write_bytes(form)
        assert scan(path, like=like)["events"].sum() == 2


def test_no_such_file_no_such_thing_and_no_extra(like: op1027.Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(FileNotFoundError, match=r"no such file: nowhere/\*\.csv"):
        scan("nowhere/*.csv", like=like)
    with pytest.raises(TypeError, match="not a int"):
        scan(3, like=like)
    monkeypatch.setattr(sys.modules["op1027.adapters.scan"], "find_spec", lambda _: None)
    with pytest.raises(ModuleNotFoundError, match=r"pip install -e '\.\[scan\]'"):
        scan("nowhere.csv", like=like)
