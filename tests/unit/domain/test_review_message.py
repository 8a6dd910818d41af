"""The message that a storyboard waits for review, and its link."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import UUID, uuid4

import pytest

from domain.base import evolve
from domain.job.model import Job
from domain.ports.messenger import Notification
from domain.review.review_link import Permission, ReviewLink
from domain.review.review_message import one_line, review_link, review_message, trial_message
from tests.unit.domain.jobs import in_review

DELIVERY = uuid4()
NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
URL = "https://review.example.com/r/token"


def link_of(
    job: Job, permission: Permission = Permission.APPROVE, delivery: UUID = DELIVERY, secret: str = "whsec_a"
) -> tuple[ReviewLink, str]:
    return review_link(job.id, delivery, secret, permission, show_cost=True, since=NOW)


def named(product: str) -> Job:
    job = in_review("a", "b", "c")
    basics = job.brief.ad_basics.model_copy(update={"product_name": product})
    return evolve(job, brief=job.brief.model_copy(update={"ad_basics": basics}))


def message_of(job: Job, estimate: Decimal | None = None, permission: Permission = Permission.VIEW) -> Notification:
    return review_message(DELIVERY, job, link_of(job, permission)[0], estimate, URL)


def test_an_attempt_that_is_made_again_sends_the_same_link() -> None:
    job = in_review("a", "b", "c")

    assert link_of(job) == link_of(job)


def test_another_delivery_and_another_secret_make_another_token() -> None:
    job = in_review("a", "b", "c")
    tokens = {link_of(job)[1], link_of(job, delivery=uuid4())[1], link_of(job, secret="whsec_b")[1]}

    assert len(tokens) == 3
    assert {len(token) for token in tokens} == {43}


def test_a_link_ends_by_itself() -> None:
    link, _ = link_of(in_review("a", "b", "c"))

    assert not link.has_ended(NOW + timedelta(days=29))
    assert link.has_ended(NOW + timedelta(days=30))


def test_a_message_says_what_waits_and_what_it_costs() -> None:
    job = named("Morning Tea")
    seconds = sum(scene.text.duration for scene in job.active_scenes)

    message = message_of(job, Decimal("2.4"), Permission.APPROVE)

    assert message.title == "Morning Tea: the storyboard waits for your review"
    assert message.sentences[0] == f"3 scenes, {seconds:g} seconds, revision 1. Filming it costs $2.40."
    assert message.link
    assert (message.link.label, message.link.url) == ("Review it", URL)


def test_a_cost_that_is_not_to_be_shown_is_not_in_the_message() -> None:
    job = named("Morning Tea")
    hidden = evolve(link_of(job)[0], show_cost=False)

    assert "cost" not in review_message(DELIVERY, job, hidden, Decimal("2.4"), URL).sentences[0]


@pytest.mark.parametrize("permission", Permission)
def test_a_message_says_what_the_link_permits(permission: Permission) -> None:
    says_approve = "approve" in message_of(named("Tea"), permission=permission).sentences[1]

    assert says_approve is (permission is Permission.APPROVE)


@pytest.mark.parametrize(
    "product", ["Tea\r\nBcc: eve@evil.example", "Tea\n\n<b>", "Tea\x00\x0b\x85\u2028Bcc", "Tea\u202egpj.exe", "a" * 200]
)
def test_a_title_is_one_line_whatever_the_products_name_is(product: str) -> None:
    title = message_of(named(product)).title

    assert title.isprintable()
    assert len(title) <= 150


def test_emoji_and_scripts_with_joiners_stay_whole() -> None:
    assert one_line("👩‍🍳 چای‌ها") == "👩‍🍳 چای‌ها"


def test_a_film_without_a_name_is_called_a_film() -> None:
    assert message_of(named("\u202e")).title.startswith("A film: ")


def test_a_test_opens_nothing() -> None:
    assert trial_message(DELIVERY).link is None
