"""Two clients who change one job at the same time."""

import asyncio
import random
from collections import Counter
from typing import Any
from uuid import uuid4

import httpx

from domain.film_format import frames
from domain.job.model import Job, JobStatus
from tests.harness.stack import Stack, frames_shown, scenes_path

ROUNDS = 10

Call = tuple[str, str, dict[str, Any]]


def conflicting_calls(job: Job, draw: random.Random) -> list[Call]:
    """Requests that conflict when sent at the same time."""
    path, ids = scenes_path(job), [str(scene.id) for scene in job.active_scenes]
    scene, other = draw.choice(ids), draw.choice(ids)
    deleted = [scene for scene in job.scenes if scene.deleted_at]
    takes = [take.id for each in job.active_scenes if str(each.id) == scene for take in each.takes if take.frames]
    calls: list[Call] = [
        ("PUT", f"{path}/{scene}", {"script": f"script {draw.random()}"}),
        ("PUT", f"{path}/{scene}", {"duration": 1.0}),
        ("PUT", f"{path}/{scene}", {"transition": draw.choice(["cut", "fade"])}),
        ("POST", f"{path}/{scene}/regenerate", {}),
        ("PUT", f"{path}/order", {"scene_ids": draw.sample(ids, len(ids))}),
        ("POST", path, {"description": "one more", "duration": 1.0, "after": other}),
        ("POST", f"{path}/batch", {"operations": [{"op": "update", "scene": scene, "script": "batch"}]}),
    ]
    if len(ids) > 2:
        calls.append(("DELETE", f"{path}/{scene}", {}))
    if deleted:
        calls.append(("POST", f"{path}/{deleted[0].id}/restore", {}))
    if takes:
        calls.append(("POST", f"{path}/{scene}/takes/{takes[0]}/select", {}))
    return draw.sample(calls, 4)


async def sent(stack: Stack, call: Call) -> httpx.Response:
    method, path, body = call
    return await stack.http.request(method, path, json=body if method != "DELETE" else None)


async def counts_are_right(stack: Stack, job: Job) -> None:
    listed = await stack.get(scenes_path(job))
    status = Counter(scene["status"] for scene in listed["scenes"])
    assert listed["total_scenes"] == len(listed["scenes"])
    assert listed["completed_scenes"] == status["completed"]
    assert listed["progress"]["failed_scenes"] == status["failed"]
    assert listed["progress"]["processing_scenes"] == status["processing"]
    assert listed["progress_percentage"] == round(100 * status["completed"] / len(listed["scenes"]), 1)
    numbers = [scene["scene_number"] for scene in listed["scenes"]]
    assert numbers == sorted(set(numbers))


async def test_conflicting_requests_are_all_answered_and_the_job_stays_consistent(stack: Stack) -> None:
    job = await stack.completed()
    draw = random.Random(11)

    for _ in range(ROUNDS):
        now = await stack.jobs.load(job.id)
        answers = await asyncio.gather(*(sent(stack, call) for call in conflicting_calls(now, draw)))
        for answer in answers:
            assert answer.status_code in (200, 201, 404, 409, 412, 422, 503), answer.text
        await counts_are_right(stack, job)

    job = await stack.done(job)
    length = sum(frames(scene.text.duration) for scene in job.active_scenes)
    assert await frames_shown(stack, f"/api/v3/jobs/{job.id}/video") == length
    assert all(stack.vendor.accepted[str(take.id)] <= 1 for scene in job.scenes for take in scene.takes)


async def test_of_two_changes_of_the_same_revision_one_is_refused(stack: Stack) -> None:
    job = await stack.in_review()
    scene = f"{scenes_path(job)}/1"

    for _ in range(ROUNDS):
        answer = await stack.http.get(scene)
        read, tag = answer.json()["scene"], answer.headers["ETag"]
        words = [f"script {uuid4()}" for _ in range(2)]
        answers = await asyncio.gather(*(stack.send("PUT", scene, {"script": each}, If_Match=tag) for each in words))
        assert sorted(answer.status_code for answer in answers) == [200, 412]
        winner = next(each for each, answer in zip(words, answers, strict=True) if answer.status_code == 200)
        now = (await stack.get(scene))["scene"]
        assert (now["script"], now["revision"]) == (winner, read["revision"] + 1)


async def test_simultaneous_changes_of_different_fields_are_all_applied(stack: Stack) -> None:
    job = await stack.in_review()
    scene = f"{scenes_path(job)}/1"
    wanted = {"script": "Ready.", "camera": "still", "duration": 3.0, "visual": "a tin", "music": "piano"}

    answers = await asyncio.gather(*(stack.send("PUT", scene, {name: value}) for name, value in wanted.items()))

    assert {answer.status_code for answer in answers} == {200}
    now = (await stack.get(scene))["scene"]
    assert {name: now[name] for name in wanted} == wanted
    changes = sum(value != getattr(job.active_scenes[0].text, name) for name, value in wanted.items())
    assert now["revision"] == 1 + changes
    assert (await stack.jobs.load(job.id)).revision == 1 + changes


async def test_a_scene_deleted_by_ten_requests_is_deleted_once(stack: Stack) -> None:
    job = await stack.completed()

    answers = await asyncio.gather(*(stack.send("DELETE", f"{scenes_path(job)}/2") for _ in range(10)))

    # a refusal says that it is gone, or, while the film is cut without it, that nothing may be deleted now
    assert {answer.status_code for answer in answers} <= {200, 404, 422}
    assert sum(answer.status_code == 200 for answer in answers) == 1
    await stack.until(job, lambda now: now.status is JobStatus.COMPLETED)


async def test_a_scene_regenerated_by_ten_requests_is_filmed_once_for_each_that_was_accepted(stack: Stack) -> None:
    job = await stack.completed()
    stack.vendor.slow.clear()

    answers = await asyncio.gather(*(stack.send("POST", f"{scenes_path(job)}/1/regenerate", {}) for _ in range(10)))

    assert {answer.status_code for answer in answers} <= {200, 422}
    marked = sum(answer.status_code == 200 for answer in answers)
    assert marked >= 1
    stack.vendor.slow.set()
    after = await stack.done(job)
    assert len(after.active_scenes[0].takes) == 1 + marked
    assert all(stack.vendor.accepted[str(take.id)] <= 1 for take in after.active_scenes[0].takes)


async def test_simultaneous_regenerates_of_a_part_are_each_answered_with_a_clip_or_a_conflict(stack: Stack) -> None:
    job = await stack.completed()
    body = {"session_id": str(job.id), "scenario": "hook"}

    answers = await asyncio.gather(*(stack.send("POST", "/api/videos/regenerate-scene", body) for _ in range(6)))

    assert {answer.status_code for answer in answers} <= {200, 409}
    filmed = sum(answer.status_code == 200 for answer in answers)
    after = await stack.done(job)
    assert stack.orders(after) >= filmed >= 1
    assert all(stack.vendor.accepted[str(take.id)] <= 1 for take in after.active_scenes[0].takes)
