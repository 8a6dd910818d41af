"""Whatever vendors answer and people ask for: never more than was approved, and never two open orders of a scene."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from domain.errors import (
    AccountProblem,
    BudgetExceeded,
    ErrorInfo,
    InputRejected,
    OrderUnknown,
    PriceRaised,
    Refused,
    VendorOutage,
)
from domain.job.model import Job
from domain.job.takes.take import Take, TakeStatus
from domain.rules import results
from domain.rules.decide import decide
from domain.rules.messages import parse_message
from domain.rules.purchases import purchasing
from domain.rules.scenes.fallback import fail_or_offer
from tests.unit.domain.jobs import CHEAP_CHOICE, MODEL_CHOICE, NOW, PRICE, clip_of
from tests.unit.domain.rules.scenes.offering import AskedPrices, approved_for

PRICES = st.sampled_from([Decimal(0), Decimal("0.10"), PRICE, Decimal("0.40"), Decimal(2)])


class AtVendor(StrEnum):
    """How the vendor stands to an order that was sent to it."""

    OPEN = "open"
    """It makes it, or may make it: it may have lost its answer."""
    ENDED = "ended"
    """It made it, refused it or cancelled it, and may charge for it all the same."""


class VendorsAndPeople(RuleBasedStateMachine):
    """A job that three vendors may film. What they know is kept apart from the job: `orders` by take, `charged` too.

    `allowed` is what people have agreed to: the approved amount, and the price of every take that they asked for since.
    """

    def __init__(self) -> None:
        super().__init__()
        self.now, self.messages = NOW, 0
        self.orders = dict[UUID, AtVendor]()
        self.charged = dict[UUID, Decimal]()

    @initialize(
        scenes=st.integers(1, 3),
        second=PRICES | st.none(),
        third=PRICES | st.none(),
        max_cost=st.sampled_from([None, Decimal("0.60"), Decimal(2)]),
        more=st.sampled_from([Decimal(0), Decimal(1)]),
        drafts=st.booleans(),
    )
    def approve(
        self,
        scenes: int,
        second: Decimal | None,
        third: Decimal | None,
        max_cost: Decimal | None,
        more: Decimal,
        drafts: bool,
    ) -> None:
        words = ["one", "two", "three"][:scenes]
        self.allowed = PRICE * scenes + more
        self.job: Job = approved_for(str(self.allowed), *words, drafts=drafts, max_cost=max_cost)
        self.choice = CHEAP_CHOICE if drafts else MODEL_CHOICE
        self.prices = {"test": PRICE, "second": second, "third": third}
        self.offers = AskedPrices(self.prices)

    @precondition(lambda self: self.takes(TakeStatus.WANTED))
    @rule(data=st.data(), answer=st.sampled_from(["taken", "busy", "refused", "no credit", "lost"]))
    def order(self, data: st.DataObject, answer: str) -> None:
        """Send the order of a take, and get the vendor's answer, or none."""
        take = self.draw(data, self.takes(TakeStatus.WANTED))
        intent = self.claim(take)
        if intent is None:
            return
        match answer:
            case "taken":
                self.job = purchasing.record_order(self.job, take.id, f"order {take.id}")
            case "busy" | "refused" | "no credit":
                self.job = purchasing.release_claim(self.job, take.id, intent)
                self.orders.pop(take.id)
                self.charged.pop(take.id)
                if answer != "busy":
                    self.fail(take, InputRejected.code if answer == "refused" else AccountProblem.code)

    def claim(self, take: Take) -> datetime | None:
        """Reserve and claim the order, and note it as sent; return None if that is refused."""
        try:
            price = self.prices[take.provider]
            reserved = purchasing.reserve_budget(self.job, take.id, price)
            claimed = purchasing.claim_order(reserved, take.id, None, self.tick())
        except (BudgetExceeded, OrderUnknown, PriceRaised) as error:
            self.fail(take, error.code)
            return None
        self.job = claimed
        others = [each.id for each in self.job.scene(take.scene_id).takes if each.id != take.id]
        if take.fallback_of:
            assert AtVendor.OPEN not in [self.orders.get(each) for each in others], "two open orders of one scene"
        self.orders[take.id], self.charged[take.id] = AtVendor.OPEN, price or Decimal(0)
        return self.now

    @precondition(lambda self: self.takes(TakeStatus.WANTED))
    @rule(data=st.data(), code=st.sampled_from([VendorOutage.code, AccountProblem.code, InputRejected.code]))
    def fail_before_the_order(self, data: st.DataObject, code: str) -> None:
        self.fail(self.draw(data, self.takes(TakeStatus.WANTED)), code)

    @precondition(lambda self: self.takes(TakeStatus.ORDERING))
    @rule(data=st.data(), code=st.sampled_from([OrderUnknown.code, VendorOutage.code, AccountProblem.code]))
    def give_an_order_in_doubt_up(self, data: st.DataObject, code: str) -> None:
        self.fail(self.draw(data, self.takes(TakeStatus.ORDERING)), code)

    @precondition(lambda self: self.takes(TakeStatus.ORDERING, TakeStatus.FAILED, TakeStatus.STOPPING))
    @rule(data=st.data())
    def find_an_order(self, data: st.DataObject) -> None:
        """Find what became of an order without an answer, maybe long after it was given up."""
        lost = [take for take in self.takes(*TakeStatus) if take.is_in_doubt]
        if lost:
            take = self.draw(data, lost)
            self.job = purchasing.record_order(self.job, take.id, f"order {take.id}")

    @precondition(lambda self: self.takes(TakeStatus.ORDERED))
    @rule(data=st.data(), end=st.sampled_from(["made", "refused", "no credit", "outage", "lost"]))
    def end(self, data: st.DataObject, end: str) -> None:
        """End an order at its vendor; or fail to look at it, so that it stays open there."""
        take = self.draw(data, self.takes(TakeStatus.ORDERED))
        if end in ("made", "refused", "lost"):
            self.orders[take.id] = AtVendor.ENDED
        match end:
            case "made":
                self.job = results.mark_filmed(self.job, take.id, "original.mp4")
                self.job = results.mark_prepared(self.job, take.id, clip_of(take))
            case "refused":
                self.fail(take, InputRejected.code)
            case "no credit":
                self.fail(take, AccountProblem.code)
            case "outage":
                self.fail(take, VendorOutage.code)
            case "lost":
                self.fail(take, "take_lost")

    @precondition(lambda self: self.takes(TakeStatus.STOPPING))
    @rule(data=st.data(), is_refused=st.booleans())
    def stop(self, data: st.DataObject, is_refused: bool) -> None:
        """Cancel an order at its vendor, which may refuse to and go on making it."""
        take = self.draw(data, self.takes(TakeStatus.STOPPING))
        if is_refused:
            error = ErrorInfo(code=AccountProblem.code, message="no such key")
            self.job = results.fail_stop(self.job, take.id, error)
            return
        if take.order_id:
            self.orders[take.id] = AtVendor.ENDED
        self.job = results.mark_stopped(self.job, take.id)

    @rule(
        message=st.sampled_from(
            [
                ("regenerate_scene", {"sceneNumber": 1}),
                ("regenerate_scene", {"sceneNumber": 2}),
                ("scene_added", {"description": "new"}),
                ("scene_updated", {"scene": 1, "status": "failed"}),
                ("scene_deleted", {"scene": 1}),
                ("retry_failed_scenes", {}),
                ("finish_scenes", {}),
                ("finish_without_failed", {}),
                ("set_budget", {"maxCost": None}),
            ]
        ),
    )
    def ask(self, message: tuple[str, dict[str, Any]]) -> None:
        """Send what people may send. What they ask for is allowed, at its price."""
        self.messages += 1
        known = {take.id for take in self.takes(*TakeStatus)}
        name, fields = message
        try:
            request = f"request {self.messages}"
            self.job = decide(self.job, parse_message(name, fields), request, self.tick(), self.choice)
        except Refused:
            return
        self.allowed += PRICE * len({take.id for take in self.takes(*TakeStatus)} - known)

    @invariant()
    def no_more_is_spent_than_was_approved(self) -> None:
        if hasattr(self, "job"):
            assert sum(self.charged.values()) <= self.allowed
            limit = self.job.brief.production.max_cost
            assert limit is None or sum(self.charged.values()) <= limit

    @invariant()
    def a_scene_has_one_open_take(self) -> None:
        if hasattr(self, "job"):
            for scene in self.job.scenes:
                assert [take.id for take in scene.takes if take.is_open] in ([], [scene.take_id])

    def fail(self, take: Take, code: str) -> None:
        failed = fail_or_offer(self.job, take.id, ErrorInfo(code=code, message="no"), self.tick(), self.offers)
        new = {each.id for each in _takes(failed)} - {each.id for each in _takes(self.job)}
        if new:
            others = [each.id for each in failed.scene(take.scene_id).takes]
            assert AtVendor.OPEN not in [self.orders.get(each) for each in others], "an order of the scene is open"
        self.job = failed

    def takes(self, *statuses: TakeStatus) -> list[Take]:
        return [take for take in _takes(self.job) if take.status in statuses]

    def draw(self, data: st.DataObject, takes: Iterable[Take]) -> Take:
        return data.draw(st.sampled_from(list(takes)))

    def tick(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


def _takes(job: Job) -> list[Take]:
    return [take for scene in job.scenes for take in scene.takes]


def test_no_more_is_spent_than_was_approved_and_no_scene_has_two_open_orders() -> None:
    run_state_machine_as_test(
        VendorsAndPeople,
        settings=settings(max_examples=200, stateful_step_count=30, suppress_health_check=list(HealthCheck)),
    )
