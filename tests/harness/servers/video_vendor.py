"""A video vendor of our own, over real HTTP: it counts orders, and fails as it is told to.

`POST /orders {key}` · `GET /find/{key}` · `GET /orders/{id}` · `GET /orders/{id}/clip` · `DELETE /orders/{id}`
"""

import asyncio
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path

from aiohttp import ClientError, ClientSession, ClientTimeout, web
from PIL import Image
from typing_extensions import override

from domain import timeouts
from domain.errors import InputRejected, NotAccepted, OutcomeUnknown, TakeLost, Transient
from domain.ports.video_and_image import (
    CannotSay,
    Found,
    NotThere,
    OnStates,
    Output,
    Pending,
    PolledModel,
    Shot,
    VideoModel,
    ignore_states,
)
from domain.task_queues import MAIN_QUEUE, vendor_queue
from tests.harness.servers.http_server import served

_TROUBLE = (ClientError, TimeoutError)

Fault = Callable[[], web.Response | None]
"""Makes another answer; None closes the connection without one."""


class Vendor:
    """`accepted` counts orders by key. `faults[place]` are used up one by one; the places are the routes' verbs.

    `is_down`: it answers nobody, and counts them as `turned_away`. `most_at_once` orders were not done at one time.
    """

    def __init__(self, clip: Callable[[int], Path]) -> None:
        self.accepted: Counter[str] = Counter()
        self.cancelled: list[str] = []
        self.faults: dict[str, list[Fault]] = defaultdict(list)
        self.failing: dict[str, str] = {}
        self.can_find = True
        self.is_down = False
        self.turned_away = 0
        self.most_at_once = 0
        self.slow = asyncio.Event()
        self.slow.set()
        self.seen = asyncio.Condition()
        self.url = ""
        self._clip = clip
        self._frames: dict[str, int] = {}
        self._running: set[str] = set()

    async def order(self, request: web.Request) -> web.StreamResponse:
        body = await request.json()
        if self.is_down:
            self.turned_away += 1
            return web.Response(status=503)
        if answer := self._fault("refuse", request):
            return answer
        if reason := self.failing.get("order"):
            return web.json_response({"error": reason}, status=422)
        order_id = f"test-{body['key']}"
        self.accepted[body["key"]] += 1
        self._frames[order_id] = body["frames"]
        self._running.add(order_id)
        self.most_at_once = max(self.most_at_once, len(self._running))
        async with self.seen:
            self.seen.notify_all()
        return self._fault("order", request) or web.json_response({"id": order_id}, status=201)

    async def find(self, request: web.Request) -> web.StreamResponse:
        if not self.can_find:
            raise web.HTTPNotImplemented
        key = request.match_info["key"]
        return web.json_response({"id": f"test-{key}" if self.accepted[key] else None})

    async def status(self, request: web.Request) -> web.StreamResponse:
        if answer := self._fault("poll", request):
            return answer
        if reason := self.failing.get("film"):
            return web.json_response({"status": "failed", "reason": reason})
        done = self.slow.is_set() and request.match_info["id"] not in self.cancelled
        if done:
            self._running.discard(request.match_info["id"])
        return web.json_response({"status": "done" if done else "running"})

    async def clip(self, request: web.Request) -> web.StreamResponse:
        if answer := self._fault("download", request):
            return answer
        return web.FileResponse(self._clip(self._frames[request.match_info["id"]]))

    async def cancel(self, request: web.Request) -> web.StreamResponse:
        self.cancelled.append(request.match_info["id"])
        return web.json_response({})

    async def picture(self, _: web.Request) -> web.StreamResponse:
        """An image that jobs can name as an asset."""
        content = BytesIO()
        Image.new("RGB", (64, 64), (200, 60, 30)).save(content, "png")
        return web.Response(body=content.getvalue(), content_type="image/png")

    async def until_ordered(self, count: int) -> None:
        """Wait until so many orders were accepted in all."""
        async with asyncio.timeout(30), self.seen:
            await self.seen.wait_for(lambda: self.accepted.total() >= count)

    def _fault(self, place: str, request: web.Request) -> web.Response | None:
        if not self.faults[place]:
            return None
        answer = self.faults[place].pop(0)()
        if answer is None and request.transport:
            request.transport.close()
        return answer or web.Response(status=500)


