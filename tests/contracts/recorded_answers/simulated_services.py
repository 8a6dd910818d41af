"""The services outside of the stack: a simulated Replicate, and a site with files."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import av
from aiohttp import web
from PIL import Image

from tests.harness.servers.http_server import served
from tests.simulators.film import Order
from tests.simulators.replicate import ReplicateVendor

HELD = "Held scene"
"""The clip of a scene with these words is not done until `released` is set."""

HELD_PICTURE = "Held picture"
"""The picture of a prompt with these words is not done until `released` is set."""

FILTERED = "Filtered scene"
"""The first clip of a scene with these words is withheld for its content."""

_SIZE = (720, 1280)
_FPS = 30


class Vendor(ReplicateVendor):
    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.released = asyncio.Event()
        self._withheld: set[str] = set()

    async def take(
        self,
        request: web.Request,
        order_id: str,
        key: str,
        body: dict[str, Any],
        seconds: float,
        has_sound: bool = False,
    ) -> Order | web.StreamResponse:
        taken = await super().take(request, order_id, key, body, seconds, has_sound)
        prompt = str(body["prompt"])
        if isinstance(taken, Order) and seconds and FILTERED in prompt and prompt not in self._withheld:
            self._withheld.add(prompt)
            taken.ending = self.filtered("The input or output was flagged as sensitive.")
        return taken

    def is_done(self, order: Order) -> bool:
        is_held = (HELD if order.seconds else HELD_PICTURE) in str(order.body)
        return super().is_done(order) and (self.released.is_set() or not is_held)


def clips(folder: Path) -> Callable[[float], Path]:
    """Return a function that writes a clip of one colour, so many seconds long, and returns its path."""

    @cache
    def clip(seconds: float) -> Path:
        path = folder / f"{seconds:g}.mp4"
        with av.open(path, "w") as file:
            stream = file.add_stream("libx264", rate=_FPS, options={"preset": "ultrafast"})
            stream.width, stream.height = _SIZE
            stream.pix_fmt = "yuv420p"
            picture = av.VideoFrame(*_SIZE, "yuv420p")
            for plane in picture.planes:
                plane.update(bytes([110]) * plane.buffer_size)
            for number in range(round(seconds * _FPS)):
                picture.pts = number
                file.mux(stream.encode(picture))
            file.mux(stream.encode())
        return path

    return clip


def picture(colour: tuple[int, int, int] = (200, 60, 30)) -> bytes:
    """Return a small PNG."""
    content = BytesIO()
    Image.new("RGB", (64, 96), colour).save(content, "png")
    return content.getvalue()


class Site:
    """A web site with `/picture.png`, `/clip.mp4`, `/page.html`, and `/held/…`, which waits for `released`.

    It takes what is posted to `/hook`.
    """

    def __init__(self, clip: Path) -> None:
        self.url = ""
        self.released = asyncio.Event()
        self._clip = clip

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[None]:
        app = web.Application()
        app.add_routes(
            [
                web.get("/picture.png", self._picture),
                web.get("/held/{name}", self._held),
                web.get("/clip.mp4", self._film),
                web.get("/page.html", self._page),
                web.post("/hook", self._hook),
            ]
        )
        async with served(app) as self.url:
            yield

    async def _picture(self, _: web.Request) -> web.Response:
        return web.Response(body=picture(), content_type="image/png")

    async def _held(self, _: web.Request) -> web.Response:
        await self.released.wait()
        return web.Response(body=picture(), content_type="image/png")

    async def _film(self, _: web.Request) -> web.Response:
        return web.Response(body=self._clip.read_bytes(), content_type="video/mp4")

    async def _hook(self, _: web.Request) -> web.Response:
        return web.Response(status=204)

    async def _page(self, _: web.Request) -> web.Response:
        return web.Response(text="<html>no picture</html>", content_type="text/html")
