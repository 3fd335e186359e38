"""Exports of ACLED and UCDP. Every row here is synthetic: invented, and of no real event."""

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

import op1027
from made_exports import BACK, NEW, OLD, ROW, TAKEN, UCDP, write
from op1027 import charts
from op1027.adapters.exports import iso_days
from op1027.record.check import _check_keys
from op1027.record.rules import check_rules


def said(ledger: op1027.Ledger, part: str) -> list[tuple[int, str, str]]:
    found = ledger.unmatched[ledger.unmatched["part"] == part]
    return list(zip(found["line"], found["value"], found["taken_as"], strict=True))


@pytest.mark.parametrize("layout", [OLD, NEW, [name.upper() for name in ROW]])
def test_both_layouts_say_the_same_in_words_and_in_codes(
    layout: list[str], like: op1027.Ledger, tmp_path: Path
) -> None:
    rows = [TAKEN, {"inter1": "State forces", "inter2": "Rebel group"}, {"inter1": "1", "inter2": "2"}]
    read = op1027.read_acled(write(tmp_path, *rows, columns=layout), like=like)
    assert read.events["type"].tolist() == ["town_captured", "battle", "battle"]
    assert read.events["place"].tolist() == ["alpha"] * 3
    assert read.reports["report_id"].tolist() == ["r0002", "r0004", "r0006"], "the lines on which the rows begin"
    assert read.reports["summary"].iloc[0] == "Synthetic: a clash, with a comma and a line break"


def test_known_forms_of_days(like: op1027.Ledger, tmp_path: Path) -> None:
    forms = ["05 January 2024", "5 January 2024", "05-January-2024", "05 Jan 2024", "05-Jan-24", "2024-01-05"]
    forms += ["2024-01-05 00:00:00.000", "2024-01-05T00:00:00Z"]
    read = op1027.read_acled(write(tmp_path, *({"event_date": day} for day in forms)), like=like)
    assert read.reports["date_start"].tolist() == [pd.Timestamp("2024-01-05")] * len(forms)


def test_days_that_may_mean_two_are_not_guessed() -> None:
    days = pd.Series(["05/01/2024", "31/01/2024", "soon", "", "2024-02-31"])
    assert iso_days(days).tolist() == days.tolist()


def test_precision_of_days_becomes_a_span(like: op1027.Ledger, tmp_path: Path) -> None:
    spans = [("2024-02-10", "2024-02-10"), ("2024-02-07", "2024-02-13"), ("2024-02-01", "2024-02-29")]
    rows = ({"event_date": "10 February 2024", "time_precision": precision} for precision in "123")
    events = op1027.read_acled(write(tmp_path, *rows), like=like).events.set_index("item")
    found = events.loc[["acled_syn1", "acled_syn2", "acled_syn3"]]
    assert [tuple(row) for row in found[["date_start", "date_end"]].astype("str").to_numpy()] == spans
    assert (found["first_published"] == found["date_end"]).all()


SPOTS = [
    ({}, "alpha"),
    ({"location": "old alpha"}, "alpha"),
    ({"location": "Àlpha-Ville"}, "alpha"),
    ({"location": "Village 7", "latitude": "1.9"}, "alpha_township"),
    ({"location": "Village 7", "longitude": "95.015"}, "alpha"),
    ({"location": "Beta"}, "alpha"),
    ({"location": "Beta", "latitude": "1.9"}, "alpha_township"),
    ({"geo_precision": "2"}, "alpha_township"),
    ({"geo_precision": "3"}, "upland"),
    ({"admin3": "", "location": "Village 7", "latitude": "1.9"}, "hills"),
    ({"admin3": "", "latitude": "1.55"}, "alpha"),
    ({"admin3": "", "latitude": "1.65"}, "hills"),
    ({"admin3": "", "admin2": "", "location": "Village 7", "latitude": "1.9"}, "upland"),
    ({"admin3": "X", "admin2": "Y", "admin1": "Z", "location": "Gamma", "latitude": "5.01"}, "gamma"),
    ({"admin3": "X", "admin2": "Y", "admin1": "Z", "location": "Village 7", "latitude": "5.001"}, None),
    ({"latitude": "40"}, None),
]


