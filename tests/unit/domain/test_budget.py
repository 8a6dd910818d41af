"""What a job may cost, and what becomes of takes for which there is no money."""

from datetime import timedelta
from decimal import Decimal

import pytest

from domain.error_info import ErrorInfo
from domain.errors import BudgetExceeded, OrderUnknown
from domain.job.model import Job, Stage
from domain.job.progress import stage
from domain.job.take import Still, Take, TakeStatus
from domain.rules import purchasing, results
from domain.rules.purchasing import TakePart
from tests.unit.domain.jobs import BUSY, FAULT, NOW, fail, film, filming, order, parts, say

DOLLAR = Decimal(1)
STILL = Still(provider="painter", model="brush-1", price=Decimal("0.20"))
TOO_DEAR = ErrorInfo(code=BudgetExceeded.code, message="too dear")
UNKNOWN = ErrorInfo(code=OrderUnknown.code, message="it may have been ordered")


def with_limit(usd: str | None, *words: str) -> Job:
    return say(filming(*(words or ("one", "two", "three"))), "set_budget", maxCost=usd)


def set_aside(job: Job, number: int, price: Decimal | None = DOLLAR) -> Job:
    return purchasing.reserve_budget(job, parts(job, number)[1].id, price)


def take_of(job: Job, number: int = 1) -> Take:
    return parts(job, number)[1]


def claim_still(job: Job) -> Job:
    return purchasing.claim_order(job, take_of(job).id, None, NOW, TakePart.STILL)


def release_still(job: Job) -> Job:
    return purchasing.release_claim(job, take_of(job).id, NOW, TakePart.STILL)


def order_still(job: Job, order_id: str = "picture-1") -> Job:
    return purchasing.record_order(job, take_of(job).id, order_id, TakePart.STILL)


def with_still(job: Job) -> Job:
    return purchasing.request_still(set_aside(job, 1), take_of(job).id, STILL)


def test_what_fits_is_set_aside() -> None:
    job = set_aside(set_aside(with_limit("2"), 1), 2)

    assert (job.owed, job.cost) == (Decimal(2), Decimal(0))


def test_what_does_not_fit_is_refused_with_what_is_left() -> None:
    job = set_aside(with_limit("1.50"), 1)

    with pytest.raises(BudgetExceeded) as refused:
        set_aside(job, 2)

    assert refused.value.message == (
        "this take costs 1.00 USD and of the job's maxCost of 1.50 USD 0.50 are left; "
        "raise production.maxCost, or leave the scene out"
    )


def test_without_a_limit_everything_fits() -> None:
    assert set_aside(with_limit(None), 1, Decimal(1_000_000)).owed == 1_000_000


def test_nothing_of_unknown_price_is_ordered_under_a_limit() -> None:
    with pytest.raises(BudgetExceeded, match=r"nobody knows what test's test-1 costs.*price table"):
        set_aside(with_limit("100"), 1, None)
    assert set_aside(with_limit(None), 1, None).owed == 0


def test_what_costs_nothing_fits_into_nothing() -> None:
    job = with_limit("0")

    assert set_aside(job, 1, Decimal(0)) is job


def test_a_take_that_is_asked_for_again_is_not_counted_twice() -> None:
    job = set_aside(with_limit("1"), 1)

    assert set_aside(job, 1) is job


def test_a_price_that_has_changed_since_is_the_price() -> None:
    assert set_aside(set_aside(with_limit("2"), 1), 1, Decimal(2)).owed == 2


@pytest.mark.parametrize("part", TakePart)
def test_a_limit_that_is_lowered_holds_also_for_what_was_set_aside(part: TakePart) -> None:
    job = say(with_still(with_limit("3")), "set_budget", maxCost="0.50")

    with pytest.raises(BudgetExceeded, match=r"owes 1\.00 USD .* more than its maxCost of 0\.50 USD"):
        purchasing.claim_order(job, take_of(job).id, None, NOW, part)


def test_an_order_costs_what_was_set_aside_for_it() -> None:
    job = set_aside(filming(), 1)
    job = purchasing.record_order(purchasing.claim_order(job, take_of(job).id, None, NOW), take_of(job).id, "order-1")

    assert (take_of(job).cost, job.owed) == (DOLLAR, DOLLAR)


def test_a_take_that_failed_before_it_was_ordered_owes_nothing() -> None:
    assert fail(set_aside(filming(), 1), 1).owed == 0


def test_a_take_that_failed_after_it_was_ordered_owes_its_price() -> None:
    assert fail(order(filming(), 1), 1).owed == Decimal("0.25")


def announced() -> Job:
    """A job one take of which was ordered, without an answer so far."""
    job = set_aside(filming(), 1)
    return purchasing.claim_order(job, take_of(job).id, None, NOW)


@pytest.mark.parametrize("fault", [UNKNOWN, FAULT], ids=["the vendor cannot say", "given up before it said"])
def test_an_order_of_which_nobody_knows_counts_as_taken(fault: ErrorInfo) -> None:
    failed = fail(announced(), 1, fault)

    assert (failed.cost, failed.in_doubt, failed.owed) == (Decimal(0), DOLLAR, DOLLAR)


