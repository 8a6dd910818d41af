"""What a vendor tells and sends only once is kept while nobody can write it down."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from psycopg.sql import SQL, Identifier, Literal

from runtime.devstack.postgres import EmbeddedPostgres
from tests.stack.scenarios.stage import PATIENCE, Stage, result, scenario


@contextmanager
def closed(server: EmbeddedPostgres, database: str) -> Iterator[None]:
    """Nobody has a connection to it, and nobody gets one."""
    name, title = Literal(database), Identifier(database)
    end = SQL("select pg_terminate_backend(pid) from pg_stat_activity where datname = {}").format(name)
    with psycopg.connect(server.url(), autocommit=True) as connection:
        connection.execute(SQL("alter database {} allow_connections false").format(title))
        connection.execute(end)
        try:
            yield
        finally:
            connection.execute(SQL("alter database {} allow_connections true").format(title))


async def test_a_database_that_is_away_when_the_picture_comes_loses_neither_order_nor_picture(
    stage: Stage, postgres: EmbeddedPostgres, caplog: pytest.LogCaptureFixture
) -> None:
    user, given, ordered = await stage.user(credits=2), scenario(2), stage.vendor.accepted.total()
    stage.vendor.slow.clear()
    task = await stage.save(user, given)
    await stage.vendor.until_ordered(ordered + 1)

    database = stage.wiring.engine.url.database
    assert database
    with closed(postgres, database):
        stage.vendor.slow.set()
        async with asyncio.timeout(PATIENCE):
            while "waiting to write down" not in caplog.text:
                await asyncio.sleep(0.05)
    done = await stage.done(task)

    assert (done["status"], result(done).images_generated) == ("completed", 1)
    assert stage.vendor.accepted[given["scenes"][1]["image_prompt"]] == 1
    assert await stage.account(user) == (0, 0)
