"""Commands that use the database or Temporal directly, when there is none."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from cli.context import PROJECT
from tests.harness.time_limits import run
from tests.unit.cli.conftest import Greenlight
from tests.unit.cli.fake_api import FakeApi, job


@pytest.fixture
def closed_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def test_migrate_without_a_database_gives_advice(greenlight: Greenlight) -> None:
    ended = greenlight("migrate")

    assert ended.status == 1
    assert ended.err == "There is no database to migrate: set DATABASE_URL, or start the stack with `make up`.\n"


def test_migrate_shows_why_the_database_is_unreachable(
    greenlight: Greenlight, monkeypatch: pytest.MonkeyPatch, closed_port: int
) -> None:
    monkeypatch.setenv("DATABASE_URL", f"postgresql://me:secret@127.0.0.1:{closed_port}/greenlight")

    ended = greenlight("migrate")

    assert ended.status == 1
    assert ended.err.startswith("The database cannot be migrated: ")
    assert "refused" in ended.err
    assert "secret" not in ended.err


def test_history_reports_that_temporal_is_unreachable(
    api: FakeApi, greenlight: Greenlight, monkeypatch: pytest.MonkeyPatch, closed_port: int
) -> None:
    api.add(job())
    monkeypatch.setenv("TEMPORAL_ADDRESS", f"127.0.0.1:{closed_port}")

    ended = greenlight("history", "last")

    assert (ended.status, ended.out) == (1, "")
    assert ended.err == (
        f"Temporal does not answer at 127.0.0.1:{closed_port}: "
        "set TEMPORAL_ADDRESS, or start the stack with `make up`.\n"
    )


def test_a_command_that_used_temporal_exits_without_interpreter_shutdown(tmp_path: Path, closed_port: int) -> None:
    """That is where the SDK crashes now and then (sdk-python#300)."""
    (tmp_path / "sitecustomize.py").write_text("import atexit; atexit.register(print, 'taken apart')")
    known = {
        "PYTHONPATH": f"{tmp_path}:{PROJECT}",
        "GREENLIGHT_HOME": str(tmp_path),
        "TEMPORAL_ADDRESS": f"127.0.0.1:{closed_port}",
    }

    def ended_with(command: str) -> "subprocess.CompletedProcess[str]":
        return run([sys.executable, "-P", "-m", "cli", command], env={**os.environ, **known})

    assert "taken apart" in ended_with("version").stdout
    ended = ended_with("reconcile")
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr.startswith("Temporal does not answer")
