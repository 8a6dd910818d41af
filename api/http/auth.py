"""Authentication: a known host name, no web page of another site, and an API key where keys are set."""

import hashlib
import hmac
from collections.abc import Sequence
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from api.http.errors import CrossSite, HttpRefusal, Unauthorized, WrongHost
from api.http.problems import error_response

OPEN_PATHS = frozenset(
    {
        *("/healthz", "/readyz", "/", "/docs", "/openapi.json"),
        *("/swagger/swagger-ui-bundle.js", "/swagger/swagger-ui.css", "/swagger/favicon-32x32.png"),
    }
)
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


class AuthMiddleware:
    """ASGI middleware that refuses requests, and puts `caller`, a digest of the API key, into the request's state.

    Every web page in the user's browser can reach an API on loopback: with a form post, or by a host name that resolves
    to 127.0.0.1. So the Host must be this machine's, and a change must not come from another site (CSRF). A browser
    never adds a bearer key by itself, so with keys the second check is not needed.
    """

    def __init__(self, app: ASGIApp, host: str, keys: Sequence[str]) -> None:
        self._app = app
        self._keys = tuple(key.encode() for key in keys)
        self._hosts = _LOOPBACK | {host.lower()} if host.lower() in _LOOPBACK or host.startswith("127.") else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        try:
            self._check_host(headers)
            self._check_site(scope["method"], headers)
            scope["state"]["caller"] = self._caller(scope["path"], headers)
        except HttpRefusal as error:
            await error_response(scope["state"]["request_id"], error)(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _check_host(self, headers: Headers) -> None:
        if self._hosts is not None and _host_name(headers.get("Host", "")) not in self._hosts:
            raise WrongHost("this API listens on this machine only; call it as localhost or 127.0.0.1")

    def _check_site(self, method: str, headers: Headers) -> None:
        if self._keys or method in _SAFE_METHODS:
            return
        site = headers.get("Sec-Fetch-Site")
        if site is None:
            origin = headers.get("Origin")
            is_cross_site = origin is not None and urlsplit(origin).netloc != headers.get("Host")
        else:
            is_cross_site = site not in ("same-origin", "none")
        if is_cross_site:
            raise CrossSite("a web page of another site may not change anything here; set API_KEYS and send a key")

    def _caller(self, path: str, headers: Headers) -> str:
        if not self._keys or path in OPEN_PATHS:
            return ""
        scheme, _, given = headers.get("Authorization", "").partition(" ")
        offered = given.strip().encode("latin-1", "replace")
        known = [hmac.compare_digest(offered, key) for key in self._keys]
        if scheme.lower() != "bearer" or not any(known):
            raise Unauthorized("send one of the API's keys in the header: Authorization: Bearer <key>")
        return hashlib.sha256(offered).hexdigest()


def _host_name(host: str) -> str:
    """Return the Host header without its port."""
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""
