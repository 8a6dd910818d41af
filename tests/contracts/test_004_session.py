"""Seed document `004…`: filming one part of the ad again."""

import asyncio
from dataclasses import replace
from uuid import uuid4

import pytest

from domain.job.model import Job, JobStatus
from tests.harness.api_client import Json, api_client, json_of
from tests.harness.stack import Stack, busy_for, frames_shown, refused_with, scenes_path

PATH = "/api/videos/regenerate-scene"


def again(job: Job, scenario: str = "hook") -> Json:
    return {"session_id": str(job.id), "scenario": scenario}


async def test_regenerating_a_part_leaves_the_other_scenes(stack: Stack) -> None:
    job = await stack.completed()

    answer = await stack.post(PATH, again(job))

    scene, shown = job.active_scenes[0], (await stack.get(f"{scenes_path(job)}/1"))["scene"]
    assert answer == {
        "success": True,
        "session_id": str(job.id),
        "scenario": "hook",
        "video_url": f"{scenes_path(job)}/{scene.id}/video",
        "duration": 2.0,
        "status": "completed",
        "created_at": shown["created_at"],
        "message": "Scene regenerated successfully",
    }
    after = await stack.done(job)
    assert after.active_scenes[0].created_at == scene.created_at
    assert after.active_scenes[0].take_id != scene.take_id
    assert after.active_scenes[1:] == job.active_scenes[1:]
    assert stack.orders(after) == 1
    assert await frames_shown(stack, answer["video_url"]) == 60


async def test_the_take_is_made_from_the_full_description(stack: Stack) -> None:
    job = await stack.completed()

    await stack.post(PATH, again(job))

    take = (await stack.done(job)).active_scenes[0].take
    assert take
    assert take.text == job.active_scenes[0].text


@pytest.mark.parametrize("scenario", ["HOOK", "Hook", " hook "])
async def test_the_parts_name_may_be_upper_or_lower_case(stack: Stack, scenario: str) -> None:
    job = await stack.completed()

    assert (await stack.post(PATH, again(job, scenario)))["scenario"] == "hook"


async def test_the_first_scene_of_the_part_is_filmed(stack: Stack) -> None:
    job = await stack.completed()
    added = await stack.post(scenes_path(job), {"description": "x", "scenario": "hook", "duration": 1}, 201)
    before = await stack.done(job)

    await stack.post(PATH, again(job))

    after = await stack.done(job)
    assert after.active_scenes[0].take_id != before.active_scenes[0].take_id
    assert str(after.active_scenes[3].id) == added["scene"]["id"]
    assert after.active_scenes[3] == before.active_scenes[3]


@pytest.mark.parametrize("session", ["9b2f0b52-1111-4222-8333-444455556666", "123", "", "x' or 1=1"])
@pytest.mark.parametrize("scenario", ["hook", "intro"])
async def test_an_unknown_session_is_refused_first(stack: Stack, session: str, scenario: str) -> None:
    await stack.post(PATH, {"session_id": session, "scenario": scenario}, 404)


@pytest.mark.parametrize("scenario", ["intro", "", "hook,cta"])
async def test_an_unknown_part_is_refused_second(stack: Stack, scenario: str) -> None:
    job = await stack.in_review()

    problem = await stack.post(PATH, again(job, scenario), 400)

    assert "hook, problem, solution, cta" in problem["detail"]


async def test_a_part_without_a_scene_is_refused_third(stack: Stack) -> None:
    job = await stack.in_review()

    problem = await stack.post(PATH, again(job, "problem"), 404)

    assert "no problem scene" in problem["detail"]


async def test_a_job_that_was_not_filmed_is_refused_fourth(stack: Stack) -> None:
    job = await stack.in_review()

    problem = await stack.post(PATH, again(job), 409)

    assert "storyboard_review" in problem["detail"]


async def test_a_scene_that_is_being_filmed_is_refused_last(stack: Stack) -> None:
    job = await stack.filming()

    problem = await stack.post(PATH, again(job), 409)

    assert "being filmed" in problem["detail"]
    assert stack.orders(await stack.jobs.load(job.id)) == 3


@pytest.mark.parametrize("body", [{}, {"session_id": "x"}, {"session_id": 1, "scenario": "hook"}, {"colour": "red"}])
async def test_a_body_without_session_or_part_is_refused(stack: Stack, body: Json) -> None:
    await stack.post(PATH, body, 422)


