"""Nothing is announced that did not happen, and nothing happens unannounced."""

import asyncio

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from db.jobs.repository import PostgresJobs
from domain.base import evolve
from domain.errors import Conflict
from domain.job.model import Job
from domain.rules import results
from domain.rules.messages import ApproveStoryboard, RetryFailedScenes
from domain.rules.purchases import purchasing
from tests.stack.db.by_hand import Database, stored
from tests.unit.domain.jobs import JOB, NOW, brief, in_review, pending


def told(database: Database) -> list[tuple[str, str | None]]:
    """What was announced, oldest first: the kind of thing, and its status."""
    return database.rows("select kind, data ->> 'status' from events where kind <> 'webhook' order by id")


async def test_a_new_job_writes_one_event(jobs: PostgresJobs, database: Database) -> None:
    for _ in range(2):
        await jobs.create(JOB, brief(), [], {})

    assert told(database) == [("job", "pending")]


async def test_a_change_writes_an_event_with_the_new_status(jobs: PostgresJobs, database: Database) -> None:
    await jobs.create(JOB, brief(), [], {})
    await jobs.change(JOB, results.begin)

    assert told(database)[1:] == [("job", "generating_scenes")]


async def test_a_rule_that_changes_nothing_writes_nothing(jobs: PostgresJobs, database: Database) -> None:
    await stored(jobs, in_review())
    rows = database.rows("select xmin::text, version from jobs")
    events = told(database)

    await jobs.change(JOB, results.begin)

    assert told(database) == events
    assert database.rows("select version from jobs") == [(rows[0][1],)]


async def test_a_change_that_is_rolled_back_writes_no_event(jobs: PostgresJobs, database: Database) -> None:
    await stored(jobs, in_review())
    before, events = await jobs.load(JOB), told(database)
    database.run("alter table takes add constraint none_today check (false) not valid")

    with pytest.raises(Exception, match="none_today"):
        await jobs.apply(JOB, "one", ApproveStoryboard())

    assert await jobs.load(JOB) == before
    assert told(database) == events


async def test_a_refused_message_writes_no_event(jobs: PostgresJobs, database: Database) -> None:
    await stored(jobs, in_review())
    events = told(database)

    with pytest.raises(Conflict):
        await jobs.apply(JOB, "one", RetryFailedScenes())

    assert told(database) == events


async def test_events_of_concurrent_changes_are_in_the_order_of_the_changes(
    jobs: PostgresJobs, database: Database
) -> None:
    await stored(jobs, pending())

    def another_revision(job: Job, _: object) -> Job:
        return evolve(job, revision=job.revision + 1)

    await asyncio.gather(*(jobs.change(JOB, another_revision) for _ in range(8)))

    revisions = database.rows("select (data ->> 'storyboardRevision')::int from events where kind = 'job' order by id")
    assert revisions == [(number,) for number in range(1, 10)]


async def test_the_event_of_a_scene_equals_the_saved_scene(jobs: PostgresJobs, database: Database) -> None:
    await stored(jobs, in_review())
    await jobs.apply(JOB, "one", ApproveStoryboard())
    job = await jobs.load(JOB)
    take = job.active_scenes[1].take
    assert take is not None

    await jobs.change(JOB, lambda job, _: purchasing.claim_order(job, take.id, None, NOW))

    (newest,) = database.rows("select data from events where kind = 'scene' order by id desc limit 1")
    scene = (await jobs.load(JOB)).active_scenes[1]
    told = {"attempt": 0, "nextRetryAt": None, "error": None, "provider": "test", "draft": False, "fallbackOf": None}
    assert newest[0] == {"id": str(scene.id), "sceneNumber": scene.number, "status": scene.status, **told}


async def test_an_event_never_appears_before_one_with_a_smaller_id(
    jobs: PostgresJobs, engine: AsyncEngine, database: Database
) -> None:
    await stored(jobs, in_review())
    insert = text(
        "insert into events (job_id, kind, data, created_at) values (:job, 'scene', '{}', now()) returning id"
    )

    async def later() -> int:
        async with engine.begin() as other:
            return int((await other.execute(insert, {"job": JOB})).scalar_one())

    async with engine.begin() as connection:
        first = (await connection.execute(insert, {"job": JOB})).scalar_one()
        second = asyncio.create_task(later())
        while database.rows("select 1 from pg_locks where locktype = 'advisory' and not granted") == []:
            await asyncio.sleep(0.01)
    assert first < await second
