"""What clients use: jobs in flight, stored bytes, and what they have spent; and the limits of each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncEngine

from db.clients.client_jobs import IN_FLIGHT
from db.connections.prepared import read_row, read_rows
from domain.clients.client_limits import MEGABYTE, ClientLimits, MonthSpend, month_of
from domain.errors import StorageFull

_LIMITS = b"select max_jobs_in_flight, max_storage_mb, max_spend_per_month from clients where id = %s"

_STORED = """
    (select coalesce(sum(size_bytes), 0) from assets where client_id = client.id)
    + (select coalesce(sum(coalesce(take.size, 0) + coalesce(take.original_size, 0)), 0)
       from takes take join jobs on jobs.id = take.job_id where jobs.client_id = client.id)
    + (select coalesce(sum(film.size_bytes), 0)
       from films film join jobs on jobs.id = film.job_id where jobs.client_id = client.id)"""

_READ_STORED = f"select ({_STORED})::bigint from (select %s::text as id) client".encode()

_USAGE = f"""
select clock_timestamp(),
    (select count(*) from jobs where jobs.client_id = client.id and {IN_FLIGHT}),
    ({_STORED})::bigint,
    (select spent from client_months where client_months.client_id = client.id
        and month = date_trunc('month', now() at time zone 'UTC')::date)
from (select %s::text as id) client""".encode()

_STOPPED = b"""
select id from jobs
where client_id = %s and status = 'processing' and deleted_at is null and error->>'code' = 'budget_exceeded'
order by created_at limit %s"""


@dataclass(frozen=True)
class ClientUsage:
    """What a client uses now. `spent` is in US dollars, in the calendar month (UTC) of `at`."""

    at: datetime
    jobs_in_flight: int
    stored_bytes: int
    spent: Decimal
    limits: ClientLimits

    @property
    def spend(self) -> MonthSpend | None:
        """The month's spend; None if it has no limit."""
        limit = self.limits.max_spend_per_month
        return None if limit is None else MonthSpend(month=month_of(self.at), spent=self.spent, limit=limit)


@dataclass(frozen=True)
class PostgresClientUsage:
    """`usual` are the limits of clients that have none of their own. Errors: Transient."""

    engine: AsyncEngine
    usual: ClientLimits

    async def of(self, client_id: str) -> ClientUsage:
        row = await read_row(self.engine, _USAGE, client_id)
        assert row is not None
        at, in_flight, stored, spent = row
        return ClientUsage(at, in_flight, stored, spent or Decimal(0), await self.limits(client_id))

    async def limits(self, client_id: str) -> ClientLimits:
        """Return the limits that hold for the client."""
        return _limits(await read_row(self.engine, _LIMITS, client_id)).or_else(self.usual)

    async def check_storage(self, client_id: str, more: int = 0) -> None:
        """Check that the client may store so many bytes more. Errors: StorageFull."""
        limit = (await self.limits(client_id)).max_storage_mb
        if limit is None:
            return
        row = await read_row(self.engine, _READ_STORED, client_id)
        assert row is not None
        if row[0] + more > limit * MEGABYTE or row[0] >= limit * MEGABYTE:
            raise StorageFull(
                f"client {client_id} has stored {row[0] / MEGABYTE:,.1f} MB of the {limit:,} MB that it may: delete "
                "assets, or jobs, whose files go after RETENTION_DAYS, or have an administrator raise the limit"
            )

    async def stopped_by_budget(self, client_id: str, limit: int) -> Sequence[UUID]:
        """Return the client's jobs in which something was not ordered for lack of budget, oldest first."""
        return [job for (job,) in await read_rows(self.engine, _STOPPED, client_id, limit)]


def _limits(row: Sequence[object] | None) -> ClientLimits:
    names = ClientLimits.model_fields
    return ClientLimits.model_validate(dict(zip(names, row, strict=True))) if row else ClientLimits()
