"""ElevenLabs' speech with times, its history and its voices, as far as the adapter uses them.

Written from elevenlabs 2.78.0: `convert_with_timestamps` in text_to_speech/raw_client.py with its notes of what is
allowed, `list`, `get` and `get_audio` in history/raw_client.py, `search` in voices/raw_client.py, and their types;
errors from https://elevenlabs.io/docs/eleven-api/resources/errors and help.elevenlabs.io, "API - Error Code 400 or 401"
and "API - Error Code 429". What the documentation forbids is refused.
"""

from base64 import b64encode
from collections.abc import Iterable
from typing import Any
from uuid import uuid4

from aiohttp import web

from tests.simulators.film import MediaVendor, Order, key_of
from tests.simulators.language import Answer, as_json, fault

GEORGE = "JBFqnCBsd6RMkjVDRZzb"

MOST_CHARACTERS = {
    "eleven_multilingual_v2": 10_000,
    "eleven_flash_v2_5": 40_000,
    "eleven_v3": 5_000,
    "eleven_v4": 10_000,
}
_TAKES_CONTEXT = {"eleven_multilingual_v2", "eleven_flash_v2_5"}
_FORMATS = {"mp3_44100_128", "mp3_22050_32", "pcm_16000", "pcm_24000", "wav_16000", "wav_24000"}
_FIELDS = {"text", "model_id", "language_code", "voice_settings", "seed", "previous_text", "next_text"}
_CONTEXT = {"previous_text", "next_text"}


