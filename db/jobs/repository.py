"""Jobs in Postgres. This is the only writer of their rows.

Every change is one transaction: lock the job's row, load the job, apply a rule of `domain.rules` to it, and save what
differs together with the events of the change.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from uuid import UUID

from psycopg.errors import ForeignKeyViolation, UniqueViolation
from psycopg.rows import TupleRow
from pydantic_core import from_json

from db.clients.client_jobs import check_in_flight, most_in_flight
from db.clients.client_spend import NO_LIMITS, SpendLimits
from db.connections.prepared import Driver, driver_of_pool, read_clock, run, run_all, write
from db.jobs.audit_trail import entry_row
from db.jobs.load import lock_job
from db.jobs.mapping import to_asset
from db.jobs.note_answers import named_notes
from db.jobs.queries import JobQueries
from db.jobs.requests import raise_again, request_row, verdict_rows
from db.jobs.save import event_rows, new_rows, save_changes
from db.purchasing.vendor_limits import Vendor, VendorLocks, add_vendor, check_limits, lock_vendor
from db.webhooks.rows import add_endpoint
from domain.base import Frozen, evolve
from domain.brief import Brief
from domain.clients.client_limits import Purchase, month_of
from domain.errors import AccountProblem, Conflict, Expired, NotFound, Refused, TooManyRequests
from domain.job.approval import ANYBODY, Sender
from domain.job.events import events
from domain.job.job_asset import AssetStatus, JobAsset
from domain.job.model import Job
from domain.job.progress import is_in_flight
from domain.ports.repositories import JobRepository, Rule
from domain.ports.vendor_limits import VendorLimits
from domain.rules.assets.asset_messages import ids_named_by
from domain.rules.audit_trail import entry_of_creation
from domain.rules.decide import decide, needs_model
from domain.rules.messages import BudgetRaised, Message, RestoreJob, asks_for_regeneration
from domain.rules.purchases.month_spend import note_spend, spend_changes
from domain.rules.scenes.takes import VideoModelChoice
from domain.rules.storyboard.approvals import Estimate, no_estimate
from domain.task_queues import MAIN_QUEUE
from domain.webhooks.changes import webhook_events
from domain.webhooks.endpoints import Endpoint

_REGENERATED_AT = b"""
select created_at from requests where job_id = %s and regenerates and created_at > %s
order by created_at desc limit %s"""
_KEEP_ASSETS = b"select row_to_json(assets)::text from assets where id = any(%s) for key share"
_REPORT = b"update takes set progress = %s where id = %s and progress is distinct from %s"


class RegenerateRate(Frozen):
    """At most `count` in any `window`."""

    count: int
    window: timedelta


@dataclass(frozen=True, eq=False)
class PostgresJobs(JobQueries, JobRepository):
    """Jobs by id. `choose_model` gives the video model of a job's new takes, `rate` limits how often a job's scenes are
    regenerated, `retention` is how long a deleted job can be restored. None: no limit. `estimate` gives what approving
    a job costs, which is compared with what its approver was told. `spend_limits` are of clients, not of the job, as
    is `max_in_flight`: how many jobs of one are planned, filmed or cut at once."""

    choose_model: Callable[[Brief], VideoModelChoice]
    rate: RegenerateRate | None = None
    retention: timedelta | None = None
    estimate: Estimate = no_estimate
    spend_limits: SpendLimits = NO_LIMITS
    max_in_flight: int | None = None
    _vendor_locks: VendorLocks = field(default_factory=VendorLocks, init=False)

    async def create(
        self,
        job_id: UUID,
        brief: Brief,
        new_assets: list[JobAsset],
        sources: dict[UUID, str],
        begun: Rule | None = None,
        endpoint: Endpoint | None = None,
        sender: Sender = ANYBODY,
    ) -> Job:
        """Create the job, `pending`, with its assets; if the id exists already, change nothing. Return the job.

        `new_assets` are in the brief's order; those in `sources` are still to be fetched from that URL.
        `begun` is applied to the new job in the same transaction. `endpoint` is sent the job's webhook events.
        Errors: Conflict when an asset was deleted; TooManyJobs.
        """
        try:
            async with driver_of_pool(self.engine) as driver:
                return await self._create(driver, job_id, brief, new_assets, sources, begun, endpoint, sender)
        except UniqueViolation:
            return await self.load(job_id)
        except ForeignKeyViolation as error:
            raise Conflict("an asset of this brief was deleted just now; look at /api/v3/assets") from error

    async def _create(
        self,
        driver: Driver,
        job_id: UUID,
        brief: Brief,
        new_assets: list[JobAsset],
        sources: dict[UUID, str],
        begun: Rule | None,
        endpoint: Endpoint | None,
        sender: Sender,
    ) -> Job:
        """Errors: UniqueViolation when the job exists, ForeignKeyViolation when an asset does not."""
        now = await read_clock(driver)
        pending = [
            evolve(asset, source_url=sources[asset.id], status=AssetStatus.PENDING)
            for asset in new_assets
            if asset.id in sources
        ]
        new = Job(id=job_id, brief=brief, assets=tuple(new_assets), created_at=now, updated_at=now)
        webhooks = webhook_events(None, new)
        new = evolve(new, webhook_sequence=len(webhooks))
        async with driver.pipeline():
            await run_all(driver, [*new_rows(new, pending), entry_row(job_id, entry_of_creation(new, sender))])
            if endpoint:
                await run_all(driver, [add_endpoint(endpoint)])
        job, _, (limit,) = await lock_job(driver, job_id, [most_in_flight(job_id)])
        after = begun(job, now) if begun else job
        await self._check_in_flight(driver, None, after, limit)
        async with driver.pipeline():
            await run_all(driver, event_rows(job_id, [*events(None, job), *webhooks], now))
            if begun is None:
                await driver.commit()
        return await save_changes(driver, job, after, now) if begun else job

    async def change(
        self, job_id: UUID, rule: Rule, limits: VendorLimits | None = None, purchase: Purchase | None = None
    ) -> Job:
        if limits is None:
            async with driver_of_pool(self.engine) as driver:
                before, now, _ = await lock_job(driver, job_id)
                after = await self._within_month(driver, before, rule(before, now), now, purchase)
                return await save_changes(driver, before, after, now)
        async with self._vendor_locks.at(limits), driver_of_pool(self.engine) as driver:
            # The clock is read behind the vendor's lock: an order intent is dated when it is written, not when the wait
            # for this began.
            before, now, (found,) = await lock_job(driver, job_id, [lock_vendor(limits.vendor)])
            if found is None:
                await add_vendor(driver, limits.vendor)
                before, now, (found,) = await lock_job(driver, job_id, [lock_vendor(limits.vendor)])
            assert found is not None
            check = partial(check_limits, limits, Vendor(*found), now)
            after = await self._within_month(driver, before, rule(before, now), now, purchase)
            return await save_changes(driver, before, after, now, check=check)

    async def _within_month(
        self, driver: Driver, before: Job, after: Job, now: datetime, purchase: Purchase | None
    ) -> Job:
        """Return the job after an order, with a warning if its client's month is nearly used up.

        Errors: BudgetExceeded if the client may not spend as much in the month in which it counts.
        """
        if purchase is None or after is before:
            return after
        changes, this_month, client_id = spend_changes(before, after), month_of(now), after.brief.context.client_id
        # A take whose still was ordered in an earlier month counts in that one, also with what it costs more by now.
        month = next((each for each, more in changes.items() if more > 0), this_month)
        spend = await self.spend_limits.check(driver, client_id, purchase, month, changes.get(month, Decimal(0)))
        return note_spend(after, spend) if spend and month == this_month else after

    async def apply(
        self,
        job_id: UUID,
        request: str,
        message: Message,
        expires_at: datetime | None = None,
        sender: Sender = ANYBODY,
    ) -> Job:
        async with driver_of_pool(self.engine) as driver:
            also = [request_row(job_id, request), most_in_flight(job_id)]
            before, now, (seen, limit) = await lock_job(driver, job_id, also)
            if seen is not None:
                raise_again(seen[0])
                return before
            if expires_at and now > expires_at:
                raise Expired("the message came too late: its sender had given up; send it again")
            try:
                await self._check_rate(driver, job_id, message, now)
                self._check_retention(before, message, now)
                stored = await _stored_assets(driver, message)
                choice, notes = self._choice(before.brief, message), await named_notes(driver, before, message)
                after = decide(before, message, request, now, choice, stored, sender, self.estimate, notes)
                if not isinstance(message, BudgetRaised):  # what it resumes was admitted before
                    await self._check_in_flight(driver, before, after, limit)
            except TooManyRequests:
                raise
            except Refused as refused:
                verdict = verdict_rows(before, message, request, sender, now, refused)
                await save_changes(driver, before, before, now, also=verdict)
                raise
            verdict = verdict_rows(before, message, request, sender, now, after)
            return await save_changes(driver, before, after, now, also=verdict)

    def _choice(self, brief: Brief, message: Message) -> VideoModelChoice:
        """Return the model of new takes. Errors: AccountProblem if its provider is not set up and the message needs it.

        Else a job could not even be cancelled, or finished without what cannot be filmed, once a key is gone.
        """
        try:
            return self.choose_model(brief)
        except AccountProblem:
            if needs_model(message):
                raise
            return VideoModelChoice(provider="none", model="none", queue=MAIN_QUEUE)

    async def _check_rate(self, driver: Driver, job_id: UUID, message: Message, now: datetime) -> None:
        """Count under the job's row lock, so that the limit holds over all processes. Errors: TooManyRequests."""
        if self.rate is None or not asks_for_regeneration(message):
            return
        found = await run(driver, _REGENERATED_AT, job_id, now - self.rate.window, self.rate.count)
        times = [time async for (time,) in found]
        if len(times) == self.rate.count:
            wait = times[-1] + self.rate.window - now
            raise TooManyRequests(
                f"scenes of this job may be regenerated {self.rate.count} times in "
                f"{self.rate.window.total_seconds():g} s; wait {wait.total_seconds():.0f} s",
                retry_after=wait,
            )

    async def _check_in_flight(self, driver: Driver, before: Job | None, after: Job, limit: TupleRow | None) -> None:
        """Check that the client may have the job in flight, if it was not. `limit` is the client's own, if any.

        Errors: TooManyJobs.
        """
        most = limit[0] if limit and limit[0] is not None else self.max_in_flight
        if most is not None and is_in_flight(after) and not (before and is_in_flight(before)):
            await check_in_flight(driver, after.brief.context.client_id, after.id, most)

    def _check_retention(self, job: Job, message: Message, now: datetime) -> None:
        """Errors: NotFound for a job past retention, whether the audit has purged it already or not."""
        if not isinstance(message, RestoreJob) or job.deleted_at is None or self.retention is None:
            return
        if now - job.deleted_at > self.retention:
            raise NotFound(f"no job {job.id}; it was deleted more than {self.retention.days} days ago")

    async def report(self, take_id: UUID, progress: float) -> None:
        await write(self.engine, _REPORT, progress, take_id, progress)


async def _stored_assets(driver: Driver, message: Message) -> dict[UUID, JobAsset]:
    """Return the assets that the message names, as far as they exist. None is deleted before the transaction ends."""
    named = ids_named_by(message)
    if not named:
        return {}
    assets = [to_asset(from_json(row)) async for (row,) in await run(driver, _KEEP_ASSETS, list(named))]
    return {asset.id: asset for asset in assets}
