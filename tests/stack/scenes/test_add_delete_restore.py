"""Adding, deleting and restoring scenes."""

from uuid import UUID, uuid4

import pytest

from domain.job.progress import progress
from domain.job.scene import SceneStatus
from domain.job.storyboard_revision import Verdict
from tests.harness.api_client import Json
from tests.harness.stack import Stack, busy_for, scenes_path
from tests.stack.takes.film_checks import ids, numbers, seconds, shows_its_scenes

NEW: Json = {"description": "The lid comes off", "duration": 1.0}


async def test_a_scene_is_added_at_the_end(stack: Stack) -> None:
    job = await stack.in_review()

    answer = await stack.send("POST", scenes_path(job), {**NEW, "shot_type": "product", "metadata": {"by": "Ann"}})

    assert answer.status_code == 201
    added = answer.json()
    assert (added["message"], added["job_id"]) == ("Scene added successfully", str(job.id))
    scene = added["scene"]
    assert (scene["scene_number"], scene["status"], scene["shot_type"]) == (4, "pending", "product")
    assert scene["metadata"] == {"by": "Ann"}
    assert answer.headers["Location"] == f"{scenes_path(job)}/{scene['id']}"
    assert (await stack.get(answer.headers["Location"]))["scene"] == scene


@pytest.mark.parametrize("by", ["id", "number"])
async def test_a_scene_is_added_behind_another(stack: Stack, by: str) -> None:
    job = await stack.in_review()
    first = job.active_scenes[0]

    after = str(first.id) if by == "id" else first.number
    added = await stack.post(scenes_path(job), {**NEW, "after": after}, 201)

    now = await stack.jobs.load(job.id)
    assert ids(now) == [ids(job)[0], UUID(added["scene"]["id"]), *ids(job)[1:]]
    assert numbers(now) == [1, 2, 3, 4]


async def test_an_added_scene_takes_a_free_number_before_it_renumbers_others(stack: Stack) -> None:
    job = await stack.in_review()
    await stack.delete(f"{scenes_path(job)}/2")

    await stack.post(scenes_path(job), {**NEW, "after": 1}, 201)

    now = await stack.jobs.load(job.id)
    assert numbers(now) == [1, 2, 3]
    assert ids(now)[2] == ids(job)[2]


async def test_a_scene_after_an_unknown_scene_is_refused(stack: Stack) -> None:
    job = await stack.in_review()

    await stack.post(scenes_path(job), {**NEW, "after": 7}, 404)

    assert await stack.jobs.load(job.id) == job


@pytest.mark.parametrize(
    "body", [{}, {"description": " "}, {**NEW, "duration": 0}, {**NEW, "status": "completed"}, {**NEW, "after": "1"}]
)
async def test_an_incomplete_scene_is_refused(stack: Stack, body: Json) -> None:
    job = await stack.in_review()

    await stack.post(scenes_path(job), body, 422)

    assert await stack.jobs.load(job.id) == job


async def test_a_scene_sent_twice_under_one_key_is_added_once(stack: Stack) -> None:
    job = await stack.in_review()
    key = str(uuid4())

    first = await stack.post(scenes_path(job), NEW, 201, Idempotency_Key=key)
    second = await stack.post(scenes_path(job), NEW, 201, Idempotency_Key=key)

    assert first == second
    assert numbers(await stack.jobs.load(job.id)) == [1, 2, 3, 4]


async def test_in_review_adding_or_deleting_a_scene_makes_a_revision(stack: Stack) -> None:
    job = await stack.in_review()
    path = scenes_path(job)

    added = await stack.post(path, NEW, 201)
    await stack.delete(f"{path}/2")
    await stack.post(f"{path}/{ids(job)[1]}/restore")
    await stack.put(f"{path}/order", {"scene_ids": [added["scene"]["id"], *map(str, ids(job))]})

    boards = (await stack.get(f"/api/v3/jobs/{job.id}/storyboards"))["data"]
    shown = [[scene["sceneNumber"] for scene in board["scenes"]] for board in boards]
    assert shown == [[1, 2, 3], [1, 2, 3, 4], [1, 3, 4], [1, 2, 3, 4], [1, 2, 3, 4]]
    assert [board["verdict"] for board in boards] == [*["replaced"] * 4, None]
    assert boards[-1]["scenes"][0]["description"] == NEW["description"]
    assert (await stack.jobs.load(job.id)).revision == 5


