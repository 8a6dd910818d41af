"""A program of this project as a service of the stack: the worker, the API."""

import asyncio
from collections.abc import Mapping
from http.client import HTTPException
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import ProxyHandler, build_opener

from runtime.devstack.home import Home
from runtime.devstack.service import ProcessCommand, Service

_READY_TIMEOUT = 3.0
"""Seconds."""

_open_without_proxy = build_opener(ProxyHandler({})).open


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
