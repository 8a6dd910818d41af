"""A response of server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html)."""

import asyncio
import random
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from typing import Final

from fastapi import Response
from starlette.types import Receive, Scope, Send
from typing_extensions import override

from api.events.feed import EventFeed, Gap, Outage
from db.events import EventFilter, StoredEvent

_RECONNECT_MILLISECONDS: Final = (1_000, 2_000)
"""When a browser connects again after the stream has ended: at a time of its own, because all have lost it at once."""

_LONGEST_SEND: Final = 60.0
"""Seconds in which a client must have read what is sent to it. A stream that nobody reads is ended."""

_COMMENT: Final = ": nothing new\n\n"
_OUTAGE: Final = {False: ": the database does not answer\n\n", True: ": the database answers again\n\n"}


class EventStream(Response):
    """The events that follow `last`, until the client disconnects, its key ends, or the process is to end."""

    media_type = "text/event-stream"

    def __init__(self, feed: EventFeed, wanted: EventFilter, last: int | None) -> None:
        # Proxies must neither keep nor collect the events.
        super().__init__(headers={"Cache-Control": "no-cache", "X-Accel-Buffering": "no"})
        del self.headers["Content-Length"]
        self._feed = feed
        self._wanted = wanted
        self._last = last

    @override
    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        if scope["method"] != "HEAD":
            gone = asyncio.create_task(disconnection(receive))
            sending = asyncio.create_task(self._send(send, scope["state"]["is_still_caller"]))
            try:
                await asyncio.wait([gone, sending], return_when=asyncio.FIRST_COMPLETED)
                if sending.done():
                    sending.result()
            finally:
                gone.cancel()
                sending.cancel()
        await send({"type": "http.response.body", "body": b""})

    async def _send(self, send: Send, is_still_caller: Callable[[], Awaitable[bool]]) -> None:
        async with aclosing(self._parts()) as parts:
            async for part in parts:
                if not await is_still_caller():
                    return
                try:
                    async with asyncio.timeout(_LONGEST_SEND):
                        await send({"type": "http.response.body", "body": part.encode(), "more_body": True})
                except TimeoutError:
                    return

    async def _parts(self) -> AsyncGenerator[str]:
        yield f"retry: {random.randint(*_RECONNECT_MILLISECONDS)}\n\n"
        async with aclosing(self._feed.read(self._wanted, self._last)) as news:
            async for each in news:
                match each:
                    case Gap():
                        yield _reset(each)
                    case Outage():
                        yield _OUTAGE[each.is_over]
                    case events:
                        yield "".join(map(_block, events)) or _COMMENT


def _block(event: StoredEvent) -> str:
    place = "" if event.id is None else f"id: {event.id}\n"
    return f"event: {event.kind}\ndata: {event.json_text}\n{place}\n"


def _reset(gap: Gap) -> str:
    return f"event: reset\ndata: {{}}\nid: {gap.newest}\n\n"


async def disconnection(receive: Receive) -> None:
    """Return when the client has disconnected."""
    while (await receive())["type"] != "http.disconnect":
        pass