@asynccontextmanager
async def serving(vendor: Vendor) -> AsyncIterator[None]:
    app = web.Application()
    app.add_routes(
        [
            web.post("/orders", vendor.order),
            web.get("/find/{key}", vendor.find),
            web.get("/orders/{id}", vendor.status),
            web.get("/orders/{id}/clip", vendor.clip),
            web.delete("/orders/{id}", vendor.cancel),
            web.get("/picture", vendor.picture),
        ]
    )
    async with served(app, cancels_handlers=False) as vendor.url:
        yield


class VendorVideo(PolledModel, VideoModel):
    """The adapter of `Vendor`, written as a real vendor's."""

    name = "test"
    model = "test-1"
    models = (model,)
    queue = MAIN_QUEUE
    order_deadline = 2.0
    patience = timeouts.FINISH_ORDER
    looked_at_together = 100

    def __init__(self, url: str, name: str | None = None) -> None:
        """`name` is a vendor whose task queue the worker polls."""
        self._url = url
        if name:
            self.name, self.queue = name, vendor_queue(name)

    async def order(self, shot: Shot) -> str:
        body = {"key": shot.key, "frames": shot.frames}
        try:
            async with self._http() as http, http.post("/orders", json=body) as answer:
                match answer.status:
                    case 201:
                        return str((await answer.json())["id"])
                    case 429 | 503:
                        raise NotAccepted(f"test: {answer.status}", retry_after=_retry_after(answer.headers))
                    case 422:
                        raise InputRejected(f"test: {(await answer.json())['error']}")
                    case other:
                        raise OutcomeUnknown(f"test answered {other}")
        except _TROUBLE as error:
            raise OutcomeUnknown(f"test: {error!r}") from error

    @override
    async def find(self, shot: Shot, asked_at: datetime) -> Found | NotThere | CannotSay:
        try:
            async with self._http() as http, http.get(f"/find/{shot.key}") as answer:
                if answer.status == 501:
                    return CannotSay()
                order_id = (await answer.json())["id"]
                return Found(order_id=order_id) if order_id else NotThere()
        except _TROUBLE as error:
            raise Transient(f"test: {error!r}") from error

    @override
    async def look(self, order_id: str) -> Pending | Output:
        state = await self._get(f"/orders/{order_id}")
        if state["status"] == "failed":
            raise InputRejected(f"test: {state['reason']}")
        return Pending(progress=0.5) if state["status"] == "running" else Output(url=f"/orders/{order_id}/clip")

    @override
    async def pending(self, order_ids: Sequence[str], on_states: OnStates = ignore_states) -> dict[str, Pending]:
        found = dict[str, Pending]()
        for order_id in order_ids:
            with suppress(Transient, InputRejected):
                if isinstance(state := await self.look(order_id), Pending):
                    found[order_id] = state
        return found

    @override
    async def download(self, output: Output, into: Path) -> None:
        try:
            async with self._http() as http, http.get(output.url) as answer:
                if answer.status == 404:
                    raise TakeLost("test: the clip has expired")
                answer.raise_for_status()
                into.write_bytes(await answer.read())
        except _TROUBLE as error:
            raise Transient(f"test: {error!r}") from error

    async def cancel(self, order_id: str) -> None:
        try:
            async with self._http() as http, http.delete(f"/orders/{order_id}"):
                return
        except _TROUBLE as error:
            raise Transient(f"test: {error!r}") from error

    async def _get(self, path: str) -> dict[str, str]:
        try:
            async with self._http() as http, http.get(path) as answer:
                answer.raise_for_status()
                found: dict[str, str] = await answer.json()
                return found
        except _TROUBLE as error:
            raise Transient(f"test: {error!r}") from error

    def _http(self) -> ClientSession:
        return ClientSession(self._url, timeout=ClientTimeout(total=5))


def _retry_after(headers: "dict[str, str] | object") -> timedelta | None:
    seconds = headers.get("Retry-After") if hasattr(headers, "get") else None
    return timedelta(seconds=float(seconds)) if seconds else None
