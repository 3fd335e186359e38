"""Command line: ``python -m op1027 check``, ``add`` and ``export``."""

import argparse
import os
import signal
import sys
from datetime import date
from importlib.util import find_spec
from pathlib import Path

from op1027.analysis.coverage import summary
from op1027.ledger import curate
from op1027.ledger.fronts import chosen_fronts
from op1027.ledger.load import inspect, own_data
from op1027.ledger.model import Ledger
from op1027.record.faults import DataError
from op1027.record.package import Package, read_descriptor

PAGE = ("url", "publisher", "published", "date_basis", "language", "leaning", "read_on")
ACCOUNT = (
    *("type", "place", "front", "date_start", "date_end", "actor", "allies", "opponent", "metric", "low", "high"),
    *("qualifier", "since", "claimant", "stance", "resolves_by", "summary", "item"),
)
NEEDED = {"url", "type", "date_start", "claimant", "summary"}
EXPORT_EXTRA = ("xlsxwriter",)
USUAL = {"date_basis": "page", "language": "en", "leaning": "independent", "stance": "affirms"}


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; returns the exit code: 0 done, 1 at fault, 2 not understood, 3 done but for pictures."""
    about = "Check the data, add a report to them, or take them away as files."
    parser = argparse.ArgumentParser(prog="python -m op1027", description=about)
    commands = parser.add_subparsers(dest="command", required=True)
    check = commands.add_parser("check", help="check a data folder and list every fault in it")
    check.add_argument("folder", nargs="?", metavar="DIR", help="folder with datapackage.json (default: data/)")
    add = commands.add_parser("add", help="add a report: what one page says about one event or claim")
    add_options(add, read_descriptor(own_data()))
    export = commands.add_parser("export", help="write tables, town control and charts into a folder to take away")
    export.add_argument("target", metavar="DIR", help="folder to write: one that does not exist yet, or an old export")
    export.add_argument("--as-of", metavar="YYYY-MM-DD", help="everything as it was known on this day")
    export.add_argument("--front", metavar="KEY", action="append", help="only this front (may be given several times)")
    export.add_argument("--data", dest="folder", metavar="DIR", help="folder with datapackage.json (default: data/)")
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
    if given.command == "export":
        return run_export(ledger, given)
    return run_add(folder, ledger, given)


def run_export(ledger: Ledger, given: argparse.Namespace) -> int:
    """Write everything to take away, or say in one line what stands in the way."""

    def refuse(why: object, code: int = 1) -> int:
        print(why, file=sys.stderr)
        return code

    lacking = [name for name in EXPORT_EXTRA if find_spec(name) is None]
    if lacking:
        return refuse(f"Export needs {', '.join(lacking)}. To install, in the checkout: pip install -e '.[export]'")
    from op1027.export import TargetError, write_export  # noqa: PLC0415 - an extra that other commands do without

    signal.signal(signal.SIGTERM, lambda *_: sys.exit("Stopped; nothing was written."))
    target = Path(given.target)
    try:
        view = ledger.as_of(given.as_of) if given.as_of else ledger
        fronts = chosen_fronts(ledger, given.front or None)
    except ValueError as error:
        return refuse(error, 2)
    try:
        missing = write_export(view, target, fronts)
    except TargetError as error:
        return refuse(error)
    except OSError as error:
        return refuse(f"Nothing was written to {target}: {error.strerror or error}.")
    except KeyboardInterrupt:
        return refuse("Stopped; nothing was written.", 130)
    print(f"Written: {target}. README.txt there says what is what.")
    return refuse(f"Charts were written as JSON only, not as SVG and PNG: {missing}.", 3) if missing else 0


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
    try:
        row, faults = curate.add_report(folder, report, {name: getattr(given, name) for name in PAGE})
    except OSError as error:
        print(f"Nothing was written to {folder}: {error.strerror or error}.", file=sys.stderr)
        return 1
    if faults:
        print(DataError(faults))
        print("Nothing was written.")
        return 1
    print(f"Added {row['report_id']} to {row['item']}, from {row['source']}.")
    return 0


def run() -> int:
    """Run the command line on a console or into a pipe, whatever it can write and however long it listens."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    try:
        code = main()
        sys.stdout.flush()
    except OSError as error:
        sys.stdout = open(os.devnull, "w")  # noqa: PTH123, SIM115 - nothing more is told there, at the exit neither
        if not isinstance(error, BrokenPipeError):
            print(f"Not all could be told: {error.strerror or error}.", file=sys.stderr)
        return 1
    return code


if __name__ == "__main__":
    sys.exit(run())
