"""The story of a job, on real servers."""

import pytest
from aiohttp import web

from domain.errors import Conflict, Invalid, NotFound, Transient
from domain.job.model import JobStatus, SceneStatus, Stage, Verdict
from domain.job.progress import progress
from tests.harness.pipeline import VendorPipeline


async def test_an_approved_storyboard_becomes_a_film(pipeline: VendorPipeline) -> None:
    job = await pipeline.completed()

    assert job.film is not None
    assert job.film.frames == 5 * 30
    assert [scene.status for scene in job.active_scenes] == [SceneStatus.COMPLETED] * len(job.active_scenes)
    assert set(pipeline.vendor.accepted.values()) == {1}


async def test_a_run_closes_when_the_job_is_completed(pipeline: VendorPipeline) -> None:
    job = await pipeline.completed()

    await pipeline.run_ended(job.id)


async def test_a_rejected_storyboard_is_kept_with_its_feedback_and_answered(
    pipeline: VendorPipeline,
) -> None:
    job = await pipeline.in_review()
    before = await pipeline.adapters.jobs.load(job)

    await pipeline.act(job, "reject_storyboard", feedback="more energy, please")

    after = await pipeline.reach(job, JobStatus.STORYBOARD_REVIEW, lambda now: now.revision == 2)
    assert after.storyboards[0].verdict is Verdict.REJECTED
    assert after.storyboards[0].feedback == "more energy, please"
    assert after.storyboards[0].scenes == before.storyboards[0].scenes
    assert after.storyboards[1].scenes != before.storyboards[0].scenes


async def test_one_scene_is_rewritten_and_the_others_stay_byte_for_byte(pipeline: VendorPipeline) -> None:
    job = await pipeline.in_review()
    before = await pipeline.adapters.jobs.load(job)

    await pipeline.act(job, "regenerate_scene", sceneNumber=2)

    after = await pipeline.reach(job, JobStatus.STORYBOARD_REVIEW, lambda now: now.revision == 2)
    changed = [
        old.number for old, new in zip(before.active_scenes, after.active_scenes, strict=True) if old.text != new.text
    ]
    assert changed == [2]
    assert [scene.id for scene in after.active_scenes] == [scene.id for scene in before.active_scenes]


async def test_a_completed_job_wakes_up_to_film_one_scene_again(pipeline: VendorPipeline) -> None:
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


async def test_a_take_that_fails_leaves_the_others_and_waits_for_a_decision(
    pipeline: VendorPipeline,
) -> None:
    pipeline.vendor.faults["refuse"] = [lambda: web.json_response({"error": "not this picture"}, status=422)]
    job = await pipeline.in_review()
    await pipeline.act(job, "approve_storyboard")

    parked = await pipeline.reach(job, JobStatus.PROCESSING, lambda now: progress(now).stage is Stage.AWAITING_RETRY)
    failed = [scene for scene in parked.active_scenes if scene.status is SceneStatus.FAILED]
    assert len(failed) == 1
    assert failed[0].error is not None
    assert failed[0].error.message == "test: not this picture"

    await pipeline.act(job, "retry_failed_scenes")
    await pipeline.reach(job, JobStatus.COMPLETED)


async def test_the_failed_scene_can_be_left_out(pipeline: VendorPipeline) -> None:
    pipeline.vendor.faults["refuse"] = [lambda: web.json_response({"error": "no"}, status=422)]
    job = await pipeline.in_review()
    await pipeline.act(job, "approve_storyboard")
    await pipeline.reach(job, JobStatus.PROCESSING, lambda now: progress(now).stage is Stage.AWAITING_RETRY)

    await pipeline.act(job, "finish_without_failed")

    done = await pipeline.reach(job, JobStatus.COMPLETED)
    assert len(done.active_scenes) == 1
    assert done.film is not None
    assert done.film.frames < 150


async def test_a_failed_regenerate_falls_back_to_the_earlier_take(pipeline: VendorPipeline) -> None:
    before = await pipeline.completed()
    pipeline.vendor.failing["film"] = "flagged as sensitive"

    await pipeline.act(before.id, "regenerate_scene", sceneNumber=1)

    after = await pipeline.reach(before.id, JobStatus.COMPLETED, lambda now: now.active_scenes[0].error is not None)
    assert after.film == before.film
    assert not after.film_is_stale
    assert after.active_scenes[0].take_id == before.active_scenes[0].take_id


async def test_cancelling_while_filming_cancels_the_orders_at_the_vendor(pipeline: VendorPipeline) -> None:
    pipeline.vendor.slow.clear()
    job = await pipeline.in_review()
    await pipeline.act(job, "approve_storyboard")
    await pipeline.vendor.until_ordered(2)

    await pipeline.act(job, "cancel")

    await pipeline.run_ended(job)
    assert len(pipeline.vendor.cancelled) == 2
    assert (await pipeline.adapters.jobs.load(job)).status is JobStatus.CANCELLED


async def test_a_native_cancel_is_the_cancel_action(pipeline: VendorPipeline) -> None:
    job = await pipeline.in_review()

    await pipeline.client.get_workflow_handle(f"job-{job}").cancel()

    await pipeline.run_ended(job)
    assert (await pipeline.adapters.jobs.load(job)).status is JobStatus.CANCELLED


async def test_an_order_whose_reply_was_lost_is_found_and_not_sent_again(pipeline: VendorPipeline) -> None:
    pipeline.vendor.faults["order"] = [lambda: None]

    await pipeline.completed()

    assert set(pipeline.vendor.accepted.values()) == {1}


async def test_a_busy_vendor_is_asked_again_later(pipeline: VendorPipeline) -> None:
    pipeline.vendor.faults["refuse"] = [lambda: web.Response(status=429, headers={"Retry-After": "0.1"})] * 2

    job = await pipeline.completed()

    assert all(take.orders == 1 for scene in job.active_scenes for take in scene.takes)


async def test_the_same_request_gets_the_same_verdict(pipeline: VendorPipeline) -> None:
    job = await pipeline.in_review()
    await pipeline.act(job, "reject_storyboard", request="one", feedback="no")
    await pipeline.act(job, "reject_storyboard", request="one", feedback="no")
    with pytest.raises(Conflict):
        await pipeline.act(job, "approve_storyboard", request="two", storyboardRevision=9)
    await pipeline.reach(job, JobStatus.STORYBOARD_REVIEW, lambda now: now.revision == 2)
    with pytest.raises(Conflict):
        await pipeline.act(job, "approve_storyboard", request="two", storyboardRevision=9)

    assert (await pipeline.adapters.jobs.load(job)).revision == 2


async def test_a_refusal_says_what_is_possible(pipeline: VendorPipeline) -> None:
    job = await pipeline.in_review()

    with pytest.raises(Conflict, match="storyboard_review; possible now: approve_storyboard"):
        await pipeline.act(job, "retry_failed_scenes")
    with pytest.raises(NotFound, match="no scene 9"):
        await pipeline.act(job, "regenerate_scene", sceneNumber=9)
    with pytest.raises(Invalid, match="feedback"):
        await pipeline.act(job, "reject_storyboard")


async def test_without_a_worker_a_change_is_refused_and_does_not_happen_later(
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


async def test_auto_approve_needs_nobody(pipeline: VendorPipeline) -> None:
    job = await pipeline.create(autoApprove=True)

    await pipeline.reach(job, JobStatus.COMPLETED)
