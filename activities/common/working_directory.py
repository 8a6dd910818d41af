"""Temporary directories of activities. Those of a killed process are removed by the next one that starts."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import gettempdir, mkdtemp

_PREFIX = "greenlight-work-"


@contextmanager
def working_directory() -> Iterator[Path]:
    """Make a directory, locked by this process, that is removed at the end of the block."""
    folder, lock = _locked()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(lock)


def remove_abandoned_directories() -> None:
    """Remove the directories that no running process has locked. A lock ends with its process, however that ends.

    Directories of other users are left.
    """
    for folder in Path(gettempdir()).glob(f"{_PREFIX}*"):
        with suppress(FileNotFoundError, PermissionError, BlockingIOError):
            lock = os.open(folder, os.O_RDONLY)
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(folder, ignore_errors=True)
            finally:
                os.close(lock)


def _locked() -> tuple[Path, int]:
    """Make a directory and lock it. Repeat if another process removed it in between."""
    while True:
        folder = Path(mkdtemp(prefix=_PREFIX))
        with suppress(FileNotFoundError):
            lock = os.open(folder, os.O_RDONLY)
            fcntl.flock(lock, fcntl.LOCK_EX)
            if folder.exists():
                return folder, lock
            os.close(lock)
