"""A receiver of webhooks over real HTTP, that answers as it is told to and remembers what arrived."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from aiohttp import web
from standardwebhooks import Webhook

from tests.harness.servers.http_server import served

Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True)
class Received:
    """A request that arrived. `body` was verified with the secret."""

    path: str
    message_id: str
    body: dict[str, Any]

    @property
    def type(self) -> str:
        return str(self.body["type"])

    @property
    def sequence(self) -> int:
        return int(self.body["data"]["sequence"])

    @property
    def job(self) -> str:
        return str(self.body["data"]["jobId"])


class Receiver:
    """`answers` are used up, one by one; then each request is answered 204. `accepted` are those that got a 2xx.

    `secrets` verify each request, one after the other: all must. `choose` may choose another answer to a request.
    """

    def __init__(self, *secrets: str) -> None:
        self.secrets = list(secrets)
        self.answers: list[Answer] = []
        self.received: list[Received] = []
        self.accepted: list[Received] = []
        self.unverified: list[str] = []
        self.choose: Callable[[Received], Awaitable[Answer | None]] | None = None
        self.url = ""
        self._changed = asyncio.Condition()

    async def handle(self, request: web.Request) -> web.StreamResponse:
        text = (await request.read()).decode()
        try:
            for secret in self.secrets:
                Webhook(secret).verify(text, dict(request.headers))
        except Exception as error:  # whatever it is, it is no signature
            self.unverified.append(repr(error))
        got = Received(request.path, request.headers.get("webhook-id", ""), json.loads(text))
        self.received.append(got)
        await self._tell()
        answer = self.answers.pop(0) if self.answers else answer_with(204)
        if self.choose:
            answer = await self.choose(got) or answer
        response = await answer(request)
        if 200 <= response.status < 300:
            self.accepted.append(got)
        await self._tell()
        return response

    async def until(self, true: Callable[[], object], longest: float = 60) -> None:
        """Wait until it holds, at most so many seconds; it is looked at after each request and each answer."""
        async with asyncio.timeout(longest), self._changed:
            await self._changed.wait_for(true)

    async def _tell(self) -> None:
        async with self._changed:
            self._changed.notify_all()


def answer_with(status: int, text: str = "", **headers: str) -> Answer:
    async def answer(_: web.Request) -> web.StreamResponse:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return web.Response(status=status, text=text or None, headers=named)

    return answer


async def hang(_: web.Request) -> web.StreamResponse:
    """Never answer."""
    await asyncio.Event().wait()
    raise AssertionError


async def die_in_the_body(request: web.Request) -> web.StreamResponse:
    """Answer 200, then close the connection before the body's end."""
    response = web.StreamResponse(status=200, headers={"Content-Length": "100"})
    await response.prepare(request)
    await response.write(b"half")
    assert request.transport
    request.transport.close()
    return web.Response(status=500)


@asynccontextmanager
async def receiving(receiver: Receiver) -> AsyncIterator[Receiver]:
    app = web.Application()
    app.router.add_post("/{path:.*}", receiver.handle)
    async with served(app) as receiver.url:
        yield receiver
