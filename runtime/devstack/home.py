"""The directory that holds everything a stack leaves behind."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Literal

from pydantic import ValidationError

from domain.base import Frozen


class Stack(Frozen):
    """What a running stack tells about itself in `run/stack.json`."""

    phase: Literal["starting", "ready", "stopping"]
    supervisor: int
    api_url: str
    temporal_address: str
    temporal_namespace: str
    temporal_ui_url: str | None
    database_url: str
    pids: dict[str, int]


_TRIES = 10
_BETWEEN_TRIES = 0.02
"""Seconds. One try may meet somebody who only asks whether the home is held, which takes the lock for an instant."""


class Home:
    """$GREENLIGHT_HOME: which file is where, and who owns it now."""

    def __init__(self, path: Path) -> None:
        self.path = path.resolve()
        self.run = self.path / "run"
        self.logs = self.path / "logs"

    def create(self) -> None:
        for directory in (self.path, self.run, self.logs):
            directory.mkdir(parents=True, exist_ok=True)

    def log(self, name: str) -> Path:
        return self.logs / f"{name}.log"

    def record_pid(self, name: str, pid: int) -> None:
        self._replace(self.run / f"{name}.pid", f"{pid}\n", mode=0o644)

    def forget_pid(self, name: str) -> None:
        (self.run / f"{name}.pid").unlink(missing_ok=True)

    def pid(self, name: str) -> int | None:
        """The pid last recorded under the name. The process may be gone, and the number another's by now."""
        try:
            return int((self.run / f"{name}.pid").read_text())
        except (FileNotFoundError, ValueError):
            return None

    def record_stack(self, stack: Stack) -> None:
        self._replace(self._stack_file, stack.model_dump_json(indent=2), mode=0o600)

    def forget_stack(self) -> None:
        self._stack_file.unlink(missing_ok=True)

    def stack(self) -> Stack | None:
        """The stack that runs in this home, if its supervisor lives."""
        if not self.is_held():
            return None
        try:
            return Stack.model_validate_json(self._stack_file.read_text())
        except (FileNotFoundError, ValidationError):
            return None

    @contextmanager
    def held(self) -> Iterator[bool]:
        """Own this home until the end of the block or of the process. False when another process owns it.

        The kernel drops the lock with its holder, however that ends, so it is never stale.
        """
        self.create()
        with self._lock_file.open("w") as lock:
            yield _locked_soon(lock)

    def is_held(self) -> bool:
        """Whether a supervisor owns this home."""
        if not self._lock_file.exists():
            return False
        with self._lock_file.open() as lock:
            return not _locked(lock)

    @property
    def _stack_file(self) -> Path:
        return self.run / "stack.json"

    @property
    def _lock_file(self) -> Path:
        return self.run / "lock"

    def _replace(self, path: Path, text: str, mode: int) -> None:
        """Write the whole file or nothing: a reader never sees half of it."""
        partial = path.with_suffix(f".{os.getpid()}.partial")
        partial.touch(mode)
        partial.write_text(text)
        partial.replace(path)


def _locked_soon(file: IO[str]) -> bool:
    for _ in range(_TRIES):
        if _locked(file):
            return True
        time.sleep(_BETWEEN_TRIES)
    return False


def _locked(file: IO[str]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
