"""A scene that one vendor will not make is offered to the next."""

from datetime import timedelta
from decimal import Decimal

import pytest

from domain.base import evolve
from domain.errors import (
    MAX_MESSAGE,
    AccountProblem,
    BudgetExceeded,
    ErrorInfo,
    OrderUnknown,
    TakeLost,
)
from domain.job.model import JobStatus
from domain.job.pending_work import WorkKind, pending_work
from domain.job.scene import STOPPED, SceneStatus
from domain.job.takes.take import Still, TakeStatus
from domain.rules import results
from domain.rules.purchases import purchasing
from domain.rules.purchases.purchasing import TakePart
from domain.rules.scenes.fallback import fail_or_offer
from tests.unit.domain.jobs import (
    LATER,
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
from tests.unit.domain.rules.scenes.refusals import ACCOUNT, ASKED, OUTAGE, REFUSAL, UNKNOWN, reason, refused, unsent


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


def test_an_order_that_could_not_be_cancelled_keeps_the_next_one_from_being_offered() -> None:
    stopping = send(order(approved_for("9"), 1), "scene_updated", scene=1, status="failed")

    job = results.fail_stop(stopping, take_of(stopping).id, ACCOUNT)

    assert (job.active_scenes[0].status, take_of(job).error) == (SceneStatus.FAILED, STOPPED)
    job = unsent(send(job, "retry_failed_scenes"))
    assert reason(refused(job)) == "an order of take 1 may be open at test"


def test_an_order_in_doubt_that_could_not_be_stopped_is_cancelled_and_stays_in_doubt() -> None:
    stopping = send(claim(approved_for("9"), 1), "scene_updated", scene=1, status="failed")

    stopped = results.fail_stop(stopping, take_of(stopping).id, ACCOUNT)

    assert (take_of(stopped).status, take_of(stopped).may_be_open) == (TakeStatus.CANCELLED, True)


def test_in_a_cancelled_job_a_take_that_could_not_be_stopped_is_cancelled() -> None:
    stopping = send(order(approved_for("9"), 1), "cancel")

    assert take_of(results.fail_stop(stopping, take_of(stopping).id, ACCOUNT)).status is TakeStatus.CANCELLED


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


def test_the_earlier_clip_is_shown_again_when_nobody_films_the_scene() -> None:
    before = film(film(film(approved_for("0.75"), 1), 2), 3)

    job = refused(unsent(send(before, "regenerate_scene", sceneNumber=1)))
    job = refused(unsent(refused(unsent(job))))

    assert take_of(job) == take_of(before)
    assert job.active_scenes[0].error == REFUSAL


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
