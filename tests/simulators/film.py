"""The base of simulated vendors of clips and pictures: an HTTP server that counts accepted orders and fails on demand.

A vendor's own module has its routes and wire format. `async with serving(vendor)` runs it; `vendor.environment()` leads
an adapter to it, `vendor.faults` are failures of requests and `vendor.ends` are endings of orders.
"""

import asyncio
from abc import ABC, abstractmethod
from collections import Counter, defaultdict, deque
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, ClassVar

from aiohttp import web
from aiohttp.typedefs import Handler

from domain.vendors.prices import PriceTable
from tests.harness.servers.http_server import served
from tests.simulators.language import HUGE_BODY, Answer, as_json

FILES = "/files/"


@dataclass
class Script:
    """`faults` and `ends` as `MediaVendor` has them, for certain orders only. An order takes so many `looks`."""

    faults: dict[str, deque[Answer]] = field(default_factory=dict)
    ends: deque[dict[str, Any]] = field(default_factory=deque)
    looks: int = 0


_SIDES = ("width", "height")
_MOST_PIXELS_OF_720P = 1_000_000


@dataclass
class Order:
    """An accepted order. `body` is the request; `seconds` is 0 for a picture; `looks` counts the looks at it.
    `has_sound`: the clip has sound, because that was asked for or is the model's default."""

    id: str
    key: str
    body: dict[str, Any]
    seconds: float
    script: Script
    has_sound: bool = False
    ending: dict[str, Any] | None = None
    is_cancelled: bool = False
    looks: int = 0
    at: datetime = field(default_factory=lambda: datetime.now(UTC))

    @property
    def is_large(self) -> bool:
        """Whether a clip of more than 720p was asked for, by the fields in which vendors are told the size."""
        ratio = str(self.body.get("ratio", "1:1"))
        width, height = (int(self.body.get(side, each)) for side, each in zip(_SIDES, ratio.split(":"), strict=True))
        return self.body.get("resolution") == "1080p" or width * height > _MOST_PIXELS_OF_720P


