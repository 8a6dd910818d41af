"""The app over a real database, with a gateway that applies messages itself and remembers what it was asked."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

import httpx
import pytest
from pydantic import SecretStr
from starlette.types import ASGIApp, Receive, Scope, Send

from api.main import create_app
from api.wiring import Schema, Wiring
from db.assets import Assets
from db.jobs import Jobs
from domain.errors import Transient
from domain.progress import Progress
from runtime.settings import Settings
from runtime.wiring import adapters
from tests.storage.site import Site, running_site

Http = httpx.AsyncClient
Serving = Callable[..., Awaitable[Http]]


@dataclass
class RecordingGateway:
    """Temporal without Temporal. `trouble` is what it answers instead."""

    jobs: Jobs
    started: list[UUID] = field(default_factory=list)
    acted: list[tuple[UUID, str, str, dict[str, Any]]] = field(default_factory=list)
    ingested: list[UUID] = field(default_factory=list)
    told: Progress | None = None
    trouble: Exception | None = None
    states: dict[str, str] = field(default_factory=lambda: {"temporal": "ok", "worker": "ok"})

    async def start(self, job_id: UUID, client_id: str) -> None:
        assert client_id
        self.started.append(job_id)

    async def act(self, job_id: UUID, request: str, name: str, fields: dict[str, Any]) -> None:
        self.acted.append((job_id, request, name, fields))
        if self.trouble:
            raise self.trouble
        await self.jobs.apply(job_id, request, name, fields)

    async def progress(self, job_id: UUID) -> Progress | None:
        return self.told

    async def health(self) -> dict[str, str]:
        return self.states

    async def ingest(self, asset_id: UUID) -> None:
        if self.trouble:
            raise self.trouble
        self.ingested.append(asset_id)


@pytest.fixture
async def wiring(settings: Settings) -> AsyncIterator[Wiring]:
    async with adapters(settings) as made:
        yield Wiring(
            settings=settings,
            engine=made.engine,
            schema=Schema(made.engine),
            jobs=made.jobs,
            assets=Assets(made.engine),
            storage=made.storage,
            ingest=made.ingest,
            gateway=RecordingGateway(made.jobs),
        )


@pytest.fixture
def gateway(wiring: Wiring) -> RecordingGateway:
    assert isinstance(wiring.gateway, RecordingGateway)
    return wiring.gateway


@pytest.fixture
def no_worker(gateway: RecordingGateway) -> None:
    gateway.trouble = Transient("no worker answers; nothing was changed, send it again")


@pytest.fixture
async def serving(wiring: Wiring) -> AsyncIterator[Serving]:
    """Starts the app, with other settings if wanted, and gives a client of it."""
    async with AsyncExitStack() as stack:

        async def start(raise_bugs: bool = True, **changes: Any) -> Http:
            used = replace(wiring, settings=wiring.settings.model_copy(update=changes))
            return await stack.enter_async_context(_running(used, raise_bugs))

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


@asynccontextmanager
async def _running(wiring: Wiring, raise_bugs: bool) -> AsyncIterator[Http]:
    app = create_app(wiring)
    async with app.router.lifespan_context(app) as state:
        transport = httpx.ASGITransport(_with_state(app, dict(state or {})), raise_app_exceptions=raise_bugs)
        async with Http(transport=transport, base_url="http://localhost:8000") as client:
            yield client


def _with_state(app: ASGIApp, state: dict[str, Any]) -> ASGIApp:
    """What a server does with the lifespan's state and httpx does not."""

    async def call(scope: Scope, receive: Receive, send: Send) -> None:
        await app({**scope, "state": dict(state)}, receive, send)

    return call
