"""A service of the stack: one process, how it is started, checked and stopped."""

import asyncio
import os
import signal
import subprocess
import time
from abc import ABC, abstractmethod
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path
from typing import Any, Self
from urllib.error import HTTPError
from urllib.request import ProxyHandler, build_opener

from runtime.devstack.home import Home

PROJECT = Path(__file__).resolve().parents[2]
HOME_VARIABLE = "GREENLIGHT_STACK"
NAME_VARIABLE = "GREENLIGHT_PART"
"""Environment variables that mark a process, and its descendants, as a service of the stack in a home."""

_POLL_INTERVAL = 0.03
_READY_TIMEOUT = 3.0
"""Seconds."""

_LOG_LIMIT = 20_000_000
"""Bytes. A longer log becomes `<name>.log.1` at the next start."""

_open_without_proxy = build_opener(ProxyHandler({})).open


class StartFailed(Exception):
    """A service did not start. The text says which, why, and what it last logged."""


@dataclass(frozen=True)
class ProcessCommand:
    """What to run, under which account and in which directory. `environment` is added to this process's own."""

    argv: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict)
    directory: Path = PROJECT
    user: int | None = None
    group: int | None = None

    def popen_arguments(self) -> dict[str, Any]:
        return {
            "args": self.argv,
            "cwd": self.directory,
            "user": self.user,
            "group": self.group,
            "extra_groups": None if self.user is None else [],
            "stdin": subprocess.DEVNULL,
        }


class Service(ABC):
    """A process that can be started again and again. Not thread-safe."""

    stop_signal = signal.SIGTERM
    force_signal = signal.SIGKILL
    stop_timeout = 10.0
    """Seconds from the stop signal to the force signal, and from that to SIGKILL."""

    def __init__(self, name: str, home: Home) -> None:
        self.name = name
        self.home = home
        self._process: subprocess.Popen[bytes] | None = None
        self._log_offset: int | None = None

    @abstractmethod
    def prepare(self) -> ProcessCommand:
        """Make ready to run, also after a crash, and return the command. May take seconds. Raises StartFailed."""

    @abstractmethod
    async def is_ready(self) -> bool:
        """Ask the process whether it works."""

    @property
    def pid(self) -> int | None:
        return None if self._process is None else self._process.pid

    def spawn(self) -> None:
        """Start the process in a session of its own, so that Ctrl-C reaches only this one. Raises StartFailed."""
        self.home.create()
        command = self.prepare()
        log = self.home.log(self.name)
        if log.exists() and log.stat().st_size > _LOG_LIMIT:
            log.replace(log.with_suffix(".log.1"))
            self._log_offset = 0
        marks = {HOME_VARIABLE: str(self.home.path), NAME_VARIABLE: self.name}
        with log.open("ab") as output:
            if self._log_offset is None:
                self._log_offset = output.tell()
            self._process = subprocess.Popen(
                **command.popen_arguments(),
                env={**os.environ, **command.environment, **marks},
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.home.record_pid(self.name, self._process.pid)

    def wait(self) -> int:
        """Block until the process has ended, kill the rest of its group, and return the exit status."""
        assert self._process is not None, "not started"
        status = self._process.wait()
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self.home.forget_pid(self.name)
        return status

    def send(self, number: signal.Signals) -> None:
        """Signal the process if it runs."""
        if self._process is not None:
            self._process.send_signal(number)

    async def start(self, within: float = 30.0) -> None:
        """Start the process and wait until it is ready. Raises StartFailed when it is not in `within` seconds."""
        await asyncio.to_thread(self.spawn)
        deadline = time.monotonic() + within
        while not await self.is_ready():
            if self._process is not None and self._process.poll() is not None:
                raise StartFailed(f"{self.name} ended at once.\n{self.log_tail()}")
            if time.monotonic() > deadline:
                await self.stop()
                raise StartFailed(f"{self.name} did not answer in {within:.0f} s.\n{self.log_tail()}")
            await asyncio.sleep(_POLL_INTERVAL)

    async def stop(self) -> None:
        """Stop the process, if it runs."""
        if self._process is not None:
            await self.end(asyncio.create_task(asyncio.to_thread(self.wait)), asyncio.Event())

    async def end(self, ended: asyncio.Task[Any], force: asyncio.Event) -> None:
        """Signal the process ever more forcefully until `ended` is done. `force` cuts the first timeout short."""
        forced = asyncio.create_task(force.wait())
        for number in (self.stop_signal, self.force_signal, signal.SIGKILL):
            self.send(number)
            awaited: set[asyncio.Task[Any]] = {ended} if forced.done() else {ended, forced}
            await asyncio.wait(awaited, timeout=self.stop_timeout, return_when=asyncio.FIRST_COMPLETED)
            if ended.done():
                break
        forced.cancel()
        await ended

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    def log_tail(self, lines: int = 20) -> str:
        """Return the last lines that the process has logged since its first start here."""
        if self._log_offset is None:
            return "It was never started."
        path = self.home.log(self.name)
        with path.open("rb") as log:
            log.seek(self._log_offset)
            tail = log.read().decode(errors="replace").splitlines()[-lines:]
        return "\n".join([f"The end of {path}:", *(f"  {line}" for line in tail or ["nothing"])])


class Program(Service):
    """A command. It is ready when `ready_url` answers 200; without a URL, as soon as it runs."""

    def __init__(
        self,
        name: str,
        home: Path,
        argv: tuple[str, ...],
        environment: Mapping[str, str],
        ready_url: str | None = None,
        stop_timeout: float = 10.0,
    ) -> None:
        super().__init__(name, Home(home))
        self._command = ProcessCommand(argv, environment)
        self._ready_url = ready_url
        self._last_answer = ""
        self.stop_timeout = stop_timeout

    def prepare(self) -> ProcessCommand:
        return self._command

    async def is_ready(self) -> bool:
        return self._ready_url is None or await asyncio.to_thread(self._request, self._ready_url)

    def log_tail(self, lines: int = 20) -> str:
        tail = super().log_tail(lines)
        return f"{self._ready_url} last said: {self._last_answer}\n{tail}" if self._last_answer else tail

    def _request(self, url: str) -> bool:
        try:
            with _open_without_proxy(url, timeout=_READY_TIMEOUT):
                return True
        except HTTPError as error:
            with error:
                self._last_answer = f"{error.code} {error.read().decode(errors='replace')}"
        except (OSError, HTTPException) as error:
            self._last_answer = str(error)
        return False
