"""Inputs as analysts have them, one a fault; the files in `field/` are synthetic: invented, and of no real event."""

import functools
import gzip
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import op1027
from op1027.adapters.actors import Actors
from op1027.adapters.ucdp import _HEADLESS

FIELD = Path(__file__).with_name("field")
AT_LASHIO = ("lashio", "northern_shan", "military", "kia", "battle")


@functools.cache
def read(name: str, **more: Any) -> op1027.Ledger:
    """A file of `field/`, read once for all tests."""
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


def test_a_workbook_is_read_from_the_sheet_and_row_of_its_header(ours: op1027.Ledger, tmp_path: Path) -> None:
    book = tmp_path / "synthetic.xlsx"
    with pd.ExcelWriter(book) as sheets:
        pd.DataFrame({"About": ["an invented table"]}).to_excel(sheets, sheet_name="About", index=False)
        pd.read_csv(FIELD / "at_sea.csv").to_excel(sheets, sheet_name="Data", index=False, startrow=3)
    ledger = op1027.read_acled(book, like=ours)
    assert ledger.reports["report_id"].tolist() == ["r0005"]
    assert {"sheet 'Data' of a workbook", "3 lines before the header passed over"} <= set(ledger.unmatched["value"])


def test_utf16_with_lines_before_its_header(ours: op1027.Ledger, tmp_path: Path) -> None:
    path = tmp_path / "synthetic.csv"
    path.write_text("Invented terms\n\n" + (FIELD / "tabs.tsv").read_text(encoding="utf-8"), encoding="utf-16")
    ledger = op1027.read_acled(path, like=ours)
    assert set(rows(ledger)) == {AT_LASHIO}
    assert {"UTF-16", "tabs between the values", "2 lines before the header passed over"} <= set(
        ledger.unmatched["value"]
    )


def test_decimal_commas_are_read_where_all_numbers_have_them(ours: op1027.Ledger, tmp_path: Path) -> None:
    table = pd.read_csv(FIELD / "before_the_offensive.csv", dtype="str", keep_default_na=False)
    commas = table.assign(**{axis: table[axis].str.replace(".", ",") for axis in ("latitude", "longitude")})
    path = tmp_path / "synthetic.csv"
    commas.to_csv(path, sep=";", index=False)
    ledger = op1027.read_acled(path, like=ours)
    assert rows(ledger) == [AT_LASHIO]
    assert ledger.unmatched["value"].str.contains("decimal commas, such as").sum() == 2
    pd.concat([commas, table.assign(event_id_cnty="MMR900999")]).to_csv(path, sep=";", index=False)
    with pytest.raises(op1027.DataError, match="digits with a decimal point"):
        op1027.read_acled(path, like=ours)


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ("%Y/%m/%d", 0),
        ("%Y.%m.%d", 0),
        ("%B %d, %Y", 0),
        ("%d %b, %Y", 0),
        ("%m/%d/%Y %I:%M:%S %p", 1),
        ("%d.%m.%Y %H:%M", 1),
    ],
)
def test_days_in_the_forms_of_many_programs(form: str, told: int, ours: op1027.Ledger, tmp_path: Path) -> None:
    table = pd.read_csv(FIELD / "excel_dates_dmy.csv", dtype="str", keep_default_na=False)
    days = pd.Series(pd.to_datetime(["2023-10-27", "2023-11-05"]))
    path = tmp_path / "synthetic.csv"
    table.assign(event_date=days.dt.strftime(form), year="2023").to_csv(path, index=False)
    ledger = op1027.read_acled(path, like=ours)
    assert ledger.reports["date_start"].tolist() == days.tolist()
    assert (ledger.unmatched["part"] == "file").sum() == told


def test_days_that_a_spreadsheet_has_counted(ours: op1027.Ledger, tmp_path: Path) -> None:
    table = pd.read_csv(FIELD / "excel_dates_dmy.csv", dtype="str", keep_default_na=False)
    path = tmp_path / "synthetic.csv"
    table.assign(event_date=["45226", "45235.75"], year="2023").to_csv(path, index=False)
    ledger = op1027.read_acled(path, like=ours)
    assert ledger.reports["date_start"].dt.strftime("%Y-%m-%d").tolist() == ["2023-10-27", "2023-11-05"]
    assert ledger.unmatched["value"].str.contains("as spreadsheets do, such as 45226").any()
    table.assign(event_date=["43764", "43773"], year="2023").to_csv(path, index=False)  # counted from 1904
    with pytest.raises(op1027.DataError, match=r"a day as spreadsheets count them.*format the column"):
        op1027.read_acled(path, like=ours)


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


