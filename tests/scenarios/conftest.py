"""One stack for all tests here; every test has users of its own."""

from collections.abc import AsyncIterator
from uuid import uuid4

import psycopg
import pytest

from runtime.embedded.postgres import EmbeddedPostgres
from tests.scenarios.stage import Stage, opened


@pytest.fixture(scope="package")
async def shared(postgres: EmbeddedPostgres, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stage]:
    name = f"scenarios-{uuid4()}"  # a process that steals tests of this package may come back to it
    with psycopg.connect(postgres.url(), autocommit=True) as connection:
        connection.execute(f'create database "{name}" template "migrated"'.encode())
    async with opened(postgres.url(name), tmp_path_factory.mktemp("scenarios")) as ready:
        yield ready


@pytest.fixture
async def stage(shared: Stage) -> AsyncIterator[Stage]:
    yield shared
    shared.vendor.faults.clear()
    shared.vendor.ends.clear()
    shared.vendor.slow.set()
