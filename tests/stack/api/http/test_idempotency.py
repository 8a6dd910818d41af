import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from api.container import Container
from db.idempotency import Answered, IdempotencyKeys, NotClaimed
from domain.errors import Transient
from domain.rules.messages import DeleteJob
from tests.harness.api_bodies import ASSETS, JOBS, brief, created, png, row_counts
from tests.stack.api.conftest import Http, RecordingGateway
from tests.stack.api.stages import planned

KEY = {"Idempotency-Key": "order-4711"}
REPLAYED = "Idempotency-Replayed"


@pytest.fixture
async def job(http: Http, container: Container) -> UUID:
    """A job in review."""
    job = UUID((await created(http))["id"])
    await planned(container, job)
    return job


async def age_keys(container: Container, age: timedelta) -> None:
    """Make all keys older."""
    async with container.engine.begin() as connection:
        await connection.execute(
            text("update idempotency_keys set created_at = created_at - :age, locked_until = locked_until - :age"),
            {"age": age},
        )


async def key_id(container: Container) -> UUID:
    async with container.engine.connect() as connection:
        found: UUID = (await connection.execute(text("select id from idempotency_keys"))).scalar_one()
        return found


async def test_a_repeated_request_gets_the_same_response_and_is_not_applied_again(
    http: Http, container: Container, gateway: RecordingGateway
) -> None:
    first = await http.post(JOBS, json=brief(), headers=KEY)
    counts = await row_counts(container.engine)
    again = await http.post(JOBS, json=brief(), headers=KEY)
    assert again.status_code == first.status_code == 201
    assert again.content == first.content
    assert again.headers["Location"] == first.headers["Location"]
    assert again.headers["Content-Type"] == "application/json"
    assert (REPLAYED in first.headers, again.headers[REPLAYED]) == (False, "true")
    assert len(gateway.started) == 1
    assert await row_counts(container.engine) == counts


async def test_equal_json_with_another_spelling_is_the_same_request(http: Http) -> None:
    first = await http.post(JOBS, json=brief(), headers=KEY)
    spelled = '{ "adBasics": {"productName":"Morning\\u0020Tea"},\n "context":{"clientId":"acme"} }'
    again = await http.post(JOBS, content=spelled, headers={**KEY, "Content-Type": "application/json; charset=utf-8"})
    assert (again.headers[REPLAYED], again.content) == ("true", first.content)


async def test_another_request_with_the_same_key_is_refused(http: Http, container: Container) -> None:
    await http.post(JOBS, json=brief(), headers=KEY)
    counts = await row_counts(container.engine)
    answer = await http.post(JOBS, json=brief(metadata={"other": 1}), headers=KEY)
    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_key_reused")
    assert await row_counts(container.engine) == counts


async def test_keys_of_different_clients_are_different(http: Http) -> None:
    first = await http.post(JOBS, json=brief(), headers=KEY)
    other = await http.post(JOBS, json=brief(context={"clientId": "other"}), headers=KEY)
    assert (other.status_code, REPLAYED in other.headers) == (201, False)
    assert other.json()["data"]["id"] != first.json()["data"]["id"]


async def test_keys_of_different_callers_are_different(guarded: Http) -> None:
    answers = [
        await guarded.post(JOBS, json=brief(), headers={**KEY, "Authorization": f"Bearer {key}"})
        for key in ("first-key", "second-key")
    ]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert len({answer.json()["data"]["id"] for answer in answers}) == 2


async def test_keys_on_different_routes_are_different(http: Http, job: UUID) -> None:
    answers = [
        await http.post(f"{JOBS}/{job}/actions", json={"action": "cancel"}, headers=KEY),
        await http.delete(f"{JOBS}/{job}", headers=KEY),
        await http.post(f"{JOBS}/{job}/restore", headers=KEY),
    ]
    assert [(answer.status_code, REPLAYED in answer.headers) for answer in answers] == [(200, False)] * 3


async def test_a_refusal_is_repeated_too(http: Http, job: UUID) -> None:
    body = {"action": "retry_failed_scenes"}
    first = await http.post(f"{JOBS}/{job}/actions", json=body, headers=KEY)
    again = await http.post(f"{JOBS}/{job}/actions", json=body, headers=KEY)
    assert again.status_code == first.status_code == 409
    assert (again.headers[REPLAYED], again.json()) == ("true", first.json())
    assert again.headers["Content-Type"] == "application/problem+json"


async def test_a_repeated_wrong_body_gets_the_same_refusal(http: Http) -> None:
    first = await http.post(JOBS, json=brief(adBasics={}), headers=KEY)
    again = await http.post(JOBS, json=brief(adBasics={}), headers=KEY)
    assert (again.status_code, again.json()) == (422, first.json())


async def test_the_job_id_is_the_id_of_the_key(http: Http, container: Container) -> None:
    answer = await http.post(JOBS, json=brief(), headers=KEY)
    assert answer.json()["data"]["id"] == str(await key_id(container))


async def test_the_message_id_is_the_id_of_the_key(
    http: Http, job: UUID, container: Container, gateway: RecordingGateway
) -> None:
    await http.post(f"{JOBS}/{job}/actions", json={"action": "cancel"}, headers=KEY)
    assert gateway.messages[0][1] == str(await key_id(container))


