"""Temporary files of processes that are killed."""

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from runtime.scratch import scratch

BUSY = """
import sys, tempfile
from runtime.scratch import scratch
with scratch():
    with tempfile.NamedTemporaryFile(prefix="greenlight-") as clip:
        print(clip.name, flush=True)
        sys.stdin.read()
"""


@pytest.fixture(autouse=True)
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where this machine has its temporary files."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", None)
    return tmp_path


@contextmanager
def busy() -> Iterator[tuple[subprocess.Popen[str], Path]]:
    """A process that works on a file, until its input ends or it is killed."""
    with subprocess.Popen([sys.executable, "-c", BUSY], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as it:
        assert it.stdout
        yield it, Path(it.stdout.readline().strip())


def test_what_a_killed_process_left_is_removed_by_the_next_one() -> None:
    with busy() as (process, clip):
        process.kill()
    assert clip.exists()
    with scratch():
        assert not clip.parent.exists()


def test_what_a_living_process_works_on_stays() -> None:
    with busy() as (_, clip), scratch():
        assert clip.exists()


def test_a_process_that_ends_leaves_nothing(root: Path) -> None:
    with busy() as (_, clip):
        assert clip.is_relative_to(root)
    assert list(root.iterdir()) == []


def test_what_others_have_is_left_alone(root: Path) -> None:
    (root / "greenlight-test").mkdir()
    with scratch():
        assert (root / "greenlight-test").exists()
