"""Write files as a whole or not at all, and say in one line why not."""

import contextlib
import os
import secrets
import shutil
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path


def write_files(contents: Mapping[Path, bytes]) -> None:
    """Write files, each as a whole, and none if there is no room for one.

    Each is written beside its place under a name of its own, so that two runs at once do not write into one
    file, and takes its place, in the order given, when all are on the disk. A process that is killed outright
    leaves at most the hidden ``.NAME.….tmp``, which may be deleted.

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
    try:
        import fcntl  # noqa: PLC0415 - not on every system
    except ModuleNotFoundError:
        yield
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
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
