"""What a client uses of what it may, in camelCase."""

from pydantic import Field

from db.clients.client_usage import ClientUsage
from domain.base import Wire
from domain.clients.client_limits import month_of


class SpendView(Wire):
    """What was ordered in the month, in US dollars, and what may be. Without `limit` there is none."""

    month: str = Field(examples=["2026-11"], description="A calendar month in UTC.")
    spent: float = Field(examples=[81.5])
    limit: float | None = Field(examples=[100.0])
    is_nearly_used_up: bool = Field(description="Whether four fifths of the limit are spent, or more.", examples=[True])


class StorageView(Wire):
    """The bytes of assets, clips and films, those of deleted jobs included until they are purged."""

    bytes: int = Field(examples=[734_003_200])
    limit_mb: int | None = Field(examples=[20_000])


class JobsInFlightView(Wire):
    """Jobs that are being planned, filmed or cut. Those that wait for a review or another decision do not count."""

    count: int = Field(examples=[3])
    limit: int | None = Field(examples=[50])


class UsageView(Wire):
    """The limits are those that hold: the client's own, or else those of the settings; null: none."""

    client_id: str = Field(examples=["acme"])
    spend: SpendView
    storage: StorageView
    jobs_in_flight: JobsInFlightView


def usage_view(client_id: str, usage: ClientUsage) -> UsageView:
    limits, spend = usage.limits, usage.spend
    return UsageView(
        client_id=client_id,
        spend=SpendView(
            month=f"{month_of(usage.at):%Y-%m}",
            spent=float(usage.spent),
            limit=None if limits.max_spend_per_month is None else float(limits.max_spend_per_month),
            is_nearly_used_up=spend is not None and spend.is_nearly_used_up,
        ),
        storage=StorageView(bytes=usage.stored_bytes, limit_mb=limits.max_storage_mb),
        jobs_in_flight=JobsInFlightView(count=usage.jobs_in_flight, limit=limits.max_jobs_in_flight),
    )
