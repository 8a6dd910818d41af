"""One stack for all tests here; every test has users of its own."""

from collections.abc import AsyncIterator

import psycopg
import pytest

from runtime.devstack.postgres import EmbeddedPostgres
from tests.stack.scenarios.stage import Stage, opened


@pytest.fixture(scope="session")
async def shared(postgres: EmbeddedPostgres) -> AsyncIterator[Stage]:
    with psycopg.connect(postgres.url(), autocommit=True) as connection:
        connection.execute('create database "scenarios" template "migrated"')
    async with opened(postgres.url("scenarios")) as ready:
        yield ready


@pytest.fixture
async def stage(shared: Stage) -> AsyncIterator[Stage]:
    yield shared
    shared.vendor.faults.clear()
    shared.vendor.ends.clear()
    shared.vendor.slow.set()
