"""Real servers, one of each for a test process; a new database for every test."""

import gc
import os
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

import anyio
import anyio.to_process
import psycopg
import pytest
from hypothesis import HealthCheck
from hypothesis import settings as profiles

from db.engine import connect, migrate
from runtime.devstack.postgres import EmbeddedPostgres
from runtime.devstack.temporal import EmbeddedTemporal
from runtime.settings import Settings
from runtime.temporal import connect as connect_temporal
from runtime.temporal import register_search_attributes
from tests.homes import new_home
from tests.versitygw import S3Server, s3_server
from tests.versitygw_build import BUILD_SECONDS

# The same examples at every run of the checks: they judge the change, not the dice. At a desk, every run draws others.
# A busy machine is no reason to fail in either.
profiles.register_profile("desk", deadline=None, suppress_health_check=[HealthCheck.too_slow])
profiles.register_profile("checks", profiles.get_profile("desk"), derandomize=True)
profiles.load_profile("checks" if os.environ.get("CI") else "desk")

_WAITING = ("resilience", "vendor_jobs", "workflows", "runtime", "cli")
"""The folders of tests that wait for processes and vendors more than they compute."""

_TEMPLATE = "migrated"
_SPEED = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}


@pytest.fixture(scope="session")
async def first_process() -> None:
    """anyio ends its processes with the task that asked for the first one: so this is no test's."""
    await anyio.to_process.run_sync(int)


@pytest.fixture(scope="session", autouse=True)
async def processes(first_process: None) -> None:  # noqa: ARG001
    """Those that come after the first live as long as the tests."""
    while True:
        with suppress(anyio.BrokenWorkerProcess):
            await anyio.to_process.run_sync(int)
            return


@pytest.fixture(scope="session")
async def postgres() -> AsyncIterator[EmbeddedPostgres]:
    """A server whose database `migrated` has our schema and nothing else."""
    with new_home() as home:
        async with EmbeddedPostgres(home, _SPEED) as server:
            _run(server, f'create database "{_TEMPLATE}"')
            engine = connect(_for_sqlalchemy(server.url(_TEMPLATE)))
            await migrate(engine)
            await engine.dispose()
            yield server


@pytest.fixture(scope="session")
async def temporal() -> AsyncIterator[EmbeddedTemporal]:
    """A dev server, with visibility and reset, that knows our search attributes."""
    with new_home() as home:
        async with EmbeddedTemporal(home) as server:
            client = await connect_temporal(server.address, "default")
            await register_search_attributes(client)
            yield server


@pytest.fixture(scope="session")
async def s3() -> AsyncIterator[S3Server]:
    """An S3 server without buckets."""
    async with s3_server() as server:
        yield server


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Those that mostly wait begin, beside those that need a core. The first of S3 may have to build the server."""
    items.sort(key=lambda item: (not item.path.stem.endswith("kills"), item.path.parent.name not in _WAITING))
    for item in items:
        if "s3" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.timeout(BUILD_SECONDS))


def pytest_configure() -> None:
    """What is imported stays: there is nothing to collect yet."""
    gc.disable()


def pytest_collection_finish() -> None:
    """All modules stay: the collector need not look at them again. Measured: a tenth of what a job costs here."""
    gc.collect()
    gc.freeze()
    gc.enable()
    gc.set_threshold(5000)


@pytest.fixture
def database_url(postgres: EmbeddedPostgres) -> str:
    """A database of the test's own, migrated and empty, for libpq."""
    name = f"test-{uuid4()}"
    _run(postgres, f'create database "{name}" template "{_TEMPLATE}"')
    return postgres.url(name)


@pytest.fixture
def settings(database_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Settings:
    """Settings of a stack on the test's own database. Its films have two scenes."""
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("GREENLIGHT_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("ASSET_ALLOWED_NETWORKS", "127.0.0.0/8")
    monkeypatch.setenv("SCENES_PER_VIDEO_MIN", "2")
    monkeypatch.setenv("SCENES_PER_VIDEO_MAX", "2")
    return Settings()


def _run(server: EmbeddedPostgres, statement: str) -> None:
    with psycopg.connect(server.url(), autocommit=True) as connection:
        connection.execute(statement.encode())


def _for_sqlalchemy(url: str) -> str:
    return url.replace("postgresql://", "postgresql+psycopg://", 1)
