"""PUT of a scene, and when it changes the film."""

from uuid import uuid4

import pytest

from domain.errors import Invalid
from domain.job.model import Job, JobStatus
from domain.job.progress import progress
from domain.job.scene import SceneStatus
from domain.rules.decide import decide
from domain.rules.messages import parse_message
from domain.rules.scenes.scene_messages import SceneUpdated
from tests.harness.api_client import Json
from tests.harness.prepared_jobs import MODEL_CHOICE
from tests.harness.stack import Stack, busy_for, frames_shown, scenes_path


def status_of_first(job: Job) -> SceneStatus:
    return job.active_scenes[0].status


async def test_text_changed_after_filming_marks_the_scene_stale_and_the_film_stays(stack: Stack) -> None:
    job = await stack.completed()

    changed = await stack.put(f"{scenes_path(job)}/1", {"script": "Ready before your train is.", "camera": "still"})

    assert (changed["scene"]["script"], changed["scene"]["camera"]) == ("Ready before your train is.", "still")
    assert (changed["scene"]["stale"], changed["scene"]["status"]) == (True, "completed")
    assert changed["scene"]["revision"] == 2
    now = await stack.jobs.load(job.id)
    assert (now.status, now.film) == (JobStatus.COMPLETED, job.film)


async def test_a_stale_scene_that_is_filmed_again_is_not_stale(stack: Stack) -> None:
    job = await stack.completed()
    await stack.put(f"{scenes_path(job)}/1", {"script": "Ready before your train is."})

    await stack.post(f"{scenes_path(job)}/1/regenerate")

    await stack.until(job, lambda now: now.active_scenes[0].clip and now.status is JobStatus.COMPLETED)
    assert not (await stack.get(f"{scenes_path(job)}/1"))["scene"]["stale"]


@pytest.mark.parametrize("change", [{"transition": "fade"}, {"duration": 1.5}])
async def test_a_transition_or_a_shorter_scene_is_cut_again_from_the_same_clips(stack: Stack, change: Json) -> None:
    job = await stack.completed()

    changed = await stack.put(f"{scenes_path(job)}/2", change)

    assert not changed["scene"]["stale"]
    after = await stack.done(job)
    assert after.film
    assert after.film != job.film
    length = round(30 * sum(scene.text.duration for scene in after.active_scenes))
    assert await frames_shown(stack, f"/api/v3/jobs/{job.id}/video") == after.film.frames == length
    assert stack.orders(after) == 0


async def test_the_earlier_film_is_served_as_stale_while_another_is_cut(stack: Stack) -> None:
    job = await stack.completed()
    stack.vendor.slow.clear()
    await stack.post(f"{scenes_path(job)}/1/regenerate")

    view = (await stack.get(f"/api/v3/jobs/{job.id}"))["data"]

    assert view["film"]["stale"]
    assert await frames_shown(stack, view["film"]["url"]) == 150


async def test_a_scene_is_not_made_longer_than_its_take(stack: Stack) -> None:
    job = await stack.completed()

    problem = await stack.put(f"{scenes_path(job)}/1", {"duration": 3}, 422)

    assert "2 s long" in problem["detail"]
    assert "regenerate" in problem["detail"]


async def test_a_scene_that_was_made_shorter_gets_its_length_back(stack: Stack) -> None:
    job = await stack.completed()
    await stack.put(f"{scenes_path(job)}/1", {"duration": 1})
    await stack.done(job)

    await stack.put(f"{scenes_path(job)}/1", {"duration": 2})

    assert (await stack.done(job)).film == job.film


async def test_in_review_a_scene_may_have_any_length(stack: Stack) -> None:
    job = await stack.in_review()

    await stack.put(f"{scenes_path(job)}/1", {"duration": 20})

    assert (await stack.jobs.load(job.id)).active_scenes[0].text.duration == 20


async def test_an_edit_in_review_is_a_revision(stack: Stack) -> None:
    job = await stack.in_review()

    await stack.put(f"{scenes_path(job)}/1", {"script": "Ready."})

    boards = (await stack.get(f"/api/v3/jobs/{job.id}/storyboards"))["data"]
    assert [(board["revision"], board["verdict"]) for board in boards] == [(1, "replaced"), (2, None)]
    assert boards[0]["scenes"][0]["script"] == job.active_scenes[0].text.script
    assert boards[1]["scenes"][0]["script"] == "Ready."


async def test_metadata_is_kept_and_makes_no_revision_of_the_storyboard(stack: Stack) -> None:
    job = await stack.in_review()
    notes = {"prompt": "a tin, warm", "nested": {"seeds": [1, None]}, "empty": None}

    changed = await stack.put(f"{scenes_path(job)}/1", {"metadata": notes})

    assert notes.items() <= changed["scene"]["metadata"].items()
    assert changed["scene"]["revision"] == 2
    assert (await stack.jobs.load(job.id)).revision == 1


async def test_a_change_of_an_older_revision_is_refused(stack: Stack) -> None:
    job = await stack.in_review()
    read = await stack.http.get(f"{scenes_path(job)}/1")
    seen = read.headers["ETag"]
    assert seen.startswith('"1-')

    await stack.put(f"{scenes_path(job)}/1", {"script": "first"}, If_Match=seen)
    problem = await stack.put(f"{scenes_path(job)}/1", {"script": "second"}, 412, If_Match=seen)

    assert problem["code"] == "precondition_failed"
    assert "revision 2" in problem["detail"]
    assert (await stack.jobs.load(job.id)).active_scenes[0].text.script == "first"


