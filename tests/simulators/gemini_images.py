"""Gemini's generateContent, as far as image models use it, and its clips.

Written from google-genai 3.4.0: `GenerateContentResponse`, `Candidate`, `FinishReason`, `ImageConfig` in types.py.
"""

from base64 import b64encode
from collections.abc import Iterable
from typing import Any
from uuid import uuid4

from aiohttp import web

from tests.simulators.film import Order, key_of
from tests.simulators.gemini_video import GeminiVideo


class GeminiImages(GeminiVideo):
    """`filtered` and `failed` are how pictures end; for clips ask `GeminiVideo`."""

    def routes(self) -> Iterable[web.RouteDef]:
        return [*super().routes(), web.post("/v1/models/{model}:generateContent", self.draw)]

    def filtered(self, words: str) -> dict[str, Any]:
        return stopped("IMAGE_SAFETY", words)

    def failed(self, words: str) -> dict[str, Any]:
        return stopped("IMAGE_OTHER", words)

    def made_nothing(self) -> dict[str, Any]:
        return _response("NO_IMAGE", [])

    async def draw(self, request: web.Request) -> web.StreamResponse:
        body = await request.json() | {"model": request.match_info["model"]}
        key = key_of(_prompt(body), body["generationConfig"].get("seed"))
        taken = await self.take(request, uuid4().hex, key, body, 0)
        if not isinstance(taken, Order):
            return taken
        await self.until_done(taken)
        return web.json_response(taken.ending or _response("STOP", [self._picture_part(taken)]))

    def _picture_part(self, order: Order) -> dict[str, Any]:
        data = b64encode(self.file(order).read_bytes()).decode()
        return {"inlineData": {"mimeType": "image/jpeg", "data": data}}


def stopped(reason: str, words: str) -> dict[str, Any]:
    """A candidate without a picture."""
    body = _response(reason, [])
    body["candidates"][0]["finishMessage"] = words
    return body


def says(words: str) -> dict[str, Any]:
    """Words in place of a picture."""
    return _response("STOP", [{"text": words}])


def blocked(words: str) -> dict[str, Any]:
    """The prompt itself is refused."""
    return {"promptFeedback": {"blockReason": "IMAGE_SAFETY", "blockReasonMessage": words}}


def shown(body: dict[str, Any]) -> list[str]:
    """The pictures of a request, in base64."""
    return [part["inlineData"]["data"] for part in _parts(body) if "inlineData" in part]


def _prompt(body: dict[str, Any]) -> str:
    return "\n".join(part["text"] for part in _parts(body) if "text" in part)


def _parts(body: dict[str, Any]) -> list[dict[str, Any]]:
    return [part for turn in body["contents"] for part in turn["parts"]]


def _response(finish: str, parts: list[dict[str, Any]]) -> dict[str, Any]:
    content = {"role": "model", "parts": parts}
    return {"candidates": [{"content": content, "finishReason": finish, "index": 0}], "responseId": "r1"}
