"""Idempotency keys: for 24 hours, a request that is sent again with its key is answered the same and not applied."""

import asyncio
import hashlib
import hmac
import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any, ClassVar
from uuid import UUID

from fastapi import Request, Response
from uuid6 import uuid7

from api.container import Container
from api.http.access.scopes import ScopedRoute
from api.http.access.sessions import Sessions
from api.http.conditional import if_changed
from api.http.errors import KeyInUse, KeyReused, Unprocessable
from api.http.idempotency.sealed_keys import SealedKeys
from api.http.json_request import JsonRequest
from api.http.problems import EXPECTED_ERRORS, error_response
from db.idempotency import LOCKED_FOR, Answered, IdempotencyKeys, NotClaimed
from domain.errors import GreenlightError, Transient

HEADER = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"

_CHANGING = frozenset({"POST", "PUT", "PATCH", "DELETE"})
_VALID_KEY = re.compile(r"[\x21-\x7e]{1,255}")
_KEPT_HEADERS = ("content-type", "location", "preference-applied")
_NOT_KEPT = frozenset({401, 403, 429})
"""Refusals that depend on who sends the request and when: with another scope, or later, it may be applied."""

Handler = Callable[[JsonRequest], Awaitable[Response]]


def new_id() -> UUID:
    """Return a version 7 UUID: later ones sort after earlier ones."""
    return UUID(bytes=uuid7().bytes)


class ApiRoute(ScopedRoute):
    """A route that checks the body first, applies a change once per Idempotency-Key, and answers a GET with an ETag.

    It puts `message_id` into the request's state: the id of what is changed or created, the same for the same key.
    """

    request_class: ClassVar[type[JsonRequest]] = JsonRequest
    has_secrets: ClassVar[bool] = False
    """Whether the body or the answer has a secret, which the database must not have."""

    def holds_secret(self, content: Any) -> bool:  # noqa: ARG002
        """Return whether this body, which may be None, or its answer has a secret."""
        return self.has_secrets

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        inner = super().get_route_handler()

        async def handle(request: Request) -> Response:
            container: Container = request.state.container
            container.migrations.require()
            if request.method not in _CHANGING:
                return if_changed(request, await inner(request))
            checked = self.request_class(request.scope, request.receive)
            async with checked.content():
                is_sealed = self.holds_secret(await checked.json())
                keys = _sealed(request, container) if is_sealed else IdempotencyKeys(container.engine)
                return await _apply_once(checked, keys, inner)

        return handle


class SecretRoute(ApiRoute):
    """A route whose body or answer has a secret."""

    has_secrets = True


def _sealed(request: Request, container: Container) -> SealedKeys:
    """Return the idempotency keys of a request with secrets, sealed with what the database does not have.

    Of a key of API_KEYS the identity is a digest of it. The id of a stored key is in the database, API_KEYS are not.
    """
    sessions: Sessions = request.app.state.sessions
    secret = f"{request.state.caller.identity} {request.headers.get(HEADER)}"
    return SealedKeys(container.engine, hmac.digest(sessions.seal, secret.encode(), hashlib.sha256))


async def _apply_once(request: JsonRequest, keys: IdempotencyKeys, handler: Handler) -> Response:
    key = request.headers.get(HEADER)
    if key is None:
        request.state.message_id = new_id()
        return await handler(request)
    if not _VALID_KEY.fullmatch(key):
        raise Unprocessable.at(HEADER, "must be 1 to 255 visible ASCII characters")
    # Keys of different callers, clients and routes are different keys.
    scope = json.dumps([request.state.caller.identity, request.client_id, request.method, request.url.path])
    match await keys.claim(hashlib.sha256(scope.encode()).hexdigest(), key, request.digest, new_id()):
        case Answered() as kept:
            return Response(kept.body, kept.status, {**kept.headers, REPLAYED: "true"})
        case NotClaimed.IS_REUSED:
            raise KeyReused(f"this {HEADER} stands for another request; use a new key for each request")
        case NotClaimed.IS_RUNNING:
            raise KeyInUse(
                "the first request with this key is still running; try again", retry_after=timedelta(seconds=1)
            )
        case UUID() as claimed:
            return await _apply_first(request, keys, claimed, handler)


async def _apply_first(request: JsonRequest, keys: IdempotencyKeys, claimed: UUID, handler: Handler) -> Response:
    """Run the handler with the claimed key. Keep its response, unless a retry may be answered differently."""
    request.state.message_id = claimed
    is_final, may_pass = False, False
    try:
        async with _renewing(keys, claimed):
            try:
                response = await handler(request)
            except EXPECTED_ERRORS as error:
                may_pass = isinstance(error, GreenlightError) and error.retryable
                response = error_response(request.state.request_id, error)
        is_final = response.status_code < 500 and response.status_code not in _NOT_KEPT and not may_pass
    finally:
        if not is_final:
            await keys.release(claimed)
    if is_final:
        headers = {name: response.headers[name] for name in _KEPT_HEADERS if name in response.headers}
        body = bytes(response.body).decode()
        await keys.keep(claimed, Answered(status=response.status_code, headers=headers, body=body))
    return response


@asynccontextmanager
async def _renewing(keys: IdempotencyKeys, claimed: UUID) -> AsyncIterator[None]:
    """Renew the claim while the block runs, so that no other request takes the key over."""

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
