"""Write a folder as a whole or not at all."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

SUMS = "SHA256SUMS"


class TargetError(Exception):
    """The folder to export to holds what an export must not touch."""


@contextmanager
def staged(target: Path) -> Iterator[Path]:
    """A new folder beside the target, which takes the target's place when the block ends well.

    Until then nothing of the target is touched, and if the block fails, nothing is left beside it. A process
    that is killed outright leaves the hidden folder ``.NAME.….partial``, which may be deleted. An
    earlier export in its place is replaced if nobody has changed it since.

    Raises
    ------
    TargetError
        If the target is a file, or holds anything but an unchanged export.
    OSError
        If the disk is full, the place is read-only…
    """
    target = target.absolute()
    check(target)
    target.parent.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix=f".{target.name}.", suffix=".partial", dir=target.parent))
    try:
        new = work / "new"
        new.mkdir()
        yield new
        (new / SUMS).write_text(sums(new), encoding="utf-8")
        check(target)
        swap(target, new, work / "old")
    finally:
        shutil.rmtree(work, ignore_errors=True)


def swap(target: Path, new: Path, old: Path) -> None:
    """Put the new folder in the target's place; if that fails, the one that was there before."""
    if target.exists():
        target.rename(old)
    try:
        new.rename(target)
    except OSError:
        if old.exists():
            old.rename(target)
        raise


def check(target: Path) -> None:
    """Refuse a target that is not free: nothing there, an empty folder, or an export nobody has changed."""
    if not target.exists():
        return
    if not target.is_dir():
        raise TargetError(f"{target} is a file. Give a folder that does not exist yet.")
    empty = not any(target.iterdir())
    listed = target / SUMS
    if not empty and not (listed.is_file() and listed.read_bytes() == sums(target).encode("utf-8")):
        raise TargetError(
            f"{target} holds files that no export wrote, or that were changed since. "
            "Nothing in it was touched. Give a folder that does not exist yet."
        )


def sums(folder: Path) -> str:
    """The SHA-256 of every file in a folder, as ``sha256sum`` writes and checks them."""
    files = sorted(path for path in folder.rglob("*") if not path.is_dir() and path != folder / SUMS)
    return "".join(
        f"{sha256(path.read_bytes()).hexdigest()}  {path.relative_to(folder).as_posix()}\n" for path in files
    )
