"""A scene that one vendor will not make is offered to the next, within what was approved."""

from datetime import timedelta
from decimal import Decimal

import pytest

from domain.base import evolve
from domain.errors import (
    MAX_MESSAGE,
    AccountProblem,
    BudgetExceeded,
    ErrorInfo,
    InputRejected,
    OrderUnknown,
    PriceRaised,
    TakeLost,
    VendorOutage,
)
from domain.job.model import Job, JobStatus
from domain.job.pending_work import WorkKind, pending_work
from domain.job.takes.take import Still, TakeStatus
from domain.rules import results
from domain.rules.purchases import purchasing
from domain.rules.purchases.purchasing import TakePart
from domain.rules.scenes.fallback import Offers, fail_or_offer
from tests.unit.domain.jobs import (
    LATER,
    MODEL_CHOICE,
    NOW,
    PRICE,
    claim,
    film,
    in_review,
    order,
    send,
    take_of,
)
from tests.unit.domain.rules.scenes.offering import AskedPrices, approved_for

REFUSAL = ErrorInfo(code=InputRejected.code, message="flagged as sensitive")
ACCOUNT = ErrorInfo(code=AccountProblem.code, message="no credit")
OUTAGE = ErrorInfo(code=VendorOutage.code, message="given up after 2:00:00: 503")
UNKNOWN = ErrorInfo(code=OrderUnknown.code, message="the vendor cannot say")
ASKED = AskedPrices({"second": PRICE, "third": Decimal("0.10")})


def refused(job: Job, number: int = 1, error: ErrorInfo = REFUSAL, offers: Offers = ASKED) -> Job:
    """Return the job after the scene's take has failed for good."""
    return fail_or_offer(job, take_of(job, number).id, error, LATER, offers)


def unsent(job: Job, number: int = 1) -> Job:
    """Return the job whose vendor certainly did not take the scene's order."""
    job = claim(job, number)
    return purchasing.release_claim(job, take_of(job, number).id, NOW)


def reason(job: Job, number: int = 1) -> str:
    """Return why the scene was not offered to another provider."""
    error = job.active_scenes[number - 1].error
    assert error is not None
    return error.message.partition("; not offered to another provider: ")[2]


@pytest.mark.parametrize("error", [REFUSAL, ACCOUNT, OUTAGE], ids=["refusal", "account", "outage"])
def test_a_scene_that_was_not_ordered_is_offered_to_the_next_provider(error: ErrorInfo) -> None:
    before = unsent(approved_for("0.75"))

    job = refused(before, error=error)

    failed, new = job.active_scenes[0].takes
    assert (failed.status, failed.error, failed.cost) == (TakeStatus.FAILED, error, Decimal(0))
    assert (new.provider, new.status, new.fallback_of, new.price) == ("second", TakeStatus.WANTED, failed.id, PRICE)
    assert (new.text, new.number) == (failed.text, 2)
    assert (job.active_scenes[0].take_id, job.active_scenes[0].error) == (new.id, None)
    assert str(new.id) in [work.id for work in pending_work(job).work if work.kind is WorkKind.FILM]


def test_the_same_failure_is_offered_once() -> None:
    before = unsent(approved_for("0.75"))

    job = refused(before)

    assert fail_or_offer(job, take_of(before).id, REFUSAL, LATER + timedelta(hours=1), ASKED) is job


def test_what_a_refused_order_may_have_cost_counts() -> None:
    job = refused(order(approved_for("0.75"), 1))

    assert take_of(job).status is TakeStatus.FAILED
    assert reason(job) == (
        "second: it costs $0.25, and of what was approved $0.00 is left; "
        "third: it costs $0.10, and of what was approved $0.00 is left"
    )
    assert take_of(refused(order(approved_for("1.00"), 1))).provider == "second"


def test_what_is_to_be_ordered_for_other_scenes_is_not_spent_on_this_one() -> None:
    dear = AskedPrices({"second": Decimal("0.26")})

    job = refused(unsent(approved_for("0.75", fallback=("second",))), offers=dear)

    assert reason(job) == "second: it costs $0.26, and of what was approved $0.25 is left"


