"""The base of simulated language models: an HTTP server that keeps requests and answers as scripted."""

import asyncio
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, ClassVar

from aiohttp import web

from tests.harness.servers.http_server import served
from tests.simulators.storyboards import fitting

Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]

HUGE_BODY = 32 * 1024 * 1024


class LanguageVendor(ABC):
    """`script` holds the next answers; when it is empty, a storyboard that fits is answered.

    `bodies`, `headers` and `models` are what was asked, one for each request.
    """

    name: ClassVar[str]
    key_variable: ClassVar[str]
    url_variable: ClassVar[str]
    path: ClassVar[str]

    def __init__(self) -> None:
        self.bodies: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.models: list[str] = []
        self.script: deque[Answer] = deque()
        self.url = ""

    @property
    def base_url(self) -> str:
        """As the vendor's own variable has it."""
        return self.url

    def says(self, text: str) -> Answer:
        return as_json(self.success(text))

    def limits(self, seconds: int) -> Answer:
        """Too many requests for now."""
        return as_json(self.error(429), 429, {"Retry-After": str(seconds)})

    def fails(self, status: int) -> Answer:
        return as_json(self.error(status), status)

    def hangs_up(self) -> Answer:
        """The request is taken, and the connection dropped without an answer."""

        async def answer(request: web.Request) -> web.StreamResponse:
            if request.transport:
                request.transport.close()
            return web.Response()

        return answer

    def never_answers(self) -> Answer:
        """Until the caller goes."""

        async def answer(_: web.Request) -> web.StreamResponse:
            await asyncio.Event().wait()
            return web.Response()

        return answer

    @abstractmethod
    def success(self, text: str) -> dict[str, Any]:
        """The body that carries this text."""

    @abstractmethod
    def error(self, status: int) -> dict[str, Any]:
        """The body of an error."""

    @abstractmethod
    def refuses(self, why: str) -> Answer:
        """The model will not write this."""

    @abstractmethod
    def is_cut_off(self, text: str) -> Answer:
        """The text ends at the length limit."""

    @abstractmethod
    def is_out_of_credit(self) -> Answer:
        """Nothing until somebody pays."""

    @abstractmethod
    def texts_of(self, body: dict[str, Any]) -> list[str]:
        """All texts of a request, the instructions first, then turn by turn."""

    @abstractmethod
    def pictures_of(self, body: dict[str, Any]) -> list[str]:
        """All pictures of a request, in base64."""

    @abstractmethod
    def schema(self, body: dict[str, Any]) -> dict[str, Any]:
        """The JSON schema that the answer is to have."""

    async def answer(self, request: web.Request) -> web.StreamResponse:
        body = await request.json()
        self.bodies.append(body)
        self.headers.append(dict(request.headers))
        self.models.append(body.get("model") or request.match_info["model"])
        if self.script:
            return await self.script.popleft()(request)
        return await self.says(fitting("\n".join(self.texts_of(body)), len(self.bodies)))(request)


def as_json(body: dict[str, Any], status: int = 200, headers: dict[str, str] | None = None) -> Answer:
    async def answer(_: web.Request) -> web.StreamResponse:
        return web.json_response(body, status=status, headers=headers)

    return answer


def says_raw(body: str) -> Answer:
    """A success, whose body is called JSON."""

    async def answer(_: web.Request) -> web.StreamResponse:
        return web.Response(text=body, content_type="application/json")

    return answer


async def breaks_off(request: web.Request) -> web.StreamResponse:
    """The connection ends in the middle of a success."""
    response = web.StreamResponse(headers={"Content-Type": "application/json", "Content-Length": "100"})
    await response.prepare(request)
    await response.write(b'{"created": 1, "data": [')
    if request.transport:
        request.transport.close()
    return response


def fault(status: int, body: dict[str, Any]) -> Answer:
    """An error in the vendor's own spelling."""
    return as_json(body, status)


@asynccontextmanager
async def serving(vendor: LanguageVendor) -> AsyncIterator[None]:
    app = web.Application(client_max_size=HUGE_BODY)
    app.router.add_post(vendor.path, vendor.answer)
    async with served(app) as vendor.url:
        yield
