"""Which scenes there are: added, left out, brought back."""

from uuid import UUID, uuid4

import pytest

from domain.job.model import SceneStatus, Verdict
from domain.job.progress import progress
from tests.stack.scenes.looking import ids, numbers, seconds, shows_its_scenes
from tests.stack.scenes.stack import Json, Stack, busy, scenes_of

NEW: Json = {"description": "The lid comes off", "duration": 1.0}


async def test_a_scene_is_added_at_the_end(stage: Stack) -> None:
    job = await stage.in_review()

    answer = await stage.send("POST", scenes_of(job), {**NEW, "shot_type": "product", "metadata": {"by": "Ann"}})

    assert answer.status_code == 201
    added = answer.json()
    assert (added["message"], added["job_id"]) == ("Scene added successfully", str(job.id))
    scene = added["scene"]
    assert (scene["scene_number"], scene["status"], scene["shot_type"]) == (4, "pending", "product")
    assert scene["metadata"] == {"by": "Ann"}
    assert answer.headers["Location"] == f"{scenes_of(job)}/{scene['id']}"
    assert (await stage.get(answer.headers["Location"]))["scene"] == scene


@pytest.mark.parametrize("by", ["id", "number"])
async def test_a_scene_is_added_behind_another(stage: Stack, by: str) -> None:
    job = await stage.in_review()
    first = job.active_scenes[0]

    after = str(first.id) if by == "id" else first.number
    added = await stage.post(scenes_of(job), {**NEW, "after": after}, 201)

    now = await stage.jobs.load(job.id)
    assert ids(now) == [ids(job)[0], UUID(added["scene"]["id"]), *ids(job)[1:]]
    assert numbers(now) == [1, 2, 3, 4]


async def test_an_added_scene_fills_a_gap_before_it_moves_others(stage: Stack) -> None:
    job = await stage.in_review()
    await stage.delete(f"{scenes_of(job)}/2")

    await stage.post(scenes_of(job), {**NEW, "after": 1}, 201)

    now = await stage.jobs.load(job.id)
    assert numbers(now) == [1, 2, 3]
    assert ids(now)[2] == ids(job)[2]


async def test_a_scene_behind_one_that_there_is_not_is_not_added(stage: Stack) -> None:
    job = await stage.in_review()

    await stage.post(scenes_of(job), {**NEW, "after": 7}, 404)

    assert await stage.jobs.load(job.id) == job


@pytest.mark.parametrize(
    "body", [{}, {"description": " "}, {**NEW, "duration": 0}, {**NEW, "status": "completed"}, {**NEW, "after": "1"}]
)
async def test_half_a_scene_is_not_added(stage: Stack, body: Json) -> None:
    job = await stage.in_review()

    await stage.post(scenes_of(job), body, 422)

    assert await stage.jobs.load(job.id) == job


async def test_a_scene_sent_twice_under_one_key_is_added_once(stage: Stack) -> None:
    job = await stage.in_review()
    key = str(uuid4())

    first = await stage.post(scenes_of(job), NEW, 201, Idempotency_Key=key)
    second = await stage.post(scenes_of(job), NEW, 201, Idempotency_Key=key)

    assert first == second
    assert numbers(await stage.jobs.load(job.id)) == [1, 2, 3, 4]


async def test_in_review_every_change_of_the_set_is_a_revision(stage: Stack) -> None:
    job = await stage.in_review()
    path = scenes_of(job)

    added = await stage.post(path, NEW, 201)
    await stage.delete(f"{path}/2")
    await stage.post(f"{path}/{ids(job)[1]}/restore")
    await stage.put(f"{path}/order", {"scene_ids": [added["scene"]["id"], *map(str, ids(job))]})

    boards = (await stage.get(f"/api/v3/jobs/{job.id}/storyboards"))["data"]
    shown = [[scene["sceneNumber"] for scene in board["scenes"]] for board in boards]
    assert shown == [[1, 2, 3], [1, 2, 3, 4], [1, 3, 4], [1, 2, 3, 4], [1, 2, 3, 4]]
    assert [board["verdict"] for board in boards] == [*["replaced"] * 4, None]
    assert boards[-1]["scenes"][0]["description"] == NEW["description"]
    assert (await stage.jobs.load(job.id)).revision == 5


async def test_what_is_approved_is_what_was_edited(stage: Stack) -> None:
    job = await stage.in_review()
    await stage.post(scenes_of(job), NEW, 201)
    await stage.delete(f"{scenes_of(job)}/1")
    problem = await stage.post(
        f"/api/v3/jobs/{job.id}/actions", {"action": "approve_storyboard", "storyboardRevision": 1}, 409
    )
    assert "3 is" in problem["detail"]

    await stage.act(job, "approve_storyboard", storyboardRevision=3)

    job = await shows_its_scenes(stage, job)
    assert numbers(job) == [2, 3, 4]
    assert stage.orders(job) == 3
    board = job.current_storyboard
    assert board
    assert board.verdict is Verdict.APPROVED


