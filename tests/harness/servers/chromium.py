"""A Chromium for tests of the studio: one that is there, else Debian's, else Playwright's own download.

Needs no package but Playwright, and that only to download: the installation goes on beside other work.
"""

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import gettempdir
from typing import Final

INSTALL_SECONDS: Final = 900
"""Longest time of a test that installs it, over a slow network, while other tests run."""

_NAMES: Final = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge")

_APPLICATIONS: Final = (
    Path("/Applications/Chromium.app/Contents/MacOS/Chromium"),
    Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"),
)

_WHAT_TO_DO: Final = (
    "The tests of the studio need a Chromium, and none could be installed: install Debian's package `chromium` or "
    "Google Chrome, or name the program in CHROMIUM_PATH."
)

_FAILURES: Final = (OSError, subprocess.SubprocessError)


def chromium() -> Path:
    """The browser's program, installed if there is none. Processes that start together install it once.

    Errors: RuntimeError, which says what to do.
    """
    if named := os.environ.get("CHROMIUM_PATH"):
        if not _starts(Path(named)):
            raise RuntimeError(f"CHROMIUM_PATH names {named}, which does not start as a browser. Name another program.")
        return Path(named)
    with _one_at_a_time():
        if found := _found():
            return found
        for install in (_debian_package, _playwright_download):
            with suppress(*_FAILURES):
                install()
            if found := _found():
                return found
    raise RuntimeError(_WHAT_TO_DO)


def _found() -> Path | None:
    on_path = [Path(program) for program in map(shutil.which, _NAMES) if program]
    return next((program for program in (*on_path, *_APPLICATIONS, *_downloaded()) if _starts(program)), None)


def _downloaded() -> list[Path]:
    """The programs that Playwright downloaded for this user."""
    cache = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or Path.home() / ".cache" / "ms-playwright")
    return sorted(cache.glob("chromium-*/chrome-linux*/chrome"), reverse=True)


def _starts(program: Path) -> bool:
    """Whether it is a browser. What Ubuntu's package installs may be a script that asks for another installation."""
    with suppress(*_FAILURES):
        return subprocess.run([program, "--version"], capture_output=True, timeout=60).returncode == 0
    return False


def _debian_package() -> None:
    apt = shutil.which("apt-get")
    if apt is None or os.getuid() != 0:
        return
    patiently = ("-qq", "-o", f"DPkg::Lock::Timeout={INSTALL_SECONDS // 3}")
    _run(apt, *patiently, "update")
    _run(apt, *patiently, "install", "-y", "--no-install-recommends", "chromium")


def _playwright_download() -> None:
    _run(sys.executable, "-m", "playwright", "install", "chromium")


def _run(*command: str) -> None:
    """Run a command in silence. Whether it did its work is seen by whether there is a browser."""
    quietly = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(
        command, env=quietly, stdin=subprocess.DEVNULL, capture_output=True, timeout=INSTALL_SECONDS // 3, check=False
    )


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    with Path(gettempdir(), f"greenlight-chromium-{os.getuid()}.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


if __name__ == "__main__":
    chromium()
