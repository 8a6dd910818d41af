"""Every take of a scene, and going back to an earlier one."""

from uuid import uuid4

import pytest

from domain.job.model import Job, JobStatus
from tests.stack.scenes.stack import Stack, busy, frames_shown, no, scenes_of


async def filmed_again(stage: Stack) -> tuple[Job, Job]:
    """A job before and after its first scene was filmed again."""
    before = await stage.completed()
    await stage.post(f"{scenes_of(before)}/1/regenerate")
    return before, await stage.done(before)


async def test_every_take_of_a_scene_is_listed(stage: Stack) -> None:
    before, after = await filmed_again(stage)

    listed = await stage.get(f"{scenes_of(after)}/1/takes")

    assert listed.keys() == {"job_id", "scene_id", "takes"}
    assert listed["scene_id"] == str(before.active_scenes[0].id)
    first, second = listed["takes"]
    assert (first["id"], second["id"]) == (str(before.active_scenes[0].take_id), str(after.active_scenes[0].take_id))
    assert (first["number"], second["number"]) == (1, 2)
    assert (first["selected"], second["selected"]) == (False, True)
    assert (first["status"], first["error"], first["duration"]) == ("done", None, 2.0)
    assert (first["provider"], first["model"], first["orders"], first["cost"]) == ("test", "test-1", 1, 0.25)
    assert first["prompt"] == before.active_scenes[0].text.description
    assert await frames_shown(stage, first["video_url"]) == 60


async def test_a_failed_take_is_listed_with_its_error(stage: Stack) -> None:
    job = await stage.completed()
    stage.vendor.faults["refuse"] = [no("not this picture")]
    await stage.post(f"{scenes_of(job)}/1/regenerate")
    await stage.until(job, lambda now: now.active_scenes[0].error)

    failed = (await stage.get(f"{scenes_of(job)}/1/takes"))["takes"][1]

    assert (failed["status"], failed["selected"], failed["video_url"]) == ("failed", False, None)
    assert failed["error"]["message"] == "test: not this picture"


async def test_an_earlier_take_is_chosen_again_for_nothing_and_its_film_is_the_earlier_one(stage: Stack) -> None:
    before, after = await filmed_again(stage)
    assert after.film != before.film

    chosen = await stage.post(f"{scenes_of(before)}/1/takes/{before.active_scenes[0].take_id}/select")

    assert (chosen["message"], chosen["job_id"]) == ("Take selected successfully", str(before.id))
    assert (chosen["scene"]["status"], chosen["scene"]["has_video"]) == ("completed", True)
    again = await stage.done(before)
    assert again.film == before.film
    assert stage.orders(again) == 1


async def test_a_take_goes_back_and_forth(stage: Stack) -> None:
    before, after = await filmed_again(stage)
    takes = f"{scenes_of(before)}/1/takes"

    await stage.post(f"{takes}/{before.active_scenes[0].take_id}/select")
    await stage.post(f"{takes}/{after.active_scenes[0].take_id}/select")

    assert (await stage.done(before)).film == after.film


async def test_the_chosen_take_chosen_again_changes_nothing(stage: Stack) -> None:
    job = await stage.completed()

    await stage.post(f"{scenes_of(job)}/1/takes/{job.active_scenes[0].take_id}/select")

    assert await stage.jobs.load(job.id) == job


async def test_a_shorter_take_makes_the_scene_shorter_and_that_is_a_revision(stage: Stack) -> None:
    job = await stage.completed()
    scene = f"{scenes_of(job)}/1"
    await stage.put(scene, {"duration": 1.5})
    await stage.done(job)
    await stage.post(f"{scene}/regenerate")
    shorter = (await stage.done(job)).active_scenes[0].take_id
    await stage.post(f"{scene}/takes/{job.active_scenes[0].take_id}/select")
    before = await stage.put(scene, {"duration": 2})

    chosen = await stage.post(f"{scene}/takes/{shorter}/select")

    assert (before["scene"]["duration"], chosen["scene"]["duration"]) == (2, 1.5)
    assert chosen["scene"]["revision"] == before["scene"]["revision"] + 1
    after = await stage.done(job)
    assert after.film
    assert after.film.frames == 135


async def test_a_take_chosen_while_another_waits_for_a_busy_vendor_ends_the_waiting(stage: Stack) -> None:
    job = await stage.completed()
    stage.vendor.faults["refuse"] = [busy(60)]
    await stage.post(f"{scenes_of(job)}/1/regenerate")
    await stage.until(job, lambda now: now.active_scenes[0].take and now.active_scenes[0].take.waits_in_back_off)

    await stage.post(f"{scenes_of(job)}/1/takes/{job.active_scenes[0].take_id}/select")

    after = await stage.done(job)
    assert after.film == job.film
    assert stage.orders(after) == 0


async def test_a_take_is_not_chosen_while_another_is_being_filmed(stage: Stack) -> None:
    job = await stage.completed()
    stage.vendor.slow.clear()
    await stage.post(f"{scenes_of(job)}/1/regenerate")
    await stage.until(job, lambda now: now.active_scenes[0].take and now.active_scenes[0].take.order_id)

    problem = await stage.post(f"{scenes_of(job)}/1/takes/{job.active_scenes[0].take_id}/select", status=422)

    assert "being filmed" in problem["detail"]


async def test_a_take_without_a_clip_is_not_chosen(stage: Stack) -> None:
    job = await stage.completed()
    stage.vendor.faults["refuse"] = [no("not this picture")]
    await stage.post(f"{scenes_of(job)}/1/regenerate")
    after = await stage.until(job, lambda now: now.active_scenes[0].error and now.status is JobStatus.COMPLETED)
    failed = after.active_scenes[0].takes[1]

    problem = await stage.post(f"{scenes_of(job)}/1/takes/{failed.id}/select", status=422)

    assert "no clip" in problem["detail"]


@pytest.mark.parametrize("take", ["unknown", "no id", "of another scene"])
async def test_a_take_that_the_scene_does_not_have_is_not_found(stage: Stack, take: str) -> None:
    job = await stage.completed()
    named = {"unknown": uuid4(), "no id": "first", "of another scene": job.active_scenes[1].take_id}[take]

    await stage.post(f"{scenes_of(job)}/1/takes/{named}/select", status=404)

    assert await stage.jobs.load(job.id) == job


async def test_the_clip_of_any_take_is_served_whole_and_in_parts(stage: Stack) -> None:
    before, _ = await filmed_again(stage)
    url = f"{scenes_of(before)}/1/video?take={before.active_scenes[0].take_id}"

    whole = await stage.http.get(url)
    part = await stage.http.get(url, headers={"Range": "bytes=10-19"})

    assert (part.status_code, part.content) == (206, whole.content[10:20])
    assert part.headers["ETag"] == whole.headers["ETag"]
    assert (await stage.http.get(url, headers={"If-None-Match": whole.headers["ETag"]})).status_code == 304
