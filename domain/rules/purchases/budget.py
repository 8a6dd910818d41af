"""Whether a job may still spend what an order costs, within its `maxCost`."""

from decimal import Decimal

from domain.errors import BudgetExceeded
from domain.job.model import Job


def check_budget(
    job: Job,
    price: Decimal | None,
    owed: Decimal,
    *,
    model: str,
    what: str,
    otherwise: str = "raise production.maxCost",
) -> None:
    """Check that the job's limit allows the price, of which `owed` is reserved already.

    `price` is None when it is not in the price table. `model`, `what` and `otherwise` are for the words of the error:
    who asks that price, what it is for, what a person can do.

    Errors: BudgetExceeded when it is more than the job may still spend, or unknown while there is a limit.
    """
    limit = job.brief.production.max_cost
    if limit is None:
        return
    if price is None:
        raise BudgetExceeded(
            f"nobody knows what {model} costs, and the job has a maxCost; add it to the price table, or lift the limit"
        )
    left = limit - (job.owed - owed)
    if price > left:
        raise BudgetExceeded(
            f"{what} costs {price:.2f} USD and of the job's maxCost of {limit:.2f} USD "
            f"{max(left, Decimal(0)):.2f} are left; {otherwise}"
        )
