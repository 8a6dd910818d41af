"""The story of a job, on real servers."""

import pytest
from aiohttp import web

from domain.errors import Conflict, Invalid, NotFound, Transient
from domain.job.model import JobStatus, SceneStatus, Stage, Verdict
from domain.job.progress import progress
from tests.studio import Studio


async def test_an_approved_storyboard_becomes_a_film(open_studio: Studio) -> None:
    job = await open_studio.completed()

    assert job.film is not None
    assert job.film.frames == 5 * 30
    assert [scene.status for scene in job.active_scenes] == [SceneStatus.COMPLETED] * len(job.active_scenes)
    assert set(open_studio.vendor.accepted.values()) == {1}


async def test_a_run_closes_when_the_job_is_completed(open_studio: Studio) -> None:
    job = await open_studio.completed()

    await open_studio.run_ended(job.id)


async def test_a_rejected_storyboard_is_kept_with_its_feedback_and_answered(open_studio: Studio) -> None:
    job = await open_studio.in_review()
    before = await open_studio.made.jobs.load(job)

    await open_studio.act(job, "reject_storyboard", feedback="more energy, please")

    after = await open_studio.reach(job, JobStatus.STORYBOARD_REVIEW, lambda now: now.revision == 2)
    assert after.storyboards[0].verdict is Verdict.REJECTED
    assert after.storyboards[0].feedback == "more energy, please"
    assert after.storyboards[0].scenes == before.storyboards[0].scenes
    assert after.storyboards[1].scenes != before.storyboards[0].scenes


async def test_one_scene_is_rewritten_and_the_others_stay_byte_for_byte(open_studio: Studio) -> None:
    job = await open_studio.in_review()
    before = await open_studio.made.jobs.load(job)

    await open_studio.act(job, "regenerate_scene", sceneNumber=2)

    after = await open_studio.reach(job, JobStatus.STORYBOARD_REVIEW, lambda now: now.revision == 2)
    changed = [
        old.number for old, new in zip(before.active_scenes, after.active_scenes, strict=True) if old.text != new.text
    ]
    assert changed == [2]
    assert [scene.id for scene in after.active_scenes] == [scene.id for scene in before.active_scenes]


async def test_a_completed_job_wakes_up_to_film_one_scene_again(open_studio: Studio) -> None:
    before = await open_studio.completed()
    await open_studio.run_ended(before.id)

    at_once = await open_studio.act(before.id, "regenerate_scene", sceneNumber=1, feedback="calmer")
    assert at_once.active_scenes[0].status is SceneStatus.PENDING
    assert at_once.film_is_stale
    after = await open_studio.reach(before.id, JobStatus.COMPLETED)

    assert after.film is not None
    assert before.film is not None
    assert after.film.id != before.film.id
    assert after.active_scenes[0].text != before.active_scenes[0].text
    assert open_studio.vendor.accepted.total() == len(before.active_scenes) + 1


async def test_a_take_that_fails_leaves_the_others_and_waits_for_a_decision(open_studio: Studio) -> None:
    open_studio.vendor.faults["refuse"] = [lambda: web.json_response({"error": "not this picture"}, status=422)]
    job = await open_studio.in_review()
    await open_studio.act(job, "approve_storyboard")

    parked = await open_studio.reach(job, JobStatus.PROCESSING, lambda now: progress(now).stage is Stage.AWAITING_RETRY)
    failed = [scene for scene in parked.active_scenes if scene.status is SceneStatus.FAILED]
    assert len(failed) == 1
    assert failed[0].error is not None
    assert failed[0].error.message == "test: not this picture"

    await open_studio.act(job, "retry_failed_scenes")
    await open_studio.reach(job, JobStatus.COMPLETED)


async def test_the_failed_scene_can_be_left_out(open_studio: Studio) -> None:
    open_studio.vendor.faults["refuse"] = [lambda: web.json_response({"error": "no"}, status=422)]
    job = await open_studio.in_review()
    await open_studio.act(job, "approve_storyboard")
    await open_studio.reach(job, JobStatus.PROCESSING, lambda now: progress(now).stage is Stage.AWAITING_RETRY)

    await open_studio.act(job, "finish_without_failed")

    done = await open_studio.reach(job, JobStatus.COMPLETED)
    assert len(done.active_scenes) == 1
    assert done.film is not None
    assert done.film.frames < 150


