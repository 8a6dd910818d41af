"""`./greenlight`, typed anywhere."""

import shutil
import subprocess
from pathlib import Path

from cli.context import PROJECT

LAUNCHER = PROJECT / "greenlight"


def test_it_runs_from_another_directory_whatever_lies_there(tmp_path: Path) -> None:
    (tmp_path / "cli").mkdir()
    (tmp_path / "cli" / "__init__.py").write_text("raise RuntimeError('not ours')")
    (tmp_path / "link").symlink_to(LAUNCHER)

    ended = subprocess.run([tmp_path / "link", "version"], cwd=tmp_path, capture_output=True, text=True, check=False)

    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout.startswith("greenlight ")


def test_without_an_environment_it_says_what_to_do(tmp_path: Path) -> None:
    shutil.copy(LAUNCHER, tmp_path / "greenlight")

    ended = subprocess.run([tmp_path / "greenlight", "list"], capture_output=True, text=True, check=False)

    assert ended.returncode == 1
    assert ended.stderr == f"There is no .venv in {tmp_path} yet: run `make up` or `make demo` there first.\n"
