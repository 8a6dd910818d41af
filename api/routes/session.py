"""The session of a web page: sign in with an API key, look whether one is signed in, sign out."""

from collections.abc import Callable, Coroutine
from typing import Annotated, Any

from fastapi import Request, Response
from pydantic import Field, SecretStr

from api.http.access.scopes import ScopedRoute, needs
from api.http.access.sessions import COOKIE, LIFETIME, Sessions
from api.http.conditional import if_changed
from api.http.errors import Unauthorized
from api.http.json_request import JsonRequest, strictly
from api.http.routing import ApiRouter
from api.openapi import responses
from api.schemas.common import Data
from domain.base import Wire

_PATH = "/api/v3/session"


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
    """One of the keys in API_KEYS."""

    key: SecretStr = Field(min_length=1, max_length=1_000, examples=["the key"])


class SessionView(Wire):
    """`required`: the API has keys. `signedIn`: the request has a session or a key, or needs none."""

    required: bool = Field(examples=[True])
    signed_in: bool = Field(examples=[True])


@router.get(_PATH, summary="Look whether one is signed in", responses=responses())
@needs()
async def read_session(request: Request) -> Data[SessionView]:
    """Whether a key is needed at all, and whether the request has one. Needs no key itself."""
    required = _sessions(request).are_required
    return Data(data=SessionView(required=required, signed_in=not required or bool(request.state.caller.identity)))


@router.post(_PATH, summary="Sign in", responses=responses(401, 422, 429))
@needs()
async def sign_in(body: Annotated[SignIn, strictly(SignIn)], request: Request, response: Response) -> Data[SessionView]:
    """Exchange an API key for a session of 12 hours: a cookie that web pages of this server send by themselves."""
    sessions = _sessions(request)
    if not sessions.are_required:
        return Data(data=SessionView(required=False, signed_in=True))
    address = request.client.host if request.client else ""
    sessions.failed.check(address)
    cookie = sessions.begin(body.key.get_secret_value())
    if cookie is None:
        sessions.failed.add(address)
        raise Unauthorized("this is none of the API's keys; look for a missing or an additional character")
    response.set_cookie(COOKIE, cookie, max_age=int(LIFETIME.total_seconds()), **_attributes(request))
    return Data(data=SessionView(required=True, signed_in=True))


@router.delete(_PATH, summary="Sign out", responses=responses())
@needs()
async def sign_out(request: Request, response: Response) -> Data[SessionView]:
    """End the session in this browser."""
    response.delete_cookie(COOKIE, **_attributes(request))
    required = _sessions(request).are_required
    return Data(data=SessionView(required=required, signed_in=not required))


def _sessions(request: Request) -> Sessions:
    sessions: Sessions = request.app.state.sessions
    return sessions


def _attributes(request: Request) -> dict[str, Any]:
    return {"httponly": True, "samesite": "strict", "path": "/", "secure": request.url.scheme == "https"}
