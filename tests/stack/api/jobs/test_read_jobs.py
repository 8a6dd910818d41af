import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from api.container import Container
from db.connections.engine import connect
from db.jobs.repository import PostgresJobs
from domain.base import evolve
from domain.errors import ErrorInfo
from domain.rules.messages import parse_message
from tests.harness.api_bodies import JOBS, created
from tests.stack.api.conftest import Http, Serving
from tests.stack.api.stages import MODEL_CHOICE, completed, planned

JOB_KEYS = {
    "id", "status", "progress", "error", "warnings", "context", "adBasics", "creative", "production", "metadata",
    "assets", "scenes", "firstFrames", "film", "storyboardRevision", "sceneCount", "completedScenes", "failedScenes",
    "cost", "costInDoubt", "draft", "actions", "reviewSince", "posterUrl", "previewUrl", "webhook", "createdAt",
    "updatedAt",
}  # fmt: skip


async def job_of(http: Http, **parts: Any) -> UUID:
    return UUID((await created(http, **parts))["id"])


async def change_job(container: Container, job: UUID) -> None:
    """Change the job in some way."""
    error = ErrorInfo(code="changed", message=str(uuid4()))
    await container.jobs.change(job, lambda job, _: evolve(job, error=error))


async def read(http: Http, job: UUID) -> dict[str, Any]:
    shown: dict[str, Any] = (await http.get(f"{JOBS}/{job}")).json()["data"]
    return shown


@pytest.mark.parametrize("name", ["7", "latest", "%00", "{019a}", "00000000-0000-7000-8000-000000000000"])
async def test_an_unknown_job_is_not_found(http: Http, name: str) -> None:
    for path in ("", "/progress", "/storyboards", "/video", "/scenes/1/video"):
        answer = await http.get(f"{JOBS}/{name}{path}")
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


async def test_jobs_are_listed_newest_first(http: Http) -> None:
    ids = [str(await job_of(http)) for _ in range(3)]
    answer = (await http.get(JOBS)).json()
    assert [job["id"] for job in answer["data"]] == ids[::-1]
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
    ids = [str(await job_of(http)) for _ in range(5)]
    seen: list[str] = []
    query = {"limit": "2"}
    while True:
        page = (await http.get(JOBS, params=query)).json()
        seen += [job["id"] for job in page["data"]]
        await job_of(http)
        if page["nextCursor"] is None:
            break
        query["cursor"] = page["nextCursor"]
    assert seen == ids[::-1]


async def test_pages_join_when_jobs_are_of_the_same_moment(http: Http, container: Container) -> None:
    ids = {str(await job_of(http)) for _ in range(3)}
    async with container.engine.begin() as connection:
        await connection.execute(text("update jobs set created_at = '2026-01-01T00:00:00.123456Z'"))
    first = (await http.get(JOBS, params={"limit": 2})).json()
    second = (await http.get(JOBS, params={"limit": 2, "cursor": first["nextCursor"]})).json()
    assert {job["id"] for job in first["data"] + second["data"]} == ids


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


async def test_pages_of_a_filtered_list_join_without_gaps(http: Http, container: Container) -> None:
    ids = [await job_of(http) for _ in range(4)]
    for job in ids[:3]:
        await planned(container, job)
    query = {"status": "storyboard_review,failed", "q": "MORNING", "needsDecision": "true", "limit": "2"}
    first = (await http.get(JOBS, params=query)).json()
    second = (await http.get(JOBS, params={**query, "cursor": first["nextCursor"]})).json()
    shown = [job["id"] for job in first["data"] + second["data"]]
    assert (shown, second["nextCursor"]) == ([str(job) for job in ids[2::-1]], None)


async def test_waiting_ends_when_the_job_changes(http: Http, container: Container) -> None:
    job = await job_of(http)
    waiting = asyncio.create_task(http.get(f"{JOBS}/{job}", params={"wait": "30s"}))
    async with asyncio.timeout(10):
        while not waiting.done():
            await change_job(container, job)
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
    few = connect(container.settings.psycopg_url, pool_size=1)
    crowded = await serving(container=replace(container, engine=few, jobs=PostgresJobs(few, lambda _: MODEL_CHOICE)))
    waiting = [asyncio.create_task(crowded.get(f"{JOBS}/{job}", params={"wait": "60s"})) for _ in range(5)]
    reads = [(await crowded.get(f"{JOBS}/{job}")).status_code for _ in range(5)]
    while not all(task.done() for task in waiting):
        await change_job(container, job)
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


async def test_a_wait_that_is_over_leaves_no_task_behind(http: Http) -> None:
    job, before = await job_of(http), asyncio.all_tasks()

    await http.get(f"{JOBS}/{job}", params={"wait": "1s"})

    await asyncio.sleep(0)
    assert [task for task in asyncio.all_tasks() - before if not task.done()] == []
