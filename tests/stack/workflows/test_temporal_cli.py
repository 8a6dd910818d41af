"""Jobs under Temporal's own tools: signals, queries, cancel, terminate, search."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from uuid import UUID

import pytest

from domain.job.model import JobStatus
from runtime.gateway import workflow_id
from tests.stack.workflows.temporal_cli import current_details, signal, temporal
from tests.studio import PATIENCE, Studio
from workflows.reconcile import ReconcileWorkflow


async def until(seen: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not await seen():
            await asyncio.sleep(0.1)


async def reconcile(on: Studio) -> None:
    await on.client.execute_workflow(ReconcileWorkflow.run, id="reconcile-test", task_queue="greenlight")


async def test_signals_take_a_job_to_its_film(open_studio: Studio) -> None:
    job = await open_studio.in_review()

    await signal(open_studio, workflow_id(job), "reject_storyboard", {"feedback": "warmer"})
    await open_studio.reach(job, JobStatus.STORYBOARD_REVIEW, lambda now: now.revision == 2)
    await signal(open_studio, workflow_id(job), "approve_storyboard", {"storyboardRevision": 2})

    await open_studio.reach(job, JobStatus.COMPLETED)


async def test_a_signal_with_a_request_id_is_applied_once(open_studio: Studio) -> None:
    job = await open_studio.in_review()
    payload = {"feedback": "warmer", "requestId": "mine"}

    await signal(open_studio, workflow_id(job), "reject_storyboard", payload)
    await open_studio.reach(job, JobStatus.STORYBOARD_REVIEW, lambda now: now.revision == 2)
    await signal(open_studio, workflow_id(job), "reject_storyboard", payload)
    await signal(open_studio, workflow_id(job), "cancel")

    cancelled = await open_studio.reach(job, JobStatus.CANCELLED)
    assert cancelled.revision == 2


async def test_signals_that_wait_for_a_worker_are_applied_in_the_order_in_which_they_came(idle_studio: Studio) -> None:
    async with idle_studio.worker():
        job = await idle_studio.in_review()
    run = idle_studio.client.get_workflow_handle(workflow_id(job))
    for limit in range(1, 10):
        await run.signal("set_budget", {"maxCost": limit})
    await run.signal("cancel")

    async with idle_studio.worker():
        cancelled = await idle_studio.reach(job, JobStatus.CANCELLED)

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
async def test_a_refused_signal_says_so_in_the_current_details(
    open_studio: Studio, name: str, payload: object, words: str
) -> None:
    job = await open_studio.in_review()

    await signal(open_studio, workflow_id(job), name, payload)

    async def is_told() -> bool:
        return words in await current_details(open_studio, workflow_id(job))

    await until(is_told)
    assert (await open_studio.made.jobs.load(job)).status is JobStatus.STORYBOARD_REVIEW


@pytest.mark.parametrize("says_whose", [True, False])
async def test_signal_with_start_wakes_a_finished_job(open_studio: Studio, says_whose: bool) -> None:
    job = (await open_studio.completed()).id
    await open_studio.run_ended(job)

    await temporal(
        open_studio,
        *("workflow", "signal-with-start", "--workflow-id", workflow_id(job), "--type", "Job"),
        *(("--input", json.dumps(str(job))) if says_whose else ()),
        *("--task-queue", "greenlight", "--signal-name", "regenerate_scene"),
        *("--signal-input", json.dumps({"sceneNumber": 1})),
    )

    await open_studio.reach(job, JobStatus.COMPLETED, lambda now: len(now.active_scenes[0].takes) == 2)


async def test_progress_can_be_queried_while_it_runs_and_afterwards(open_studio: Studio) -> None:
    job = await open_studio.in_review()
    query = ("workflow", "query", "--workflow-id", workflow_id(job), "--type", "progress")

    assert '"stage": "review"' in (await temporal(open_studio, *query)).replace('":"', '": "')
    await open_studio.act(job, "approve_storyboard")
    await open_studio.reach(job, JobStatus.COMPLETED)
    await open_studio.run_ended(job)
    assert "done" in await temporal(open_studio, *query)


async def test_jobs_are_found_by_client_status_and_progress(open_studio: Studio) -> None:
    job = await open_studio.in_review()
    query = f"JobId = '{job}' AND ClientId = 'client' AND JobStatus = 'storyboard_review' AND Progress = 0"

    async def is_found() -> bool:
        return workflow_id(job) in await temporal(open_studio, "workflow", "list", "--query", query)

    await until(is_found)


async def test_the_current_details_hold_the_storyboard(open_studio: Studio) -> None:
    job = await open_studio.in_review()
    script = (await open_studio.made.jobs.load(job)).active_scenes[0].text.script

    async def is_shown() -> bool:
        return script in await current_details(open_studio, workflow_id(job))

    await until(is_shown)


async def test_a_terminated_job_is_brought_back_by_the_reconciler(open_studio: Studio) -> None:
    job = await open_studio.in_review()
    await temporal(open_studio, "workflow", "terminate", "--workflow-id", workflow_id(job))

    await reconcile(open_studio)

    await signal(open_studio, workflow_id(job), "approve_storyboard")
    await open_studio.reach(job, JobStatus.COMPLETED)


async def test_a_job_that_never_got_a_run_is_started_by_the_reconciler(open_studio: Studio) -> None:
    orphan = UUID("01a1fe00-0000-7000-8000-000000000001")
    reachable = (await open_studio.made.jobs.load(await open_studio.in_review())).brief
    await open_studio.made.jobs.create(orphan, reachable, [], {})

    await reconcile(open_studio)

    await open_studio.reach(orphan, JobStatus.STORYBOARD_REVIEW)
