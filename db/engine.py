"""The connection to Postgres, and its schema."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from sqlalchemy import Connection, DateTime, func, make_url, text
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlmodel import SQLModel, select
from sqlmodel.ext.asyncio.session import AsyncSession

from db.frozen_server_detection import CONNECTION_TIMEOUTS, FrozenServerDetectingConnection
from db.schema.revision import newest_revision, revision_of
from domain import timeouts
from domain.deferred import Deferred
from domain.errors import DatabaseUnavailable, NotFound

_LOCK = 0x677265656E  # any number, the same in every process: one migrates, the others wait
upgrade = Deferred[[Connection], None]("db.schema.upgrade:upgrade")
_NOW = select(func.clock_timestamp(type_=DateTime(timezone=True)))

_Row = TypeVar("_Row", bound=SQLModel)


class Session(AsyncSession):
    """The session of one transaction."""

    async def now(self) -> datetime:
        """Return the database's time, the only clock that all processes share."""
        return (await self.exec(_NOW)).one()

    async def find(self, table: type[_Row], row_id: UUID, kind: str, *, lock: bool = False) -> _Row:
        """Return the row, if wanted locked until the transaction ends. Errors: NotFound."""
        row = await self.get(table, row_id, with_for_update=lock or None)
        if row is None:
            raise NotFound(f"no {kind} {row_id}")
        return row


def connect(url: str, *, pool_size: int = 10) -> AsyncEngine:
    """Return an engine for `postgresql://…`, with psycopg 3 as its driver.

    Connections that a restarted server closed are replaced; statements on a frozen server end with an error.
    """
    return create_async_engine(
        make_url(url).set(drivername="postgresql+psycopg"),
        pool_size=pool_size,
        max_overflow=pool_size,
        pool_pre_ping=True,
        pool_timeout=timeouts.DATABASE_CONNECTION,
        connect_args={
            **CONNECTION_TIMEOUTS,
            "prepare_threshold": None,
            "async_creator_fn": FrozenServerDetectingConnection.connect,
        },
    )


@asynccontextmanager
async def transaction(engine: AsyncEngine) -> AsyncIterator[Session]:
    """One transaction. Errors: Transient while the server is away or too busy to answer."""
    try:
        async with Session(engine, expire_on_commit=False) as session, session.begin():
            yield session
    except (OperationalError, InterfaceError, PoolTimeout) as error:
        raise DatabaseUnavailable(f"the database does not answer: {str(error.args[0])[:200]}") from error


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