async def test_a_failed_regenerate_falls_back_to_the_earlier_take(open_studio: Studio) -> None:
    before = await open_studio.completed()
    open_studio.vendor.failing["film"] = "flagged as sensitive"

    await open_studio.act(before.id, "regenerate_scene", sceneNumber=1)

    after = await open_studio.reach(before.id, JobStatus.COMPLETED, lambda now: now.active_scenes[0].error is not None)
    assert after.film == before.film
    assert not after.film_is_stale
    assert after.active_scenes[0].take_id == before.active_scenes[0].take_id


async def test_cancelling_while_filming_cancels_the_orders_at_the_vendor(open_studio: Studio) -> None:
    open_studio.vendor.slow.clear()
    job = await open_studio.in_review()
    await open_studio.act(job, "approve_storyboard")
    await open_studio.vendor.until_ordered(2)

    await open_studio.act(job, "cancel")

    await open_studio.run_ended(job)
    assert len(open_studio.vendor.cancelled) == 2
    assert (await open_studio.made.jobs.load(job)).status is JobStatus.CANCELLED


async def test_a_native_cancel_is_the_cancel_action(open_studio: Studio) -> None:
    job = await open_studio.in_review()

    await open_studio.client.get_workflow_handle(f"job-{job}").cancel()

    await open_studio.run_ended(job)
    assert (await open_studio.made.jobs.load(job)).status is JobStatus.CANCELLED


async def test_an_order_whose_reply_was_lost_is_found_and_not_sent_again(open_studio: Studio) -> None:
    open_studio.vendor.faults["order"] = [lambda: None]

    await open_studio.completed()

    assert set(open_studio.vendor.accepted.values()) == {1}


async def test_a_busy_vendor_is_asked_again_later(open_studio: Studio) -> None:
    open_studio.vendor.faults["refuse"] = [lambda: web.Response(status=429, headers={"Retry-After": "0.1"})] * 2

    job = await open_studio.completed()

    assert all(take.orders == 1 for scene in job.active_scenes for take in scene.takes)


async def test_the_same_request_gets_the_same_verdict(open_studio: Studio) -> None:
    job = await open_studio.in_review()
    await open_studio.act(job, "reject_storyboard", request="one", feedback="no")
    await open_studio.act(job, "reject_storyboard", request="one", feedback="no")
    with pytest.raises(Conflict):
        await open_studio.act(job, "approve_storyboard", request="two", storyboardRevision=9)
    await open_studio.reach(job, JobStatus.STORYBOARD_REVIEW, lambda now: now.revision == 2)
    with pytest.raises(Conflict):
        await open_studio.act(job, "approve_storyboard", request="two", storyboardRevision=9)

    assert (await open_studio.made.jobs.load(job)).revision == 2


async def test_a_refusal_says_what_is_possible(open_studio: Studio) -> None:
    job = await open_studio.in_review()

    with pytest.raises(Conflict, match="storyboard_review; possible now: approve_storyboard"):
        await open_studio.act(job, "retry_failed_scenes")
    with pytest.raises(NotFound, match="no scene 9"):
        await open_studio.act(job, "regenerate_scene", sceneNumber=9)
    with pytest.raises(Invalid, match="feedback"):
        await open_studio.act(job, "reject_storyboard")


async def test_without_a_worker_a_change_is_refused_and_does_not_happen_later(idle_studio: Studio) -> None:
    async with idle_studio.worker():
        job = await idle_studio.in_review()

    with pytest.raises(Transient, match="send it again"):
        await idle_studio.act(job, "approve_storyboard", request="late")

    async with idle_studio.worker():
        await idle_studio.client.get_workflow_handle(f"job-{job}").execute_update("look_again")
        assert (await idle_studio.made.jobs.load(job)).status is JobStatus.STORYBOARD_REVIEW
        await idle_studio.act(job, "approve_storyboard", request="late")
        await idle_studio.reach(job, JobStatus.COMPLETED)
        await idle_studio.run_ended(job)


async def test_auto_approve_needs_nobody(open_studio: Studio) -> None:
    job = await open_studio.create(autoApprove=True)

    await open_studio.reach(job, JobStatus.COMPLETED)
