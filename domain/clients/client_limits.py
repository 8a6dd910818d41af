"""What a client may use: its limits, and its months of spend.

A month is a calendar month in UTC. An order counts in the month in which it was claimed.
"""

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Final

from pydantic import Field, WithJsonSchema

from domain.base import DOLLARS_SCHEMA, Frozen
from domain.errors import BudgetExceeded

WARNED_AT: Final = Fraction(4, 5)
"""The part of a month's limit from which jobs that order have a warning."""

MEGABYTE: Final = 1024 * 1024

MaxJobs = Annotated[int, Field(ge=1, le=1_000_000)]
MaxStorage = Annotated[int, Field(ge=1, le=10**9)]
MaxSpend = Annotated[
    Decimal, Field(ge=0, max_digits=12, decimal_places=4), WithJsonSchema(DOLLARS_SCHEMA, mode="validation")
]


class ClientLimits(Frozen):
    """None: no limit; as a client's own limits, that of the settings. Spend is in US dollars a month."""

    max_jobs_in_flight: MaxJobs | None = None
    max_storage_mb: MaxStorage | None = None
    max_spend_per_month: MaxSpend | None = None

    def or_else(self, defaults: "ClientLimits") -> "ClientLimits":
        """Return these limits, with the defaults where there is none."""
        own = self.model_dump(exclude_none=True)
        return defaults.model_copy(update=own)


class Purchase(Frozen):
    """What is to be ordered now, for people, such as "runway's gen4.5"; `price` is None if the price table has none."""

    what: str
    price: Decimal | None


class MonthSpend(Frozen):
    """What a client has spent in a month, in US dollars, of its limit for it."""

    month: date
    spent: Decimal
    limit: Decimal

    @property
    def is_nearly_used_up(self) -> bool:
        return self.spent >= self.limit * WARNED_AT.numerator / WARNED_AT.denominator

    def same_month(self, other: "MonthSpend | None") -> bool:
        """Return whether the other is of the same month and limit."""
        return other is not None and (other.month, other.limit) == (self.month, self.limit)


def month_of(time: datetime) -> date:
    """Return the first day of the month."""
    return time.astimezone(UTC).date().replace(day=1)


def month_name(month: date) -> str:
    return f"{month:%B %Y} (UTC)"


def check_month(client_id: str, purchase: Purchase, now: MonthSpend, more: Decimal) -> None:
    """Check an order that adds `more` to what the client has spent. Errors: BudgetExceeded."""
    help = f"an administrator can raise it: PATCH /api/v3/clients/{client_id}, maxSpendPerMonth"
    if purchase.price is None:
        raise BudgetExceeded(
            f"nobody knows what {purchase.what} costs, and client {client_id} has a limit of {now.limit:.2f} USD a "
            "month; add it to the price table, or lift the limit, then retry"
        )
    if now.spent + more > now.limit:
        left = max(now.limit - now.spent, Decimal(0))
        raise BudgetExceeded(
            f"this order costs {more:.2f} USD, and of the {now.limit:.2f} USD that client {client_id} may spend in "
            f"{month_name(now.month)} {left:.2f} are left; {help}, which lets the job go on; or retry next month"
        )
