"""A video vendor that kills processes at the moments that only a vendor sees."""

from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from aiohttp import web

from tests.chaos.killing.kills import HEADER, KILLS, Killer
from tests.harness.servers.video_vendor import Vendor


class KillingVendor(Vendor):
    """`refusing`: jobs whose next take is refused for ever. `holding`: jobs whose clips are never finished."""

    def __init__(self, clip: Callable[[int], Path], killer: Killer) -> None:
        super().__init__(clip)
        self.takes: dict[str, set[str]] = defaultdict(set)
        self.refusing: set[str] = set()
        self.holding: set[str] = set()
        self._refused: set[str] = set()
        self._killer = killer

    async def order(self, request: web.Request) -> web.StreamResponse:
        job = request.headers["Job"]
        if await self._kill_at(request, "order arrives"):
            raise web.HTTPGatewayTimeout  # the order is not accepted, and its caller was killed
        take = (await request.json())["key"]
        if job in self.refusing:
            self.refusing.remove(job)
            self._refused.add(take)
        if take in self._refused:  # ordered again, because the worker that read the refusal was killed
            return web.json_response({"error": "not this picture"}, status=422)
        answer = await super().order(request)
        self.takes[job].add(take)
        await self._kill_at(request, "order accepted")
        return answer

    async def status(self, request: web.Request) -> web.StreamResponse:
        await self._kill_at(request, "polled" if request.headers["Job"] else "asked by the collector")
        if self._is_held(request.match_info["id"]):
            return web.json_response({"status": "running"})
        return await super().status(request)

    async def clip(self, request: web.Request) -> web.StreamResponse:
        content = self._clip(self._frames[request.match_info["id"]]).read_bytes()
        answer = web.StreamResponse(headers={"Content-Length": str(len(content))})
        with suppress(ConnectionError):  # the caller may have been killed for another job
            await answer.prepare(request)
            await answer.write(content[: len(content) // 2])
            await self._kill_at(request, "half the clip sent")
            await answer.write(content[len(content) // 2 :])
        return answer

    def _is_held(self, order_id: str) -> bool:
        held = {f"test-{take}" for job in self.holding for take in self.takes[job]}
        return order_id in held and order_id not in self.cancelled

    async def _kill_at(self, request: web.Request, point: str) -> bool:
        kills = KILLS.validate_json(request.headers[HEADER])
        return await self._killer.kill_at(kills, point, int(request.headers["Asking"]))
