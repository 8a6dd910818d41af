"""One process of the stack: how it is started, asked whether it works, and stopped."""

import asyncio
import logging
import os
import signal
import subprocess
import time
from abc import ABC, abstractmethod
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, Self

from runtime.devstack.home import Home

logger = logging.getLogger(__name__)

PROJECT = Path(__file__).resolve().parents[2]
HOME_MARK = "GREENLIGHT_STACK"
NAME_MARK = "GREENLIGHT_PART"
"""Variables by which a process, and whatever it starts, is known as part of the stack in a home."""

_BETWEEN_QUESTIONS = 0.03
_LOG_LIMIT = 20_000_000
"""Bytes. A longer log becomes `<name>.log.1` at the next start."""


class StartFailed(Exception):
    """A process of the stack did not come up. The text says which, why, and what it last logged."""


@dataclass(frozen=True)
class Launch:
    """What to run, as whom and where. `environment` is added to this process's own."""

    argv: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict)
    directory: Path = PROJECT
    user: int | None = None
    group: int | None = None


class Service(ABC):
    """A process that can be started again and again. Not for use by two threads."""

    stop_signal = signal.SIGTERM
    hurry_signal = signal.SIGKILL
    patience = 10.0
    """Seconds from the stop signal to the hurry signal, and from that to SIGKILL."""

    def __init__(self, name: str, home: Home) -> None:
        self.name = name
        self.home = home
        self._process: subprocess.Popen[bytes] | None = None
        self._log_begins: int | None = None

    @abstractmethod
    def prepare(self) -> Launch:
        """Make ready to run, after a crash too. May take seconds. Raises StartFailed."""

    @abstractmethod
    async def answers(self) -> bool:
        """Whether the process does its work, asked of the process itself."""

    @property
    def pid(self) -> int | None:
        return None if self._process is None else self._process.pid

    def spawn(self) -> None:
        """Start the process. It has a process group of its own, so Ctrl-C reaches only us."""
        self.home.create()
        launch = self.prepare()
        log = self.home.log(self.name)
        if log.exists() and log.stat().st_size > _LOG_LIMIT:
            log.replace(log.with_suffix(".log.1"))
            self._log_begins = 0
        marks = {HOME_MARK: str(self.home.path), NAME_MARK: self.name}
        with log.open("ab") as output:
            if self._log_begins is None:
                self._log_begins = output.tell()
            self._process = subprocess.Popen(
                launch.argv,
                env={**os.environ, **launch.environment, **marks},
                cwd=launch.directory,
                user=launch.user,
                group=launch.group,
                extra_groups=None if launch.user is None else [],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        try:
            self.home.record_pid(self.name, self._process.pid)
        except OSError as error:  # a full disk is no reason to let go of the process
            logger.warning("The pid of %s could not be written: %s", self.name, error)

    def wait(self) -> int:
        """Block until the process has ended, and end what it left in its group. Gives the exit status."""
        assert self._process is not None, "not started"
        status = self._process.wait()
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self.home.forget_pid(self.name)
        return status

    def send(self, number: signal.Signals) -> None:
        """Signal the process if it still runs."""
        if self._process is not None:
            self._process.send_signal(number)

    async def start(self, within: float = 30.0) -> None:
        """Run the process until `stop`. Raises StartFailed when it does not answer in `within` seconds."""
        await asyncio.to_thread(self.spawn)
        deadline = time.monotonic() + within
        while not await self.answers():
            if self._process is not None and self._process.poll() is not None:
                raise StartFailed(f"{self.name} ended at once.\n{self.last_words()}")
            if time.monotonic() > deadline:
                await self.stop()
                raise StartFailed(f"{self.name} did not answer in {within:.0f} s.\n{self.last_words()}")
            await asyncio.sleep(_BETWEEN_QUESTIONS)

    async def stop(self) -> None:
        """The process has ended: asked first, then urged, then killed. One that never ran is not an error."""
        if self._process is None:
            return
        await self.end(asyncio.ensure_future(asyncio.to_thread(self.wait)), asyncio.Event())

    async def end(self, ended: "asyncio.Future[None] | asyncio.Future[int]", hurry: asyncio.Event) -> None:
        """Signal the process until `ended` is done. `hurry` cuts the first patience short."""
        hurried = asyncio.ensure_future(hurry.wait())
        for number in (self.stop_signal, self.hurry_signal, signal.SIGKILL):
            self.send(number)
            awaited: set[asyncio.Future[None] | asyncio.Future[int] | asyncio.Future[Literal[True]]]
            awaited = {ended} if hurried.done() else {ended, hurried}
            await asyncio.wait(awaited, timeout=self.patience, return_when=asyncio.FIRST_COMPLETED)
            if ended.done():
                break
        hurried.cancel()
        await ended

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    def last_words(self, lines: int = 20) -> str:
        """The end of what the process has logged since it was first started here."""
        if self._log_begins is None:
            return "It was never started."
        path = self.home.log(self.name)
        with path.open("rb") as log:
            log.seek(self._log_begins)
            said = log.read().decode(errors="replace").splitlines()[-lines:]
        return "\n".join([f"The end of {path}:", *(f"  {line}" for line in said or ["nothing"])])
