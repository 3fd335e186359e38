"""The record described for those who look for data: schema.org's Dataset, and Croissant with every column."""

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from op1027.ledger.model import Ledger
from op1027.record.package import TABLES

_CROISSANT = "http://mlcommons.org/croissant/1.0"
_CROISSANT_TYPES = {"string": "sc:Text", "integer": "sc:Integer", "number": "sc:Float", "date": "sc:Date"}
_OWN = (
    "citeAs column equivalentProperty extract field fileObject fileProperty fileSet format includes isLiveDataset "
    "jsonPath key md5 parentField path recordSet references regex repeated replace samplingRate separator source "
    "subField transform"
)
_CONTEXT = {
    **{name: f"cr:{name}" for name in _OWN.split()},
    "@language": "en",
    "@vocab": "https://schema.org/",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "rai": "http://mlcommons.org/croissant/RAI/",
    "sc": "https://schema.org/",
}


def dataset(ledger: Ledger, base: str) -> dict[str, Any]:
    """The record as a schema.org Dataset, as search engines read it.

    Parameters
    ----------
    ledger : Ledger
    base : str
        Address of the site, with a slash at its end; blank where it is not known.
    """
    package = ledger.package
    descriptor = package.descriptor
    country = package.acled.get("country")
    first = min([package.start, *ledger.reports["date_start"].dropna().sort_values().head(1)])
    found = {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "name": package.title,
        "description": str(descriptor.get("description", package.title)),
        "license": descriptor["licenses"][0].get("path", package.licence),
        "version": package.version,
        "keywords": descriptor.get("keywords", []),
        "creator": [{"@type": "Organization", "name": c["title"]} for c in descriptor.get("contributors", [])],
        "isAccessibleForFree": True,
        "dateModified": f"{ledger.known_on:%Y-%m-%d}",
        "temporalCoverage": f"{first:%Y-%m-%d}/{ledger.known_on:%Y-%m-%d}",
        "url": base or None,
        "spatialCoverage": country,
        "distribution": [
            {"@type": "DataDownload", "encodingFormat": form, "contentUrl": f"{base}downloads/{name}"}
            for form, name in (("application/zip", "data.zip"), ("text/csv", "export/events.csv"))
        ],
    }
    return {name: value for name, value in found.items() if value not in (None, "", [])}


def croissant(ledger: Ledger, files: Mapping[str, bytes], base: str) -> dict[str, Any]:
    """The record in Croissant 1.0: every table with its checksum, every column with its type and meaning.

    Parameters
    ----------
    ledger : Ledger
    files : mapping of str to bytes
        The tables' contents by the paths in the descriptor.
    base : str
        Address of the folder that holds the tables, with a slash at its end; blank where they lie beside the file.
    """
    package = ledger.package
    about = dataset(ledger, base)
    for name in ("dateModified", "isAccessibleForFree", "spatialCoverage", "temporalCoverage"):
        about.pop(name, None)
    parts = [*package.version.split("."), "0", "0"][:3]
    tables = [r for r in package.descriptor["resources"] if r["name"] in TABLES and r["path"] in files]
    return about | {
        "@context": dict(sorted(_CONTEXT.items())),
        "@type": "sc:Dataset",
        "conformsTo": _CROISSANT,
        "version": ".".join(parts),  # which Croissant wants of three parts
        "datePublished": f"{ledger.known_on:%Y-%m-%d}",
        "citeAs": package.credit,
        "distribution": [
            {
                "@type": "cr:FileObject",
                "@id": resource["path"],
                "name": resource["name"],
                "description": resource.get("description", resource["name"]),
                "contentUrl": base + resource["path"],
                "encodingFormat": "text/csv",
                "sha256": sha256(files[resource["path"]]).hexdigest(),
            }
            for resource in tables
        ],
        "recordSet": [_record_set(resource) for resource in tables],
    }


def _record_set(resource: dict[str, Any]) -> dict[str, Any]:
    """One table's columns; a column that refers to another table says to which."""
    name, schema = resource["name"], resource["schema"]
    links = {link["fields"][0]: link["reference"] for link in schema.get("foreignKeys", [])}

    def field(given: dict[str, Any]) -> dict[str, Any]:
        own = f"{name}/{given['name']}"
        found: dict[str, Any] = {
            "@type": "cr:Field",
            "@id": own,
            "name": given["name"],
            "description": given.get("description", given["name"]),
            "dataType": _CROISSANT_TYPES.get(given["type"], "sc:Text"),
            "source": {"fileObject": {"@id": resource["path"]}, "extract": {"column": given["name"]}},
        }
        link = links.get(given["name"])
        if link and link["resource"] not in ("", name):
            found["references"] = {"field": {"@id": f"{link['resource']}/{link['fields'][0]}"}}
        return found

    return {
        "@type": "cr:RecordSet",
        "@id": name,
        "name": name,
        "description": resource.get("description", name),
        "key": [{"@id": f"{name}/{key}"} for key in schema["primaryKey"]],
        "field": [field(given) for given in schema["fields"]],
    }
