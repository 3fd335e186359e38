"""Command line: ``python -m op1027 check`` and ``python -m op1027 add``."""

import argparse
import sys
from datetime import date
from pathlib import Path

from op1027 import curate
from op1027.coverage import summary
from op1027.ledger import Ledger, inspect, own_data
from op1027.schema import DataError, Package, read_descriptor

PAGE = ("url", "publisher", "published", "date_basis", "language", "leaning", "read_on")
ACCOUNT = (
    *("type", "place", "front", "date_start", "date_end", "actor", "allies", "opponent", "metric", "low", "high"),
    *("qualifier", "since", "claimant", "stance", "resolves_by", "summary", "item"),
)
NEEDED = {"url", "type", "date_start", "claimant", "summary"}
USUAL = {"date_basis": "page", "language": "en", "leaning": "independent", "stance": "affirms"}


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; returns the exit code: 0 done, 1 at fault, 2 not understood."""
    parser = argparse.ArgumentParser(prog="python -m op1027", description="Check the data, or add a report to them.")
    commands = parser.add_subparsers(dest="command", required=True)
    check = commands.add_parser("check", help="check a data folder and list every fault in it")
    check.add_argument("folder", nargs="?", metavar="DIR", help="folder with datapackage.json (default: data/)")
    add = commands.add_parser("add", help="add a report: what one page says about one event or claim")
    add_options(add, read_descriptor(own_data()))
    given = parser.parse_args(arguments)
    folder = Path(given.folder) if given.folder else own_data()
    if not folder.is_dir():
        print(f"{folder}: no such folder. Give the one that holds datapackage.json.", file=sys.stderr)
        return 2
    try:
        ledger, faults = inspect(folder)
    except DataError as error:
        ledger, faults = None, error.faults
    if ledger is None:
        print(DataError(faults))
        return 1
    if given.command == "check":
        print(summary(ledger))
        return 0
    return run_add(folder, ledger, given)


def add_options(add: argparse.ArgumentParser, package: Package) -> None:
    """An option for each column that a curator fills in, described as in the descriptor."""
    for table, columns in (("sources", PAGE), ("events_and_claims", ACCOUNT)):
        group = add.add_argument_group("the page" if table == "sources" else "what it says")
        for name in columns:
            about = package.fields(table)[name]["description"]
            usual = date.today().isoformat() if name == "read_on" else USUAL.get(name, "")
            group.add_argument(
                "--" + name.replace("_", "-"),
                default=usual,
                required=name in NEEDED,
                metavar="…",
                help=(about + (f" (default: {usual})" if usual else "")).replace("%", "%%"),
            )
    add.add_argument("--new", action="store_true", help="an event or claim that is not recorded yet, however like one")
    add.add_argument("--data", dest="folder", metavar="DIR", help="folder with datapackage.json (default: data/)")


def run_add(folder: Path, ledger: Ledger, given: argparse.Namespace) -> int:
    """Add a report, or say what stands in the way."""
    report = {name: getattr(given, name) for name in ACCOUNT}
    report["date_end"] = report["date_end"] or report["date_start"]
    kinds = ledger.package.categories("events_and_claims", "type")
    report["kind"] = kinds.get(report["type"], {}).get("kind", "event")
    if given.place:
        town = True if given.type.startswith("town_") else None
        found = curate.find_place(ledger, given.place, town) or curate.find_place(ledger, given.place)
        if len(found) != 1:
            print(
                f"{given.place!r} may be any of: {', '.join(found)}."
                if found
                else f"No place answers to {given.place!r}."
            )
            print("Give one by its key in places.csv.")
            return 1
        report["place"] = found[0]
        fronts = ledger.places.set_index("place")["front"].fillna("all")
        report["front"] = report["front"] or fronts[found[0]]
    report["front"] = report["front"] or "all"
    if not report["item"]:
        like = curate.find_items(ledger, report["type"], report["place"], report["date_start"], report["date_end"])
        if len(like) and not given.new:
            print("Recorded already, it seems:")
            for item, first, what in zip(like["item"], like["date_start"], like["summary"], strict=True):
                print(f"  --item {item}   ({first:%Y-%m-%d}: {what})")
            print("Say which it is, or --new if it is another.")
            return 1
        report["item"] = curate.new_item(ledger, report["type"], report["place"], report["front"], report["date_start"])
    row, faults = curate.add_report(folder, report, {name: getattr(given, name) for name in PAGE})
    if faults:
        print(DataError(faults))
        print("Nothing was written.")
        return 1
    print(f"Added {row['report_id']} to {row['item']}, from {row['source']}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
