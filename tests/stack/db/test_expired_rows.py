"""What the audit deletes from the database because of its age."""

from datetime import timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from db.audit_queries import PostgresAuditQueries
from db.jobs.repository import PostgresJobs
from db.webhooks.endpoints import PostgresEndpoints
from domain.job.model import Job
from tests.stack.db.by_hand import Database, stored
from tests.stack.db.webhooks.test_endpoints import endpoint
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


@pytest.mark.parametrize(("status", "days_old", "left"), [("delivered", 8, 0), ("delivered", 6, 1), ("waiting", 8, 1)])
async def test_old_deliveries_that_are_over_are_deleted_when_their_event_is(
    status: str, days_old: int, left: int, jobs: PostgresJobs, database: Database, queries: PostgresAuditQueries
) -> None:
    await deliver(jobs, database, status, days_old)
    database.run("delete from events")

    await queries.delete_expired()

    assert database.rows("select count(*)::int from webhook_deliveries") == [(left,)]


async def test_a_delivery_whose_event_is_kept_stays_so_that_nobody_takes_it_for_missed(
    jobs: PostgresJobs, database: Database, queries: PostgresAuditQueries
) -> None:
    await deliver(jobs, database, "delivered", 8)

    await queries.delete_expired()

    assert database.rows("select status from webhook_deliveries") == [("delivered",)]


async def deliver(jobs: PostgresJobs, database: Database, status: str, days_old: int) -> None:
    """The first event of a job has a delivery in that status, which ended so long ago if it is over."""
    await stored(jobs, in_review())
    await PostgresEndpoints(jobs.engine).add(endpoint())
    ended = "null" if status == "waiting" else "now() - %s * interval '1 day'"
    insert = f"""
        insert into webhook_deliveries (id, endpoint_id, event_id, job_id, event_type, sequence, data, occurred_at,
            status, attempts, earlier_attempts, created_at, ended_at)
        select gen_random_uuid(), endpoint.id, event.id, event.job_id, 'job.created', 1, '{{}}', now(),
            '{status}', 0, 0, now(), {ended}
        from webhook_endpoints endpoint, (select * from events where kind = 'webhook' order by id limit 1) event"""
    database.run(insert, *(() if status == "waiting" else (days_old,)))