def test_a_cheaper_provider_further_down_films_what_a_dearer_one_may_not() -> None:
    offers = AskedPrices({"second": Decimal(9), "third": PRICE})

    assert take_of(refused(unsent(approved_for("0.75")), offers=offers)).provider == "third"


def test_an_order_that_may_be_open_is_not_ordered_elsewhere() -> None:
    for error in (ACCOUNT, OUTAGE):
        job = refused(order(approved_for("9"), 1), error=error)

        assert reason(job) == "an order of take 1 may be open at test"
        assert job.owed == PRICE
        assert job.active_scenes[0].error
        assert job.active_scenes[0].error.code == error.code


@pytest.mark.parametrize("error", [UNKNOWN, OUTAGE, REFUSAL, ACCOUNT])
def test_an_order_in_doubt_is_not_ordered_elsewhere(error: ErrorInfo) -> None:
    assert reason(refused(claim(approved_for("9"), 1), error=error)) == "an order of take 1 may be open at test"


def test_an_order_that_is_being_stopped_keeps_the_next_one_from_being_offered() -> None:
    job = film(film(film(approved_for("9"), 1), 2), 3)
    job = order(send(job, "regenerate_scene", "first", sceneNumber=1), 1)
    job = send(job, "scene_updated", scene=1, status="failed")
    job = unsent(send(job, "regenerate_scene", "second", sceneNumber=1))

    assert reason(refused(job)) == "an order of take 2 may be open at test"


def test_a_provider_that_refuses_too_is_followed_by_the_next() -> None:
    job = refused(unsent(refused(unsent(approved_for("0.75")))))

    takes = job.active_scenes[0].takes
    assert [take.provider for take in takes] == ["test", "second", "third"]
    assert [take.fallback_of for take in takes] == [None, takes[0].id, takes[1].id]
    last = refused(unsent(job))
    assert (take_of(last).status, last.active_scenes[0].error) == (TakeStatus.FAILED, REFUSAL)


def test_a_provider_that_was_passed_over_is_not_returned_to() -> None:
    offers = AskedPrices({"second": AccountProblem("no key of second"), "third": PRICE})
    job = refused(unsent(approved_for("0.75")), offers=offers)
    assert take_of(job).provider == "third"

    assert refused(unsent(job)).active_scenes[0].error == REFUSAL


def test_a_regenerated_scene_begins_at_the_job_s_own_provider_again() -> None:
    job = refused(unsent(approved_for("0.75")))
    job = film(purchasing.reserve_budget(job, take_of(job).id, PRICE), 1)

    again = send(job, "regenerate_scene", sceneNumber=1)

    assert (take_of(again).provider, take_of(again).fallback_of) == ("test", None)
    assert take_of(refused(unsent(again))).provider == "second"


def test_what_people_ask_for_later_may_be_spent_elsewhere_too() -> None:
    job = film(film(film(approved_for("0.75"), 1), 2), 3)

    job = refused(unsent(send(job, "regenerate_scene", sceneNumber=1)))

    assert (take_of(job).provider, job.owed) == ("second", Decimal("1.00"))
    refused_again = refused(order(job, 1))
    assert reason(refused_again) == "third: it costs $0.10, and of what was approved $0.00 is left"


def test_to_retry_what_cost_nothing_raises_no_amount() -> None:
    dear = AskedPrices({"second": Decimal("0.40")})
    job = refused(unsent(approved_for("0.75", fallback=("second",))), offers=dear)

    for attempt in range(3):
        job = refused(unsent(send(job, "retry_failed_scenes", f"{attempt}")), offers=dear)

    assert reason(job) == "second: it costs $0.40, and of what was approved $0.25 is left"


def test_a_scene_that_is_added_may_cost_its_price_elsewhere_too() -> None:
    added = send(approved_for("0.75", fallback=("second",)), "scene_added", description="new")

    job = refused(unsent(added, 4), 4)

    assert take_of(job, 4).provider == "second"


