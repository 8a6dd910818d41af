"""A psycopg connection that detects a frozen server: the socket is open and nothing arrives."""

import asyncio
import os
import socket
from collections.abc import Callable, Mapping
from contextlib import closing
from typing import Any

import psycopg
from psycopg import AsyncConnection
from psycopg.abc import RV, PQGen
from psycopg.conninfo import make_conninfo
from psycopg.errors import ConnectionTimeout
from psycopg.rows import TupleRow

from domain import timeouts

CONNECTION_TIMEOUTS: Mapping[str, int] = {
    "connect_timeout": timeouts.DATABASE_CONNECT,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
}
"""Timeouts of libpq for a server that cannot be reached."""


class FrozenServerDetectingConnection(AsyncConnection[TupleRow]):
    """Raises OperationalError within 10 s when the server is frozen or out of reach.

    There is no limit on the time of a statement, which would also end uploads, migrations and waits for a lock. Instead
    a second connection is opened while a statement is silent: the server is frozen when that times out.
    """

    async def wait(self, gen: PQGen[RV], *limits: Any, **named_limits: Any) -> RV:
        started: list[asyncio.TimerHandle | asyncio.Task[None]] = []
        loop = asyncio.get_running_loop()

        def probe() -> None:
            started.append(loop.create_task(self._cut_when_frozen()))

        def start_timer() -> None:
            started.append(loop.call_later(timeouts.DATABASE_SILENCE, probe))

        try:
            return await super().wait(_calling(start_timer, gen), *limits, **named_limits)
        finally:
            for each in started:
                each.cancel()

    async def _cut_when_frozen(self) -> None:
        answers = await self._server_answers()
        while answers:
            await asyncio.sleep(timeouts.DATABASE_SILENCE)
            answers = await self._server_answers()
        cut(self)

    async def _server_answers(self) -> bool:
        """Whether a new connection gets any answer in time; a refusal is one."""
        try:
            other = await AsyncConnection.connect(make_conninfo(self.info.dsn, **CONNECTION_TIMEOUTS))
        except ConnectionTimeout:
            return False
        except psycopg.Error:
            return True
        await other.close()
        return True


def _calling(function: Callable[[], None], gen: PQGen[RV]) -> PQGen[RV]:
    """The same generator, which calls the function when it waits for the first time. Many wait for nothing."""
    try:
        state = next(gen)
        function()
        while True:
            ready = yield state
            state = gen.send(ready)
    except StopIteration as done:
        result: RV = done.value
        return result


def cut(connection: AsyncConnection[Any]) -> None:
    """End the connection, so that what waits for its server fails with OperationalError.

    libpq has no deadline of its own, and a frozen server's machine still acknowledges what it is sent.
    """
    with closing(socket.socket(fileno=os.dup(connection.pgconn.socket))) as ours:
        ours.shutdown(socket.SHUT_RDWR)
