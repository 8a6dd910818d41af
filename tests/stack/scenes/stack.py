"""The whole stack in one process: real servers, a worker, the app, and a camera that does as it is told."""

import asyncio
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
from starlette.types import ASGIApp, Receive, Scope, Send

from api.app import create_app
from api.container import Container, joined
from db.jobs.repository import PostgresJobs, RegenerateRate
from domain.job.model import Job, JobStatus, Scene, Stage
from domain.job.progress import stage
from runtime.devstack.temporal import EmbeddedTemporal
from runtime.gateway import Gateway
from runtime.settings import Settings
from runtime.temporal import connect as connect_temporal
from runtime.temporal import register_search_attributes
from tests.clips import plain_clips
from tests.homes import new_home
from tests.stack.scenes.ready import MODEL_CHOICE, Reel, in_review, on_film
from tests.studio import PATIENCE, Studio, studio
from tests.vendor import Fault, Vendor, serving

Http = httpx.AsyncClient
Json = dict[str, Any]

REGENERATE_WAIT_SECONDS = 45
GENEROUS = RegenerateRate(count=1000, window=timedelta(minutes=1))


@dataclass
class Stack:
    """A stack with its API. `begun` are the jobs of one test, which are ended with it."""

    studio: Studio
    http: Http
    wiring: Container
    reel: Reel | None = None
    begun: list[UUID] = field(default_factory=list)

    @property
    def vendor(self) -> Vendor:
        return self.studio.vendor

    @property
    def jobs(self) -> PostgresJobs:
        return self.wiring.jobs

    async def in_review(self, **changes: Any) -> Job:
        """A job whose storyboard waits for a person."""
        job = await in_review(self.wiring, **changes)
        self.begun.append(job.id)
        return await self.jobs.load(job.id)

    async def completed(self, **changes: Any) -> Job:
        """A job whose film is cut, and that has no run any more."""
        if self.reel is None:
            job = await self.in_review()
            await self.act(job, "approve_storyboard")
            self.reel = Reel.of(await self.done(job))
        job = await on_film(self.wiring, self.reel, **changes)
        self.begun.append(job.id)
        return await self.jobs.load(job.id)

    async def filming(self, **changes: Any) -> Job:
        """A job all of whose scenes are being filmed, until `vendor.slow` is set."""
        self.vendor.slow.clear()
        job = await self.in_review(**changes)
        await self.act(job, "approve_storyboard")
        return await self.until(job, lambda now: all(is_ordered(scene) for scene in now.active_scenes))

    async def awaiting_retry(self) -> Job:
        """A job one of whose scenes failed while the others were filmed."""
        self.vendor.faults["refuse"] = [no("not this picture")]
        job = await self.in_review()
        await self.act(job, "approve_storyboard")
        return await self.until(job, lambda now: stage(now) is Stage.AWAITING_RETRY)

    async def until(self, job: Job, true: Callable[[Job], object]) -> Job:
        """The job once that is true of it."""
        return await self.studio.until(job.id, true)

    async def done(self, job: Job) -> Job:
        """The job once its film shows its scenes."""
        return await self.studio.reach(job.id, JobStatus.COMPLETED)

    async def act(self, job: Job, action: str, **fields: Any) -> None:
        await self.post(f"/api/v3/jobs/{job.id}/actions", {"action": action, **fields})

    async def get(self, path: str, status: int = 200) -> Json:
        return checked(await self.http.get(path), status)

    async def post(self, path: str, body: Json | None = None, status: int = 200, **headers: str) -> Json:
        return checked(await self.send("POST", path, body or {}, **headers), status)

    async def put(self, path: str, body: Json, status: int = 200, **headers: str) -> Json:
        return checked(await self.send("PUT", path, body, **headers), status)

    async def delete(self, path: str, status: int = 200) -> Json:
        return checked(await self.send("DELETE", path), status)

    async def send(self, method: str, path: str, body: Json | None = None, **headers: str) -> httpx.Response:
        """The answer; a 503 is what a busy machine gives, and is sent again under its key, as it asks for."""
        named = {"Idempotency-Key": str(uuid4())} | {name.replace("_", "-"): text for name, text in headers.items()}
        async with asyncio.timeout(PATIENCE):
            while True:
                answer = await self.http.request(method, path, json=body, headers=named)
                if answer.status_code != 503:
                    return answer

    def orders(self, job: Job) -> int:
        """How many orders for takes of the job the vendor accepted."""
        return sum(self.vendor.accepted[str(take.id)] for scene in job.scenes for take in scene.takes)