@pytest.mark.parametrize("tag", ['"2"', "1", "x", '"x"', ""])
async def test_an_if_match_of_another_revision_changes_nothing(stack: Stack, tag: str) -> None:
    job = await stack.in_review()

    await stack.put(f"{scenes_path(job)}/1", {"script": "x"}, 412, If_Match=tag)

    assert await stack.jobs.load(job.id) == job


async def test_the_expected_revision_may_come_in_the_body(stack: Stack) -> None:
    job = await stack.in_review()

    await stack.put(f"{scenes_path(job)}/1", {"script": "x", "expected_revision": 5}, 412)


async def test_a_change_of_the_provider_changes_the_revision(stack: Stack) -> None:
    job = await stack.completed()

    await stack.put(f"{scenes_path(job)}/1", {"provider_id": "mine"}, If_Match='"1"')

    await stack.put(f"{scenes_path(job)}/1", {"provider_id": "yours"}, 412, If_Match='"1"')


async def test_a_put_with_the_present_values_changes_nothing(stack: Stack) -> None:
    job = await stack.completed()

    await stack.put(
        f"{scenes_path(job)}/1", {"script": job.active_scenes[0].text.script, "duration": 2, "status": "completed"}
    )

    assert await stack.jobs.load(job.id) == job


async def test_a_put_of_status_completed_without_a_clip_is_refused(stack: Stack) -> None:
    job = await stack.in_review()

    problem = await stack.put(f"{scenes_path(job)}/1", {"status": "completed"}, 422)

    assert "needs a clip" in problem["detail"]


async def test_a_put_of_status_pending_regenerates_the_scene(stack: Stack) -> None:
    job = await stack.completed()
    stack.vendor.slow.clear()

    changed = await stack.put(f"{scenes_path(job)}/1", {"status": "pending"})

    assert not changed["scene"]["has_video"]
    stack.vendor.slow.set()
    after = await stack.done(job)
    assert stack.orders(after) == 1
    assert after.active_scenes[0].take_id != job.active_scenes[0].take_id


async def test_a_put_of_status_failed_stops_the_take_at_the_vendor(stack: Stack) -> None:
    job = await stack.filming()
    take = job.active_scenes[0].take
    assert take

    changed = await stack.put(f"{scenes_path(job)}/1", {"status": "failed"})

    assert changed["scene"]["status"] == "failed"
    assert changed["scene"]["error"]["code"] == "stopped"
    stack.vendor.slow.set()
    parked = await stack.until(
        job, lambda now: progress(now).stage == "awaiting_retry" and now.active_scenes[0].takes[0].status == "cancelled"
    )
    assert take.order_id in stack.vendor.cancelled
    assert [scene.status for scene in parked.active_scenes] == ["failed", "completed", "completed"]
    await stack.act(job, "retry_failed_scenes")
    await stack.done(job)


async def test_a_put_of_status_failed_ends_a_retake_that_waits_for_a_busy_vendor_and_the_earlier_clip_is_in_the_film(
    stack: Stack,
) -> None:
    job = await stack.completed()
    stack.vendor.faults["refuse"] = [busy_for(60)]
    await stack.post(f"{scenes_path(job)}/1/regenerate")
    await stack.until(job, lambda now: now.active_scenes[0].take and now.active_scenes[0].take.waits_in_back_off)

    changed = await stack.put(f"{scenes_path(job)}/1", {"status": "failed"})

    assert (changed["scene"]["status"], changed["scene"]["error"]["code"]) == ("completed", "stopped")
    now = await stack.done(job)
    assert [scene.take_id for scene in now.active_scenes] == [scene.take_id for scene in job.active_scenes]
    assert stack.orders(now) == 0


async def test_a_put_of_status_failed_without_an_open_take_is_refused(stack: Stack) -> None:
    job = await stack.completed()

    problem = await stack.put(f"{scenes_path(job)}/1", {"status": "failed"}, 422)

    assert "none" in problem["detail"]


async def test_text_edited_while_the_scene_is_filmed_is_kept_and_marks_it_stale(stack: Stack) -> None:
    job = await stack.filming()

    await stack.put(f"{scenes_path(job)}/1", {"script": "Ready."})
    stack.vendor.slow.set()

    after = await stack.done(job)
    assert after.active_scenes[0].text.script == "Ready."
    assert after.active_scenes[0].is_stale


async def test_text_cannot_be_changed_while_it_is_rewritten_by_feedback(stack: Stack) -> None:
    job = await stack.completed()
    await stack.jobs.apply(job.id, str(uuid4()), parse_message("scene_regenerate", {"scene": 1, "feedback": "closer"}))
    rewriting = await stack.jobs.load(job.id)
    changed = SceneUpdated.model_validate({"scene": 1, "script": "Ready."})

    with pytest.raises(Invalid, match="being rewritten"):
        decide(rewriting, changed, "edit", job.updated_at, MODEL_CHOICE)

    await stack.put(f"{scenes_path(job)}/2", {"script": "Ready."})
    after = await stack.done(job)
    assert after.active_scenes[0].text != job.active_scenes[0].text
    await stack.put(f"{scenes_path(job)}/1", {"script": "Ready."})
