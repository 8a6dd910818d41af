"""What clients spend in a month, counted in the transaction of what changes it.

A row of `client_months` is locked while an order is checked, after the rows of its job or task and of its vendor. So no
two orders of a client both take what is left.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from db.connections.prepared import Driver, Statement, run
from domain.clients.client_limits import MonthSpend, Purchase, check_month

_ADD = b"""
insert into client_months (client_id, month, spent) values (%s, %s, %s)
on conflict (client_id, month) do update set spent = client_months.spent + excluded.spent"""

_LOCK = b"""
insert into client_months (client_id, month, spent) values (%s, %s, 0)
on conflict (client_id, month) do update set spent = client_months.spent returning spent"""

_LIMIT = b"select max_spend_per_month from clients where id = %s"


def add_spend(client_id: str, changes: Mapping[date, Decimal]) -> Iterator[Statement]:
    """Yield what adds to the spend of these months."""
    for month, change in changes.items():
        yield _ADD, (client_id, month, change)


@dataclass(frozen=True)
class SpendLimits:
    """The limits of clients' spend in a month. `usual` is that of clients without one of their own; None: none."""

    usual: Decimal | None = None

    async def check(
        self, driver: Driver, client_id: str, purchase: Purchase, month: date, more: Decimal
    ) -> MonthSpend | None:
        """Check an order that adds `more` to the month; the caller adds it in the same transaction.

        Return the month with the order, whose row is locked now; None if there is no limit. Errors: BudgetExceeded.
        """
        if purchase.price is not None and more <= 0:
            return None
        found = await (await run(driver, _LIMIT, client_id)).fetchone()
        limit: Decimal | None = found[0] if found and found[0] is not None else self.usual
        if limit is None:
            return None
        row = await (await run(driver, _LOCK, client_id, month)).fetchone()
        assert row is not None
        check_month(client_id, purchase, MonthSpend(month=month, spent=row[0], limit=limit), more)
        return MonthSpend(month=month, spent=row[0] + more, limit=limit)


NO_LIMITS = SpendLimits()