async def test_a_request_that_failed_is_retried_with_the_same_message_id(
    http: Http, job: UUID, gateway: RecordingGateway
) -> None:
    gateway.error = Transient("no worker answers")
    first = await http.post(f"{JOBS}/{job}/actions", json={"action": "cancel"}, headers=KEY)
    gateway.error = None
    again = await http.post(f"{JOBS}/{job}/actions", json={"action": "cancel"}, headers=KEY)
    assert (first.status_code, again.status_code, REPLAYED in again.headers) == (503, 200, False)
    assert gateway.messages[0][1] == gateway.messages[1][1]


async def test_an_unexpected_error_releases_the_key(
    serving: Any, container: Container, gateway: RecordingGateway
) -> None:
    http = await serving(raise_bugs=False)
    job = UUID((await created(http))["id"])
    gateway.error = ZeroDivisionError("a bug")
    first = await http.delete(f"{JOBS}/{job}", headers=KEY)
    gateway.error = None
    assert (first.status_code, (await http.delete(f"{JOBS}/{job}", headers=KEY)).status_code) == (500, 200)
    assert (await container.jobs.load(job)).deleted_at is not None


async def test_a_repeated_deletion_whose_response_was_lost_succeeds(
    http: Http, job: UUID, container: Container, gateway: RecordingGateway
) -> None:
    gateway.error = Transient("the answer was lost")
    await http.delete(f"{JOBS}/{job}", headers=KEY)
    request = gateway.messages[0][1]
    await container.jobs.apply(job, request, DeleteJob())
    gateway.error = None
    again = await http.delete(f"{JOBS}/{job}", headers=KEY)
    assert (again.status_code, again.json()["data"]["deleted"]) == (200, True)


async def test_a_crash_before_the_response_leaves_one_job(http: Http, container: Container) -> None:
    first = await http.post(JOBS, json=brief(), headers=KEY)
    async with container.engine.begin() as connection:
        await connection.execute(text("update idempotency_keys set status = null, answer = null"))
    running = await http.post(JOBS, json=brief(), headers=KEY)
    await age_keys(container, timedelta(seconds=31))
    again = await http.post(JOBS, json=brief(), headers=KEY)
    assert (running.status_code, running.json()["code"]) == (409, "idempotency_key_in_use")
    assert (running.headers["Retry-After"], running.json()["retryable"]) == ("1", True)
    assert (again.status_code, again.json()) == (201, first.json())
    assert (await row_counts(container.engine))["jobs"] == 1


async def test_a_key_expires_after_a_day(http: Http, container: Container) -> None:
    first = await http.post(JOBS, json=brief(), headers=KEY)
    await age_keys(container, timedelta(hours=23, minutes=59))
    kept = await http.post(JOBS, json=brief(), headers=KEY)
    await age_keys(container, timedelta(minutes=2))
    after = await http.post(JOBS, json=brief(metadata={"other": 1}), headers=KEY)
    assert REPLAYED in kept.headers
    assert (after.status_code, REPLAYED in after.headers) == (201, False)
    assert after.json()["data"]["id"] != first.json()["data"]["id"]


async def test_of_many_simultaneous_requests_one_is_applied(
    http: Http, container: Container, gateway: RecordingGateway
) -> None:
    answers = await asyncio.gather(*(http.post(JOBS, json=brief(), headers=KEY) for _ in range(12)))
    assert {answer.status_code for answer in answers} <= {201, 409}
    assert len({answer.json()["data"]["id"] for answer in answers if answer.status_code == 201}) == 1
    assert len(gateway.started) == 1
    assert (await row_counts(container.engine))["jobs"] == 1


async def test_a_key_of_255_characters_is_accepted(http: Http) -> None:
    assert (await http.post(JOBS, json=brief(), headers={"Idempotency-Key": "~" * 255})).status_code == 201


async def test_a_401_is_not_repeated_for_the_same_key(guarded: Http) -> None:
    refused = await guarded.post(JOBS, json=brief(), headers=KEY)
    allowed = await guarded.post(JOBS, json=brief(), headers={**KEY, "Authorization": "Bearer first-key"})
    assert (refused.status_code, allowed.status_code) == (401, 201)


async def test_uploads_of_the_same_file_are_the_same_request(http: Http, container: Container) -> None:
    red, blue = png("red"), png("blue")
    first = await http.post(ASSETS, files={"file": ("a.png", red)}, headers=KEY)
    again = await http.post(ASSETS, files={"file": ("a.png", red)}, headers=KEY)
    other = await http.post(ASSETS, files={"file": ("a.png", blue)}, headers=KEY)
    assert (first.status_code, again.status_code, other.status_code) == (201, 201, 422)
    assert again.json() == first.json()
    assert (await row_counts(container.engine))["assets"] == 1


async def test_the_claim_of_a_long_request_is_renewed(container: Container) -> None:
    keys, claimed = IdempotencyKeys(container.engine), uuid4()
    assert await keys.claim("scope", "key", "hash", claimed) == claimed
    await age_keys(container, timedelta(seconds=31))
    await keys.renew(claimed)
    assert await keys.claim("scope", "key", "hash", uuid4()) == NotClaimed.IS_RUNNING
    assert await keys.claim("scope", "key", "other", uuid4()) == NotClaimed.IS_REUSED
    await keys.keep(claimed, Answered(status=200, headers={}, body="{}"))
    assert await keys.claim("scope", "key", "hash", uuid4()) == Answered(status=200, headers={}, body="{}")
