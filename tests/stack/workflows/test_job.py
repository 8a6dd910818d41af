"""A job from its brief to its film, on real servers."""

import pytest

from domain.clients.access import MissingScope, Scope
from domain.errors import Conflict, NotFound, Transient
from domain.job.approval import CANCELLED_IN_TEMPORAL, Sender, SenderKind
from domain.job.model import JobStatus
from domain.job.scene import SceneStatus
from tests.harness.pipeline import VendorPipeline


async def test_an_approved_storyboard_becomes_a_film_and_the_run_ends(pipeline: VendorPipeline) -> None:
    job = await pipeline.completed()

    assert job.film is not None
    assert job.film.frames == 5 * 30
    assert [scene.status for scene in job.active_scenes] == [SceneStatus.COMPLETED] * len(job.active_scenes)
    assert set(pipeline.vendor.accepted.values()) == {1}
    await pipeline.run_ended(job.id)


async def test_a_message_to_a_completed_job_starts_a_run_that_films_a_scene_again(pipeline: VendorPipeline) -> None:
    before = await pipeline.completed()
    await pipeline.run_ended(before.id)

    at_once = await pipeline.act(before.id, "regenerate_scene", sceneNumber=1, feedback="calmer")
    assert at_once.active_scenes[0].status is SceneStatus.PENDING
    assert at_once.film_is_stale
    after = await pipeline.reach(before.id, JobStatus.COMPLETED)

    assert after.film is not None
    assert before.film is not None
    assert after.film.id != before.film.id
    assert after.active_scenes[0].text != before.active_scenes[0].text
    assert pipeline.vendor.accepted.total() == len(before.active_scenes) + 1


async def test_cancelling_while_filming_cancels_the_orders_at_the_vendor(pipeline: VendorPipeline) -> None:
    pipeline.vendor.slow.clear()
    job = await pipeline.in_review()
    await pipeline.act(job, "approve_storyboard")
    await pipeline.vendor.until_ordered(2)

    await pipeline.act(job, "cancel")

    await pipeline.run_ended(job)
    assert len(pipeline.vendor.cancelled) == 2
    assert (await pipeline.adapters.jobs.load(job)).status is JobStatus.CANCELLED


async def test_cancelling_the_workflow_cancels_the_job(pipeline: VendorPipeline) -> None:
    job = await pipeline.in_review()

    await pipeline.client.get_workflow_handle(f"job-{job}").cancel()

    await pipeline.run_ended(job)
    assert (await pipeline.adapters.jobs.load(job)).status is JobStatus.CANCELLED
    cancelled = (await pipeline.audit_trail(job))[-1]
    assert (cancelled.action, cancelled.actor) == ("cancel", CANCELLED_IN_TEMPORAL.actor)


async def test_a_refusal_keeps_its_type_and_names_the_allowed_actions(pipeline: VendorPipeline) -> None:
    job = await pipeline.in_review()

    with pytest.raises(Conflict, match="storyboard_review; possible now: approve_storyboard"):
        await pipeline.act(job, "retry_failed_scenes")
    with pytest.raises(NotFound, match="no scene 9"):
        await pipeline.act(job, "regenerate_scene", sceneNumber=9)


async def test_an_approval_of_another_amount_is_refused_with_the_estimate_whenever_it_is_sent(
    pipeline: VendorPipeline,
) -> None:
    job = await pipeline.in_review()

    for _ in range(2):
        with pytest.raises(Conflict, match=r"and \$9\.00 was approved") as refusal:
            await pipeline.act(job, "approve_storyboard", request="one", amount=9)
        assert refusal.value.now == {"storyboardRevision": 1, "amount": 0.25}


async def test_a_sender_without_a_scope_is_refused_by_its_name_and_told_in_the_audit_trail(
    pipeline: VendorPipeline,
) -> None:
    job = await pipeline.in_review()
    writer = Sender(by=SenderKind.KEY, name="Wim", scopes=frozenset({Scope.WRITE_FILMS}))

    for _ in range(2):
        with pytest.raises(MissingScope, match="films:approve") as refusal:
            await pipeline.act(job, "approve_storyboard", request="one", sender=writer)
        assert refusal.value.now == {"scope": "films:approve"}
    await pipeline.act(job, "cancel", sender=writer)

    told = [(entry.action, entry.actor.name, entry.outcome) for entry in await pipeline.audit_trail(job)]
    assert told[1:] == [("approve_storyboard", "Wim", "refused"), ("cancel", "Wim", "applied")]


async def test_a_message_without_a_worker_is_refused_and_not_applied_later(
    idle_pipeline: VendorPipeline,
) -> None:
    async with idle_pipeline.worker():
        job = await idle_pipeline.in_review()

    with pytest.raises(Transient, match="send it again"):
        await idle_pipeline.act(job, "approve_storyboard", request="late")

    async with idle_pipeline.worker():
        await idle_pipeline.client.get_workflow_handle(f"job-{job}").execute_update("look_again")
        assert (await idle_pipeline.adapters.jobs.load(job)).status is JobStatus.STORYBOARD_REVIEW
        await idle_pipeline.act(job, "approve_storyboard", request="late")
        await idle_pipeline.reach(job, JobStatus.COMPLETED)
        await idle_pipeline.run_ended(job)
