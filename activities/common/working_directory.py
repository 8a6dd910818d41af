"""Directories for the files that a step works on. Those of a killed process do not stay for ever."""

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
    """A directory that is removed at the end of the block, or, when its process is killed, by the next `sweep`."""
    folder, lock = _locked()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(lock)


def remove_abandoned_directories() -> None:
    """What nobody works on any more is removed. A lock ends with its process, however that ends."""
    for folder in Path(gettempdir()).glob(f"{_PREFIX}*"):
        _remove(folder)


def _locked() -> tuple[Path, int]:
    """Made anew if a sweep found it before it was locked."""
    while True:
        folder = Path(mkdtemp(prefix=_PREFIX))
        with suppress(FileNotFoundError):
            lock = os.open(folder, os.O_RDONLY)
            fcntl.flock(lock, fcntl.LOCK_EX)
            if folder.exists():
                return folder, lock
            os.close(lock)


def _remove(folder: Path) -> None:
    """Unless somebody works there, or it is another user's."""
    with suppress(FileNotFoundError, PermissionError, BlockingIOError):
        lock = os.open(folder, os.O_RDONLY)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(folder, ignore_errors=True)
        finally:
            os.close(lock)
