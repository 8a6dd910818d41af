"""Jobs under Temporal's own tools: signals, queries, cancel, terminate, search."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from uuid import UUID

import pytest

from domain.job.model import JobStatus
from runtime.gateway import workflow_id
from tests.harness.api_client import TIMEOUT_SECONDS
from tests.harness.pipeline import VendorPipeline


async def until(seen: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(TIMEOUT_SECONDS):
        while not await seen():
            await asyncio.sleep(0.1)


async def test_signals_can_complete_a_job(pipeline: VendorPipeline) -> None:
    job = await pipeline.in_review()

    await pipeline.temporal_cli.signal(workflow_id(job), "reject_storyboard", {"feedback": "warmer"})
    await pipeline.reach(job, JobStatus.STORYBOARD_REVIEW, lambda now: now.revision == 2)
    await pipeline.temporal_cli.signal(workflow_id(job), "approve_storyboard", {"storyboardRevision": 2})

    completed = await pipeline.reach(job, JobStatus.COMPLETED)
    approval = completed.storyboards[-1].approval
    assert approval
    assert (approval.by, approval.name) == ("temporal", "Temporal")
    told = [(entry.action, entry.actor.name) for entry in await pipeline.audit_trail(job)]
    assert told[1:] == [("reject_storyboard", "Temporal"), ("approve_storyboard", "Temporal")]


async def test_a_signal_with_a_request_id_is_applied_once(pipeline: VendorPipeline) -> None:
    job = await pipeline.in_review()
    payload = {"feedback": "warmer", "requestId": "mine"}

    await pipeline.temporal_cli.signal(workflow_id(job), "reject_storyboard", payload)
    await pipeline.reach(job, JobStatus.STORYBOARD_REVIEW, lambda now: now.revision == 2)
    await pipeline.temporal_cli.signal(workflow_id(job), "reject_storyboard", payload)
    await pipeline.temporal_cli.signal(workflow_id(job), "cancel")

    cancelled = await pipeline.reach(job, JobStatus.CANCELLED)
    assert cancelled.revision == 2


async def test_signals_sent_without_a_worker_are_applied_in_their_order(
    idle_pipeline: VendorPipeline,
) -> None:
    async with idle_pipeline.worker():
        job = await idle_pipeline.in_review()
    run = idle_pipeline.client.get_workflow_handle(workflow_id(job))
    for limit in range(1, 10):
        await run.signal("set_budget", {"maxCost": limit})
    await run.signal("cancel")

    async with idle_pipeline.worker():
        cancelled = await idle_pipeline.reach(job, JobStatus.CANCELLED)

    assert cancelled.brief.production.max_cost == 9


@pytest.mark.parametrize(
    ("name", "payload", "words"),
    [
        ("reject_storyboard", None, "feedback: Field required"),
        ("approve_storyboard", {"storyboardRevision": 7}, "revision 7 is not on the table"),
        ("approve_storyboard", "yes", "payload"),
        ("make_coffee", None, "make_coffee was refused"),
        ("reject_storyboard", {"feedback": "a\0b"}, "NUL character"),
    ],
)
async def test_the_refusal_of_a_signal_is_in_the_current_details(
    pipeline: VendorPipeline, name: str, payload: object, words: str
) -> None:
    job = await pipeline.in_review()

    await pipeline.temporal_cli.signal(workflow_id(job), name, payload)

    async def is_told() -> bool:
        return words in await pipeline.current_details(workflow_id(job))

    await until(is_told)
    assert (await pipeline.adapters.jobs.load(job)).status is JobStatus.STORYBOARD_REVIEW


@pytest.mark.parametrize("says_whose", [True, False])
async def test_signal_with_start_starts_a_run_of_a_completed_job(pipeline: VendorPipeline, says_whose: bool) -> None:
    job = (await pipeline.completed()).id
    await pipeline.run_ended(job)

    await pipeline.temporal_cli(
        *("workflow", "signal-with-start", "--workflow-id", workflow_id(job), "--type", "Job"),
        *(("--input", json.dumps(str(job))) if says_whose else ()),
        *("--task-queue", "greenlight", "--signal-name", "regenerate_scene"),
        *("--signal-input", json.dumps({"sceneNumber": 1})),
    )

    await pipeline.reach(job, JobStatus.COMPLETED, lambda now: len(now.active_scenes[0].takes) == 2)


async def test_progress_can_be_queried_while_it_runs_and_afterwards(pipeline: VendorPipeline) -> None:
    job = await pipeline.in_review()
    query = ("workflow", "query", "--workflow-id", workflow_id(job), "--type", "progress")

    async def is_in_review() -> bool:  # as of the run's last look, which follows the change of the row
        return '"stage": "review"' in (await pipeline.temporal_cli(*query)).replace('":"', '": "')

    await until(is_in_review)
    await pipeline.act(job, "approve_storyboard")
    await pipeline.reach(job, JobStatus.COMPLETED)
    await pipeline.run_ended(job)
    assert "done" in await pipeline.temporal_cli(*query)


async def test_jobs_are_found_by_client_status_and_progress(pipeline: VendorPipeline) -> None:
    job = await pipeline.in_review()
    query = f"JobId = '{job}' AND ClientId = 'client' AND JobStatus = 'storyboard_review' AND Progress = 0"

    async def is_found() -> bool:
        return workflow_id(job) in await pipeline.temporal_cli("workflow", "list", "--query", query)

    await until(is_found)


async def test_the_current_details_hold_the_storyboard(pipeline: VendorPipeline) -> None:
    job = await pipeline.in_review()
    script = (await pipeline.adapters.jobs.load(job)).active_scenes[0].text.script

    async def is_shown() -> bool:
        return script in await pipeline.current_details(workflow_id(job))

    await until(is_shown)


async def test_the_reconciler_replaces_a_terminated_run(pipeline: VendorPipeline) -> None:
    job = await pipeline.in_review()
    await pipeline.temporal_cli("workflow", "terminate", "--workflow-id", workflow_id(job))

    await pipeline.reconcile()

    await pipeline.temporal_cli.signal(workflow_id(job), "approve_storyboard")
    await pipeline.reach(job, JobStatus.COMPLETED)


async def test_the_reconciler_starts_a_run_for_a_job_without_one(pipeline: VendorPipeline) -> None:
    orphan = UUID("01a1fe00-0000-7000-8000-000000000001")
    reachable = (await pipeline.adapters.jobs.load(await pipeline.in_review())).brief
    await pipeline.adapters.jobs.create(orphan, reachable, [], {})

    await pipeline.reconcile()

    await pipeline.reach(orphan, JobStatus.STORYBOARD_REVIEW)