def test_the_earlier_clip_is_shown_again_when_nobody_films_the_scene() -> None:
    before = film(film(film(approved_for("0.75"), 1), 2), 3)

    job = refused(unsent(send(before, "regenerate_scene", sceneNumber=1)))
    job = refused(unsent(refused(unsent(job))))

    assert take_of(job) == take_of(before)
    assert job.active_scenes[0].error == REFUSAL


def test_the_limit_of_the_job_holds() -> None:
    job = refused(unsent(approved_for("9", max_cost=Decimal("0.70"))))

    assert take_of(job).provider == "third"
    assert reason(refused(unsent(approved_for("9", max_cost=Decimal("0.55"))))).startswith("second: it costs $0.25")


@pytest.mark.parametrize("amount", ["0.75", None], ids=["approved", "of an unknown amount"])
def test_a_provider_that_costs_nothing_may_always_film(amount: str | None) -> None:
    job = refused(order(approved_for(amount), 1), offers=AskedPrices({"second": Decimal(0)}, lines=None))

    assert (take_of(job).provider, take_of(job).price) == ("second", Decimal(0))


def test_lines_that_are_still_to_be_spoken_are_not_spent_on_scenes() -> None:
    offers = AskedPrices({"second": PRICE}, lines=Decimal("0.05"))

    job = refused(unsent(approved_for("0.75", fallback=("second",))), offers=offers)

    assert reason(job) == "second: it costs $0.25, and of what was approved $0.20 is left"


@pytest.mark.parametrize(
    ("offers", "why"),
    [
        (AskedPrices({"second": None}), "second: nobody knows what its test-1 costs; add it to the price table"),
        (AskedPrices({"second": AccountProblem("no key")}), "second: no key"),
        (AskedPrices({"second": InputRejected("10 s at most")}), "second: 10 s at most"),
        (
            AskedPrices({"second": PRICE}, own=None),
            "second: nobody knows what test's test-1 costs, which is to be ordered too; add it to the price table",
        ),
        (
            AskedPrices({"second": PRICE}, own=AccountProblem("no key")),
            "second: nobody knows what test's test-1 costs, which is to be ordered too; add it to the price table",
        ),
        (AskedPrices({"second": PRICE}, lines=None), "second: nobody knows what the lines of the voice-over cost"),
    ],
)
def test_what_cannot_be_priced_is_not_offered(offers: Offers, why: str) -> None:
    assert reason(refused(unsent(approved_for("9", fallback=("second",))), offers=offers)) == why


def test_without_an_approved_amount_nothing_is_offered() -> None:
    job = refused(unsent(approved_for(None, fallback=("second",))))

    assert reason(job) == "second: nobody knows the amount that was approved"


def test_a_job_without_other_providers_fails_as_ever() -> None:
    job = unsent(approved_for("9", fallback=()))

    assert refused(job) == results.fail_take(job, take_of(job).id, REFUSAL)


@pytest.mark.parametrize("code", [TakeLost.code, BudgetExceeded.code, "internal_error", "timed_out"])
def test_other_failures_are_offered_to_nobody(code: str) -> None:
    error = ErrorInfo(code=code, message="it failed")

    assert refused(unsent(approved_for("9")), error=error).active_scenes[0].error == error


def test_a_clip_that_was_made_and_cannot_be_used_is_offered_to_nobody() -> None:
    job = order(approved_for("9"), 1)
    job = results.mark_filmed(job, take_of(job).id, "original.mp4")

    assert refused(job).active_scenes[0].error == REFUSAL


def test_a_scene_that_is_not_rewritten_yet_is_offered_to_nobody() -> None:
    job = film(film(film(approved_for("9"), 1), 2), 3)

    job = refused(send(job, "regenerate_scene", sceneNumber=1, feedback="calmer"), error=ACCOUNT)

    assert job.active_scenes[0].error == ACCOUNT


def test_a_client_s_own_clip_that_cannot_be_used_is_offered_to_nobody() -> None:
    job = film(film(film(approved_for("9"), 1), 2), 3)
    job = send(job, "scene_updated", scene=1, status="completed", videoUrl="https://a.example/clip.mp4")

    assert refused(job).active_scenes[0].error == REFUSAL


