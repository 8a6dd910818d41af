"""The budget of a job: reserved prices, costs, orders in doubt, and what is not ordered for lack of budget."""

from datetime import timedelta
from decimal import Decimal

import pytest

from domain.errors import BudgetExceeded, ErrorInfo, OrderUnknown
from domain.job.model import Job, Stage
from domain.job.progress import stage
from domain.job.takes.take import Still, TakeStatus
from domain.rules import results
from domain.rules.purchases import purchasing
from domain.rules.purchases.purchasing import TakePart
from tests.unit.domain.jobs import (
    BUSY,
    ERROR,
    LATER,
    NOW,
    fail,
    film,
    filming,
    order,
    send,
    take_of,
)

DOLLAR = Decimal(1)
STILL = Still(provider="images", model="image-1", price=Decimal("0.20"))
OVER_BUDGET = ErrorInfo(code=BudgetExceeded.code, message="over budget")
UNKNOWN = ErrorInfo(code=OrderUnknown.code, message="it may have been ordered")


def with_limit(usd: str | None, *words: str) -> Job:
    return send(filming(*(words or ("one", "two", "three"))), "set_budget", maxCost=usd)


def reserve(job: Job, number: int, price: Decimal | None = DOLLAR) -> Job:
    return purchasing.reserve_budget(job, take_of(job, number).id, price)


def claim_still(job: Job) -> Job:
    return purchasing.claim_order(job, take_of(job).id, None, NOW, TakePart.STILL)


def release_still(job: Job) -> Job:
    return purchasing.release_claim(job, take_of(job).id, NOW, TakePart.STILL)


def order_still(job: Job, order_id: str = "picture-1") -> Job:
    return purchasing.record_order(job, take_of(job).id, order_id, TakePart.STILL)


def with_still(job: Job) -> Job:
    return purchasing.request_still(reserve(job, 1), take_of(job).id, STILL)


def test_a_price_within_the_limit_is_reserved() -> None:
    job = reserve(reserve(with_limit("2"), 1), 2)

    assert (job.owed, job.cost) == (Decimal(2), Decimal(0))


def test_a_price_beyond_the_limit_is_refused_with_what_is_left() -> None:
    job = reserve(with_limit("1.50"), 1)

    with pytest.raises(BudgetExceeded) as refused:
        reserve(job, 2)

    assert refused.value.message == (
        "this take costs 1.00 USD and of the job's maxCost of 1.50 USD 0.50 are left; "
        "raise production.maxCost, or leave the scene out"
    )


def test_without_a_limit_every_price_is_reserved() -> None:
    assert reserve(with_limit(None), 1, Decimal(1_000_000)).owed == 1_000_000


def test_an_unknown_price_is_refused_under_a_limit() -> None:
    with pytest.raises(BudgetExceeded, match=r"nobody knows what test's test-1 costs.*price table"):
        reserve(with_limit("100"), 1, None)
    assert reserve(with_limit(None), 1, None).owed == 0


def test_a_price_of_zero_fits_a_limit_of_zero() -> None:
    job = with_limit("0")

    assert reserve(job, 1, Decimal(0)) is job


def test_reserving_the_same_price_again_changes_nothing() -> None:
    job = reserve(with_limit("1"), 1)

    assert reserve(job, 1) is job


def test_a_changed_price_replaces_the_reserved_one() -> None:
    assert reserve(reserve(with_limit("2"), 1), 1, Decimal(2)).owed == 2


@pytest.mark.parametrize("part", TakePart)
def test_a_claim_is_refused_when_the_limit_was_lowered_below_what_is_reserved(part: TakePart) -> None:
    job = send(with_still(with_limit("3")), "set_budget", maxCost="0.50")

    with pytest.raises(BudgetExceeded, match=r"owes 1\.00 USD .* more than its maxCost of 0\.50 USD"):
        purchasing.claim_order(job, take_of(job).id, None, NOW, part)


def test_an_order_costs_the_reserved_price() -> None:
    job = reserve(filming(), 1)
    job = purchasing.record_order(purchasing.claim_order(job, take_of(job).id, None, NOW), take_of(job).id, "order-1")

    assert (take_of(job).cost, job.owed) == (DOLLAR, DOLLAR)


def test_a_take_that_failed_before_its_order_owes_nothing() -> None:
    assert fail(reserve(filming(), 1), 1).owed == 0


def test_a_take_that_failed_after_its_order_owes_its_price() -> None:
    assert fail(order(filming(), 1), 1).owed == Decimal("0.25")


def claimed() -> Job:
    """Return a job with an order of which the answer is not known yet."""
    job = reserve(filming(), 1)
    return purchasing.claim_order(job, take_of(job).id, None, NOW)


@pytest.mark.parametrize("error", [UNKNOWN, ERROR], ids=["the vendor cannot say", "given up"])
def test_an_unknown_order_counts_as_taken(error: ErrorInfo) -> None:
    failed = fail(claimed(), 1, error)

    assert (failed.cost, failed.in_doubt, failed.owed) == (Decimal(0), DOLLAR, DOLLAR)


def test_a_stopped_take_with_an_unknown_order_stays_in_doubt() -> None:
    stopping = send(claimed(), "cancel")

    stopped = results.mark_stopped(stopping, take_of(stopping).id)

    assert (take_of(stopped).status, stopping.owed) == (TakeStatus.CANCELLED, DOLLAR)
    assert (stopped.cost, stopped.in_doubt, stopped.owed) == (Decimal(0), DOLLAR, DOLLAR)


def test_a_released_claim_leaves_nothing_in_doubt() -> None:
    job = purchasing.release_claim(claimed(), take_of(claimed()).id, NOW)

    assert fail(job, 1, ERROR).owed == 0


