"""Note the temporary failure of a step that buys something, and when the step is tried again."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from temporalio import activity

from activities.purchasing.polled_orders import OrderNotEnded
from domain.errors import ErrorInfo, Permanent, Transient, VendorDown, VendorOutage
from domain.job.model import Job, Purchased
from domain.ports.repositories import JobRepository
from domain.rules.purchases.purchasing import retry_delay

NoteFailure = Callable[[Job, UUID, ErrorInfo, datetime, datetime, bool], Job]
"""A rule that records with what is bought, by its id: an error, the time, the time of the next try, and whether this
try reached the vendor."""


async def postpone(
    jobs: JobRepository,
    job_id: UUID,
    bought_id: UUID,
    error: Transient,
    note: NoteFailure,
    find: Callable[[Job, UUID], Purchased | None],
) -> tuple[Purchased | None, Transient]:
    """Record the error, and when the step is tried again. Return what it is a step of, and the error to raise.

    Errors: once that has failed for the job's `giveUpAfter`, VendorOutage, or Permanent if the vendor did not cause it.
    """
    delay = retry_delay(activity.info().attempt, error.retry_after)
    fault, was_tried = ErrorInfo.of(error), not isinstance(error, VendorDown)
    job = await jobs.change(job_id, lambda job, now: note(job, bought_id, fault, now, now + delay, was_tried))
    bought, give_up_after = find(job, bought_id), timedelta(seconds=job.brief.production.give_up_after)
    if bought and bought.failing_since and job.updated_at - bought.failing_since >= give_up_after:
        kind = VendorOutage if error.is_of_vendor else Permanent
        raise kind(f"given up after {give_up_after}: {error.message}") from error
    later = type(error)(error.message, retry_after=delay)
    later.__cause__ = error
    return bought, later


def waits_for_news(bought: Purchased | None, error: Transient) -> bool:
    """Return whether the next try is made when there is news: its collector tells when a vendor that is down, or too
    slow, goes on."""
    return bool(bought and bought.order_id) and isinstance(error, (VendorDown, OrderNotEnded))
