"""Clients of the API's event streams."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, NamedTuple

import httpx


class Received(NamedTuple):
    """An event as it was received. With the id 0 it is not kept."""

    id: int
    kind: str
    data: dict[str, Any]


@asynccontextmanager
async def following(
    live: httpx.AsyncClient, path: str, last: int | None = None
) -> AsyncIterator[AsyncIterator[Received]]:
    """Yield the events of a stream, which is open before the block begins."""
    headers = {} if last is None else {"Last-Event-ID": str(last)}
    async with live.stream("GET", path, headers=headers) as answer:
        assert answer.status_code == 200
        assert answer.headers["Content-Type"].startswith("text/event-stream")
        yield events_of(answer)


async def events_of(answer: httpx.Response) -> AsyncIterator[Received]:
    fields: dict[str, str] = {}
    async for line in answer.aiter_lines():
        name, _, value = line.partition(": ")
        if line:
            fields[name] = value
        elif "event" in fields:
            yield Received(int(fields.get("id", 0)), fields["event"], json.loads(fields["data"]))
            fields = {}
        else:
            fields = {}


async def take(events: AsyncIterator[Received], count: int) -> list[Received]:
    async with asyncio.timeout(20):
        return [await anext(events) for _ in range(count)]
