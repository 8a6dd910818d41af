"""How orders for a take are budgeted, claimed and recorded.

A change that does not apply any more changes nothing: then the job itself is returned.
"""

from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from domain.base import evolve
from domain.errors import BudgetExceeded, ErrorInfo, OrderUnknown, PriceRaised
from domain.job.model import Job
from domain.job.takes.left_out import Ingredient
from domain.job.takes.take import OPEN, Still, Take, TakeStatus, VendorOrder
from domain.rules.purchases.budget import check_budget
from domain.rules.scenes.takes import changes_take
from domain.rules.storyboard.approvals import dollars


class TakePart(StrEnum):
    """What is ordered for a take: its clip, or the still that is the clip's first frame."""

    CLIP = "clip"
    STILL = "still"


def order_of(take: Take, part: TakePart) -> VendorOrder | None:
    """Return the take itself as the order of its clip, or its still, if it has one."""
    return take if part is TakePart.CLIP else take.still


def _with_order(take: Take, part: TakePart, **changes: object) -> Take:
    if part is TakePart.CLIP or take.still is None:
        return evolve(take, **changes)
    return evolve(take, still=evolve(take.still, **changes))


def reserve_budget(job: Job, take_id: UUID, price: Decimal | None) -> Job:
    """Reserve what the take may cost, before its first order. `price` is None when it is not in the price table.

    Errors: BudgetExceeded when it is more than the job may still spend, or unknown while there is a limit; PriceRaised
    when the take is in place of another vendor's, and costs more than when it was found to be within what was approved.
    """
    take = job.find_take(take_id, OPEN)
    if take is None or take.asked_at is not None:
        return job
    if take.fallback_of and (price is None or price > take.price):
        raise PriceRaised(
            f"{take.provider}'s {take.model} costs {dollars(price)} by now, and {dollars(take.price)} when the scene "
            "was offered to it, within what was approved; retry the scene, which begins again at the job's own provider"
        )
    check_budget(
        job,
        price,
        take.owed,
        model=f"{take.provider}'s {take.model}",
        what="this take",
        otherwise="raise production.maxCost, or leave the scene out",
    )
    price = price or Decimal(0)
    return job if take.price == price else job.with_take(evolve(take, price=price))


@changes_take
def request_still(take: Take, still: Still) -> Take:
    """Add a still to the take, to be drawn before the take is filmed; in place of one that was not ordered."""
    is_fixed = take.still is not None and (take.still.asked_at is not None or take.still.key is not None)
    return take if is_fixed or not take.is_open or take.still == still else evolve(take, still=still)


@changes_take
def forget_still(take: Take) -> Take:
    """Forget the still of an earlier take, which is gone from storage: another is drawn, at its price."""
    return evolve(take, still=None) if take.still and take.still.is_of_another_take else take


@changes_take
def mark_still_drawn(take: Take, key: str, sha256: str | None = None) -> Take:
    """Record that the take's still is in storage, with its hash."""
    return _with_order(take, TakePart.STILL, key=key, sha256=sha256) if take.still and not take.still.key else take


def claim_order(
    job: Job,
    take_id: UUID,
    seen_asked_at: datetime | None,
    now: datetime,
    part: TakePart = TakePart.CLIP,
    prompt: str | None = None,
) -> Job:
    """Write the order intent before the vendor is called: only the caller that saw the last intent gets the claim.

    `prompt` is noted with it: the words that the order sends.

    Errors: BudgetExceeded when the job's limit was lowered below what is reserved; OrderUnknown when the take is in
    place of another, whose vendor took the order after all.
    """
    take, is_clip, limit = job.find_take(take_id), part is TakePart.CLIP, job.brief.production.max_cost
    order = order_of(take, part) if take else None
    if take is None or order is None or order.order_id is not None or order.asked_at != seen_asked_at:
        return job
    if is_clip and (take.text is None or take.status not in (TakeStatus.WANTED, TakeStatus.ORDERING)):
        return job
    if limit is not None and job.owed > limit:
        raise BudgetExceeded(
            f"the job owes {job.owed:.2f} USD with what is to be ordered now, more than its maxCost of "
            f"{limit:.2f} USD; raise production.maxCost, or leave the scene out"
        )
    if take.fallback_of:
        _check_no_other_order(job, take)
    take = _with_order(take, part, asked_at=now, orders=order.orders + 1, prompt=prompt)
    return job.with_take(evolve(take, status=TakeStatus.ORDERING, next_retry_at=None) if is_clip else take)


