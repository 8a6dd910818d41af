"""Repositories on a database of the test's own."""

from collections.abc import AsyncIterator

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from db.connections.engine import connect
from db.jobs.repository import PostgresJobs
from db.purchasing.vendor_limits import PostgresVendorHealth
from tests.stack.db.by_hand import Database
from tests.unit.domain.jobs import MODEL_CHOICE


@pytest.fixture
def sqlalchemy_url(database_url: str) -> str:
    return database_url.replace("postgresql://", "postgresql+psycopg://", 1)


@pytest.fixture
async def engine(sqlalchemy_url: str) -> AsyncIterator[AsyncEngine]:
    engine = connect(sqlalchemy_url)
    yield engine
    await engine.dispose()


@pytest.fixture
def jobs(engine: AsyncEngine) -> PostgresJobs:
    return PostgresJobs(engine, lambda _: MODEL_CHOICE)


@pytest.fixture
async def elsewhere(sqlalchemy_url: str) -> AsyncIterator[PostgresJobs]:
    """The repository of another process."""
    engine = connect(sqlalchemy_url)
    yield PostgresJobs(engine, lambda _: MODEL_CHOICE)
    await engine.dispose()


@pytest.fixture
def vendors(engine: AsyncEngine) -> PostgresVendorHealth:
    return PostgresVendorHealth(engine)


@pytest.fixture
def database(database_url: str) -> Database:
    return Database(database_url)
