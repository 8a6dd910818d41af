"""While a draft is being written, and once a job is over for good, nothing about its scenes is changed."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from uuid6 import uuid7

from domain.error_info import ErrorInfo
from domain.job.model import Job, JobStatus
from domain.rules import results
from tests.stack.scenes.stack import Stack, scenes_of
from tests.studio import brief

FAULT = ErrorInfo(code="input_rejected", message="no")


async def pending(stage: Stack) -> Job:
    job = UUID(bytes=uuid7().bytes)
    await stage.jobs.create(job, brief(), [], {})
    return await stage.jobs.load(job)


async def generating(stage: Stack) -> Job:
    job = await stage.in_review()
    await stage.jobs.apply(job.id, str(uuid4()), "regenerate_all_scenes", {})
    return await stage.jobs.load(job.id)


async def failed_planning(stage: Stack) -> Job:
    job = await generating(stage)
    await stage.jobs.change(job.id, lambda job, _: results.fail_planning(job, job.revision, FAULT))
    return await stage.jobs.load(job.id)


async def failed_cutting(stage: Stack) -> Job:
    job = await stage.completed()
    await stage.jobs.apply(job.id, str(uuid4()), "scene_updated", {"scene": 2, "transition": "fade"})

    def failed(job: Job, _: object) -> Job:
        assert job.film_id
        return results.fail_cutting(job, job.film_id, FAULT)

    await stage.jobs.change(job.id, failed)
    return await stage.jobs.load(job.id)


async def cancelled(stage: Stack) -> Job:
    job = await stage.in_review()
    await stage.act(job, "cancel")
    return await stage.jobs.load(job.id)


def calls(job: Job) -> list[tuple[str, str, dict[str, Any] | None]]:
    """Everything that changes scenes."""
    ids = [str(scene.id) for scene in job.active_scenes] or [str(uuid4())]
    every = [
        ("POST", "", {"description": "The lid comes off"}),
        ("PUT", "/1", {"script": "Ready."}),
        ("PUT", "/1", {"status": "pending"}),
        ("POST", "/1/regenerate", {}),
        ("DELETE", "/1", None),
        ("PUT", "/order", {"scene_ids": ids}),
        ("POST", "/batch", {"operations": [{"op": "delete", "scene": 1}]}),
        ("POST", f"/1/takes/{uuid4()}/select", None),
    ]
    return [*every, ("POST", f"/{ids[0]}/restore", None)] if job.active_scenes else every


@pytest.mark.parametrize("make", [failed_planning, failed_cutting, cancelled])
async def test_scenes_of_a_job_that_failed_or_was_cancelled_stay_as_they_are(
    stage: Stack, make: Callable[[Stack], Awaitable[Job]]
) -> None:
    job = await make(stage)

    for method, path, body in calls(job):
        answer = await stage.send(method, scenes_of(job) + path, body)
        assert answer.status_code == 409, (path, answer.text)
        assert f"not possible while the job is {job.status}" in answer.json()["detail"]
    assert (await stage.jobs.load(job.id)).active_scenes == job.active_scenes


@pytest.mark.parametrize("make", [pending, generating])
async def test_scenes_stay_as_they_are_while_they_are_written(
    stage: Stack, make: Callable[[Stack], Awaitable[Job]]
) -> None:
    for place in range(len(calls(await make(stage)))):
        job = await make(stage)
        method, path, body = calls(job)[place]
        answer = await stage.send(method, scenes_of(job) + path, body)
        assert answer.status_code == 409, (path, answer.text)
        assert "not possible while the job is" in answer.json()["detail"]
        await stage.until(job, lambda now: now.status is JobStatus.STORYBOARD_REVIEW)
