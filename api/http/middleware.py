"""ASGI middleware: a request id, security headers, metrics, and no stack trace for every response."""

import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass
from time import perf_counter

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uuid6 import uuid7

from api.http.access.open_paths import loggable
from api.http.problems import internal_error
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
            _log.exception("unexpected error", extra={"request_id": request_id, "path": loggable(scope["path"])})
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
