"""Where a process keeps its temporary files, so that those of a killed one do not stay for ever."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_PREFIX = "greenlight-process-"


@contextmanager
def scratch() -> Iterator[Path]:
    """This process's own directory for temporary files, until the block ends.

    Its lock ends with the process, however that ends: what has no lock any more was a killed process's, and is removed.
    """
    root, usual = Path(tempfile.gettempdir()), tempfile.tempdir
    for left in root.glob(f"{_PREFIX}*"):
        _remove(left)
    folder, lock = _locked(root)
    tempfile.tempdir = str(folder)
    try:
        yield folder
    finally:
        tempfile.tempdir = usual
        shutil.rmtree(folder, ignore_errors=True)
        os.close(lock)


def _locked(root: Path) -> tuple[Path, int]:
    """Made anew if a process that has just started found it before it was locked."""
    while True:
        folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=root))
        with suppress(FileNotFoundError):
            lock = os.open(folder, os.O_RDONLY)
            fcntl.flock(lock, fcntl.LOCK_EX)
            if folder.exists():
                return folder, lock
            os.close(lock)


def _remove(folder: Path) -> None:
    """Unless its process lives, or it is another user's."""
    try:
        lock = os.open(folder, os.O_RDONLY)
    except (FileNotFoundError, PermissionError):
        return
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        shutil.rmtree(folder, ignore_errors=True)
    except BlockingIOError:
        return
    finally:
        os.close(lock)
