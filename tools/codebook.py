"""Write docs/codebook.md from data/datapackage.json: every table, column, vocabulary and key."""

from pathlib import Path
from typing import Any

from op1027.record.package import TABLES, Package, read_descriptor
from op1027.text.files import one_line, write_files

ROOT = Path(__file__).parents[1]
TARGET = ROOT / "docs" / "codebook.md"

INTRODUCTION = """\
# Codebook

Generated from `data/datapackage.json` by `make docs`; do not edit. How rows are coded and resolved:
[method.md](method.md).

Every file is UTF-8, comma-separated, one header line, blank for missing, `|` between the members of a
list. Days are ISO dates.

## For readers of ACLED and UCDP

How an export is read into a ledger: [your_own_data.md](your_own_data.md).

| ours | ACLED | UCDP GED |
| --- | --- | --- |
| `type` | `event_type` / `sub_event_type`: see the table of types below | `type_of_violence` 1 |
| `date_start` = `date_end` | `time_precision` 1 | `date_prec` 1 |
| a span of 2 to 7 days | `time_precision` 2 | `date_prec` 2 (to 6 days), 3 (a week) |
| a span of 8 to 31 days | `time_precision` 3 | `date_prec` 4 |
| longer | not coded (blank) | `date_prec` 5 |
| `place` of kind `town` | `geo_precision` 1 (2 if located only by its township) | `where_prec` 1 |
| `township` | `geo_precision` 2 | `where_prec` 2 |
| `district`, `area` | `geo_precision` 3 | `where_prec` 3 |
| `state_region`, or blank (the front) | `geo_precision` 3 | `where_prec` 4 to 7 |
| `low`, `high` | `fatalities` (one number) | `low`, `best`, `high` |
| `source`, `publisher`, `published` | `source`, `source_scale` | `source_office`, `source_date` |
| `claimant`, `stance`, `evidence` | no equal (`evidence` goes into `tags`) | no equal |

`python -m op1027 export` writes the events in ACLED's columns by this mapping. A town or base taken is
`Government regains territory` where the actor is of the government's side (`acled` in the descriptor), else
`Non-state actor overtakes territory`. A bombardment has a sub-event only where air strikes were counted.
"""


def table(package: Package, name: str) -> list[str]:
    """One table's section."""
    resource = next(r for r in package.descriptor["resources"] if r["name"] == name)
    schema = resource["schema"]
    links = {k["fields"][0]: k["reference"] for k in schema.get("foreignKeys", [])}
    lines = [f"## {resource['title']}: `{resource['path']}`", "", f"{resource['description']}.", ""]
    lines += [f"Origin: {s['title']}.\n" for s in resource.get("sources", [])]
    lines += [f"Key: {' and '.join(f'`{k}`' for k in schema['primaryKey'])}.", ""]
    lines += ["| column | type | rules | unit | meaning |", "| --- | --- | --- | --- | --- |"]
    for field in schema["fields"]:
        cells = [f"`{field['name']}`", field["type"], rules(field, links), field.get("unit", ""), field["description"]]
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    lines.append("")
    for field in schema["fields"]:
        if "categories" in field:
            lines += vocabulary(field)
    return lines


def rules(field: dict[str, Any], links: dict[str, dict[str, Any]]) -> str:
    """A field's constraints in words."""
    given = field.get("constraints", {})
    words = [word for word in ("required", "unique") if given.get(word)]
    if "enum" in given:
        words.append("vocabulary")
    if "minimum" in given or "maximum" in given:
        words.append(f"{given.get('minimum', '…')} to {given.get('maximum', '…')}")
    if "maxLength" in given:
        words.append(f"at most {given['maxLength']} characters")
    if "separator" in field:
        words.append(f"list, `{field['separator']}` between")
    reference = links.get(field["name"]) or field.get("references")
    if reference:
        words.append(f"key of {reference['resource'] or 'this table'}")
    return ", ".join(words)


def vocabulary(field: dict[str, Any]) -> list[str]:
    """A field's vocabulary as a table."""
    extra = [
        p
        for p in ("kind", "acled", "admitted_by", "gained_by", "probability")
        if any(p in c for c in field["categories"])
    ]
    heads = {
        "kind": "kind",
        "acled": "ACLED event type / sub-event type",
        "admitted_by": "conceded when said by the side of",
        "gained_by": "gained by the side of",
        "probability": "probability",
    }
    lines = [f"### `{field['name']}`", "", f"| value | meaning |{''.join(f' {heads[p]} |' for p in extra)}"]
    lines.append("| --- | --- |" + " --- |" * len(extra))
    for c in field["categories"]:
        lines.append(f"| `{c['value']}` | {c['label']} |" + "".join(f" {c.get(p, '')} |" for p in extra))
    return [*lines, ""]


def codebook() -> str:
    """The whole codebook, as Markdown."""
    package = read_descriptor(ROOT / "data")
    parts = [INTRODUCTION]
    for name in TABLES:
        parts += table(package, name)
    return "\n".join(parts).rstrip() + "\n"


def main() -> None:
    with one_line(f"{TARGET.name} was left as it was"):
        write_files({TARGET: codebook().encode("utf-8")})
    print(f"Written: docs/{TARGET.name}")


if __name__ == "__main__":
    main()
