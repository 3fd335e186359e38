"""Broken data folders, made by hand: what is done to a sound folder, and what must come of it.

Every place, actor and report here is synthetic. ``at`` lists the lines at which a fault must be told (0 for a
file as a whole); an empty one says that the change must change nothing.
"""

import csv
import gzip
import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from conftest import claim, report, write_folder

REPORTS, DESCRIPTOR = "events_and_claims.csv", "datapackage.json"
TABLES = (REPORTS, "sources.csv", "places.csv", "actors.csv", "fronts.csv", "routes.csv", "assessments.csv")
ROWS = [
    report(),
    report(item="beta_taken", place="beta", source="radio_1"),
    claim(),
    claim(item="fall", type="forecast", metric="", low="", high="", qualifier="", resolves_by="2024-06-01"),
    report(source="radio_1", claimant="radio"),
]
VERDICT = {"item": "fall", "as_of": "2024-03-01", "verdict": "open", "basis": "r0004", "reason": "synthetic"}


def sound(folder: Path) -> Path:
    """The folder that is broken: two towns taken, a tally, a forecast and its verdict; reports in lines 2 to 6."""
    return write_folder(folder, ROWS, assessments=[VERDICT])


@dataclass(frozen=True)
class Broken:
    """One way in which a folder is broken."""

    name: str
    file: str
    change: Callable[[bytes], bytes | None]
    at: tuple[int, ...] = ()


def cell(column: str, value: str, *at: int, file: str = REPORTS, line: int = 2) -> Broken:
    """One cell written over."""

    def change(data: bytes) -> bytes:
        rows = list(csv.DictReader(io.StringIO(data.decode())))
        assert rows[line - 2][column] != value
        rows[line - 2][column] = value
        out = io.StringIO()
        writer = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
        return out.getvalue().encode()

    shown = value if len(value) < 30 else f"{value[:3]}… ({len(value)})"
    return Broken(f"{file} {column} {shown!a}", file, change, at or (line,))


def data(name: str, change: Callable[[bytes], bytes | None], *at: int, file: str = REPORTS) -> Broken:
    """A file's bytes changed; None takes it away."""
    return Broken(f"{file} {name}", file, change, at)


def lines(name: str, change: Callable[[list[bytes]], list[bytes]], *at: int, file: str = REPORTS) -> Broken:
    """A file's lines changed."""
    return data(name, lambda content: b"".join(change(content.splitlines(keepends=True))), *at, file=file)


def told(name: str, change: Callable[[dict[str, Any]], object]) -> Broken:
    """The descriptor changed in place, or put in its place if a function returns something."""

    def changed(content: bytes) -> bytes:
        descriptor = json.loads(content)
        put = change(descriptor)
        return json.dumps(descriptor if put is None else put).encode()

    return Broken(f"{DESCRIPTOR} {name}", DESCRIPTOR, changed, (0,))


