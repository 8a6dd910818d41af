"""The session of a web page: sign in with an API key, look whether one is signed in, sign out."""

from collections.abc import Callable, Coroutine
from typing import Annotated, Any

from fastapi import Request, Response
from pydantic import Field, SecretStr

from api.http.access.auth import address_of, stored_keys
from api.http.access.cookies import is_over_https
from api.http.access.open_paths import SESSION
from api.http.access.scopes import ScopedRoute, needs
from api.http.access.sessions import COOKIE, LIFETIME, Sessions
from api.http.conditional import if_changed
from api.http.errors import Unauthorized
from api.http.json_request import JsonRequest, strictly
from api.http.routing import ApiRouter
from api.openapi import responses
from api.schemas.api_key import sorted_scopes
from api.schemas.common import Data
from domain.base import Wire
from domain.clients.access import NOBODY, WITHOUT_KEYS, Caller, Scope
from domain.clients.api_key import parts_of_key


class _SessionRoute(ScopedRoute):
    """A route with a JSON body and without a database. A change is not kept for its Idempotency-Key: to apply it again
    changes nothing, and neither a key nor a cookie is to be stored."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        inner = super().get_route_handler()

        async def handle(request: Request) -> Response:
            checked = JsonRequest(request.scope, request.receive)
            async with checked.content():
                response = await inner(checked)
            return if_changed(request, response) if request.method == "GET" else response

        return handle


router = ApiRouter(tags=["session"], route_class=_SessionRoute)


class SignIn(Wire):
    """One of the keys in API_KEYS, or one that is stored."""

    key: SecretStr = Field(min_length=1, max_length=1_000, examples=["the key"])


class SessionView(Wire):
    """`required`: the API has keys. `signedIn`: the request has a session or a key, or needs none.

    `name`, `clientId` (null: all clients) and `scopes` are those of the key.
    """

    required: bool = Field(examples=[True])
    signed_in: bool = Field(examples=[True])
    name: str = Field(examples=["Reviewers"])
    client_id: str | None = Field(examples=["acme"])
    scopes: tuple[Scope, ...] = Field(examples=[["films:read", "films:write"]])


@router.get(SESSION, summary="Look whether one is signed in", responses=responses(503))
@needs()
async def read_session(request: Request) -> Data[SessionView]:
    """Whether a key is needed at all, and whether the request has one. Needs no key itself."""
    return Data(data=_view(request, request.state.caller))


@router.post(SESSION, summary="Sign in", responses=responses(401, 422, 429, 503))
@needs()
async def sign_in(body: Annotated[SignIn, strictly(SignIn)], request: Request, response: Response) -> Data[SessionView]:
    """Exchange an API key for a session of 12 hours: a cookie that web pages of this server send by themselves."""
    sessions = _sessions(request)
    if not sessions.are_required:
        return Data(data=_view(request, WITHOUT_KEYS))
    address = address_of(request.scope)
    sessions.failed.check(address)
    begun = await _begun(request, sessions, body.key.get_secret_value(), address)
    if begun is None:
        sessions.failed.add(address)
        raise Unauthorized("this is none of the API's keys; look for a missing or an additional character")
    caller, cookie = begun
    response.set_cookie(COOKIE, cookie, max_age=int(LIFETIME.total_seconds()), **_attributes(request))
    return Data(data=_view(request, caller))


@router.delete(SESSION, summary="Sign out", responses=responses())
@needs()
async def sign_out(request: Request, response: Response) -> Data[SessionView]:
    """End the session in this browser."""
    response.delete_cookie(COOKIE, **_attributes(request))
    return Data(data=_view(request, NOBODY if _sessions(request).are_required else WITHOUT_KEYS))


async def _begun(request: Request, sessions: Sessions, key: str, address: str) -> tuple[Caller, str] | None:
    """Return who has the key, and the cookie of a new session. None if it is none of the API's keys."""
    if cookie := sessions.begin(key):
        return sessions.caller_with_key(key.encode()) or NOBODY, cookie
    if not (parts := parts_of_key(key)):
        return None
    stored = await stored_keys(request.scope).with_secret(key, address)
    return (stored.caller(), sessions.begin_for(stored, parts[1])) if stored else None


def _view(request: Request, caller: Caller) -> SessionView:
    required = _sessions(request).are_required
    return SessionView(
        required=required,
        signed_in=bool(caller.scopes),
        name=caller.name,
        client_id=caller.client_id,
        scopes=sorted_scopes(caller.scopes),
    )


def _sessions(request: Request) -> Sessions:
    sessions: Sessions = request.app.state.sessions
    return sessions


def _attributes(request: Request) -> dict[str, Any]:
    return {"httponly": True, "samesite": "strict", "path": "/", "secure": is_over_https(request)}
