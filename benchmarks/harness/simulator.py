"""Replicate's API in a process of its own, which films in a given time and notes when each order came and was seen.

`python -m benchmarks.harness.simulator` prints its address and key as one line of JSON. `running_simulator` starts it.
Written over the simulator of the tests; the list has pages of 100, as Replicate's has.
"""

import asyncio
import json
import sys
import time
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx
from aiohttp import web
from PIL import Image

from domain.film_format import FilmFormat, frames
from media.drawing.yuv_planes import planes_to_frame, to_layer
from media.video.encode import encode_clip
from tests.simulators.film import Order, serving
from tests.simulators.replicate import ReplicateVendor

_SIZE = FilmFormat(width=360, height=640)
_PAGE = 100


class TimedVendor(ReplicateVendor):
    """An order is done `seconds` after it came. Times are of `time.time()`. It tells of orders from `first` on."""

    def __init__(self, folder: Path) -> None:
        super().__init__(cache(lambda seconds: tiny_clip(folder / f"{seconds}.mp4", seconds)))
        self.seconds = 0.0
        self.first = 0
        self.due: dict[str, float] = {}
        self.told: dict[str, float] = {}
        self.fetched: dict[str, float] = {}

    def routes(self) -> Iterable[web.RouteDef]:
        return [*super().routes(), web.get("/control", self._state), web.post("/control", self._set)]

    async def take(self, *order: Any) -> Order | web.StreamResponse:
        taken = await super().take(*order)
        if isinstance(taken, Order):
            self.due[taken.id] = taken.at.timestamp() + self.seconds
        return taken

    def is_done(self, order: Order) -> bool:
        now = time.time()
        done = now >= self.due[order.id]
        if done:
            self.told.setdefault(order.id, now)
        return done

    async def download(self, request: web.Request) -> web.StreamResponse:
        self.fetched.setdefault(request.match_info["id"], time.time())
        return await super().download(request)

    async def _list(self, request: web.Request) -> web.StreamResponse:
        self.calls["find"] += 1
        after = datetime.fromisoformat(request.query.get("created_after", "2000-01-01T00:00:00+00:00"))
        start = int(request.query.get("cursor", 0))
        found = [order for order in reversed(self.orders.values()) if order.at >= after]
        following = str(request.url.update_query(cursor=start + _PAGE)) if start + _PAGE < len(found) else None
        page = [self._prediction(order) for order in found[start : start + _PAGE]]
        return web.json_response({"previous": None, "next": following, "results": page})

    async def _state(self, _: web.Request) -> web.StreamResponse:
        orders = [
            {
                "at": order.at.timestamp(),
                "told": self.told.get(order.id),
                "fetched": self.fetched.get(order.id),
                "cancelled": order.is_cancelled,
            }
            for order in islice(self.orders.values(), self.first, None)
        ]
        return web.json_response({"orders": orders, "calls": self.calls})

    async def _set(self, request: web.Request) -> web.StreamResponse:
        """Set the time of filming of coming orders, and tell of no earlier ones."""
        self.seconds = (await request.json())["seconds"]
        self.first = len(self.orders)
        return web.json_response({})


@dataclass(frozen=True)
class SeenOrder:
    """When an order came, when an answer first said that it is done, and when its clip was first fetched."""

    at: float
    told: float | None
    fetched: float | None


@dataclass(frozen=True)
class Simulator:
    """A running simulator. `environment` leads a stack to it."""

    url: str
    key: str
    environment: dict[str, str]
    _http: httpx.AsyncClient

    async def film_in(self, seconds: float) -> None:
        """Film each order that comes from now on in so many seconds, and tell of these only."""
        (await self._http.post("/control", json={"seconds": seconds})).raise_for_status()

    async def orders(self) -> list[SeenOrder]:
        found = (await self._state())["orders"]
        return [SeenOrder(order["at"], order["told"], order["fetched"]) for order in found if not order["cancelled"]]

    async def requests(self) -> int:
        """Return how many requests came, without downloads."""
        calls: dict[str, int] = (await self._state())["calls"]
        return sum(count for place, count in calls.items() if place != "download")

    async def until_ordered(self, count: int, within: float = 600.0) -> list[SeenOrder]:
        async with asyncio.timeout(within):
            while len(orders := await self.orders()) < count:  # noqa: ASYNC110
                await asyncio.sleep(0.1)
        return orders

    async def _state(self) -> dict[str, Any]:
        answer = await self._http.get("/control")
        answer.raise_for_status()
        state: dict[str, Any] = answer.json()
        return state


@asynccontextmanager
async def running_simulator() -> AsyncIterator[Simulator]:
    """Run the simulator in another process until the end of the block."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "benchmarks.harness.simulator"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    try:
        told = json.loads(await process.stdout.readline())
        headers = {"Authorization": f"Bearer {told['key']}"}
        async with httpx.AsyncClient(base_url=told["url"], headers=headers, timeout=60, trust_env=False) as http:
            yield Simulator(told["url"], told["key"], told["environment"], http)
    finally:
        assert process.stdin is not None
        process.stdin.close()
        await process.wait()


@cache
def tiny_clip(path: Path, seconds: float) -> Path:
    """Write a clip of that many seconds in one colour, and return where it is."""
    picture = planes_to_frame(to_layer(Image.new("RGB", (_SIZE.width, _SIZE.height), (40, 90, 120))).planes)
    encode_clip([picture] * frames(seconds), path, _SIZE)
    return path


async def _serve() -> None:
    with TemporaryDirectory(prefix="greenlight-bench-vendor-") as folder:
        async with serving(TimedVendor(Path(folder))) as vendor:
            told = {"url": vendor.url, "key": vendor.key, "environment": vendor.environment()}
            sys.stdout.write(json.dumps(told) + "\n")
            sys.stdout.flush()
            await asyncio.to_thread(sys.stdin.read)  # until the process that started this one has gone


if __name__ == "__main__":
    asyncio.run(_serve())