def test_a_cancelled_job_orders_nothing_elsewhere() -> None:
    job = unsent(approved_for("9"))
    after = send(job, "cancel")

    assert fail_or_offer(after, take_of(job).id, REFUSAL, LATER, ASKED) is after


def test_a_first_frame_that_cannot_be_drawn_is_not_drawn_for_another_provider() -> None:
    job = approved_for("9")
    still = Still(provider="images", model="image-1", price=Decimal("0.05"))
    job = purchasing.request_still(job, take_of(job).id, still)

    assert reason(refused(job)).startswith("images did not draw the still")


def test_an_order_of_a_first_frame_in_doubt_keeps_the_scene_from_being_offered() -> None:
    job = approved_for("9")
    still = Still(provider="images", model="image-1", price=Decimal("0.05"))
    job = purchasing.request_still(job, take_of(job).id, still)
    job = purchasing.claim_order(job, take_of(job).id, None, NOW, TakePart.STILL)

    assert reason(refused(job, error=OUTAGE)) == "an order of take 1 may be open at test"


def test_a_draft_is_replaced_by_a_draft_where_the_other_model_has_one() -> None:
    job = refused(unsent(approved_for("0.75", drafts=True)))

    assert (take_of(job).model, take_of(job).is_draft) == ("test-cheap", True)


def test_a_scene_that_is_changed_meanwhile_is_filmed_elsewhere_as_it_was_ordered() -> None:
    before = unsent(approved_for("0.75"))
    changed = send(before, "scene_updated", scene=1, description="another")

    assert take_of(refused(changed)).text == take_of(before).text


def test_a_fallback_that_costs_more_by_now_is_not_ordered() -> None:
    job = refused(unsent(approved_for("0.75")))

    with pytest.raises(
        PriceRaised, match=r"^second's test-1 costs \$0\.26 by now, and \$0\.25 when the scene was offered"
    ):
        purchasing.reserve_budget(job, take_of(job).id, PRICE + Decimal("0.01"))
    with pytest.raises(PriceRaised, match="costs an unknown amount by now"):
        purchasing.reserve_budget(job, take_of(job).id, None)
    assert purchasing.reserve_budget(job, take_of(job).id, PRICE) is job


def test_a_fallback_that_costs_more_by_now_is_no_question_of_the_budget() -> None:
    job = refused(unsent(approved_for("0.75")))
    error = ErrorInfo(code=PriceRaised.code, message="dearer")

    failed = results.fail_take(job, take_of(job).id, error)

    assert (failed.error, failed.active_scenes[0].error) == (None, error)
    assert send(failed, "set_budget", maxCost=100).active_scenes[0].take == take_of(failed)
    assert take_of(send(failed, "retry_failed_scenes")).provider == MODEL_CHOICE.provider


def test_a_fallback_is_not_ordered_when_the_first_order_was_taken_after_all() -> None:
    before = unsent(approved_for("0.75"))
    job = refused(before, error=OUTAGE)

    late = purchasing.record_order(job, take_of(before).id, "late order")

    with pytest.raises(OrderUnknown, match="an order of take 1 of this scene may be open at test"):
        purchasing.claim_order(late, take_of(late).id, None, LATER)


def test_a_long_error_leaves_room_for_the_reason() -> None:
    error = evolve(REFUSAL, message="x" * MAX_MESSAGE)

    job = refused(order(approved_for("0.75"), 1), error=error)

    assert "of what was approved $0.00 is left" in reason(job)
    assert len(job.active_scenes[0].error.message if job.active_scenes[0].error else "") <= MAX_MESSAGE


def test_a_storyboard_in_review_orders_nothing_elsewhere() -> None:
    job = in_review()
    production = evolve(job.brief.production, fallback=("second",))
    job = evolve(job, brief=evolve(job.brief, production=production))

    assert job.status is JobStatus.STORYBOARD_REVIEW
    assert not [work for work in pending_work(job).work if work.kind is WorkKind.FILM]
