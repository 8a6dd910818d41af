import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from api.container import Container
from db.engine import connect
from db.jobs.repository import PostgresJobs
from domain.error_info import ErrorInfo
from domain.job.model import evolve
from domain.rules import results
from domain.rules.messages import parse_message
from tests.harness.api_bodies import JOBS, created
from tests.stack.api.conftest import Http, Serving
from tests.stack.api.stages import MODEL_CHOICE, approved, completed, filmed, planned

SCENE_KEYS = {
    "id", "sceneNumber", "duration", "description", "script", "shotType", "transition", "scenario", "assets",
    "status", "revision", "attempt", "nextRetryAt", "videoUrl", "originalVideoClipUrl", "originalVideoClipS3Key",
    "workingVideoClipS3Key", "error",
}  # fmt: skip
JOB_KEYS = {
    "id", "status", "progress", "error", "warnings", "context", "adBasics", "creative", "production", "metadata",
    "assets", "scenes", "film", "storyboardRevision", "sceneCount", "completedScenes", "failedScenes", "cost",
    "costInDoubt", "createdAt", "updatedAt",
}  # fmt: skip


async def job_of(http: Http, **parts: Any) -> UUID:
    return UUID((await created(http, **parts))["id"])


async def changed_somehow(container: Container, job: UUID) -> None:
    """It is another than before, whatever it was."""
    fault = ErrorInfo(code="changed", message=str(uuid4()))
    await container.jobs.change(job, lambda job, _: evolve(job, error=fault))


async def read(http: Http, job: UUID) -> dict[str, Any]:
    shown: dict[str, Any] = (await http.get(f"{JOBS}/{job}")).json()["data"]
    return shown


async def test_a_job_has_every_key(http: Http) -> None:
    assert (await created(http)).keys() == JOB_KEYS


async def test_a_scene_in_review_has_its_text_and_no_video(http: Http, container: Container) -> None:
    job = await job_of(http)
    await planned(container, job)

    shown = await read(http, job)

    assert (shown["status"], shown["sceneCount"]) == ("storyboard_review", 3)
    scene = shown["scenes"][1]
    assert scene.keys() >= SCENE_KEYS
    assert (scene["sceneNumber"], scene["scenario"], scene["status"]) == (2, "solution", "pending")
    assert (scene["camera"], scene["duration"], scene["shotType"]) == ("slow push in", 4.0, "close-up")
    assert scene["videoUrl"] is scene["originalVideoClipUrl"] is scene["workingVideoClipS3Key"] is None


async def test_a_completed_scene_has_the_urls_of_its_clip(http: Http, container: Container, tmp_path: Path) -> None:
    job = await job_of(http)
    await approved(container, job)
    await filmed(container, job, 1, tmp_path)

    shown = await read(http, job)

    first, second = shown["scenes"][:2]
    assert first["videoUrl"] == f"{JOBS}/{job}/scenes/{first['id']}/video"
    assert first["originalVideoClipS3Key"].endswith("/original.mp4")
    assert first["workingVideoClipS3Key"].endswith("/working.mp4")
    assert second["videoUrl"] is None
    assert (shown["completedScenes"], shown["progress"]["percentage"], shown["cost"]) == (1, 33.3, 0.25)


async def test_a_failed_scene_has_its_error(http: Http, container: Container) -> None:
    job = await job_of(http)
    take = (await approved(container, job)).active_scenes[0].take_id
    assert take
    fault = ErrorInfo(code="input_rejected", message="the vendor says no")
    await container.jobs.change(job, lambda job, _: results.fail_take(job, take, fault))

    shown = await read(http, job)

    assert shown["scenes"][0]["error"] == {
        "code": "input_rejected",
        "message": "the vendor says no",
        "retryable": False,
    }
    assert shown["failedScenes"] == 1


async def test_a_failed_job_has_its_error(http: Http, container: Container) -> None:
    job = await job_of(http)
    await container.jobs.change(job, results.begin)
    fault = ErrorInfo(code="account_problem", message="set AI_API_KEY")
    await container.jobs.change(job, lambda job, _: results.fail_planning(job, 1, fault))
    assert (await read(http, job))["error"] == {
        "code": "account_problem",
        "message": "set AI_API_KEY",
        "retryable": False,
    }


async def test_a_finished_job_has_a_film(http: Http, container: Container, tmp_path: Path) -> None:
    job = await job_of(http)
    await completed(container, job, tmp_path)
    film = (await read(http, job))["film"]
    assert film == {"url": f"{JOBS}/{job}/video", "duration": 12.0, "sizeBytes": 8, "stale": False}


async def test_the_film_is_stale_while_a_scene_is_made_again(http: Http, container: Container, tmp_path: Path) -> None:
    job = await job_of(http)
    await completed(container, job, tmp_path)
    await container.jobs.apply(job, "again", parse_message("regenerate_scene", {"sceneNumber": 2}))

    shown = await read(http, job)

    assert shown["film"]["stale"]
    assert (shown["scenes"][1]["status"], shown["scenes"][1]["videoUrl"]) == ("pending", None)


@pytest.mark.parametrize("name", ["7", "latest", "%00", "{019a}", "00000000-0000-7000-8000-000000000000"])
async def test_an_unknown_job_is_not_found(http: Http, name: str) -> None:
    for path in ("", "/progress", "/storyboards", "/video", "/scenes/1/video"):
        answer = await http.get(f"{JOBS}/{name}{path}")
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


