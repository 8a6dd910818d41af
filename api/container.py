"""The connections and settings of an API process, which routes get as `ContainerDep`."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncEngine

from activities.common.inputs import PreviewTask
from activities.common.working_directory import remove_abandoned_directories
from api.events.feed import EventFeed
from api.http.access.stored_keys import StoredKeys
from api.jobs.job_list import ShownJobs
from db.assets import PostgresAssets
from db.clients.api_keys import PostgresApiKeys
from db.clients.client_usage import PostgresClientUsage
from db.clients.clients import PostgresClients
from db.clients.credits import PostgresCredits
from db.clients.owners import PostgresOwners
from db.connections.engine import migrate
from db.events import PostgresEvents
from db.jobs.audit_trail import PostgresAuditTrail
from db.jobs.notes import PostgresNotes
from db.purchasing.waiting_takes import PostgresWaitingTakes
from db.review_links import PostgresReviewLinks
from db.webhooks.deliveries import PostgresDeliveries
from db.webhooks.endpoints import PostgresEndpoints
from domain.errors import Transient
from domain.job.approval import Sender
from domain.job.progress import Progress
from domain.rules.messages import Message
from runtime.bootstrap import wait_until_up
from runtime.container import Adapters, adapters
from runtime.gateway import Gateway
from runtime.settings.settings import Settings
from runtime.temporal_client import connect_client


class WorkflowGateway(Protocol):
    """Starts workflows and sends them messages, as `runtime.gateway.Gateway` does."""

    async def start(self, job_id: UUID, client_id: str) -> None: ...
    async def act(self, job_id: UUID, request: str, message: Message, sender: Sender) -> None: ...
    async def progress(self, job_id: UUID) -> Progress | None: ...
    async def health(self) -> dict[str, str]: ...
    async def ingest(self, asset_id: UUID) -> None: ...
    async def begin_saving(self, task_id: UUID, user_id: str) -> None: ...
    async def stop_saving(self, task_id: UUID) -> None: ...
    async def render_preview(self, preview: PreviewTask, client_id: str, longest: timedelta) -> bool: ...


@dataclass
class Migrations:
    """The migrations that this process applies to the database when it starts."""

    _engine: AsyncEngine
    _are_applied: bool = False

    def require(self) -> None:
        """Raise Transient while the migrations have not been applied, because the database does not answer yet."""
        if not self._are_applied:
            raise Transient("the API has not reached its database yet; try again")

    async def apply(self) -> None:
        """Apply them, if need be after waiting for a database that does not answer yet."""
        if self._are_applied:
            return
        await wait_until_up("the database", lambda: migrate(self._engine))
        self._are_applied = True


@dataclass(frozen=True)
class Container(Adapters):
    """The adapters of an API process, and what only the API has."""

    settings: Settings
    migrations: Migrations
    assets: PostgresAssets
    credits: PostgresCredits
    owners: PostgresOwners
    gateway: WorkflowGateway
    notes: PostgresNotes
    audit_trail: PostgresAuditTrail
    review_links: PostgresReviewLinks
    endpoints: PostgresEndpoints
    deliveries: PostgresDeliveries
    api_keys: PostgresApiKeys
    keys: StoredKeys
    clients: PostgresClients
    events: PostgresEvents
    feed: EventFeed
    waiting_takes: PostgresWaitingTakes
    client_usage: PostgresClientUsage
    shown_jobs: ShownJobs


@asynccontextmanager
async def open_container(settings: Settings) -> AsyncIterator[Container]:
    """Open the container of a process, and close it after the block. Database and Temporal may still be down."""
    remove_abandoned_directories()
    client = await connect_client(settings.temporal_address, settings.temporal_namespace, few_retries=True, lazy=True)
    async with adapters(settings) as opened:
        yield build_container(settings, opened, Gateway(client, opened.jobs))


def build_container(settings: Settings, opened: Adapters, gateway: WorkflowGateway) -> Container:
    api_keys = PostgresApiKeys(opened.engine)
    keys = StoredKeys(api_keys)
    events = PostgresEvents(opened.engine, timedelta(days=settings.event_retention_days))
    return Container(
        **vars(opened),
        settings=settings,
        migrations=Migrations(opened.engine),
        assets=PostgresAssets(opened.engine),
        credits=PostgresCredits(opened.engine),
        owners=PostgresOwners(opened.engine),
        gateway=gateway,
        notes=PostgresNotes(opened.engine),
        audit_trail=PostgresAuditTrail(opened.engine),
        review_links=PostgresReviewLinks(opened.engine),
        endpoints=PostgresEndpoints(opened.engine),
        deliveries=PostgresDeliveries(opened.engine),
        api_keys=api_keys,
        keys=keys,
        clients=PostgresClients(opened.engine),
        events=events,
        feed=EventFeed(events, settings.psycopg_url, keys.known),
        waiting_takes=PostgresWaitingTakes(opened.engine),
        client_usage=PostgresClientUsage(opened.engine, settings.client_limits),
        shown_jobs=ShownJobs(),
    )