def test_a_take_that_is_stopped_before_anybody_knows_stays_in_doubt() -> None:
    stopping = say(announced(), "cancel")

    stopped = results.mark_stopped(stopping, take_of(stopping).id)

    assert (take_of(stopped).status, stopping.owed) == (TakeStatus.CANCELLED, DOLLAR)
    assert (stopped.cost, stopped.in_doubt, stopped.owed) == (Decimal(0), DOLLAR, DOLLAR)


def test_what_was_certainly_not_taken_is_in_no_doubt() -> None:
    job = purchasing.release_claim(announced(), take_of(announced()).id, NOW)

    assert fail(job, 1, FAULT).owed == 0


def test_of_a_picture_of_which_nobody_knows_only_the_picture_is_in_doubt() -> None:
    job = with_still(filming())
    job = fail(claim_still(job), 1, UNKNOWN)

    assert (job.in_doubt, job.owed) == (STILL.price, STILL.price)


def test_for_want_of_money_one_scene_waits_for_a_decision_and_the_job_says_so() -> None:
    job = fail(film(film(with_limit("0.60"), 1), 2), 3, TOO_DEAR)

    assert stage(job) is Stage.AWAITING_RETRY
    assert job.error == TOO_DEAR
    assert (job.active_scenes[2].take or take_of(job)).error == TOO_DEAR


def test_another_limit_asks_again_for_what_failed_for_want_of_money_only() -> None:
    job = fail(fail(film(with_limit("1"), 1), 2), 3, TOO_DEAR)

    after = say(job, "set_budget", maxCost="5")

    assert [scene.take is not None and scene.take.is_open for scene in after.active_scenes] == [False, False, True]
    assert after.active_scenes[:2] == job.active_scenes[:2]
    assert after.error is None
    assert after.brief.production.max_cost == 5


def test_the_same_request_for_another_limit_asks_for_the_same_take() -> None:
    job = fail(filming(), 1, TOO_DEAR)

    once, again = (say(job, "set_budget", request="one", maxCost="5") for _ in range(2))

    assert once == again


def test_a_regenerate_for_which_there_was_no_money_leaves_the_earlier_clip() -> None:
    job = film(film(film(with_limit("9"), 1), 2), 3)
    clip = take_of(job).id
    job = fail(say(job, "regenerate_scene", sceneNumber=1), 1, TOO_DEAR)

    after = say(job, "set_budget", maxCost=None)

    assert job.error == TOO_DEAR
    assert (take_of(after).id, after.error) == (clip, None)


def test_a_scene_without_money_may_be_left_out() -> None:
    job = fail(film(film(filming(), 1), 2), 3, TOO_DEAR)

    after = say(job, "finish_without_failed")

    assert (len(after.active_scenes), after.error) == (2, None)


def test_what_a_vendor_that_is_down_keeps_waiting_has_not_been_tried() -> None:
    job = filming()

    job = purchasing.postpone(job, take_of(job).id, BUSY, NOW, NOW + timedelta(seconds=9), was_tried=False)

    assert (take_of(job).attempt, take_of(job).error) == (0, BUSY)
    assert take_of(job).waits_in_back_off


def test_a_picture_is_claimed_by_one() -> None:
    job = with_still(filming())

    claimed = claim_still(job)

    assert claim_still(claimed) is claimed
    still = take_of(claimed).still
    assert still
    assert (still.asked_at, still.orders) == (NOW, 1)


def test_a_picture_that_was_turned_away_may_be_ordered_again() -> None:
    job = with_still(filming())
    job = release_still(claim_still(job))

    assert take_of(job).still == STILL
    assert release_still(job) is job


def test_a_picture_costs_its_part_and_the_clip_the_rest() -> None:
    job = with_still(with_limit("1"))
    take = take_of(job).id

    job = order_still(claim_still(job))
    assert (job.cost, job.owed) == (Decimal("0.20"), DOLLAR)
    assert order_still(job, "picture-2") is job

    job = purchasing.record_order(purchasing.claim_order(job, take, None, NOW), take, "order-1")
    assert (job.cost, job.owed) == (DOLLAR, DOLLAR)


def test_a_picture_that_is_drawn_is_drawn_once() -> None:
    job = order_still(with_still(filming()))

    drawn = purchasing.mark_still_drawn(job, take_of(job).id, "key-1")

    assert purchasing.mark_still_drawn(drawn, take_of(job).id, "key-2") is drawn
    assert purchasing.request_still(drawn, take_of(job).id, STILL) is drawn


def test_a_picture_of_a_take_that_is_not_made_costs_what_was_ordered() -> None:
    job = order_still(with_still(filming()))

    assert fail(job, 1).owed == Decimal("0.20")
    cancelled = say(job, "cancel")
    assert (take_of(cancelled).status, cancelled.owed) == (TakeStatus.CANCELLED, Decimal("0.20"))


def test_pictures_of_takes_that_are_not_there_change_nothing() -> None:
    job, nowhere = filming(), filming().id

    for after in (
        purchasing.reserve_budget(job, nowhere, DOLLAR),
        purchasing.request_still(job, nowhere, STILL),
        purchasing.claim_order(job, nowhere, None, NOW, TakePart.STILL),
        purchasing.release_claim(job, nowhere, NOW, TakePart.STILL),
        purchasing.record_order(job, nowhere, "picture", TakePart.STILL),
        purchasing.mark_still_drawn(job, nowhere, "key"),
        results.fail_take(job, nowhere, TOO_DEAR),
    ):
        assert after is job
