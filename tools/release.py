"""Make a release: ``python tools/release.py [--revision REV] [--old REV|FOLDER|ZIP]`` → build/release/.

What is committed at a revision, and nothing else: data package, wheel, sdist and site, with checksums and notes
written from what differs from the release before (by default the last tag). The same revision gives the same bytes on
every run: every date in it is that of the commit.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
import zipfile
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pandas as pd

from op1027.analysis.changes import changes, read_record
from op1027.ledger.model import Ledger
from op1027.report.news import change_list
from op1027.text.escape import in_markdown
from op1027.text.files import fresh_folder, one_line, write_files
from op1027.text.wording import count, day

ROOT = Path(__file__).parents[1]
TARGET = ROOT / "build" / "release"
LEGAL = ("LICENSE-DATA", "CITATION.cff")


def main(arguments: list[str] | None = None) -> int:
    """Make the release; returns the exit code."""
    parser = argparse.ArgumentParser(description="Make a release of what is committed.")
    parser.add_argument("--revision", default="HEAD", metavar="REV", help="commit to release (default: HEAD)")
    parser.add_argument("--old", metavar="REV|PATH", help="the release before: a tag or commit, a data folder or zip")
    given = parser.parse_args(arguments)
    epoch = git("log", "-1", "--format=%ct", given.revision).strip()
    with tempfile.TemporaryDirectory() as scratch:
        tree = Path(scratch) / "tree"
        check_out(given.revision, tree)
        new = record(tree / "data", given.revision, Path(scratch) / "new")
        before = old_record(given.old, given.revision, Path(scratch) / "before")
        old = record(before, given.old or "the last tag", Path(scratch) / "old") if before else None
        version = new.package.version
        files = packages(tree, epoch)
        files[f"op1027-{version}-data.zip"] = data_package(tree, epoch)
        files[f"op1027-{version}-site.zip"] = site(tree, epoch)
        files |= notes(new, old)
    files["SHA256SUMS"] = "".join(f"{sha256(files[n]).hexdigest()}  {n}\n" for n in sorted(files)).encode("utf-8")
    with fresh_folder(TARGET) as folder:
        write_files({folder / name: content for name, content in files.items()})
    for name, content in sorted(files.items()):
        print(f"{len(content):>12,}  {name}")
    commit = git("rev-parse", "--short", given.revision).strip()
    print(f"Written: {TARGET.relative_to(ROOT)}/, version {version}, of {commit}.")
    return 0


def git(*arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"git {arguments[0]}: {done.stderr.strip()}")
    return done.stdout


def check_out(revision: str, target: Path) -> None:
    """The files of a revision, as they are committed."""
    target.mkdir(parents=True)
    packed = subprocess.run(["git", "archive", "--format=zip", revision], cwd=ROOT, capture_output=True, check=False)
    if packed.returncode:
        sys.exit(f"git archive: {packed.stderr.decode().strip()}")
    with zipfile.ZipFile(BytesIO(packed.stdout)) as archive:
        archive.extractall(target)


def run(tree: Path, epoch: str, *command: str) -> None:
    """Run Python in a tree, with its own package and the commit's date as the clock."""
    own = os.environ | {"PYTHONPATH": str(tree / "src"), "SOURCE_DATE_EPOCH": epoch}
    done = subprocess.run([sys.executable, *command], cwd=tree, env=own, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(done.stdout + done.stderr)


def packages(tree: Path, epoch: str) -> dict[str, bytes]:
    """Wheel and sdist."""
    with tempfile.TemporaryDirectory() as made:
        run(tree, epoch, "-m", "hatchling", "build", "--directory", made)
        return {path.name: path.read_bytes() for path in Path(made).iterdir() if path.suffix in (".whl", ".gz")}


def data_package(tree: Path, epoch: str) -> bytes:
    """The data folder with its licence and how to cite it, as a zip file."""
    paths = [path for path in (tree / "data").rglob("*") if path.is_file()]
    return zipped({path.relative_to(tree).as_posix(): path for path in [*paths, *(tree / n for n in LEGAL)]}, epoch)


def site(tree: Path, epoch: str) -> bytes:
    """The site, as a zip file."""
    with tempfile.TemporaryDirectory() as made:
        run(tree, epoch, "tools/site/build.py", f"{made}/site")
        paths = [path for path in Path(made).rglob("*") if path.is_file()]
        return zipped({path.relative_to(made).as_posix(): path for path in paths}, epoch)


def zipped(paths: dict[str, Path], epoch: str) -> bytes:
    """Files as one archive, each with the commit's date."""
    buffer, stamp = BytesIO(), time.gmtime(int(epoch))[:6]
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, path in sorted(paths.items()):
            entry = zipfile.ZipInfo(name, stamp)
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, path.read_bytes(), zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def old_record(given: str | None, revision: str, target: Path) -> Path | None:
    """The record of the release before: what was given, or the last tag's; none for a first release."""
    if given and Path(given).exists():
        return Path(given)
    tags = git("tag", "--merged", revision, "--sort=-creatordate", "--no-contains", revision).split()
    before = given or next(iter(tags), None)
    if before is None:
        return None
    check_out(before, target)
    return target / "data"


def record(folder: Path, called: str, scratch: Path) -> Ledger:
    """A record, or one line that says why this package cannot read it, before anything is made."""
    try:
        return read_record(folder, scratch)
    except (OSError, ValueError) as error:
        sys.exit(f"The record of {called} cannot be read: {error}")


def notes(new: Ledger, old: Ledger | None) -> dict[str, bytes]:
    """Notes of the release and, where there is one before, what differs as a table."""
    if old is None:
        return {"NOTES.md": release_notes(new, None, None).encode("utf-8")}
    frame = changes(old, new)
    table = frame.to_csv(index=False, lineterminator="\n")
    return {"NOTES.md": release_notes(new, frame, old).encode("utf-8"), "changes.csv": table.encode("utf-8")}


def release_notes(ledger: Ledger, frame: pd.DataFrame | None, old: Ledger | None) -> str:
    """The notes of a release in Markdown: what it holds and what differs from the release before it.

    Parameters
    ----------
    ledger : Ledger
        What is released.
    frame : DataFrame, optional
        What `changes` finds between the release before and this one; none for a first release.
    old : Ledger, optional
        The release before.
    """
    lines = [f"# {in_markdown(ledger.package.title)}, {ledger.package.version}", ""]
    for name, given in (("This release", ledger), ("Before", old)):
        if given is not None:
            lines.append(
                f"{name}: {count(len(given.reports), 'report')} of {count(len(given.events), 'event')} and "
                f"{count(len(given.claims), 'claim')} from {count(len(given.sources), 'page')} published up to "
                f"{day(given.known_on)}; version {given.package.version or 'none'}, data `{given.fingerprint}`."
            )
            lines.append("")
    if frame is None:
        return "\n".join([*lines, "The first release: nothing to compare with.", ""])
    kinds = frame["change"].value_counts(sort=False).items()
    counts = ", ".join(f"{n:,} {str(change).replace('_', ' ')}" for change, n in kinds)
    lines += [f"What differs: {counts or 'nothing'}. The same as a table: `changes.csv`.", ""]
    return "\n".join([*lines, change_list(frame, ledger, in_markdown), ""])


if __name__ == "__main__":
    with one_line(f"Nothing was written to {TARGET}"):
        sys.exit(main())
