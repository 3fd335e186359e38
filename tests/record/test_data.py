"""The project's own data: sound by our check and by frictionless, true to its own rules."""

import re

import pandas as pd
import pytest
from frictionless import Package

import op1027
from conftest import DATA, ROOT
from op1027.__main__ import main
from op1027.analysis import coverage
from op1027.record.package import TABLES, read_descriptor

PACKAGE = read_descriptor(DATA)


def test_check_passes_on_our_data(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check"]) == 0
    assert re.match(r"No fault in [\d,]+ reports\.", capsys.readouterr().out)


def test_frictionless_finds_nothing_either() -> None:
    report = Package(str(DATA / "datapackage.json")).validate()
    assert report.valid, report.flatten(["title", "rowNumber", "fieldName", "message"])[:10]


def test_every_file_is_described_and_every_description_has_its_file() -> None:
    described = {resource["path"] for resource in PACKAGE.descriptor["resources"]} | {"datapackage.json"}
    assert {path.name for path in DATA.iterdir()} == described


@pytest.mark.parametrize("table", TABLES)
def test_every_field_says_what_it_means(table: str) -> None:
    for name, field in PACKAGE.fields(table).items():
        assert field["description"], name
        if "categories" in field:
            values = [c["value"] for c in field["categories"]]
            assert values == field["constraints"]["enum"], "the vocabulary is stated twice and differs"
            assert all(c["label"] for c in field["categories"])


def test_places_are_mimus_towns_and_more(ours: op1027.Ledger) -> None:
    towns = ours.places[ours.places["kind"] == "town"]
    assert (towns["pcode"].notna() & towns["town"].notna()).sum() == 506
    assert towns["pcode"].dropna().is_unique
    assert ours.places["lat"].between(9, 29).all()
    assert ours.places["lon"].between(92, 102).all()


def test_no_two_towns_answer_to_one_name(ours: op1027.Ledger) -> None:
    towns = ours.places[ours.places["kind"] == "town"]
    names = towns["name"].str.cat(towns["aliases"].fillna(""), sep="|").str.split("|").explode()
    names = names[names != ""]
    same = names[names.duplicated(keep=False)]
    known = {"Dagon Myothit", "Hlaingtharya", "Htantabin", "Minhla", "Myo Hla", "Myothit", "Kamma", "Hainggyikyun"}
    assert set(same) <= known, "a name that stands for two towns in MIMU's list"


def test_a_place_gets_the_front_that_covers_it(ours: op1027.Ledger) -> None:
    """The narrowest P-code wins: township, then district, then state; a district's code is not in the table."""
    covers = ours.fronts.dropna(subset="covers").set_index("front")["covers"].str.split("|").explode()
    front = {code: name for name, code in covers.items()}
    for place in ours.places.dropna(subset="township_pcode").itertuples():
        expected = front.get(place.township_pcode, front.get(place.township_pcode[:6]))
        if expected is not None:
            assert place.front == expected, place.place


@pytest.mark.parametrize(
    "spellings",
    [
        ["Hseni", "Hsenwi", "Theinni"],
        ["Laukkai", "Laukkaing"],
        ["Pang Hseng", "Kyu Koke", "Kyukok", "Pansai"],
        ["Hpawng Hseng", "Phaung Sai"],
        ["Mong Ko", "Mongkoe"],
        ["Konkyan", "Kongyan"],
        ["Kyaikdon", "Kyeikdon"],
        ["Rihkhawdar", "Rikhawdar"],
        ["Mogok", "Mogoke"],
        ["Pyin Oo Lwin", "Maymyo", "May Myo"],
    ],
)
def test_a_town_answers_to_all_its_spellings(ours: op1027.Ledger, spellings: list[str]) -> None:
    towns = ours.places[ours.places["kind"] == "town"]
    names = (towns["name"] + "|" + towns["aliases"].fillna("")).str.split("|")
    known = names.set_axis(towns["place"]).explode()
    found = {tuple(known.index[known == spelling]) for spelling in spellings}
    assert len(found) == 1
    assert len(found.pop()) == 1


def test_the_record_is_as_wide_as_it_says(ours: op1027.Ledger) -> None:
    """As shares and by month, near what the record has, so that a loss shows whatever its size."""
    leaning = ours.reports["source"].map(ours.sources.set_index("source")["leaning"])
    assert (leaning == "military").mean() >= 0.06
    assert coverage.other_sides(ours).mean() >= 0.2
    languages = ours.sources["language"].value_counts(normalize=True)
    assert languages["my"] >= 0.085
    assert languages["zh"] >= 0.008
    assert ours.sources["publisher"].value_counts(normalize=True).iloc[0] <= 0.12, "one outlet's record"
    inside = ours.events["date"].between(ours.package.start, ours.package.covered_until)
    months = ours.events.loc[inside, "date"].dt.to_period("M").value_counts()
    assert months.min() >= 34
    assert len(months) == len(pd.period_range(ours.package.start, ours.package.covered_until, freq="M"))
    assert (ours.events["evidence"] == "conceded").mean() >= 0.035
    assert (ours.events["evidence"] == "claimed").mean() <= 0.34
    assert (ours.reports["stance"] == "denies").mean() >= 0.018
    towns = ours.events[ours.events["type"].isin(["town_captured", "town_recaptured"])]
    assert (towns["n_publishers"] == 1).mean() <= 0.11
    used = {*ours.reports["source"], *ours.gates["source"]}
    assert set(ours.sources["source"]) == used, "a page that no row rests on"


def test_every_assertion_of_the_editorial_is_judged_twice(ours: op1027.Ledger) -> None:
    asserted = ours.reports[ours.reports["source"].str.contains("decision_time")]
    assert asserted["item"].nunique() == 47
    assert asserted["item"].str.startswith("editorial_").all()
    verdicts = ours.assessments[ours.assessments["item"].isin(asserted["item"])]
    assert verdicts.groupby("item").size().eq(2).all()
    assert set(verdicts["item"]) == set(asserted["item"])


def test_summaries_are_plain_text(ours: op1027.Ledger) -> None:
    assert not ours.reports["summary"].str.contains(r"[<>{}=@]|https?:").any()


def test_no_page_is_read_before_it_is_published(ours: op1027.Ledger) -> None:
    assert (ours.sources["published"] <= ours.sources["read_on"]).all()


def test_dates_in_items_match_the_events(ours: op1027.Ledger) -> None:
    """A slug that ends in a month names one that the event's days touch, give or take one."""
    events = ours.events.assign(month=ours.events["item"].str.extract(r"_(20\d\d_[01]\d)(?:_\d\d)?$")[0]).dropna(
        subset="month"
    )
    said = pd.to_datetime(events["month"], format="%Y_%m")
    off = events[((events["date_end"] - said).dt.days < -40) | ((events["date_start"] - said).dt.days > 75)]
    assert off["item"].tolist() == []


def test_nothing_of_this_war_is_written_into_the_package() -> None:
    words = re.compile(r"myanmar|burma|shan|kachin|resistance\b|MNDAA|1027(?!:| by)", re.IGNORECASE)
    for path in (ROOT / "src" / "op1027").rglob("*.py"):
        code = re.sub(r"op1027|Noto Sans Myanmar|SEED, LEVEL = .*", "", path.read_text(encoding="utf-8"))
        assert not words.search(code), (path.name, words.search(code))
