"""What the scene of one vendor may cost at another: what is left of the approved amount."""

from decimal import Decimal

import pytest

from domain.errors import (
    AccountProblem,
    ErrorInfo,
    InputRejected,
    PriceRaised,
)
from domain.job.takes.take import TakeStatus
from domain.rules import results
from domain.rules.purchases import purchasing
from domain.rules.scenes.fallback import Offers
from tests.unit.domain.jobs import (
    MODEL_CHOICE,
    PRICE,
    film,
    order,
    send,
    take_of,
)
from tests.unit.domain.rules.scenes.offering import AskedPrices, approved_for
from tests.unit.domain.rules.scenes.refusals import reason, refused, unsent


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


def test_what_was_asked_for_and_called_off_pays_for_no_other_scene() -> None:
    job = film(approved_for("0.50", "one", "two"), 1)
    job = send(job, "regenerate_scene", "again", sceneNumber=1)
    job = send(job, "scene_updated", "no more", scene=1, status="failed")

    job = refused(unsent(job, 2), 2, offers=AskedPrices({"second": Decimal("0.40"), "third": None}))

    assert "second: it costs $0.40, and of what was approved $0.25 is left" in reason(job, 2)


def test_what_is_asked_for_again_after_it_was_called_off_may_be_spent() -> None:
    job = film(approved_for("0.25", "one"), 1)
    job = send(job, "regenerate_scene", "again", sceneNumber=1)
    job = send(job, "scene_updated", "no more", scene=1, status="failed")

    job = refused(unsent(send(job, "regenerate_scene", "once more", sceneNumber=1)))

    assert (take_of(job).provider, take_of(job).price) == ("second", PRICE)
