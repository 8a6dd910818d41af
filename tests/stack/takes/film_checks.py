"""Checks of a job and its film."""

from uuid import UUID

from domain.film_format import frames
from domain.job.model import Job
from tests.harness.stack import Stack, frames_shown


def numbers(job: Job) -> list[int]:
    return [scene.number for scene in job.active_scenes]


def ids(job: Job) -> list[UUID]:
    return [scene.id for scene in job.active_scenes]


def seconds(job: Job) -> float:
    return sum(scene.text.duration for scene in job.active_scenes)


async def shows_its_scenes(stack: Stack, job: Job) -> Job:
    """Wait until the job is completed, and check that its film shows all scenes in order, in full length."""
    job = await stack.done(job)
    assert job.film
    assert not job.film_is_stale
    assert list(job.film.takes) == [scene.take_id for scene in job.active_scenes]
    length = sum(frames(scene.text.duration) for scene in job.active_scenes)
    assert await frames_shown(stack, f"/api/v3/jobs/{job.id}/video") == job.film.frames == length
    return job