def _check_no_other_order(job: Job, take: Take) -> None:
    for other in job.scene(take.scene_id).takes:
        if other.id != take.id and other.may_be_open:
            raise OrderUnknown(
                f"an order of take {other.number} of this scene may be open at {other.provider} after all; "
                "look there, then regenerate the scene"
            )


@changes_take
def release_claim(take: Take, asked_at: datetime, part: TakePart = TakePart.CLIP) -> Take:
    """Take back the order intent of that time: the vendor certainly did not take the order, and nothing is paid."""
    order = order_of(take, part)
    if order is None or order.order_id is not None or order.asked_at != asked_at:
        return take
    take = _with_order(take, part, asked_at=None, orders=order.orders - 1)
    is_wanted_again = part is TakePart.CLIP and take.status is TakeStatus.ORDERING
    return evolve(take, status=TakeStatus.WANTED) if is_wanted_again else take


@changes_take
def record_order(take: Take, order_id: str, part: TakePart = TakePart.CLIP) -> Take:
    """Record the vendor's id of the order, and its cost, whatever the take's status: it must be paid or cancelled.

    The order may arrive after its claim was released. A take that is cancelled by then is to be stopped at the vendor.
    """
    order = order_of(take, part)
    if order is None or order.order_id is not None:
        return take
    take = _with_order(take, part, order_id=order_id, asked_at=order.asked_at or take.created_at)
    take = evolve(take, cost=max(take.cost, order.price))
    if part is TakePart.STILL:
        return take
    if take.status in (TakeStatus.WANTED, TakeStatus.ORDERING):
        return without_failures(take, TakeStatus.ORDERED)
    return evolve(take, status=TakeStatus.STOPPING) if take.status is TakeStatus.CANCELLED else take


@changes_take
def begin_at(take: Take, previous: UUID | None, frames: int | None = None) -> Take:
    """Record the take that the one which is to be ordered continues, behind its first `frames` frames; None: none."""
    if not take.is_open or (take.chained_from, take.chained_frames) == (previous, frames):
        return take
    is_left_out = previous is None
    left_out = tuple(part for part in take.left_out if is_left_out or part.what is not Ingredient.CHAIN)
    return evolve(take, chained_from=previous, chained_frames=frames, left_out=left_out)


@changes_take
def postpone(take: Take, error: ErrorInfo, now: datetime, retry_at: datetime, was_tried: bool = True) -> Take:
    """Record that a step of the take failed, or could not be tried, and is tried again at `retry_at`."""
    if not take.is_open:
        return take
    since, attempt = take.failing_since or now, take.attempt + was_tried
    return evolve(take, attempt=attempt, error=error, failing_since=since, next_retry_at=retry_at)


@changes_take
def forget_failures(take: Take) -> Take:
    """Forget that steps of the take failed: its vendor makes it, or answers and has no capacity for it.

    What fails after that counts anew towards `giveUpAfter`.
    """
    return without_failures(take, take.status) if take.is_open else take


def without_failures(take: Take, status: TakeStatus) -> Take:
    """Return the take in its next status, with the failures of the last step forgotten."""
    return evolve(take, status=status, attempt=0, next_retry_at=None, failing_since=None, error=None)


def retry_delay(attempt: int, asked_for: timedelta | None = None) -> timedelta:
    """Return how long to wait before the next try: what the vendor asked for, else 1, 2, 4 … 120 seconds."""
    return asked_for or timedelta(seconds=min(2 ** min(attempt, 7), 120))
