"""Statements past the ORM, when the server ends their connection."""

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from db.prepared import read_row, read_rows, write
from domain.errors import Transient

_END = b"select pg_terminate_backend(pg_backend_pid())"


@pytest.mark.parametrize("statement", [read_row, read_rows, write])
async def test_a_connection_that_ends_within_a_statement_is_transient_and_replaced(
    engine: AsyncEngine, statement: object
) -> None:
    assert callable(statement)

    with pytest.raises(Transient):
        await statement(engine, _END)

    assert await read_row(engine, b"select 1") == (1,)
