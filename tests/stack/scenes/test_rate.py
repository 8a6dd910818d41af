"""How often the scenes of one job may be regenerated."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import text

from db.connections.engine import connect
from db.jobs.repository import PostgresJobs, RegenerateRate
from domain.errors import Invalid, TooManyRequests
from domain.job.approval import ANYBODY
from domain.job.model import Job
from domain.rules.scenes.scene_messages import SceneRegenerate
from tests.harness.api_client import Json, json_of
from tests.harness.prepared_jobs import MODEL_CHOICE
from tests.harness.stack import Stack, busy_for, open_stack, scenes_path

TWICE_A_MINUTE = RegenerateRate(count=2, window=timedelta(minutes=1))


@pytest.fixture(scope="module")
async def limited(new_database: Callable[[str], str]) -> AsyncIterator[Stack]:
    """A stack whose jobs are regenerated twice a minute at most, and then wait for a busy vendor."""
    async with open_stack(new_database("limited"), TWICE_A_MINUTE) as ready:
        await ready.completed()
        ready.vendor.faults["refuse"] = [busy_for(600)] * 100
        yield ready


async def regenerated_twice(stack: Stack) -> Job:
    job = await stack.completed()
    await stack.post(f"{scenes_path(job)}/1/regenerate")
    await stack.post(f"{scenes_path(job)}/2/regenerate")
    return job


async def a_minute_passes(stack: Stack, job: Job) -> None:
    async with stack.container.engine.begin() as connection:
        statement = text("update requests set created_at = created_at - interval '61 seconds' where job_id = :job")
        await connection.execute(statement, {"job": job.id})


async def test_a_regenerate_above_the_limit_is_answered_with_the_seconds_to_wait(limited: Stack) -> None:
    job = await regenerated_twice(limited)

    answer = await limited.send("POST", f"{scenes_path(job)}/3/regenerate")

    problem = json_of(answer, 429)
    assert (problem["code"], problem["retryable"]) == ("too_many_requests", True)
    assert 1 <= int(answer.headers["Retry-After"]) <= 60
    assert "2 times in 60 s" in problem["detail"]
    assert (await limited.jobs.load(job.id)).active_scenes[2] == job.active_scenes[2]


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/scenes/batch", {"operations": [{"op": "regenerate", "scene": 3}]}),
        ("/scenes/batch", {"operations": [{"op": "update", "scene": 3, "status": "pending"}]}),
        ("/actions", {"action": "regenerate_scene", "sceneNumber": 3}),
    ],
)
async def test_every_request_that_regenerates_is_counted(limited: Stack, path: str, body: Json) -> None:
    job = await regenerated_twice(limited)

    await limited.post(f"/api/v3/jobs/{job.id}{path}", body, 429)

    assert (await limited.jobs.load(job.id)).active_scenes[2] == job.active_scenes[2]


async def test_a_status_of_pending_and_a_part_by_its_name_are_counted_too(limited: Stack) -> None:
    job = await limited.completed()
    await limited.put(f"{scenes_path(job)}/1", {"status": "pending"})
    await limited.put(f"{scenes_path(job)}/2", {"status": "pending"})

    await limited.put(f"{scenes_path(job)}/3", {"status": "pending"}, 429)
    await limited.post("/api/videos/regenerate-scene", {"session_id": str(job.id), "scenario": "cta"}, 429)


async def test_other_requests_are_not_limited(limited: Stack) -> None:
    job = await regenerated_twice(limited)

    await limited.put(f"{scenes_path(job)}/3", {"script": "Ready."})
    await limited.put(f"{scenes_path(job)}/3", {"duration": 1})
    await limited.put(f"{scenes_path(job)}/3", {"metadata": {}})


async def test_the_limit_is_counted_for_each_job(limited: Stack) -> None:
    await regenerated_twice(limited)
    other = await limited.completed()

    await limited.post(f"{scenes_path(other)}/1/regenerate")


async def test_refused_requests_are_not_counted(limited: Stack) -> None:
    job = await limited.completed()
    await limited.post(f"{scenes_path(job)}/1/regenerate")
    for _ in range(3):
        await limited.post(f"{scenes_path(job)}/9/regenerate", status=404)
        await limited.put(f"{scenes_path(job)}/2", {"status": "pending", "duration": 9}, 422)

    await limited.post(f"{scenes_path(job)}/2/regenerate")
    await limited.post(f"{scenes_path(job)}/3/regenerate", status=429)
    await limited.post(f"{scenes_path(job)}/3/regenerate", status=429)
    await a_minute_passes(limited, job)
    await limited.post(f"{scenes_path(job)}/3/regenerate")


async def test_the_same_key_works_after_the_wait(limited: Stack) -> None:
    job = await regenerated_twice(limited)
    key = str(uuid4())
    await limited.post(f"{scenes_path(job)}/3/regenerate", {}, 429, Idempotency_Key=key)
    await a_minute_passes(limited, job)

    marked = await limited.post(f"{scenes_path(job)}/3/regenerate", {}, Idempotency_Key=key)

    assert marked["scene"]["status"] == "pending"
    replayed = await limited.post(f"{scenes_path(job)}/3/regenerate", {}, Idempotency_Key=key)
    assert replayed == marked
    scene = (await limited.jobs.load(job.id)).active_scenes[2]
    assert len(scene.takes) == 2


async def test_a_repeated_regenerate_counts_once(limited: Stack) -> None:
    job = await limited.completed()
    request = str(uuid4())
    for _ in range(3):
        await limited.pipeline.gateway.act(job.id, request, SceneRegenerate(scene=1), ANYBODY)

    await limited.post(f"{scenes_path(job)}/2/regenerate")


async def test_the_limit_holds_across_processes(limited: Stack) -> None:
    job = await limited.completed(giveUpAfter=1)
    url = limited.container.settings.psycopg_url
    engines = [connect(url), connect(url)]
    processes = [PostgresJobs(engine, lambda _: MODEL_CHOICE, TWICE_A_MINUTE) for engine in engines]

    async def ask(place: int) -> bool:
        try:
            await processes[place % 2].apply(job.id, str(uuid4()), SceneRegenerate(scene=1 + place % 3))
        except (TooManyRequests, Invalid):  # too many, or a scene that another asked for just now
            return False
        return True

    answers = await asyncio.gather(*(ask(place) for place in range(12)))

    assert sum(answers) == 2
    for engine in engines:
        await engine.dispose()
