"""$GREENLIGHT_HOME: the directory of everything that a stack writes, and the lock of the process that runs it."""

import fcntl
import logging
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Literal

from pydantic import ValidationError

from domain.base import Frozen

logger = logging.getLogger(__name__)

_LOCK_ATTEMPTS = 10
_BETWEEN_ATTEMPTS = 0.02
"""Seconds. `is_locked` of another process takes the lock for an instant, which must not look like an owner."""


class Addresses(Frozen):
    """Where the servers and the API of a stack are."""

    api_url: str
    temporal_address: str
    temporal_namespace: str
    temporal_ui_url: str | None
    database_url: str


class Stack(Addresses):
    """What a running stack writes about itself to `run/stack.json`. `supervisor` and `pids` are process ids."""

    phase: Literal["starting", "ready", "stopping"]
    supervisor: int
    pids: dict[str, int]


class Home:
    """The files of a home: `run/` with process ids and the stack's state, `logs/`, and what servers store."""

    def __init__(self, path: Path) -> None:
        self.path = path.resolve()
        self.run = self.path / "run"
        self.logs = self.path / "logs"
        self._stack_file = self.run / "stack.json"
        self._lock_file = self.run / "lock"

    def create(self) -> None:
        for directory in (self.run, self.logs):
            directory.mkdir(parents=True, exist_ok=True)

    def log(self, name: str) -> Path:
        return self.logs / f"{name}.log"

    def record_pid(self, name: str, pid: int) -> None:
        _replace(self._pid_file(name), f"{pid}\n", mode=0o644)

    def forget_pid(self, name: str) -> None:
        self._pid_file(name).unlink(missing_ok=True)

    def pid(self, name: str) -> int | None:
        """Return the process id last recorded under the name. By now it may be another process's."""
        try:
            return int(self._pid_file(name).read_text())
        except (FileNotFoundError, ValueError):
            return None

    def record_stack(self, stack: Stack) -> None:
        _replace(self._stack_file, stack.model_dump_json(indent=2), mode=0o600)

    def forget_stack(self) -> None:
        self._stack_file.unlink(missing_ok=True)

    def stack(self) -> Stack | None:
        """Return the stack that runs in this home, or None."""
        if not self.is_locked():
            return None
        try:
            return Stack.model_validate_json(self._stack_file.read_text())
        except (FileNotFoundError, ValidationError):
            return None

    @contextmanager
    def lock(self) -> Iterator[bool]:
        """Lock this home until the end of the block. Yields False if another process has locked it.

        The kernel releases the lock when its process ends, so that it is never stale.
        """
        self.create()
        with self._lock_file.open("w") as file:
            yield _lock(file, _LOCK_ATTEMPTS)

    def is_locked(self) -> bool:
        """Return whether a supervisor runs in this home."""
        if not self._lock_file.exists():
            return False
        with self._lock_file.open() as file:
            return not _lock(file)

    def _pid_file(self, name: str) -> Path:
        return self.run / f"{name}.pid"


def _replace(path: Path, text: str, mode: int) -> None:
    """Write the file atomically: a reader never sees half of it. A full disk is no reason to stop a stack."""
    partial = path.with_suffix(f".{os.getpid()}.partial")
    try:
        partial.touch(mode)
        partial.write_text(text)
        partial.replace(path)
    except OSError as error:
        logger.warning("%s could not be written: %s", path, error)


def _lock(file: IO[str], attempts: int = 1) -> bool:
    for left in reversed(range(attempts)):
        with suppress(BlockingIOError):
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        if left:
            time.sleep(_BETWEEN_ATTEMPTS)
    return False