@pytest.mark.parametrize("path", ["/events"])
async def test_a_route_that_does_not_exist_is_not_found(http: Http, path: str) -> None:
    assert (await http.get(f"{JOBS}/{await job_of(http)}{path}")).status_code == 404


async def test_jobs_are_listed_newest_first(http: Http) -> None:
    made = [str(await job_of(http)) for _ in range(3)]
    answer = (await http.get(JOBS)).json()
    assert [job["id"] for job in answer["data"]] == made[::-1]
    assert answer["data"][0].keys() == JOB_KEYS
    assert answer["nextCursor"] is None


async def test_a_job_in_a_list_equals_the_job_alone(http: Http, container: Container, tmp_path: Path) -> None:
    asset = {"url": "https://example.com/a.jpg"}
    first, second = await job_of(http, creative={"assets": [asset]}), await job_of(http)
    await completed(container, first, tmp_path)
    await planned(container, second)
    listed = (await http.get(JOBS)).json()["data"]
    assert listed == [await read(http, second), await read(http, first)]


async def test_pages_join_without_gaps_while_jobs_are_added(http: Http) -> None:
    made = [str(await job_of(http)) for _ in range(5)]
    seen: list[str] = []
    query = {"limit": "2"}
    while True:
        page = (await http.get(JOBS, params=query)).json()
        seen += [job["id"] for job in page["data"]]
        await job_of(http)
        if page["nextCursor"] is None:
            break
        query["cursor"] = page["nextCursor"]
    assert seen == made[::-1]


async def test_pages_join_when_jobs_are_of_the_same_moment(http: Http, container: Container) -> None:
    made = {str(await job_of(http)) for _ in range(3)}
    async with container.engine.begin() as connection:
        await connection.execute(text("update jobs set created_at = '2026-01-01T00:00:00.123456Z'"))
    first = (await http.get(JOBS, params={"limit": 2})).json()
    second = (await http.get(JOBS, params={"limit": 2, "cursor": first["nextCursor"]})).json()
    assert {job["id"] for job in first["data"] + second["data"]} == made


async def test_a_list_is_filtered_by_client_and_status(http: Http, container: Container) -> None:
    mine = await job_of(http, context={"clientId": "me & co"})
    planned_one = await job_of(http)
    await planned(container, planned_one)
    by_client = (await http.get(JOBS, params={"clientId": "me & co"})).json()["data"]
    by_status = (await http.get(JOBS, params={"status": "storyboard_review"})).json()["data"]
    both = (await http.get(JOBS, params={"status": "storyboard_review", "clientId": "me & co"})).json()["data"]
    assert [job["id"] for job in by_client] == [str(mine)]
    assert [job["id"] for job in by_status] == [str(planned_one)]
    assert both == []


async def test_waiting_ends_when_the_job_changes(http: Http, container: Container) -> None:
    job = await job_of(http)
    waiting = asyncio.create_task(http.get(f"{JOBS}/{job}", params={"wait": "30s"}))
    async with asyncio.timeout(10):
        while not waiting.done():
            await changed_somehow(container, job)
    assert (await waiting).json()["data"]["error"]["code"] == "changed"


async def test_waiting_ends_when_the_time_is_up(http: Http) -> None:
    job = await job_of(http)
    started = asyncio.get_running_loop().time()
    answer = await http.get(f"{JOBS}/{job}", params={"wait": "1"})
    assert answer.json()["data"]["status"] == "pending"
    assert asyncio.get_running_loop().time() - started >= 1


async def test_a_job_that_has_changed_already_is_returned_at_once(http: Http, container: Container) -> None:
    job = await job_of(http)
    etag = (await http.get(f"{JOBS}/{job}")).headers["ETag"]
    await planned(container, job)
    async with asyncio.timeout(10):
        answer = await http.get(f"{JOBS}/{job}", params={"wait": "60s"}, headers={"If-None-Match": etag})
    assert answer.json()["data"]["status"] == "storyboard_review"


async def test_a_waiting_request_holds_no_database_connection(
    http: Http, serving: Serving, container: Container
) -> None:
    job = await job_of(http)
    few = connect(container.settings.sqlalchemy_url, pool_size=1)
    crowded = await serving(container=replace(container, engine=few, jobs=PostgresJobs(few, lambda _: MODEL_CHOICE)))
    waiting = [asyncio.create_task(crowded.get(f"{JOBS}/{job}", params={"wait": "60s"})) for _ in range(5)]
    reads = [(await crowded.get(f"{JOBS}/{job}")).status_code for _ in range(5)]
    while not all(task.done() for task in waiting):
        await changed_somehow(container, job)
    assert [*reads, *(task.result().status_code for task in waiting)] == [200] * 10
    await few.dispose()


async def test_storyboards_keep_their_verdicts(http: Http, container: Container) -> None:
    job = await job_of(http)
    await planned(container, job)
    await container.jobs.apply(job, str(uuid4()), parse_message("reject_storyboard", {"feedback": "more tea"}))
    first = (await http.get(f"{JOBS}/{job}/storyboards")).json()["data"]
    await planned(container, job)
    both = (await http.get(f"{JOBS}/{job}/storyboards")).json()["data"]
    assert [(board["revision"], board["verdict"], board["feedback"]) for board in first] == [
        (1, "rejected", "more tea")
    ]
    assert [(board["revision"], board["verdict"]) for board in both] == [(1, "rejected"), (2, None)]
    assert both[1]["scenes"][2]["sceneNumber"] == 3
    assert both[1]["scenes"][2]["scenario"] == "cta"
