"""The same request under the same key is done once and answered the same, for 24 hours."""

import asyncio
import hashlib
import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any, ClassVar
from uuid import UUID

from fastapi import Request, Response
from fastapi.routing import APIRoute

from api.container import Container
from api.http.errors import FieldError, KeyInUse, KeyReused, Unprocessable
from api.http.ids import new_id
from api.http.json_request import JsonRequest
from api.http.problems import EXPECTED, answer
from db.idempotency import LOCKED_FOR, Answered, Claimed, Different, IdempotencyKeys, Running
from domain.errors import Transient

HEADER = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"

_CHANGING = frozenset({"POST", "PUT", "PATCH", "DELETE"})
_VISIBLE = re.compile(r"[\x21-\x7e]{1,255}")
_KEPT_HEADERS = ("content-type", "location", "preference-applied")
_NOT_KEPT = frozenset({401, 429})

Handler = Callable[[JsonRequest], Awaitable[Response]]


class ApiRoute(APIRoute):
    """A route whose body is checked first, and whose changes are idempotent by key.

    It puts `message_id` into the request's state: the id of what is changed or made, the same at every try.
    """

    request_class: ClassVar[type[JsonRequest]] = JsonRequest

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        inner = super().get_route_handler()

        async def handle(request: Request) -> Response:
            wiring: Container = request.state.wiring
            wiring.schema.require()
            if request.method not in _CHANGING:
                return await inner(request)
            sent = self.request_class(request.scope, request.receive)
            async with sent.content():
                return await _once(sent, IdempotencyKeys(wiring.engine), inner)

        return handle


async def _once(request: JsonRequest, keys: IdempotencyKeys, handler: Handler) -> Response:
    key = request.headers.get(HEADER)
    if key is None:
        request.state.message_id = new_id()
        return await handler(request)
    if not _VISIBLE.fullmatch(key):
        raise Unprocessable(FieldError(path=HEADER, message="must be 1 to 255 visible ASCII characters"))
    match await keys.claim(_scope(request), key, request.digest, new_id()):
        case Answered() as before:
            return Response(before.body, before.status, {**before.headers, REPLAYED: "true"})
        case Different():
            raise KeyReused(f"this {HEADER} stands for another request; use a new key for each request")
        case Running():
            raise KeyInUse(
                "the first request with this key is still running; try again", retry_after=timedelta(seconds=1)
            )
        case Claimed(id=claimed):
            return await _first_time(request, keys, claimed, handler)


async def _first_time(request: JsonRequest, keys: IdempotencyKeys, claimed: UUID, handler: Handler) -> Response:
    """The request is done. What it answered is kept, unless it may be answered otherwise later."""
    request.state.message_id = claimed
    is_final = False
    try:
        async with _renewed(keys, claimed):
            response = await _answered(request, handler)
        is_final = response.status_code < 500 and response.status_code not in _NOT_KEPT
    finally:
        if not is_final:
            await keys.release(claimed)
    if is_final:
        headers = {name: response.headers[name] for name in _KEPT_HEADERS if name in response.headers}
        body = bytes(response.body).decode()
        await keys.keep(claimed, Answered(status=response.status_code, headers=headers, body=body))
    return response


async def _answered(request: JsonRequest, handler: Handler) -> Response:
    try:
        return await handler(request)
    except EXPECTED as error:
        return answer(request.state.request_id, error)


@asynccontextmanager
async def _renewed(keys: IdempotencyKeys, claimed: UUID) -> AsyncIterator[None]:
    """As long as the block runs, nobody else takes the key over."""

    async def renew() -> None:
        while True:
            await asyncio.sleep(LOCKED_FOR.total_seconds() / 3)
            try:
                await keys.renew(claimed)
            except Transient:
                continue

    renewing = asyncio.create_task(renew())
    try:
        yield
    finally:
        renewing.cancel()


def _scope(request: JsonRequest) -> str:
    """Keys of different clients and routes never meet."""
    parts = [request.state.caller, request.client_id, request.method, request.url.path]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()
