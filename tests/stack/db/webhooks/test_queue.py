"""Events become deliveries once, whoever dispatches, and no job waits for it."""

import asyncio
from uuid import uuid4

import psycopg
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from db.jobs.repository import PostgresJobs
from db.webhooks.deliveries import PostgresDeliveries
from db.webhooks.endpoints import PostgresEndpoints
from db.webhooks.events import MAX_RECOVERED
from db.webhooks.queue import PostgresDeliveryQueue
from domain.ports.webhooks import News
from domain.rules import results
from domain.webhooks.event_types import WebhookEventType
from tests.stack.db.by_hand import Database, stored
from tests.stack.db.webhooks.test_endpoints import endpoint
from tests.unit.domain.jobs import JOB, NOW, brief, completed


@pytest.fixture
def queue(engine: AsyncEngine, database_url: str) -> PostgresDeliveryQueue:
    return PostgresDeliveryQueue(engine, database_url)


@pytest.fixture
def endpoints(engine: AsyncEngine) -> PostgresEndpoints:
    return PostgresEndpoints(engine)


@pytest.fixture
def deliveries(engine: AsyncEngine) -> PostgresDeliveries:
    return PostgresDeliveries(engine)


async def test_events_become_deliveries_once_although_many_dispatch(
    queue: PostgresDeliveryQueue, endpoints: PostgresEndpoints, jobs: PostgresJobs, deliveries: PostgresDeliveries
) -> None:
    added = await endpoints.add(endpoint())
    for _ in range(5):
        await jobs.create(uuid4(), brief(), [], {})

    dispatched = await asyncio.gather(*(queue.dispatch() for _ in range(4)))

    assert sorted(len(to_run) for to_run, _ in dispatched) == [0, 0, 0, 5]
    assert len(await deliveries.listed(added.id, 100)) == 5


async def test_of_one_job_only_the_first_delivery_is_sent(
    queue: PostgresDeliveryQueue, endpoints: PostgresEndpoints, jobs: PostgresJobs, deliveries: PostgresDeliveries
) -> None:
    added = await endpoints.add(endpoint())
    await stored(jobs, completed())

    to_run, _ = await queue.dispatch()

    found = sorted(await deliveries.listed(added.id, 100), key=lambda each: each.sequence or 0)
    assert [each.status for each in found] == ["sending", *["waiting"] * (len(found) - 1)]
    assert [each.id for each in to_run] == [found[0].id]


async def test_an_event_goes_to_those_endpoints_alone_that_want_it(
    queue: PostgresDeliveryQueue, endpoints: PostgresEndpoints, jobs: PostgresJobs
) -> None:
    wanting = [
        await endpoints.add(endpoint(client_id="client")),
        await endpoints.add(endpoint(events=(WebhookEventType.JOB_CREATED,))),
    ]
    await endpoints.add(endpoint(client_id="another"))
    await endpoints.add(endpoint(events=(WebhookEventType.JOB_FAILED,)))
    disabled = await endpoints.add(endpoint())
    await endpoints.disable(disabled.id)
    await jobs.create(JOB, brief(), [], {})

    to_run, _ = await queue.dispatch()

    assert {each.endpoint_id for each in to_run} == {each.id for each in wanting}


async def test_a_job_changes_while_its_deliveries_are_being_written(
    jobs: PostgresJobs, endpoints: PostgresEndpoints, database_url: str
) -> None:
    """By one who stops within the transaction, as a worker that is frozen."""
    await endpoints.add(endpoint())
    await jobs.create(JOB, brief(), [], {})
    with psycopg.connect(database_url) as frozen:
        frozen.execute(
            """insert into webhook_deliveries (id, endpoint_id, event_id, job_id, event_type, sequence, data,
                occurred_at, status, attempts, earlier_attempts, created_at)
            select gen_random_uuid(), endpoint.id, 1, %s, 'job.created', 1, '{}', now(), 'waiting', 0, 0, now()
            from webhook_endpoints endpoint""",
            (JOB,),
        )
        async with asyncio.timeout(5):
            changed = await jobs.change(JOB, results.begin)

    assert changed.status == "generating_scenes"


async def test_recovery_passes_over_any_number_of_events_that_are_not_wanted(
    endpoints: PostgresEndpoints, deliveries: PostgresDeliveries, jobs: PostgresJobs, database: Database
) -> None:
    wanting = await endpoints.add(endpoint(events=(WebhookEventType.JOB_COMPLETED,)))
    await endpoints.disable(wanting.id)
    await jobs.create(JOB, brief(), [], {})
    types = f"case when n > {MAX_RECOVERED} then 'job.completed' else 'scene.completed' end"
    database.run(
        f"""insert into events (job_id, kind, data, created_at)
        select '{JOB}', 'webhook', json_build_object('type', {types}, 'sequence', n + 1), now()
        from generate_series(1, {MAX_RECOVERED + 1}) n"""
    )
    await endpoints.enable(wanting.id)

    assert await deliveries.recover(wanting.id, NOW) == 1


async def test_deliveries_are_deleted_with_their_job(
    queue: PostgresDeliveryQueue, endpoints: PostgresEndpoints, jobs: PostgresJobs, database: Database
) -> None:
    await endpoints.add(endpoint())
    await jobs.create(JOB, brief(), [], {})
    await queue.dispatch()

    database.run("delete from jobs")

    assert database.rows("select count(*)::int from webhook_deliveries") == [(0,)]


async def test_events_are_announced_only_where_an_endpoint_may_want_them(
    queue: PostgresDeliveryQueue, jobs: PostgresJobs
) -> None:
    news = asyncio.Queue[News]()
    following = asyncio.create_task(queue.follow(news.put_nowait))
    assert await news.get() == News(has_events=True, has_due=True)
    await jobs.create(uuid4(), brief(), [], {})
    of_job = uuid4()
    await jobs.create(of_job, brief(), [], {}, endpoint=endpoint(job_id=of_job))

    async with asyncio.timeout(10):
        assert await news.get() == News(has_events=True)
    assert news.empty()
    following.cancel()
