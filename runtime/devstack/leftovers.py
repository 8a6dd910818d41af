"""Processes of a stack whose supervisor is gone. They are known by what they are, never by a pid on file."""

import signal
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import psutil

from runtime.devstack.home import Home
from runtime.devstack.service import HOME_MARK, NAME_MARK

_STOP_ORDER = ("api", "worker", "temporal", "postgres")
_PATIENCE = 10.0
"""Seconds from asking a leftover to end to killing it."""

_BETWEEN_LOOKS = 0.01


def postgres_processes(data: Path) -> list[psutil.Process]:
    """The processes that work on that data directory: a postmaster, or what one left."""
    place = str(data.resolve())
    return _processes(lambda process: process.name() == "postgres" and process.cwd() == place)


def stack_processes(home: Home, name: str) -> list[psutil.Process]:
    """The processes that a supervisor started for that home under that name, and those that they started."""
    marks = {HOME_MARK: str(home.path), NAME_MARK: name}.items()
    found = _processes(lambda process: marks <= process.environ().items())
    if name == "postgres":
        found += [process for process in postgres_processes(home.path / "postgres" / "data") if process not in found]
    return found


def end_leftovers(home: Home) -> list[str]:
    """Nothing of the home's stack runs any more. Gives the names of what had to be ended. May take seconds."""
    ended = []
    for name in _STOP_ORDER:
        if found := stack_processes(home, name):
            ask = signal.SIGINT if name == "postgres" else signal.SIGTERM
            for process in found:
                with suppress(psutil.NoSuchProcess):
                    process.send_signal(ask)
            end_all(found, signal.SIGKILL, after=_PATIENCE)
            ended.append(name)
        home.forget_pid(name)
    home.forget_stack()
    return ended


def end_all(processes: list[psutil.Process], number: signal.Signals, after: float) -> None:
    """All of them have ended: by themselves, or by the signal after so many seconds."""
    if _all_end_within(after, processes):
        return
    for process in processes:
        with suppress(psutil.NoSuchProcess):
            process.send_signal(number)
    _all_end_within(after, processes)


def _all_end_within(seconds: float, processes: list[psutil.Process]) -> bool:
    deadline = time.monotonic() + seconds
    while any(_lives(process) for process in processes):
        if time.monotonic() > deadline:
            return False
        time.sleep(_BETWEEN_LOOKS)
    return True


def _lives(process: psutil.Process) -> bool:
    """A zombie has ended; in a container nobody may ever collect it."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def _processes(wanted: Callable[[psutil.Process], bool]) -> list[psutil.Process]:
    found = []
    for process in psutil.process_iter():
        # Others' processes cannot be looked into, and any may end while we look: neither is ours to end.
        with suppress(psutil.NoSuchProcess, psutil.AccessDenied, psutil.ZombieProcess):
            if wanted(process):
                found.append(process)
    return found
