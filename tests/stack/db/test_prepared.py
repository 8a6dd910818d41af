"""Statements past the ORM, when the server is gone while one runs."""

import asyncio
import os
import socket
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from psycopg import AsyncConnection
from psycopg.pq import TransactionStatus
from sqlalchemy.ext.asyncio import AsyncEngine

from db.connections.prepared import read_row, read_rows, write
from domain.errors import Transient


@pytest.mark.parametrize("statement", [read_row, read_rows, write])
async def test_a_server_that_goes_away_within_a_statement_is_transient(
    engine: AsyncEngine, statement: Callable[[AsyncEngine, bytes], Awaitable[Any]]
) -> None:
    async with engine.connect() as pooled:
        driver = (await pooled.get_raw_connection()).driver_connection
        assert isinstance(driver, AsyncConnection)

    running = asyncio.ensure_future(statement(engine, b"select pg_sleep(30)"))
    async with asyncio.timeout(20):
        while driver.info.transaction_status is not TransactionStatus.ACTIVE:
            await asyncio.sleep(0.01)
    with socket.socket(fileno=os.dup(driver.fileno())) as wire:
        wire.shutdown(socket.SHUT_RDWR)

    with pytest.raises(Transient):
        await running
    assert await read_row(engine, b"select 1") == (1,)
