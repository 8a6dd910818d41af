"""Record the answers of every route again, and compare them with those that are committed."""

import difflib
import fcntl
import sys
from pathlib import Path

import pytest

from tests.contracts.recorded_answers.__main__ import ANSWERS
from tests.contracts.recorded_answers.recording import NAMES, recording_path
from tests.contracts.recorded_answers.stack import PROJECT
from tests.harness.time_limits import run

_SHOWN_LINES = 200

_LONGEST = 800.0
"""Seconds of a recording."""

pytestmark = pytest.mark.timeout(900)


@pytest.fixture(scope="session")
def recorded(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The folder of the new recordings, made once for all processes of the test run."""
    shared = tmp_path_factory.getbasetemp() if worker_id == "master" else tmp_path_factory.getbasetemp().parent
    folder, report = shared / "recorded-answers", shared / "recorded-answers.txt"
    with (shared / "recorded-answers.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not report.exists():
            command = (sys.executable, "-m", "tests.contracts.recorded_answers", "--into", str(folder))
            done = run(command, cwd=PROJECT, limit=_LONGEST)
            report.write_text(done.stderr if done.returncode else "")
    return folder


def test_every_route_is_asked_for_a_job_in_each_status(recorded: Path) -> None:
    assert (recorded.parent / "recorded-answers.txt").read_text() == ""


@pytest.mark.parametrize("name", NAMES)
def test_the_answers_are_those_that_were_recorded(recorded: Path, name: str) -> None:
    before = recording_path(ANSWERS, name).read_text(encoding="utf-8").splitlines()
    now = recording_path(recorded, name).read_text(encoding="utf-8").splitlines()
    difference = list(difflib.unified_diff(before, now, "recorded", "now", lineterm=""))
    assert not difference, "\n".join(difference[:_SHOWN_LINES])


def test_no_recording_is_left_over() -> None:
    assert {path.name for path in ANSWERS.iterdir()} == {recording_path(ANSWERS, name).name for name in NAMES}
