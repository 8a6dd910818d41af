"""Listing the takes of a scene and selecting an earlier one."""

from uuid import uuid4

import pytest

from domain.job.model import Job, JobStatus
from tests.harness.stack import Stack, busy_for, frames_shown, refused_with, scenes_path


async def filmed_again(stack: Stack) -> tuple[Job, Job]:
    """A job before and after its first scene was filmed again."""
    before = await stack.completed()
    await stack.post(f"{scenes_path(before)}/1/regenerate")
    return before, await stack.done(before)


async def test_every_take_of_a_scene_is_listed(stack: Stack) -> None:
    before, after = await filmed_again(stack)

    listed = await stack.get(f"{scenes_path(after)}/1/takes")

    assert listed.keys() == {"job_id", "scene_id", "takes"}
    assert listed["scene_id"] == str(before.active_scenes[0].id)
    first, second = listed["takes"]
    assert (first["id"], second["id"]) == (str(before.active_scenes[0].take_id), str(after.active_scenes[0].take_id))
    assert (first["number"], second["number"]) == (1, 2)
    assert (first["selected"], second["selected"]) == (False, True)
    assert (first["status"], first["error"], first["duration"]) == ("done", None, 2.0)
    assert (first["provider"], first["model"], first["orders"], first["cost"]) == ("test", "test-1", 1, 0.25)
    assert first["prompt"] == before.active_scenes[0].text.description
    assert await frames_shown(stack, first["video_url"]) == 60


async def test_a_failed_take_is_listed_with_its_error(stack: Stack) -> None:
    job = await stack.completed()
    stack.vendor.faults["refuse"] = [refused_with("not this picture")]
    await stack.post(f"{scenes_path(job)}/1/regenerate")
    await stack.until(job, lambda now: now.active_scenes[0].error)

    failed = (await stack.get(f"{scenes_path(job)}/1/takes"))["takes"][1]

    assert (failed["status"], failed["selected"], failed["video_url"]) == ("failed", False, None)
    assert failed["error"]["message"] == "test: not this picture"


async def test_selecting_an_earlier_take_costs_nothing_and_brings_back_its_film(stack: Stack) -> None:
    before, after = await filmed_again(stack)
    assert after.film != before.film

    chosen = await stack.post(f"{scenes_path(before)}/1/takes/{before.active_scenes[0].take_id}/select")

    assert (chosen["message"], chosen["job_id"]) == ("Take selected successfully", str(before.id))
    assert (chosen["scene"]["status"], chosen["scene"]["has_video"]) == ("completed", True)
    again = await stack.done(before)
    assert again.film == before.film
    assert stack.orders(again) == 1


async def test_selecting_takes_back_and_forth_costs_nothing(stack: Stack) -> None:
    before, after = await filmed_again(stack)
    takes = f"{scenes_path(before)}/1/takes"

    await stack.post(f"{takes}/{before.active_scenes[0].take_id}/select")
    await stack.post(f"{takes}/{after.active_scenes[0].take_id}/select")

    assert (await stack.done(before)).film == after.film


async def test_selecting_the_selected_take_changes_nothing(stack: Stack) -> None:
    job = await stack.completed()

    await stack.post(f"{scenes_path(job)}/1/takes/{job.active_scenes[0].take_id}/select")

    assert await stack.jobs.load(job.id) == job


async def test_a_shorter_take_makes_the_scene_shorter_and_that_is_a_revision(stack: Stack) -> None:
    job = await stack.completed()
    scene = f"{scenes_path(job)}/1"
    await stack.put(scene, {"duration": 1.5})
    await stack.done(job)
    await stack.post(f"{scene}/regenerate")
    shorter = (await stack.done(job)).active_scenes[0].take_id
    await stack.post(f"{scene}/takes/{job.active_scenes[0].take_id}/select")
    before = await stack.put(scene, {"duration": 2})

    chosen = await stack.post(f"{scene}/takes/{shorter}/select")

    assert (before["scene"]["duration"], chosen["scene"]["duration"]) == (2, 1.5)
    assert chosen["scene"]["revision"] == before["scene"]["revision"] + 1
    after = await stack.done(job)
    assert after.film
    assert after.film.frames == 135


async def test_selecting_a_take_ends_the_wait_of_another_for_a_busy_vendor(stack: Stack) -> None:
    job = await stack.completed()
    stack.vendor.faults["refuse"] = [busy_for(60)]
    await stack.post(f"{scenes_path(job)}/1/regenerate")
    await stack.until(job, lambda now: now.active_scenes[0].take and now.active_scenes[0].take.waits_in_back_off)

    await stack.post(f"{scenes_path(job)}/1/takes/{job.active_scenes[0].take_id}/select")

    after = await stack.done(job)
    assert after.film == job.film
    assert stack.orders(after) == 0


async def test_selecting_a_take_while_another_is_filmed_is_refused(stack: Stack) -> None:
    job = await stack.completed()
    stack.vendor.slow.clear()
    await stack.post(f"{scenes_path(job)}/1/regenerate")
    await stack.until(job, lambda now: now.active_scenes[0].take and now.active_scenes[0].take.order_id)

    problem = await stack.post(f"{scenes_path(job)}/1/takes/{job.active_scenes[0].take_id}/select", status=422)

    assert "being filmed" in problem["detail"]


async def test_selecting_a_take_without_a_clip_is_refused(stack: Stack) -> None:
    job = await stack.completed()
    stack.vendor.faults["refuse"] = [refused_with("not this picture")]
    await stack.post(f"{scenes_path(job)}/1/regenerate")
    after = await stack.until(job, lambda now: now.active_scenes[0].error and now.status is JobStatus.COMPLETED)
    failed = after.active_scenes[0].takes[1]

    problem = await stack.post(f"{scenes_path(job)}/1/takes/{failed.id}/select", status=422)

    assert "no clip" in problem["detail"]


@pytest.mark.parametrize("take", ["unknown", "no id", "of another scene"])
async def test_selecting_an_unknown_take_is_not_found(stack: Stack, take: str) -> None:
    job = await stack.completed()
    named = {"unknown": uuid4(), "no id": "first", "of another scene": job.active_scenes[1].take_id}[take]

    await stack.post(f"{scenes_path(job)}/1/takes/{named}/select", status=404)

    assert await stack.jobs.load(job.id) == job


async def test_the_clip_of_any_take_is_served_whole_and_in_parts(stack: Stack) -> None:
    before, _ = await filmed_again(stack)
    url = f"{scenes_path(before)}/1/video?take={before.active_scenes[0].take_id}"

    whole = await stack.http.get(url)
    part = await stack.http.get(url, headers={"Range": "bytes=10-19"})

    assert (part.status_code, part.content) == (206, whole.content[10:20])
    assert part.headers["ETag"] == whole.headers["ETag"]
    assert (await stack.http.get(url, headers={"If-None-Match": whole.headers["ETag"]})).status_code == 304