class MediaVendor(ABC):
    """`accepted` counts orders by what was asked for: `key_of(prompt, seed)`. `orders` are the orders, by id.

    `faults[place]` are answered instead, used up one by one. The places: "refuse" (the order is not taken), "order" (it
    is taken, the answer is this), "look", "find", "cancel", "upload" and "download". `ends` are the endings of the next
    orders, one each; without one an order ends well. `slow` cleared: nothing is done until it is set.
    `scripts` are for the orders whose text holds certain words.
    `calls` counts requests by place, `headers` are those of the last request, `connections` those of all requests but
    downloads. With `closes_used` a connection is closed when a second request arrives on it, unread and unanswered.
    `most_at_once` orders were not done at one time. `violations` are what the documentation forbids of the orders:
    each was refused, and makes the test fail when the vendor is closed.
    """

    name: ClassVar[str]
    key_variable: ClassVar[str]
    url_variable: ClassVar[str]

    def __init__(self, clip: Callable[[float], Path] | None = None, picture: Path | None = None) -> None:
        """`clip` returns a file of the ordered seconds."""
        self.key = "key-1"
        self.url = ""
        self.accepted: Counter[str] = Counter()
        self.calls: Counter[str] = Counter()
        self.orders: dict[str, Order] = {}
        self.faults: dict[str, deque[Answer]] = defaultdict(deque)
        self.ends: deque[dict[str, Any]] = deque()
        self.scripts: dict[str, Script] = defaultdict(Script)
        self.headers: dict[str, str] = {}
        self.connections: list[asyncio.Transport] = []
        self.closes_used = False
        self.most_at_once = 0
        self.violations: list[str] = []
        self._unfinished: set[str] = set()
        self.slow = asyncio.Event()
        self.slow.set()
        self._seen = asyncio.Condition()
        self._clip = clip
        self._picture = picture

    @property
    def base_url(self) -> str:
        """The value of the vendor's own variable."""
        return self.url

    def environment(self) -> dict[str, str]:
        """Return the variables that lead an adapter to this vendor."""
        return {self.key_variable: self.key, self.url_variable: self.base_url}

    @abstractmethod
    def routes(self) -> Iterable[web.RouteDef]:
        """Return its routes, except for downloads."""

    @abstractmethod
    def error(self, status: int, words: str = "trouble") -> dict[str, Any]:
        """Return the body of an error in the vendor's format."""

    @abstractmethod
    def is_out_of_credit(self) -> Answer:
        """Answer that the account has no credit."""

    @abstractmethod
    def filtered(self, words: str) -> dict[str, Any]:
        """The ending of an order that was taken, worked on, and then withheld for its content."""

    @abstractmethod
    def failed(self, words: str) -> dict[str, Any]:
        """The ending of an order that went wrong at the vendor."""

    @abstractmethod
    def made_nothing(self) -> dict[str, Any]:
        """The ending of an order that succeeds without an output."""

    def is_authorised(self, request: web.Request) -> bool:
        return request.headers.get("Authorization") == f"Bearer {self.key}"

    def limits(self, seconds: int) -> Answer:
        """Answer that there are too many requests."""
        return as_json(self.error(429), 429, {"Retry-After": str(seconds)})

    def fails(self, status: int, words: str = "trouble", retry_after: int | None = None) -> Answer:
        headers = {} if retry_after is None else {"Retry-After": str(retry_after)}
        return as_json(self.error(status, words), status, headers)

    async def until_ordered(self, count: int) -> None:
        """Wait until so many orders were accepted in all."""
        async with asyncio.timeout(30), self._seen:
            await self._seen.wait_for(lambda: self.accepted.total() >= count)

    def violates(self, faults: list[str]) -> bool:
        """Note what the documentation forbids of an order. Return whether there is anything."""
        self.violations += [f"{self.name}: {fault}" for fault in faults]
        return bool(faults)

    def bill(self, order: Order, prices: PriceTable) -> Decimal | None:
        """Return what the vendor charges for the clip, by the table's prices of its seconds."""
        model, sound = order.body["model"], order.has_sound
        return prices.clip(self.name, model, order.seconds, has_sound=sound, is_large=order.is_large)

    async def take(
        self,
        request: web.Request,
        order_id: str,
        key: str,
        body: dict[str, Any],
        seconds: float,
        has_sound: bool = False,
    ) -> Order | web.StreamResponse:
        """Accept the order and return it; or return what is answered instead, by a fault before or after."""
        self.calls["order"] += 1
        script = next((script for words, script in self.scripts.items() if words in str(body)), Script())
        if answer := await self._fault("refuse", request, script):
            return answer
        ends = script.ends or self.ends
        ending = ends.popleft() if ends else None
        order = Order(order_id, key, body, seconds, script, has_sound, ending=ending)
        self.orders[order_id] = order
        self.accepted[key] += 1
        self._unfinished.add(order_id)
        self.most_at_once = max(self.most_at_once, len(self._unfinished))
        async with self._seen:
            self._seen.notify_all()
        return await self._fault("order", request, script) or order

    async def fault(self, place: str, request: web.Request, order: Order | None = None) -> web.StreamResponse | None:
        """Return the next fault at the place, if any. The order is by default the one in the path."""
        self.calls[place] += 1
        order = order or self.orders.get(request.match_info.get("id", ""))
        return await self._fault(place, request, order.script if order else Script())

    async def _fault(self, place: str, request: web.Request, script: Script) -> web.StreamResponse | None:
        faults = script.faults.get(place) or self.faults[place]
        return await faults.popleft()(request) if faults else None

    def is_done(self, order: Order) -> bool:
        done = self.slow.is_set() and order.looks >= order.script.looks
        if done:
            self._unfinished.discard(order.id)
        return done

    async def until_done(self, order: Order) -> None:
        """Wait until the order is done, for vendors that answer with the result itself."""
        await self.slow.wait()
        self._unfinished.discard(order.id)

    def sold(self, words: str) -> int:
        """Count the accepted orders whose text holds the words."""
        return sum(words in str(order.body) for order in self.orders.values())

    def file_url(self, order: Order) -> str:
        return f"{self.url}{FILES}{order.id}"

    def file(self, order: Order) -> Path:
        if order.seconds:
            assert self._clip is not None, "this vendor was given no clips"
            return self._clip(order.seconds)
        assert self._picture is not None, "this vendor was given no picture"
        return self._picture

    async def download(self, request: web.Request) -> web.StreamResponse:
        if answer := await self.fault("download", request):
            return answer
        return web.Response(body=self.file(self.orders[request.match_info["id"]]).read_bytes())

    def half_a_file(self) -> Answer:
        """The connection ends in the middle of the download."""

        async def answer(request: web.Request) -> web.StreamResponse:
            whole = self.file(self.orders[request.match_info["id"]]).read_bytes()
            response = web.StreamResponse(headers={"Content-Length": str(len(whole))})
            await response.prepare(request)
            await response.write(whole[: len(whole) // 2])
            return await drops(request)

        return answer


async def drops(request: web.Request) -> web.StreamResponse:
    """Close the connection without an answer, or without the rest of it."""
    if request.transport:
        request.transport.abort()
    return web.Response()


async def never_answers(_: web.Request) -> web.StreamResponse:
    """Wait until the caller closes the connection."""
    await asyncio.Event().wait()
    return web.Response()


async def says_nonsense(_: web.Request) -> web.StreamResponse:
    """Answer a success that cannot be read."""
    return web.Response(text="<html>OK</html>", content_type="text/html")


async def has_expired(_: web.Request) -> web.StreamResponse:
    """Answer as storage does to an expired link."""
    return web.Response(status=403, text="Request has expired")


def key_of(prompt: str, seed: int | None = None) -> str:
    """Return what distinguishes orders."""
    return prompt if seed is None else f"{prompt} ({seed})"


@asynccontextmanager
async def serving(vendor: MediaVendor) -> AsyncIterator[MediaVendor]:
    @web.middleware
    async def check_key(request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.path.startswith(FILES):
            return await handler(request)
        assert request.transport is not None
        if vendor.closes_used and request.transport in vendor.connections:
            return await drops(request)
        vendor.connections.append(request.transport)
        vendor.headers = dict(request.headers)
        if not vendor.is_authorised(request):
            return web.json_response(vendor.error(401, "Unauthenticated"), status=401)
        return await handler(request)

    app = web.Application(client_max_size=HUGE_BODY, middlewares=[check_key])
    app.add_routes([*vendor.routes(), web.get(FILES + "{id}", vendor.download)])
    async with served(app) as vendor.url:
        yield vendor
    assert not vendor.violations, vendor.violations