class ElevenLabs(MediaVendor):
    """`voices` are those of the account, by id. `may_read_history` is a permission of the key."""

    name = "elevenlabs"
    key_variable = "ELEVENLABS_API_KEY"
    url_variable = "ELEVENLABS_BASE_URL"

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.voices = {GEORGE: "George - Warm, Captivating Storyteller", "XB0fDUnXU5powFXDhCwa": "Charlotte"}
        self.may_read_history = True
        self.tells_request_ids = True

    def routes(self) -> Iterable[web.RouteDef]:
        return [
            web.post("/v1/text-to-speech/{voice}/with-timestamps", self.speak),
            web.get("/v1/history", self.list_history),
            web.get("/v1/history/{item}", self.show),
            web.get("/v1/history/{item}/audio", self.sound),
            web.get("/v2/voices", self.search),
        ]

    def is_authorised(self, request: web.Request) -> bool:
        return request.headers.get("xi-api-key") == self.key

    def error(self, status: int, words: str = "trouble") -> dict[str, Any]:
        return problem("internal_error" if status >= 500 else "invalid_request", words)

    def is_out_of_credit(self) -> Answer:
        words = "This request exceeds your quota. You have 10 credits remaining."
        return fault(401, {"detail": {"status": "quota_exceeded", "message": words}})

    def filtered(self, words: str) -> dict[str, Any]:
        return {"status": 403} | problem("content_against_policy", words)

    def failed(self, words: str) -> dict[str, Any]:
        return {"status": 400} | problem("invalid_text", words)

    def made_nothing(self) -> dict[str, Any]:
        return {"status": 200, "audio_base64": "", "alignment": None, "normalized_alignment": None}

    async def speak(self, request: web.Request) -> web.StreamResponse:
        body, voice = await request.json(), request.match_info["voice"]
        if refusal := self._refusal(body, voice, request.query.get("output_format", "mp3_44100_128")):
            self.calls["order"] += 1
            return web.json_response(refusal, status=400)
        key = key_of(body["text"], body.get("seed"))
        taken = await self.take(request, uuid4().hex[:20], key, body | {"voice": voice} | dict(request.query), 0)
        if not isinstance(taken, Order):
            return taken
        await self.until_done(taken)
        if taken.ending is not None:
            return web.json_response(taken.ending, status=taken.ending["status"])
        headers = {"request-id": f"request-{taken.id}"} if self.tells_request_ids else {}
        sound = b64encode(self.file(taken).read_bytes()).decode()
        times = alignment(body["text"])
        answer = {"audio_base64": sound, "alignment": times, "normalized_alignment": times}
        return web.json_response(answer, headers=headers)

    def _refusal(self, body: dict[str, Any], voice: str, output_format: str) -> dict[str, Any] | None:
        """Return the error of a request that the documentation forbids."""
        model = body.get("model_id", "eleven_multilingual_v2")
        if unknown := body.keys() - _FIELDS:
            return problem("invalid_parameters", f"unknown: {', '.join(unknown)}")
        if voice not in self.voices:
            return problem("voice_not_found", f"A voice with voice_id {voice} was not found.")
        if model not in MOST_CHARACTERS:
            return problem("model_not_found", f"A model with model ID {model} does not exist.")
        if model not in _TAKES_CONTEXT and body.keys() & _CONTEXT:
            words = f"Providing previous_text or next_text is not yet supported with the '{model}' model."
            return problem("unsupported_model", words)
        if model == "eleven_multilingual_v2" and "language_code" in body:
            return problem("unsupported_language", f"Model '{model}' does not support language_code.")
        if not 0 <= body.get("seed", 0) <= 4_294_967_295:
            return problem("invalid_parameters", "seed must be between 0 and 4294967295")
        if output_format not in _FORMATS:
            return problem("output_format_not_allowed", f"{output_format} is not allowed")
        if not 0 < len(body["text"]) <= MOST_CHARACTERS[model]:
            return problem("max_character_limit_exceeded", "This request's text exceeds the character limit.")
        return None

    async def list_history(self, request: web.Request) -> web.StreamResponse:
        if answer := await self.fault("find", request):
            return answer
        if not self.may_read_history:
            words = "The API key you used is missing the permission speech_history_read to execute this operation."
            return web.json_response(problem("missing_permissions", words), status=401)
        given = request.query
        if "model_id" in given and "source" not in given:
            return web.json_response(problem("invalid_parameters", "source is required with model_id"), status=422)
        items = [self._item(order) for order in reversed(self.orders.values()) if self.is_done(order)]
        same = ("voice_id", "model_id")
        items = [each for each in items if all(each[name] == given[name] for name in same if name in given)]
        items = [each for each in items if each["date_unix"] >= int(given.get("date_after_unix", 0))]
        ids = [each["history_item_id"] for each in items]
        first = ids.index(given["start_after_history_item_id"]) + 1 if "start_after_history_item_id" in given else 0
        page = items[first : first + min(int(given.get("page_size", 100)), 1000)]
        last = page[-1]["history_item_id"] if page else None
        more = len(items) > first + len(page)
        return web.json_response({"history": page, "has_more": more, "last_history_item_id": last})

    async def show(self, request: web.Request) -> web.StreamResponse:
        if answer := await self.fault("look", request):
            return answer
        order = self.orders.get(request.match_info["item"].removeprefix("item-"))
        if order is None:
            return web.json_response(problem("not_found", "History item was not found."), status=404)
        return web.json_response(self._item(order))

    async def sound(self, request: web.Request) -> web.StreamResponse:
        if answer := await self.fault("download", request):
            return answer
        order = self.orders[request.match_info["item"].removeprefix("item-")]
        return web.Response(body=self.file(order).read_bytes(), content_type="audio/wav")

    async def search(self, request: web.Request) -> web.StreamResponse:
        if answer := await self.fault("voices", request):
            return answer
        wanted = request.query.get("search", "").casefold()
        found = [{"voice_id": id, "name": name} for id, name in self.voices.items() if wanted in name.casefold()]
        return web.json_response({"voices": found, "has_more": False, "total_count": len(found)})

    def _item(self, order: Order) -> dict[str, Any]:
        times = alignment(order.body["text"])
        return {
            "history_item_id": f"item-{order.id}",
            "request_id": f"request-{order.id}",
            "voice_id": order.body["voice"],
            "model_id": order.body["model_id"],
            "text": order.body["text"],
            "date_unix": int(order.at.timestamp()),
            "character_count_change_from": 0,
            "character_count_change_to": len(order.body["text"]),
            "content_type": "audio/wav",
            "state": "created",
            "source": "TTS",
            "alignments": {"alignment": times, "normalized_alignment": times},
        }


def problem(code: str, words: str) -> dict[str, Any]:
    detail = {"type": "validation_error", "code": code, "message": words, "status": code, "request_id": "r1"}
    return {"detail": detail}


def alignment(text: str) -> dict[str, Any]:
    """A tenth of a second for each character."""
    return {
        "characters": list(text),
        "character_start_times_seconds": [at / 10 for at in range(len(text))],
        "character_end_times_seconds": [(at + 1) / 10 for at in range(len(text))],
    }


def too_many(code: str) -> Answer:
    return as_json(problem(code, "Too many requests."), 429)
