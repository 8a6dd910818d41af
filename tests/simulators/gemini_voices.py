"""Gemini's generateContent, as far as voices use it.

Written from google-genai 3.4.0: `SpeechConfig`, `VoiceConfig`, `Blob` in types.py, and
https://ai.google.dev/gemini-api/docs/speech-generation. What the documentation forbids is refused.
"""

from base64 import b64encode
from collections.abc import Iterable
from typing import Any
from uuid import uuid4

from aiohttp import web

from tests.simulators.film import Order, key_of
from tests.simulators.gemini_images import stopped
from tests.simulators.gemini_video import GeminiVideo

MODELS = {"gemini-3.8-flash-tts", "gemini-3.8-flash-lite-tts"}
VOICES = {"Kore", "Puck", "Charon", "Aoede", "Zephyr", "Leda"}
"""Some of the thirty."""


class GeminiVoices(GeminiVideo):
    """`filtered` and `failed` are how lines end. Answers are WAV files, or with `media_type` what that says."""

    media_type = "audio/wav"

    def routes(self) -> Iterable[web.RouteDef]:
        return [*super().routes(), web.post("/v1/models/{model}:generateContent", self.speak)]

    def filtered(self, words: str) -> dict[str, Any]:
        return stopped("PROHIBITED_CONTENT", words)

    def failed(self, words: str) -> dict[str, Any]:
        return stopped("OTHER", words)

    def made_nothing(self) -> dict[str, Any]:
        return stopped("STOP", "")

    async def speak(self, request: web.Request) -> web.StreamResponse:
        body = await request.json() | {"model": request.match_info["model"]}
        if words := _refusal(body):
            self.calls["order"] += 1
            return web.json_response(self.error(400, words), status=400)
        taken = await self.take(request, uuid4().hex, key_of(spoken_text(body)), body, 0)
        if not isinstance(taken, Order):
            return taken
        await self.until_done(taken)
        return web.json_response(taken.ending or self.says_it(taken))

    def says_it(self, order: Order, finish: str = "STOP") -> dict[str, Any]:
        data = b64encode(self.file(order).read_bytes()).decode()
        part = {"inlineData": {"mimeType": self.media_type, "data": data}}
        return {"candidates": [{"content": {"role": "model", "parts": [part]}, "finishReason": finish, "index": 0}]}


def spoken_text(body: dict[str, Any]) -> str:
    return "".join(part["text"] for turn in body["contents"] for part in turn["parts"])


def _refusal(body: dict[str, Any]) -> str | None:
    """Return why the documentation forbids the request."""
    config = body["generationConfig"]
    # The SDK writes names of fields in snake case here; Google reads both, as all JSON of Protocol Buffers is read.
    speech = config.get("speechConfig", {})
    voice = (speech.get("voiceConfig") or speech.get("voice_config") or {}).get("voice")
    if body["model"] not in MODELS:
        return f"models/{body['model']} is not found"
    if config.get("responseModalities") != ["AUDIO"]:
        return "The requested combination of response modalities is not supported by the model."
    if "systemInstruction" in body:
        return "Developer instruction is not enabled for this model."
    if voice not in VOICES:
        return f"Voice name {voice} is not supported."
    if not 0 < len(spoken_text(body)) <= 4 * 8_192:
        return "The input token count exceeds the maximum number of tokens allowed (8192)."
    return None