async def test_an_approval_approves_the_edited_storyboard(stack: Stack) -> None:
    job = await stack.in_review()
    await stack.post(scenes_path(job), NEW, 201)
    await stack.delete(f"{scenes_path(job)}/1")
    problem = await stack.post(
        f"/api/v3/jobs/{job.id}/actions", {"action": "approve_storyboard", "storyboardRevision": 1}, 409
    )
    assert "3 is" in problem["detail"]

    await stack.act(job, "approve_storyboard", storyboardRevision=3)

    job = await shows_its_scenes(stack, job)
    assert numbers(job) == [2, 3, 4]
    assert stack.orders(job) == 3
    board = job.current_storyboard
    assert board
    assert board.verdict is Verdict.APPROVED


async def test_a_scene_added_to_a_finished_film_is_filmed_and_cut_in(stack: Stack) -> None:
    job = await stack.completed()

    added = await stack.post(scenes_path(job), {**NEW, "after": 1, "transition": "crossfade"}, 201)

    assert added["scene"]["status"] in ("pending", "processing")
    after = await shows_its_scenes(stack, job)
    assert numbers(after) == [1, 2, 3, 4]
    assert seconds(after) == seconds(job) + 1
    assert stack.orders(after) == 1
    assert after.active_scenes[0] == job.active_scenes[0]


async def test_a_scene_added_while_others_are_filmed_is_filmed_with_them(stack: Stack) -> None:
    job = await stack.filming()

    await stack.post(scenes_path(job), NEW, 201)
    stack.vendor.slow.set()

    after = await shows_its_scenes(stack, job)
    assert stack.orders(after) == 4


async def test_a_scene_deleted_from_a_finished_film_is_cut_out_and_the_other_numbers_stay(stack: Stack) -> None:
    job = await stack.completed()

    await stack.delete(f"{scenes_path(job)}/2")

    after = await shows_its_scenes(stack, job)
    assert numbers(after) == [1, 3]
    assert stack.orders(after) == 0


async def test_the_last_scene_cannot_be_deleted(stack: Stack) -> None:
    job = await stack.in_review()
    await stack.delete(f"{scenes_path(job)}/1")
    await stack.delete(f"{scenes_path(job)}/2")

    problem = await stack.delete(f"{scenes_path(job)}/3", 422)

    assert "last scene" in problem["detail"]


async def test_a_number_that_an_active_and_a_deleted_scene_have_names_the_active_scene(stack: Stack) -> None:
    job = await stack.in_review()
    await stack.delete(f"{scenes_path(job)}/2")
    added = await stack.post(scenes_path(job), {**NEW, "after": 1}, 201)

    deleted = await stack.delete(f"{scenes_path(job)}/2")

    assert deleted["scene_id"] == added["scene"]["id"]


async def test_a_scene_that_waits_for_a_busy_vendor_may_be_deleted(stack: Stack) -> None:
    job = await stack.completed()
    stack.vendor.faults["refuse"] = [busy_for(60)] * 3
    await stack.post(f"{scenes_path(job)}/2/regenerate")
    await stack.until(job, lambda now: now.active_scenes[1].take and now.active_scenes[1].take.waits_in_back_off)

    await stack.delete(f"{scenes_path(job)}/2")

    after = await shows_its_scenes(stack, job)
    assert numbers(after) == [1, 3]
    assert stack.orders(after) == 0


