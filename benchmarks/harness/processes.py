"""The CPU time and the memory of a stack's processes, by service.

A service is the process that the supervisor started and all that descend from it. Children of the worker decode, draw
and encode: they are media, and apart from the worker itself. Ended children count by what the kernel adds to the
process that waited for them, so that a sum over the living loses nothing. What this process itself uses is `own_cpu`.
"""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import astuple, dataclass

import psutil

_MB = 1e6


@dataclass(frozen=True)
class Cpu:
    """CPU seconds, user and system."""

    worker: float = 0.0
    temporal: float = 0.0
    postgres: float = 0.0
    api: float = 0.0
    media: float = 0.0

    def __sub__(self, earlier: "Cpu") -> "Cpu":
        return Cpu(*(now - then for now, then in zip(astuple(self), astuple(earlier), strict=True)))

    def __add__(self, other: "Cpu") -> "Cpu":
        return Cpu(*(one + another for one, another in zip(astuple(self), astuple(other), strict=True)))

    def __truediv__(self, by: float) -> "Cpu":
        return Cpu(*(part / by for part in astuple(self)))

    @property
    def engine(self) -> float:
        """All but media."""
        return self.worker + self.temporal + self.postgres + self.api


def cpu_of(pids: Mapping[str, int]) -> Cpu:
    """Return what the services have used since they were started. A service without a process has used nothing."""
    worker = _own(pids["worker"]) if "worker" in pids else 0.0
    every = {name: _all(pid) for name, pid in pids.items()}
    return Cpu(
        worker=worker,
        temporal=every.get("temporal", 0.0),
        postgres=every.get("postgres", 0.0),
        api=every.get("api", 0.0),
        media=max(0.0, every.get("worker", 0.0) - worker),
    )


@contextmanager
def own_cpu() -> Iterator[Callable[[], float]]:
    """The function returns the CPU seconds that this process used in the block, after it."""
    used: list[float] = []
    began = time.process_time()
    yield lambda: used[0]
    used.append(time.process_time() - began)


def megabytes_of(pids: Mapping[str, int]) -> dict[str, float]:
    """Return the memory of each service and its descendants: proportional set size, so that shared pages count once."""
    return {name: sum(_memory(process) for process in _tree(pid)) / _MB for name, pid in pids.items()}


def _own(pid: int) -> float:
    with suppress(psutil.NoSuchProcess):
        times = psutil.Process(pid).cpu_times()
        return float(times.user + times.system)
    return 0.0


def _all(pid: int) -> float:
    """Return the seconds of the process and its descendants, ended ones included."""
    used = 0.0
    for process in _tree(pid):
        with suppress(psutil.NoSuchProcess):
            times = process.cpu_times()
            used += times.user + times.system + times.children_user + times.children_system
    return used


def _tree(pid: int) -> list[psutil.Process]:
    try:
        process = psutil.Process(pid)
        return [process, *process.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


def _memory(process: psutil.Process) -> int:
    with suppress(psutil.NoSuchProcess):
        try:
            return int(process.memory_full_info().pss)
        except (psutil.AccessDenied, AttributeError):  # of another account, or not Linux
            return int(process.memory_info().rss)
    return 0
