"""Command line: ``python -m op1027 check``, ``add``, ``export``, ``changes`` and ``archive``."""

import argparse
import os
import signal
import sys
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

from op1027 import __version__
from op1027.analysis.changes import changes, keys_to_lead_on, read_record
from op1027.archive import BusyError, Service, archive_pages
from op1027.ledger import curate
from op1027.ledger.fronts import chosen_fronts
from op1027.ledger.load import inspect, own_data
from op1027.ledger.model import Ledger
from op1027.record.check import read_table
from op1027.record.faults import DataError, Fault
from op1027.record.outlines import read_outlines
from op1027.record.package import OUTLINES, WHOLE, Package, read_descriptor
from op1027.report.news import change_list
from op1027.report.summary import summary
from op1027.text import burmese, wording
from op1027.text.suggest import meant, spellings, suggestions

_PAGE = ("url", "publisher", "origin", "published_from", "published", "date_basis", "language", "leaning", "read_on")
_ACCOUNT = (
    *("type", "place", "front", "date_start", "date_end", "actor", "allies", "opponent", "metric", "low", "high"),
    *("qualifier", "since", "claimant", "stance", "resolves_by", "summary", "item"),
)
_DAYS = ("published_from", "published", "read_on", "date_start", "date_end", "since", "resolves_by")
_BOUNDS = ("low", "high")
_ACTORS = ("publisher", "origin", "actor", "opponent", "claimant")
_REQUIRED = {"url", "type", "date_start", "claimant", "summary"}
_USUAL = {"date_basis": "page", "language": "en", "leaning": "independent", "stance": "affirms"}


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; returns the exit code: 0 done, 1 at fault, 2 not understood, 3 done but for a part."""
    arguments = sys.argv[1:] if arguments is None else arguments
    try:
        given = _parser(arguments).parse_args(arguments)
    except DataError as error:
        print(error)
        return 1
    if given.command == "changes":
        return _run_changes(Path(given.old), Path(given.new) if given.new else own_data(), given.csv)
    return _run_on(Path(given.folder) if given.folder else own_data(), given)


def _parser(arguments: list[str]) -> argparse.ArgumentParser:
    """What the commands take; a folder's descriptor is read for `add` alone, whose options are the record's columns."""
    about = "Check the data, add a report to them, take them away as files, or tell what changed."
    parser = argparse.ArgumentParser(prog="python -m op1027", description=about)
    data = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    data.add_argument("--data", dest="folder", metavar="DIR", help="folder with datapackage.json (default: data/)")
    parser.add_argument("--version", action="version", version=f"op1027 {__version__}")
    commands = parser.add_subparsers(dest="command", required=True)
    check = commands.add_parser("check", help="check a data folder and list every fault in it")
    check.add_argument("folder", nargs="?", metavar="DIR", help="folder with datapackage.json (default: data/)")
    add = commands.add_parser("add", parents=[data], help="add a report: what one page says about one event or claim")
    if arguments[:1] == ["add"]:
        folder = data.parse_known_args(arguments)[0].folder
        _add_options(add, read_descriptor(Path(folder) if folder else own_data()))
    export = commands.add_parser(
        "export", parents=[data], help="write tables, town control and charts into a folder to take away"
    )
    export.add_argument("target", metavar="DIR", help="folder to write: one that does not exist yet, or an old export")
    export.add_argument("--as-of", metavar="YYYY-MM-DD", help="everything as it was known on this day")
    export.add_argument("--front", metavar="KEY", action="append", help="only this front (may be given several times)")
    differ = commands.add_parser("changes", help="tell what differs between two records, and why")
    differ.add_argument("old", metavar="OLD", help="a data folder, or the zip file of a release")
    differ.add_argument("new", metavar="NEW", nargs="?", help="the same, of later (default: data/)")
    differ.add_argument("--csv", action="store_true", help="as a table with every column")
    archive = commands.add_parser(
        "archive", parents=[data], help="ask the Wayback Machine for copies of the pages (goes online)"
    )
    archive.add_argument("--state", metavar="FILE", default="build/archive.csv", help="what was asked before, to go on")
    archive.add_argument(
        "--limit", metavar="N", type=_number, help="at most so many pages (default: all that are left)"
    )
    return parser


def _number(text: str) -> int:
    """How many, 1 or more."""
    if not text.isdecimal() or not int(text):
        raise argparse.ArgumentTypeError(f"{text!r} is no number of pages: give 1 or more")
    return int(text)


def _run_on(folder: Path, given: argparse.Namespace) -> int:
    """Run a command on a data folder, if it is sound."""
    if not folder.is_dir():
        print(f"{folder}: no such folder. Give the one that holds datapackage.json.", file=sys.stderr)
        return 2
    try:
        ledger, faults = inspect(folder)
        outlines = read_descriptor(folder).path_of(OUTLINES) if given.command == "check" else None
        faults += read_outlines(outlines)[1] if outlines else []
        if faults or ledger is None:
            raise DataError(faults)
        if given.command == "add":
            return _run_add(folder, ledger, given)
        if given.command == "export":
            return _run_export(ledger, given)
        if given.command == "archive":
            return _run_archive(ledger, Path(given.state), given.limit, Service())
    except DataError as error:  # of outlines too, which only a chart that draws them reads
        print(error)
        return 1
    print(summary(ledger))
    return 0


def _run_changes(old: Path, new: Path, as_table: bool) -> int:
    """Print what differs between two records, for people or as a table."""
    try:
        with tempfile.TemporaryDirectory() as scratch:
            before, after = (read_record(path, Path(scratch) / path.stem) for path in (old, new))
            frame, gone = changes(before, after), keys_to_lead_on(before, after)
    except DataError as error:
        print(error)
        return 1
    except (OSError, ValueError) as error:
        print(error, file=sys.stderr)
        return 2
    print(frame.to_csv(index=False, lineterminator="\n") if as_table else change_list(frame, after))
    if gone and not as_table:
        print("\nTo add to data/renamed.csv, so that old addresses lead on:")
        print(*(f"{was},{now},{date.today():%Y-%m-%d}" for was, now in gone.items()), sep="\n")
    return 0


def _run_archive(ledger: Ledger, state: Path, limit: int | None, service: Service) -> int:
    """Look after copies of the pages, and say of each what was found; 3 if the service asks to go on later."""
    try:
        for row in archive_pages(ledger, state, service, limit):
            told = (f"{row['note']}:", row["url"], f"(link {row['link']})", row["copy"])
            print(" ".join(filter(None, told)), flush=True)
    except BusyError as error:
        print(f"Stopped: {error}. What is done is in {state}.", file=sys.stderr)
        return 3
    except KeyboardInterrupt:
        print(f"Stopped; what is done is in {state}.", file=sys.stderr)
        return 130
    print(f"Done; {state} has what was found.")
    return 0


def _run_export(ledger: Ledger, given: argparse.Namespace) -> int:
    """Write everything to take away, or say in one line what stands in the way."""

    def refuse(why: object, code: int = 1) -> int:
        print(why, file=sys.stderr)
        return code

    from op1027.export import TargetError, write_export  # noqa: PLC0415 - charts, which other commands do without

    signal.signal(signal.SIGTERM, lambda *_: sys.exit("Stopped; nothing was written."))
    target = Path(given.target)
    try:
        view = ledger if given.as_of is None else ledger.as_of(given.as_of)
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
    return refuse("\n".join(missing), 3) if missing else 0


def _add_options(add: argparse.ArgumentParser, package: Package) -> None:
    """An option for each column that a curator fills in, described as in the descriptor, with the words it may hold."""
    named = dict.fromkeys((*_ACTORS, "allies"), " (any name or key of actors.csv)")
    named |= {"place": " (any name, alias, P-code or key of places.csv)", "front": _front_words(package)}
    for table, columns in (("sources", _PAGE), ("events_and_claims", _ACCOUNT)):
        group = add.add_argument_group("the page" if table == "sources" else "what it says")
        for name in columns:
            field = package.fields(table)[name]
            words = ", ".join(category["value"] for category in field.get("categories", []))
            usual = date.today().isoformat() if name == "read_on" else _USUAL.get(name, "")
            about = field["description"] + (f": {words}" if words else "") + named.get(name, "")
            about += f" (default: {usual})" if usual else ""
            option, about = "--" + name.replace("_", "-"), about.replace("%", "%%")
            group.add_argument(option, default=usual, required=name in _REQUIRED, metavar="…", help=about)
    add.add_argument("--new", action="store_true", help="an event or claim that is not recorded yet, however like one")


def _front_words(package: Package) -> str:
    """The fronts, as the end of a sentence; nothing where their table is at fault, for then `check` is what helps."""
    fronts, _ = read_table(package, "fronts")
    return "" if fronts is None else f": {', '.join(fronts['front'].dropna())}"


def _run_add(folder: Path, ledger: Ledger, given: argparse.Namespace) -> int:
    """Add a report, or say what stands in the way."""
    try:
        page, report = _as_recorded(ledger, given)
        row, faults = curate.add_report(folder, report, page, given.new)
    except ValueError as error:
        print(error, *["Say --new if it is another."][: isinstance(error, curate.UnknownItemError)], sep="\n")
        return 1
    except curate.RecordedError as error:
        print("Recorded already, it seems:")
        like = error.items
        for item, first, last, what in like[["item", "date_start", "date_end", "summary"]].itertuples(index=False):
            days = f"{first:%Y-%m-%d}" + (f" to {last:%Y-%m-%d}" if last != first else "")
            print(f"  --item {item}   ({days}: {what})")
        print("Say which it is, or --new if it is another.")
        return 1
    except OSError as error:
        print(f"Nothing was written to {folder}: {error.strerror or error}.", file=sys.stderr)
        return 1
    if faults:
        copied = () if given.date_end else ("date_end",)
        print(*(_as_given(fault) for fault in sorted(faults) if fault.column not in copied), sep="\n")
        print("Nothing was written.")
        return 1
    print(f"Added {row['report_id']} to {row['item']}, from {row['source']}.")
    return 0


def _as_given(fault: Fault) -> str:
    """A fault as it is told of an option, if it is one of the row to be added."""
    told = str(fault)
    if fault.line or fault.column not in (*_PAGE, *_ACCOUNT):
        return told
    return "--" + fault.column.replace("_", "-") + told.removeprefix(f"{fault.file}: {fault.column}")


def _as_recorded(ledger: Ledger, given: argparse.Namespace) -> tuple[curate.Row, curate.Row]:
    """The page and the report as the record writes them; what was taken for what is said.

    Keys stand for names, ISO days and digits for those of a Burmese page; of a page that is recorded, what is
    recorded of it stands for what is given. A name that may be any of several, or a Burmese day or number that is not
    understood, raises a ValueError.
    """
    page, report = ({name: getattr(given, name) for name in columns} for columns in (_PAGE, _ACCOUNT))

    def actor(text: str) -> str:
        found = curate.find_actor(ledger, text)
        near = [] if found else curate.holding(text, spellings(ledger.actors, "actor"))
        if near:
            raise ValueError(_no_such("actor", text, near))
        return _only_key(found, text, "actors")

    readers: dict[str, Callable[[str], str]] = dict.fromkeys(_ACTORS, actor)
    readers["allies"] = lambda text: "|".join(map(actor, text.split("|")))
    readers |= dict.fromkeys(_DAYS, lambda text: burmese.read_day(text, page["published"]))
    readers |= dict.fromkeys(_BOUNDS, burmese.read_number)

    def read(columns: curate.Row) -> None:
        for name, reader in readers.items():
            if columns.get(name):
                taken = reader(columns[name])
                if taken != columns[name]:
                    print(f"{name}: {columns[name]} is {taken}.")
                columns[name] = taken

    read(page)
    recorded = curate.find_page(ledger, page["url"])
    if recorded is not None:
        for name in ("url", "publisher", "origin", "published"):
            known = wording.cell(recorded[name])
            if page[name] not in ("", known):
                print(f"{name}: {known or 'blank'} is recorded of that page; {page[name]} is not taken.")
            page[name] = known
    read(report)
    report["date_end"] = report["date_end"] or report["date_start"]
    kinds = ledger.package.categories("events_and_claims", "type")
    report["kind"] = kinds.get(report["type"], {}).get("kind", "event")
    if given.place:
        burmese.refuse_zawgyi(given.place)
        town = True if given.type.startswith("town_") else None
        found = curate.find_place(ledger, given.place, town) or curate.find_place(ledger, given.place)
        if not found:
            spelt = spellings(ledger.places, "place")
            near = curate.holding(given.place, spelt) or suggestions([given.place], spelt).get(given.place, [])
            raise ValueError(_no_such("place", given.place, near))
        report["place"] = _only_key(found, given.place, "places")
        report["front"] = report["front"] or ledger.places.set_index("place")["front"].fillna(WHOLE)[report["place"]]
    report["front"] = report["front"] or WHOLE
    return page, report


def _no_such(what: str, text: str, near: list[str]) -> str:
    """What is said of a name that nothing answers to; ``near`` are the keys that may be meant."""
    some = meant(near)
    return f"No {what} answers to {text!r}{some and f'; {some}'}\nGive one by its key in {what}s.csv."


def _only_key(found: list[str], text: str, table: str) -> str:
    """The one key found for a name; the name itself where there is none: the check says what may be meant."""
    if len(found) > 1:
        raise ValueError(f"{text!r} may be any of: {', '.join(found)}.\nGive one by its key in {table}.csv.")
    return found[0] if found else text


def _run() -> int:
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
    sys.exit(_run())
