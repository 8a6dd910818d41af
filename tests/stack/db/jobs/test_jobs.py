"""What the store finds, and what it says when the database is away."""

import asyncio
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import select

from db.connections.engine import connect, transaction
from db.jobs.repository import PostgresJobs
from db.schema.tables.jobs import JobRow
from domain.base import evolve
from domain.brief import Brief
from domain.errors import AccountProblem, NotFound, Transient
from domain.job.model import Job, JobStatus
from domain.rules.messages import Cancel, parse_message
from domain.rules.scenes.takes import VideoModelChoice
from tests.stack.db.by_hand import Database, stored
from tests.unit.domain.jobs import (
    JOB,
    MODEL_CHOICE,
    asset,
    awaiting_retry,
    brief,
    cancelled,
    completed,
    filming,
    in_review,
    order,
    pending,
    send,
    some_id,
)


async def test_a_job_is_created_once(jobs: PostgresJobs) -> None:
    first = await jobs.create(JOB, brief(), [asset()], {asset().id: "https://example.com/picture"})
    second = await jobs.create(JOB, brief(autoApprove=True), [], {})

    assert second == first
    assert first.assets == (asset(),)


async def test_two_concurrent_creations_make_one_job(jobs: PostgresJobs) -> None:
    created = await asyncio.gather(*(jobs.create(JOB, brief(), [], {}) for _ in range(6)))

    assert created == [created[0]] * 6


async def test_a_job_that_is_not_there_is_not_found(jobs: PostgresJobs) -> None:
    with pytest.raises(NotFound):
        await jobs.load(JOB)
    with pytest.raises(NotFound):
        await jobs.change(JOB, lambda job, _: job)


async def test_updated_at_changes_only_for_changed_scenes(jobs: PostgresJobs) -> None:
    await stored(jobs, completed())
    before = await jobs.load(JOB)

    await jobs.apply(JOB, "one", parse_message("regenerate_scene", {"sceneNumber": 2}))

    after = await jobs.load(JOB)
    same = [
        old.updated_at == new.updated_at for old, new in zip(before.active_scenes, after.active_scenes, strict=True)
    ]
    assert same == [True, False, True]
    assert (after.created_at, after.version) == (before.created_at, before.version + 1)
    assert after.updated_at > before.updated_at


async def test_a_rule_is_given_the_databases_time(jobs: PostgresJobs) -> None:
    await stored(jobs, pending())
    times: list[datetime] = []

    def look(job: Job, now: datetime) -> Job:
        times.append(now)
        return job

    before = await jobs.clock()
    await jobs.change(JOB, look)
    assert before <= times[0] <= await jobs.clock()


async def test_text_of_any_script_is_stored_unchanged(jobs: PostgresJobs) -> None:
    await stored(jobs, in_review())
    said = "„Mehr Licht!“ 🎬 مزيد من الضوء \\u0041 ' \" \u2028 %s {x}"

    await jobs.apply(JOB, "one", parse_message("reject_storyboard", {"feedback": said}))

    assert (await jobs.load(JOB)).storyboards[0].feedback == said


async def test_unfinished_jobs_are_found_in_pages(jobs: PostgresJobs) -> None:
    ids = sorted(some_id(f"job {number}") for number in range(5))
    for each in ids:
        await jobs.create(each, brief(), [], {})
    await jobs.apply(ids[2], "one", Cancel())

    found: list[tuple[UUID, JobStatus]] = []
    while page := await jobs.unfinished(found[-1][0] if found else None, 2):
        assert len(page) <= 2
        found += page

    assert found == [(each, JobStatus.PENDING) for each in ids if each != ids[2]]


async def test_unfinished_jobs_are_counted_and_found_without_those_that_wait_for_a_person(jobs: PostgresJobs) -> None:
    await stored(jobs, in_review())
    busy = some_id("busy")
    await jobs.create(busy, brief(), [], {})

    assert await jobs.count_unfinished() == 2
    assert await jobs.unfinished(None, 9, only_busy=True) == [(busy, JobStatus.PENDING)]


