"""Another war, in another country: all of it is synthetic, and nothing of the project's own may show through."""

import csv
import json
import re
from pathlib import Path
from typing import Any

import pytest

import op1027
from conftest import DATA, ROOT
from op1027 import charts
from op1027.record.package import TABLES, read_descriptor
from op1027.report import facts, tables

SIDES = {"league": "The League", "crown": "The Crown", "outside": "Others"}
VOCABULARIES = {
    ("actors", "side"): SIDES,
    ("sources", "leaning"): {"independent": "independent media", "league": "of the League", "crown": "of the Crown"},
}
FOREIGN = re.compile(
    r"myanmar|burm|mimu\b|mmr\d|tatmadaw|junta|resistance|naypy|mandalay|sagaing|rakhine|kachin|karen|\bshan\b"
    r"|brotherhood|editorial|1027",
    re.IGNORECASE,
)
FRONTS = [
    {"front": "coast", "name": "The Coast", "order": "1", "covers": "VLD01", "description": "synthetic"},
    {"front": "marsh", "name": "The Marsh", "order": "2", "covers": "VLD02", "description": "synthetic"},
    {"front": "all", "name": "Everywhere", "order": "3", "description": "synthetic"},
]
PLACES = [
    *(
        {"place": key, "kind": "town", "name": key.title(), "pcode": f"{code}{n:03d}", "township_pcode": code}
        | {"township": key.title(), "lat": f"{48 + n / 10}", "lon": f"{12 + n / 10}", "front": front}
        | {"location_basis": "geonames"}
        for n, (key, code, front) in enumerate(
            [("stavik", "VLD01", "coast"), ("ormund", "VLD01", "coast"), ("telsa", "VLD02", "marsh")]
        )
    ),
]
ACTORS = [
    {"actor": "guard", "name": "Harbour Guard", "short_name": "Guard", "side": "league", "kind": "armed_group"},
    {"actor": "fenmen", "name": "Fenmen", "short_name": "Fenmen", "side": "league", "kind": "armed_group"},
    {"actor": "royals", "name": "Royal Army", "short_name": "Royals", "side": "crown", "kind": "armed_group"},
    {"actor": "gazette", "name": "Gazette", "short_name": "Gazette", "side": "outside", "kind": "media"},
]
SOURCES = [
    {"source": f"gazette_{n}", "url": f"https://example.org/{n}", "publisher": "gazette", "published": day}
    | {"date_basis": "page", "language": "en", "leaning": "independent", "read_on": "2001-07-01"}
    for n, day in enumerate(["2001-03-04", "2001-04-20", "2001-06-30"])
]
REPORTS = [
    ("town_captured", "stavik", "coast", "2001-03-02", "guard", "royals", 0, {}),
    ("town_captured", "ormund", "coast", "2001-03-20", "guard", "royals", 1, {"claimant": "guard"}),
    ("town_captured", "telsa", "marsh", "2001-04-01", "fenmen", "royals", 1, {}),
    ("town_recaptured", "telsa", "marsh", "2001-06-01", "royals", "fenmen", 2, {}),
    ("battle", "ormund", "coast", "2001-05-01", "royals", "guard", 2, {}),
    ("base_captured", "stavik", "coast", "2001-03-03", "guard", "royals", 0, {}),
    ("tally", "", "all", "2001-06-20", "guard", "", 2, {"metric": "bases", "low": "3", "qualifier": "at_least"}),
    *(
        ("tally", "", "marsh", day, "fenmen", "", page, {"metric": "towns", "low": "1", "qualifier": "at_least"})
        for day, page in (("2001-04-05", 1), ("2001-04-19", 1), ("2001-05-20", 2))
    ),
    *(
        (
            "strength",
            "",
            "marsh",
            day,
            "fenmen",
            "",
            page,
            {"metric": "fighters", "low": "90", "high": "90", "qualifier": "about"},
        )
        for day, page in (("2001-04-06", 1), ("2001-04-18", 1), ("2001-05-21", 2))
    ),
]


def descriptor() -> dict[str, Any]:
    """The project's descriptor, as somebody would change it for another war."""
    given = json.loads((DATA / "datapackage.json").read_text(encoding="utf-8"))
    given |= {"name": "vold", "title": "The Vold offensive (synthetic)", "description": "synthetic", "keywords": []}
    given["offensive"] = {"start": "2001-03-01", "side": "league", "against": "crown", "state": "royals"}
    given["acled"] = {"country": "Vold"}
    given["licenses"] = [{"name": "CC0-1.0"}]
    for resource in given["resources"]:
        resource.pop("sources", None)
        for field in resource.get("schema", {}).get("fields", []):
            for bound in (field.get("constraints", {}), field):
                if "MMR" in bound.get("pattern", ""):
                    bound["pattern"] = bound["pattern"].replace("MMR[0-9]{6}", "VLD[0-9]{2}").replace("MMR", "VLD")
            words = VOCABULARIES.get((resource["name"], field["name"]))
            if words:
                field["categories"] = [{"value": v, "label": w, "name": w} for v, w in words.items()]
                field["constraints"]["enum"] = list(words)
            if field["name"] == "read_on":
                field["constraints"]["minimum"] = "1990-01-01"
    return given