def test_an_unknown_order_of_a_still_leaves_only_the_still_in_doubt() -> None:
    job = with_still(filming())
    job = fail(claim_still(job), 1, UNKNOWN)

    assert (job.in_doubt, job.owed) == (STILL.price, STILL.price)


def test_a_take_beyond_the_budget_fails_and_the_job_shows_why() -> None:
    job = fail(film(film(with_limit("0.60"), 1), 2), 3, OVER_BUDGET)

    assert stage(job) is Stage.AWAITING_RETRY
    assert job.error == OVER_BUDGET
    assert (job.active_scenes[2].take or take_of(job)).error == OVER_BUDGET


def test_a_new_limit_adds_takes_only_to_scenes_that_failed_for_lack_of_budget() -> None:
    job = fail(fail(film(with_limit("1"), 1), 2), 3, OVER_BUDGET)

    after = send(job, "set_budget", maxCost="5")

    assert [scene.take is not None and scene.take.is_open for scene in after.active_scenes] == [False, False, True]
    assert after.active_scenes[:2] == job.active_scenes[:2]
    assert after.error is None
    assert after.brief.production.max_cost == 5


def test_repeating_a_request_for_a_new_limit_adds_the_same_take() -> None:
    job = fail(filming(), 1, OVER_BUDGET)

    once, again = (send(job, "set_budget", request="one", maxCost="5") for _ in range(2))

    assert once == again


def test_a_regenerated_scene_without_budget_keeps_its_earlier_clip() -> None:
    job = film(film(film(with_limit("9"), 1), 2), 3)
    clip = take_of(job).id
    job = fail(send(job, "regenerate_scene", sceneNumber=1), 1, OVER_BUDGET)

    after = send(job, "set_budget", maxCost=None)

    assert job.error == OVER_BUDGET
    assert (take_of(after).id, after.error) == (clip, None)


def test_a_scene_without_budget_can_be_left_out() -> None:
    job = fail(film(film(filming(), 1), 2), 3, OVER_BUDGET)

    after = send(job, "finish_without_failed")

    assert (len(after.active_scenes), after.error) == (2, None)


def test_a_take_that_waits_for_a_vendor_that_is_down_counts_no_attempt() -> None:
    job = filming()

    job = purchasing.postpone(job, take_of(job).id, BUSY, NOW, NOW + timedelta(seconds=9), was_tried=False)

    assert (take_of(job).attempt, take_of(job).error) == (0, BUSY)
    assert take_of(job).waits_in_back_off


def test_a_still_is_claimed_by_one_caller() -> None:
    job = with_still(filming())

    claimed = claim_still(job)

    assert claim_still(claimed) is claimed
    still = take_of(claimed).still
    assert still
    assert (still.asked_at, still.orders) == (NOW, 1)


def test_a_still_whose_claim_is_released_can_be_ordered_again() -> None:
    job = with_still(filming())
    job = release_still(claim_still(job))

    assert take_of(job).still == STILL
    assert release_still(job) is job


def test_a_still_costs_its_part_of_the_price_and_the_clip_the_rest() -> None:
    job = with_still(with_limit("1"))
    take = take_of(job).id

    job = order_still(claim_still(job))
    assert (job.cost, job.owed) == (Decimal("0.20"), DOLLAR)
    assert order_still(job, "picture-2") is job

    job = purchasing.record_order(purchasing.claim_order(job, take, None, NOW), take, "order-1")
    assert (job.cost, job.owed) == (DOLLAR, DOLLAR)


def test_a_still_is_drawn_once() -> None:
    job = order_still(with_still(filming()))

    drawn = purchasing.mark_still_drawn(job, take_of(job).id, "key-1")

    assert purchasing.mark_still_drawn(drawn, take_of(job).id, "key-2") is drawn
    assert purchasing.request_still(drawn, take_of(job).id, STILL) is drawn


def test_a_take_that_is_not_filmed_costs_its_ordered_still() -> None:
    job = order_still(with_still(filming()))

    assert fail(job, 1).owed == Decimal("0.20")
    cancelled = send(job, "cancel")
    assert (take_of(cancelled).status, cancelled.owed) == (TakeStatus.CANCELLED, Decimal("0.20"))


def test_changes_of_unknown_takes_change_nothing() -> None:
    job, nowhere = filming(), filming().id

    for after in (
        purchasing.reserve_budget(job, nowhere, DOLLAR),
        purchasing.claim_order(job, nowhere, None, NOW),
        purchasing.release_claim(job, nowhere, NOW),
        purchasing.record_order(job, nowhere, "order"),
        purchasing.postpone(job, nowhere, BUSY, NOW, LATER),
        purchasing.request_still(job, nowhere, STILL),
        purchasing.claim_order(job, nowhere, None, NOW, TakePart.STILL),
        purchasing.release_claim(job, nowhere, NOW, TakePart.STILL),
        purchasing.record_order(job, nowhere, "picture", TakePart.STILL),
        purchasing.mark_still_drawn(job, nowhere, "key"),
    ):
        assert after is job


def test_a_still_that_was_drawn_before_the_budget_was_used_up_is_not_drawn_again() -> None:
    job = filming("one")
    take = take_of(job)
    job = purchasing.reserve_budget(purchasing.request_still(job, take.id, STILL), take.id, DOLLAR)
    job = purchasing.claim_order(job, take.id, None, NOW, TakePart.STILL)
    job = purchasing.mark_still_drawn(purchasing.record_order(job, take.id, "1", TakePart.STILL), take.id, "stills/1")
    job = fail(job, 1, OVER_BUDGET)

    job = send(job, "set_budget", maxCost="2")

    again = take_of(job)
    assert again.id != take.id
    assert again.still
    assert (again.still.key, again.still.is_of_another_take, again.still.price) == ("stills/1", True, Decimal(0))
