"""The site as a living edition: addresses that last, a feed, descriptions for machines."""

import importlib
import json
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pandas as pd
import pytest
from lxml import etree

import op1027
from conftest import ROOT, SYNTHETIC, Loaded, report
from op1027.analysis.sources_of import archived_copy, pages
from op1027.ledger.fronts import keys_now

ATOM = "http://www.w3.org/2005/Atom"
# What RFC 4287 asks of the elements that the feed has: which, how often, and what they hold.
GRAMMAR = """
<grammar xmlns="http://relaxng.org/ns/structure/1.0" datatypeLibrary="http://www.w3.org/2001/XMLSchema-datatypes"
         ns="http://www.w3.org/2005/Atom">
  <define name="text"><optional><attribute name="type"><choice><value>text</value><value>html</value></choice>
    </attribute></optional><text/></define>
  <define name="stamp"><data type="dateTime"><param name="pattern">.+T.+(Z|[+\\-]\\d\\d:\\d\\d)</param></data></define>
  <define name="person"><element name="author"><element name="name"><data type="string">
    <param name="minLength">1</param></data></element></element></define>
  <define name="link"><element name="link"><attribute name="href"><data type="anyURI"><param name="minLength">1</param>
    </data></attribute><optional><attribute name="rel"/></optional></element></define>
  <define name="id"><element name="id"><data type="anyURI"><param name="minLength">1</param></data></element></define>
  <start><element name="feed"><optional><attribute name="xml:lang"/></optional><interleave>
    <ref name="id"/><element name="title"><ref name="text"/></element>
    <element name="updated"><ref name="stamp"/></element>
    <oneOrMore><ref name="person"/></oneOrMore><oneOrMore><ref name="link"/></oneOrMore>
    <optional><element name="rights"><ref name="text"/></element></optional>
    <optional><element name="generator"><text/></element></optional>
    <zeroOrMore><element name="entry"><interleave>
      <ref name="id"/><element name="title"><ref name="text"/></element>
      <element name="updated"><ref name="stamp"/></element><element name="published"><ref name="stamp"/></element>
      <oneOrMore><ref name="link"/></oneOrMore><element name="content"><ref name="text"/></element>
    </interleave></element></zeroOrMore>
  </interleave></element></start>
</grammar>
"""


@pytest.fixture
def living(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(ROOT / "tools" / "site"))
    import living as module  # noqa: PLC0415 - of tools/, which is no package

    return module


def check_feed(text: bytes) -> list[etree._Element]:
    """The entries of a feed that is valid Atom."""
    tree = etree.fromstring(text)
    grammar = etree.RelaxNG(etree.fromstring(GRAMMAR.replace("xml:lang", "lang")))
    for element in tree.iter():
        element.attrib.pop("{http://www.w3.org/XML/1998/namespace}lang", None)
    grammar.assertValid(tree)
    ids = tree.findall(f".//{{{ATOM}}}id")
    assert len({element.text for element in ids}) == len(ids), "ids are each one's own"
    assert [link.get("rel") for link in tree.findall(f"{{{ATOM}}}link")].count("self") == 1
    return list(tree.findall(f"{{{ATOM}}}entry"))


def test_the_feed_is_valid_atom_and_the_same_on_every_run(ours: op1027.Ledger, living: ModuleType) -> None:
    text = living.feed(ours, "https://example.org/")
    entries = check_feed(text)
    assert text == living.feed(ours, "https://example.org/")
    days = [entry.findtext(f"{{{ATOM}}}updated") for entry in entries]
    assert 5 < len(entries) <= living.FEED_ENTRIES
    assert days == sorted(days, reverse=True)
    links = {entry.find(f"{{{ATOM}}}link").get("href") for entry in entries}
    items = {*ours.events["item"], *ours.claims["item"]}
    assert {link.removeprefix("https://example.org/item/").removesuffix(".html") for link in links} <= items


def test_a_feed_of_hostile_words_and_an_invalid_one(ledger: Loaded, living: ModuleType) -> None:
    (entry, *_) = check_feed(living.feed(ledger(report(summary="</title><script>x & y</script>")), ""))
    assert "</title><script>" in entry.findtext(f"{{{ATOM}}}title")
    with pytest.raises(etree.DocumentInvalid):
        check_feed(living.feed(ledger(report()), "").replace(b"<updated>", b"<updated>no day "))


def made(title: str, about: str, body: str, lead: str = "") -> str:
    return f"{lead}|{title}|{body}"


