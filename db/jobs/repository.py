"""The only writer of a job's rows. Every change is one transaction under the job's row lock (design §1.1).

It loads the job, asks the rule book, and saves what differs, with the events that tell of it.
"""

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import BindParameter, bindparam, or_, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from db import clock
from db.engine import transaction
from db.jobs import mapping
from db.schema.tables import (
    AssetRow,
    EventRow,
    FilmRow,
    JobAssetRow,
    JobRow,
    RequestRow,
    SceneRow,
    StoryboardRow,
    TakeRow,
)
from db.vendor_limits import VendorLocks, check_limits, lock_vendor
from domain.base import Frozen
from domain.brief import Brief
from domain.errors import Conflict, Expired, Invalid, NotFound, PreconditionFailed, Refused, TooManyRequests
from domain.job.events import events
from domain.job.model import JOB_OVER, AssetStatus, Film, Job, JobAsset, JobStatus, Scene, evolve
from domain.job.take import TakeStatus
from domain.ports.repositories import JobRepository, Rule
from domain.rules.decide import decide
from domain.rules.messages import Message, RestoreJob, asks_for_regeneration
from domain.rules.takes import VideoModelChoice
from domain.vendor_limits import VendorLimits

_JOB: BindParameter[UUID] = bindparam("job")
_ROW = select(JobRow).where(col(JobRow.id) == _JOB)
_LOCKED_ROW = _ROW.with_for_update()
_BOARDS = select(StoryboardRow).where(col(StoryboardRow.job_id) == _JOB).order_by(col(StoryboardRow.revision))
_SCENES = select(SceneRow).where(col(SceneRow.job_id) == _JOB).order_by(col(SceneRow.scene_number))
_TAKES = select(TakeRow).where(col(TakeRow.job_id) == _JOB).order_by(col(TakeRow.number))
_ASSETS = (
    select(JobAssetRow, AssetRow)
    .where(col(JobAssetRow.job_id) == _JOB, col(JobAssetRow.asset_id) == col(AssetRow.id))
    .order_by(col(JobAssetRow.position))
)

_REFUSALS: dict[str, type[Refused]] = {kind.code: kind for kind in (Conflict, Invalid, NotFound, PreconditionFailed)}


class RegenerateRate(Frozen):
    """At most `count` in any `window`."""

    count: int
    window: timedelta


