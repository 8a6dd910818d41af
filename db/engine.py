"""The connection to Postgres, and its schema."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlmodel.ext.asyncio.session import AsyncSession

from db.frozen_server_detection import LINK, FrozenServerDetectingConnection
from domain import timeouts
from domain.errors import DatabaseUnavailable

MIGRATIONS = Path(__file__).parent / "schema" / "migrations"
_LOCK = 0x677265656E  # any number, the same in every process: one migrates, the others wait


def connect(url: str, *, pool_size: int = 10) -> AsyncEngine:
    """An engine for `postgresql+psycopg://…`. A connection that a restarted server closed is replaced unseen; one to a
    server that froze is cut."""
    return create_async_engine(
        url,
        pool_size=pool_size,
        max_overflow=pool_size,
        pool_pre_ping=True,
        pool_timeout=timeouts.DATABASE_CONNECTION,
        connect_args={**LINK, "prepare_threshold": None, "async_creator_fn": FrozenServerDetectingConnection.connect},
    )


@asynccontextmanager
async def transaction(engine: AsyncEngine) -> AsyncIterator[AsyncSession]:
    """One transaction. Errors: Transient while the server is away or too busy to answer."""
    try:
        async with AsyncSession(engine, expire_on_commit=False) as session, session.begin():
            yield session
    except (OperationalError, InterfaceError, PoolTimeout) as error:
        raise DatabaseUnavailable(f"the database does not answer: {str(error.args[0])[:200]}") from error


async def migrate(engine: AsyncEngine) -> None:
    """The schema is the newest. Safe to call from several processes at once."""
    async with engine.connect() as connection:
        await connection.execute(text("select pg_advisory_lock(:lock)"), {"lock": _LOCK})
        await connection.commit()
        try:
            await connection.run_sync(_upgrade)
            await connection.commit()
        finally:
            await connection.execute(text("select pg_advisory_unlock(:lock)"), {"lock": _LOCK})
            await connection.commit()


def _upgrade(connection: Connection) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
