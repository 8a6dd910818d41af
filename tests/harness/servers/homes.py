"""Directories for the files of tests' servers."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

_MEMORY = Path("/dev/shm")
_ROOM = 8 * 2**30
"""Bytes, three times what all homes of a run take."""


@contextmanager
def new_home() -> Iterator[Path]:
    """A new directory, in memory if there is room: a database for every test is written in a third of the time.

    Not under pytest's own directory: that is closed to others, and under root Postgres is another.
    """
    roomy = _MEMORY.is_dir() and shutil.disk_usage(_MEMORY).free > _ROOM
    with TemporaryDirectory(prefix="greenlight-test-", dir=_MEMORY if roomy else None) as home:
        yield Path(home)
