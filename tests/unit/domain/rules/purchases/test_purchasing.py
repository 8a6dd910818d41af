"""Claims and orders of takes, and failures that are tried again."""

from datetime import timedelta
from decimal import Decimal

import pytest

from domain.job.takes.take import TakeStatus
from domain.rules.purchases import purchasing
from tests.unit.domain.jobs import (
    BUSY,
    LATER,
    NOW,
    PRICE,
    claim,
    filming,
    order,
    send,
    take_of,
)


def test_only_one_of_two_callers_that_saw_the_same_intent_gets_the_claim() -> None:
    job = filming()
    take = take_of(job)

    won = purchasing.claim_order(job, take.id, None, NOW)

    assert take_of(won).status is TakeStatus.ORDERING
    assert purchasing.claim_order(won, take.id, None, LATER) is won


def test_a_caller_that_saw_the_last_intent_can_order_again() -> None:
    job = claim(filming(), 1)

    again = purchasing.claim_order(job, take_of(job).id, NOW, LATER)

    assert (take_of(again).asked_at, take_of(again).orders) == (LATER, 2)


def test_an_ordered_take_cannot_be_claimed() -> None:
    job = order(filming(), 1)

    assert purchasing.claim_order(job, take_of(job).id, NOW, LATER) is job


def test_a_take_whose_claim_is_released_is_wanted_again() -> None:
    job = claim(filming(), 1)

    job = purchasing.release_claim(job, take_of(job).id, NOW)

    assert (take_of(job).status, take_of(job).asked_at, take_of(job).orders) == (TakeStatus.WANTED, None, 0)


def test_releasing_an_earlier_claim_leaves_the_later_one() -> None:
    job = claim(filming(), 1)
    job = purchasing.claim_order(job, take_of(job).id, NOW, LATER)

    assert purchasing.release_claim(job, take_of(job).id, NOW) is job


def test_a_claim_is_released_once() -> None:
    job = send(claim(filming(), 1), "cancel")
    once = purchasing.release_claim(job, take_of(job).id, NOW)

    assert take_of(once).orders == 0
    assert purchasing.release_claim(once, take_of(job).id, NOW) is once


def test_an_order_that_arrives_after_its_claim_was_released_is_recorded() -> None:
    job = purchasing.release_claim(claim(filming(), 1), take_of(filming()).id, NOW)

    job = purchasing.record_order(job, take_of(job).id, "order-1")

    assert (take_of(job).status, take_of(job).order_id) == (TakeStatus.ORDERED, "order-1")


def test_an_order_for_a_cancelled_take_is_to_be_stopped() -> None:
    job = purchasing.reserve_budget(filming(), take_of(filming()).id, PRICE)
    take = take_of(job)
    job = send(job, "cancel")

    job = purchasing.record_order(job, take.id, "order-1")

    assert take_of(job).status is TakeStatus.STOPPING
    assert job.cost == Decimal("0.25")


def test_a_second_order_does_not_replace_the_first() -> None:
    job = order(filming(), 1)

    assert purchasing.record_order(job, take_of(job).id, "another") is job


def test_a_postponed_take_shows_its_error_and_since_when_it_fails() -> None:
    job = filming()
    for minute in range(3):
        now = NOW + timedelta(minutes=minute)
        job = purchasing.postpone(job, take_of(job).id, BUSY, now, now + timedelta(seconds=8))

    take = take_of(job)
    assert (take.attempt, take.error, take.failing_since) == (3, BUSY, NOW)
    assert take.next_retry_at == NOW + timedelta(minutes=2, seconds=8)


def test_failures_are_forgotten_once_the_take_is_ordered() -> None:
    job = filming()
    job = order(purchasing.postpone(job, take_of(job).id, BUSY, NOW, LATER), 1)

    take = take_of(job)
    assert (take.attempt, take.error, take.failing_since, take.next_retry_at) == (0, None, None, None)


@pytest.mark.parametrize(("attempt", "seconds"), [(0, 1), (1, 2), (6, 64), (7, 120), (500, 120)])
def test_the_retry_delay_doubles_up_to_two_minutes(attempt: int, seconds: int) -> None:
    assert purchasing.retry_delay(attempt) == timedelta(seconds=seconds)


def test_the_retry_delay_is_the_one_that_the_vendor_asked_for() -> None:
    assert purchasing.retry_delay(3, timedelta(minutes=7)) == timedelta(minutes=7)


def test_the_prompt_is_noted_with_the_order_intent_that_sends_it() -> None:
    job = filming()
    take = take_of(job)

    claimed = purchasing.claim_order(job, take.id, None, NOW, prompt="A cup at dawn.")

    assert take_of(claimed).prompt == "A cup at dawn."
