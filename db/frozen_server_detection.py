"""A connection that notices a server which lives no more but still holds the line."""

import asyncio
import os
import socket
from collections.abc import Mapping
from contextlib import closing
from types import MappingProxyType
from typing import Any

import psycopg
from psycopg import AsyncConnection
from psycopg.abc import RV, PQGen
from psycopg.conninfo import make_conninfo
from psycopg.errors import ConnectionTimeout
from psycopg.rows import TupleRow

from domain import timeouts

LINK: Mapping[str, int] = MappingProxyType(
    {
        "connect_timeout": timeouts.DATABASE_CONNECT,
        "keepalives_idle": 10,
        "keepalives_interval": 5,
        "keepalives_count": 3,
    }
)
"""How soon a server that cannot be reached is given up."""


class FrozenServerDetectingConnection(AsyncConnection[TupleRow]):
    """Errors: OperationalError within 10 s when the server is frozen or out of reach.

    A statement may take as long as it needs while the server takes new connections: a time limit would end uploads,
    migrations and waits for a lock as well.
    """

    async def wait(self, gen: PQGen[RV], *limits: Any, **named_limits: Any) -> RV:
        looking: list[asyncio.Task[None]] = []
        loop = asyncio.get_running_loop()
        timer = loop.call_later(
            timeouts.DATABASE_SILENCE, lambda: looking.append(loop.create_task(self._cut_when_dead()))
        )
        try:
            return await super().wait(gen, *limits, **named_limits)
        finally:
            timer.cancel()
            for look in looking:
                look.cancel()

    async def _cut_when_dead(self) -> None:
        lives = await self._server_lives()
        while lives:
            await asyncio.sleep(timeouts.DATABASE_SILENCE)
            lives = await self._server_lives()
        # libpq has no deadline of its own, and a frozen server's machine still acknowledges what it is sent.
        with closing(socket.socket(fileno=os.dup(self.pgconn.socket))) as line:
            line.shutdown(socket.SHUT_RDWR)

    async def _server_lives(self) -> bool:
        """Any answer will do, a refusal too."""
        try:
            other = await AsyncConnection.connect(make_conninfo(self.info.dsn, **LINK))
        except ConnectionTimeout:
            return False
        except psycopg.Error:
            return True
        await other.close()
        return True
