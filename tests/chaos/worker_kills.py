"""What a worker does for which job or task, and where it dies of it."""

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
from domain.ports.download import Download
from domain.ports.repositories import JobRepository, ScenarioRepository
from domain.ports.storage import Blob, ListedObject, Storage
from domain.scenarios.task import TaskProgress
from tests.chaos.kills import DEATHS, HEADER, METADATA, Death, Deaths, Reaper
from tests.harness.video_vendor import VendorVideo

VENDOR = "VENDOR_URL"

RECONCILING = (
    Death(name="reconciler-begins", victim="worker", point="reconcile_jobs begins"),
    Death(name="reconciler-done", victim="worker", point="reconcile_jobs is done"),
)
"""What belongs to no job."""


@dataclass(frozen=True)
class Errand:
    """What this process does at the moment, for which job or task, and how that may end."""

    id: UUID
    deaths: Deaths


_ERRAND: ContextVar[Errand | None] = ContextVar("errand", default=None)


class Errands(ClientInterceptor, WorkerInterceptor):
    """Dies as an activity begins, or when its work is done and its result not yet told."""

    def __init__(self, jobs: JobRepository, saving: ScenarioRepository, reaper: Reaper) -> None:
        self.reaper = reaper
        self._jobs = jobs
        self._saving = saving
        self._deaths: dict[UUID, Deaths] = {}

    def intercept_activity(self, next: ActivityInboundInterceptor) -> ActivityInboundInterceptor:
        return _Errand(next, self)

    async def of(self, args: Sequence[Any]) -> Errand | None:
        match args:
            case [] | [CapacityRequest()]:
                return None
            case [UUID() as id] | [ImageInput(task=id) | TaskEnd(task=id)]:
                pass
            case [task, *_]:
                id = task.job
        if id not in self._deaths:
            self._deaths[id] = DEATHS.validate_python((await self._notes(id)).get(METADATA, []))
        return Errand(id, self._deaths[id])

    async def _notes(self, id: UUID) -> dict[str, Any]:
        """What a client writes beside the matter: into a job's metadata, or anywhere in a task's scenario."""
        if activity.info().workflow_type == "SaveScenario":
            return (await self._saving.task(id)).scenario
        return (await self._jobs.load(id)).brief.metadata


class _Errand(ActivityInboundInterceptor):
    def __init__(self, next: ActivityInboundInterceptor, errands: Errands) -> None:
        super().__init__(next)
        self._errands = errands

    async def execute_activity(self, input: ExecuteActivityInput) -> Any:
        errand = await self._errands.of(input.args)
        _ERRAND.set(errand)
        deaths = errand.deaths if errand else RECONCILING
        name = _name(input.args)
        await self._errands.reaper.strike(deaths, f"{name} begins")
        result = await super().execute_activity(input)
        await self._errands.reaper.strike(deaths, f"{name} is done")
        return result


def _name(args: Sequence[Any]) -> str:
    match args:
        case [Command(message=message)]:
            return message.action
        case _:
            return activity.info().activity_type


async def strike(reaper: Reaper, point: str) -> None:
    """Dies if the job or task of this moment says so."""
    if errand := _ERRAND.get():
        await reaper.strike(errand.deaths, point)


class WatchedVideo(VendorVideo):
    """Tells the vendor for which job it asks, so that the vendor may kill."""

    @classmethod
    def from_env(cls, _: Download) -> Self:
        return cls(os.environ[VENDOR])

    def _http(self) -> ClientSession:
        errand = _ERRAND.get()
        assert errand is not None
        deaths = DEATHS.dump_json(errand.deaths).decode()
        headers = {"Job": str(errand.id), "Asking": str(os.getpid()), HEADER: deaths}
        return ClientSession(self._url, headers=headers, timeout=ClientTimeout(total=5))


class DyingStorage(Storage):
    """Dies in the middle of an upload, when the bytes are in Postgres and not yet under their name, or after it."""

    def __init__(self, storage: Storage, database_url: str, reaper: Reaper) -> None:
        self._storage = storage
        self._database_url = database_url
        self._reaper = reaper

    async def put(self, key: str, path: Path, content_type: str) -> Blob:
        errand = _ERRAND.get()
        point = f"{path.name} half stored"
        if errand is None or not self._reaper.waits(errand.deaths, point):
            blob = await self._storage.put(key, path, content_type)
            await strike(self._reaper, f"{path.name} stored")
            return blob
        async with await psycopg.AsyncConnection.connect(self._database_url) as blocking:
            await blocking.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])
            putting = asyncio.create_task(self._storage.put(key, path, content_type))
            while not await _somebody_waits(blocking):
                await asyncio.sleep(0.01)
            await self._reaper.strike(errand.deaths, point)
        return await putting

    async def head(self, key: str) -> Blob | None:
        return await self._storage.head(key)

    def read(self, key: str, start: int = 0, end: int | None = None) -> AsyncIterator[bytes]:
        return self._storage.read(key, start, end)

    async def fetch(self, key: str, into: Path) -> None:
        await self._storage.fetch(key, into)

    async def delete(self, key: str) -> None:
        await self._storage.delete(key)

    def list_objects(self, after: str, until: str | None = None) -> AsyncIterator[ListedObject]:
        return self._storage.list_objects(after, until)


class DyingSaving(PostgresScenarios):
    """Dies when a picture is paid for and not yet shown."""

    def __init__(self, engine: AsyncEngine, reaper: Reaper) -> None:
        super().__init__(engine)
        self._reaper = reaper

    async def complete_image(self, scene_id: UUID, credits: int, so_far: TaskProgress | None = None) -> None:
        await strike(self._reaper, "picture charged")
        await super().complete_image(scene_id, credits, so_far)


async def _somebody_waits(connection: psycopg.AsyncConnection) -> bool:
    waiting = await connection.execute(
        "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND database ="
        " (SELECT oid FROM pg_database WHERE datname = current_database())"
    )
    return waiting.rowcount > 0
