"""A database whose processes are stopped but whose machine keeps the connections."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import replace
from uuid import UUID

import psutil
import psycopg
import pytest
from sqlalchemy import text

from api.container import Container, Migrations
from db.assets import PostgresAssets
from db.connections.engine import migrate
from db.connections.notifications import listening
from domain.errors import Transient
from runtime.container import adapters
from runtime.devstack.postgres import EmbeddedPostgres
from runtime.settings.settings import Settings
from tests.harness.api_bodies import ASSETS, JOBS, brief, check_problem, created, png
from tests.harness.servers.homes import new_home
from tests.stack.api.conftest import Http, RecordingGateway, Serving

SOON = 10.0


@pytest.fixture(scope="module")
async def server() -> AsyncIterator[EmbeddedPostgres]:
    with new_home() as home:
        async with EmbeddedPostgres(home) as server:
            yield server


@pytest.fixture
async def its_container(
    server: EmbeddedPostgres, container: Container, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Container]:
    monkeypatch.setenv("DATABASE_URL", server.url())
    async with adapters(Settings()) as opened:
        await migrate(opened.engine)
        yield replace(
            container,
            engine=opened.engine,
            migrations=Migrations(opened.engine),
            jobs=opened.jobs,
            assets=PostgresAssets(opened.engine),
            storage=opened.storage,
            ingest=opened.ingest,
            gateway=RecordingGateway(opened.jobs),
        )


@pytest.fixture
async def http(serving: Serving, its_container: Container) -> Http:
    return await serving(container=its_container)


@contextmanager
def frozen(server: EmbeddedPostgres) -> Iterator[None]:
    assert server.pid
    postmaster = psutil.Process(server.pid)
    processes = [postmaster, *postmaster.children(recursive=True)]
    for process in processes:
        process.suspend()
    try:
        yield
    finally:
        for process in processes:
            process.resume()


async def test_a_request_to_a_frozen_database_is_answered_soon_and_works_again_later(
    http: Http, server: EmbeddedPostgres
) -> None:
    job = await created(http)

    with frozen(server):
        async with asyncio.timeout(SOON):
            answers = await asyncio.gather(
                http.get(f"{JOBS}/{job['id']}"), http.post(JOBS, json=brief(), headers={"Idempotency-Key": "k"})
            )
    for answer in answers:
        check_problem(answer, 503, "unavailable")
        assert int(answer.headers["Retry-After"]) > 0

    assert (await http.get(f"{JOBS}/{job['id']}")).json()["data"] == job
    assert (await http.post(JOBS, json=brief(), headers={"Idempotency-Key": "k"})).status_code == 201


async def test_a_read_from_frozen_storage_fails_soon(
    http: Http, its_container: Container, server: EmbeddedPostgres
) -> None:
    asset = (await http.post(ASSETS, files={"file": ("tin.png", png())})).json()["data"]
    key = f"assets/{asset['id']}"

    with frozen(server), pytest.raises(Transient):
        async with asyncio.timeout(SOON):
            await its_container.storage.head(key)

    assert await its_container.storage.head(key)


async def test_a_slow_statement_on_a_running_server_is_not_interrupted(its_container: Container) -> None:
    async with its_container.engine.connect() as connection:
        assert (await connection.execute(text("select 'slept' from pg_sleep(7)"))).scalar_one() == "slept"


async def test_who_only_listens_notices_that_the_server_is_frozen(
    its_container: Container, server: EmbeddedPostgres
) -> None:
    async with listening(server.url(), idle=0.5) as notifications:
        await its_container.jobs.version(UUID(int=7))
        with frozen(server), pytest.raises(psycopg.OperationalError):
            async with asyncio.timeout(SOON):
                await anext(notifications)
