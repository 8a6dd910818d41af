"""Where a worker is killed: at activities, orders and uploads of the jobs and tasks that say so."""

import asyncio
import os
from collections.abc import AsyncIterator, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self
from uuid import UUID

import psycopg
from aiohttp import ClientSession, ClientTimeout
from sqlalchemy.ext.asyncio import AsyncEngine
from temporalio import activity
from temporalio.client import Interceptor as ClientInterceptor
from temporalio.worker import ActivityInboundInterceptor, ExecuteActivityInput
from temporalio.worker import Interceptor as WorkerInterceptor

from activities.common.inputs import CapacityRequest, Command
from activities.scenarios.images import ImageInput
from activities.scenarios.save import TaskEnd
from db.scenarios.repository import PostgresScenarios
from domain.ports.repositories import JobRepository, ScenarioRepository
from domain.ports.storage import Blob, Download, ListedObject, Storage
from domain.scenarios.task import TaskProgress
from tests.chaos.killing.kills import HEADER, KILLS, METADATA, Kill, Killer, Kills
from tests.chaos.killing.webhook_kills import OF_DISPATCHER, kills_of_delivery
from tests.harness.servers.video_vendor import VendorVideo

VENDOR = "VENDOR_URL"

OF_NO_JOB = (
    Kill(name="reconciler-begins", victim="worker", point="reconcile_jobs begins"),
    Kill(name="reconciler-done", victim="worker", point="reconcile_jobs is done"),
    Kill(name="collector-begins", victim="worker", point="collect_orders begins"),
    Kill(name="collector-looks", victim="worker", point="asked by the collector"),
)
"""Kills that belong to no job."""


@dataclass(frozen=True)
class CurrentWork:
    """The job or task for which the current activity works, and its kills."""

    id: UUID
    kills: Kills


_CURRENT_WORK: ContextVar[CurrentWork | None] = ContextVar("current work", default=None)


class KillInterceptor(ClientInterceptor, WorkerInterceptor):
    """Kills the worker when an activity begins, and when it is done but its result is not reported."""

    def __init__(self, engine: AsyncEngine, jobs: JobRepository, saving: ScenarioRepository, killer: Killer) -> None:
        self.killer = killer
        self._engine = engine
        self._jobs = jobs
        self._saving = saving
        self._deaths: dict[UUID, Kills] = {}

    def intercept_activity(self, next: ActivityInboundInterceptor) -> ActivityInboundInterceptor:
        return _KillingActivity(next, self)

    async def of(self, args: Sequence[Any]) -> CurrentWork | None:
        match args:
            case [] | [bool() | str() | CapacityRequest()]:
                return None
            case [UUID() as id] | [ImageInput(task=id) | TaskEnd(task=id)]:
                pass
            case [task, *_]:
                id = task.job
        if id not in self._deaths and activity.info().workflow_type == "DeliverWebhook":
            self._deaths[id] = await kills_of_delivery(self._engine, id)
        elif id not in self._deaths:
            self._deaths[id] = KILLS.validate_python((await self._notes(id)).get(METADATA, []))
        return CurrentWork(id, self._deaths[id])

    async def _notes(self, id: UUID) -> dict[str, Any]:
        """Metadata of a job, or the scenario of a task, in which a test lists kills."""
        if activity.info().workflow_type == "SaveScenario":
            return (await self._saving.task(id)).scenario
        return (await self._jobs.load(id)).brief.metadata


class _KillingActivity(ActivityInboundInterceptor):
    def __init__(self, next: ActivityInboundInterceptor, interceptor: KillInterceptor) -> None:
        super().__init__(next)
        self._interceptor = interceptor

    async def execute_activity(self, input: ExecuteActivityInput) -> Any:
        work = await self._interceptor.of(input.args)
        _CURRENT_WORK.set(work)
        kills = work.kills if work else (*OF_NO_JOB, *OF_DISPATCHER)
        name = _name(input.args)
        await self._interceptor.killer.kill_at(kills, f"{name} begins")
        result = await super().execute_activity(input)
        await self._interceptor.killer.kill_at(kills, f"{name} is done")
        return result


def _name(args: Sequence[Any]) -> str:
    match args:
        case [Command(message=message)]:
            return message.action
        case _:
            return activity.info().activity_type


async def kill_at(killer: Killer, point: str) -> None:
    """Do the kills that the current job or task lists for this point."""
    if work := _CURRENT_WORK.get():
        await killer.kill_at(work.kills, point)


class KillingVideo(VendorVideo):
    """A video model that names its job to the vendor, so that the vendor can do the job's kills."""

    @classmethod
    def from_env(cls, _: Download) -> Self:
        return cls(os.environ[VENDOR])

    def _http(self) -> ClientSession:
        work = _CURRENT_WORK.get()  # None in the collector of all orders
        kills = KILLS.dump_json(work.kills if work else OF_NO_JOB).decode()
        headers = {"Job": str(work.id) if work else "", "Asking": str(os.getpid()), HEADER: kills}
        return ClientSession(self._url, headers=headers, timeout=ClientTimeout(total=5))


class KilledStorage(Storage):
    """Kills the worker within an upload, when bytes are in Postgres but not under their key, or after it."""

    def __init__(self, storage: Storage, database_url: str, killer: Killer) -> None:
        self._storage = storage
        self._database_url = database_url
        self._reaper = killer

    async def put(self, key: str, path: Path, content_type: str) -> Blob:
        work = _CURRENT_WORK.get()
        point = f"{path.name} half stored"
        if work is None or not self._reaper.waits(work.kills, point):
            blob = await self._storage.put(key, path, content_type)
            await kill_at(self._reaper, f"{path.name} stored")
            return blob
        async with await psycopg.AsyncConnection.connect(self._database_url) as blocking:
            await blocking.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])
            putting = asyncio.create_task(self._storage.put(key, path, content_type))
            while not await _somebody_waits(blocking):
                await asyncio.sleep(0.01)
            await self._reaper.kill_at(work.kills, point)
        return await putting

    async def head(self, key: str) -> Blob | None:
        return await self._storage.head(key)

    def read(self, key: str, start: int = 0, end: int | None = None) -> AsyncIterator[bytes]:
        return self._storage.read(key, start, end)

    async def fetch(self, key: str, into: Path) -> None:
        await self._storage.fetch(key, into)
        await kill_at(self._reaper, f"{into.name} fetched")

    async def delete(self, key: str) -> None:
        await self._storage.delete(key)

    def list_objects(self, after: str, until: str | None = None) -> AsyncIterator[ListedObject]:
        return self._storage.list_objects(after, until)


class KilledScenarios(PostgresScenarios):
    """Kills the worker when a picture is charged and its scene does not show it yet."""

    def __init__(self, engine: AsyncEngine, killer: Killer) -> None:
        super().__init__(engine)
        self._reaper = killer

    async def complete_image(self, scene_id: UUID, credits: int, so_far: TaskProgress | None = None) -> None:
        await kill_at(self._reaper, "picture charged")
        await super().complete_image(scene_id, credits, so_far)


async def _somebody_waits(connection: psycopg.AsyncConnection) -> bool:
    waiting = await connection.execute(
        "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND database ="
        " (SELECT oid FROM pg_database WHERE datname = current_database())"
    )
    return waiting.rowcount > 0
