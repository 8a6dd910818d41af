"""Jobs in Postgres. This is the only writer of their rows.

Every change is one transaction: lock the job's row, load the job, apply a rule of `domain.rules` to it, and save what
differs together with the events of the change.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, or_, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import col, select

from db.engine import Session, transaction
from db.jobs.list_filter import ALL_JOBS, JobFilter
from db.jobs.load_save import (
    add_events,
    asset_row,
    job_row,
    load_job,
    load_jobs,
    save_changes,
    to_asset,
    to_film,
    use_rows,
)
from db.jobs.note_answers import named_notes
from db.rows import newest_rows
from db.schema.tables import AssetRow, FilmRow, JobRow, RequestRow, SceneRow, TakeRow
from db.vendor_limits import VendorLocks, check_limits, lock_vendor
from domain.base import Cursor, Frozen
from domain.brief import Brief
from domain.errors import Conflict, Expired, Invalid, NotFound, PreconditionFailed, Refused, TooManyRequests
from domain.job.approval import ANYBODY, Sender
from domain.job.model import JOB_OVER, AssetStatus, Film, Job, JobAsset, JobStatus, evolve
from domain.job.take import TakeStatus
from domain.ports.repositories import JobRepository, Rule
from domain.ports.vendor_limits import VendorLimits
from domain.rules.approvals import Estimate, no_estimate
from domain.rules.asset_messages import ids_named_by
from domain.rules.decide import decide
from domain.rules.messages import Message, RestoreJob, asks_for_regeneration
from domain.rules.takes import VideoModelChoice

_REFUSALS: dict[str, type[Refused]] = {kind.code: kind for kind in (Conflict, Invalid, NotFound, PreconditionFailed)}


class RegenerateRate(Frozen):
    """At most `count` in any `window`."""

    count: int
    window: timedelta


@dataclass(frozen=True, eq=False)
class PostgresJobs(JobRepository):
    """Jobs by id. `choose_model` gives the video model of a job's new takes, `rate` limits how often a job's scenes are
    regenerated, `retention` is how long a deleted job can be restored. None: no limit. `estimate` gives what approving
    a job costs, which is compared with what its approver was told."""

    engine: AsyncEngine
    choose_model: Callable[[Brief], VideoModelChoice]
    rate: RegenerateRate | None = None
    retention: timedelta | None = None
    estimate: Estimate = no_estimate
    _vendor_locks: VendorLocks = field(default_factory=VendorLocks, init=False)

    async def create(
        self,
        job_id: UUID,
        brief: Brief,
        new_assets: list[JobAsset],
        sources: dict[UUID, str],
        begun: Rule | None = None,
    ) -> Job:
        """Create the job, `pending`, with its assets; if the id exists already, change nothing. Return the job.

        `new_assets` are in the brief's order; those in `sources` are still to be fetched from that URL.
        `begun` is applied to the new job in the same transaction.
        """
        async with transaction(self.engine) as session:
            now = await session.now()
            job = Job(id=job_id, brief=brief, created_at=now, updated_at=now)
            row = insert(JobRow).values(job_row(job).model_dump()).on_conflict_do_nothing(index_elements=["id"])
            if (await session.exec(row.returning(col(JobRow.id)))).first():
                await self._add_assets(session, job, new_assets, sources, now)
                add_events(session, None, job, now)
                if begun:
                    await session.flush()
                    before = await load_job(session, job_id, lock=True)
                    await save_changes(session, before, begun(before, now), now)
        return await self.load(job_id)

    async def _add_assets(
        self, session: Session, job: Job, assets: list[JobAsset], sources: dict[UUID, str], now: datetime
    ) -> None:
        pending = [
            evolve(asset, source_url=url, status=AssetStatus.PENDING)
            for asset in assets
            if (url := sources.get(asset.id))
        ]
        session.add_all([asset_row(asset, now) for asset in pending])
        await session.flush()
        session.add_all(use_rows(evolve(job, assets=tuple(assets))))

    async def load(self, job_id: UUID) -> Job:
        async with transaction(self.engine) as session:
            await session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
            return await load_job(session, job_id)

    async def change(self, job_id: UUID, rule: Rule, limits: VendorLimits | None = None) -> Job:
        async with self._vendor_locks.at(limits), transaction(self.engine) as session:
            before = await load_job(session, job_id, lock=True)
            # Before the clock is read: an order intent is dated when it is written, not when the wait for this began.
            vendor = await lock_vendor(session, limits.vendor) if limits else None
            now = await session.now()
            after = rule(before, now)
            saved = await save_changes(session, before, after, now)
            if limits and vendor and after is not before:
                await check_limits(session, limits, vendor, now)
            return saved

    async def apply(
        self,
        job_id: UUID,
        request: str,
        message: Message,
        expires_at: datetime | None = None,
        sender: Sender = ANYBODY,
    ) -> None:
        async with transaction(self.engine) as session:
            before = await load_job(session, job_id, lock=True)
            now = await session.now()
            if seen := await session.get(RequestRow, (job_id, request)):
                if seen.refusal:
                    raise _REFUSALS[seen.refusal["code"]](seen.refusal["message"], now=seen.refusal.get("now"))
                return
            if expires_at and now > expires_at:
                raise Expired("the message came too late: its sender had given up; send it again")
            refusal: Refused | None = None
            try:
                await self._check_rate(session, job_id, message, now)
                self._check_retention(before, message, now)
                stored = await _stored_assets(session, message)
                choice, notes = self.choose_model(before.brief), await named_notes(session, message)
                after = decide(before, message, request, now, choice, stored, sender, self.estimate, notes)
                await save_changes(session, before, after, now)
            except TooManyRequests:
                raise
            except Refused as refused:
                refusal = refused
            kept = {"code": refusal.code, "message": refusal.message, "now": refusal.now} if refusal else None
            counts = refusal is None and asks_for_regeneration(message)
            session.add(
                RequestRow(
                    job_id=job_id, id=request, name=message.action, refusal=kept, regenerates=counts, created_at=now
                )
            )
        if refusal:
            raise refusal

    async def _check_rate(self, session: Session, job_id: UUID, message: Message, now: datetime) -> None:
        """Count under the job's row lock, so that the limit holds over all processes. Errors: TooManyRequests."""
        if self.rate is None or not asks_for_regeneration(message):
            return
        since = now - self.rate.window
        recent = await session.exec(
            select(RequestRow.created_at)
            .where(RequestRow.job_id == job_id, col(RequestRow.regenerates), col(RequestRow.created_at) > since)
            .order_by(col(RequestRow.created_at).desc())
            .limit(self.rate.count)
        )
        times = recent.all()
        if len(times) == self.rate.count:
            wait = times[-1] + self.rate.window - now
            raise TooManyRequests(
                f"scenes of this job may be regenerated {self.rate.count} times in "
                f"{self.rate.window.total_seconds():g} s; wait {wait.total_seconds():.0f} s",
                retry_after=wait,
            )

    def _check_retention(self, job: Job, message: Message, now: datetime) -> None:
        """Errors: NotFound for a job past retention, whether the audit has purged it already or not."""
        if not isinstance(message, RestoreJob) or job.deleted_at is None or self.retention is None:
            return
        if now - job.deleted_at > self.retention:
            raise NotFound(f"no job {job.id}; it was deleted more than {self.retention.days} days ago")

    async def report(self, take_id: UUID, progress: float) -> None:
        async with transaction(self.engine) as session:
            is_new = col(TakeRow.progress).is_distinct_from(progress)
            await session.exec(update(TakeRow).where(col(TakeRow.id) == take_id, is_new).values(progress=progress))

    async def film(self, film_id: UUID) -> Film | None:
        async with transaction(self.engine) as session:
            row = await session.get(FilmRow, film_id)
            return to_film(row) if row else None

    async def unfinished(self, after: UUID | None, limit: int) -> Sequence[tuple[UUID, JobStatus]]:
        to_stop = select(TakeRow.job_id).where(TakeRow.status == TakeStatus.STOPPING.value)
        open_status = col(JobRow.status).not_in([status.value for status in JOB_OVER])
        query = select(JobRow.id, JobRow.status).where(or_(open_status, col(JobRow.id).in_(to_stop)))
        if after:
            query = query.where(col(JobRow.id) > after)
        async with transaction(self.engine) as session:
            found = await session.exec(query.order_by(col(JobRow.id)).limit(limit))
            return [(job, JobStatus(status)) for job, status in found.all()]

    async def clock(self) -> datetime:
        async with transaction(self.engine) as session:
            return await session.now()

    async def newest(
        self,
        limit: int,
        *,
        wanted: JobFilter = ALL_JOBS,
        after: Cursor | None = None,
    ) -> Sequence[Job]:
        """Return at most `limit` jobs, newest first, without the deleted ones. Errors: Transient.

        Of their storyboards they have only the current one, without its scenes.
        """
        query = newest_rows(JobRow, limit, after).where(col(JobRow.deleted_at).is_(None), *wanted.conditions())
        async with transaction(self.engine) as session:
            await session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
            return await load_jobs(session, (await session.exec(query)).all(), is_list=True)

    async def version(self, job_id: UUID) -> int | None:
        """Return how often the job has changed; None when there is no such job."""
        async with transaction(self.engine) as session:
            return (await session.exec(select(JobRow.version).where(JobRow.id == job_id))).first()

    async def is_deleted(self, job_id: UUID) -> bool:
        """Errors: NotFound, Transient."""
        async with transaction(self.engine) as session:
            found = (await session.exec(select(JobRow.id, JobRow.deleted_at).where(JobRow.id == job_id))).first()
        if found is None:
            raise NotFound(f"no job {job_id}")
        return found[1] is not None

    async def count_by_status(self) -> dict[JobStatus, int]:
        query = select(JobRow.status, func.count()).where(col(JobRow.deleted_at).is_(None)).group_by(JobRow.status)
        async with transaction(self.engine) as session:
            return {JobStatus(status): count for status, count in (await session.exec(query)).all()}

    async def of_scenes(self, scenes: Collection[UUID]) -> dict[UUID, UUID]:
        """Return the job of each scene that exists, deleted or not."""
        query = select(SceneRow.id, SceneRow.job_id).where(col(SceneRow.id).in_(scenes))
        async with transaction(self.engine) as session:
            return dict((await session.exec(query)).all())


async def _stored_assets(session: Session, message: Message) -> dict[UUID, JobAsset]:
    """Return the assets that the message names, as far as they exist. None is deleted before the transaction ends."""
    named = ids_named_by(message)
    if not named:
        return {}
    query = select(AssetRow).where(col(AssetRow.id).in_(named)).with_for_update(key_share=True, read=True)
    return {row.id: to_asset(row) for row in await session.exec(query)}