async def test_a_vendors_refusal_is_answered_with_its_message_and_the_earlier_clip_is_selected(
    stack: Stack,
) -> None:
    job = await stack.completed()
    stack.vendor.faults["refuse"] = [refused_with("flagged as sensitive")]

    problem = await stack.post(PATH, again(job), 500)

    assert problem["detail"] == "test: flagged as sensitive"
    assert (problem["code"], problem["retryable"]) == ("filming_failed", False)
    after = await stack.done(job)
    assert (after.active_scenes[0].take_id, after.film) == (job.active_scenes[0].take_id, job.film)
    assert (await stack.get(f"{scenes_path(job)}/1"))["scene"]["error"]["message"] == "test: flagged as sensitive"


async def test_a_repeated_refusal_under_one_key_orders_nothing(stack: Stack) -> None:
    job = await stack.completed()
    stack.vendor.faults["refuse"] = [refused_with("flagged as sensitive")]
    key = str(uuid4())

    first = await stack.post(PATH, again(job), 500, Idempotency_Key=key)
    second = await stack.post(PATH, again(job), 500, Idempotency_Key=key)

    assert first["detail"] == second["detail"]
    assert stack.orders(await stack.done(job)) == 0


async def test_with_respond_async_the_answer_names_where_to_look(stack: Stack) -> None:
    job = await stack.completed()
    stack.vendor.slow.clear()

    answer = await stack.send("POST", PATH, again(job), Prefer="respond-async")

    body = json_of(answer, 202)
    assert (body["success"], body["status"], body["video_url"], body["duration"]) == (True, "processing", None, None)
    assert answer.headers["Location"] == f"{scenes_path(job)}/{job.active_scenes[0].id}"
    assert answer.headers["Preference-Applied"] == "respond-async"
    stack.vendor.slow.set()
    await stack.done(job)
    assert (await stack.get(answer.headers["Location"]))["scene"]["status"] == "completed"


async def test_after_the_longest_wait_the_answer_names_where_to_look(stack: Stack) -> None:
    job = await stack.completed()
    stack.vendor.slow.clear()
    impatient = replace(
        stack.container, settings=stack.container.settings.model_copy(update={"regenerate_wait_seconds": 1})
    )

    async with api_client(impatient) as http:
        answer = await http.post(PATH, json=again(job))

    assert json_of(answer, 202)["message"] == "Scene is being regenerated"
    assert answer.headers["Location"] == f"{scenes_path(job)}/{job.active_scenes[0].id}"
    assert "Preference-Applied" not in answer.headers


async def test_a_repeated_request_waits_for_its_own_take(stack: Stack) -> None:
    job = await stack.completed()
    stack.vendor.slow.clear()
    key = str(uuid4())
    first = asyncio.create_task(stack.post(PATH, again(job), Idempotency_Key=key))
    await stack.until(
        job,
        lambda now: now.active_scenes[0].take and now.active_scenes[0].take.order_id and not now.active_scenes[0].clip,
    )
    first.cancel()
    await asyncio.wait([first])

    second = asyncio.create_task(stack.post(PATH, again(job), Idempotency_Key=key))
    stack.vendor.slow.set()

    assert (await second)["status"] == "completed"
    assert stack.orders(await stack.done(job)) == 1


async def test_a_part_that_waits_for_a_busy_vendor_can_be_regenerated(stack: Stack) -> None:
    job = await stack.completed()
    stack.vendor.faults["refuse"] = [busy_for(60)]
    await stack.post(f"{scenes_path(job)}/1/regenerate")
    await stack.until(job, lambda now: now.active_scenes[0].take and now.active_scenes[0].take.waits_in_back_off)

    assert (await stack.post(PATH, again(job)))["status"] == "completed"

    assert stack.orders(await stack.done(job)) == 1


async def test_a_failed_part_can_be_regenerated(stack: Stack) -> None:
    job = await stack.awaiting_retry()
    failed = next(scene for scene in job.active_scenes if scene.clip is None)

    answer = await stack.post(PATH, again(job, failed.text.scenario))

    assert answer["status"] == "completed"
    await stack.until(job, lambda now: now.status is JobStatus.COMPLETED)


async def test_simultaneous_requests_for_one_part_film_it_once(stack: Stack) -> None:
    job = await stack.completed()

    answers = await asyncio.gather(*(stack.send("POST", PATH, again(job)) for _ in range(5)))

    assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409, 409]
    assert stack.orders(await stack.done(job)) == 1
