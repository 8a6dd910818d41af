"""Working directories, also of killed processes."""

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from activities.common.working_directory import remove_abandoned_directories, working_directory

BUSY = """
import sys
from activities.common.working_directory import working_directory
with working_directory() as folder:
    (folder / "clip").write_text("a clip")
    print(folder, flush=True)
    sys.stdin.read()
"""


@pytest.fixture(autouse=True)
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The directory of temporary files."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", None)
    return tmp_path


@contextmanager
def busy() -> Iterator[tuple[subprocess.Popen[str], Path]]:
    """A process that works on a file, until its input ends or it is killed."""
    with subprocess.Popen([sys.executable, "-c", BUSY], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as it:
        assert it.stdout
        yield it, Path(it.stdout.readline().strip())


def test_the_directory_of_a_killed_process_is_removed() -> None:
    with busy() as (process, folder):
        process.kill()
    assert (folder / "clip").exists()
    remove_abandoned_directories()
    assert not folder.exists()


def test_directories_in_use_are_not_removed() -> None:
    with busy() as (_, folder), working_directory() as ours:
        remove_abandoned_directories()
        assert (folder / "clip").exists()
        assert ours.exists()


def test_other_directories_are_not_removed(root: Path) -> None:
    (root / "greenlight-test").mkdir()
    remove_abandoned_directories()
    assert (root / "greenlight-test").exists()


def test_a_directory_is_removed_at_the_end_of_its_block(root: Path) -> None:
    with working_directory() as folder:
        assert folder.parent == root
    assert list(root.iterdir()) == []
