"""Send inputs through the API, many in one job, and fetch the films."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from api.container import Container, build_container
from domain.film_format import FPS
from domain.job.model import Job, JobStatus, Stage
from domain.job.progress import progress
from runtime.devstack.temporal import EmbeddedTemporal
from runtime.temporal_client import register_search_attributes
from tests.corpus.inputs import Input
from tests.corpus.measure import MIDDLE, FilmContent, read_film
from tests.harness.api_bodies import ASSETS, JOBS, brief
from tests.harness.api_client import Http, Json, api_client, json_of, send
from tests.harness.environment import set_environment
from tests.harness.pipeline import Pipeline, open_pipeline
from tests.harness.servers.homes import new_home
from tests.stack.storage.web_server import Site, running_site
from tests.stack.storage.web_server import answer as respond

WAIT_SECONDS = 500.0

SCENES = 7
"""Scenes of one job. Each of its activities reads the whole job, so larger ones cost more than they save."""

LENGTH = 1.0
"""Seconds of a scene."""


@dataclass(frozen=True)
class Refusal:
    """Why an input did not reach a film."""

    message: str


@dataclass(frozen=True)
class Filmed:
    """Where an input is in which film, and the warnings of the job."""

    film: FilmContent
    start: float
    warnings: tuple[str, ...]

    @property
    def frame(self) -> Any:
        return self.film.frames[round(self.start * FPS) + MIDDLE]


Outcome = Refusal | Filmed


@dataclass
class Studio:
    """The stack, and a web server from which it fetches."""

    http: Http
    container: Container
    pipeline: Pipeline
    site: Site
    folder: Path

    async def store(self, given: Input, **fields: str) -> UUID | Refusal:
        """Store the input as an asset: its id, or why not. Anything but 201 and 422 is an error of the test."""
        if given.by_url:
            answer = await send(self.http, "POST", ASSETS, {"url": self.serve(given), **fields})
        else:
            file = (given.name, (self.folder / given.name).read_bytes())
            answer = await self.http.post(ASSETS, files={"file": file}, data=fields)
        if answer.status_code == 201:
            return UUID(answer.json()["data"]["id"])
        problem = json_of(answer, 422)
        return Refusal("; ".join([each["message"] for each in problem.get("errors", [])] or [problem["detail"]]))

    def serve(self, given: Input) -> str:
        headers = {name.replace("-", "_"): text for name, text in given.headers.items()}
        return self.site.serve(f"/{given.name}", respond(200, (self.folder / given.name).read_bytes(), **headers))

    async def post(self, path: str, body: Json, status: int = 200) -> Json:
        return json_of(await send(self.http, "POST", path, body), status)

    async def job(self, assets: Sequence[Json], aspect_ratio: str) -> Job:
        """A job in review of a film of the smallest size."""
        basics = {"productName": "Chequers", "duration": SCENES * LENGTH, "aspectRatio": aspect_ratio}
        made = await self.post(
            JOBS,
            brief(
                adBasics=basics, production={"resolution": "720p", "music": "asset"}, creative={"assets": list(assets)}
            ),
            201,
        )
        return await self.pipeline.reach(UUID(made["data"]["id"]), JobStatus.STORYBOARD_REVIEW)

    async def with_scenes(self, job: Job, scenes: Sequence[Json]) -> list[UUID]:
        """Make the planner's scenes these, in one request, and delete those that are too many."""
        usual = {"script": "", "shot_type": "wide", "transition": "cut", "duration": LENGTH, "scenario": "solution"}
        planned, operations = [scene.id for scene in job.active_scenes], []
        for scene, changes in zip_longest(planned, scenes):
            change = {"op": "delete"} if changes is None else {"op": "update", **usual, **changes}
            operations.append({"scene": str(scene), **change})
        await self.post(f"{JOBS}/{job.id}/scenes/batch", {"operations": operations})
        return planned[: len(scenes)]

    async def until(self, job: Job, true: Callable[[Job], object]) -> Job:
        """Wait until `true` holds of the job, which may take longer than other tests wait."""
        async with asyncio.timeout(WAIT_SECONDS):
            while not true(job):
                while await self.container.jobs.version(job.id) == job.version:
                    await asyncio.sleep(0.5)
                job = await self.container.jobs.load(job.id)
        return job

    async def film(self, job: Job, scenes: Sequence[UUID]) -> dict[UUID, Outcome]:
        """Approve the storyboard, wait for the film, and read it. A scene that fails is left out of it."""
        await self.post(f"{JOBS}/{job.id}/actions", {"action": "approve_storyboard"})
        outcomes: dict[UUID, Outcome] = {}
        job = await self.until(job, lambda now: now.status is JobStatus.COMPLETED or _waits(now))
        if job.status is not JobStatus.COMPLETED:
            for scene in job.active_scenes:
                error = scene.error or (scene.take.error if scene.take else None)
                if error is not None:
                    outcomes[scene.id] = Refusal(error.message)
            if not outcomes:
                reason = job.error.message if job.error else "the job waits for a person"
                return dict.fromkeys(scenes, Refusal(reason))
            await self.post(f"{JOBS}/{job.id}/actions", {"action": "finish_without_failed"})
            job = await self.until(job, lambda now: now.status is JobStatus.COMPLETED)
        return await self.read(job) | outcomes

    async def with_music(self, job: Job, old: UUID, new: UUID) -> dict[UUID, Outcome]:
        """Replace the music of a completed film, and wait until it is cut again."""
        path = f"{JOBS}/{job.id}/assets/{old}"
        json_of(await send(self.http, "PATCH", path, {"id": str(new)}), 200)
        before = job.film
        return await self.read(
            await self.until(
                await self.container.jobs.load(job.id),
                lambda now: now.status is JobStatus.COMPLETED and now.film != before and not now.film_is_stale,
            )
        )

    async def read(self, job: Job) -> dict[UUID, Outcome]:
        """Fetch the film of a completed job, and its warnings."""
        shown = await self.http.get(f"{JOBS}/{job.id}")
        warnings = tuple(each["message"] for each in shown.json()["data"]["warnings"])
        starts, start = {}, 0.0
        for scene in job.active_scenes:
            starts[scene.id] = start
            start += scene.text.duration
        answer = await self.http.get(f"{JOBS}/{job.id}/video")
        assert answer.status_code == 200, answer.text
        wanted = [round(at * FPS) + MIDDLE for at in starts.values()]
        film = await asyncio.to_thread(read_film, answer.content, wanted)
        return {scene: Filmed(film, at, warnings) for scene, at in starts.items()}


def with_clip(url: str) -> Json:
    """Changes of a scene that give it a clip of the client's."""
    return {"status": "completed", "video_url": url}


def _waits(job: Job) -> bool:
    return progress(job).stage is Stage.AWAITING_RETRY


@asynccontextmanager
async def open_studio(database_url: str, folder: Path) -> AsyncIterator[Studio]:
    """A stack with a worker whose scenes are drawn, on this migrated database. `folder` holds the inputs."""
    with new_home() as home, pytest.MonkeyPatch.context() as patch:
        limits = dict.fromkeys(("SCENES_PER_VIDEO_MIN", "SCENES_PER_VIDEO_MAX"), str(SCENES))
        settings = set_environment(patch, database_url, home, **limits)
        async with EmbeddedTemporal(home) as temporal, open_pipeline(settings, temporal.address) as pipeline:
            await register_search_attributes(pipeline.client)
            container = build_container(settings, pipeline.adapters, pipeline.gateway)
            async with api_client(container) as http, pipeline.worker(), running_site() as site:
                yield Studio(http, container, pipeline, site, folder)