async def test_a_restored_scene_has_its_number_and_its_clip_again(stack: Stack) -> None:
    job = await stack.completed()
    await stack.delete(f"{scenes_path(job)}/2")
    await stack.done(job)

    restored = await stack.post(f"{scenes_path(job)}/{ids(job)[1]}/restore")

    assert (restored["message"], restored["scene"]["scene_number"]) == ("Scene restored successfully", 2)
    after = await shows_its_scenes(stack, job)
    assert after.film
    assert job.film
    assert after.film.id == job.film.id
    assert stack.orders(after) == 0


async def test_a_scene_restored_after_it_was_to_be_filmed_again_has_its_earlier_clip(stack: Stack) -> None:
    job = await stack.completed()
    stack.vendor.faults["refuse"] = [busy_for(60)]
    await stack.post(f"{scenes_path(job)}/2/regenerate")
    await stack.until(job, lambda now: now.active_scenes[1].take and now.active_scenes[1].take.waits_in_back_off)
    await stack.delete(f"{scenes_path(job)}/2")

    await stack.post(f"{scenes_path(job)}/{ids(job)[1]}/restore")

    after = await shows_its_scenes(stack, job)
    assert after.film == job.film
    assert stack.orders(after) == 0


async def test_a_deleted_scene_can_still_be_looked_at_by_its_id(stack: Stack) -> None:
    job = await stack.completed()
    await stack.delete(f"{scenes_path(job)}/2")
    (deleted,) = (await stack.get(f"{scenes_path(job)}?deleted=true"))["scenes"]

    for url in (deleted["still_url"], deleted["video_url"], f"{scenes_path(job)}/{ids(job)[1]}/still"):
        assert (await stack.http.get(url)).status_code == 200, url
    assert (await stack.http.get(f"{scenes_path(job)}/2/still")).status_code == 404


async def test_a_restored_scene_whose_number_is_taken_becomes_the_last(stack: Stack) -> None:
    job = await stack.in_review()
    await stack.delete(f"{scenes_path(job)}/2")
    await stack.post(scenes_path(job), {**NEW, "after": 1}, 201)

    await stack.post(f"{scenes_path(job)}/{ids(job)[1]}/restore")

    now = await stack.jobs.load(job.id)
    assert numbers(now) == [1, 2, 3, 4]
    assert ids(now)[3] == ids(job)[1]


async def test_restoring_an_active_scene_is_refused(stack: Stack) -> None:
    job = await stack.in_review()

    problem = await stack.post(f"{scenes_path(job)}/{ids(job)[0]}/restore", status=409)

    assert "not deleted" in problem["detail"]


async def test_a_restored_scene_without_a_clip_waits_for_a_decision(stack: Stack) -> None:
    job = await stack.awaiting_retry()
    left_out = next(scene for scene in job.active_scenes if scene.status is SceneStatus.FAILED)
    await stack.act(job, "finish_without_failed")
    await stack.done(job)

    await stack.post(f"{scenes_path(job)}/{left_out.id}/restore")

    now = await stack.jobs.load(job.id)
    assert progress(now).stage == "awaiting_retry"
    await stack.act(job, "retry_failed_scenes")
    after = await shows_its_scenes(stack, job)
    assert stack.orders(after) == 3


async def test_deleted_scenes_are_listed_until_they_are_restored(stack: Stack) -> None:
    job = await stack.in_review()
    first, second = job.active_scenes[:2]
    await stack.delete(f"{scenes_path(job)}/{first.id}")
    await stack.delete(f"{scenes_path(job)}/{second.id}")

    deleted = (await stack.get(f"{scenes_path(job)}?deleted=true"))["scenes"]
    await stack.post(f"{scenes_path(job)}/{second.id}/restore", {})

    assert [scene["id"] for scene in deleted] == [str(second.id), str(first.id)]
    left = (await stack.get(f"{scenes_path(job)}?deleted=true"))["scenes"]
    assert [scene["id"] for scene in left] == [str(first.id)]
