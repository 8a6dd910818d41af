"""Work on foreign files is bounded in time and memory, and survives the death of its process."""

import os
import resource
import signal
import time
from collections.abc import Callable
from pathlib import Path

import anyio
import psutil
import pytest

from domain.errors import InputRejected
from media.bounded_process import BoundsExceeded, run_bounded

SECONDS = 60.0
"""Longer than any of the work that is to succeed."""


def hold(gigabytes: int) -> int:
    return len(bytes(gigabytes * 2**30))


def sleep(into: Path) -> None:
    into.write_text(str(os.getpid()))
    time.sleep(SECONDS)


def stand_by(seconds: float) -> float:
    time.sleep(seconds)
    return seconds


def compute(into: Path) -> None:
    into.write_text(str(os.getpid()))
    while True:
        pass


def crash_at_first(marks: Path, times: int) -> int:
    """Die so many times, of those that are counted by the files in `marks`."""
    tried = len(list(marks.iterdir()))
    (marks / str(tried)).touch()
    if tried < times:
        os.kill(os.getpid(), signal.SIGSEGV)
    return tried


def reject() -> None:
    raise InputRejected("no picture")


def limits() -> tuple[int, int, int]:
    return os.getpid(), resource.getrlimit(resource.RLIMIT_DATA)[0], resource.getrlimit(resource.RLIMIT_CORE)[0]


async def is_gone(process: Path) -> bool:
    pid = int(process.read_text())
    with anyio.move_on_after(SECONDS):
        while Path(f"/proc/{pid}").exists():
            await anyio.sleep(0.01)
    return not Path(f"/proc/{pid}").exists()


async def test_work_within_the_bounds_returns_its_result_or_its_error() -> None:
    assert await run_bounded("a.png", SECONDS, len, "tea") == 3
    with pytest.raises(InputRejected, match="no picture"):
        await run_bounded("a.png", SECONDS, reject)


async def test_more_memory_than_allowed_is_refused_and_the_process_is_good_for_more_work() -> None:
    with pytest.raises(BoundsExceeded, match=r"a\.png cannot be decoded within 2 GB of memory; send a smaller file"):
        await run_bounded("a.png", SECONDS, hold, 3)

    assert await run_bounded("b.png", SECONDS, hold, 1) == 2**30


async def test_the_bound_of_memory_ends_with_the_work_and_no_core_is_written() -> None:
    process, memory, core = await run_bounded("a.png", SECONDS, limits)

    assert 2 * 2**30 < memory < 3 * 2**30
    assert core == 0
    assert psutil.Process(process).rlimit(psutil.RLIMIT_DATA)[0] == psutil.RLIM_INFINITY


@pytest.mark.parametrize(("seconds", "work"), [(1, compute), (0.2, sleep)])
async def test_work_that_takes_too_long_is_ended_with_its_process(
    seconds: float, work: Callable[[Path], None], tmp_path: Path
) -> None:
    await run_bounded("a.png", SECONDS, stand_by, 0)  # so that there is a process that knows this module

    with pytest.raises(BoundsExceeded, match=rf"a\.png cannot be decoded within {seconds} s"):
        await run_bounded("a.png", seconds, work, tmp_path / "pid")

    assert await is_gone(tmp_path / "pid")


async def test_time_in_which_a_busy_machine_does_other_work_does_not_count() -> None:
    await run_bounded("a.png", SECONDS, stand_by, 0)

    assert await run_bounded("a.png", 1, stand_by, 1.5) == 1.5


async def test_a_cancellation_ends_the_process(tmp_path: Path) -> None:
    pid = tmp_path / "pid"
    async with anyio.create_task_group() as group:
        group.start_soon(run_bounded, "a.png", SECONDS, sleep, pid)
        while not pid.exists() or not pid.read_text():
            await anyio.sleep(0.01)
        group.cancel_scope.cancel()

    assert await is_gone(pid)


async def test_a_crash_is_refused_after_a_second_attempt_and_spoils_no_other_work(tmp_path: Path) -> None:
    with pytest.raises(BoundsExceeded, match=r"a\.png cannot be decoded: its decoder crashes"):
        await run_bounded("a.png", SECONDS, crash_at_first, tmp_path, 2)

    assert await run_bounded("a.png", SECONDS, len, "tea") == 3


async def test_the_death_of_a_process_that_is_not_repeated_is_survived(tmp_path: Path) -> None:
    assert await run_bounded("a.png", SECONDS, crash_at_first, tmp_path, 1) == 1
