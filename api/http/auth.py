"""Who may speak to the API: a known host name, no foreign web page, and a key where keys are set."""

import hashlib
import hmac
from collections.abc import Sequence
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from api.http.errors import CrossSite, HttpRefusal, Unauthorized, WrongHost
from api.http.problems import answer

OPEN_PATHS = frozenset(
    {
        *("/healthz", "/readyz", "/", "/docs", "/openapi.json"),
        *("/swagger/swagger-ui-bundle.js", "/swagger/swagger-ui.css", "/swagger/favicon-32x32.png"),
    }
)
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


class AuthMiddleware:
    """ASGI middleware. Puts `caller`, which is the same for the same key and tells nothing of it, into the state.

    An API on loopback is reached by every web page in the user's browser: with the page's own form posts, and by
    a name that the page's owner makes resolve to 127.0.0.1. So the Host must be one of ours, and what changes
    something must not come from another site. A bearer key is never sent by itself, so with keys this cannot be.
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
        except HttpRefusal as refused:
            await answer(scope["state"]["request_id"], refused)(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _check_host(self, headers: Headers) -> None:
        if self._hosts is not None and _name(headers.get("Host", "")) not in self._hosts:
            raise WrongHost("this API listens on this machine only; call it as localhost or 127.0.0.1")

    def _check_site(self, method: str, headers: Headers) -> None:
        if self._keys or method in _SAFE_METHODS:
            return
        site = headers.get("Sec-Fetch-Site")
        if site is None:
            origin = headers.get("Origin")
            foreign = origin is not None and urlsplit(origin).netloc != headers.get("Host")
        else:
            foreign = site not in ("same-origin", "none")
        if foreign:
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


def _name(host: str) -> str:
    """The Host header without its port."""
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""
