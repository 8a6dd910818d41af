"""A batch of changes is applied as a whole or not at all."""

import pytest

from domain.job.model import JobStatus
from tests.harness.api_client import Json
from tests.harness.stack import Stack, scenes_path


async def test_a_batch_is_applied_in_its_order(stack: Stack) -> None:
    job = await stack.completed()

    answer = await stack.post(
        f"{scenes_path(job)}/batch",
        {
            "operations": [
                {"op": "update", "scene": 1, "duration": 1.5, "provider_id": "mine"},
                {"op": "delete", "scene": str(job.active_scenes[1].id)},
                {"op": "regenerate", "scene": 3, "feedback": "closer"},
            ]
        },
    )

    assert answer["message"] == "Scenes updated successfully"
    assert [scene["scene_number"] for scene in answer["scenes"]] == [1, 3]
    assert answer["scenes"][0]["duration"] == 1.5
    assert answer["scenes"][0]["provider_id"] == "mine"
    after = await stack.done(job)
    assert [scene.number for scene in after.active_scenes] == [1, 3]
    assert after.active_scenes[1].text != job.active_scenes[2].text
    assert stack.orders(after) == 1


@pytest.mark.parametrize(
    ("second", "status", "words"),
    [
        ({"op": "update", "scene": 9, "script": "x"}, 404, "no scene 9"),
        ({"op": "update", "scene": 2, "status": "processing"}, 422, "processing"),
        ({"op": "update", "scene": 2, "expected_revision": 4}, 412, "revision 1"),
        ({"op": "update", "scene": 2, "duration": 60}, 422, "duration"),
        ({"op": "delete", "scene": 1}, 404, "no scene 1"),
    ],
)
async def test_one_refused_operation_refuses_the_whole_batch_and_is_named(
    stack: Stack, second: Json, status: int, words: str
) -> None:
    job = await stack.completed()

    problem = await stack.post(
        f"{scenes_path(job)}/batch", {"operations": [{"op": "delete", "scene": 1}, second]}, status
    )

    assert problem["detail"].startswith("operations[1]: ")
    assert words in problem["detail"]
    assert await stack.jobs.load(job.id) == job


@pytest.mark.parametrize(
    ("second", "path"),
    [
        ({"op": "update", "scene": 1, "duration": 0}, "operations[1].duration"),
        ({"op": "update", "scene": 1, "colour": "red"}, "operations[1].colour"),
        ({"op": "delete"}, "operations[1].scene"),
        ({"op": "swap", "scene": 1}, "operations[1].op"),
        ({"scene": 1}, "operations[1].op"),
    ],
)
async def test_a_bad_value_in_a_batch_is_named_by_its_path(stack: Stack, second: Json, path: str) -> None:
    job = await stack.in_review()

    problem = await stack.post(f"{scenes_path(job)}/batch", {"operations": [{"op": "delete", "scene": 1}, second]}, 422)

    assert path in [fault["path"] for fault in problem["errors"]]
    assert await stack.jobs.load(job.id) == job


async def test_a_scene_is_not_regenerated_twice_in_a_batch(stack: Stack) -> None:
    job = await stack.completed()

    again = {"op": "regenerate", "scene": 1}
    problem = await stack.post(f"{scenes_path(job)}/batch", {"operations": [again, again]}, 422)

    assert "operations[1]: scene 1 is being filmed" in problem["detail"]
    assert await stack.jobs.load(job.id) == job


async def test_in_review_each_change_of_a_batch_makes_a_revision(stack: Stack) -> None:
    job = await stack.in_review()

    await stack.post(
        f"{scenes_path(job)}/batch",
        {"operations": [{"op": "update", "scene": 1, "script": "Ready."}, {"op": "delete", "scene": 2}]},
    )

    after = await stack.jobs.load(job.id)
    assert after.active_scenes[0].text.script == "Ready."
    assert len(after.active_scenes) == 2
    assert after.revision > job.revision


async def test_in_review_a_scene_is_rewritten_as_the_last_of_a_batch(stack: Stack) -> None:
    job = await stack.in_review()
    rewrite = {"op": "regenerate", "scene": 2}
    edit = {"op": "update", "scene": 1, "script": "Ready."}

    problem = await stack.post(f"{scenes_path(job)}/batch", {"operations": [rewrite, edit]}, 422)
    assert problem["detail"].startswith("operations[1]: ")
    await stack.post(f"{scenes_path(job)}/batch", {"operations": [edit, rewrite]})

    after = await stack.until(job, lambda now: now.status is JobStatus.STORYBOARD_REVIEW)
    assert after.active_scenes[0].text.script == "Ready."
    assert after.active_scenes[1].text != job.active_scenes[1].text
    assert after.active_scenes[2].text == job.active_scenes[2].text


async def test_a_batch_has_at_least_one_operation(stack: Stack) -> None:
    job = await stack.in_review()

    await stack.post(f"{scenes_path(job)}/batch", {"operations": []}, 422)


@pytest.mark.parametrize("op", ["update", "delete", "regenerate"])
async def test_a_scene_of_another_job_refuses_the_batch(stack: Stack, op: str) -> None:
    job, other = await stack.in_review(), await stack.in_review()

    operation = {"op": op, "scene": str(other.active_scenes[0].id)}
    problem = await stack.post(f"{scenes_path(job)}/batch", {"operations": [operation]}, 422)

    assert "does not belong to job" in problem["detail"]
    assert [await stack.jobs.load(each.id) for each in (job, other)] == [job, other]
