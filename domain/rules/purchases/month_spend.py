"""What a job adds to its client's spend in a month."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from domain.base import evolve
from domain.clients.client_limits import MonthSpend, month_of
from domain.job.model import Job, Purchased
from domain.job.takes.take import Take


def month_of_purchase(bought: Purchased) -> date | None:
    """Return the month in which it counts: that of its first order intent. None while nothing is ordered for it."""
    still = bought.still if isinstance(bought, Take) else None
    asked = [order.asked_at for order in (bought, still) if order and order.asked_at]
    return month_of(min(asked)) if asked else None


def spend_changes(before: Job, after: Job) -> Mapping[date, Decimal]:
    """Return by how much a change of the job changes what its client has spent in each month, oldest month first.

    A purchase counts with all that it may cost from its first order, as towards the job's `maxCost`,
    until it is known to cost less. What was spent for a take that the job does not have any more stays spent.
    """
    changes: defaultdict[date, Decimal] = defaultdict(Decimal)
    if _purchases_may_differ(before, after):
        known = {bought.id: bought for bought in before.purchases}
        for bought in after.purchases:
            old = known.get(bought.id)
            if bought is old:
                continue
            if old and (month := month_of_purchase(old)):
                changes[month] -= old.owed
            if month := month_of_purchase(bought):
                changes[month] += bought.owed
    return {month: changes[month] for month in sorted(changes) if changes[month]}


def _purchases_may_differ(before: Job, after: Job) -> bool:
    return any(getattr(before, part) is not getattr(after, part) for part in ("scenes", "speeches", "first_frames"))


def note_spend(job: Job, spend: MonthSpend) -> Job:
    """Return the job that has ordered, with a warning if its client's month is nearly used up, else without one."""
    if spend.is_nearly_used_up and spend.same_month(job.budget_warning):
        return job
    warning = spend if spend.is_nearly_used_up else None
    return job if job.budget_warning == warning else evolve(job, budget_warning=warning)
