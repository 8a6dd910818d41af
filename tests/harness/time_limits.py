"""Limits of time: what hangs in a test or in a fixture's end fails, and processes are not waited for without end."""

import asyncio
import signal
import subprocess
from collections.abc import Generator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

PROCESS_SECONDS = 120.0
"""Longest time of a process that a test waits for, on a busy machine."""

_AGAIN_SECONDS = 60.0
_KILLED_WITHIN = 10.0


_SETTINGS = pytest.StashKey[Any]()


@pytest.hookimpl(wrapper=True)
def pytest_timeout_set_timer(item: pytest.Item, settings: Any) -> Generator[None, object, object]:
    """Have the alarm go off again and again: one that arrives in a task for which nobody waits ends nothing."""
    item.stash[_SETTINGS] = settings
    done = yield
    first, _ = signal.getitimer(signal.ITIMER_REAL)
    if first:
        signal.setitimer(signal.ITIMER_REAL, first, _AGAIN_SECONDS)
    return done


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Generator[None]:
    """Give fixtures the same time to end: pytest-timeout takes the alarm away once a test has failed."""
    if settings := item.stash.get(_SETTINGS, None):
        item.config.pluginmanager.hook.pytest_timeout_set_timer(item=item, settings=settings)
    yield


def run(
    command: Sequence[str | Path],
    *,
    limit: float = PROCESS_SECONDS,
    check: bool = False,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
) -> subprocess.CompletedProcess[str]:
    """Run a command and return what it wrote. One that does not end is killed. Raises TimeoutExpired."""
    return subprocess.run(command, capture_output=True, text=True, check=check, cwd=cwd, env=env, timeout=limit)


async def output_of(process: asyncio.subprocess.Process, limit: float = PROCESS_SECONDS) -> tuple[str, str]:
    """Wait for the end of a process and return what it wrote. One that does not end is killed. Raises TimeoutError."""
    try:
        out, errors = await asyncio.wait_for(process.communicate(), limit)
    except TimeoutError:
        process.kill()
        with suppress(TimeoutError):  # a child of it may keep its output open
            await asyncio.wait_for(process.wait(), _KILLED_WITHIN)
        raise
    return (out or b"").decode(), (errors or b"").decode()
