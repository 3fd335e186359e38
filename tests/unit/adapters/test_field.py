"""Inputs as analysts have them, one a fault; the files in `field/` are synthetic: invented, and of no real event."""

import gzip
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import op1027

FIELD = Path(__file__).with_name("field")
AT_LASHIO = ("lashio", "northern_shan", "military", "kia", "battle")


def read(name: str, **more: Any) -> op1027.Ledger:
    reader = op1027.read_ucdp if "ucdp" in name else op1027.read_acled
    return reader(FIELD / name, **more)


def rows(ledger: op1027.Ledger) -> list[tuple[Any, ...]]:
    columns = ["place", "front", "actor", "opponent", "type"]
    return list(
        ledger.reports[columns].astype("object").where(ledger.reports[columns].notna(), None).itertuples(False, None)
    )


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("semicolons.csv", ["semicolons between the values"]),
        ("tabs.tsv", ["tabs between the values"]),
        ("utf16.csv", ["UTF-16", "tabs between the values"]),
        ("api.json", ["JSON"]),
        ("ucdp_hxl_tags.csv", ["a line of HXL tags passed over"]),
        ("ucdp_no_header.csv", ["no header: the 49 columns by their order"]),
        ("floats.csv", []),
    ],
)
def test_forms_that_are_read_and_said(name: str, told: list[str], ours: op1027.Ledger) -> None:
    ledger = read(name, like=ours)
    assert set(rows(ledger)) == {AT_LASHIO}
    said = ledger.unmatched[ledger.unmatched["part"] == "file"]
    assert said["value"].tolist() == told
    assert (said["line"] == 0).all()


def test_packed_and_in_a_workbook(ours: op1027.Ledger, tmp_path: Path) -> None:
    plain = FIELD / "before_the_offensive.csv"
    packed = tmp_path / "synthetic.csv.gz"
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    book = tmp_path / "synthetic.xlsx"
    pd.read_csv(plain).to_excel(book, index=False)
    for path in (packed, book):
        assert rows(op1027.read_acled(path, like=ours)) == [AT_LASHIO]


@pytest.mark.parametrize(
    ("name", "line", "rule"),
    [
        ("cut_off.csv", 3, "the file breaks off here"),
        ("cp1252_location.csv", 2, "not UTF-8"),
        ("gwno_2017.csv", 1, "from before 2019"),
        ("quote_in_first_line.csv", 1, "the column is missing"),
    ],
)
def test_refusals_name_the_cause(name: str, line: int, rule: str, ours: op1027.Ledger) -> None:
    with pytest.raises(op1027.DataError) as caught:
        read(name, like=ours)
    assert {fault.line for fault in caught.value.faults} == {line}
    assert rule in caught.value.faults[0].rule


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n", "a pointer of Git LFS"),
        (b"\xd0\xcf\x11\xe0 invented", "an Excel workbook in the form of before 2007"),
        (b"<!DOCTYPE html><html></html>", "a web page"),
        (b"country,year,month,events,fatalities\nMyanmar,2099,1,3,4\n", "counts, not events"),
        (b'{"success": false, "error": "no token"}', "the API says: no token"),
        (b"\x1f\x8b broken", "broken gzip"),
        ((FIELD / "several_countries_ucdp.csv").read_bytes(), "a table of UCDP, not of ACLED"),
    ],
)
def test_what_is_no_export_is_called_by_its_name(
    content: bytes, rule: str, ours: op1027.Ledger, tmp_path: Path
) -> None:
    path = tmp_path / "synthetic.csv"
    path.write_bytes(content)
    with pytest.raises(op1027.DataError) as caught:
        op1027.read_acled(path, like=ours)
    assert rule in str(caught.value)
    assert len(str(caught.value).splitlines()) <= 3


def test_a_disclaimer_before_the_header_is_passed_over(ours: op1027.Ledger, tmp_path: Path) -> None:
    path = tmp_path / "synthetic.csv"
    path.write_bytes(b'"Invented terms" and more, of no effect\n\n' + (FIELD / "at_sea.csv").read_bytes())
    ledger = op1027.read_acled(path, like=ours)
    assert ledger.reports["report_id"].tolist() == ["r0004"]
    assert "2 lines before the header passed over" in set(ledger.unmatched["value"])


@pytest.mark.parametrize(
    ("name", "days"),
    [
        ("excel_dates_dmy.csv", ["2023-10-27", "2023-11-05"]),
        ("excel_dates_dmy2.csv", ["2023-10-27", "2023-12-31"]),
        ("year_0025.csv", ["2025-09-20", "2099-01-02"]),
    ],
)
def test_days_are_read_where_they_can_be_in_one_way_only(name: str, days: list[str], ours: op1027.Ledger) -> None:
    ledger = read(name, like=ours)
    assert ledger.reports["date_start"].dt.strftime("%Y-%m-%d").tolist() == days
    assert (ledger.unmatched["part"] == "file").sum() == 1


