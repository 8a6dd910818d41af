"""Send HTTP requests and record their answers."""

import asyncio
import json
import re
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

_TIMEOUT_SECONDS = 240.0
_POLL_SECONDS = 0.4
_TRIES = 20
_CHANGING = ("POST", "PUT", "PATCH", "DELETE")
_JOB = re.compile(r"/api/v3/jobs/[0-9a-f-]{36}")
_USUAL_HEADERS = (
    {"cache-control": "no-store", "content-type": "application/json"},
    _READ := {"cache-control": "private, no-cache", "content-type": "application/json", "etag": '"<tag>"'},
    {**_READ, "last-event-id": "<event>"},
)
"""An answer with just these headers is recorded without them."""


@dataclass(frozen=True)
class Request:
    """One HTTP request.

    `racing`: the worker may change the job before the answer is made, so only the names of its fields are recorded.
    """

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
    """Record a 503 too. Otherwise the request is repeated, because a busy machine makes the worker too slow."""
    constant_headers: bool = False
    outline: Callable[[str], Any] | None = None
    """Reduces a text to what is recorded of it."""


class Recorder:
    """Records one scenario. `client_id` is the client of its jobs."""

    def __init__(self, name: str, http: httpx.AsyncClient, routes: Routes) -> None:
        self.client_id = f"client of {name}"
        self.routes_called: set[str] = set()
        self._http = http
        self._routes = routes
        self._normal = Normaliser()
        self._exchanges: list[Json] = []

    @property
    def recording(self) -> str:
        return readable(self._exchanges) + "\n"

    async def send(self, method: str, path: str, body: Any = None, **options: Any) -> httpx.Response:
        """Send a request and record its answer."""
        return await self.record(Request(method, path, body, **options))

    async def record(self, request: Request) -> httpx.Response:
        answer = await self._answer(request)
        self._keep(request, answer)
        return answer

    async def record_concurrently(self, *requests: Request) -> None:
        """Send requests side by side; record the answers in the order of the requests."""
        answers = await asyncio.gather(*(self._answer(request) for request in requests))
        for request, answer in zip(requests, answers, strict=True):
            self._keep(request, answer)

    async def read(self, path: str) -> Json:
        """Return the JSON answer of a GET, without recording it."""
        answer = await self._http.get(path, headers=AUTHORISATION)
        assert answer.status_code == 200, f"{path}: {answer.text}"
        found: Json = answer.json()
        return found

    async def until(self, path: str, is_so: Callable[[Json], Any]) -> Json:
        """Return the JSON answer of a GET once `is_so`, without recording it. Raises TimeoutError."""
        found: Json = {}
        try:
            async with asyncio.timeout(_TIMEOUT_SECONDS):
                answer = await self._http.get(path, headers=AUTHORISATION)
                while not is_so(found := answer.json()):
                    answer = await self._changed(path, answer.headers.get("etag", ""))
        except TimeoutError:
            raise TimeoutError(
                f"{path} is not as wanted after {_TIMEOUT_SECONDS:g} s: {json.dumps(found)[:4000]}"
            ) from None
        return found

    async def _changed(self, path: str, seen: str) -> httpx.Response:
        """Return the next answer with another ETag: of a job by long polls, of anything else by polls."""
        headers = {**AUTHORISATION, "If-None-Match": seen}
        query = {"wait": "20s"} if _JOB.fullmatch(path) else None
        while True:
            await asyncio.sleep(_POLL_SECONDS)
            answer = await self._http.get(path, headers=headers, params=query)
            if answer.status_code != 304:
                return answer

    async def _answer(self, request: Request) -> httpx.Response:
        """Return the final answer. A change answered by 503 may have been applied: its repetition has the same key."""
        if request.method in _CHANGING and "Idempotency-Key" not in request.headers and request.with_key:
            request = replace(request, headers={"Idempotency-Key": str(uuid4()), **request.headers})
        for _ in range(_TRIES):
            answer = await self._answered_once(request)
            if request.may_be_busy or not _was_busy(request, answer):
                break
        return answer

    async def _answered_once(self, request: Request) -> httpx.Response:
        key = AUTHORISATION if request.with_key else {}
        headers = {"X-Request-Id": "recorded", **key, **request.headers}
        built = self._http.build_request(
            request.method,
            request.path,
            params=request.query or None,
            json=request.body,
            content=request.content,
            files=request.files,
            headers=headers,
        )
        return await self._http.send(built)

    def _keep(self, request: Request, answer: httpx.Response) -> None:
        if route := self._routes.of(request.method, request.path):
            self.routes_called.add(route)
        query = f"?{urlencode(request.query)}" if request.query else ""
        kept: Json = {"request": f"{request.method} {self._normal.text(request.path + query)}"}
        if request.headers:
            kept["sent headers"] = {name: self._normal.header(name, value) for name, value in request.headers.items()}
        if request.body is not None:
            kept["sent"] = self._normal.value(request.body)
        kept["status"] = answer.status_code
        headers = self._normal.headers(dict(answer.headers), constant=request.constant_headers)
        if headers not in _USUAL_HEADERS:
            kept["headers"] = headers
        kept |= self._body(request, answer)
        self._exchanges.append(kept)

    def _body(self, request: Request, answer: httpx.Response) -> Json:
        kind = answer.headers.get("content-type", "")
        if not answer.content:
            return {}
        if request.outline:
            return {"outline": request.outline(answer.text)}
        if "json" in kind and request.racing and answer.is_success:
            return {"fields": shape(answer.json())}
        if "json" in kind:
            return {"body": self._normal.value(answer.json())}
        if kind.startswith("text/"):
            return {"body": self._normal.text(answer.text)}
        return {"bytes": self._normal.value(len(answer.content), "size_bytes")}


def _was_busy(request: Request, answer: httpx.Response) -> bool:
    """Return whether the worker was not done in time: a 503, a preview that is still rendered, or progress that was
    counted from the database."""
    if request.path.endswith("/progress") and not request.query and answer.is_success:
        return bool(answer.json()["data"]["source"] == "database")
    return answer.status_code == 503 or (request.path.endswith("/preview") and answer.status_code == 202)