@pytest.fixture(scope="module")
def war(tmp_path_factory: pytest.TempPathFactory) -> op1027.Ledger:
    folder: Path = tmp_path_factory.mktemp("elsewhere")
    (folder / "datapackage.json").write_text(json.dumps(descriptor()), encoding="utf-8")
    reports = [
        {
            "report_id": f"r{n:04d}",
            "kind": "claim" if kind in ("tally", "strength") else "event",
            "item": f"item_{n}",
            "type": kind,
        }
        | {"place": place, "front": front, "date_start": day, "date_end": day, "actor": actor, "opponent": opponent}
        | {"claimant": "gazette", "stance": "affirms", "source": f"gazette_{page}", "summary": "Synthetic"}
        | more
        for n, (kind, place, front, day, actor, opponent, page, more) in enumerate(REPORTS)
    ]
    routes = [
        {"route": "dyke", "name": "Dyke road", "order": str(n), "place": place}
        for n, place in enumerate(("stavik", "telsa"), start=1)
    ]
    given = {"events_and_claims": reports, "sources": SOURCES, "places": PLACES, "actors": ACTORS}
    given |= {"fronts": FRONTS, "routes": routes, "assessments": []}
    package = read_descriptor(folder)
    for name in TABLES:
        with (folder / package.file(name)).open("w", encoding="utf-8", newline="") as f:
            out = csv.DictWriter(f, list(package.fields(name)), restval="", lineterminator="\n")
            out.writeheader()
            out.writerows(given.get(name, []))
    ring = [[12.0, 48.0], [12.3, 48.0], [12.3, 48.3], [12.0, 48.0]]
    shape = {"type": "Polygon", "coordinates": [ring]}
    outlines = {
        "type": "FeatureCollection",
        "features": [{"type": "Feature", "properties": {"pcode": "VLD01"}, "geometry": shape}],
    }
    (folder / "townships.geojson").write_text(json.dumps(outlines), encoding="utf-8")
    return op1027.load(folder)


def test_it_is_counted_by_its_own_fronts_sides_and_first_day(war: op1027.Ledger) -> None:
    frame = op1027.progress(war)
    assert frame["date"].min().isoformat() == "2001-03-01T00:00:00"
    assert frame["front"].unique().tolist() == ["coast", "marsh", "all"]
    last = frame.groupby("front").last()
    assert last["towns_held"].to_dict() == {"coast": 2, "marsh": 0, "all": 2}
    assert last.loc["coast", "bases_low"] == 1
    assert op1027.town_control(war)["holder"].tolist() == ["guard", "guard", "fenmen", "royals"]


@pytest.mark.parametrize("name", charts.__all__)
@pytest.mark.parametrize("front", [None, "marsh"])
def test_every_chart_draws_it_in_its_own_words(name: str, front: str | None, war: op1027.Ledger) -> None:
    figure = getattr(charts, name)(war, front=front)
    text = figure.to_json()
    assert FOREIGN.findall(text) == []
    shown = figure.layout.annotations[-1].text.replace("<br>", " ").replace("\N{NO-BREAK SPACE}", " ")
    assert "The Vold offensive (synthetic) · CC0-1.0" in shown
    assert len(figure.data) > 0


def test_sentences_and_tables_speak_of_it(war: op1027.Ledger) -> None:
    said = [
        str(facts.scope(war)),
        str(facts.evidence(war)),
        str(facts.glance(war)),
        str(facts.front_story(war, "marsh")),
    ]
    said += [tables.front_summary(war).to_csv(), tables.changes_of_hands(war).to_csv()]
    said += [tables.monthly_captures(war).to_csv(), tables.evidence_table(war).to_csv()]
    assert FOREIGN.findall("\n".join(said)) == []
    assert "The Coast" in str(facts.glance(war))


def test_an_export_is_read_with_its_places_sides_and_state(war: op1027.Ledger, tmp_path: Path) -> None:
    row = {
        "event_id_cnty": "SYN1",
        "event_date": "1 June 2001",
        "time_precision": "1",
        "event_type": "Battles",
        "sub_event_type": "Government regains territory",
        "actor1": "Fenmen",
        "inter1": "Rebel group",
        "actor2": "Military Forces of Vold (1990-)",
        "inter2": "State forces",
        "country": "Vold",
        "admin1": "",
        "location": "Ormund",
        "latitude": "48.1",
        "longitude": "12.1",
        "geo_precision": "1",
        "fatalities": "0",
    }
    path = tmp_path / "synthetic.csv"
    path.write_text(",".join(row) + "\n" + ",".join(row.values()) + "\n", encoding="utf-8")
    read = op1027.read_acled(path, like=war)
    assert read.unmatched.empty
    assert op1027.town_control(read)[["place", "holder"]].to_numpy().tolist() == [["ormund", "royals"]]
    assert read.actors.set_index("actor").loc["acled", "side"] == "outside"


def test_nothing_of_one_war_is_written_into_the_package() -> None:
    """But for the project's name, the vocabulary of others' exports, and the language that `text.burmese` reads."""
    named = re.compile(r"op1027|operation 1027|MMR|burmese|SEED, LEVEL = .*", re.IGNORECASE)
    for path in sorted((ROOT / "src").rglob("*.py")):
        text = named.sub("", path.read_text(encoding="utf-8"))
        assert FOREIGN.findall(text) == [], path.name
