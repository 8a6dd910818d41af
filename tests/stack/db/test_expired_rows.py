"""What the audit deletes from the database because of its age."""

from datetime import timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from db.audit_queries import PostgresAuditQueries
from db.jobs.repository import PostgresJobs
from domain.job.model import Job
from tests.stack.db.by_hand import Database, stored
from tests.unit.domain.jobs import JOB, completed, in_review


@pytest.fixture
def queries(engine: AsyncEngine) -> PostgresAuditQueries:
    return PostgresAuditQueries(engine, retention=timedelta(days=30), event_retention=timedelta(days=7))


def events(database: Database) -> list[str]:
    return [kind for (kind,) in database.rows("select kind from events where kind <> 'webhook' order by id")]


def add_events(database: Database, *kinds: str, days_old: int) -> None:
    for kind in kinds:
        insert = (
            "insert into events (job_id, kind, data, created_at) values (%s, %s, '{}', now() - %s * interval '1 day')"
        )
        database.run(insert, JOB, kind, days_old)


@pytest.mark.parametrize(
    ("job", "days_old", "left"),
    [
        (completed(), 8, ["job", "film"]),
        (completed(), 6, ["job", "scene", "job", "film"]),
        (in_review(), 8, ["job", "scene", "job", "film"]),
    ],
    ids=["old events of a job that is over", "young events", "events of a job that is not over"],
)
async def test_old_events_of_a_job_that_is_over_are_deleted_up_to_its_last_status(
    job: Job, days_old: int, left: list[str], jobs: PostgresJobs, database: Database, queries: PostgresAuditQueries
) -> None:
    await stored(jobs, job)
    database.run("delete from events")
    add_events(database, "job", "scene", "job", "film", days_old=days_old)

    await queries.delete_expired()

    assert events(database) == left
