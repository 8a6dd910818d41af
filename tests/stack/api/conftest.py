"""The app on a real database, with a gateway that applies messages without Temporal and records its calls."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import psycopg
import pytest
from pydantic import SecretStr
from sqlalchemy import text

from activities.common.inputs import PreviewTask
from api.container import Container, Migrations, build_container
from db.jobs.repository import PostgresJobs
from domain.errors import Transient
from domain.job.approval import Sender
from domain.job.progress import Progress
from domain.rules.messages import Message
from runtime.container import Adapters, adapters
from runtime.devstack.postgres import EmbeddedPostgres
from runtime.settings.settings import Settings
from tests.harness.api_client import Http as Http
from tests.harness.api_client import api_client
from tests.stack.storage.web_server import Site, running_site

Serving = Callable[..., Awaitable[Http]]


@dataclass
class RecordingGateway:
    """A gateway without Temporal: it applies messages at once, records its calls, and raises `error` if set."""

    jobs: PostgresJobs
    started: list[UUID] = field(default_factory=list)
    messages: list[tuple[UUID, str, Message]] = field(default_factory=list)
    fetched_assets: list[UUID] = field(default_factory=list)
    saving: list[UUID] = field(default_factory=list)
    previews: list[PreviewTask] = field(default_factory=list)
    cancelled_tasks: list[UUID] = field(default_factory=list)
    reported: dict[UUID, Progress] = field(default_factory=dict)
    error: Exception | None = None
    states: dict[str, str] = field(default_factory=lambda: {"temporal": "ok", "worker": "ok"})

    async def start(self, job_id: UUID, client_id: str) -> None:
        assert client_id
        self.started.append(job_id)

    async def act(self, job_id: UUID, request: str, message: Message, sender: Sender) -> None:
        await self.jobs.clock_of(job_id)
        self.messages.append((job_id, request, message))
        if self.error:
            raise self.error
        await self.jobs.apply(job_id, request, message, None, sender)

    async def progress(self, job_id: UUID) -> Progress | None:
        return self.reported.get(job_id)

    async def health(self) -> dict[str, str]:
        return self.states

    async def begin_saving(self, task_id: UUID, user_id: str) -> None:
        assert user_id
        self.saving.append(task_id)

    async def stop_saving(self, task_id: UUID) -> None:
        self.cancelled_tasks.append(task_id)

    async def render_preview(self, preview: PreviewTask, client_id: str, longest: timedelta) -> bool:
        assert client_id
        assert longest >= timedelta(0)
        if self.error:
            raise self.error
        self.previews.append(preview)
        return False

    async def ingest(self, asset_id: UUID) -> None:
        if self.error:
            raise self.error
        self.fetched_assets.append(asset_id)


@pytest.fixture(scope="session")
async def shared(postgres: EmbeddedPostgres) -> AsyncIterator[tuple[Settings, Adapters, Migrations]]:
    """The settings, adapters and migrations of one database, which all tests here share to save time."""
    with psycopg.connect(postgres.url(), autocommit=True) as connection:
        connection.execute('create database "api" template "migrated"')
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("DATABASE_URL", postgres.url("api"))
        environment.setenv("ASSET_ALLOWED_NETWORKS", "127.0.0.0/8")
        environment.setenv("ASSET_DOWNLOAD_TIMEOUT_SECONDS", "5")
        settings = Settings()
    async with adapters(settings) as opened:
        yield settings, opened, Migrations(opened.engine)


@pytest.fixture
async def container(shared: tuple[Settings, Adapters, Migrations]) -> AsyncIterator[Container]:
    """A container whose database is empty."""
    settings, adapters, migrations = shared
    yield replace(build_container(settings, adapters, RecordingGateway(adapters.jobs)), migrations=migrations)
    async with adapters.engine.begin() as connection:
        emptied = ("webhook_endpoints", "tasks", "jobs", "assets", "asset_blobs", "idempotency_keys", "vendors")
        for table in (*emptied, "api_keys", "clients", "client_months"):
            await connection.execute(text(f"delete from {table}"))


@pytest.fixture
def gateway(container: Container) -> RecordingGateway:
    assert isinstance(container.gateway, RecordingGateway)
    return container.gateway


@pytest.fixture
def no_worker(gateway: RecordingGateway) -> None:
    gateway.error = Transient("no worker answers; nothing was changed, send it again")


@pytest.fixture
async def serving(container: Container) -> AsyncIterator[Serving]:
    """Return a function that starts the app, with its own container or settings if wanted, and returns a client."""
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
async def web_server() -> AsyncIterator[Site]:
    async with running_site() as web_server:
        yield web_server