@pytest.mark.parametrize(
    ("name", "actor"),
    [
        ("TNLA: Ta'ang National Liberation Army", "tnla"),
        ("PSLF/TNLA: Palaung State Liberation Front/Ta'ang National Liberation Army", "tnla"),
        ("ULA/AA: United League of Arakan/Arakan Army", "aa"),
        ("ULA", "aa"),
        ("KNU/KNLA: Karen National Union/Karen National Liberation Army", "knla"),
        ("KPC: KNU/KNLA Peace Council", "kpc"),
        ("KNU/KNLA-PC: KNU/KNLA Peace Council", "kpc"),
        ("KNU/KNLA Peace Council", "kpc"),
        ("FBR: Forces of an Invented Republic (Burundi)", None),
        ("FBR (Burundi)", None),
        ("AA: Ansar Allah", None),
        ("KNA: Kuki National Army", None),
        ("KNDF: Karenni Nationalities Defense Force", "kndf"),
        ("DKBA 5", "dkba"),
        ("PDF: People's Defense Force", "pdf"),
        ("PDF - Mandalay", "mandalay_pdf"),
        ("PDF - Kawlin", "pdf"),
        ("People's Defense Force - Invented", "pdf"),
        ("Kawlin People's Defense Force", "pdf"),
        ("Local Defense Force - Kawlin", "resistance"),
        ("LDF - Kawlin", "resistance"),
        ("CDF - Mindat: Chinland Defense Force - Mindat", "cdf"),
        ("Kachin PDF", "kpdf"),
        ("Military Forces of Myanmar (1988-2011)", "military"),
        ("Military Forces of Myanmar Border Guard Force (2021-)", "military"),
        ("Government of Myanmar (Burma)", "military"),
        ("Police Forces of Myanmar (2016-2021) Prison Guards", "military"),
        ("Military Forces of Bangladesh (2009-2024) Border Guard", "bangladesh"),
        ("Government of Bangladesh", "bangladesh"),
        ("Mutiny of Military Forces of Myanmar (2021-)", None),
        ("Rakhine Ethnic Militia (Myanmar)", None),
        ("Unidentified Armed Group (Myanmar)", None),
    ],
)
def test_names_are_matched_whole_or_as_their_maker_built_them(
    name: str, actor: str | None, ours: op1027.Ledger
) -> None:
    known = Actors(ours.actors, ours.places, ours.package, "Myanmar", {})
    assert known.fighter(name)[0] == actor


AREAS = [
    ({"adm_1": "Shan state", "adm_2": "Lashio district", "where_prec": "3"}, "northern_shan"),
    ({"adm_1": "Shan state", "adm_2": "Lashio district", "where_prec": "4"}, "northern_shan"),
    (
        {"adm_1": "Shan state", "adm_2": "", "where_coordinates": "Kyaukme district", "where_prec": "3"},
        "northern_shan",
    ),
    ({"adm_1": "Shan state", "adm_2": "Laukkaing district", "where_prec": "3"}, "northern_shan"),
    ({"adm_1": "Shan state", "adm_2": "Laukkaing district", "where_prec": "5"}, "northern_shan"),
    ({"adm_1": "Shan state", "adm_2": "Taunggyi district", "where_prec": "3"}, "all"),
    ({"adm_1": "Bago region", "latitude": "18.8", "longitude": "95.2", "where_prec": "4"}, "delta"),
    ({"adm_1": "Bago region", "adm_2": "Taungoo district", "where_prec": "3"}, "karen"),
    ({"adm_1": "Magwe division", "latitude": "20.3", "longitude": "94.9", "where_prec": "4"}, "magway"),
    ({"adm_1": "Magwe division", "latitude": "20.3", "longitude": "94.9", "where_prec": "5"}, "magway"),
    ({"adm_1": "Sagaing region", "where_prec": "6"}, "all"),
]