@pytest.fixture(scope="module")
def found_places(like: op1027.Ledger, tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    path = write(tmp_path_factory.mktemp("spots"), *(given for given, _ in SPOTS))
    return op1027.read_acled(path, like=like).reports[["place", "front"]]


@pytest.mark.parametrize("number", range(len(SPOTS)), ids=lambda number: str(SPOTS[number][0]))
def test_places_by_name_township_and_coordinates(number: int, found_places: pd.DataFrame) -> None:
    place = SPOTS[number][1]
    found, front = found_places.iloc[number]
    assert (None if pd.isna(found) else found) == place
    assert front == {"gamma": "south", "upland": "all", None: "all"}.get(place, "north")


def test_places_not_matched_are_listed(like: op1027.Ledger, tmp_path: Path) -> None:
    far = {"admin3": "X", "admin2": "Y", "admin1": "Z", "location": "Village 7"}
    near = {"location": "Village 8", "longitude": "95.009"}
    read = op1027.read_acled(write(tmp_path, {}, far, near, {"admin3": "Alfa", "latitude": "1.9"}), like=like)
    assert said(read, "place") == [
        (4, "Village 7, X, Y, Z, Synthetica", "no place, front all"),
        (6, "Village 8, Alpha, Hills, Upland-North, Synthetica", "alpha, 1.0 km away"),
        (8, "Alpha, Alfa, Hills, Upland-North, Synthetica", "hills"),
    ]


def test_who_took_the_town_follows_from_the_type(like: op1027.Ledger, tmp_path: Path) -> None:
    turned = {"actor1": "Army", "inter1": "1", "actor2": "Rebels", "inter2": "2", "assoc_actor_2": "Guerrillas; Church"}
    back = {"event_date": "9 February 2024"} | BACK
    given = {"sub_event_type": "Non-violent transfer of territory", "event_date": "1 March 2024", "actor1": "G"}
    read = op1027.read_acled(write(tmp_path, turned | TAKEN, back, given), like=like)
    assert read.events["type"].tolist() == ["town_captured", "town_recaptured", "town_transferred"]
    assert read.events["actor"].tolist() == ["rebels", "army", "guerrillas"]
    assert read.events["opponent"].tolist() == ["army", "rebels", "army"]
    assert read.events["allies"].iloc[0] == "church|guerrillas"
    assert op1027.town_control(read)["holder"].tolist() == ["rebels", "army", "guerrillas"]
    assert op1027.progress(read)["towns_held"].iloc[-1] == 1


def test_only_towns_on_a_front_change_hands(like: op1027.Ledger, tmp_path: Path) -> None:
    village = {"location": "Village 7", "latitude": "1.9"}
    capital = {"admin3": "", "admin2": "", "admin1": "", "location": "Capital", "latitude": "9.0"}
    near = {"geo_precision": "2"}
    handed = village | {"sub_event_type": "Non-violent transfer of territory"}
    read = op1027.read_acled(write(tmp_path, village | TAKEN, capital | BACK, near | TAKEN, handed), like=like)
    assert set(read.events["type"]) == {"battle"}
    assert op1027.town_control(read).empty
    assert [(line, taken) for line, _, taken in said(read, "type")] == [
        (2, "battle"),
        (4, "battle"),
        (6, "battle"),
        (8, "left out"),
    ]


def test_every_row_is_a_report_or_listed_as_left_out(like: op1027.Ledger, tmp_path: Path) -> None:
    kinds = ["Armed clash", "Peaceful protest", "Attack", "Grenade", "Something new", "Other", "Air/drone strike"]
    read = op1027.read_acled(write(tmp_path, *({"sub_event_type": kind} for kind in kinds)), like=like)
    out = [line for line, _, taken in said(read, "type") if taken == "left out"]
    assert len(out) == 3
    assert len(out) + len(read.reports) == len(kinds)
    assert set(read.events["type"]) == {"battle", "political", "bombardment"}


def test_what_acled_shaped_files_leave_blank_is_not_filled_in(like: op1027.Ledger, tmp_path: Path) -> None:
    rows = [
        {"fatalities": ""},
        {"latitude": "", "longitude": ""},
        {"sub_event_type": "", "event_type": "Explosions/Remote violence"},
        {"geo_precision": "", "latitude": "", "longitude": ""},
        {"time_precision": ""},
    ]
    read = op1027.read_acled(write(tmp_path, *rows), like=like)
    assert read.reports["metric"].isna().tolist() == [True, False, False, False]
    assert read.reports["place"].fillna("").tolist() == ["alpha", "", "alpha", ""], "without coordinates, no place"
    assert read.reports["type"].tolist() == ["battle", "battle", "bombardment", "battle"]
    assert [(value, taken) for _, value, taken in said(read, "type")] == [("no time_precision", "left out")]


def test_a_second_capture_by_the_same_side_is_passed_over_and_listed(like: op1027.Ledger, tmp_path: Path) -> None:
    again = {"event_date": "7 January 2024"} | TAKEN
    read = op1027.read_acled(write(tmp_path, TAKEN, again), like=like)
    assert len(op1027.town_control(read)) == 1
    assert said(read, "history") == [
        (4, "rebels takes alpha from 2024-01-07, which rebels then holds", "passed over by town_control")
    ]


def test_actors_by_name_mapping_and_side(like: op1027.Ledger, tmp_path: Path) -> None:
    rows = [
        {"actor1": "RBL: Rebels (Synthetica)"},
        {"actor1": "Unknown Band (Synthetica)", "actor2": "Church (Synthetica)", "inter2": "7"},
        {"actor1": "Paper"},
        {"actor1": "Home Guard"},
    ]
    path = write(tmp_path, *rows)
    read = op1027.read_acled(path, like=like)
    actors = read.actors.set_index("actor")
    assert read.reports["actor"].tolist() == ["rebels", "unknown_band_synthetica", "paper_2", "home_guard"]
    assert actors.loc["unknown_band_synthetica", ["short_name", "side", "kind"]].tolist() == [
        "Unknown Band",
        "third",
        "armed_group",
    ]
    assert actors.loc["church_synthetica", "kind"] == "public"
    assert [value for _, value, _ in said(read, "actor")] == [
        "Unknown Band (Synthetica)",
        "Church (Synthetica)",
        "Paper",
        "Home Guard",
    ]
    told = op1027.read_acled(
        path,
        like=like,
        actors={"Unknown Band (Synthetica)": "guerrillas", "Church (Synthetica)": "neighbours"},
        sides={"Home Guard": "military"},
    )
    assert told.reports["actor"].tolist() == ["rebels", "guerrillas", "paper_2", "home_guard"]
    assert told.actors.set_index("actor").loc["home_guard", "side"] == "military"
    assert [value for _, value, _ in said(told, "actor")] == ["Paper"]


def test_the_states_own_forces_are_those_of_the_descriptors_country(like: op1027.Ledger, tmp_path: Path) -> None:
    offensive = like.package.descriptor["offensive"] | {"state": "army"}
    changed = {"offensive": offensive, "acled": {"country": "Synthetica"}}
    package = type(like.package)(like.package.descriptor | changed, like.package.folder)
    like = replace(like, package=package)
    names = ["Military Forces of Synthetica (2021-)", "Police Forces of Synthetica (2021-)"]
    others = ["Military Forces of Elsewhere (2021-)", "Former Military Forces of Synthetica (2021-)"]
    for country in ("Synthetica", "Sea", "Elsewhere"):
        rows = [{"actor1": name, "country": country} for name in names + others]
        read = op1027.read_acled(write(tmp_path, *rows), like=like)
        assert (read.reports["actor"] == "army").tolist() == [True, True, False, False]


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"actors": {"Rebels": "pirates"}}, "no actor 'pirates'"),
        ({"sides": {"Rebels": "good"}}, "no side 'good'; there are resistance, military, third"),
    ],
)
def test_a_mapping_to_nothing_is_refused(wrong: dict[str, dict[str, str]], message: str, like: op1027.Ledger) -> None:
    with pytest.raises(ValueError, match=message):
        op1027.read_acled("never_read.csv", like=like, **wrong)


