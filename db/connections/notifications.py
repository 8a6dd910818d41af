"""What Postgres announces: new events, changed jobs, reported progress, changed keys, and new orders."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing, asynccontextmanager
from typing import Any

import psycopg
from psycopg.conninfo import make_conninfo

from db.connections.frozen_server_detection import CONNECTION_TIMEOUTS, cut
from domain import timeouts

EVENTS_CHANNEL = "events"
"""Postgres notifies this channel, without a payload, of new events."""

JOBS_CHANNEL = "jobs"
"""Postgres notifies this channel of a job's new version; the payload is the job's id."""

PROGRESS_CHANNEL = "progress"
"""Postgres notifies this channel of a take's progress; the payload are the ids of its job and of the take."""

ORDERS_CHANNEL = "orders"
"""Postgres notifies this channel of an order that a vendor took, or may have ended; the payload is the vendor."""

KEYS_CHANNEL = "api_keys"
"""Postgres notifies this channel of a changed or deleted API key; the payload is the key's id."""

_FOR_API = (EVENTS_CHANNEL, JOBS_CHANNEL, PROGRESS_CHANNEL, KEYS_CHANNEL)


@asynccontextmanager
async def listening(
    url: str, idle: float = timeouts.DATABASE_IDLE, channels: Sequence[str] = _FOR_API
) -> AsyncIterator[AsyncIterator[psycopg.Notify]]:
    """Listen to the channels on a connection of its own, and yield what is announced. Errors: psycopg.Error.

    A server that is frozen keeps its connections open. So one without news is asked for an answer after `idle` seconds.
    """
    connection = await psycopg.AsyncConnection.connect(make_conninfo(url, **CONNECTION_TIMEOUTS), autocommit=True)
    async with connection, aclosing(_announced(connection, idle)) as notifications:
        for channel in channels:
            await connection.execute(f"listen {channel}")
        yield notifications


async def _announced(connection: psycopg.AsyncConnection[Any], idle: float) -> AsyncGenerator[psycopg.Notify]:
    while True:
        async with aclosing(connection.notifies(timeout=idle)) as notifications:
            async for notification in notifications:
                yield notification
        deadline = asyncio.get_running_loop().call_later(timeouts.DATABASE_SILENCE, cut, connection)
        try:
            await connection.execute("select 1")
        finally:
            deadline.cancel()