@pytest.fixture(scope="module")
def fronts_of_areas(ours: op1027.Ledger, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    frame = pd.read_csv(FIELD / "ucdp_no_header.csv", header=None, dtype="str", nrows=1)
    frame.columns = _HEADLESS.split()
    blank = {"where_coordinates": "", "adm_2": "", "latitude": "19.5", "longitude": "96.5"}
    lashio = {"latitude": "22.9", "longitude": "97.7"}
    rows = [blank | (lashio if front == "northern_shan" else {}) | place for place, front in AREAS]
    path = tmp_path_factory.mktemp("areas") / "ucdp_synthetic.csv"
    pd.concat([frame.assign(**row, id=f"S{n}") for n, row in enumerate(rows)]).to_csv(path, index=False)
    return list(op1027.read_ucdp(path, like=ours).reports["front"])


@pytest.mark.parametrize("number", range(len(AREAS)), ids=lambda number: str(AREAS[number][0]))
def test_areas_go_to_their_front(number: int, fronts_of_areas: list[str]) -> None:
    assert fronts_of_areas[number] == AREAS[number][1]


def test_a_town_does_not_fall_twice_because_a_name_is_new(ours: op1027.Ledger, tmp_path: Path) -> None:
    frame = pd.read_csv(FIELD / "floats.csv", dtype="str")
    frame["sub_event_type"] = "Non-state actor overtakes territory"
    first = frame.assign(actor2="Military Forces of Myanmar (2021-)", inter2="State forces", inter1="Rebel group")
    new = first.assign(actor1="Invented Column", assoc_actor_1="PDF: People's Defense Force", event_id_cnty="A")
    alone = first.assign(actor1="Another Column", event_id_cnty="B")
    known = first.assign(actor1="TNLA: Ta'ang National Liberation Army", event_id_cnty="C")
    path = tmp_path / "synthetic.csv"
    pd.concat([new, alone, known]).to_csv(path, index=False)
    ledger = op1027.read_acled(path, like=ours)
    assert op1027.town_control(ledger)["holder"].tolist() == ["pdf"]
    told = ledger.unmatched[ledger.unmatched["part"] == "history"]
    assert told["line"].tolist() == [2, 3, 4]
    assert told["taken_as"].tolist() == ["pdf first", "battle", "passed over by town_control"]


def test_a_proposal_is_ready_to_paste_and_says_how_sure(ours: op1027.Ledger, tmp_path: Path) -> None:
    frame = pd.read_csv(FIELD / "floats.csv", dtype="str")
    names = ["Kachin Independance Army", "Kachin Independance Army", "AA: Ansar Allah", 'Invented "Column"']
    path = tmp_path / "synthetic.csv"
    pd.concat([frame.assign(actor1=n, event_id_cnty=f"S{i}") for i, n in enumerate(names)]).to_csv(path, index=False)
    wrong = {"Kachin Independance Arm": "kia"}
    ledger = op1027.read_acled(path, like=ours, actors=wrong)
    proposal = op1027.propose_actors(ledger)
    assert proposal.names[["rows", "sure"]].to_numpy().tolist() == [[2, "likely"], [1, "perhaps"], [1, "not known"]]
    given: dict[str, Any] = {}
    exec(str(proposal), given)
    assert given["ACTORS"] == {"Kachin Independance Army": "kia"}
    unused = ledger.unmatched[ledger.unmatched["line"] == 0]
    assert unused["why"].tolist() == ["no such name in the file; did you mean 'Kachin Independance Army'?"]


def test_a_file_too_large_is_refused_with_a_pointer(ours: op1027.Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("op1027.adapters.files._free_memory", lambda: 1000)
    with pytest.raises(MemoryError, match=r"op1027\.scan"):
        op1027.read_acled(FIELD / "floats.csv", like=ours)


def test_two_records_of_a_front_side_by_side(ours: op1027.Ledger) -> None:
    from op1027.charts import plot_compared  # noqa: PLC0415

    rows = pd.DataFrame({"what": ["town", "town", "battle"], "found": ["both", "only theirs", "only ours"]})
    shares = op1027.matched_shares(rows)
    assert shares.loc["town", ["both", "only_theirs", "of_ours", "of_theirs"]].tolist() == [1, 1, 100.0, 50.0]
    assert shares.loc["all", ["of_ours", "of_theirs"]].tolist() == [50.0, 50.0]
    assert pd.isna(shares.loc["battle", "of_theirs"])
    then = ours.as_of("2024-01-31")
    figure = plot_compared(ours, then, "northern_shan")
    dotted, solid = figure.data[:2]
    assert (dotted.line.dash, solid.line.dash) == ("dot", "solid")
    assert dotted.x[-1] == solid.x[-1] <= "2024-01-31"
    with pytest.raises(ValueError, match="no front"):
        plot_compared(ours, then, "atlantis")