async def test_unfinished_jobs_that_have_just_changed_are_left_out_on_request(
    jobs: PostgresJobs, engine: AsyncEngine
) -> None:
    changed, unchanged = some_id("changed"), some_id("unchanged")
    for each in (changed, unchanged):
        await jobs.create(each, brief(), [], {})
    async with transaction(engine) as session:
        (await session.find(JobRow, unchanged, "job")).updated_at = await session.now() - timedelta(minutes=3)

    assert await jobs.unfinished(None, 9, unchanged_for=timedelta(minutes=2)) == [(unchanged, JobStatus.PENDING)]


@pytest.mark.parametrize(("job", "is_over"), [(completed(), True), (cancelled(), True), (in_review(), False)])
async def test_a_completed_or_cancelled_job_is_over(job: Job, is_over: bool, jobs: PostgresJobs) -> None:
    await stored(jobs, job)

    assert (not await jobs.unfinished(None, 9)) == is_over


async def test_a_cancelled_job_is_not_over_while_an_order_is_to_be_stopped(jobs: PostgresJobs) -> None:
    await stored(jobs, send(order(filming(), 1), "cancel"))

    assert await jobs.unfinished(None, 9) == [(JOB, JobStatus.CANCELLED)]


async def test_an_unavailable_database_is_a_transient_error() -> None:
    away = connect("postgresql+psycopg://postgres@127.0.0.1:1/away")
    jobs = PostgresJobs(away, lambda _: MODEL_CHOICE)

    for work in (jobs.load(JOB), jobs.clock(), jobs.unfinished(None, 1), jobs.apply(JOB, "one", Cancel())):
        with pytest.raises(Transient, match="the database does not answer"):
            await work
    await away.dispose()


async def test_a_connection_lost_in_a_transaction_is_a_transient_error(jobs: PostgresJobs, database: Database) -> None:
    await stored(jobs, pending())

    def goes_away(job: Job, _: datetime) -> Job:
        database.run("select pg_terminate_backend(pid, 5000) from pg_locks where relation = 'jobs'::regclass")
        return evolve(job, revision=2)

    with pytest.raises(Transient):
        await jobs.change(JOB, goes_away)

    assert (await jobs.load(JOB)).revision == 1


async def test_an_idle_connection_that_broke_is_replaced(engine: AsyncEngine, database: Database) -> None:
    async with transaction(engine) as session:
        pid = (await session.exec(select(func.pg_backend_pid()))).one()
    database.run("select pg_terminate_backend(%s, 5000)", pid)

    async with transaction(engine) as session:
        assert (await session.exec(select(func.pg_backend_pid()))).one() != pid


@pytest.mark.parametrize(
    ("job", "action", "fields"),
    [
        (filming(), "cancel", {}),
        (completed(), "delete", {}),
        (awaiting_retry(), "finish_without_failed", {}),
        (
            awaiting_retry(),
            "scene_updated",
            {"scene": 3, "status": "completed", "videoUrl": "https://example.com/clip"},
        ),
        (order(filming(), 1), "scene_updated", {"scene": 1, "status": "failed"}),
    ],
)
async def test_a_job_whose_provider_is_not_set_up_any_more_can_be_ended_and_finished(
    job: Job, action: str, fields: dict[str, Any], engine: AsyncEngine
) -> None:
    jobs = PostgresJobs(engine, without_its_key)
    await stored(jobs, job)

    before = await jobs.load(JOB)

    after = await jobs.apply(JOB, "one", parse_message(action, fields))

    assert after.version == before.version + 1
    with pytest.raises(AccountProblem, match="set REPLICATE_API_TOKEN"):
        await jobs.apply(JOB, "two", parse_message("retry_failed_scenes", {}))


def without_its_key(_: Brief) -> VideoModelChoice:
    raise AccountProblem("Replicate needs a key: set REPLICATE_API_TOKEN.")
