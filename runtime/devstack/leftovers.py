"""Find and end processes of a stack whose supervisor is gone.

They are recognised by their environment or working directory, never by a recorded process id, which may be reused.
"""

import signal
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import psutil

from runtime.devstack.home import Home
from runtime.devstack.service import HOME_VARIABLE, NAME_VARIABLE

_STOP_ORDER = ("api", "worker", "temporal", "postgres")
_KILL_AFTER = 10.0
_POLL_INTERVAL = 0.01
"""All in seconds."""


def postgres_processes(data: Path) -> list[psutil.Process]:
    """Return the Postgres processes, postmaster or backends, that work on that data directory."""
    directory = str(data.resolve())
    return _processes(lambda process: process.name() == "postgres" and process.cwd() == directory)


def end_leftovers(home: Home) -> list[str]:
    """End every process of the home's stack, and return the names of those that ran. May take seconds."""
    ended = []
    for name in _STOP_ORDER:
        if found := _stack_processes(home, name):
            _signal(found, signal.SIGINT if name == "postgres" else signal.SIGTERM)
            wait_or_signal(found, signal.SIGKILL, after=_KILL_AFTER)
            ended.append(name)
        home.forget_pid(name)
    home.forget_stack()
    return ended


def wait_or_signal(processes: list[psutil.Process], number: signal.Signals, after: float) -> None:
    """Wait until the processes have ended. Those that run after `after` seconds get the signal, and as long again."""
    if not _wait(processes, after):
        _signal(processes, number)
        _wait(processes, after)


def _stack_processes(home: Home, name: str) -> list[psutil.Process]:
    """Return the processes that a supervisor of that home started under that name, and their descendants."""
    variables = {HOME_VARIABLE: str(home.path), NAME_VARIABLE: name}.items()
    found = _processes(lambda process: variables <= process.environ().items())
    if name == "postgres":
        found += [process for process in postgres_processes(home.path / "postgres" / "data") if process not in found]
    return found


def _signal(processes: list[psutil.Process], number: signal.Signals) -> None:
    for process in processes:
        with suppress(psutil.NoSuchProcess):
            process.send_signal(number)


def _wait(processes: list[psutil.Process], seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while any(_runs(process) for process in processes):
        if time.monotonic() > deadline:
            return False
        time.sleep(_POLL_INTERVAL)
    return True


def _runs(process: psutil.Process) -> bool:
    """Return whether the process runs. A zombie has ended, but in a container its exit may never be collected."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def _processes(wanted: Callable[[psutil.Process], bool]) -> list[psutil.Process]:
    found = []
    for process in psutil.process_iter():
        # Processes of other users cannot be inspected, and any process may end meanwhile: neither is wanted.
        with suppress(psutil.NoSuchProcess, psutil.AccessDenied, psutil.ZombieProcess):
            if wanted(process):
                found.append(process)
    return found
