"""The whole stack in one process: real servers, a worker, the API, and a video vendor that fails as told."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import UUID, uuid4

import av
import httpx
import pytest
from aiohttp import web

from api.container import Container, build_container
from db.jobs.repository import PostgresJobs, RegenerateRate
from domain.job.model import Job, JobStatus, Stage
from domain.job.progress import stage
from domain.job.scene import Scene
from runtime.devstack.temporal import EmbeddedTemporal
from runtime.gateway import Gateway
from runtime.settings.settings import Settings
from runtime.temporal import connect as connect_temporal
from runtime.temporal_client import register_search_attributes
from tests.harness.api_client import Http, Json, api_client, json_of, send
from tests.harness.environment import set_environment
from tests.harness.pipeline import VendorPipeline, open_vendor_pipeline
from tests.harness.prepared_jobs import MODEL_CHOICE, FilmCopy, in_review, on_film
from tests.harness.servers.clips import plain_clips
from tests.harness.servers.homes import new_home
from tests.harness.servers.video_vendor import Fault, Vendor, serving

REGENERATE_WAIT_SECONDS = 45
GENEROUS = RegenerateRate(count=1000, window=timedelta(minutes=1))


@dataclass
class Stack:
    """A pipeline with its API. `started` are the jobs of one test, which are cancelled after it."""

    pipeline: VendorPipeline
    http: Http
    container: Container
    film_copy: FilmCopy | None = None
    started: list[UUID] = field(default_factory=list)

    @property
    def vendor(self) -> Vendor:
        return self.pipeline.vendor

    @property
    def jobs(self) -> PostgresJobs:
        return self.container.jobs

    async def in_review(self, **changes: Any) -> Job:
        """A job whose storyboard waits for a person."""
        job = await in_review(self.container, **changes)
        self.started.append(job.id)
        return await self.jobs.load(job.id)

    async def completed(self, **changes: Any) -> Job:
        """A job whose film is cut and whose run has ended, copied from one that was really made."""
        if self.film_copy is None:
            job = await self.in_review()
            await self.act(job, "approve_storyboard")
            self.film_copy = FilmCopy.of(await self.done(job))
        job = await on_film(self.container, self.film_copy, **changes)
        self.started.append(job.id)
        return await self.jobs.load(job.id)

    async def filming(self, **changes: Any) -> Job:
        """A job all of whose scenes are being filmed, until `vendor.slow` is set."""
        self.vendor.slow.clear()
        job = await self.in_review(**changes)
        await self.act(job, "approve_storyboard")
        return await self.until(job, lambda now: all(is_ordered(scene) for scene in now.active_scenes))

    async def awaiting_retry(self) -> Job:
        """A job one of whose scenes failed while the others were filmed."""
        self.vendor.faults["refuse"] = [refused_with("not this picture")]
        job = await self.in_review()
        await self.act(job, "approve_storyboard")
        return await self.until(job, lambda now: stage(now) is Stage.AWAITING_RETRY)

    async def until(self, job: Job, true: Callable[[Job], object]) -> Job:
        """Wait until `true` holds of the job."""
        return await self.pipeline.until(job.id, true)

    async def done(self, job: Job) -> Job:
        """Wait until the film is complete."""
        return await self.pipeline.reach(job.id, JobStatus.COMPLETED)

    async def act(self, job: Job, action: str, **fields: Any) -> None:
        await self.post(f"/api/v3/jobs/{job.id}/actions", {"action": action, **fields})

    async def get(self, path: str, status: int = 200) -> Json:
        return json_of(await self.http.get(path), status)

    async def post(self, path: str, body: Json | None = None, status: int = 200, **headers: str) -> Json:
        return json_of(await self.send("POST", path, body or {}, **headers), status)

    async def put(self, path: str, body: Json, status: int = 200, **headers: str) -> Json:
        return json_of(await self.send("PUT", path, body, **headers), status)

    async def delete(self, path: str, status: int = 200) -> Json:
        return json_of(await self.send("DELETE", path), status)

    async def send(self, method: str, path: str, body: Json | None = None, **headers: str) -> httpx.Response:
        return await send(self.http, method, path, body, **headers)

    def orders(self, job: Job) -> int:
        """How many orders for takes of the job the vendor accepted."""
        return sum(self.vendor.accepted[str(take.id)] for scene in job.scenes for take in scene.takes)


async def frames_shown(stack: Stack, path: str) -> int:
    """How many frames a player shows of what is served there."""
    answer = await stack.http.get(path)
    assert answer.status_code == 200, answer.text
    with av.open(BytesIO(answer.content), "r") as container:
        return sum(1 for _ in container.decode(video=0))


async def url_of_clip(stack: Stack, frames: int) -> str:
    """A public address of a clip of that length."""
    async with Http() as http:
        order = await http.post(f"{stack.vendor.url}/orders", json={"key": str(uuid4()), "frames": frames})
    return f"{stack.vendor.url}/orders/{order.json()['id']}/clip"


def scenes_path(job: Job) -> str:
    return f"/api/v3/jobs/{job.id}/scenes"


def is_ordered(scene: Scene) -> bool:
    return bool(scene.take and scene.take.order_id)


def refused_with(words: str) -> Fault:
    """The vendor refuses the order for good."""
    return lambda: web.json_response({"error": words}, status=422)


def busy_for(seconds: float) -> Fault:
    """The vendor did not accept the order and names the seconds to wait."""
    return lambda: web.Response(status=429, headers={"Retry-After": str(seconds)})


@asynccontextmanager
async def stack_at(
    settings: Settings, address: str, vendor: Vendor, rate: RegenerateRate | None = None
) -> AsyncIterator[Stack]:
    """A stack at this Temporal and vendor, without a worker."""
    async with open_vendor_pipeline(settings, address, vendor) as bare:
        jobs = PostgresJobs(bare.adapters.engine, lambda _: MODEL_CHOICE, rate, estimate=bare.adapters.estimate)
        made = replace(bare.adapters, jobs=jobs)
        gateway = Gateway(bare.client, made.jobs)
        filming = VendorPipeline(bare.client, made, gateway, settings, vendor)
        patient = settings.model_copy(update={"regenerate_wait_seconds": REGENERATE_WAIT_SECONDS})
        container = build_container(patient, made, gateway)
        async with api_client(container) as http:
            yield Stack(filming, http, container)


@asynccontextmanager
async def open_stack(database_url: str, rate: RegenerateRate = GENEROUS, **variables: str) -> AsyncIterator[Stack]:
    """A stack with a worker, on this migrated database, with a Temporal server and a vendor of its own.

    `variables` are of the environment, for its settings.

    Two stacks at one Temporal server would poll each other's tasks and not find the jobs in their databases.
    """
    with new_home() as home:
        with pytest.MonkeyPatch.context() as patch:
            settings = set_environment(patch, database_url, home, **variables)
        vendor = Vendor(plain_clips(home))
        async with EmbeddedTemporal(home) as temporal, serving(vendor):
            await register_search_attributes(await connect_temporal(temporal.address, "default"))
            async with stack_at(settings, temporal.address, vendor, rate) as ready, ready.pipeline.worker():
                yield ready
