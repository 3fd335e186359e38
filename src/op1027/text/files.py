"""Write files as a whole or not at all, and say in one line why not."""

import contextlib
import glob
import os
import secrets
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

_PARTIAL = ".partial"


def write_files(contents: Mapping[Path, bytes]) -> None:
    """Write files, each as a whole, and none if there is no room for one.

    Each is written beside its place under a name of its own, so that two runs at once do not write into one
    file, and takes its place, in the order given, when all are on the disk. A process that is killed outright
    leaves at most the hidden ``.NAME.….tmp``, which may be deleted.

    Parameters
    ----------
    contents : mapping of Path to bytes

    Raises
    ------
    OSError
        If the disk is full, the place is read-only…
    """
    written: dict[Path, Path] = {}
    try:
        for path, data in contents.items():
            written[path] = path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")
            with written[path].open("xb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            if path.exists():
                shutil.copymode(path, written[path])
        for path, temporary in written.items():
            temporary.replace(path)
    finally:
        for temporary in written.values():
            temporary.unlink(missing_ok=True)


@contextlib.contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Wait until nobody else on this machine is at work in a folder; the wait ends when the other process does.

    Where the system has no such locks (Windows), there is no waiting.
    """
    handle = _lock(folder, wait=True)
    try:
        yield
    finally:
        if handle is not None:
            os.close(handle)


def _lock(folder: Path, *, wait: bool) -> int | None:
    """The handle of a lock on a folder; None if another process has it, or the system has no such locks."""
    try:
        import fcntl  # noqa: PLC0415 - not on every system
    except ModuleNotFoundError:
        return None
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        return None
    return handle


@contextlib.contextmanager
def fresh_folder(target: Path) -> Iterator[Path]:
    """A new folder beside the target, which takes the target's place when the block ends well.

    Until then nothing of the target is touched, and if the block fails, nothing is left beside it. A process
    that is killed outright leaves the hidden folder ``.NAME.….partial``, and what stood in the target's place
    either there or, between two renames, beside it as ``NAME.before.…``. The next run puts that back and says so,
    and clears away what the killed one left.

    Parameters
    ----------
    target : Path

    Yields
    ------
    Path
        The new folder, empty.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    with alone(target.parent):
        _clear_after_the_killed(target)
        work = Path(tempfile.mkdtemp(prefix=f".{target.name}.", suffix=_PARTIAL, dir=target.parent))
        handle = _lock(work, wait=True)
    before = _before(target, work)
    try:
        new = work / "new"
        new.mkdir()
        yield new
        if target.exists():
            target.rename(before)
        try:
            new.rename(target)
        except OSError:
            if before.exists():
                before.rename(target)
            raise
        shutil.rmtree(before, ignore_errors=True)
    finally:
        shutil.rmtree(work, ignore_errors=True)
        if handle is not None:
            os.close(handle)


def _before(target: Path, work: Path) -> Path:
    """Where the folder that stands in the target's place waits while the new one takes it."""
    token = work.name.removeprefix(f".{target.name}.").removesuffix(_PARTIAL)
    return target.with_name(f"{target.name}.before.{token}")


def _clear_after_the_killed(target: Path) -> None:
    """Put back what a killed run had moved away, and delete what it left; a run still at work holds its lock."""
    for work in sorted(target.parent.glob(f".{glob.escape(target.name)}.*{_PARTIAL}")):
        handle = _lock(work, wait=False)
        if handle is None:
            continue
        before = _before(target, work)
        if before.exists() and not target.exists():
            before.rename(target)
            print(f"An earlier run was killed half-way; {target} stands again as it was before it.", file=sys.stderr)
        shutil.rmtree(before, ignore_errors=True)
        shutil.rmtree(work, ignore_errors=True)
        os.close(handle)


@contextlib.contextmanager
def one_line(what: str) -> Iterator[None]:
    """End the program with one line and the exit code 1 (130 if it is interrupted) if files cannot be written."""
    try:
        yield
    except OSError as error:
        where = f" ({error.filename})" if error.filename else ""
        sys.exit(f"{what}: {error.strerror or error}{where}.")
    except KeyboardInterrupt:
        print(f"{what}: stopped.", file=sys.stderr)
        sys.exit(130)
