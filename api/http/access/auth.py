"""ASGI middleware that decides who calls, and refuses those who may not."""

from collections.abc import Collection
from functools import partial
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.requests import cookie_parser
from starlette.types import ASGIApp, Receive, Scope, Send

from api.http.access.open_paths import GUEST_PREFIX, SESSION, is_open
from api.http.access.sessions import COOKIE, Sessions, stored_key_of
from api.http.access.stored_keys import StoredKeys
from api.http.errors import CrossSite, Unauthorized, WrongHost
from api.http.problems import error_response
from domain.clients.access import NOBODY, WITHOUT_KEYS, Caller
from domain.clients.api_key import PREFIX
from domain.errors import GreenlightError, TooManyRequests, Transient

_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


class AuthMiddleware:
    """ASGI middleware that refuses requests, and puts `caller`, a Caller, into the request's state.

    `is_still_caller` of the state is asked, by what takes long, whether the key or the session is still good.

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
                caller = await self._caller(scope, headers)
                scope["state"] |= {"caller": caller, "is_still_caller": partial(self._is_still, caller, scope, headers)}
            except GreenlightError as error:
                await error_response(scope["state"]["request_id"], error)(scope, receive, send)
                return
        await self._app(scope, receive, send)

    def _check_host(self, headers: Headers) -> None:
        if self._hosts is not None and _host_name(headers.get("Host", "")) not in self._hosts:
            raise WrongHost("this API listens on this machine only; call it as localhost or 127.0.0.1")

    async def _caller(self, scope: Scope, headers: Headers) -> Caller:
        """Return who calls. Errors: Unauthorized, CrossSite, and those of StoredKeys."""
        path, sessions = scope["path"], self._sessions
        scheme, _, given = headers.get("Authorization", "").partition(" ")
        given = given.strip()
        is_stored = False
        if scheme.lower() == "bearer":
            is_stored = given.startswith(PREFIX)
            caller = sessions.caller_with_key(given.encode("latin-1", "replace"))
            if caller is None and is_stored and not _asks_nobody(path):
                caller = await self._caller_with_stored_key(scope, given)
            if caller is not None:
                return caller
        else:
            cookie = cookie_parser(headers.get("Cookie", "")).get(COOKIE, "")
            caller = sessions.caller_with_session(cookie)
            if caller is None and sessions.are_required and not _asks_nobody(path):
                caller = await self._caller_with_stored_session(scope, cookie)
        if (sessions.are_required or is_stored) and caller is None and not is_open(path):
            raise Unauthorized("send one of the API's keys in the header: Authorization: Bearer <key>")
        # A guest's page answers for itself, with a page.
        is_guest = path.startswith(GUEST_PREFIX)
        if scope["method"] not in _SAFE_METHODS and not is_guest and is_cross_site(headers, self._origins):
            raise CrossSite("a web page of another site may not change anything here; name it in ALLOWED_ORIGINS")
        return caller or (NOBODY if sessions.are_required or is_stored else WITHOUT_KEYS)

    async def _is_still(self, caller: Caller, scope: Scope, headers: Headers) -> bool:
        """Return whether the request would be the caller's now too, as far as that can be told."""
        try:
            return await self._caller(scope, headers) == caller
        except Unauthorized:
            return False
        except (Transient, TooManyRequests):
            return True

    async def _caller_with_stored_key(self, scope: Scope, given: str) -> Caller | None:
        key = await stored_keys(scope).with_secret(given, address_of(scope))
        return key.caller() if key else None

    async def _caller_with_stored_session(self, scope: Scope, cookie: str) -> Caller | None:
        key_id = stored_key_of(cookie)
        if key_id is None:
            return None
        keys = stored_keys(scope)
        key = await keys.of_session(
            key_id, address_of(scope), lambda key: self._sessions.is_session_of(key, cookie, keys.now())
        )
        return key.caller() if key else None


def stored_keys(scope: Scope) -> StoredKeys:
    """Return the stored keys. Errors: Transient before the migrations are applied."""
    container = scope["state"]["container"]
    container.migrations.require()
    keys: StoredKeys = container.keys
    return keys


def _asks_nobody(path: str) -> bool:
    """Return whether what the path answers does not depend on who asks, such as whether the process is up."""
    return is_open(path) and path != SESSION


def address_of(scope: Scope) -> str:
    """Return the address that the request came from, by which wrong keys are counted."""
    return str(scope["client"][0]) if scope.get("client") else ""


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
