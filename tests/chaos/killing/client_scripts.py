"""What clients do with a job over HTTP, and how the job must end whatever was killed meanwhile."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID, uuid4

import httpx

from db.jobs.repository import PostgresJobs
from domain.errors import Transient
from domain.job.model import Job, JobStatus, Stage
from domain.job.progress import progress
from domain.job.takes.take import TakeStatus
from tests.chaos.killing.killing_vendor import KillingVendor
from tests.chaos.killing.kills import HEADER, KILLS, METADATA, Kills

PATIENCE = 700.0
"""Seconds in which a job must end, with seventy kills around it on a busy machine."""

SCENES = 2
"""How many scenes each film has."""

_BETWEEN_LOOKS = 0.5


@dataclass(frozen=True)
class Ending:
    """The job when its script is over, the status it must have then, and how many orders it needed."""

    job: Job
    orders: int
    status: JobStatus = JobStatus.COMPLETED


@dataclass(frozen=True)
class Client:
    """One client of one job. It repeats a request under the same key until it is answered."""

    http: httpx.AsyncClient
    jobs: PostgresJobs
    vendor: KillingVendor
    asset_url: str
    name: str
    kills: Kills
    ad_basics: Mapping[str, Any] = field(default_factory=dict)
    production: Mapping[str, Any] = field(default_factory=dict)

    async def create(self, asset: bool = False, auto: bool = False) -> UUID:
        body = {
            "context": {"clientId": self.name},
            "adBasics": {"productName": "Morrow", "duration": 5, **self.ad_basics},
            "creative": {"assets": [{"url": self.asset_url}] if asset else []},
            "production": {"resolution": "720p", "music": "none", "autoApprove": auto, **self.production},
            "metadata": {METADATA: KILLS.dump_python(self.kills)},
        }
        return UUID((await self._post("/api/v3/jobs", body))["id"])

    async def act(self, job: UUID, action: str, **fields: Any) -> None:
        await self._post(f"/api/v3/jobs/{job}/actions", {"action": action, **fields})

    async def write_script(self, job: UUID, scene: int, script: str) -> None:
        operations = [{"op": "update", "scene": scene, "script": script}]
        await self.send(f"/api/v3/jobs/{job}/scenes/batch", {"operations": operations})

    async def chain(self, job: UUID, scene: int) -> None:
        """Have the scene begin where the one before it ends."""
        operations = [{"op": "update", "scene": scene, "filming": {"chainFromPrevious": True}}]
        await self.send(f"/api/v3/jobs/{job}/scenes/batch", {"operations": operations})

    async def until(self, job: UUID, also: Callable[[Job], bool]) -> Job:
        seen: int | None = None
        while True:
            with suppress(Transient):
                if (newest := await self.jobs.version(job)) != seen:
                    now = await self.jobs.load(job)
                    if also(now):
                        return now
                    seen = newest
            await asyncio.sleep(_BETWEEN_LOOKS)

    async def in_review(self, job: UUID, revision: int = 1) -> None:
        await self.until(job, lambda now: now.status is JobStatus.STORYBOARD_REVIEW and now.revision == revision)

    async def completed(self, job: UUID) -> Job:
        return await self.until(job, lambda now: now.status is JobStatus.COMPLETED)

    async def _post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        data: dict[str, Any] = (await self.send(path, body))["data"]
        return data

    async def send(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        headers = {"Idempotency-Key": str(uuid4()), HEADER: KILLS.dump_json(self.kills).decode()}
        while True:
            with suppress(httpx.TransportError):
                answer = await self.http.post(path, json=body, headers=headers)
                result: dict[str, Any] = answer.json()
                if answer.is_success:
                    return result
                assert result["retryable"], answer.text
            await asyncio.sleep(_BETWEEN_LOOKS)


def is_idle(job: Job) -> bool:
    """Whether nothing happens without a person."""
    return job.status is JobStatus.COMPLETED or progress(job).stage is Stage.AWAITING_RETRY


ClientScript = Callable[[Client], Awaitable[Ending]]


async def film(client: Client) -> Ending:
    """From the brief to the film without a review."""
    job = await client.create(auto=True)
    return Ending(await client.completed(job), orders=SCENES)


async def film_an_asset(client: Client) -> Ending:
    job = await client.create(auto=True, asset=True)
    return Ending(await client.completed(job), orders=SCENES)


async def approve(client: Client) -> Ending:
    job = await client.create()
    await client.in_review(job)
    await client.act(job, "approve_storyboard")
    return Ending(await client.completed(job), orders=SCENES)


async def reject(client: Client) -> Ending:
    return await _redraft(client, "reject_storyboard", feedback="calmer")


async def draft_again(client: Client) -> Ending:
    return await _redraft(client, "regenerate_all_scenes")


async def rewrite_one(client: Client) -> Ending:
    return await _redraft(client, "regenerate_scene", sceneNumber=2)


async def _redraft(client: Client, action: str, **fields: Any) -> Ending:
    job = await client.create()
    await client.in_review(job)
    await client.act(job, action, **fields)
    await client.in_review(job, revision=2)
    await client.act(job, "approve_storyboard", storyboardRevision=2)
    return Ending(await client.completed(job), orders=SCENES)


async def film_one_again(client: Client) -> Ending:
    job = await client.create(auto=True)
    before = await client.completed(job)
    await client.act(job, "regenerate_scene", sceneNumber=1, feedback="calmer")
    after = await client.until(job, lambda now: now.status is JobStatus.COMPLETED and now.film != before.film)
    return Ending(after, orders=SCENES + 1)


async def caption(client: Client) -> Ending:
    """Change what burned captions say once the film is done: a clip is prepared again, and nothing is ordered."""
    job = await replace(client, production={**client.production, "captions": "burned"}).create(auto=True)
    before = await client.completed(job)
    await client.write_script(job, 1, "Something else to read.")
    after = await client.until(job, lambda now: now.status is JobStatus.COMPLETED and now.film != before.film)
    return Ending(after, orders=SCENES)


async def retry(client: Client) -> Ending:
    job = await _with_one_refused(client)
    await client.act(job, "retry_failed_scenes")
    return Ending(await client.completed(job), orders=SCENES)


async def leave_out(client: Client) -> Ending:
    job = await _with_one_refused(client)
    await client.act(job, "finish_without_failed")
    return Ending(await client.completed(job), orders=SCENES - 1)


async def _with_one_refused(client: Client) -> UUID:
    job = await client.create()
    await client.in_review(job)
    client.vendor.refusing.add(str(job))
    await client.act(job, "approve_storyboard")
    await client.until(job, lambda now: progress(now).stage is Stage.AWAITING_RETRY)
    return job


async def cancel(client: Client) -> Ending:
    """While all scenes are being filmed."""
    job = await client.create()
    await client.in_review(job)
    client.vendor.holding.add(str(job))
    await client.act(job, "approve_storyboard")
    await client.until(job, lambda now: all(take.order_id for scene in now.scenes for take in scene.takes))
    await client.act(job, "cancel")
    return Ending(await client.until(job, _is_settled), orders=SCENES, status=JobStatus.CANCELLED)


def _is_settled(job: Job) -> bool:
    takes = [take for scene in job.scenes for take in scene.takes]
    return all(take.status is TakeStatus.CANCELLED for take in takes)