class PostgresJobs(JobRepository):
    """Jobs in Postgres."""

    def __init__(
        self,
        engine: AsyncEngine,
        choose_model: Callable[[Brief], VideoModelChoice],
        rate: RegenerateRate | None = None,
        retention: timedelta | None = None,
    ) -> None:
        """`choose_model` says who films a job's new takes; `rate` limits how often a job's scenes are regenerated.

        `retention` is how long a deleted job can be restored.
        """
        self._engine = engine
        self._choose_model = choose_model
        self._rate = rate
        self._retention = retention
        self._turns = VendorLocks()

    async def create(
        self,
        job_id: UUID,
        brief: Brief,
        new_assets: list[JobAsset],
        sources: dict[UUID, str],
        begun: Rule | None = None,
    ) -> Job:
        """The job is there, `pending`, with its assets; the same id again is the same job.

        `new_assets` are in the brief's order; those in `sources` are still to be fetched from that URL.
        `begun` brings it further in the same transaction.
        """
        async with self._transaction() as session:
            now = await clock.now(session)
            job = Job(id=job_id, brief=brief, created_at=now, updated_at=now)
            row = insert(JobRow).values(mapping.job_row(job).model_dump()).on_conflict_do_nothing(index_elements=["id"])
            if (await session.exec(row.returning(col(JobRow.id)))).first():
                await self._add_assets(session, job, new_assets, sources, now)
                _announce(session, None, job, now)
                if begun:
                    await session.flush()
                    before = await _load(session, await _row(session, job_id, lock=True))
                    await _save(session, before, begun(before, now), now)
        return await self.load(job_id)

    async def _add_assets(
        self, session: AsyncSession, job: Job, assets: list[JobAsset], sources: dict[UUID, str], now: datetime
    ) -> None:
        for asset in assets:
            if asset.id in sources:
                session.add(
                    AssetRow(
                        id=asset.id,
                        source_url=sources[asset.id],
                        type=asset.type.value if asset.type else None,
                        name=asset.name,
                        role=asset.role,
                        status=AssetStatus.PENDING.value,
                        created_at=now,
                    )
                )
        await session.flush()
        for position, asset in enumerate(assets):
            session.add(
                JobAssetRow(job_id=job.id, asset_id=asset.id, position=position, name=asset.name, role=asset.role)
            )

    async def load(self, job_id: UUID) -> Job:
        async with self._transaction() as session:
            await session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
            return await _load(session, await _row(session, job_id, lock=False))

    async def change(self, job_id: UUID, rule: Rule, limits: VendorLimits | None = None) -> Job:
        async with self._turns.at(limits), self._transaction() as session:
            before = await _load(session, await _row(session, job_id, lock=True))
            # Before the clock is read: an order must follow its intent at once.
            vendor = await lock_vendor(session, limits) if limits else None
            now = await clock.now(session)
            after = rule(before, now)
            saved = await _save(session, before, after, now)
            if limits and vendor and after is not before:
                await check_limits(session, limits, vendor, now)
            return saved

    async def apply(self, job_id: UUID, request: str, message: Message, expires_at: datetime | None = None) -> None:
        async with self._transaction() as session:
            before = await _load(session, await _row(session, job_id, lock=True))
            now = await clock.now(session)
            if seen := await session.get(RequestRow, (job_id, request)):
                _repeat(seen)
                return
            if expires_at and now > expires_at:
                raise Expired("the message came too late: its sender had given up; send it again")
            refusal: Refused | None = None
            try:
                await self._within_rate(session, job_id, message, now)
                self._within_retention(before, message, now)
                after = decide(before, message, request, now, self._choose_model(before.brief))
                await _save(session, before, after, now)
            except TooManyRequests:
                raise
            except Refused as refused:
                refusal = refused
            kept = {"code": refusal.code, "message": refusal.message} if refusal else None
            counts = refusal is None and asks_for_regeneration(message)
            session.add(
                RequestRow(
                    job_id=job_id, id=request, name=message.action, refusal=kept, regenerates=counts, created_at=now
                )
            )
        if refusal:
            raise refusal

    async def _within_rate(self, session: AsyncSession, job_id: UUID, message: Message, now: datetime) -> None:
        """Counted under the job's lock, so the limit holds over all processes. Errors: TooManyRequests."""
        if self._rate is None or not asks_for_regeneration(message):
            return
        since = now - self._rate.window
        recent = await session.exec(
            select(RequestRow.created_at)
            .where(RequestRow.job_id == job_id, col(RequestRow.regenerates), col(RequestRow.created_at) > since)
            .order_by(col(RequestRow.created_at).desc())
            .limit(self._rate.count)
        )
        times = recent.all()
        if len(times) == self._rate.count:
            wait = times[-1] + self._rate.window - now
            raise TooManyRequests(
                f"scenes of this job may be regenerated {self._rate.count} times in "
                f"{self._rate.window.total_seconds():g} s; wait {wait.total_seconds():.0f} s",
                retry_after=wait,
            )

    def _within_retention(self, job: Job, message: Message, now: datetime) -> None:
        """Errors: NotFound for what is to be purged, whether the reconciler came by already or not."""
        if not isinstance(message, RestoreJob) or job.deleted_at is None or self._retention is None:
            return
        if now - job.deleted_at > self._retention:
            raise NotFound(f"no job {job.id}; it was deleted more than {self._retention.days} days ago")

    async def report(self, take_id: UUID, progress: float) -> None:
        async with self._transaction() as session:
            await session.exec(update(TakeRow).where(col(TakeRow.id) == take_id).values(progress=progress))

    async def film(self, film_id: UUID) -> Film | None:
        async with self._transaction() as session:
            row = await session.get(FilmRow, film_id)
            return mapping.to_film(row) if row else None

    async def unfinished(self, after: UUID | None, limit: int) -> Sequence[tuple[UUID, JobStatus]]:
        to_stop = select(TakeRow.job_id).where(TakeRow.status == TakeStatus.STOPPING.value)
        open_status = col(JobRow.status).not_in([status.value for status in JOB_OVER])
        query = select(JobRow.id, JobRow.status).where(or_(open_status, col(JobRow.id).in_(to_stop)))
        if after:
            query = query.where(col(JobRow.id) > after)
        async with self._transaction() as session:
            found = await session.exec(query.order_by(col(JobRow.id)).limit(limit))
            return [(job, JobStatus(status)) for job, status in found.all()]

    async def clock(self) -> datetime:
        async with self._transaction() as session:
            return await clock.now(session)

    def _transaction(self) -> AbstractAsyncContextManager[AsyncSession]:
        return transaction(self._engine)