def test_days_of_either_order_are_told_with_their_number_and_the_cure(ours: op1027.Ledger, tmp_path: Path) -> None:
    header, row = (FIELD / "floats.csv").read_text(encoding="utf-8").splitlines()
    path = tmp_path / "synthetic.csv"
    lines = [row.replace("MMR900000", f"MMR{n}").replace("2099-01-02", "05/01/2099") for n in range(5725)]
    path.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    with pytest.raises(op1027.DataError, match=r"5,724 more like it, in lines 3, 4, ….*|pass dayfirst=True") as caught:
        op1027.read_acled(path, like=ours)
    assert len(caught.value.faults) == 5725
    assert len(str(caught.value).splitlines()) == 2
    ledger = op1027.read_acled(path, like=ours, dayfirst=True)
    assert set(ledger.reports["date_start"].dt.strftime("%Y-%m-%d")) == {"2099-01-05"}


@pytest.mark.parametrize(
    ("name", "country"), [("several_countries.csv", "Myanmar"), ("several_countries_ucdp.csv", "Myanmar (Burma)")]
)
def test_a_file_of_several_countries(name: str, country: str, ours: op1027.Ledger) -> None:
    with pytest.raises(ValueError, match="say which with country="):
        read(name, like=ours)
    assert rows(read(name, like=ours, country=country)) == [AT_LASHIO]


def test_a_force_is_that_of_the_state_it_names(ours: op1027.Ledger) -> None:
    thai = read("several_countries.csv", like=ours, country="Thailand")
    assert rows(thai) == [(None, "all", "thailand", "military", "battle")]
    assert rows(read("at_sea.csv", like=ours)) == [(None, "all", "military", "kia", "battle")]
    indonesian = read("several_countries.csv", like=ours, country="Indonesia")
    sides = indonesian.actors.set_index("actor")["side"]
    assert set(indonesian.reports["actor"].map(sides)) == {"third"}


def test_units_of_the_state_are_of_its_side(ours: op1027.Ledger) -> None:
    ledger = read("state_forces_units.csv", like=ours)
    assert ledger.reports["actor"].tolist() == ["military", "military", "militia", "military", "military"]
    assert len(op1027.town_control(ledger)) == 1


def test_words_for_nothing_are_nobody_and_nowhere(ours: op1027.Ledger) -> None:
    ledger = read("literal_na.csv", like=ours)
    assert not set(ledger.actors["name"].str.lower()) & {"na", "nan", "null", "none", "-"}
    assert rows(ledger)[1] == AT_LASHIO
    assert ledger.reports["allies"].isna().all()


def test_names_of_wider_units_go_before_the_point(ours: op1027.Ledger) -> None:
    ledger = read("same_name_township.csv", like=ours)
    assert ledger.reports["front"].tolist() == ["magway", "magway"]
    assert ledger.unmatched["why"].iloc[0] == "its point lies 215 km off: its names were believed"


def test_more_decimals_than_a_float_has(ours: op1027.Ledger) -> None:
    ledger = read("sixteen_decimals.csv", like=ours)
    assert rows(ledger) == [AT_LASHIO, (None, "all", "military", "kia", "battle")]


def test_a_day_without_precision_is_left_out_and_listed(ours: op1027.Ledger) -> None:
    ledger = read("scan_against_read.csv", like=ours)
    assert rows(ledger) == [AT_LASHIO, AT_LASHIO]
    assert ledger.unmatched[["line", "value", "taken_as"]].to_numpy().tolist() == [[3, "no time_precision", "left out"]]


def test_what_is_not_drawn_is_told(ours: op1027.Ledger) -> None:
    early = read("before_the_offensive.csv", like=ours).unmatched
    assert early[["part", "value", "why"]].to_numpy().tolist() == [
        ["day", "1 event", "before its first day, 2023-10-27"]
    ]
    ucdp = read("ucdp_no_header.csv", like=ours).unmatched
    assert "these data do not record who holds what" in set(ucdp["why"])


@pytest.mark.parametrize("name", sorted(p.name for p in FIELD.iterdir()))
def test_scan_counts_what_is_read(name: str, ours: op1027.Ledger) -> None:
    pytest.importorskip("ibis")
    from op1027.adapters.scan import scan  # noqa: PLC0415

    country = {"country": "Myanmar (Burma)" if "ucdp" in name else "Myanmar"} if "several" in name else {}
    try:
        ledger = read(name, like=ours, **country)
    except op1027.DataError:
        with pytest.raises(op1027.DataError):
            scan(FIELD / name, like=ours, **country)
        return
    counted = scan(FIELD / name, like=ours, **country)
    counted = counted.dropna(subset="type").assign(front=lambda t: t["front"].fillna("all"))
    keys = ["front", "date", "type"]
    read_ = ledger.events.groupby(keys, as_index=False).size().rename(columns={"size": "events"})
    pd.testing.assert_frame_equal(counted.groupby(keys, as_index=False)["events"].sum(), read_)
