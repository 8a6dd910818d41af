"""The app over a real database, with a gateway that applies messages itself and remembers what it was asked."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

import psycopg
import pytest
from pydantic import SecretStr
from sqlalchemy import text

from api.container import Container, Migrations, build_container
from db.jobs.repository import PostgresJobs
from domain.errors import Transient
from domain.job.progress import Progress
from domain.rules.messages import Message
from runtime.container import Adapters, adapters
from runtime.devstack.postgres import EmbeddedPostgres
from runtime.settings import Settings
from tests.harness.api_client import Http as Http
from tests.harness.api_client import api_client
from tests.stack.storage.web_server import Site, running_site

Serving = Callable[..., Awaitable[Http]]


@dataclass
class RecordingGateway:
    """Temporal without Temporal. `trouble` is what it answers instead."""

    jobs: PostgresJobs
    started: list[UUID] = field(default_factory=list)
    acted: list[tuple[UUID, str, Message]] = field(default_factory=list)
    ingested: list[UUID] = field(default_factory=list)
    saving: list[UUID] = field(default_factory=list)
    stopped: list[UUID] = field(default_factory=list)
    told: dict[UUID, Progress] = field(default_factory=dict)
    trouble: Exception | None = None
    states: dict[str, str] = field(default_factory=lambda: {"temporal": "ok", "worker": "ok"})

    async def start(self, job_id: UUID, client_id: str) -> None:
        assert client_id
        self.started.append(job_id)

    async def act(self, job_id: UUID, request: str, message: Message) -> None:
        self.acted.append((job_id, request, message))
        if self.trouble:
            raise self.trouble
        await self.jobs.apply(job_id, request, message)

    async def progress(self, job_id: UUID) -> Progress | None:
        return self.told.get(job_id)

    async def health(self) -> dict[str, str]:
        return self.states

    async def begin_saving(self, task_id: UUID, user_id: str) -> None:
        assert user_id
        self.saving.append(task_id)

    async def stop_saving(self, task_id: UUID) -> None:
        self.stopped.append(task_id)

    async def ingest(self, asset_id: UUID) -> None:
        if self.trouble:
            raise self.trouble
        self.ingested.append(asset_id)


@pytest.fixture(scope="session")
async def made(postgres: EmbeddedPostgres) -> AsyncIterator[tuple[Settings, Adapters, Migrations]]:
    """Adapters over one database for all tests of the API: a new one for each would take most of their time."""
    with psycopg.connect(postgres.url(), autocommit=True) as connection:
        connection.execute('create database "api" template "migrated"')
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("DATABASE_URL", postgres.url("api"))
        environment.setenv("ASSET_ALLOWED_NETWORKS", "127.0.0.0/8")
        environment.setenv("ASSET_DOWNLOAD_TIMEOUT_SECONDS", "5")
        settings = Settings()
    async with adapters(settings) as made:
        yield settings, made, Migrations(made.engine)


@pytest.fixture
async def container(made: tuple[Settings, Adapters, Migrations]) -> AsyncIterator[Container]:
    """Everything that the app needs, and nothing in the database."""
    settings, adapters, migrations = made
    yield replace(build_container(settings, adapters, RecordingGateway(adapters.jobs)), migrations=migrations)
    async with adapters.engine.begin() as connection:
        for table in ("tasks", "jobs", "assets", "asset_blobs", "idempotency_keys", "vendors"):
            await connection.execute(text(f"delete from {table}"))


@pytest.fixture
def gateway(container: Container) -> RecordingGateway:
    assert isinstance(container.gateway, RecordingGateway)
    return container.gateway


@pytest.fixture
def no_worker(gateway: RecordingGateway) -> None:
    gateway.trouble = Transient("no worker answers; nothing was changed, send it again")


@pytest.fixture
async def serving(container: Container) -> AsyncIterator[Serving]:
    """Starts the app, with another container or other settings if wanted, and gives a client of it."""
    async with AsyncExitStack() as stack:

        async def start(container: Container = container, raise_bugs: bool = True, **changes: Any) -> Http:
            used = replace(container, settings=container.settings.model_copy(update=changes))
            return await stack.enter_async_context(api_client(used, raise_bugs))

        yield start


@pytest.fixture
async def http(serving: Serving) -> Http:
    return await serving()


@pytest.fixture
async def guarded(serving: Serving) -> Http:
    """An API with two keys."""
    return await serving(api_keys=(SecretStr("first-key"), SecretStr("second-key")))


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    async with running_site() as site:
        yield site
