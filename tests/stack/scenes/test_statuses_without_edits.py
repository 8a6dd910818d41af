"""Statuses in which scenes cannot be changed: while the storyboard is written, and once the job is over."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from uuid6 import uuid7

from domain.errors import ErrorInfo
from domain.job.model import Job, JobStatus
from domain.rules import results
from domain.rules.messages import RegenerateAllScenes, parse_message
from tests.harness.pipeline import brief
from tests.harness.stack import Stack, scenes_path

FAULT = ErrorInfo(code="input_rejected", message="no")


async def pending(stack: Stack) -> Job:
    job = UUID(bytes=uuid7().bytes)
    await stack.jobs.create(job, brief(), [], {})
    return await stack.jobs.load(job)


async def generating(stack: Stack) -> Job:
    job = await stack.in_review()
    await stack.jobs.apply(job.id, str(uuid4()), RegenerateAllScenes())
    return await stack.jobs.load(job.id)


async def failed_planning(stack: Stack) -> Job:
    job = await generating(stack)
    await stack.jobs.change(job.id, lambda job, _: results.fail_planning(job, job.revision, FAULT))
    return await stack.jobs.load(job.id)


async def failed_cutting(stack: Stack) -> Job:
    job = await stack.completed()
    await stack.jobs.apply(job.id, str(uuid4()), parse_message("scene_updated", {"scene": 2, "transition": "fade"}))

    def failed(job: Job, _: object) -> Job:
        assert job.film_id
        return results.fail_cutting(job, job.film_id, FAULT)

    await stack.jobs.change(job.id, failed)
    return await stack.jobs.load(job.id)


async def cancelled(stack: Stack) -> Job:
    job = await stack.in_review()
    await stack.act(job, "cancel")
    return await stack.jobs.load(job.id)


def calls(job: Job) -> list[tuple[str, str, dict[str, Any] | None]]:
    """Every request that changes scenes."""
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
async def test_scenes_of_a_failed_or_cancelled_job_cannot_be_changed(
    stack: Stack, make: Callable[[Stack], Awaitable[Job]]
) -> None:
    job = await make(stack)

    for method, path, body in calls(job):
        answer = await stack.send(method, scenes_path(job) + path, body)
        assert answer.status_code == 409, (path, answer.text)
        assert f"not possible while the job is {job.status}" in answer.json()["detail"]
    assert (await stack.jobs.load(job.id)).active_scenes == job.active_scenes


@pytest.mark.parametrize("make", [pending, generating])
async def test_scenes_cannot_be_changed_while_the_storyboard_is_written(
    stack: Stack, make: Callable[[Stack], Awaitable[Job]]
) -> None:
    for place in range(len(calls(await make(stack)))):
        job = await make(stack)
        method, path, body = calls(job)[place]
        answer = await stack.send(method, scenes_path(job) + path, body)
        assert answer.status_code == 409, (path, answer.text)
        assert "not possible while the job is" in answer.json()["detail"]
        await stack.until(job, lambda now: now.status is JobStatus.STORYBOARD_REVIEW)
