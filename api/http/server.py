"""The HTTP protocol of the API's server: uvicorn's, with bounds on the head of a request.

The server holds in memory what it has received of a head until that is complete. Bodies are bounded where they are read
(`api.http.json_request`).
"""

import asyncio
from typing import Any

from typing_extensions import override
from uuid6 import uuid7
from uvicorn.config import Config
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol
from uvicorn.server import ServerState

from api.http.problems import problem_response
from domain import timeouts

MAX_HEAD_BYTES = 64 * 1024
"""Of the request's line with its headers."""


class BoundedHttpProtocol(HttpToolsProtocol):
    """Refuses a head that is too large, or too long in coming, and trailers likewise."""

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self._held = 0  # bytes that were received since the parser delivered a head or a part of a body
        self._is_in_head = True
        self._is_too_large = False
        self._head_timer: asyncio.TimerHandle | None = None

    @override
    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._start_timer()

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_timer()
        super().connection_lost(exc)

    @override
    def data_received(self, data: bytes) -> None:
        self._held += len(data)
        super().data_received(data)
        if self._held > MAX_HEAD_BYTES and not self.transport.is_closing():
            self._is_too_large = True
            self.send_400_response("")
        elif self._is_in_head and self._held and self._head_timer is None:
            self._start_timer()

    @override
    def on_headers_complete(self) -> None:
        self._held, self._is_in_head = 0, False
        self._stop_timer()
        if len(self.url) + sum(len(name) + len(value) + 4 for name, value in self.headers) > MAX_HEAD_BYTES:
            self._is_too_large = True
            raise ValueError("the parser stops here, and calls send_400_response")
        super().on_headers_complete()

    @override
    def on_body(self, body: bytes) -> None:
        self._held = 0
        super().on_body(body)

    @override
    def on_message_complete(self) -> None:
        self._held, self._is_in_head = 0, True
        super().on_message_complete()

    @override
    def send_400_response(self, msg: str) -> None:
        if not self._is_too_large:
            super().send_400_response(msg)
            return
        if self.cycle is None or self.cycle.response_complete or not self.cycle.response_started:
            self.transport.write(_too_large())
        self.transport.close()

    def _start_timer(self) -> None:
        self._head_timer = self.loop.call_later(timeouts.REQUEST_HEAD, self.transport.close)

    def _stop_timer(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None


def _too_large() -> bytes:
    """Return the response to a head that is too large, as it is sent."""
    detail = f"the request's line and headers are larger than {MAX_HEAD_BYTES:,} bytes; send less"
    answer = problem_response(str(uuid7()), 431, "headers_too_large", detail, headers={"Connection": "close"})
    headers = b"".join(name + b": " + value + b"\r\n" for name, value in answer.raw_headers)
    return STATUS_LINE[431] + headers + b"\r\n" + bytes(answer.body)
