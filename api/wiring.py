"""What the routes work with, put together once."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncEngine

from activities.ingesting import AssetIngest
from activities.market import Market
from activities.scratch import sweep
from db.assets import Assets
from db.credits import Credits
from db.engine import migrate
from db.jobs import Jobs
from db.saving import Saving
from domain.brief import Brief
from domain.errors import Transient
from domain.ports import Storage
from domain.progress import Progress
from domain.taking import Camera
from runtime.gateway import Gateway
from runtime.patience import until_it_answers
from runtime.settings import Settings
from runtime.temporal import connect
from runtime.wiring import Adapters, adapters


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
        await until_it_answers("the database", lambda: migrate(self._engine))
        self._is_ready = True


@dataclass(frozen=True)
class Wiring:
    """One process's connections and settings."""

    settings: Settings
    engine: AsyncEngine
    schema: Schema
    jobs: Jobs
    assets: Assets
    credits: Credits
    saving: Saving
    storage: Storage
    ingest: AssetIngest
    gateway: Messenger
    camera: Callable[[Brief], Camera]
    market: Market


@asynccontextmanager
async def wired(settings: Settings) -> AsyncIterator[Wiring]:
    """What the settings name, for a process of its own. Neither the database nor Temporal need answer yet."""
    sweep()
    client = await connect(settings.temporal_address, settings.temporal_namespace, impatient=True, lazy=True)
    async with adapters(settings) as made:
        yield joined(settings, made, Gateway(client, made.jobs))


def joined(settings: Settings, made: Adapters, gateway: Messenger) -> Wiring:
    return Wiring(
        settings=settings,
        engine=made.engine,
        schema=Schema(made.engine),
        jobs=made.jobs,
        assets=Assets(made.engine),
        credits=Credits(made.engine),
        saving=made.saving,
        storage=made.storage,
        ingest=made.ingest,
        gateway=gateway,
        camera=made.camera,
        market=made.market,
    )
