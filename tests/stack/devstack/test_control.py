"""A stack from the command line: detached start, second start, start after a kill, stop."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from runtime.devstack.home import Home
from runtime.devstack.ports import free_port_variables
from tests.harness.time_limits import run

IS_SILENT = f"{sys.executable} -c 'import time; time.sleep(1000)'"
STAND_INS = (
    "--worker",
    IS_SILENT,
    "--api",
    f"{sys.executable} -m tests.stack.devstack.stand_in_api",
)


class CommandLine:
    """`python -m runtime.devstack` for one home."""

    def __init__(self, home: Path, database: str = "", temporal: str = "") -> None:
        self.home = Home(home)
        self._environment = {
            **os.environ,
            **free_port_variables(),
            "GREENLIGHT_HOME": str(home),
            "DATABASE_URL": database,
            "TEMPORAL_ADDRESS": temporal,
        }

    def __call__(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return run((sys.executable, "-m", "runtime.devstack", *arguments), env=self._environment)


@pytest.fixture
def command_line(tmp_path: Path) -> Iterator[CommandLine]:
    command_line = CommandLine(tmp_path / "home")
    yield command_line
    if command_line.home.is_locked():
        command_line("down")


def test_a_stack_starts_is_found_running_restarts_after_a_kill_and_stops(command_line: CommandLine) -> None:
    up = command_line("up", "--detach", *STAND_INS)
    assert up.returncode == 0, up.stdout
    stack = command_line.home.stack()
    assert stack is not None
    assert stack.phase == "ready"
    assert set(stack.pids) == {"postgres", "temporal", "worker", "api"}
    for name, pid in {**stack.pids, "supervisor": stack.supervisor}.items():
        assert command_line.home.pid(name) == pid
    with psycopg.connect(stack.database_url) as connection:
        connection.execute("CREATE TABLE kept ()")

    again = command_line("up", *STAND_INS)
    assert (again.returncode, "already runs" in again.stdout) == (0, True)

    os.kill(stack.supervisor, signal.SIGKILL)
    taken_over = command_line("up", "--detach", *STAND_INS)
    assert taken_over.returncode == 0, taken_over.stdout
    stack = command_line.home.stack()
    assert stack is not None
    with psycopg.connect(stack.database_url) as connection:
        connection.execute("SELECT FROM kept")

    assert command_line("down").returncode == 0
    assert command_line.home.stack() is None
    assert [path.name for path in command_line.home.run.iterdir()] == ["lock"]


def test_a_detached_start_that_fails_says_why(tmp_path: Path) -> None:
    command_line = CommandLine(tmp_path, database="postgresql://elsewhere/ads", temporal="elsewhere:7233")

    up = command_line("up", "--detach", "--worker", "sh -c 'echo no luck today; exit 3'", "--api", IS_SILENT)

    assert up.returncode == 1
    assert "worker keeps ending." in up.stdout
    assert "  no luck today" in up.stdout


def test_down_where_nothing_runs_says_so(command_line: CommandLine) -> None:
    down = command_line("down")

    assert down.returncode == 0
    assert down.stdout == f"Nothing runs in {command_line.home.path}.\n"
