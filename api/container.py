"""What the routes work with, put together once."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncEngine

from activities.common.working_directory import remove_abandoned_directories
from activities.job.ingest import AssetIngest
from activities.purchasing.vendor_catalog import VendorCatalog
from db.assets import PostgresAssets
from db.credits import PostgresCredits
from db.engine import migrate
from db.jobs.repository import PostgresJobs
from db.scenarios.repository import PostgresScenarios
from domain.brief import Brief
from domain.errors import Transient
from domain.job.progress import Progress
from domain.ports.storage import Storage
from domain.rules.takes import VideoModelChoice
from runtime.container import Adapters, adapters
from runtime.gateway import Gateway
from runtime.settings import Settings
from runtime.temporal import connect
from runtime.wait_until_up import wait_until_up


class Messenger(Protocol):
    """How workflows are spoken to. `runtime.gateway.Gateway` is the one that does."""

    async def start(self, job_id: UUID, client_id: str) -> None: ...

    async def act(self, job_id: UUID, request: str, name: str, fields: dict[str, Any]) -> None: ...

    async def progress(self, job_id: UUID) -> Progress | None: ...

    async def health(self) -> dict[str, str]: ...

    async def ingest(self, asset_id: UUID) -> None: ...

    async def begin_saving(self, task_id: UUID, user_id: str) -> None: ...

    async def stop_saving(self, task_id: UUID) -> None: ...


class Schema:
    """The database's tables, which this process brings up to date when it starts."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._is_ready = False

    def require(self) -> None:
        """Errors: Transient while the database has not been reached yet."""
        if not self._is_ready:
            raise Transient("the API has not reached its database yet; try again")

    async def prepare(self) -> None:
        """The tables are there. Waits for a database that does not answer yet."""
        if self._is_ready:
            return
        await wait_until_up("the database", lambda: migrate(self._engine))
        self._is_ready = True


@dataclass(frozen=True)
class Container:
    """One process's connections and settings."""

    settings: Settings
    engine: AsyncEngine
    schema: Schema
    jobs: PostgresJobs
    assets: PostgresAssets
    credits: PostgresCredits
    saving: PostgresScenarios
    storage: Storage
    ingest: AssetIngest
    gateway: Messenger
    choose_model: Callable[[Brief], VideoModelChoice]
    market: VendorCatalog


@asynccontextmanager
async def wired(settings: Settings) -> AsyncIterator[Container]:
    """What the settings name, for a process of its own. Neither the database nor Temporal need answer yet."""
    remove_abandoned_directories()
    client = await connect(settings.temporal_address, settings.temporal_namespace, impatient=True, lazy=True)
    async with adapters(settings) as made:
        yield joined(settings, made, Gateway(client, made.jobs))


def joined(settings: Settings, made: Adapters, gateway: Messenger) -> Container:
    return Container(
        settings=settings,
        engine=made.engine,
        schema=Schema(made.engine),
        jobs=made.jobs,
        assets=PostgresAssets(made.engine),
        credits=PostgresCredits(made.engine),
        saving=made.saving,
        storage=made.storage,
        ingest=made.ingest,
        gateway=gateway,
        choose_model=made.choose_model,
        market=made.market,
    )
