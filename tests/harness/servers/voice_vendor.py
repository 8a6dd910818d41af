"""A vendor of speech of our own, over real HTTP: its answer to an order is the speech itself. It fails as told.

`POST /speech {key, text}` · `GET /find/{key}` · `GET /speech/{id}`
"""

import asyncio
import wave
from base64 import b64decode, b64encode
from collections import Counter, defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from io import BytesIO
from pathlib import Path

import numpy as np
from aiohttp import ClientError, ClientSession, ClientTimeout, web
from typing_extensions import override

from domain.errors import InputRejected, NotAccepted, OutcomeUnknown, TakeLost, Transient
from domain.job.sound.speech import SpokenWord
from domain.ports.speech import SOUND, WORDS, KnownTimes, SpeechModel, SpeechOrder
from domain.ports.video_and_image import CannotSay, Found, NotThere
from domain.task_queues import vendor_queue
from tests.harness.servers.http_server import served
from tests.harness.servers.video_vendor import Fault

_TROUBLE = (ClientError, TimeoutError)
_RATE = 24_000
_SECONDS_OF_A_WORD = 0.25


class VoiceServer:
    """`accepted` counts orders by their text. `faults[place]` are used up one by one: "refuse" an order before it is
    taken, "order" after, "find", "collect". `can_find`: it lists orders; `keeps`: it has what it said before.

    `slow` cleared: nothing is answered until it is set. `most_at_once` orders were not answered at one time.
    """

    def __init__(self) -> None:
        self.accepted: Counter[str] = Counter()
        self.faults: dict[str, list[Fault]] = defaultdict(list)
        self.can_find = True
        self.keeps = True
        self.slow = asyncio.Event()
        self.slow.set()
        self.seen = asyncio.Condition()
        self.most_at_once = 0
        self.url = ""
        self._running = 0
        self._said: dict[str, str] = {}

    async def speak(self, request: web.Request) -> web.StreamResponse:
        body = await request.json()
        if answer := self._fault("refuse", request):
            return answer
        self._running += 1
        self.most_at_once = max(self.most_at_once, self._running)
        try:
            self.accepted[body["text"]] += 1
            self._said[f"said-{body['key']}"] = body["text"]
            async with self.seen:
                self.seen.notify_all()
            await self.slow.wait()
            return self._fault("order", request) or self._answer(f"said-{body['key']}")
        finally:
            self._running -= 1

    async def find(self, request: web.Request) -> web.StreamResponse:
        if answer := self._fault("find", request):
            return answer
        if not self.can_find:
            raise web.HTTPNotImplemented
        order_id = f"said-{request.match_info['key']}"
        return web.json_response({"id": order_id if order_id in self._said else None})

    async def again(self, request: web.Request) -> web.StreamResponse:
        if answer := self._fault("collect", request):
            return answer
        if not self.keeps:
            raise web.HTTPNotFound
        return self._answer(request.match_info["id"])

    async def until_ordered(self, count: int) -> None:
        """Wait until so many orders were accepted in all."""
        async with asyncio.timeout(30), self.seen:
            await self.seen.wait_for(lambda: self.accepted.total() >= count)

    def _answer(self, order_id: str) -> web.Response:
        words = self._said[order_id].split()
        sound = b64encode(speech_of_words(len(words))).decode()
        return web.json_response({"id": order_id, "sound": sound, "words": words})

    def _fault(self, place: str, request: web.Request) -> web.Response | None:
        if not self.faults[place]:
            return None
        answer = self.faults[place].pop(0)()
        if answer is None and request.transport:
            request.transport.close()
        return answer or web.Response(status=500)


def speech_of_words(words: int) -> bytes:
    """Return a WAV with a burst of sound for each word."""
    of_word = int(_RATE * _SECONDS_OF_A_WORD)
    tone = np.sin(np.arange(of_word) * 2 * np.pi * 180 / _RATE) * np.hanning(of_word)
    samples = (np.tile(tone, words) * 9_000).astype("<i2")
    out = BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(_RATE)
        file.writeframes(samples.tobytes())
    return out.getvalue()


@asynccontextmanager
async def serving_voice(server: VoiceServer) -> AsyncIterator[None]:
    app = web.Application()
    app.add_routes(
        [
            web.post("/speech", server.speak),
            web.get("/find/{key}", server.find),
            web.get("/speech/{id}", server.again),
        ]
    )
    async with served(app, cancels_handlers=False) as server.url:
        yield


class VendorVoice(SpeechModel):
    """The adapter of `VoiceServer`, written as a real vendor's. `name` is a vendor whose queue the worker polls."""

    model = "voice-1"
    models = (model,)
    order_deadline = 60.0
    """Longer than a test holds answers back, so that what is held is not looked up meanwhile."""

    def __init__(self, url: str, name: str) -> None:
        self._url = url
        self.name, self.queue = name, vendor_queue(name)

    async def order(self, line: SpeechOrder, folder: Path) -> str:
        body = {"key": line.key, "text": line.text}
        try:
            async with self._http() as http, http.post("/speech", json=body) as answer:
                match answer.status:
                    case 200:
                        return _write(await answer.json(), folder)
                    case 429 | 503:
                        raise NotAccepted(f"{self.name}: {answer.status}")
                    case 422:
                        raise InputRejected(f"{self.name}: {(await answer.json())['error']}")
                    case other:
                        raise OutcomeUnknown(f"{self.name} answered {other}")
        except _TROUBLE as error:
            raise OutcomeUnknown(f"{self.name}: {error!r}") from error

    @override
    async def find(self, line: SpeechOrder, asked_at: datetime) -> Found | NotThere | CannotSay:
        try:
            async with self._http() as http, http.get(f"/find/{line.key}") as answer:
                if answer.status == 501:
                    return CannotSay()
                order_id = (await answer.json())["id"]
                return Found(order_id=order_id) if order_id else NotThere()
        except _TROUBLE as error:
            raise Transient(f"{self.name}: {error!r}") from error

    @override
    async def collect(self, order_id: str, line: SpeechOrder, folder: Path) -> None:
        try:
            async with self._http() as http, http.get(f"/speech/{order_id}") as answer:
                if answer.status == 404:
                    raise TakeLost(f"{self.name} does not have {order_id} any more; retry_speech has it spoken again")
                answer.raise_for_status()
                _write(await answer.json(), folder)
        except _TROUBLE as error:
            raise Transient(f"{self.name}: {error!r}") from error

    def _http(self) -> ClientSession:
        return ClientSession(self._url, timeout=ClientTimeout(total=60))


def _write(answer: dict[str, object], folder: Path) -> str:
    said, each = answer["words"], _SECONDS_OF_A_WORD
    assert isinstance(said, list)
    timed = tuple(SpokenWord(text=word, start=at * each, end=(at + 1) * each) for at, word in enumerate(said))
    (folder / WORDS).write_text(KnownTimes(words=timed).model_dump_json())
    (folder / SOUND).write_bytes(b64decode(str(answer["sound"])))
    return str(answer["id"])