def test_evidence_rests_on_who_the_source_is(like: op1027.Ledger, tmp_path: Path) -> None:
    cases = [
        ("Paper; Radio", "acled", "independent"),
        ("Rebels", "rebels", "claimed"),
        ("Guerrillas; Rebels", "guerrillas", "claimed"),
        ("Army", "army", "conceded"),
        ("Rebels; Paper", "acled", "independent"),
        ("Rebels; Army", "acled", "independent"),
        ("", "acled", "independent"),
    ]
    read = op1027.read_acled(write(tmp_path, *(TAKEN | {"source": source} for source, _, _ in cases)), like=like)
    assert read.reports["claimant"].tolist() == [claimant for _, claimant, _ in cases]
    evidence = read.events.set_index("item")["evidence"]
    assert evidence[read.reports["item"]].tolist() == [grade for _, _, grade in cases]


def test_fatalities_are_kept_and_nought_means_not_known(like: op1027.Ledger, tmp_path: Path) -> None:
    events = op1027.read_acled(write(tmp_path, {}, {"fatalities": "0"}), like=like).events
    assert events["metric"].tolist() == ["killed", "killed"]
    assert events["low"].tolist() == [3, 0]
    assert events["high"].iloc[0] == 3
    assert pd.isna(events["high"].iloc[1])


