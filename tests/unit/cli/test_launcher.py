"""The launcher `./greenlight`."""

import shutil
import subprocess
from pathlib import Path

from cli.context import PROJECT

LAUNCHER = PROJECT / "greenlight"


def test_the_launcher_runs_from_another_directory_with_any_files_in_it(tmp_path: Path) -> None:
    (tmp_path / "cli").mkdir()
    (tmp_path / "cli" / "__init__.py").write_text("raise RuntimeError('not ours')")
    (tmp_path / "link").symlink_to(LAUNCHER)

    ended = subprocess.run([tmp_path / "link", "version"], cwd=tmp_path, capture_output=True, text=True, check=False)

    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout.startswith("greenlight ")


def test_the_launcher_without_a_virtual_environment_gives_advice(tmp_path: Path) -> None:
    shutil.copy(LAUNCHER, tmp_path / "greenlight")

    ended = subprocess.run([tmp_path / "greenlight", "list"], capture_output=True, text=True, check=False)

    assert ended.returncode == 1
    assert ended.stderr == f"There is no .venv in {tmp_path} yet: run `make up` or `make demo` there first.\n"
