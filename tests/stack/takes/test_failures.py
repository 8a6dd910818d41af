"""Failed scenes: each shows its own error, and the client decides what to do."""

from datetime import datetime

from aiohttp import web

from domain.job.model import Job, JobStatus
from domain.job.progress import progress
from domain.job.scene import SceneStatus
from domain.rules.scenes.scenes import scene_named
from tests.harness.stack import Stack, busy_for, refused_with, scenes_path


def failed(job: Job) -> list[int]:
    return [scene.number for scene in job.active_scenes if scene.status is SceneStatus.FAILED]


async def test_one_scene_that_fails_shows_its_own_error_and_the_others_their_clips(stack: Stack) -> None:
    job = await stack.awaiting_retry()
    (number,) = failed(job)

    listed = await stack.get(scenes_path(job))

    for scene in listed["scenes"]:
        if scene["scene_number"] == number:
            assert (scene["status"], scene["has_video"]) == ("failed", False)
            assert scene["error"] == {
                "code": "input_rejected",
                "message": "test: not this picture",
                "retryable": False,
            }
        else:
            assert (scene["status"], scene["error"], scene["has_video"]) == ("completed", None, True)
    assert (await stack.get(f"/api/v3/jobs/{job.id}"))["data"]["failedScenes"] == 1


async def test_only_the_failed_scenes_are_filmed_again(stack: Stack) -> None:
    job = await stack.awaiting_retry()

    await stack.act(job, "retry_failed_scenes")

    after = await stack.done(job)
    assert stack.orders(after) == 3
    assert [scene.error for scene in after.active_scenes] == [None] * 3
    kept = [old.take_id == new.take_id for old, new in zip(job.active_scenes, after.active_scenes, strict=True)]
    assert kept.count(True) == 2


async def test_one_failed_scene_can_be_filmed_again_alone(stack: Stack) -> None:
    job = await stack.awaiting_retry()
    (number,) = failed(job)

    marked = await stack.post(f"{scenes_path(job)}/{number}/regenerate")

    assert (marked["scene"]["status"], marked["scene"]["error"]) == ("pending", None)
    await stack.done(job)


async def test_the_film_can_be_cut_without_the_failed_scenes(stack: Stack) -> None:
    job = await stack.awaiting_retry()
    (number,) = failed(job)
    left_out = scene_named(job, number)

    await stack.act(job, "finish_without_failed")

    after = await stack.done(job)
    assert number not in [scene.number for scene in after.active_scenes]
    assert progress(after).percentage == 100.0
    restored = await stack.post(f"{scenes_path(job)}/{left_out.id}/restore")
    assert restored["scene"]["scene_number"] == number


async def test_a_failed_scene_may_be_deleted_and_the_rest_is_cut(stack: Stack) -> None:
    job = await stack.awaiting_retry()
    (number,) = failed(job)

    await stack.delete(f"{scenes_path(job)}/{number}")

    after = await stack.done(job)
    assert len(after.active_scenes) == 2


async def test_when_every_scene_failed_there_is_nothing_to_cut(stack: Stack) -> None:
    stack.vendor.faults["refuse"] = [refused_with("flagged")] * 3
    job = await stack.in_review()
    await stack.act(job, "approve_storyboard")
    job = await stack.until(job, lambda now: len(failed(now)) == 3)

    await stack.post(f"/api/v3/jobs/{job.id}/actions", {"action": "finish_without_failed"}, 422)

    await stack.act(job, "retry_failed_scenes")
    await stack.done(job)


async def test_a_scene_that_is_retried_shows_the_error_the_attempt_and_the_next_time(stack: Stack) -> None:
    job = await stack.completed()
    stack.vendor.faults["refuse"] = [busy_for(90)]
    await stack.post(f"{scenes_path(job)}/1/regenerate")
    await stack.until(job, lambda now: now.active_scenes[0].take and now.active_scenes[0].take.attempt)

    scene = (await stack.get(f"{scenes_path(job)}/1"))["scene"]

    assert (scene["status"], scene["attempt"]) == ("pending", 1)
    assert scene["error"]["message"] == "test: 429"
    assert scene["error"]["retryable"]
    wait = datetime.fromisoformat(scene["next_retry_at"]) - datetime.fromisoformat(scene["updated_at"])
    assert 80 <= wait.total_seconds() <= 90
    view = (await stack.get(f"/api/v3/jobs/{job.id}"))["data"]["scenes"][0]
    assert (view["attempt"], view["nextRetryAt"]) == (1, scene["next_retry_at"])


async def test_a_scene_that_succeeds_after_a_retry_shows_no_error(stack: Stack) -> None:
    job = await stack.completed()
    stack.vendor.faults["refuse"] = [busy_for(0.1), busy_for(0.1)]

    await stack.post(f"{scenes_path(job)}/1/regenerate")

    await stack.done(job)
    scene = (await stack.get(f"{scenes_path(job)}/1"))["scene"]
    assert (scene["status"], scene["attempt"], scene["next_retry_at"], scene["error"]) == ("completed", 0, None, None)
    assert (await stack.get(f"{scenes_path(job)}/1/takes"))["takes"][1]["orders"] == 1


async def test_a_scene_that_waits_for_a_busy_vendor_can_be_left_out_of_the_film(stack: Stack) -> None:
    stack.vendor.faults["refuse"] = [busy_for(90)]
    job = await stack.in_review()
    await stack.act(job, "approve_storyboard")
    await stack.until(job, lambda now: sum(bool(scene.clip) for scene in now.active_scenes) == 2)

    await stack.act(job, "finish_without_failed")

    assert len((await stack.done(job)).active_scenes) == 2


async def test_a_scene_that_is_given_up_shows_its_last_error(stack: Stack) -> None:
    job = await stack.completed(giveUpAfter=1)
    stack.vendor.faults["refuse"] = [lambda: web.Response(status=503, headers={"Retry-After": "0.6"})] * 20

    await stack.post(f"{scenes_path(job)}/1/regenerate")

    after = await stack.until(job, lambda now: now.active_scenes[0].error and now.status is JobStatus.COMPLETED)
    assert after.active_scenes[0].error
    assert after.active_scenes[0].error.message.startswith("given up after 0:00:01: test: 503")
    assert after.active_scenes[0].take_id == job.active_scenes[0].take_id


async def test_a_take_that_fails_at_the_vendor_after_it_was_accepted_is_not_ordered_again(stack: Stack) -> None:
    job = await stack.completed()
    stack.vendor.failing["film"] = "flagged as sensitive"

    await stack.post(f"{scenes_path(job)}/1/regenerate")

    after = await stack.until(job, lambda now: now.active_scenes[0].error and now.status is JobStatus.COMPLETED)
    assert stack.orders(after) == 1
    assert after.film == job.film
