"""People are asked for reviews, by a channel of Slack and by e-mail, with a link that opens the job."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from uuid import uuid4

import pytest

from db.clients.api_keys import PostgresApiKeys
from db.review_links import PostgresReviewLinks
from domain.clients.access import WITHOUT_KEYS, Scope
from domain.clients.api_key import ApiKey, hash_of_secret
from domain.job.approval import ANYBODY
from domain.job.model import JobStatus
from domain.review.review_link import Permission, ReviewLink
from domain.webhooks.deliveries import Delivery, DeliveryStatus
from domain.webhooks.endpoints import Endpoint, EndpointKind
from domain.webhooks.event_types import WebhookEvent, WebhookEventType
from runtime.senders import endpoint_senders
from storage.web.http_post import CheckedPost
from tests.harness.servers.webhook_receiver import Receiver, answer_with, receiving
from tests.simulators.mail_server import MailBox, running_mail_server
from tests.stack.webhooks.conftest import Webhooks
from tests.unit.domain.jobs import NOW

REVIEWS = (WebhookEventType.REVIEW_REQUIRED,)
SECRET_HASH = hash_of_secret("secret")
PUBLIC_URL = "https://review.example.com"


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    """A channel of Slack: nothing that it gets is signed."""
    async with receiving(Receiver()) as receiver:
        yield receiver


@pytest.fixture
async def mail_box() -> AsyncIterator[MailBox]:
    async with running_mail_server() as box:
        yield box


@pytest.fixture
async def webhooks(
    idle_webhooks: Webhooks, mail_box: MailBox, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Webhooks]:
    monkeypatch.setenv("SMTP_URL", f"smtp://127.0.0.1:{mail_box.port}")
    monkeypatch.setenv("SMTP_STARTTLS", "false")
    monkeypatch.setenv("MAIL_FROM", "Greenlight <films@greenlight.example>")
    monkeypatch.setenv("PUBLIC_URL", PUBLIC_URL)
    pipeline = idle_webhooks.pipeline
    made, settings = pipeline.adapters, type(pipeline.settings)()
    post = CheckedPost(settings.asset_allowed_networks)
    senders = endpoint_senders(settings, made.engine, post, made.jobs, made.estimate)
    pipeline.adapters = replace(made, senders=senders)
    async with pipeline.worker():
        yield idle_webhooks


async def slack(webhooks: Webhooks, **fields: object) -> Endpoint:
    asked = {"events": REVIEWS, "permission": Permission.APPROVE, "show_cost": True, **fields}
    return await webhooks.endpoint(kind=EndpointKind.SLACK, **asked)


def links_in(receiver: Receiver) -> list[str]:
    """The addresses behind the buttons of the messages."""
    return [got.body["blocks"][-1]["elements"][0]["url"] for got in receiver.received]


async def opened(webhooks: Webhooks, url: str) -> ReviewLink:
    """The link that the address opens, which has not ended."""
    assert url.startswith(f"{PUBLIC_URL}/r/")
    links = PostgresReviewLinks(webhooks.pipeline.adapters.engine)
    link, has_ended = await links.with_token(url.rpartition("/")[2])
    assert not has_ended
    return link


async def ended(webhooks: Webhooks, endpoint: Endpoint) -> Delivery:
    """The newest delivery to the endpoint, once it is over."""
    async with asyncio.timeout(60):
        while True:
            found = await webhooks.deliveries.listed(endpoint.id, 1)
            if found and found[0].is_over:
                return found[0]
            await asyncio.sleep(0.05)


async def test_a_channel_is_told_the_product_the_cost_and_a_link_that_may_approve(webhooks: Webhooks) -> None:
    endpoint = await slack(webhooks)
    job = await webhooks.pipeline.create(productName="Morning Tea")

    await webhooks.receiver.until(lambda: webhooks.receiver.accepted)

    (message,) = webhooks.receiver.received
    header, section, _ = message.body["blocks"]
    assert header["text"]["text"] == "Morning Tea: the storyboard waits for your review"
    assert "Filming it costs $" in section["text"]["text"]
    link = await opened(webhooks, links_in(webhooks.receiver)[0])
    assert (link.job_id, link.permission, link.show_cost) == (job, Permission.APPROVE, True)
    assert (await ended(webhooks, endpoint)).status is DeliveryStatus.DELIVERED


async def test_people_are_mailed_a_link_that_permits_no_more_than_the_endpoint_says(
    webhooks: Webhooks, mail_box: MailBox
) -> None:
    endpoint = await webhooks.endpoint(
        kind=EndpointKind.EMAIL,
        target="mailto:ann@acme.example,bob@acme.example",
        events=REVIEWS,
        permission=Permission.VIEW,
    )
    job = await webhooks.pipeline.create(productName="Morning Tea")

    assert (await ended(webhooks, endpoint)).status is DeliveryStatus.DELIVERED

    assert mail_box.envelopes == [("films@greenlight.example", ["ann@acme.example", "bob@acme.example"])]
    text = mail_box.mails[0].get_body(("plain",))
    assert text
    (url,) = [line for line in str(text.get_content()).splitlines() if line.startswith("https://")]
    assert "cost" not in str(text.get_content())
    link = await opened(webhooks, url)
    assert (link.job_id, link.permission, link.show_cost) == (job, Permission.VIEW, False)


async def test_a_message_that_is_sent_again_has_the_same_link_which_opens_the_job(webhooks: Webhooks) -> None:
    endpoint = await slack(webhooks)
    webhooks.receiver.answers = [answer_with(500), answer_with(429, "rate_limited")]
    await webhooks.pipeline.create()

    delivery = await ended(webhooks, endpoint)

    assert (delivery.status, delivery.attempts) == (DeliveryStatus.DELIVERED, 3)
    (url,) = set(links_in(webhooks.receiver))
    assert (await opened(webhooks, url)).permission is Permission.APPROVE


async def test_nobody_is_asked_for_a_review_that_is_over(webhooks: Webhooks) -> None:
    endpoint = await slack(webhooks)
    job = await webhooks.pipeline.create()
    await webhooks.pipeline.reach(job, JobStatus.STORYBOARD_REVIEW)
    await ended(webhooks, endpoint)
    await webhooks.pipeline.act(job, "approve_storyboard")
    sent = len(webhooks.receiver.received)

    (delivery,) = await webhooks.deliveries.listed(endpoint.id, 2)
    await webhooks.deliveries.redeliver(delivery.id)

    again = await ended(webhooks, endpoint)
    assert again.status is DeliveryStatus.CANCELLED
    assert len(webhooks.receiver.received) == sent
    assert (await webhooks.endpoints.load(endpoint.id)).failing_since is None
    attempts = await webhooks.deliveries.attempts(delivery.id)
    assert "in review" in str(attempts[-1].error)


async def test_a_link_that_was_revoked_is_not_sent_again(webhooks: Webhooks) -> None:
    endpoint = await slack(webhooks)
    job = await webhooks.pipeline.create()
    delivery = await ended(webhooks, endpoint)
    link = await opened(webhooks, links_in(webhooks.receiver)[0])
    await PostgresReviewLinks(webhooks.pipeline.adapters.engine).revoke(job, link.id, ANYBODY)

    await webhooks.deliveries.redeliver(delivery.id)

    assert (await ended(webhooks, endpoint)).status is DeliveryStatus.CANCELLED
    assert len(webhooks.receiver.received) == 1


async def test_a_test_shows_that_messages_arrive_and_opens_nothing(webhooks: Webhooks) -> None:
    endpoint = await slack(webhooks)
    event = WebhookEvent(type=WebhookEventType.WEBHOOK_TEST, data={"testId": "1"}, occurred_at=datetime.now(UTC))

    await webhooks.deliveries.send_to(endpoint.id, event)
    await webhooks.receiver.until(lambda: webhooks.receiver.accepted)

    assert webhooks.receiver.received[0].body["text"] == "A test of Greenlight"
    assert "button" not in str(webhooks.receiver.received[0].body)


async def test_a_channel_that_is_gone_is_told_nothing_more(webhooks: Webhooks) -> None:
    endpoint = await slack(webhooks)
    webhooks.receiver.answers = [answer_with(404, "no_service")]
    await webhooks.pipeline.create()

    assert (await ended(webhooks, endpoint)).status is DeliveryStatus.FAILED
    assert (await webhooks.endpoints.load(endpoint.id)).disabled_reason == "gone"


@pytest.mark.parametrize("fault", ["revoked", "without the scope"])
async def test_a_link_permits_no_approval_once_the_key_of_its_endpoints_maker_may_not_approve(
    webhooks: Webhooks, fault: str
) -> None:
    keys = PostgresApiKeys(webhooks.pipeline.adapters.engine)
    scopes = {Scope.WEBHOOKS, Scope.APPROVE_FILMS} | ({Scope.SPEND} if fault == "revoked" else set())
    key = ApiKey(
        id=uuid4(),
        name="Ann",
        client_id=None,
        scopes=frozenset(scopes),
        secret_hash=SECRET_HASH,
        created_at=NOW,
    )
    await keys.add(key)
    await slack(webhooks, made_by=key.id)
    if fault == "revoked":
        await keys.revoke(key.id, WITHOUT_KEYS)
    await webhooks.pipeline.create()

    await webhooks.receiver.until(lambda: webhooks.receiver.accepted)

    assert (await opened(webhooks, links_in(webhooks.receiver)[0])).permission is Permission.COMMENT
