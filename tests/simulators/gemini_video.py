"""Gemini's interactions, as far as video models use them.

Written from google-genai 3.4.0: `Interaction`, `VideoResponseFormat`, `VideoContent`, `ModelOutputStep` and `Error` in
_gaos/types/interactions, the paths in _gaos/interactions.py; errors from google/rpc/error_details.proto.
"""

from collections.abc import Iterable
from typing import Any
from uuid import uuid4

from aiohttp import web

from tests.simulators.documented import gemini as documented
from tests.simulators.film import MediaVendor, Order, key_of
from tests.simulators.gemini import error_body, needs_billing
from tests.simulators.language import Answer

_MOMENT = "2026-11-21T12:00:00Z"


class GeminiVideo(MediaVendor):
    """Its files want the key too."""

    name = "gemini"
    key_variable = "GEMINI_API_KEY"
    url_variable = "GOOGLE_GEMINI_BASE_URL"

    def routes(self) -> Iterable[web.RouteDef]:
        return [
            web.post("/v1/interactions", self.create),
            web.get("/v1/interactions/{id}", self.get),
            web.post("/v1/interactions/{id}/cancel", self.cancel),
        ]

    def is_authorised(self, request: web.Request) -> bool:
        return request.headers.get("x-goog-api-key") == self.key

    def error(self, status: int, words: str = "trouble") -> dict[str, Any]:
        body = error_body(status, [])
        body["error"]["message"] = words
        return body

    def is_out_of_credit(self) -> Answer:
        return needs_billing()

    def filtered(self, words: str) -> dict[str, Any]:
        """A refusal is an interaction that is completed, with words in place of a clip."""
        return {"status": "completed", "steps": [_output({"type": "text", "text": words})]}

    def failed(self, words: str) -> dict[str, Any]:
        return ended("failed", words)

    def made_nothing(self) -> dict[str, Any]:
        return {"status": "completed", "steps": []}

    async def create(self, request: web.Request) -> web.StreamResponse:
        body = await request.json()
        form = body["response_format"]
        if not body.get("background") or form.get("delivery") != "uri":
            return web.json_response(self.error(400, "this would answer with the clip itself"), status=400)
        schema = documented.MODELS.get(body["model"])
        if self.violates(schema.faults(body) if schema else [f"there is no model {body['model']}"]):
            return web.json_response(self.error(400, "Request contains an invalid argument."), status=400)
        seconds = float(form["duration"].removesuffix("s"))
        taken = await self.take(request, f"v1_{uuid4().hex}", key_of(_prompt(body)), body, seconds, has_sound=True)
        if not isinstance(taken, Order):
            return taken
        return web.json_response(self._interaction(taken, {"status": "in_progress"}))

    async def get(self, request: web.Request) -> web.StreamResponse:
        if answer := await self.fault("look", request):
            return answer
        order = self.orders.get(request.match_info["id"])
        if order is None:
            return web.json_response(self.error(404, "there is no such interaction"), status=404)
        order.looks += 1
        return web.json_response(self._interaction(order, self._state(order)))

    async def cancel(self, request: web.Request) -> web.StreamResponse:
        if answer := await self.fault("cancel", request):
            return answer
        order = self.orders.get(request.match_info["id"])
        if order is None:
            return web.json_response(self.error(404, "there is no such interaction"), status=404)
        order.is_cancelled = True
        return web.json_response(self._interaction(order, {"status": "cancelled"}))

    async def download(self, request: web.Request) -> web.StreamResponse:
        if not self.is_authorised(request):
            return web.json_response(self.error(403, "this file needs a key"), status=403)
        return await super().download(request)

    def _state(self, order: Order) -> dict[str, Any]:
        if order.is_cancelled:
            return {"status": "cancelled"}
        if not self.is_done(order):
            return {"status": "in_progress"}
        if order.ending is not None:
            return order.ending
        clip = {"type": "video", "mime_type": "video/mp4", "uri": f"{self.file_url(order)}?alt=media"}
        return {"status": "completed", "steps": [_output(clip)]}

    def _interaction(self, order: Order, state: dict[str, Any]) -> dict[str, Any]:
        known = {"id": order.id, "object": "interaction", "model": order.body["model"], "created": _MOMENT}
        return known | {"updated": _MOMENT} | state


def ended(status: str, words: str) -> dict[str, Any]:
    """An order that is over without a clip."""
    return {"status": status, "errors": [{"code": "type.googleapis.com/errors/1", "message": words}]}


def _prompt(body: dict[str, Any]) -> str:
    return "\n".join(part["text"] for part in documented.contents(body) if part["type"] == "text")


def _output(content: dict[str, Any]) -> dict[str, Any]:
    return {"type": "model_output", "content": [content]}
