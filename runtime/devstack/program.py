"""A process of our own in the stack: the worker, the API."""

import asyncio
from collections.abc import Mapping
from http.client import HTTPException
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import ProxyHandler, build_opener

from runtime.devstack.home import Home
from runtime.devstack.service import Launch, Service

_ANSWER_WITHIN = 3.0
"""Seconds."""

_directly = build_opener(ProxyHandler({}))


class Program(Service):
    """A command, and the URL that answers 200 when it works. Without a URL it works as long as it runs."""

    def __init__(
        self,
        name: str,
        home: Path,
        argv: tuple[str, ...],
        environment: Mapping[str, str],
        ready_url: str | None = None,
        patience: float = 10.0,
    ) -> None:
        super().__init__(name, Home(home))
        self._launch = Launch(argv, environment)
        self._ready_url = ready_url
        self._answer = ""
        self.patience = patience

    def prepare(self) -> Launch:
        return self._launch

    async def answers(self) -> bool:
        if self._ready_url is None:
            return True
        return await asyncio.to_thread(self._ask, self._ready_url)

    def last_words(self, lines: int = 20) -> str:
        words = super().last_words(lines)
        return f"{self._ready_url} last said: {self._answer}\n{words}" if self._answer else words

    def _ask(self, url: str) -> bool:
        try:
            with _directly.open(url, timeout=_ANSWER_WITHIN):
                return True
        except HTTPError as error:
            with error:
                self._answer = f"{error.code} {error.read().decode(errors='replace')}"
        except (OSError, HTTPException) as error:
            self._answer = str(error)
        return False
