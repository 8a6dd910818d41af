"""OpenAI's Images API, as far as image models use it.

Written from openai 3.52.0: types/{image_generate_params,image_edit_params,images_response,image}.py, `images.edit` in
resources/images.py (a form with `image[]` parts), and `APIError` in _exceptions.py.
"""

from base64 import b64encode
from collections.abc import Iterable
from typing import Any
from uuid import uuid4

from aiohttp import BodyPartReader, web

from tests.simulators.film import MediaVendor, Order, key_of
from tests.simulators.language import Answer, fault


class OpenAIImages(MediaVendor):
    """An edit's body is its form, with the pictures under "image"."""

    name = "openai"
    key_variable = "OPENAI_API_KEY"
    url_variable = "OPENAI_BASE_URL"

    @property
    def base_url(self) -> str:
        return f"{self.url}/v1"

    def routes(self) -> Iterable[web.RouteDef]:
        return [web.post("/v1/images/generations", self.generate), web.post("/v1/images/edits", self.edit)]

    def error(self, status: int, words: str = "trouble") -> dict[str, Any]:
        return _error(words, "server_error" if status >= 500 else "invalid_request_error", None)

    def is_out_of_credit(self) -> Answer:
        return rejects(429, "You exceeded your current quota", "insufficient_quota", "insufficient_quota")

    def filtered(self, words: str) -> dict[str, Any]:
        return _error(words, "image_generation_user_error", "moderation_blocked")

    def failed(self, words: str) -> dict[str, Any]:
        return _error(words, "invalid_request_error", None)

    def made_nothing(self) -> dict[str, Any]:
        return {"created": 1795262400, "data": []}

    async def generate(self, request: web.Request) -> web.StreamResponse:
        return await self._draw(request, await request.json())

    async def edit(self, request: web.Request) -> web.StreamResponse:
        return await self._draw(request, await _form(request))

    async def _draw(self, request: web.Request, body: dict[str, Any]) -> web.StreamResponse:
        taken = await self.take(request, uuid4().hex, key_of(body["prompt"]), body, 0)
        if not isinstance(taken, Order):
            return taken
        await self.until_done(taken)
        if taken.ending is not None:
            return web.json_response(taken.ending, status=400 if "error" in taken.ending else 200)
        data = b64encode(self.file(taken).read_bytes()).decode()
        return web.json_response({"created": 1795262400, "data": [{"b64_json": data}]})


def rejects(status: int, words: str, kind: str, code: str | None) -> Answer:
    return fault(status, _error(words, kind, code))


def _error(words: str, kind: str, code: str | None) -> dict[str, Any]:
    return {"error": {"message": words, "type": kind, "param": None, "code": code}}


async def _form(request: web.Request) -> dict[str, Any]:
    form: dict[str, Any] = {"image": []}
    async for part in await request.multipart():
        assert isinstance(part, BodyPartReader)
        if part.name == "image[]":
            form["image"].append(bytes(await part.read()))
        else:
            form[part.name or ""] = await part.text()
    return form
