"""What every response gets: a request id, security headers, an entry in the metrics, and no stack trace."""

import logging
import re
from time import perf_counter

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.http.problems import internal_error
from api.ids import new_id
from api.metrics import Metrics

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


class RequestMiddleware:
    """ASGI middleware. Puts `request_id` into the request's state."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = _request_id(Headers(scope=scope))
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
            await self._app(scope, receive, send_with_headers)
        except Exception:
            # Nothing further out would answer it: any exception that arrives here is a bug.
            _log.exception("unexpected error", extra={"request_id": request_id, "path": scope["path"]})
            if status:
                raise
            await internal_error(request_id)(scope, receive, send_with_headers)
        finally:
            self._metrics.observe(scope, status, perf_counter() - started)


def _request_id(headers: Headers) -> str:
    """Return the caller's own id, if it can be written into a log as it is, else a new one."""
    given = headers.get("X-Request-Id", "")
    return given if _PLAIN_ID.fullmatch(given) else str(new_id())


def _add_headers(headers: MutableHeaders, request_id: str, path: str) -> None:
    headers["X-Request-Id"] = request_id
    for name, value in _DEFAULTS.items():
        headers.setdefault(name, value)
    headers.setdefault("Content-Security-Policy", _DOCS_POLICY if path == "/docs" else _DATA_POLICY)
