"""Write a folder as a whole or not at all."""

from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from op1027.text.files import fresh_folder

_SUMS = "SHA256SUMS"


class TargetError(Exception):
    """The folder to export to holds what an export must not touch."""


@contextmanager
def staged(target: Path) -> Iterator[Path]:
    """A new folder that takes the target's place when the block ends well (see `fresh_folder`), with its sums.

    An earlier export in its place is replaced if nobody has changed it since.

    Raises
    ------
    TargetError
        If the target is a file, or holds anything but an unchanged export.
    OSError
        If the disk is full, the place is read-only…
    """
    target = target.absolute()
    _check(target)
    with fresh_folder(target) as new:
        yield new
        (new / _SUMS).write_text(_sums(new), encoding="utf-8")
        _check(target)


def _check(target: Path) -> None:
    """Refuse a target that is not free: nothing there, an empty folder, or an export nobody has changed."""
    if not target.exists():
        return
    if not target.is_dir():
        raise TargetError(f"{target} is a file. Give a folder that does not exist yet.")
    empty = not any(target.iterdir())
    listed = target / _SUMS
    if not empty and not (listed.is_file() and listed.read_bytes() == _sums(target).encode("utf-8")):
        raise TargetError(
            f"{target} holds files that no export wrote, or that were changed since. "
            "Nothing in it was touched. Give a folder that does not exist yet."
        )


def _sums(folder: Path) -> str:
    """The SHA-256 of every file in a folder, as ``sha256sum`` writes and checks them."""
    files = sorted(path for path in folder.rglob("*") if not path.is_dir() and path != folder / _SUMS)
    return "".join(
        f"{sha256(path.read_bytes()).hexdigest()}  {path.relative_to(folder).as_posix()}\n" for path in files
    )
