"""A vendor's one-time answer is kept while the database is away."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg.sql import SQL, Identifier, Literal
from structlog.testing import capture_logs

from runtime.devstack.postgres import EmbeddedPostgres
from tests.harness.api_client import TIMEOUT_SECONDS
from tests.harness.scenario_stack import ScenarioStack, result, scenario


@contextmanager
def closed(server: EmbeddedPostgres, database: str) -> Iterator[None]:
    """Close all connections to the database and refuse new ones."""
    name, title = Literal(database), Identifier(database)
    end = SQL("select pg_terminate_backend(pid) from pg_stat_activity where datname = {}").format(name)
    with psycopg.connect(server.url(), autocommit=True) as connection:
        connection.execute(SQL("alter database {} allow_connections false").format(title))
        connection.execute(end)
        try:
            yield
        finally:
            connection.execute(SQL("alter database {} allow_connections true").format(title))


async def test_a_database_outage_when_the_image_arrives_loses_neither_order_nor_image(
    stack: ScenarioStack, postgres: EmbeddedPostgres
) -> None:
    user, given, ordered = await stack.user(credits=2), scenario(2), stack.vendor.accepted.total()
    stack.vendor.slow.clear()
    task = await stack.save(user, given)
    await stack.vendor.until_ordered(ordered + 1)

    database = stack.container.engine.url.database
    assert database
    with closed(postgres, database), capture_logs() as logs:
        stack.vendor.slow.set()
        async with asyncio.timeout(TIMEOUT_SECONDS):
            while "stamina.retry_scheduled" not in [each["event"] for each in logs]:
                await asyncio.sleep(0.05)
    done = await stack.done(task)

    assert (done["status"], result(done).images_generated) == ("completed", 1)
    assert stack.vendor.accepted[given["scenes"][1]["image_prompt"]] == 1
    assert await stack.account(user) == (0, 0)
