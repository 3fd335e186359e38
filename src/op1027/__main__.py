"""Command line: ``python -m op1027 check [DIR]``."""

import argparse
import sys
from pathlib import Path

from op1027.ledger import Ledger, inspect
from op1027.schema import DataError
from op1027.theme import count, day


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; returns the exit code: 0 sound, 1 at fault, 2 not understood."""
    parser = argparse.ArgumentParser(prog="python -m op1027", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    check = commands.add_parser("check", help="check a data folder and list every fault in it")
    check.add_argument("folder", nargs="?", metavar="DIR", help="folder with datapackage.json (default: data/)")
    given = parser.parse_args(arguments)
    return run_check(given.folder)


def run_check(folder: str | None) -> int:
    """Print what a data folder holds, or every fault in it."""
    if folder is not None and not Path(folder).is_dir():
        print(f"{folder}: no such folder. Give the one that holds datapackage.json.", file=sys.stderr)
        return 2
    try:
        ledger, faults = inspect(folder)
    except DataError as error:
        ledger, faults = None, error.faults
    if ledger is None:
        print(DataError(faults))
        return 1
    print(summary(ledger))
    return 0


def summary(ledger: Ledger) -> str:
    """What a sound data folder holds, in a few lines."""
    events, claims = ledger.events, ledger.claims
    grades = events["evidence"].value_counts()
    publishers = ledger.sources["publisher"].nunique()
    return "\n".join(
        [
            f"No fault in {count(len(ledger.reports), 'report')}.",
            f"{count(len(events), 'event')} and {count(len(claims), 'claim')} "
            f"from {count(len(ledger.sources), 'page')} of {count(publishers, 'publisher')}, "
            f"published up to {day(ledger.known_on)}.",
            "Evidence: "
            + ", ".join(f"{n} {grade}" for grade, n in grades.items())
            + f"; {events['disputed'].sum()} disputed.",
        ]
    )


if __name__ == "__main__":
    sys.exit(main())