async def test_a_scene_added_to_a_finished_film_is_filmed_and_cut_in(stage: Stack) -> None:
    job = await stage.completed()

    added = await stage.post(scenes_of(job), {**NEW, "after": 1, "transition": "crossfade"}, 201)

    assert added["scene"]["status"] in ("pending", "processing")
    after = await shows_its_scenes(stage, job)
    assert numbers(after) == [1, 2, 3, 4]
    assert seconds(after) == seconds(job) + 1
    assert stage.orders(after) == 1
    assert after.active_scenes[0] == job.active_scenes[0]


async def test_a_scene_added_while_others_are_filmed_is_filmed_with_them(stage: Stack) -> None:
    job = await stage.filming()

    await stage.post(scenes_of(job), NEW, 201)
    stage.vendor.slow.set()

    after = await shows_its_scenes(stage, job)
    assert stage.orders(after) == 4


async def test_a_scene_left_out_of_a_finished_film_is_cut_out_and_the_numbers_stay(stage: Stack) -> None:
    job = await stage.completed()

    await stage.delete(f"{scenes_of(job)}/2")

    after = await shows_its_scenes(stage, job)
    assert numbers(after) == [1, 3]
    assert stage.orders(after) == 0


async def test_the_last_scene_stays(stage: Stack) -> None:
    job = await stage.in_review()
    await stage.delete(f"{scenes_of(job)}/1")
    await stage.delete(f"{scenes_of(job)}/2")

    problem = await stage.delete(f"{scenes_of(job)}/3", 422)

    assert "last scene" in problem["detail"]


async def test_of_two_scenes_that_had_a_number_the_one_that_is_deleted_is_named(stage: Stack) -> None:
    job = await stage.in_review()
    await stage.delete(f"{scenes_of(job)}/2")
    added = await stage.post(scenes_of(job), {**NEW, "after": 1}, 201)

    deleted = await stage.delete(f"{scenes_of(job)}/2")

    assert deleted["scene_id"] == added["scene"]["id"]


async def test_a_scene_that_waits_for_a_busy_vendor_may_be_deleted(stage: Stack) -> None:
    job = await stage.completed()
    stage.vendor.faults["refuse"] = [busy(60)] * 3
    await stage.post(f"{scenes_of(job)}/2/regenerate")
    await stage.until(job, lambda now: now.active_scenes[1].take and now.active_scenes[1].take.waits_in_back_off)

    await stage.delete(f"{scenes_of(job)}/2")

    after = await shows_its_scenes(stage, job)
    assert numbers(after) == [1, 3]
    assert stage.orders(after) == 0


async def test_a_restored_scene_has_its_number_and_its_clip_again(stage: Stack) -> None:
    job = await stage.completed()
    await stage.delete(f"{scenes_of(job)}/2")
    await stage.done(job)

    restored = await stage.post(f"{scenes_of(job)}/{ids(job)[1]}/restore")

    assert (restored["message"], restored["scene"]["scene_number"]) == ("Scene restored successfully", 2)
    after = await shows_its_scenes(stage, job)
    assert after.film
    assert job.film
    assert after.film.id == job.film.id
    assert stage.orders(after) == 0


async def test_a_scene_restored_after_it_was_to_be_filmed_again_has_its_earlier_clip(stage: Stack) -> None:
    job = await stage.completed()
    stage.vendor.faults["refuse"] = [busy(60)]
    await stage.post(f"{scenes_of(job)}/2/regenerate")
    await stage.until(job, lambda now: now.active_scenes[1].take and now.active_scenes[1].take.waits_in_back_off)
    await stage.delete(f"{scenes_of(job)}/2")

    await stage.post(f"{scenes_of(job)}/{ids(job)[1]}/restore")

    after = await shows_its_scenes(stage, job)
    assert after.film == job.film
    assert stage.orders(after) == 0


async def test_a_restored_scene_whose_number_is_taken_comes_last(stage: Stack) -> None:
    job = await stage.in_review()
    await stage.delete(f"{scenes_of(job)}/2")
    await stage.post(scenes_of(job), {**NEW, "after": 1}, 201)

    await stage.post(f"{scenes_of(job)}/{ids(job)[1]}/restore")

    now = await stage.jobs.load(job.id)
    assert numbers(now) == [1, 2, 3, 4]
    assert ids(now)[3] == ids(job)[1]


async def test_a_scene_that_is_there_is_not_restored(stage: Stack) -> None:
    job = await stage.in_review()

    problem = await stage.post(f"{scenes_of(job)}/{ids(job)[0]}/restore", status=409)

    assert "not deleted" in problem["detail"]


async def test_a_restored_scene_without_a_clip_waits_for_a_decision(stage: Stack) -> None:
    job = await stage.awaiting_retry()
    left_out = next(scene for scene in job.active_scenes if scene.status is SceneStatus.FAILED)
    await stage.act(job, "finish_without_failed")
    await stage.done(job)

    await stage.post(f"{scenes_of(job)}/{left_out.id}/restore")

    now = await stage.jobs.load(job.id)
    assert progress(now).stage == "awaiting_retry"
    await stage.act(job, "retry_failed_scenes")
    after = await shows_its_scenes(stage, job)
    assert stage.orders(after) == 3
