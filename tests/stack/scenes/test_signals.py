"""The messages of `000…` by their own names, as the Temporal Web UI and its command line send them."""

from typing import Any
from uuid import uuid4

from temporalio.api.sdk.v1 import WorkflowMetadata
from temporalio.client import WorkflowHandle
from temporalio.common import WorkflowIDConflictPolicy

from domain.job.model import Job, JobStatus
from domain.job.scene import SceneStatus
from domain.task_queues import MAIN_QUEUE
from tests.harness.stack import Stack, scenes_path
from workflows.job import JobWorkflow


async def with_a_run(stack: Stack, job: Job) -> WorkflowHandle[Any, Any]:
    await stack.pipeline.gateway.start(job.id, "client")
    return stack.pipeline.client.get_workflow_handle(f"job-{job.id}")


async def to_a_closed_run(stack: Stack, job: Job, name: str, payload: dict[str, Any]) -> None:
    """As `temporal workflow signal-with-start` does."""
    await stack.pipeline.client.start_workflow(
        JobWorkflow.run,
        str(job.id),
        id=f"job-{job.id}",
        task_queue=MAIN_QUEUE,
        id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
        start_signal=name,
        start_signal_args=[payload],
    )


async def test_scene_updated(stack: Stack) -> None:
    job = await stack.filming()
    run = await with_a_run(stack, job)
    scene = job.active_scenes[0]

    await run.signal("scene_updated", {"job": str(job.id), "scene": str(scene.id), "status": "failed"})

    await stack.until(job, lambda now: now.active_scenes[0].status is SceneStatus.FAILED)


async def test_scene_regenerate(stack: Stack) -> None:
    job = await stack.in_review()
    run = await with_a_run(stack, job)

    await run.signal("scene_regenerate", {"job": str(job.id), "scene": 2})

    after = await stack.until(job, lambda now: now.status is JobStatus.STORYBOARD_REVIEW and now.revision == 2)
    assert [old.text == new.text for old, new in zip(job.active_scenes, after.active_scenes, strict=True)] == [
        True,
        False,
        True,
    ]


async def test_scene_regenerate_as_a_list_of_values(stack: Stack) -> None:
    job = await stack.in_review()
    run = await with_a_run(stack, job)

    await run.signal("scene_regenerate", args=[str(job.id), 2])

    await stack.until(job, lambda now: now.status is JobStatus.STORYBOARD_REVIEW and now.revision == 2)


async def test_scene_regenerate_wakes_a_finished_job(stack: Stack) -> None:
    job = await stack.completed()

    await to_a_closed_run(stack, job, "scene_regenerate", {"job": str(job.id), "scene": str(job.active_scenes[0].id)})

    after = await stack.until(job, lambda now: now.film != job.film)
    assert stack.orders(after) == 1


async def test_scene_deleted(stack: Stack) -> None:
    job = await stack.completed()

    await to_a_closed_run(stack, job, "scene_deleted", {"job": str(job.id), "scene": 2})

    after = await stack.until(job, lambda now: now.film != job.film)
    assert [scene.number for scene in after.active_scenes] == [1, 3]


async def test_a_signal_sent_twice_with_one_request_id_is_applied_once(stack: Stack) -> None:
    job = await stack.in_review()
    run = await with_a_run(stack, job)
    payload = {"scene": 1, "script": "Ready.", "requestId": str(uuid4())}

    await run.signal("scene_updated", payload)
    await stack.until(job, lambda now: now.active_scenes[0].text.script == "Ready.")
    await run.signal("scene_updated", payload | {"script": "Never."})
    await run.signal("scene_deleted", {"scene": 3})

    after = await stack.until(job, lambda now: len(now.active_scenes) == 2)
    assert after.active_scenes[0].text.script == "Ready."
    assert after.active_scenes[0].revision == 2


async def test_a_signal_for_another_job_or_an_unknown_scene_is_refused_and_shown_in_the_current_details(
    stack: Stack,
) -> None:
    job = await stack.in_review()
    run = await with_a_run(stack, job)

    for payload, words in (
        ({"job": str(uuid4()), "scene": 1}, "is another job than this"),
        ({"scene": 9}, "no scene 9"),
        ({"scene": "first"}, "scene"),
        ("1", "payload"),
        ({}, "scene: Field required"),
    ):
        await run.signal("scene_deleted", payload)
        details = ""
        while words not in details:
            found: WorkflowMetadata = await run.query("__temporal_workflow_metadata", result_type=WorkflowMetadata)
            details = found.current_details
    assert (await stack.jobs.load(job.id)).active_scenes == job.active_scenes
    await stack.get(scenes_path(job))