def _repeat(seen: RequestRow) -> None:
    if seen.refusal:
        raise _REFUSALS[seen.refusal["code"]](seen.refusal["message"])


async def _row(session: AsyncSession, job_id: UUID, *, lock: bool) -> JobRow:
    row = (await session.exec(_LOCKED_ROW if lock else _ROW, params={"job": job_id})).first()
    if row is None:
        raise NotFound(f"no job {job_id}")
    return row


async def _load(session: AsyncSession, row: JobRow) -> Job:
    of_job = {"job": row.id}
    boards = await session.exec(_BOARDS, params=of_job)
    scenes = await session.exec(_SCENES, params=of_job)
    takes = await session.exec(_TAKES, params=of_job)
    assets = await session.exec(_ASSETS, params=of_job)
    film = await session.get(FilmRow, row.film_id) if row.film_id else None
    storyboards = map(mapping.to_storyboard, boards)
    return mapping.to_job(row, storyboards, scenes.all(), takes.all(), assets.all(), film)


async def _save(session: AsyncSession, before: Job, after: Job, now: datetime) -> Job:
    """Writes what differs."""
    if after is before or after == before:
        return before
    old_scenes = {scene.id: scene for scene in before.scenes}
    scenes = tuple(_dated(scene, old_scenes.get(scene.id), now) for scene in after.scenes)
    after = evolve(after, scenes=scenes, updated_at=now, version=before.version + 1)
    await session.merge(mapping.job_row(after))
    for board in after.storyboards:
        if board not in before.storyboards:
            await session.merge(mapping.storyboard_row(after, board))
    for scene in after.scenes:
        old = old_scenes.pop(scene.id, None)
        if scene != old:
            await session.merge(mapping.scene_row(after, scene))
        for take in scene.takes:
            if old is None or take not in old.takes:
                await session.merge(mapping.take_row(after, take))
    for dropped in old_scenes:
        await session.delete(await session.get_one(SceneRow, dropped))
    if after.film and after.film != before.film:
        await session.merge(mapping.film_row(after, after.film))
    await _save_assets(session, before, after)
    _announce(session, before, after, now)
    return after


def _dated(scene: Scene, old: Scene | None, now: datetime) -> Scene:
    return scene if scene == old else evolve(scene, updated_at=now)


async def _save_assets(session: AsyncSession, before: Job, after: Job) -> None:
    for old, new in zip(before.assets, after.assets, strict=True):
        if old != new:
            row = await session.get_one(AssetRow, new.id)
            row.status = new.status.value
            row.type = new.type.value if new.type else None
            row.content_type = new.content_type
            row.size_bytes = new.size
            row.blob_key = new.blob_key
            row.error = new.error.model_dump(mode="json") if new.error else None


def _announce(session: AsyncSession, before: Job | None, after: Job, now: datetime) -> None:
    for event in events(before, after):
        session.add(EventRow(job_id=after.id, kind=event.kind, data=event.data, created_at=now))
