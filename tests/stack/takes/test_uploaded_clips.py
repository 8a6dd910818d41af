"""Clips that a client uploads for a scene."""

import pytest

from domain.job.model import JobStatus
from tests.harness.stack import Stack, frames_shown, scenes_path, url_of_clip


async def test_an_uploaded_clip_is_fetched_and_cut_in(stack: Stack) -> None:
    job = await stack.completed()
    clip = await url_of_clip(stack, 60)

    changed = await stack.put(
        f"{scenes_path(job)}/1", {"status": "completed", "video_url": clip, "provider_id": "replicate-xyz"}
    )

    assert (changed["scene"]["status"], changed["scene"]["provider_id"]) == ("processing", "replicate-xyz")
    after = await stack.done(job)
    shown = (await stack.get(f"{scenes_path(job)}/1"))["scene"]
    assert (shown["status"], shown["has_video"], shown["provider_id"]) == ("completed", True, "replicate-xyz")
    assert after.film != job.film
    assert stack.orders(after) == 0
    assert await frames_shown(stack, shown["video_url"]) == 60
    assert await frames_shown(stack, f"/api/v3/jobs/{job.id}/video") == 150


async def test_a_scene_with_an_uploaded_clip_is_not_filmed_on_approval(stack: Stack) -> None:
    job = await stack.in_review()
    await stack.put(f"{scenes_path(job)}/1", {"status": "completed", "video_url": await url_of_clip(stack, 60)})
    await stack.until(job, lambda now: now.active_scenes[0].clip)

    await stack.act(job, "approve_storyboard")

    after = await stack.done(job)
    assert stack.orders(after) == 2
    assert after.active_scenes[0].takes[0].provider == "upload"


@pytest.mark.parametrize("path", ["/picture", "/nothing"])
async def test_an_upload_that_is_no_clip_is_refused_and_the_earlier_clip_stays(stack: Stack, path: str) -> None:
    job = await stack.completed()

    await stack.put(f"{scenes_path(job)}/1", {"status": "completed", "video_url": stack.vendor.url + path})

    after = await stack.until(job, lambda now: now.active_scenes[0].error and now.status is JobStatus.COMPLETED)
    assert after.active_scenes[0].take_id == job.active_scenes[0].take_id
    assert after.film == job.film
    error = (await stack.get(f"{scenes_path(job)}/1"))["scene"]["error"]
    assert ("not a video" if path == "/picture" else "404") in error["message"]
    assert "original" not in error["message"]


async def test_uploading_a_clip_to_a_scene_that_is_filmed_is_refused(stack: Stack) -> None:
    job = await stack.filming()

    problem = await stack.put(
        f"{scenes_path(job)}/1", {"status": "completed", "video_url": await url_of_clip(stack, 60)}, 422
    )

    assert "being filmed" in problem["detail"]


async def test_a_clip_at_a_private_address_is_not_fetched(stack: Stack) -> None:
    job = await stack.completed()

    await stack.put(f"{scenes_path(job)}/1", {"status": "completed", "video_url": "http://169.254.169.254/clip.mp4"})

    after = await stack.until(job, lambda now: now.active_scenes[0].error)
    assert after.active_scenes[0].error
    assert "not public" in after.active_scenes[0].error.message


@pytest.mark.parametrize("status", [None, "pending", "failed"])
async def test_a_clip_is_uploaded_with_status_completed_only(stack: Stack, status: str | None) -> None:
    job = await stack.in_review()
    body = {"video_url": await url_of_clip(stack, 60)} | ({"status": status} if status else {})

    problem = await stack.put(f"{scenes_path(job)}/1", body, 422)

    assert problem["detail"] == "video_url: send it with status completed"
    assert await stack.jobs.load(job.id) == job
