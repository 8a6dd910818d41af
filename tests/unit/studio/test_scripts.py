"""Run the tests that are written in JavaScript beside this file."""

import os
import sys
from pathlib import Path

import pytest

from tests.harness.time_limits import run

_FILES = sorted(Path(__file__).parent.glob("*_test.js"))


@pytest.mark.parametrize("file", _FILES, ids=lambda file: file.stem)
def test_the_scripts_do_what_their_tests_say(file: Path, tmp_path: Path) -> None:
    deno = Path(sys.executable).with_name("deno")
    variables = {**os.environ, "DENO_NO_UPDATE_CHECK": "1", "NO_COLOR": "1", "DENO_DIR": str(tmp_path)}

    done = run((deno, "test", "--no-check", "--no-lock", "--no-config", file), env=variables, cwd=file.parent, limit=60)

    assert done.returncode == 0, done.stdout + done.stderr
