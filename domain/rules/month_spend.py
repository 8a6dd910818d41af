"""What a job adds to its client's spend in a month."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from domain.client_limits import MonthSpend, month_of
from domain.job.model import Job, evolve
from domain.job.take import Take


def month_of_take(take: Take) -> date | None:
    """Return the month in which a take counts: that of its first order intent. None while nothing is ordered for it."""
    asked = [order.asked_at for order in (take, take.still) if order and order.asked_at]
    return month_of(min(asked)) if asked else None


def spend_changes(before: Job, after: Job) -> Mapping[date, Decimal]:
    """Return by how much a change of the job changes what its client has spent in each month, oldest month first.

    A take counts with all that it may cost from its first order, as towards the job's `maxCost`, until it is known to
    cost less. What was spent for a take that the job does not have any more stays spent.
    """
    changes: defaultdict[date, Decimal] = defaultdict(Decimal)
    if before.scenes is not after.scenes:
        known = {take.id: take for scene in before.scenes for take in scene.takes}
        for take in (take for scene in after.scenes for take in scene.takes):
            old = known.get(take.id)
            if take is old:
                continue
            if old and (month := month_of_take(old)):
                changes[month] -= old.owed
            if month := month_of_take(take):
                changes[month] += take.owed
    return {month: changes[month] for month in sorted(changes) if changes[month]}


def note_spend(job: Job, spend: MonthSpend) -> Job:
    """Return the job that has ordered, with a warning if its client's month is nearly used up, else without one."""
    if spend.is_nearly_used_up and spend.same_month(job.budget_warning):
        return job
    warning = spend if spend.is_nearly_used_up else None
    return job if job.budget_warning == warning else evolve(job, budget_warning=warning)
