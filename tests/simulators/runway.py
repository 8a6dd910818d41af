"""Runway's API, as far as clips and pictures need it.

Written from the types of runwayml 5.24.0: types/{image_to_video,text_to_video,text_to_image}_create_params.py,
types/*_create_response.py and types/task_retrieve_response.py; failure codes from
https://docs.dev.runwayml.com/errors/task-failures, errors as `{"error": words}` from
https://docs.dev.runwayml.com/errors/errors.
"""

from collections.abc import Iterable
from typing import Any

from aiohttp import web
from typing_extensions import override

from tests.simulators.documented import runway as documented
from tests.simulators.film import MediaVendor, Order, key_of
from tests.simulators.language import Answer, as_json

VERSION = "2024-11-06"


class RunwayVendor(MediaVendor):
    """Tasks that were deleted are not there any more."""

    name = "runway"
    key_variable = "RUNWAYML_API_SECRET"
    url_variable = "RUNWAYML_BASE_URL"

    def routes(self) -> Iterable[web.RouteDef]:
        return [
            web.post("/v1/{kind:image_to_video|text_to_video|text_to_image}", self._order),
            web.get("/v1/tasks/{id}", self._look),
            web.delete("/v1/tasks/{id}", self._delete),
        ]

    def is_authorised(self, request: web.Request) -> bool:
        return super().is_authorised(request) and request.headers.get("X-Runway-Version") == VERSION

    @override
    def error(self, status: int, words: str = "trouble") -> dict[str, Any]:
        return {"error": words}

    def is_out_of_credit(self) -> Answer:
        return as_json({"error": "You do not have enough credits to run this task."}, 400)

    def filtered(self, words: str) -> dict[str, Any]:
        """It is charged as one that succeeds: https://docs.dev.runwayml.com/api-details/moderation, read 2026-12-01."""
        return {"status": "FAILED", "failure": words, "failureCode": "SAFETY.OUTPUT.VIDEO", "cost": {"credits": 25}}

    def failed(self, words: str, code: str = "INTERNAL.BAD_OUTPUT.CODE01") -> dict[str, Any]:
        return {"status": "FAILED", "failure": words, "failureCode": code, "cost": {"credits": 0}}

    def made_nothing(self) -> dict[str, Any]:
        """Succeeds, and has nothing to show for it."""
        return {"status": "SUCCEEDED", "output": [], "cost": {"credits": 25}}

    def cancelled(self) -> dict[str, Any]:
        return {"status": "CANCELLED", "cost": {"credits": 0}}

    async def _order(self, request: web.Request) -> web.StreamResponse:
        body = await request.json()
        kind = request.match_info["kind"]
        is_video = kind != "text_to_image"
        if is_video and self.violates(documented.faults(kind, body)):
            return web.json_response(self.error(400, "Validation of body failed"), status=400)
        order_id = f"00000000-0000-4000-8000-{len(self.orders) + 1:012}"
        key = key_of(body["promptText"], body.get("seed"))
        order, seconds = body | {"kind": kind}, float(body.get("duration", 0))
        sound = is_video and documented.has_sound(order)
        taken = await self.take(request, order_id, key, order, seconds, sound)
        if isinstance(taken, web.StreamResponse):
            return taken
        return web.json_response({"id": taken.id, "estimatedCost": {"credits": 25}})

    async def _look(self, request: web.Request) -> web.StreamResponse:
        if answer := await self.fault("look", request):
            return answer
        order = self.orders.get(request.match_info["id"])
        if order is None or order.is_cancelled:
            return web.json_response(self.error(404, "Task not found"), status=404)
        order.looks += 1
        return web.json_response(self._task(order))

    async def _delete(self, request: web.Request) -> web.StreamResponse:
        if answer := await self.fault("cancel", request):
            return answer
        order = self.orders.get(request.match_info["id"])
        if order is None or order.is_cancelled:
            return web.json_response(self.error(404, "Task not found"), status=404)
        order.is_cancelled = True
        return web.Response(status=204)

    def _task(self, order: Order) -> dict[str, Any]:
        task = {"id": order.id, "createdAt": order.at.isoformat()}
        if not self.is_done(order):
            return task | {"status": "RUNNING", "progress": 0.42, "estimatedCost": {"credits": 25}}
        good = {"status": "SUCCEEDED", "output": [self.file_url(order)], "cost": {"credits": 25}}
        return task | (order.ending or good)
