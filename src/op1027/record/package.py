"""A data folder's descriptor, and the questions that the rest of the package asks of it.

The descriptor, ``datapackage.json`` (Frictionless Data Package), is the single source of truth:
columns, types, vocabularies, ranges and keys are read from it and stated nowhere else.
Beside the standard's own properties it uses some of ours: ``offensive`` (first day, side and opponent of
the offensive and, optionally, the actor that is the country's ``state``), ``acled`` (what ACLED calls the
country, and the government's side; may be left out), ``separator`` and ``references`` (a field that holds
a list of keys), and, in the ``categories`` of a report's ``type``, ``kind``, ``acled``, ``admitted_by`` and
``gained_by``; in those of its ``qualifier``, ``probability``; in those of an actor's ``side``, ``name``.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from op1027.record.descriptor import problems
from op1027.record.faults import DataError, Fault
from op1027.record.read import read_json

DESCRIPTOR = "datapackage.json"
TABLES = (
    *("events_and_claims", "sources", "places", "actors", "fronts", "routes", "assessments"),
    *("gates", "population", "urban", "renamed"),  # a folder may do without these four
)
OUTLINES = "townships"  # a resource that is no table: outlines, GeoJSON
WHOLE = "all"  # the front of what is nationwide, or lies outside every front
Tables = dict[str, pd.DataFrame]


@dataclass(frozen=True)
class Package:
    """A descriptor, read, and the folder it stands in: the questions that the rest of the package asks of it."""

    descriptor: dict[str, Any]
    folder: Path

    @property
    def start(self) -> pd.Timestamp:
        """First day of the offensive."""
        return pd.Timestamp(self.descriptor["offensive"]["start"])

    @property
    def covered_until(self) -> pd.Timestamp | None:
        """The last day that the record covers well, if the descriptor says so: a blank after it is no quiet."""
        day = self.descriptor.get("covered_until")
        return pd.Timestamp(day) if day else None

    @property
    def other_sides(self) -> dict[str, list[str]]:
        """Leanings of pages and countries of publishers that count together as the other sides' voices, if it says."""
        return dict(self.descriptor.get("other_sides", {}))

    @property
    def side(self) -> str:
        """Side whose offensive it is (a value of ``side`` in actors.csv)."""
        return str(self.descriptor["offensive"]["side"])

    @property
    def parties(self) -> tuple[str, str]:
        """The side whose offensive it is and the side it goes against; all others are third parties."""
        return self.side, str(self.descriptor["offensive"]["against"])

    @property
    def third(self) -> str:
        """The side of those who belong to neither party."""
        others = [side for side in self.names if side not in self.parties]
        if not others:
            raise ValueError("the descriptor's sides leave none for third parties; add one to `side` of actors")
        return others[0]

    @property
    def state(self) -> str | None:
        """The actor that exports call by the country's name ("Government of …"), if the descriptor says who that is."""
        actor = self.descriptor["offensive"].get("state")
        return str(actor) if actor else None

    @property
    def names(self) -> dict[str, str]:
        """What charts and sentences call each side."""
        return {side: c["name"] for side, c in self.categories("actors", "side").items()}

    @property
    def admitted_by(self) -> dict[str, str]:
        """For each type, the column (``actor``, ``opponent``) whose side it goes against; blank where there is none."""
        return self.of_types("admitted_by")

    @property
    def gained_by(self) -> dict[str, str]:
        """For each type, the column (``actor``, ``opponent``) whose side gains by it; blank where none does."""
        return self.of_types("gained_by")

    def of_types(self, what: str) -> dict[str, str]:
        return {value: str(c.get(what, "")) for value, c in self.categories("events_and_claims", "type").items()}

    @property
    def likelihoods(self) -> dict[str, float]:
        """The words for how likely a forecast is, with the probability that each stands for."""
        words = self.categories("events_and_claims", "qualifier")
        return {value: float(c["probability"]) for value, c in words.items() if "probability" in c}

    @property
    def title(self) -> str:
        return str(self.descriptor["title"])

    @property
    def licence(self) -> str:
        return str(self.descriptor["licenses"][0]["name"])

    @property
    def credit(self) -> str:
        """Whom to name when passing the data on, and under what licence."""
        authors = [str(c["title"]) for c in self.descriptor.get("contributors", [])]
        licence = self.descriptor["licenses"][0]
        terms = self.licence + (f" ({licence['path']})" if "path" in licence else "")
        return ", ".join([self.title, *authors, terms])

    @property
    def acled(self) -> dict[str, Any]:
        """What ACLED calls the country (``country``, ``iso``, ``region``), and the side of its ``government``."""
        return dict(self.descriptor.get("acled", {}))

    @property
    def version(self) -> str:
        """The record's version, by the calendar (2026.11, then 2026.11.1 …); blank if the descriptor gives none."""
        return str(self.descriptor.get("version", ""))

    def path_of(self, resource: str) -> Path | None:
        """The file of a resource, if the descriptor names one and it is there."""
        paths = (r.get("path") for r in self.descriptor["resources"] if r["name"] == resource)
        files = [self.folder / path for path in paths if isinstance(path, str)]
        return files[0] if files and files[0].is_file() else None

    @property
    def tables(self) -> tuple[str, ...]:
        """The tables that the descriptor describes."""
        described = {r["name"] for r in self.descriptor["resources"]}
        return tuple(name for name in TABLES if name in described)

    def schema(self, table: str) -> dict[str, Any]:
        return next(dict(r["schema"]) for r in self.descriptor["resources"] if r["name"] == table)

    def file(self, table: str) -> str:
        return next(str(r["path"]) for r in self.descriptor["resources"] if r["name"] == table)

    def fields(self, table: str) -> dict[str, dict[str, Any]]:
        """The fields of a table by name; what a primary key implies is among their constraints."""
        schema = self.schema(table)
        key = schema["primaryKey"]
        implied = {"required": True} | ({"unique": True} if len(key) == 1 else {})
        return {
            field["name"]: field | {"constraints": field.get("constraints", {}) | implied}
            if field["name"] in key
            else field
            for field in schema["fields"]
        }

    def categories(self, table: str, field: str) -> dict[str, dict[str, Any]]:
        """The vocabulary of a field: value to its label and further properties."""
        return {c["value"]: c for c in self.fields(table)[field]["categories"]}


def read_descriptor(folder: Path) -> Package:
    """The descriptor of a data folder.

    Parameters
    ----------
    folder : Path

    Returns
    -------
    Package

    Raises
    ------
    DataError
        If it is missing, is not JSON, or holds what the package could not work with.
    """
    give = "give the folder that holds datapackage.json"
    if not folder.is_dir():
        rule = "not a folder" if folder.exists() else "no such folder"
        raise DataError([Fault(str(folder), 0, "", "", rule, give)])
    if not (folder / DESCRIPTOR).is_file():
        raise DataError([Fault(DESCRIPTOR, 0, "", "", f"no such file in {folder.resolve().name or folder}", give)])
    descriptor = read_json(folder / DESCRIPTOR)
    faults = [Fault(DESCRIPTOR, 0, "", where, rule, mend) for where, rule, mend in problems(descriptor, folder)]
    if faults:
        raise DataError(faults)
    return Package(descriptor, folder)
