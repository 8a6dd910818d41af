"""Run the tests that are written in JavaScript beside this file."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

_FILES = sorted(Path(__file__).parent.glob("*_test.js"))


@pytest.mark.parametrize("file", _FILES, ids=lambda file: file.stem)
def test_the_scripts_do_what_their_tests_say(file: Path, tmp_path: Path) -> None:
    deno = Path(sys.executable).with_name("deno")
    variables = {**os.environ, "DENO_NO_UPDATE_CHECK": "1", "NO_COLOR": "1", "DENO_DIR": str(tmp_path)}

    done = subprocess.run(
        (deno, "test", "--no-check", "--no-lock", "--no-config", file),
        env=variables,
        cwd=file.parent,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr
