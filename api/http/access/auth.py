"""ASGI middleware that decides who calls, and refuses those who may not."""

from collections.abc import Collection
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.requests import cookie_parser
from starlette.types import ASGIApp, Receive, Scope, Send

from api.http.access.open_paths import GUEST_PREFIX, is_open
from api.http.access.sessions import COOKIE, Sessions
from api.http.errors import CrossSite, HttpRefusal, Unauthorized, WrongHost
from api.http.problems import error_response
from domain.access import NOBODY, WITHOUT_KEYS, Caller

_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


class AuthMiddleware:
    """ASGI middleware that refuses requests, and puts `caller`, a Caller, into the request's state.

    Every web page in the user's browser can reach an API on loopback: with a form post, or by a host name that resolves
    to 127.0.0.1. So the Host must be this machine's. A browser adds the cookie of a session by itself, too. So a change
    must not come from another site (CSRF) unless it has a bearer key, which a browser never adds by itself. Without
    keys, pages of `origins` may change things as well. `public_url` is where people reach the API, through a proxy.
    """

    def __init__(
        self, app: ASGIApp, host: str, sessions: Sessions, origins: Collection[str], public_url: str | None
    ) -> None:
        self._app = app
        self._sessions = sessions
        public = urlsplit(public_url or "")
        self._origins = {*own_origins(public_url), *(() if sessions.are_required else origins)}
        self._hosts: set[str] | None = None
        if host.lower() in _LOOPBACK or host.startswith("127."):
            # Without keys nothing that others can reach may lead here.
            also = {public.hostname} if public.hostname and sessions.are_required else set()
            self._hosts = {*_LOOPBACK, host.lower(), *also}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            headers = Headers(scope=scope)
            try:
                self._check_host(headers)
                scope["state"]["caller"] = self._caller(scope["method"], scope["path"], headers)
            except HttpRefusal as error:
                await error_response(scope["state"]["request_id"], error)(scope, receive, send)
                return
        await self._app(scope, receive, send)

    def _check_host(self, headers: Headers) -> None:
        if self._hosts is not None and _host_name(headers.get("Host", "")) not in self._hosts:
            raise WrongHost("this API listens on this machine only; call it as localhost or 127.0.0.1")

    def _caller(self, method: str, path: str, headers: Headers) -> Caller:
        """Return who calls. Errors: Unauthorized, CrossSite."""
        scheme, _, given = headers.get("Authorization", "").partition(" ")
        if scheme.lower() == "bearer":
            caller = self._sessions.caller_with_key(given.strip().encode("latin-1", "replace"))
            if caller is not None:
                return caller
        else:
            caller = self._sessions.caller_with_session(cookie_parser(headers.get("Cookie", "")).get(COOKIE, ""))
        if self._sessions.are_required and caller is None and not is_open(path):
            raise Unauthorized("send one of the API's keys in the header: Authorization: Bearer <key>")
        # A guest's page answers for itself, with a page.
        if method not in _SAFE_METHODS and not path.startswith(GUEST_PREFIX) and is_cross_site(headers, self._origins):
            raise CrossSite("a web page of another site may not change anything here; name it in ALLOWED_ORIGINS")
        return caller or (NOBODY if self._sessions.are_required else WITHOUT_KEYS)


def own_origins(public_url: str | None) -> set[str]:
    """Return the origin of our pages where people reach them, if that is known."""
    public = urlsplit(public_url or "")
    return {f"{public.scheme}://{public.netloc}"} if public_url else set()


def is_cross_site(headers: Headers, allowed: Collection[str] = ()) -> bool:
    """Return whether a web page of another site, none of the allowed origins, sends the request.

    A request that says nothing of that is no web page's.
    """
    origin, site = headers.get("Origin"), headers.get("Sec-Fetch-Site")
    if origin in allowed:
        return False
    if site is None:
        return origin is not None and urlsplit(origin).netloc != headers.get("Host")
    return site not in ("same-origin", "none")


def _host_name(host: str) -> str:
    """Return the Host header without its port."""
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""
