"""ASGI middleware: authentication; a request id, security headers, metrics, and no stack trace for every response."""

import hashlib
import hmac
import logging
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from time import perf_counter
from urllib.parse import urlsplit

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uuid6 import uuid7

from api.http.errors import CrossSite, HttpRefusal, Unauthorized, WrongHost
from api.http.problems import error_response, internal_error
from domain.job.model import JobStatus

_log = logging.getLogger(__name__)
_PLAIN_ID = re.compile(r"[A-Za-z0-9._:+/=-]{1,128}")

_DATA_POLICY = (
    "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; "
    "frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
)
_DOCS_POLICY = (
    "default-src 'none'; connect-src 'self'; img-src 'self' data:; "
    "script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'"
)
_DEFAULTS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
_BUCKETS = (0.005, 0.02, 0.1, 0.5, 2, 10, 60)


class Metrics:
    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "greenlight_http_requests",
            "Requests answered, by route template.",
            ("method", "route", "status"),
            registry=self._registry,
        )
        self._seconds = Histogram(
            "greenlight_http_request_seconds",
            "Seconds until the last byte of an answer.",
            ("method", "route"),
            buckets=_BUCKETS,
            registry=self._registry,
        )
        self._jobs = Gauge("greenlight_jobs", "Jobs that are not deleted.", ("status",), registry=self._registry)
        self._repairs = Gauge(
            "greenlight_repairs", "What the reconciler has mended so far.", ("kind",), registry=self._registry
        )

    def observe(self, scope: Scope, status: int, seconds: float) -> None:
        """Count a finished request. Status 0: its client disconnected before there was an answer."""
        route = getattr(scope.get("route"), "path", "unmatched")
        method = scope["method"] if route != "unmatched" else "any"
        self._requests.labels(method, route, str(status)).inc()
        self._seconds.labels(method, route).observe(seconds)

    def text(self, jobs: Mapping[JobStatus, int] | None, repairs: Mapping[str, int]) -> bytes:
        """Return the metrics in Prometheus' text format; without those of jobs if `jobs` is None."""
        self._repairs.clear()
        for kind, count in repairs.items():
            self._repairs.labels(kind).set(count)
        self._jobs.clear()
        for status in JobStatus if jobs is not None else ():
            self._jobs.labels(status.value).set((jobs or {}).get(status, 0))
        return generate_latest(self._registry)


@dataclass(frozen=True)
class RequestMiddleware:
    """ASGI middleware. Puts `request_id` into the request's state."""

    app: ASGIApp
    metrics: Metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        # The caller's own id, if it can be written into a log as it is.
        given = Headers(scope=scope).get("X-Request-Id", "")
        request_id = given if _PLAIN_ID.fullmatch(given) else str(uuid7())
        scope.setdefault("state", {})["request_id"] = request_id
        started = perf_counter()
        status = 0

        async def send_with_headers(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                _add_headers(MutableHeaders(scope=message), request_id, scope["path"])
            await send(message)

        try:
            await self.app(scope, receive, send_with_headers)
        except Exception:
            # Nothing further out would answer it: any exception that arrives here is a bug.
            _log.exception("unexpected error", extra={"request_id": request_id, "path": scope["path"]})
            if status:
                raise
            await internal_error(request_id)(scope, receive, send_with_headers)
        finally:
            self.metrics.observe(scope, status, perf_counter() - started)


def _add_headers(headers: MutableHeaders, request_id: str, path: str) -> None:
    headers["X-Request-Id"] = request_id
    for name, value in _DEFAULTS.items():
        headers.setdefault(name, value)
    headers.setdefault("Content-Security-Policy", _DOCS_POLICY if path == "/docs" else _DATA_POLICY)


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
    to 127.0.0.1. So the Host must be this machine's, and a change must not come from another site (CSRF), those of
    `origins` excepted. A browser never adds a bearer key by itself, so with keys the second check is not needed.
    """

    def __init__(self, app: ASGIApp, host: str, keys: Sequence[str], origins: Collection[str]) -> None:
        self._app = app
        self._origins = origins
        self._keys = tuple(key.encode() for key in keys)
        self._hosts = _LOOPBACK | {host.lower()} if host.lower() in _LOOPBACK or host.startswith("127.") else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
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
        origin = headers.get("Origin")
        if self._keys or method in _SAFE_METHODS or origin in self._origins:
            return
        site = headers.get("Sec-Fetch-Site")
        if site is None:
            is_cross_site = origin is not None and urlsplit(origin).netloc != headers.get("Host")
        else:
            is_cross_site = site not in ("same-origin", "none")
        if is_cross_site:
            raise CrossSite("a web page of another site may not change anything here; name it in ALLOWED_ORIGINS")

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
