"""Clips that their client brings."""

import pytest

from domain.job.model import JobStatus
from tests.stack.scenes.stack import Stack, clip_at, frames_shown, scenes_of


async def test_a_clip_that_its_client_brings_is_fetched_and_cut_in(stage: Stack) -> None:
    job = await stage.completed()
    clip = await clip_at(stage, 60)

    changed = await stage.put(
        f"{scenes_of(job)}/1", {"status": "completed", "video_url": clip, "provider_id": "replicate-xyz"}
    )

    assert (changed["scene"]["status"], changed["scene"]["provider_id"]) == ("processing", "replicate-xyz")
    after = await stage.done(job)
    shown = (await stage.get(f"{scenes_of(job)}/1"))["scene"]
    assert (shown["status"], shown["has_video"], shown["provider_id"]) == ("completed", True, "replicate-xyz")
    assert after.film != job.film
    assert stage.orders(after) == 0
    assert await frames_shown(stage, shown["video_url"]) == 60
    assert await frames_shown(stage, f"/api/v3/jobs/{job.id}/video") == 150


async def test_a_clip_brought_in_review_is_not_filmed_on_approval(stage: Stack) -> None:
    job = await stage.in_review()
    await stage.put(f"{scenes_of(job)}/1", {"status": "completed", "video_url": await clip_at(stage, 60)})
    await stage.until(job, lambda now: now.active_scenes[0].clip)

    await stage.act(job, "approve_storyboard")

    after = await stage.done(job)
    assert stage.orders(after) == 2
    assert after.active_scenes[0].takes[0].provider == "upload"


@pytest.mark.parametrize("path", ["/picture", "/nothing"])
async def test_what_is_no_clip_leaves_the_earlier_one_and_says_why(stage: Stack, path: str) -> None:
    job = await stage.completed()

    await stage.put(f"{scenes_of(job)}/1", {"status": "completed", "video_url": stage.vendor.url + path})

    after = await stage.until(job, lambda now: now.active_scenes[0].error and now.status is JobStatus.COMPLETED)
    assert after.active_scenes[0].take_id == job.active_scenes[0].take_id
    assert after.film == job.film
    error = (await stage.get(f"{scenes_of(job)}/1"))["scene"]["error"]
    assert ("not a video" if path == "/picture" else "404") in error["message"]
    assert "original" not in error["message"]


async def test_a_clip_is_not_brought_to_a_scene_that_is_being_filmed(stage: Stack) -> None:
    job = await stage.filming()

    problem = await stage.put(
        f"{scenes_of(job)}/1", {"status": "completed", "video_url": await clip_at(stage, 60)}, 422
    )

    assert "being filmed" in problem["detail"]


async def test_a_clip_from_inside_the_network_is_not_fetched(stage: Stack) -> None:
    job = await stage.completed()

    await stage.put(f"{scenes_of(job)}/1", {"status": "completed", "video_url": "http://169.254.169.254/clip.mp4"})

    after = await stage.until(job, lambda now: now.active_scenes[0].error)
    assert after.active_scenes[0].error
    assert "not public" in after.active_scenes[0].error.message


@pytest.mark.parametrize("status", [None, "pending", "failed"])
async def test_a_clip_is_brought_with_status_completed_only(stage: Stack, status: str | None) -> None:
    job = await stage.in_review()
    body = {"video_url": await clip_at(stage, 60)} | ({"status": status} if status else {})

    problem = await stage.put(f"{scenes_of(job)}/1", body, 422)

    assert problem["detail"] == "video_url: send it with status completed"
    assert await stage.jobs.load(job.id) == job
