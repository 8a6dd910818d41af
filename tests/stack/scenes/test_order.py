"""The order of the scenes."""

from uuid import uuid4

import pytest

from domain.job.model import JobStatus
from tests.harness.stack import Stack, scenes_path
from tests.stack.takes.film_checks import ids, numbers, shows_its_scenes


async def test_setting_the_order_renumbers_the_scenes(stack: Stack) -> None:
    job = await stack.in_review()
    await stack.delete(f"{scenes_path(job)}/1")
    wanted = [str(ids(job)[2]), str(ids(job)[1])]

    ordered = await stack.put(f"{scenes_path(job)}/order", {"scene_ids": wanted})

    assert ordered["message"] == "Scenes reordered successfully"
    assert [(scene["scene_number"], scene["id"]) for scene in ordered["scenes"]] == [(1, wanted[0]), (2, wanted[1])]
    assert numbers(await stack.jobs.load(job.id)) == [1, 2]


async def test_a_new_order_is_cut_from_the_same_clips(stack: Stack) -> None:
    job = await stack.completed()

    await stack.put(f"{scenes_path(job)}/order", {"scene_ids": [str(each) for each in reversed(ids(job))]})

    after = await shows_its_scenes(stack, job)
    assert ids(after) == ids(job)[::-1]
    assert after.film != job.film
    assert stack.orders(after) == 0


async def test_scenes_can_be_ordered_and_edited_while_they_are_filmed(stack: Stack) -> None:
    job = await stack.filming()

    await stack.put(f"{scenes_path(job)}/order", {"scene_ids": [str(each) for each in reversed(ids(job))]})
    await stack.put(f"{scenes_path(job)}/1", {"transition": "fade", "duration": 1.0})
    stack.vendor.slow.set()

    after = await shows_its_scenes(stack, job)
    assert ids(after) == ids(job)[::-1]
    assert stack.orders(after) == 3


async def test_the_same_order_again_changes_nothing(stack: Stack) -> None:
    job = await stack.completed()

    await stack.put(f"{scenes_path(job)}/order", {"scene_ids": [str(each) for each in ids(job)]})

    now = await stack.jobs.load(job.id)
    assert (now.status, now.film, now.revision) == (JobStatus.COMPLETED, job.film, job.revision)


@pytest.mark.parametrize("kind", ["one missing", "one twice", "one unknown", "none"])
async def test_an_order_must_name_every_scene_once(stack: Stack, kind: str) -> None:
    job = await stack.in_review()
    all_of_them = [str(each) for each in ids(job)]
    wanted = {
        "one missing": all_of_them[1:],
        "one twice": [*all_of_them, all_of_them[0]],
        "one unknown": [*all_of_them[1:], str(uuid4())],
        "none": [],
    }[kind]

    problem = await stack.put(f"{scenes_path(job)}/order", {"scene_ids": wanted}, 422)

    assert "scene_ids" in problem["detail"]
    assert await stack.jobs.load(job.id) == job
