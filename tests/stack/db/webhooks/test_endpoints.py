"""Endpoints are kept, changed under a lock, and sent what follows."""

import asyncio
from datetime import timedelta
from uuid import uuid4

import psycopg
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from db.jobs.repository import PostgresJobs
from db.webhooks.endpoints import PostgresEndpoints
from domain.base import evolve
from domain.errors import Conflict, NotFound
from domain.review.review_link import Permission
from domain.webhooks.endpoints import DisabledReason, Endpoint, EndpointKind, rotated
from domain.webhooks.event_types import WebhookEventType
from tests.stack.db.by_hand import Database
from tests.unit.domain.jobs import JOB, NOW, brief

REQUEST = uuid4()


def endpoint(**fields: object) -> Endpoint:
    made = Endpoint(id=uuid4(), target="https://example.com/hook", secret="whsec_AAAA", created_at=NOW, updated_at=NOW)
    return evolve(made, **fields)


@pytest.fixture
def endpoints(engine: AsyncEngine) -> PostgresEndpoints:
    return PostgresEndpoints(engine)


async def test_an_endpoint_is_read_as_it_was_added(endpoints: PostgresEndpoints) -> None:
    new = endpoint(
        kind=EndpointKind.SLACK,
        permission=Permission.VIEW,
        client_id="client",
        events=(WebhookEventType.REVIEW_REQUIRED,),
    )

    assert await endpoints.add(new) == new == await endpoints.load(new.id)


async def test_an_endpoint_is_sent_only_what_follows_it(
    endpoints: PostgresEndpoints, jobs: PostgresJobs, database: Database
) -> None:
    await jobs.create(JOB, brief(), [], {})

    added = await endpoints.add(endpoint())

    assert [(added.after_event,)] == database.rows("select max(id) from events")


@pytest.mark.parametrize("is_new", [True, False])
async def test_an_event_that_is_being_written_meanwhile_is_not_left_unannounced(
    endpoints: PostgresEndpoints, jobs: PostgresJobs, database_url: str, is_new: bool
) -> None:
    """It is one that came before the endpoint, or there is somebody to be told of it."""
    known = await endpoints.add(endpoint())
    await endpoints.disable(known.id)
    await jobs.create(JOB, brief(), [], {})
    with psycopg.connect(database_url) as writing:
        insert = "insert into events (job_id, kind, data, created_at) values (%s, 'webhook', '{}', now()) returning id"
        written = writing.execute(insert, (JOB,)).fetchone()
        adding = asyncio.create_task(endpoints.add(endpoint()) if is_new else endpoints.enable(known.id))
        await asyncio.wait([adding], timeout=0.5)
        writing.commit()
        added = await adding

    assert written == (added.after_event,)


async def test_the_endpoint_of_a_job_is_there_before_the_jobs_first_event(
    endpoints: PostgresEndpoints, jobs: PostgresJobs, database: Database
) -> None:
    of_job = endpoint(job_id=JOB)

    await jobs.create(JOB, brief(), [], {}, endpoint=of_job)

    ((first,),) = database.rows("select id from events where kind = 'webhook'")
    assert (await endpoints.load(of_job.id)).after_event < first


async def test_lists_leave_out_other_clients_endpoints_and_those_of_jobs(
    endpoints: PostgresEndpoints, jobs: PostgresJobs
) -> None:
    of_job = endpoint(job_id=JOB, client_id="a")
    await jobs.create(JOB, brief(), [], {}, endpoint=of_job)
    mine = await endpoints.add(endpoint(client_id="a"))
    await endpoints.add(endpoint(client_id="b"))

    assert await endpoints.listed(10, client_id="a") == [mine]
    assert len(await endpoints.listed(10)) == 2
    assert [each.id for each in await endpoints.listed(10, job_id=JOB)] == [of_job.id]


async def test_an_endpoint_that_is_enabled_again_is_sent_only_what_follows(
    endpoints: PostgresEndpoints, jobs: PostgresJobs, database: Database
) -> None:
    added = await endpoints.add(endpoint())
    stopped = await endpoints.disable(added.id)
    await jobs.create(JOB, brief(), [], {})

    again = await endpoints.enable(added.id)

    assert (stopped.is_enabled, stopped.disabled_reason) == (False, DisabledReason.ASKED)
    assert again.is_enabled
    assert [(again.after_event,)] == database.rows("select max(id) from events")


async def test_while_a_jobs_endpoint_waits_to_be_enabled_other_jobs_go_on(
    endpoints: PostgresEndpoints, jobs: PostgresJobs, database_url: str
) -> None:
    of_job = endpoint(job_id=JOB)
    await jobs.create(JOB, brief(), [], {}, endpoint=of_job)
    await endpoints.disable(of_job.id)
    with psycopg.connect(database_url) as changing:
        changing.execute("select from jobs where id = %s for update", (JOB,))
        enabling = asyncio.create_task(endpoints.enable(of_job.id))
        await asyncio.wait([enabling], timeout=0.5)
        async with asyncio.timeout(5):
            await jobs.create(uuid4(), brief(), [], {})

    assert (await enabling).is_enabled


async def test_both_secrets_sign_for_a_day_after_a_rotation(endpoints: PostgresEndpoints) -> None:
    added = await endpoints.add(endpoint())

    changed = await endpoints.change(added.id, lambda old, now: rotated(old, "whsec_BBBB", REQUEST, now))

    at = changed.updated_at
    assert changed.secrets(at + timedelta(hours=23)) == ("whsec_BBBB", "whsec_AAAA")
    assert changed.secrets(at + timedelta(hours=25)) == ("whsec_BBBB",)


async def test_a_rotation_that_is_sent_again_does_not_end_the_secret_before(endpoints: PostgresEndpoints) -> None:
    added = await endpoints.add(endpoint())

    await endpoints.change(added.id, lambda old, now: rotated(old, "whsec_BBBB", REQUEST, now))
    await endpoints.change(added.id, lambda old, now: rotated(old, "whsec_CCCC", REQUEST, now))

    found = await endpoints.load(added.id)
    assert (found.secret, found.previous_secret) == ("whsec_BBBB", "whsec_AAAA")


async def test_a_deleted_endpoint_is_not_found(endpoints: PostgresEndpoints) -> None:
    added = await endpoints.add(endpoint())

    await endpoints.delete(added.id)

    with pytest.raises(NotFound):
        await endpoints.load(added.id)


async def test_a_client_has_a_hundred_endpoints_at_most_and_others_are_not_counted(
    endpoints: PostgresEndpoints, jobs: PostgresJobs, database: Database
) -> None:
    first = await endpoints.add(endpoint(client_id="client"))
    columns = "kind, target, description, events, secret, after_event, show_cost, created_at, updated_at, client_id"
    database.run(
        f"insert into webhook_endpoints (id, {columns}) select gen_random_uuid(), {columns} from webhook_endpoints, "
        "generate_series(2, 100)"
    )

    with pytest.raises(Conflict, match="at most 100"):
        await endpoints.add(endpoint(client_id="client"))

    assert await endpoints.add(first) == first
    await endpoints.add(endpoint(client_id="other"))
    await jobs.create(JOB, brief(), [], {}, endpoint=endpoint(client_id="client", job_id=JOB))