def field(descriptor: dict[str, Any], table: int, name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(f for f in descriptor["resources"][table]["schema"]["fields"] if f["name"] == name)
    return found


def quoted(content: bytes) -> bytes:
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(csv.reader(io.StringIO(content.decode())))
    return out.getvalue().encode()


def columns_turned(content: bytes) -> bytes:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(row[::-1] for row in csv.reader(io.StringIO(content.decode())))
    return out.getvalue().encode()


CELLS = [
    cell("report_id", "1"),
    cell("report_id", "r0002", 3),
    cell("report_id", ""),
    cell("kind", ""),
    cell("kind", "claim"),
    cell("kind", "Event"),
    cell("item", "Alpha taken"),
    cell("item", "../../alpha"),
    cell("item", "beta_taken", 3),
    cell("type", "town_lost"),
    cell("type", "tally"),
    cell("front", ""),
    cell("front", "west"),
    cell("front", "south"),
    cell("place", "omega"),
    cell("place", "hills"),
    cell("place", ""),
    cell("place", "capital"),
    cell("date_start", "2024-02-30"),
    cell("date_start", "05/01/2024"),
    cell("date_start", "2024-1-5"),
    cell("date_start", "45296"),
    cell("date_start", "2024-01-05T00:00:00"),
    cell("date_start", "９９９９-01-01"),
    cell("date_start", "1024-01-05"),
    cell("date_end", "2204-01-05"),
    cell("date_end", "2024-01-04"),
    cell("date_start", "2024-01-11"),
    cell("actor", "pirates"),
    cell("actor", ""),
    cell("actor", "Rebels"),
    cell("allies", "pirates"),
    cell("allies", "guerrillas|"),
    cell("opponent", "army;rebels"),
    cell("metric", "towns"),
    cell("metric", "", line=4),
    cell("low", "13", line=4),
    cell("low", "1,2", line=4),
    cell("low", "1e1", line=4),
    cell("low", "12.0", line=4),
    cell("low", "nan", line=4),
    cell("low", "-12", line=4),
    cell("low", "１２", line=4),
    cell("low", "၁၂", line=4),
    cell("low", "9" * 18, line=4),
    cell("low", "9" * 30, line=4),
    cell("low", "0x0c", line=4),
    cell("qualifier", "roughly", line=4),
    cell("qualifier", "", line=4),
    cell("since", "2025-01-01", line=4),
    cell("claimant", "", line=4),
    cell("stance", "maybe"),
    cell("resolves_by", "", line=5),
    cell("resolves_by", "2024-06-01"),
    cell("source", "nowhere"),
    cell("summary", ""),
    cell("summary", "x" * 161),
    cell("summary", "x" * 200_000),
    cell("summary", "two\nlines"),
    cell("summary", "two\rlines", 3),
    cell("summary", "a\ttab"),
    cell("summary", " led by a space"),
    cell("summary", "nothing\x00more"),
    cell("summary", "bell\x07"),
    cell("summary", "turned \u202e round"),
    cell("summary", "marked \u200f so"),
    cell("summary", "marked \u061c so"),
    cell("summary", "line\u2028separator"),
    cell("summary", "bom\ufeff inside"),
    cell("summary", "next\x85line"),
    cell("published", "2024-13-01", file="sources.csv"),
    cell("published", "", file="sources.csv"),
    cell("publisher", "nobody", file="sources.csv"),
    cell("url", "javascript:alert(1)", file="sources.csv"),
    cell("url", "not an address", file="sources.csv"),
    cell("source", "radio_1", 4, file="sources.csv"),
    cell("lat", "91", file="places.csv"),
    cell("lat", "1,5", file="places.csv"),
    cell("lon", "inf", file="places.csv"),
    cell("lat", "", file="places.csv"),
    cell("kind", "village", file="places.csv"),
    cell("front", "west", file="places.csv"),
    cell("name", "x" * 100_000, file="places.csv"),
    cell("name", "x" * 100_000, file="actors.csv"),
    cell("name", "x" * 100_000, file="routes.csv"),
    cell("side", "nobody", file="actors.csv"),
    cell("part_of", "nobody", file="actors.csv"),
    cell("order", "first", file="fronts.csv"),
    cell("place", "omega", file="routes.csv"),
    cell("verdict", "true", file="assessments.csv"),
    cell("item", "nothing", file="assessments.csv"),
    cell("basis", "r9999", file="assessments.csv"),
    cell("as_of", "2024-01-01", file="assessments.csv"),
]
FILES = [
    *(data("taken away", lambda _: None, 0, file=name) for name in TABLES),
    *(data("emptied", lambda _: b"", 0, file=name) for name in TABLES),
    data("blank lines alone", lambda _: b"\n\n \n", 0),
    data("zeros", lambda c: bytes(len(c)), 1),
    data("a picture", lambda _: b"\x89PNG\r\n\x1a\n" + bytes(range(256)), 1),
    data("gzipped", gzip.compress, 1),
    data("in UTF-16", lambda c: c.decode().encode("utf-16"), 1),
    data("one byte of Latin-1", lambda c: c.replace(b"Synthetic", b"Synth\xe9tic", 1), 2),
    data("a lone surrogate", lambda c: c.replace(b"Synthetic", b"Synth\xed\xa0\x80", 1), 2),
    lines("a quote before the header", lambda rows: [b'"' + rows[0], *rows[1:]], 1),
    data("semicolons", lambda c: c.replace(b",", b";"), 1),
    data("tabs", lambda c: c.replace(b",", b"\t"), 1),
    data("header in capitals", lambda c: c.upper(), 1),
    data("a column renamed", lambda c: c.replace(b"claimant", b"claimer", 1), 1),
    data("a column twice", lambda c: c.replace(b"claimant", b"stance", 1), 1),
    data("a column without a name", lambda c: c.replace(b"claimant", b"", 1), 1),
    data("old line ends", lambda c: c.replace(b"\n", b"\r")),
    data("zeros at the end", lambda c: c + bytes(64), 7),
    data("cut in a row", lambda c: c[: c.rindex(b"rebels")], 6),
    data("cut in a quote", lambda c: c + b'r0009,"event', 7),
    lines("no header", lambda rows: rows[1:], 1),
    lines("a word before the header", lambda rows: [b"sep=,\n", *rows], 1),
    lines("the header again", lambda rows: [*rows[:3], rows[0], *rows[3:]], 4),
    lines("a row twice", lambda rows: [*rows, rows[1]], 7),
    lines("a cell too many", lambda rows: [*rows[:2], rows[2].rstrip(b"\n") + b",x\n", *rows[3:]], 3),
    lines("a cell too few", lambda rows: [*rows[:2], rows[2].replace(b",", b"", 1), *rows[3:]], 3),
    lines("a quote that opens", lambda rows: [*rows[:2], rows[2].replace(b"beta", b'"beta', 1), *rows[3:]], 3),
    lines("a bare quote", lambda rows: [*rows[:2], rows[2].replace(b"beta", b'"be"ta', 1), *rows[3:]], 3),
    lines("a conflict left by git", lambda rows: [*rows[:2], b"<<<<<<< HEAD\n", *rows[2:]], 3),
    lines("a comment", lambda rows: [rows[0], b"# mine\n", *rows[1:]], 2),
    lines("two rows in one line", lambda rows: [*rows[:2], rows[2].rstrip(b"\n") + rows[3], *rows[4:]], 3),
    lines("a page less", lambda rows: [rows[0], *rows[2:]], 2, 4, 5, file="sources.csv"),
    # These change nothing.
    data("a byte order mark", lambda c: b"\xef\xbb\xbf" + c),
    data("Windows line ends", lambda c: c.replace(b"\n", b"\r\n")),
    data("no line end at the end", lambda c: c.rstrip(b"\n")),
    data("blank lines at the end", lambda c: c + b"\n\n\n"),
    data("everything quoted", quoted),
    data("columns in another order", columns_turned),
    lines("blank lines between", lambda rows: [row + b"\n" for row in rows]),
]
DESCRIPTORS = [
    data("taken away", lambda _: None, 0, file=DESCRIPTOR),
    data("emptied", lambda _: b"", 1, file=DESCRIPTOR),
    data("cut short", lambda c: c[:1], 1, file=DESCRIPTOR),
    data("a comma too many", lambda c: c.replace(b"{", b"{,", 1), 1, file=DESCRIPTOR),
    data("not UTF-8", lambda c: c.replace(b"Operation", b"Op\xe9ration", 1), 3, file=DESCRIPTOR),
    data("nested without end", lambda _: b"[" * 200_000, 0, file=DESCRIPTOR),
    data("a byte order mark", lambda c: b"\xef\xbb\xbf" + c, file=DESCRIPTOR),
    told("a list", lambda d: [d]),
    told("a number", lambda _: 1027),
    told("no resources", lambda d: d.pop("resources") and None),
    told("resources as text", lambda d: d.update(resources="all")),
    told("a resource less", lambda d: d["resources"].pop(0) and None),
    told("resources that are none", lambda d: d.update(resources=[1, None, "x"])),
    told("no schema", lambda d: d["resources"][0].pop("schema") and None),
    told("a schema as text", lambda d: d["resources"][0].update(schema="x")),
    told("a path that leads out", lambda d: d["resources"][0].update(path="../../elsewhere.csv")),
    told("a path from the root", lambda d: d["resources"][0].update(path="/elsewhere.csv")),
    told("a path as number", lambda d: d["resources"][0].update(path=1)),
    told("a field less", lambda d: d["resources"][0]["schema"]["fields"].pop(3) and None),
    told("a field without type", lambda d: field(d, 0, "low").pop("type") and None),
    told("a field of another type", lambda d: field(d, 0, "low").update(type="string")),
    told("a pattern that is none", lambda d: field(d, 0, "item")["constraints"].update(pattern="(")),
    told("a bound that is none", lambda d: field(d, 0, "low")["constraints"].update(minimum="zero")),
    told("a constraint nobody knows", lambda d: field(d, 0, "low")["constraints"].update(maximal=3)),
    told("a vocabulary as text", lambda d: field(d, 0, "type")["constraints"].update(enum="all")),
    told("no categories", lambda d: field(d, 0, "type").pop("categories") and None),
    told("categories without kind", lambda d: [c.pop("kind") for c in field(d, 0, "type")["categories"]] and None),
    told("no names of sides", lambda d: [c.pop("name") for c in field(d, 3, "side")["categories"]] and None),
    told("no key", lambda d: d["resources"][0]["schema"].pop("primaryKey") and None),
    told("a key of no field", lambda d: d["resources"][0]["schema"].update(primaryKey=["id"])),
    told(
        "a link to no table", lambda d: d["resources"][0]["schema"]["foreignKeys"][0]["reference"].update(resource="x")
    ),
    told("a link from nothing", lambda d: d["resources"][0]["schema"]["foreignKeys"][0].update(fields=[])),
    told("no offensive", lambda d: d.pop("offensive") and None),
    told("an offensive without a day", lambda d: d["offensive"].update(start="soon")),
    told("an offensive of nobody", lambda d: d["offensive"].update(side="nobody")),
    told("an offensive against itself", lambda d: d["offensive"].update(against=d["offensive"]["side"])),
    told("a vocabulary of numbers", lambda d: field(d, 0, "qualifier")["constraints"]["enum"].append(1)),
    told("a probability that is none", lambda d: field(d, 0, "qualifier")["categories"][-1].update(probability="high")),
    told("a list without separator", lambda d: field(d, 0, "allies").pop("separator") and None),
    told("a reference to nothing", lambda d: field(d, 0, "allies")["references"].update(resource={})),
    told("a separator of nothing", lambda d: field(d, 0, "allies").update(separator=None)),
    told("an empty separator", lambda d: field(d, 0, "allies").update(separator="")),
    told("links that are no list", lambda d: d["resources"][0]["schema"].update(foreignKeys=True)),
    told("no licence", lambda d: d.update(licenses=[])),
    told("no title", lambda d: d.pop("title") and None),
]
CORPUS = [*CELLS, *FILES, *DESCRIPTORS]
