"""A process of our own in the stack: the worker, the API."""

from collections.abc import Mapping
from pathlib import Path

import httpx

from runtime.embedded.home import Home
from runtime.embedded.service import Launch, Service

_ANSWER_WITHIN = 3.0
"""Seconds."""


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
        try:
            async with httpx.AsyncClient(timeout=_ANSWER_WITHIN, trust_env=False) as client:
                response = await client.get(self._ready_url)
        except httpx.HTTPError as error:
            self._answer = f"{type(error).__name__} {error}".strip()
            return False
        self._answer = f"{response.status_code} {response.text}"
        return response.is_success

    def last_words(self, lines: int = 20) -> str:
        words = super().last_words(lines)
        return f"{self._ready_url} last said: {self._answer}\n{words}" if self._answer else words
