"""Webhook endpoints, as clients of the API make, change and ask about them. Nothing is sent here."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from pydantic import SecretStr
from sqlalchemy import text
from standardwebhooks import Webhook

from api.container import Container
from tests.harness.api_bodies import JOBS, WEBHOOKS, brief, check_problem, created
from tests.harness.api_client import json_of
from tests.stack.api.conftest import Http, Serving

URL = "http://127.0.0.1:9/hook"
SECRET = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"
MAIL: dict[str, Any] = {
    "smtp_url": SecretStr("smtp://mail.example.com"),
    "mail_from": "films@greenlight.example",
}


async def new_webhook(http: Http, **fields: Any) -> dict[str, Any]:
    made: dict[str, Any] = json_of(await http.post(WEBHOOKS, json={"url": URL, **fields}), 201)["data"]
    return made


async def tried(http: Http, webhook: dict[str, Any]) -> dict[str, Any]:
    """A delivery of a test to the endpoint."""
    made: dict[str, Any] = json_of(await http.post(f"{WEBHOOKS}/{webhook['id']}/test"), 202)["data"]
    return made


async def ended(container: Container, delivery: dict[str, Any], status: str) -> None:
    """End the delivery, as its run would."""
    sql = "update webhook_deliveries set status = :status, next_attempt_at = null, ended_at = now() where id = :id"
    async with container.engine.begin() as connection:
        await connection.execute(text(sql), {"status": status, "id": delivery["id"]})


async def test_an_endpoint_has_its_secret_once_and_is_read_without_it(http: Http) -> None:
    made = await new_webhook(http, events=["job.completed", "job.failed", "job.completed"], clientId="acme")

    Webhook(made.pop("secret"))
    assert made["events"] == ["job.completed", "job.failed"]
    assert (made["kind"], made["clientId"], made["enabled"]) == ("webhook", "acme", True)
    assert json_of(await http.get(f"{WEBHOOKS}/{made['id']}"), 200)["data"] == made
    assert json_of(await http.get(WEBHOOKS), 200)["data"] == [made]


async def test_a_secret_that_is_given_is_used(http: Http) -> None:
    assert (await new_webhook(http, secret=SECRET))["secret"] == SECRET


@pytest.mark.parametrize("secret", ["whsec_", "secret", SECRET[:20], "whsec_" + "A" * 100, SECRET + "=", f"{SECRET}\n"])
async def test_a_secret_that_standard_webhooks_does_not_allow_is_refused(http: Http, secret: str) -> None:
    check_problem(await http.post(WEBHOOKS, json={"url": URL, "secret": secret}), 422, "invalid")


async def test_a_repeated_request_is_answered_with_the_same_secret_which_its_kept_answer_does_not_show(
    http: Http, container: Container
) -> None:
    key = {"Idempotency-Key": str(uuid4())}

    first, again = [await http.post(WEBHOOKS, json={"url": URL}, headers=key) for _ in range(2)]

    assert again.headers["Idempotency-Replayed"] == "true"
    assert first.json() == again.json()
    async with container.engine.connect() as connection:
        kept = (await connection.execute(text("select t::text from idempotency_keys t"))).scalars().all()
    assert first.json()["data"]["secret"] not in "".join(kept)
    assert len(json_of(await http.get(WEBHOOKS), 200)["data"]) == 1


@pytest.mark.parametrize(
    "url",
    [
        "http://10.1.2.3/hook",
        "http://169.254.169.254/latest/meta-data",
        "http://[::1]/hook",
        "http://[::ffff:10.0.0.1]/hook",
        "http://0x0a.0x01/hook",
        "http://user:password@example.com/hook",
        "http://",
        "ftp://example.com/hook",
        "mailto:ann@acme.example",
    ],
)
async def test_a_url_that_nothing_may_be_sent_to_is_refused_at_once(http: Http, url: str) -> None:
    problem = check_problem(await http.post(WEBHOOKS, json={"url": url}), 422, "invalid")

    assert problem["errors"][0]["path"] == "url"
    assert json_of(await http.get(WEBHOOKS), 200)["data"] == []


@pytest.mark.parametrize(
    ("fields", "path"),
    [
        ({"events": ["job.vanished"]}, "events[0]"),
        ({"kind": "pigeon"}, "kind"),
        ({"permission": "view"}, "permission"),
        ({"kind": "slack", "events": ["job.completed"]}, "events"),
        ({"kind": "slack", "permission": "own"}, "permission"),
        ({"clientId": ""}, "clientId"),
    ],
)
async def test_an_endpoint_that_cannot_be_is_refused_with_its_field(
    http: Http, fields: dict[str, Any], path: str
) -> None:
    problem = check_problem(await http.post(WEBHOOKS, json={"url": URL, **fields}), 422, "invalid")

    assert problem["errors"][0]["path"] == path


async def test_an_endpoint_is_changed_disabled_and_enabled(http: Http) -> None:
    path = f"{WEBHOOKS}/{(await new_webhook(http))['id']}"

    moved = json_of(await http.patch(path, json={"url": f"{URL}/2", "events": ["job.failed"]}), 200)["data"]
    off = json_of(await http.patch(path, json={"enabled": False}), 200)["data"]
    on = json_of(await http.patch(path, json={"enabled": True}), 200)["data"]

    assert (moved["url"], moved["events"]) == (f"{URL}/2", ["job.failed"])
    assert (off["enabled"], off["disabledReason"]) == (False, "asked")
    assert (on["enabled"], on["disabledReason"], on["disabledAt"]) == (True, None, None)


async def test_a_change_to_a_forbidden_address_is_refused(http: Http) -> None:
    path = f"{WEBHOOKS}/{(await new_webhook(http))['id']}"

    check_problem(await http.patch(path, json={"url": "http://10.0.0.1/"}), 422, "invalid")

    assert json_of(await http.get(path), 200)["data"]["url"] == URL


async def test_a_rotated_secret_is_new_and_the_one_before_ends_within_a_day(http: Http) -> None:
    made = await new_webhook(http)
    key = {"Idempotency-Key": str(uuid4())}

    first, again = [await http.post(f"{WEBHOOKS}/{made['id']}/rotate", headers=key) for _ in range(2)]

    rotated = json_of(first, 200)["data"]
    assert first.json() == again.json()
    assert rotated["secret"] not in ("", made["secret"])
    until = datetime.fromisoformat(rotated["previousSecretUntil"]) - datetime.now(UTC)
    assert timedelta(hours=23) < until <= timedelta(hours=24, minutes=1)


async def test_a_deleted_endpoint_is_gone(http: Http) -> None:
    path = f"{WEBHOOKS}/{(await new_webhook(http))['id']}"

    json_of(await http.delete(path), 200)

    for method, each in (("GET", path), ("DELETE", path), ("POST", f"{path}/test"), ("GET", f"{path}/deliveries")):
        check_problem(await http.request(method, each), 404, "not_found")


async def test_a_test_is_a_delivery_of_its_own_each_time(http: Http) -> None:
    webhook = await new_webhook(http)
    path = f"{WEBHOOKS}/{webhook['id']}/deliveries"

    first, second = [await tried(http, webhook) for _ in range(2)]

    assert first["id"] != second["id"]
    assert (first["eventType"], first["status"], first["jobId"]) == ("webhook.test", "sending", None)
    assert [each["id"] for each in json_of(await http.get(path), 200)["data"]] == [second["id"], first["id"]]
    read = json_of(await http.get(f"{path}/{first['id']}"), 200)["data"]
    assert read == {**first, "attemptLog": []}


async def test_a_disabled_endpoint_is_not_tested(http: Http) -> None:
    path = f"{WEBHOOKS}/{(await new_webhook(http))['id']}"
    await http.patch(path, json={"enabled": False})

    check_problem(await http.post(f"{path}/test"), 409, "conflict")


async def test_deliveries_are_listed_by_status_and_page(http: Http, container: Container) -> None:
    webhook = await new_webhook(http)
    path = f"{WEBHOOKS}/{webhook['id']}/deliveries"
    made = [await tried(http, webhook) for _ in range(3)]
    await ended(container, made[0], "failed")

    first = json_of(await http.get(path, params={"limit": 2}), 200)
    second = json_of(await http.get(path, params={"limit": 2, "cursor": first["nextCursor"]}), 200)
    failed = json_of(await http.get(path, params={"status": ["failed", "delivered"]}), 200)

    assert [each["id"] for each in first["data"] + second["data"]] == [each["id"] for each in reversed(made)]
    assert second["nextCursor"] is None
    assert [each["id"] for each in failed["data"]] == [made[0]["id"]]
    check_problem(await http.get(path, params={"status": "lost"}), 422, "invalid")


async def test_a_delivery_that_failed_is_sent_again_under_its_id(http: Http, container: Container) -> None:
    webhook = await new_webhook(http)
    delivery = await tried(http, webhook)
    await ended(container, delivery, "failed")

    again = json_of(await http.post(f"{WEBHOOKS}/{webhook['id']}/deliveries/{delivery['id']}/redeliver"), 202)["data"]

    assert (again["id"], again["messageId"], again["status"]) == (delivery["id"], delivery["messageId"], "sending")


async def test_a_delivery_of_another_endpoint_is_not_found(http: Http) -> None:
    webhook, other = await new_webhook(http), await new_webhook(http)
    delivery = await tried(http, other)

    for method, tail in (("GET", ""), ("POST", "/redeliver")):
        path = f"{WEBHOOKS}/{webhook['id']}/deliveries/{delivery['id']}{tail}"
        check_problem(await http.request(method, path), 404, "not_found")


async def test_what_did_not_arrive_since_a_time_is_sent(http: Http) -> None:
    await created(http)
    webhook = await new_webhook(http)
    path = f"{WEBHOOKS}/{webhook['id']}/recover"

    answers = [
        json_of(await http.post(path, json={"since": since.isoformat()}), 202)["data"]
        for since in (datetime.now(UTC) + timedelta(hours=1), datetime.now(UTC) - timedelta(hours=1))
    ]

    assert [each["recovered"] for each in answers] == [0, 1]
    deliveries = json_of(await http.get(f"{WEBHOOKS}/{webhook['id']}/deliveries"), 200)["data"]
    assert [each["eventType"] for each in deliveries] == ["job.created"]


@pytest.mark.parametrize("since", ["yesterday", "2026-01-01T00:00:00", "0001-01-01T00:00:00+14:00", None])
async def test_a_time_that_is_none_recovers_nothing(http: Http, since: str | None) -> None:
    path = f"{WEBHOOKS}/{(await new_webhook(http))['id']}/recover"

    check_problem(await http.post(path, json={"since": since}), 422, "invalid")


async def test_slack_and_mail_are_told_of_reviews_only_and_sign_nothing(serving: Serving) -> None:
    http = await serving(**MAIL)

    slack = await new_webhook(http, kind="slack", permission="comment", showCost=True)
    mail = await new_webhook(http, kind="email", url="mailto:ann@acme.example,bob@acme.example")

    assert (slack["permission"], slack["showCost"], slack["secret"]) == ("comment", True, None)
    assert (mail["permission"], mail["url"]) == ("view", "mailto:ann@acme.example,bob@acme.example")
    for made in (slack, mail):
        assert made["events"] == ["storyboard.review_required"]
        check_problem(await http.post(f"{WEBHOOKS}/{made['id']}/rotate"), 409, "conflict")
        check_problem(await http.patch(f"{WEBHOOKS}/{made['id']}", json={"events": []}), 409, "conflict")


@pytest.mark.parametrize(
    "url", ["mailto:ann", "mailto:ann@acme.example?bcc=eve@evil.example", "mailto:a@b.example\r\nBcc: eve@evil.example"]
)
async def test_what_is_no_address_is_not_mailed_to(serving: Serving, url: str) -> None:
    http = await serving(**MAIL)

    check_problem(await http.post(WEBHOOKS, json={"kind": "email", "url": url}), 422, "invalid")


async def test_without_a_mail_server_nobody_is_mailed(http: Http) -> None:
    refused = await http.post(WEBHOOKS, json={"kind": "email", "url": "mailto:ann@acme.example"})

    assert "SMTP_URL" in check_problem(refused, 422, "invalid")["detail"]


async def test_a_jobs_own_webhook_has_its_secret_in_the_first_answer_only(http: Http, container: Container) -> None:
    key = {"Idempotency-Key": str(uuid4())}
    order = brief(webhook={"url": URL, "events": ["job.completed"]})

    first, again = [await http.post(JOBS, json=order, headers=key) for _ in range(2)]

    job = json_of(first, 201)["data"]
    webhook = dict(job["webhook"])
    Webhook(webhook.pop("secret"))
    assert again.json() == first.json()
    assert webhook == {"id": webhook["id"], "url": URL, "events": ["job.completed"]}
    assert json_of(await http.get(f"{JOBS}/{job['id']}"), 200)["data"]["webhook"] == webhook
    endpoint = json_of(await http.get(f"{WEBHOOKS}/{webhook['id']}"), 200)["data"]
    assert (endpoint["jobId"], endpoint["clientId"]) == (job["id"], "acme")
    listed = json_of(await http.get(WEBHOOKS, params={"jobId": job["id"]}), 200)["data"]
    assert listed == [endpoint]
    assert json_of(await http.get(WEBHOOKS), 200)["data"] == []
    async with container.engine.connect() as connection:
        kept = (await connection.execute(text("select t::text from idempotency_keys t"))).scalars().all()
    assert job["webhook"]["secret"] not in "".join(kept)


async def test_a_job_without_a_webhook_shows_none(http: Http) -> None:
    assert (await created(http))["webhook"] is None


async def test_a_job_whose_webhook_may_not_be_sent_to_is_not_created(http: Http) -> None:
    refused = await http.post(JOBS, json=brief(webhook={"url": "http://10.0.0.1/"}))

    assert check_problem(refused, 422, "invalid")["errors"][0]["path"] == "webhook.url"
    assert json_of(await http.get(JOBS), 200)["data"] == []
