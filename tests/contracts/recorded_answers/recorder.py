"""Send requests and keep what was answered."""

import asyncio
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import httpx

from tests.contracts.recorded_answers.normalise import Normaliser, shape
from tests.contracts.recorded_answers.readable import readable
from tests.contracts.recorded_answers.routes import Routes
from tests.contracts.recorded_answers.stack import AUTHORISATION

Json = dict[str, Any]

_SECONDS = 240.0
_POLL_SECONDS = 0.4
_TRIES = 20
_CHANGING = ("POST", "PUT", "PATCH", "DELETE")
_USUAL_HEADERS = {"cache-control": "no-store", "content-type": "application/json"}
"""Not written down where an answer has just these."""


@dataclass(frozen=True)
class Sent:
    """One request. `racing`: work goes on while it is answered, so only the names of the answer's fields are kept."""

    method: str
    path: str
    body: Any = None
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    content: bytes | None = None
    files: Mapping[str, tuple[str, bytes, str]] | None = None
    racing: bool = False
    with_key: bool = True
    may_be_busy: bool = False
    """Keep the answer of a busy worker. Else the request is sent again: on a busy machine any worker is too slow."""
    constant_headers: bool = False
    outline: Callable[[str], Any] | None = None
    """What to keep of a text instead of all of it."""


class Recorder:
    """Records one scenario. `client_id` is the client of its jobs."""

    def __init__(self, name: str, http: httpx.AsyncClient, routes: Routes) -> None:
        self.client_id = f"client of {name}"
        self.routes_asked: set[str] = set()
        self._http = http
        self._routes = routes
        self._normal = Normaliser()
        self._exchanges: list[Json] = []

    @property
    def recording(self) -> str:
        return readable(self._exchanges) + "\n"

    async def send(self, method: str, path: str, body: Any = None, **options: Any) -> httpx.Response:
        """Send a request and record its answer."""
        return await self.ask(Sent(method, path, body, **options))

    async def ask(self, sent: Sent) -> httpx.Response:
        answer = await self._answer(sent)
        self._keep(sent, answer)
        return answer

    async def ask_at_once(self, *requests: Sent) -> None:
        """Send requests side by side; record the answers in the order of the requests."""
        answers = await asyncio.gather(*(self._answer(sent) for sent in requests))
        for sent, answer in zip(requests, answers, strict=True):
            self._keep(sent, answer)

    async def read(self, path: str) -> Json:
        """A JSON answer that is not recorded."""
        answer = await self._http.get(path, headers=AUTHORISATION)
        assert answer.status_code == 200, f"{path}: {answer.text}"
        found: Json = answer.json()
        return found

    async def until(self, path: str, is_so: Callable[[Json], Any]) -> Json:
        """The JSON answer of a GET once it is as wanted; nothing is recorded."""
        found: Json = {}
        try:
            async with asyncio.timeout(_SECONDS):
                answer = await self._http.get(path, headers=AUTHORISATION)
                while not is_so(found := answer.json()):
                    answer = await self._later(path, answer)
        except TimeoutError:
            raise TimeoutError(f"{path} is not as wanted after {_SECONDS:g} s: {json.dumps(found)[:4000]}") from None
        return found

    async def _later(self, path: str, seen: httpx.Response) -> httpx.Response:
        """The next answer: of a job when it has changed, of anything else after a moment."""
        if version := seen.headers.get("etag"):
            headers = {**AUTHORISATION, "If-None-Match": version}
            return await self._http.get(path, headers=headers, params={"wait": "20s"})
        await asyncio.sleep(_POLL_SECONDS)
        return await self._http.get(path, headers=AUTHORISATION)

    async def _answer(self, sent: Sent) -> httpx.Response:
        """A change that was answered by a 503 may have been applied, so it has a key when it is sent again."""
        if sent.method in _CHANGING and "Idempotency-Key" not in sent.headers and sent.with_key:
            sent = replace(sent, headers={"Idempotency-Key": str(uuid4()), **sent.headers})
        for _ in range(_TRIES):
            answer = await self._answered_once(sent)
            if sent.may_be_busy or not _was_busy(sent, answer):
                break
        return answer

    async def _answered_once(self, sent: Sent) -> httpx.Response:
        key = AUTHORISATION if sent.with_key else {}
        headers = {"X-Request-Id": "recorded", **key, **sent.headers}
        request = self._http.build_request(
            sent.method,
            sent.path,
            params=sent.query or None,
            json=sent.body,
            content=sent.content,
            files=sent.files,
            headers=headers,
        )
        return await self._http.send(request)

    def _keep(self, sent: Sent, answer: httpx.Response) -> None:
        if route := self._routes.of(sent.method, sent.path):
            self.routes_asked.add(route)
        query = f"?{urlencode(sent.query)}" if sent.query else ""
        kept: Json = {"request": f"{sent.method} {self._normal.text(sent.path + query)}"}
        if sent.headers:
            kept["sent headers"] = {name: self._normal.header(name, value) for name, value in sent.headers.items()}
        if sent.body is not None:
            kept["sent"] = self._normal.value(sent.body)
        kept["status"] = answer.status_code
        headers = self._normal.headers(dict(answer.headers), constant=sent.constant_headers)
        if headers != _USUAL_HEADERS:
            kept["headers"] = headers
        kept |= self._body(sent, answer)
        self._exchanges.append(kept)

    def _body(self, sent: Sent, answer: httpx.Response) -> Json:
        kind = answer.headers.get("content-type", "")
        if not answer.content:
            return {}
        if sent.outline:
            return {"outline": sent.outline(answer.text)}
        if "json" in kind and sent.racing and answer.is_success:
            return {"fields": shape(answer.json())}
        if "json" in kind:
            return {"body": self._normal.value(answer.json())}
        if kind.startswith("text/"):
            return {"body": self._normal.text(answer.text)}
        return {"bytes": self._normal.value(len(answer.content), "size_bytes")}


def _was_busy(sent: Sent, answer: httpx.Response) -> bool:
    """Whether the worker did not answer in time: a 503, or progress that was then counted from the database."""
    if sent.path.endswith("/progress") and not sent.query and answer.is_success:
        return bool(answer.json()["data"]["source"] == "database")
    return answer.status_code == 503
