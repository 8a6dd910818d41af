"""What the audit of storage reads and writes: what must be stored, what no row refers to, what is past retention."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from sqlalchemy import Delete, Text, cast, delete, exists, func, update
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.orm import aliased
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from db.connections.engine import Session, transaction
from db.idempotency import KEPT_FOR
from db.jobs.audit_trail import add_entry
from db.schema.tables.jobs import (
    AssetRow,
    EventRow,
    FilmRow,
    FirstFrameRow,
    JobAssetRow,
    JobRow,
    SceneRow,
    SpeechRow,
    TakeRow,
)
from db.schema.tables.operations import RepairRow
from db.schema.tables.requests import IdempotencyRow
from db.schema.tables.scenarios import VideoSceneRow
from db.schema.tables.webhooks import WebhookDeliveryRow
from domain.job.approval import SYSTEM
from domain.job.audit_trail import AuditEntry
from domain.job.job_asset import ASSET_LOST, AssetStatus
from domain.job.model import JOB_OVER, JobStatus
from domain.job.scene import SceneStatus
from domain.job.takes.vendor_file import FileStatus
from domain.ports.audit import AuditPage, AuditQueries, Repair, StoredFile, StoredMedia
from domain.storage_keys import JOBS_FOLDER, OUR_KEY, UUID_PATTERN, clip_keys, end_of_job

_KINDS = (
    (TakeRow, "take"),
    (FilmRow, "film"),
    (SpeechRow, "speech"),
    (FirstFrameRow, "first_frame"),
    (AssetRow, "asset"),
)
"""The rows to which keys belong, and the names of their ids in `OUR_KEY`."""

_JOB = re.compile(rf"{JOBS_FOLDER}({UUID_PATTERN})")


class PostgresAuditQueries(AuditQueries):
    def __init__(self, engine: AsyncEngine, retention: timedelta, event_retention: timedelta) -> None:
        """`retention` is how long a deleted job can be restored, `event_retention` how long the events of a job that
        is over are kept."""
        self._engine = engine
        self._retention = retention
        self._event_retention = event_retention

    async def page(self, after: str, limit: int) -> AuditPage:
        async with transaction(self._engine) as session:
            if after < JOBS_FOLDER:
                return await _files(session, after, limit)
            return await _media(session, after, limit)

    async def unknown(self, keys: Sequence[str]) -> Sequence[str]:
        ours = {key: match for key in keys if (match := OUR_KEY.fullmatch(key))}
        ids = {kind: [UUID(match[kind]) for match in ours.values() if match[kind]] for kind in OUR_KEY.groupindex}
        async with transaction(self._engine) as session:
            known = {
                str(each)
                for table, kind in _KINDS
                for each in await session.exec(select(table.id).where(col(table.id).in_(ids[kind])))
            }
            # A picture belongs to the asset that shows it, or to the scene for which it is being drawn.
            pictures = [key for key, match in ours.items() if match["picture"]]
            for column in (col(VideoSceneRow.image_key), col(AssetRow.blob_key).collate("C")):
                known.update(key for key in await session.exec(select(column).where(column.in_(pictures))) if key)
        return [key for key, match in ours.items() if known.isdisjoint((key, match[match.lastgroup or 0]))]

    async def asset_lost(self, file: StoredFile) -> bool:
        lost = {"status": AssetStatus.FAILED.value, "blob_key": None, "error": ASSET_LOST.model_dump(mode="json")}
        mine = update(AssetRow).where(col(AssetRow.id) == file.asset, col(AssetRow.status) == AssetStatus.READY.value)
        async with transaction(self._engine) as session:
            return (await session.exec(mine.values(lost))).rowcount > 0

    async def past_retention(self, after: UUID | None, limit: int) -> Sequence[UUID]:
        async with transaction(self._engine) as session:
            before = await session.now() - self._retention
            query = select(JobRow.id).where(col(JobRow.deleted_at) < before)
            if after:
                query = query.where(col(JobRow.id) > after)
            return (await session.exec(query.order_by(col(JobRow.id)).limit(limit))).all()

    async def files_only_of(self, job: UUID) -> Sequence[str]:
        query = select(AssetRow.blob_key).where(col(AssetRow.id).in_(_assets_only_of(job)))
        async with transaction(self._engine) as session:
            return [key for key in await session.exec(query) if key]

    async def purge(self, job: UUID) -> None:
        async with transaction(self._engine) as session:
            own = (await session.exec(_assets_only_of(job))).all()
            await session.exec(delete(JobRow).where(col(JobRow.id) == job))
            await session.exec(delete(AssetRow).where(col(AssetRow.id).in_(own)))

    async def delete_expired(self) -> None:
        async with transaction(self._engine) as session:
            now = await session.now()
            await session.exec(delete(IdempotencyRow).where(col(IdempotencyRow.created_at) < now - KEPT_FOR))
            await session.exec(
                delete(AssetRow).where(
                    col(AssetRow.status) == AssetStatus.FAILED.value,
                    func.json_extract_path_text(AssetRow.error, "code") != ASSET_LOST.code,
                    col(AssetRow.created_at) < now - self._retention,
                    col(AssetRow.id).not_in(select(JobAssetRow.asset_id)),
                )
            )

            await session.exec(_expired_events(now - self._event_retention))
            await session.exec(_expired_deliveries(now - self._event_retention))

    async def record(self, repair: Repair) -> None:
        async with transaction(self._engine) as session:
            now = await session.now()
            session.add(RepairRow(kind=repair.kind, subject=repair.subject, job_id=repair.job, created_at=now))
            # Locked before the event is written, in the order of every other transaction.
            there = await session.get(JobRow, repair.job, with_for_update=True) if repair.job else None
            if there:
                told = {"kind": repair.kind, "subject": repair.subject}
                session.add(EventRow(job_id=there.id, kind="repair", data=told, created_at=now))
                subject = uuid5(there.id, f"{repair.subject} {now.isoformat()}")
                entry = AuditEntry.of(subject, repair.kind, SYSTEM, now, lost=repair.subject)
                await add_entry(session, there.id, entry)


async def _files(session: Session, after: str, limit: int) -> AuditPage:
    """Assets in the order of their keys, which is that of their bytes, as storage lists them."""
    key = col(AssetRow.blob_key).collate("C")
    query = select(AssetRow.id, AssetRow.blob_key).where(AssetRow.status == AssetStatus.READY.value, key > after)
    found = [(asset, key) for asset, key in await session.exec(query.order_by(key).limit(limit)) if key]
    return AuditPage(
        until=found[-1][1] if len(found) == limit else JOBS_FOLDER,
        files=tuple(StoredFile(asset=asset, key=key) for asset, key in found),
    )


async def _media(session: Session, after: str, limit: int) -> AuditPage:
    """Jobs in the order of their ids, in which their keys lie too. Clips and films count only while they are shown,
    lines of speech and first frames while they are done: words that come back are not bought again."""
    query = select(JobRow.id).order_by(col(JobRow.id)).limit(limit)
    if last := _JOB.match(after):
        query = query.where(col(JobRow.id) > UUID(last[1]))
    jobs = (await session.exec(query)).all()
    if not jobs:
        return AuditPage(until=None)
    are_kept = col(JobRow.id).between(jobs[0], jobs[-1]), col(JobRow.deleted_at).is_(None)
    takes = (
        select(TakeRow)
        .join(SceneRow, col(SceneRow.take_id) == TakeRow.id)
        .join(JobRow, col(JobRow.id) == TakeRow.job_id)
        .where(
            *are_kept,
            JobRow.status != JobStatus.CANCELLED.value,
            SceneRow.status == SceneStatus.COMPLETED.value,
            col(SceneRow.deleted_at).is_(None),
        )
    )
    films = (
        select(JobRow.id, FilmRow.id, FilmRow.key)
        .join(FilmRow, col(FilmRow.id) == JobRow.film_id)
        .where(*are_kept, JobRow.status == JobStatus.COMPLETED.value)
    )
    speeches, first_frames = (
        select(row.job_id, row.id, row.key)
        .join(JobRow, col(JobRow.id) == row.job_id)
        .where(*are_kept, JobRow.status != JobStatus.CANCELLED.value, row.status == FileStatus.DONE.value)
        for row in (SpeechRow, FirstFrameRow)
    )
    return AuditPage(
        until=end_of_job(jobs[-1]) if len(jobs) == limit else None,
        clips=tuple(
            StoredMedia(
                job=take.job_id,
                id=take.id,
                keys=clip_keys(take.working_key, take.has_sound),
                original=take.original_key,
            )
            for take in await session.exec(takes)
            if take.working_key
        ),
        films=tuple(StoredMedia(job=job, id=film, keys=(key,)) for job, film, key in await session.exec(films)),
        speeches=tuple(
            StoredMedia(job=job, id=speech, keys=(key,)) for job, speech, key in await session.exec(speeches) if key
        ),
        first_frames=tuple(
            StoredMedia(job=job, id=frame, keys=(key,)) for job, frame, key in await session.exec(first_frames) if key
        ),
    )


def _assets_only_of(job: UUID) -> SelectOfScalar[UUID]:
    """Assets that the job's brief named by URL and that no other job uses. One named by id is its client's to keep."""
    elsewhere = select(JobAssetRow.asset_id).where(JobAssetRow.job_id != job)
    shown = select(VideoSceneRow.asset_id).where(col(VideoSceneRow.asset_id).is_not(None))
    place = cast(JobAssetRow.position, Text)
    named_by_id = func.json_extract_path_text(JobRow.brief, "creative", "assets", place, "id")
    return (
        select(AssetRow.id)
        .join(JobAssetRow, col(JobAssetRow.asset_id) == AssetRow.id)
        .join(JobRow, col(JobRow.id) == JobAssetRow.job_id)
        .where(
            JobAssetRow.job_id == job,
            named_by_id.is_(None),
            col(AssetRow.id).not_in(elsewhere),
            col(AssetRow.id).not_in(shown),
        )
    )


def _expired_events(before: datetime) -> Delete:
    """Old events of jobs that are over, up to the newest that tells the job's status.

    That one and what follows it stay, so that a client that resumes late still reads how the job ended.
    """
    later = aliased(EventRow)
    is_followed = exists().where(
        col(later.job_id) == EventRow.job_id, col(later.kind) == "job", col(later.id) > EventRow.id
    )
    over = select(JobRow.id).where(col(JobRow.status).in_(JOB_OVER))
    return delete(EventRow).where(col(EventRow.created_at) < before, col(EventRow.job_id).in_(over), is_followed)


def _expired_deliveries(before: datetime) -> Delete:
    """Old deliveries that are over and whose event is deleted: of one that is kept, they tell that it arrived."""
    event = exists().where(col(EventRow.id) == WebhookDeliveryRow.event_id)
    return delete(WebhookDeliveryRow).where(col(WebhookDeliveryRow.ended_at) < before, ~event)


async def repairs_by_kind(engine: AsyncEngine) -> dict[str, int]:
    """How often each kind of repair was made, ever."""
    async with transaction(engine) as session:
        return dict((await session.exec(select(RepairRow.kind, func.count()).group_by(RepairRow.kind))).all())
