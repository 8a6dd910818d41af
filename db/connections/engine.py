"""The connection to Postgres, and its schema."""

import select as polling
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

import psycopg
from psycopg.rows import TupleRow
from sqlalchemy import Connection, DateTime, event, func, make_url, text
from sqlalchemy.exc import DisconnectionError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlmodel import SQLModel, select
from sqlmodel.ext.asyncio.session import AsyncSession

from db.connections.frozen_server_detection import CONNECTION_TIMEOUTS, FrozenServerDetectingConnection
from db.schema.revision import newest_revision, revision_of
from domain import timeouts
from domain.deferred import Deferred
from domain.errors import DatabaseUnavailable, NotFound

POOL_SIZE = 10
"""Connections of a process that are kept open. As many more are opened while these are busy."""

_LOCK = 0x677265656E  # any number, the same in every process: one migrates, the others wait
upgrade = Deferred[[Connection], None]("db.schema.upgrade:upgrade")
_NOW = select(func.clock_timestamp(type_=DateTime(timezone=True)))

_Row = TypeVar("_Row", bound=SQLModel)


class Session(AsyncSession):
    """The session of one transaction."""

    async def now(self) -> datetime:
        """Return the database's time, the only clock that all processes share."""
        return (await self.exec(_NOW)).one()

    async def driver(self) -> psycopg.AsyncConnection[TupleRow]:
        """Return the connection of this transaction, for prepared statements. The session commits."""
        connection = (await (await self.connection()).get_raw_connection()).driver_connection
        assert isinstance(connection, psycopg.AsyncConnection)
        return connection

    async def find(self, table: type[_Row], row_id: UUID, kind: str, *, lock: bool = False) -> _Row:
        """Return the row, if wanted locked until the transaction ends. Errors: NotFound."""
        row = await self.get(table, row_id, with_for_update=lock or None)
        if row is None:
            raise NotFound(f"no {kind} {row_id}")
        return row


def connect(url: str, *, pool_size: int = POOL_SIZE) -> AsyncEngine:
    """Return an engine for `postgresql://…`, with psycopg 3 as its driver.

    Connections that a restarted server closed are replaced; statements on a frozen server end with an error. Only
    statements that ask for it are prepared (`prepared.py`): the plan of a list depends on what is asked for.
    """
    engine = create_async_engine(
        make_url(url).set(drivername="postgresql+psycopg"),
        pool_size=pool_size,
        max_overflow=pool_size,
        pool_timeout=timeouts.DATABASE_CONNECTION,
        connect_args={
            **CONNECTION_TIMEOUTS,
            "prepare_threshold": sys.maxsize,  # None would forbid it
            "async_creator_fn": FrozenServerDetectingConnection.connect,
        },
    )
    event.listen(engine.sync_engine, "checkout", _check_open)
    return engine


def _check_open(connection: Any, *_: object) -> None:
    """Refuse a connection of the pool that its server has closed, so that the pool opens another.

    An idle connection has nothing to read but the end of the connection, and what the server says before that. To look
    for it costs no round trip.
    """
    socket = polling.poll()
    socket.register(connection.driver_connection.pgconn.socket, polling.POLLIN)
    if socket.poll(0):
        raise DisconnectionError("the server has closed this connection")


@asynccontextmanager
async def transaction(engine: AsyncEngine) -> AsyncIterator[Session]:
    """One transaction. Errors: Transient while the server is away or too busy to answer."""
    with unavailable_is_transient():
        async with Session(engine, expire_on_commit=False) as session, session.begin():
            yield session


@contextmanager
def unavailable_is_transient() -> Iterator[None]:
    """Translate the errors of a server that is away, or too busy to answer. Errors: Transient."""
    try:
        yield
    except (OperationalError, InterfaceError, PoolTimeout, psycopg.OperationalError, psycopg.InterfaceError) as error:
        detail = str(error.args[0] if error.args else error)
        raise DatabaseUnavailable(f"the database does not answer: {detail[:200]}") from error


async def migrate(engine: AsyncEngine) -> None:
    """Bring the schema up to date. Processes that find something to do at once wait for each other."""
    async with engine.connect() as connection:
        if await revision_of(connection) == newest_revision():
            return
        await connection.execute(text("select pg_advisory_lock(:lock)"), {"lock": _LOCK})
        await connection.commit()
        try:
            await connection.run_sync(upgrade)
            await connection.commit()
        finally:
            await connection.execute(text("select pg_advisory_unlock(:lock)"), {"lock": _LOCK})
            await connection.commit()