def test_what_is_read_keeps_the_projects_own_rules(like: op1027.Ledger, tmp_path: Path) -> None:
    rows = [TAKEN, BACK | {"event_date": "3 March 2024"}, {"time_precision": "3"}, {"fatalities": "0"}]
    for read in (
        op1027.read_acled(write(tmp_path, *rows, {"notes": "x" * 500}), like=like),
        op1027.read_ucdp(write(tmp_path, {}, {"where_prec": "7"}, base=UCDP), like=like),
    ):
        names = ("sources", "places", "actors", "fronts", "routes", "assessments")
        tables = {name: getattr(read, name) for name in names} | {"events_and_claims": read.reports}
        assert check_rules(tables, read.package) == []
        assert _check_keys(tables, read.package) == []
        assert read.reports.dtypes.equals(like.reports.dtypes)
        assert read.reports["summary"].str.len().max() <= 160


def test_ucdp(like: op1027.Ledger, tmp_path: Path) -> None:
    rows = [
        {},
        {"where_prec": "3", "source_date": ""},
        {"where_prec": "4", "date_start": "2024-01-01", "date_end": "2024-01-31", "source_original": "Rebels"},
        {"type_of_violence": "3"},
        {"where_prec": "6"},
    ]
    path = write(tmp_path, *rows, base=UCDP)
    read = op1027.read_ucdp(path, like=like, actors={UCDP["side_a"]: "army"})
    assert read.reports["place"].fillna("").tolist() == ["alpha", "hills", "upland", ""]
    assert read.reports["actor"].unique().tolist() == ["army"]
    assert read.reports["claimant"].tolist() == ["ucdp", "ucdp", "rebels", "ucdp"]
    first = read.events.set_index("item").loc["ucdp_syn1"]
    assert (first["low"], first["high"]) == (3, 9)
    assert [f"{first[c]:%m-%d}" for c in ("date_start", "date_end", "first_published")] == ["01-03", "01-05", "01-07"]
    assert read.sources["published"].iloc[1] == pd.Timestamp("2024-01-05")
    assert said(read, "type") == [(5, "one-sided violence", "left out")]
    assert read.package.title == "UCDP: synthetic_export.csv"


@pytest.fixture(scope="module")
def few(like: op1027.Ledger, tmp_path_factory: pytest.TempPathFactory) -> op1027.Ledger:
    rows = [TAKEN, {}, BACK | {"event_date": "3 March 2024"}]
    return op1027.read_acled(write(tmp_path_factory.mktemp("few"), *rows), like=like)


@pytest.mark.parametrize("name", charts.__all__)
def test_every_chart_draws_an_export(name: str, few: op1027.Ledger) -> None:
    figure = getattr(charts, name)(few)
    footer = figure.layout.annotations[-1].text.replace("<br>", " ").replace("\N{NO-BREAK SPACE}", " ")
    assert "ACLED: synthetic_export.csv · ACLED's terms of use" in footer
    assert "CC-BY" not in figure.to_json()


def test_views_of_an_export_and_the_ledger_it_is_read_beside(like: op1027.Ledger, tmp_path: Path) -> None:
    before = {name: getattr(like, name).copy() for name in ("reports", "places", "actors", "sources")}
    read = op1027.read_acled(write(tmp_path, TAKEN, {"event_date": "9 May 2024"}), like=like)
    assert len(read.as_of("2024-02-01").events) == 1
    assert like.unmatched.empty
    assert list(like.unmatched) == list(read.unmatched)
    for name, table in before.items():
        pd.testing.assert_frame_equal(getattr(like, name), table)
    assert read.claims.empty


