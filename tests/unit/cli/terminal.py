"""The command line at a pseudo-terminal: what a user types and reads."""

import os
import pty
import select
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress

from cli.context import PROJECT

_PATIENCE = 15.0
"""Seconds."""


class Terminal:
    def __init__(self, descriptor: int, process: "subprocess.Popen[bytes]") -> None:
        self._descriptor = descriptor
        self._process = process
        self.seen = ""

    def wait_for(self, text: str) -> None:
        """Wait until the text is written after what was waited for before."""
        deadline = time.monotonic() + _PATIENCE
        unread = ""
        while text not in unread:
            assert time.monotonic() < deadline, f"{text!r} did not appear in: {unread}"
            unread += self._read()

    def type(self, line: str) -> None:
        os.write(self._descriptor, f"{line}\n".encode())

    def interrupt(self) -> None:
        """Ctrl-C."""
        os.killpg(self._process.pid, signal.SIGINT)

    def end(self) -> int:
        """Read everything, and return the exit status."""
        while self._read():
            pass
        return self._process.wait(_PATIENCE)

    def _read(self) -> str:
        ready, _, _ = select.select([self._descriptor], [], [], _PATIENCE)
        piece = b""
        with suppress(OSError):  # on Linux EIO means that the other side is closed
            piece = os.read(self._descriptor, 65536) if ready else b""
        text = piece.decode(errors="replace")
        self.seen += text
        return text


@contextmanager
def in_terminal(*arguments: str, environment: Mapping[str, str]) -> Iterator[Terminal]:
    """Run `./greenlight` with these arguments, at a terminal of 100 columns."""
    # Tests that run in the background ignore Ctrl-C, and processes that they start inherit that.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    ours, theirs = pty.openpty()
    size = {"COLUMNS": "100", "LINES": "40", "TERM": "xterm-256color"}
    process = subprocess.Popen(
        (PROJECT / "greenlight", *arguments),
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env={**os.environ, **size, **environment},
        start_new_session=True,
    )
    os.close(theirs)
    try:
        yield Terminal(ours, process)
    finally:
        process.kill()
        process.wait()
        os.close(ours)
