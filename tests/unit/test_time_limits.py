"""What hangs holds nobody behind it: a test, the end of its fixture, a process."""

import asyncio
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.harness.time_limits import output_of, run

PROJECT = Path(__file__).parents[2]

HANGING = """
import subprocess, pytest

@pytest.fixture
def stuck():
    yield
    subprocess.run(("sleep", "1000"))

def test_that_hangs(stuck):
    subprocess.run(("sleep", "1000"))

def test_behind_it():
    pass
"""


def test_a_test_that_hangs_and_whose_fixture_hangs_does_not_hold_the_next_one(tmp_path: Path) -> None:
    (tmp_path / "test_hanging.py").write_text(HANGING)
    plugins = ("no:asyncio", "no:cacheprovider", "no:xdist", "tests.harness.time_limits")

    ended = run(
        (
            *(sys.executable, "-m", "pytest", "-q", "-c", "/dev/null", "--rootdir", tmp_path, "--timeout=1"),
            *(word for plugin in plugins for word in ("-p", plugin)),
            tmp_path / "test_hanging.py",
        ),
        cwd=PROJECT,
        limit=60,
    )

    assert "1 failed, 1 passed, 1 error" in ended.stdout, ended.stdout + ended.stderr


def test_the_alarm_of_a_test_goes_off_again() -> None:
    _, interval = signal.getitimer(signal.ITIMER_REAL)
    assert interval > 0


def test_a_command_that_does_not_end_is_given_up() -> None:
    with pytest.raises(subprocess.TimeoutExpired):
        run(("sleep", "1000"), limit=0.05)


async def test_a_process_that_does_not_end_is_killed() -> None:
    process = await asyncio.create_subprocess_exec("sleep", "1000", stdout=asyncio.subprocess.PIPE)
    with pytest.raises(TimeoutError):
        await output_of(process, limit=0.05)
    assert process.returncode == -9