def test_an_empty_export_and_a_missing_one(like: op1027.Ledger, tmp_path: Path) -> None:
    read = op1027.read_acled(write(tmp_path), like=like)
    assert read.events.empty
    assert read.unmatched.empty
    assert op1027.town_control(read).empty
    with pytest.raises(FileNotFoundError, match="nowhere"):
        op1027.read_acled(tmp_path / "nowhere.csv", like=like)


def test_every_fault_of_a_file_is_listed_with_line_column_value_and_cure(like: op1027.Ledger, tmp_path: Path) -> None:
    rows = [
        {},
        {"event_date": "0025-01-05"},
        {"event_date": "05/01/2024"},
        {"event_id_cnty": "SYN1"},
        {"latitude": "north"},
        {"longitude": "195"},
        {"geo_precision": "4"},
        {"time_precision": "9"},
        {"fatalities": "many"},
        {"actor1": ""},
    ]
    with pytest.raises(op1027.DataError) as caught:
        op1027.read_acled(write(tmp_path, *rows), like=like)
    found = [(f.line, f.column, f.value) for f in caught.value.faults]
    assert found == [
        (4, "event_date", "0025-01-05"),
        (6, "event_date", "05/01/2024"),
        (8, "event_id_cnty", "SYN1"),
        (10, "latitude", "north"),
        (12, "longitude", "195"),
        (14, "geo_precision", "4"),
        (16, "time_precision", "9"),
        (18, "fatalities", "many"),
        (20, "actor1", ""),
    ]
    assert all(f.file == "synthetic_export.csv" and f.rule and f.mend for f in caught.value.faults)
    assert "stands in line 2 already" in str(caught.value)


@pytest.mark.parametrize(
    ("content", "line", "rule"),
    [
        (b"", 0, "the file is empty"),
        (",".join(list(ROW)[1:]).encode() + b"\n", 1, "the column is missing"),
        (",".join([*ROW, "notes"]).encode() + b"\n", 1, "the column stands twice"),
        (",".join(ROW).encode() + b"\n1,2\n", 2, "2 values where the header has"),
        (",".join(ROW).encode() + b'\n"a"b,2\n', 2, "not readable as CSV"),
        (",".join(ROW).encode() + b"\n\xff\n", 2, "not UTF-8"),
    ],
)
def test_a_file_that_is_none_is_reported(
    content: bytes, line: int, rule: str, like: op1027.Ledger, tmp_path: Path
) -> None:
    path = tmp_path / "synthetic_export.csv"
    path.write_bytes(content)
    with pytest.raises(op1027.DataError) as caught:
        op1027.read_acled(path, like=like)
    assert caught.value.faults[0].line == line
    assert rule in caught.value.faults[0].rule


def test_line_ends_marks_and_later_columns_make_no_difference(like: op1027.Ledger, tmp_path: Path) -> None:
    path = write(tmp_path, TAKEN, columns=[*ROW, "population_best"])
    plain = op1027.read_acled(path, like=like)
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\r\n", b"\n"))
    again = op1027.read_acled(path, like=like)
    pd.testing.assert_frame_equal(again.reports, plain.reports)


def test_cells_with_invisible_characters_come_out_plain(like: op1027.Ledger, tmp_path: Path) -> None:
    path = write(tmp_path, {"notes": "Synthetic \u202egnol\x00\t note ", "location": " Alpha\n"})
    read = op1027.read_acled(path, like=like)
    assert read.reports["summary"].tolist() == ["Synthetic gnol note"]
    assert read.reports["place"].tolist() == ["alpha"]


def test_a_long_wait_has_a_bar(
    like: op1027.Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write(tmp_path, *({"notes": f"Synthetic {n}"} for n in range(25)))
    monkeypatch.setattr("op1027.adapters.build._BAR_AFTER", 0)
    whole = op1027.read_acled(path, like=like)
    assert capsys.readouterr().err == "", "a small file needs no bar, however slow the machine"
    monkeypatch.setattr("op1027.adapters.build._BAR_FROM", 0)
    monkeypatch.setattr("op1027.adapters.build._BAR_AFTER", 600)
    op1027.read_acled(path, like=like)
    assert capsys.readouterr().err == "", "a short wait needs no bar"
    monkeypatch.setattr("op1027.adapters.build._BAR_AFTER", 0)
    parts = op1027.read_acled(path, like=like)
    pd.testing.assert_frame_equal(parts.reports, whole.reports)
    assert "Reading synthetic_export.csv" in capsys.readouterr().err