async def frames_shown(stage: Stack, path: str) -> int:
    """How many frames a player shows of what is served there."""
    answer = await stage.http.get(path)
    assert answer.status_code == 200, answer.text
    with av.open(BytesIO(answer.content), "r") as container:
        return len(list(container.decode(video=0)))


async def clip_at(stage: Stack, frames: int) -> str:
    """Where anybody gets a clip of that length."""
    async with Http() as http:
        order = await http.post(f"{stage.vendor.url}/orders", json={"key": str(uuid4()), "frames": frames})
    return f"{stage.vendor.url}/orders/{order.json()['id']}/clip"


def scenes_of(job: Job) -> str:
    return f"/api/v3/jobs/{job.id}/scenes"


def is_ordered(scene: Scene) -> bool:
    return bool(scene.take and scene.take.order_id)


def no(words: str) -> Fault:
    """The vendor will not film it, and says so."""
    return lambda: web.json_response({"error": words}, status=422)


def busy(seconds: float) -> Fault:
    """The vendor has certainly not taken the order; it may be asked again after so long."""
    return lambda: web.Response(status=429, headers={"Retry-After": str(seconds)})


def checked(answer: httpx.Response, status: int) -> Json:
    """The JSON of an answer that has that status; a refusal is a problem."""
    assert answer.status_code == status, answer.text
    body: Json = answer.json()
    if status >= 400:
        assert answer.headers["content-type"] == "application/problem+json"
        assert body["status"] == status
    return body


@asynccontextmanager
async def stack(
    settings: Settings, address: str, vendor: Vendor, rate: RegenerateRate | None = None
) -> AsyncIterator[Stack]:
    """A stack whose clients may bring clips of their own; it is without a worker as yet."""
    async with studio(settings, address, vendor) as bare:
        made = replace(bare.made, jobs=PostgresJobs(bare.made.engine, lambda _: MODEL_CHOICE, rate))
        gateway = Gateway(bare.client, made.jobs)
        filming = Studio(bare.client, made, gateway, settings, vendor)
        patient = settings.model_copy(update={"regenerate_wait_seconds": REGENERATE_WAIT_SECONDS})
        wiring = joined(patient, made, gateway)
        async with calling(wiring) as http:
            yield Stack(filming, http, wiring)


@asynccontextmanager
async def opened(database_url: str, rate: RegenerateRate = GENEROUS) -> AsyncIterator[Stack]:
    """A stack with a worker, on a migrated database, with a Temporal and a vendor of its own.

    Two stacks on one Temporal would take each other's work, and find nothing of it in their databases.
    """
    with new_home() as home:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("DATABASE_URL", database_url)
            patch.setenv("GREENLIGHT_HOME", str(home))
            patch.setenv("ASSET_ALLOWED_NETWORKS", "127.0.0.0/8")
            settings = Settings()
        vendor = Vendor(plain_clips(home))
        async with EmbeddedTemporal(home) as temporal, serving(vendor):
            await register_search_attributes(await connect_temporal(temporal.address, "default"))
            async with stack(settings, temporal.address, vendor, rate) as ready, ready.studio.worker():
                yield ready


@asynccontextmanager
async def calling(wiring: Container) -> AsyncIterator[Http]:
    """A client of an API process of its own."""
    app = create_app(wiring)
    async with app.router.lifespan_context(app) as state:
        transport = httpx.ASGITransport(_with_state(app, dict(state or {})))
        async with Http(transport=transport, base_url="http://localhost:8000", timeout=PATIENCE) as client:
            yield client


def _with_state(app: ASGIApp, state: dict[str, Any]) -> ASGIApp:
    """What a server does with the lifespan's state and httpx does not."""

    async def call(scope: Scope, receive: Receive, send: Send) -> None:
        await app({**scope, "state": dict(state)}, receive, send)

    return call