def test_every_item_and_place_has_an_address_and_old_keys_lead_on(ours: op1027.Ledger, living: ModuleType) -> None:
    tables = {item: f"events.html#{item}" for item in [*ours.events["item"], *ours.claims["item"]]}
    towns, reports = {"lashio": "town-lashio.html"}, importlib.import_module("records").reports_of(ours)
    found = living.lasting_pages(ours, made, tables, towns, reports)
    items = {*ours.events["item"], *ours.claims["item"]}
    assert {f"item/{item}.html" for item in items} <= set(found)
    assert {f"place/{place}.html" for place in ours.events["place"].dropna()} <= set(found)
    assert found["place/lashio.html"].startswith("../town-lashio.html|")
    for was, now in keys_now(ours).items():
        assert found[f"item/{was}.html"].startswith(f"{now}.html|" if now else "|Formerly")
    for address, page in found.items():
        for link in re.findall(r'href="(?:\.\./)?((?:item|place)/[\w.]+|[\w]+\.html)"', page):
            inside = link if "/" in link else f"{Path(address).parent}/{link}"
            assert inside in found, f"{address} leads to {link}"
    hseni = found["item/lashio_captured_2024_08.html"]
    assert "https://web.archive.org/web/2024" in hseni
    assert "What pages since have changed" in hseni
    assert "To cite" in hseni


def test_an_inferred_day_is_shown_as_a_span(living: ModuleType, ledger: Loaded) -> None:
    inferred = {"date_basis": "inferred", "published_from": "2024-01-06"}
    pages = [row | (inferred if row["source"] == "paper_1" else {}) for row in SYNTHETIC["sources"]]
    records = importlib.import_module("records")
    (told, known) = records.reports_of(ledger(report(), report(source="radio_1"), sources=pages))["alpha_taken"]
    assert (told.page, known.page) == ("Paper, between 6 and 10 Jan 2024", "Radio, 12 Jan 2024")
    assert told.copy.startswith("https://web.archive.org/web/20240110/"), "the copy nearest to the latest day"


def test_the_page_of_what_is_new(ours: op1027.Ledger, living: ModuleType) -> None:
    (body,) = living.news_pages(ours, "08_what_changed.html")
    assert '<a href="feed.xml">' in body
    news = op1027.what_is_new(ours, ours.known_on - pd.Timedelta(days=living.NEW_DAYS))
    assert body.count("<li>") == len(news)


def test_archived_copies_are_made_of_day_and_address(ours: op1027.Ledger) -> None:
    frame = pages(ours, "lashio_captured_2024_08")
    first = frame.iloc[0]
    assert first["archived"] == f"https://web.archive.org/web/{first['published']:%Y%m%d}/{first['url']}"
    assert archived_copy("http://a.b/c?d=e", pd.Timestamp("2024-01-05")).endswith("/20240105/http://a.b/c?d=e")


def test_the_dataset_is_described_for_search_engines(ours: op1027.Ledger, living: ModuleType, ledger: Loaded) -> None:
    told = living.dataset(ours, "https://example.org/")
    assert {"@context", "@type", "name", "description", "license", "creator", "distribution", "version"} <= set(told)
    assert 50 <= len(told["description"]) <= 5_000, "what search engines take"
    script = living.dataset_script(ours, "")
    assert json.loads(script.partition(">")[2].removesuffix("</script>"))["version"] == ours.package.version
    assert "<" not in script.partition(">")[2].removesuffix("</script>")


def test_croissant_holds_by_its_own_checker(ours: op1027.Ledger, living: ModuleType, tmp_path: Path) -> None:
    """And its loader reads a table with it, checksums, types and references included."""
    folder = ours.package.folder
    for resource in ours.package.descriptor["resources"]:
        (tmp_path / resource["path"]).write_bytes((folder / resource["path"]).read_bytes())
    (tmp_path / "croissant.json").write_bytes(living.croissant_file(ours, ""))
    code = (
        "import mlcroissant as m; d = m.Dataset(jsonld='croissant.json');"
        "assert not d.metadata.issues.errors, d.metadata.issues.errors;"
        "rows = [row for row, _ in zip(d.records('routes'), range(3))]; assert rows[0]['routes/order'] == 1"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    files = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    tables = {record["@id"]: record for record in living.croissant(ours, files, "")["recordSet"]}
    assert [field["name"] for field in tables["sources"]["field"]] == list(ours.sources)
