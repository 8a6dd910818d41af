"""How a take is bought: set aside, claimed, ordered, put off (design §1.3). Each function as those of `steps`."""

from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from domain.error_info import ErrorInfo
from domain.errors import BudgetExceeded
from domain.job.model import Job, evolve
from domain.job.take import Still, Take, TakeStatus


def reserve_budget(job: Job, take_id: UUID, price: Decimal | None) -> Job:
    """What the take may cost is set aside. Errors: BudgetExceeded when that is more than the job may still spend.

    `price` is None when nobody knows it: then nothing is ordered under a limit.
    """
    found = job.take(take_id)
    if found is None or not found[1].is_open or found[1].asked_at is not None:
        return job
    take, limit = found[1], job.brief.production.max_cost
    if limit is not None:
        left = limit - (job.owed - take.owed)
        if price is None:
            raise BudgetExceeded(
                f"nobody knows what {take.provider}'s {take.model} costs, and the job has a maxCost; "
                "add it to the price table, or lift the limit"
            )
        if price > left:
            raise BudgetExceeded(
                f"this take costs {price:.2f} USD and of the job's maxCost of {limit:.2f} USD "
                f"{max(left, Decimal(0)):.2f} are left; raise production.maxCost, or leave the scene out"
            )
    price = price or Decimal(0)
    return job if take.price == price else job.with_take(evolve(take, price=price))


def _keeps_to_its_limit(job: Job) -> None:
    """The limit may have been lowered since the money was set aside. Errors: BudgetExceeded."""
    limit = job.brief.production.max_cost
    if limit is not None and job.owed > limit:
        raise BudgetExceeded(
            f"the job owes {job.owed:.2f} USD with what is to be ordered now, more than its maxCost of "
            f"{limit:.2f} USD; raise production.maxCost, or leave the scene out"
        )


def request_still(job: Job, take_id: UUID, still: Still) -> Job:
    """The take is to begin from a picture that is drawn for it."""
    found = job.take(take_id)
    if found is None or not found[1].is_open or found[1].still is not None:
        return job
    return job.with_take(evolve(found[1], still=still))


def still_claimed(job: Job, take_id: UUID, seen_asked_at: datetime | None, now: datetime) -> Job:
    """As `claimed`, for the take's picture. Errors: BudgetExceeded."""
    still = _still(job, take_id)
    if still is None or still.order_id is not None or still.asked_at != seen_asked_at:
        return job
    _keeps_to_its_limit(job)
    return _with_still(job, take_id, asked_at=now, orders=still.orders + 1)


def still_not_accepted(job: Job, take_id: UUID, asked_at: datetime) -> Job:
    """As `not_accepted`, for the take's picture."""
    still = _still(job, take_id)
    if still is None or still.order_id is not None or still.asked_at != asked_at:
        return job
    return _with_still(job, take_id, asked_at=None, orders=still.orders - 1)


def still_ordered(job: Job, take_id: UUID, order_id: str) -> Job:
    """As `ordered`, for the take's picture."""
    still, found = _still(job, take_id), job.take(take_id)
    if still is None or found is None or still.order_id is not None:
        return job
    job = _with_still(job, take_id, order_id=order_id, asked_at=still.asked_at or found[1].created_at)
    return job.with_take(evolve(_take(job, take_id), cost=max(found[1].cost, still.price)))


def mark_still_drawn(job: Job, take_id: UUID, key: str) -> Job:
    """The picture is in our storage."""
    still = _still(job, take_id)
    return job if still is None or still.key else _with_still(job, take_id, key=key)


def _still(job: Job, take_id: UUID) -> Still | None:
    found = job.take(take_id)
    return found[1].still if found else None


def _take(job: Job, take_id: UUID) -> Take:
    found = job.take(take_id)
    assert found is not None
    return found[1]


def _with_still(job: Job, take_id: UUID, **changes: object) -> Job:
    take = _take(job, take_id)
    assert take.still is not None
    return job.with_take(evolve(take, still=evolve(take.still, **changes)))


def claimed(job: Job, take_id: UUID, seen_asked_at: datetime | None, now: datetime) -> Job:
    """The intent to order, written before the vendor is called; only the caller that saw the last intent wins it.

    Errors: BudgetExceeded.
    """
    found = job.take(take_id)
    if found is None:
        return job
    take = found[1]
    claimable = take.status in (TakeStatus.WANTED, TakeStatus.ORDERING) and take.order_id is None
    if not claimable or take.asked_at != seen_asked_at or take.text is None:
        return job
    _keeps_to_its_limit(job)
    return job.with_take(
        evolve(take, status=TakeStatus.ORDERING, asked_at=now, next_retry_at=None, orders=take.orders + 1)
    )


def not_accepted(job: Job, take_id: UUID, asked_at: datetime) -> Job:
    """The vendor certainly did not take the order that was announced then: nothing is paid, it may be asked again."""
    found = job.take(take_id)
    if found is None or found[1].order_id is not None or found[1].asked_at != asked_at:
        return job
    take = evolve(found[1], asked_at=None, orders=found[1].orders - 1)
    return job.with_take(evolve(take, status=TakeStatus.WANTED) if take.status is TakeStatus.ORDERING else take)


def postpone(
    job: Job, take_id: UUID, fault: ErrorInfo, now: datetime, retry_at: datetime, was_tried: bool = True
) -> Job:
    """A step failed, or was not tried, for a reason that time mends; the take stays as it is, and says so."""
    found = job.take(take_id)
    if found is None or not found[1].is_open:
        return job
    return job.with_take(evolve(_failing(found[1], fault, now, was_tried), next_retry_at=retry_at))


def _failing(take: Take, fault: ErrorInfo, now: datetime, was_tried: bool) -> Take:
    return evolve(take, attempt=take.attempt + was_tried, error=fault, failing_since=take.failing_since or now)


def going_well(take: Take, status: TakeStatus) -> Take:
    return evolve(take, status=status, attempt=0, next_retry_at=None, failing_since=None, error=None)


def ordered(job: Job, take_id: UUID, order_id: str) -> Job:
    """The vendor has it, under this id, kept whatever the status: it is what must be paid or cancelled.

    With it the take has cost what was set aside for it.

    Its sender may be one whose intent was taken for lost: an order for a take that is to be ordered again is that
    order, and one for a take that is gone is to be stopped.
    """
    found = job.take(take_id)
    if found is None or found[1].order_id is not None:
        return job
    take = found[1]
    take = evolve(take, order_id=order_id, cost=max(take.cost, take.price), asked_at=take.asked_at or take.created_at)
    if take.status in (TakeStatus.WANTED, TakeStatus.ORDERING):
        take = going_well(take, TakeStatus.ORDERED)
    elif take.status is TakeStatus.CANCELLED:
        take = evolve(take, status=TakeStatus.STOPPING)
    return job.with_take(take)


def retry_delay(attempt: int, asked_for: timedelta | None = None) -> timedelta:
    """How long to wait before the next try: what the vendor asked for, else 1, 2, 4 … 120 seconds."""
    return asked_for or timedelta(seconds=min(2 ** min(attempt, 7), 120))
