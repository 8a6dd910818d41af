"""versitygw, built once for this user by Go. Needs no package: the build goes on while the packages are installed."""

import fcntl
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

VERSION = "v1.8.0"

_QUICKLY = ("-gcflags=all=-N -l -dwarf=false", "-ldflags=-s -w")
"""Compiler flags without optimisation and debug information, which save a third of the time."""

BUILD_SECONDS = 1800
"""Longest time of a test that builds it: two minutes of one core without a cache, while other tests run."""


def built() -> Path:
    """The server's program. Processes that start together build it once. Raises RuntimeError when Go is missing."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "greenlight"
    program = cache / f"versitygw-{VERSION}"
    cache.mkdir(parents=True, exist_ok=True)
    with _locked(cache / "versitygw.lock"):
        if not program.exists():
            _build(program)
    return program


def _build(program: Path) -> None:
    go = shutil.which("go") or shutil.which("go", path="/usr/local/go/bin")
    if go is None:
        raise RuntimeError("The tests of S3 build versitygw and need Go 1.25 or later on PATH: https://go.dev/dl")
    with TemporaryDirectory(dir=program.parent) as made:
        subprocess.run(
            ["nice", go, "install", *_QUICKLY, f"github.com/versity/versitygw/cmd/versitygw@{VERSION}"],
            env={**os.environ, "GOBIN": made, "CGO_ENABLED": "0"},
            check=True,
            timeout=BUILD_SECONDS / 2,
        )
        Path(made, "versitygw").replace(program)


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


if __name__ == "__main__":
    built()
