"""Statements that are prepared once a connection and then only run: the hot path, past the ORM.

psycopg runs them on the engine's own connections. What SQLAlchemy costs beside such a statement was measured: five
times the statement. Others stay with `db.connections.engine.transaction`.
"""

from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

import psycopg
from psycopg import AsyncConnection, AsyncCursor
from psycopg.rows import TupleRow
from sqlalchemy.ext.asyncio import AsyncEngine

from db.connections.engine import unavailable_is_transient

Driver = AsyncConnection[TupleRow]
Statement = tuple[bytes, Sequence[Any]]
"""SQL with its values."""


async def run(driver: Driver, sql: bytes, *values: Any) -> AsyncCursor[TupleRow]:
    """Run a statement, prepared. In a pipeline its errors come with the rows, at the latest when the pipeline ends."""
    return await driver.execute(sql, values, prepare=True, binary=True)


async def run_all(driver: Driver, statements: Iterable[Statement]) -> None:
    """Queue the statements in the pipeline that the caller has opened."""
    for sql, values in statements:
        await driver.execute(sql, values, prepare=True)


async def read_row(engine: AsyncEngine, sql: bytes, *values: Any) -> TupleRow | None:
    """Run one statement, which is its own transaction, and return its first row. Errors: Transient."""
    async with driver_of_pool(engine) as driver:
        await driver.set_autocommit(True)
        try:
            return await (await run(driver, sql, *values)).fetchone()
        finally:
            if not driver.closed:
                await driver.set_autocommit(False)


async def write(engine: AsyncEngine, sql: bytes, *values: Any) -> None:
    """Run one statement, which is its own transaction. Errors: Transient."""
    async with driver_of_pool(engine) as driver:
        await driver.set_autocommit(True)
        try:
            await run(driver, sql, *values)
        finally:
            if not driver.closed:
                await driver.set_autocommit(False)


async def read_rows(engine: AsyncEngine, sql: bytes, *values: Any, prepare: bool = True) -> Sequence[TupleRow]:
    """Run one statement, which is its own transaction, and return its rows. Errors: Transient.

    `prepare` is False for statements whose best plan depends on the values.
    """
    async with driver_of_pool(engine) as driver:
        await driver.set_autocommit(True)
        try:
            return await (await driver.execute(sql, values, prepare=prepare, binary=True)).fetchall()
        finally:
            if not driver.closed:
                await driver.set_autocommit(False)


@asynccontextmanager
async def driver_of_pool(engine: AsyncEngine) -> AsyncIterator[Driver]:
    """A connection of the engine's pool. What is not committed at the end is rolled back. Errors: Transient."""
    with unavailable_is_transient():
        async with engine.connect() as pooled:
            driver = (await pooled.get_raw_connection()).driver_connection
            assert isinstance(driver, AsyncConnection)
            try:
                yield driver
            except psycopg.Error:
                if driver.closed:
                    await pooled.invalidate()
                raise


async def read_clock(driver: Driver) -> datetime:
    """Return the database's time, the only clock that all processes share."""
    row = await (await run(driver, b"select clock_timestamp()")).fetchone()
    assert row is not None
    now: datetime = row[0]
    return now
