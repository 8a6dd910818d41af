"""The launcher `./greenlight`."""

import shutil
from pathlib import Path

from cli.context import PROJECT
from tests.harness.time_limits import run

LAUNCHER = PROJECT / "greenlight"


def test_the_launcher_runs_from_another_directory_with_any_files_in_it(tmp_path: Path) -> None:
    (tmp_path / "cli").mkdir()
    (tmp_path / "cli" / "__init__.py").write_text("raise RuntimeError('not ours')")
    (tmp_path / "link").symlink_to(LAUNCHER)

    ended = run([tmp_path / "link", "version"], cwd=tmp_path)

    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout.startswith("greenlight ")


def test_the_launcher_without_a_virtual_environment_gives_advice(tmp_path: Path) -> None:
    shutil.copy(LAUNCHER, tmp_path / "greenlight")

    ended = run([tmp_path / "greenlight", "list"])

    assert ended.returncode == 1
    assert ended.stderr == f"There is no .venv in {tmp_path} yet: run `make up` or `make demo` there first.\n"
