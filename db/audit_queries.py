"""All jobs at once, as the reconciler walks them: what they stand on, what nobody knows, what is past its time."""

import re
from collections.abc import Iterable, Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import Text, cast, delete, func, update
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import SelectOfScalar

from db import clock
from db.engine import transaction
from db.idempotency import KEPT_FOR
from db.schema.tables import (
    AssetRow,
    EventRow,
    FilmRow,
    IdempotencyRow,
    JobAssetRow,
    JobRow,
    RepairRow,
    SceneRow,
    TakeRow,
    VideoSceneRow,
)
from domain.job.model import ASSET_LOST, AssetStatus, JobStatus, SceneStatus
from domain.ports.audit import AuditQueries, Repair, StoredClip, StoredFile, StoredFilm
from domain.storage_keys import clip_keys, original_key, sound_key, tail_key, working_key

_TAKE = re.compile(r"jobs/[0-9a-f-]+/scenes/[0-9a-f-]+/([0-9a-f-]{36})/[a-z]+\.(?:mp4|wav)")
_FILM = re.compile(r"jobs/([0-9a-f-]{36})/films/([0-9a-f-]{36})\.mp4")
_ASSET = re.compile(r"assets/([0-9a-f-]{36})")
_PICTURE = re.compile(r"generated-content/scenes/[a-z0-9-]+_[0-9a-f-]{36}\.[a-z]+")


class PostgresAuditQueries(AuditQueries):
    def __init__(self, engine: AsyncEngine, retention: timedelta) -> None:
        """`retention` is how long a deleted job can be restored."""
        self._engine = engine
        self._retention = retention

    async def clips(self, after: UUID | None, limit: int) -> Sequence[StoredClip]:
        query = (
            select(TakeRow)
            .join(SceneRow, col(SceneRow.take_id) == TakeRow.id)
            .join(JobRow, col(JobRow.id) == TakeRow.job_id)
            .where(
                SceneRow.status == SceneStatus.COMPLETED.value,
                col(SceneRow.deleted_at).is_(None),
                col(JobRow.deleted_at).is_(None),
                JobRow.status != JobStatus.CANCELLED.value,
            )
        )
        if after:
            query = query.where(col(TakeRow.id) > after)
        async with transaction(self._engine) as session:
            found = await session.exec(query.order_by(col(TakeRow.id)).limit(limit))
            return [
                StoredClip(
                    job=take.job_id,
                    take=take.id,
                    keys=clip_keys(take.working_key, take.has_sound),
                    original=take.original_key,
                )
                for take in found
                if take.working_key
            ]

    async def films(self, after: UUID | None, limit: int) -> Sequence[StoredFilm]:
        query = (
            select(JobRow.id, FilmRow.id, FilmRow.key)
            .join(FilmRow, col(FilmRow.id) == JobRow.film_id)
            .where(JobRow.status == JobStatus.COMPLETED.value, col(JobRow.deleted_at).is_(None))
        )
        if after:
            query = query.where(col(JobRow.id) > after)
        async with transaction(self._engine) as session:
            found = await session.exec(query.order_by(col(JobRow.id)).limit(limit))
            return [StoredFilm(job=job, film=film, key=key) for job, film, key in found]

    async def files(self, after: UUID | None, limit: int) -> Sequence[StoredFile]:
        query = select(AssetRow.id, AssetRow.blob_key).where(AssetRow.status == AssetStatus.READY.value)
        if after:
            query = query.where(col(AssetRow.id) > after)
        async with transaction(self._engine) as session:
            found = await session.exec(query.order_by(col(AssetRow.id)).limit(limit))
            return [StoredFile(asset=asset, key=key) for asset, key in found if key]

    async def asset_lost(self, file: StoredFile) -> bool:
        lost = {"status": AssetStatus.FAILED.value, "blob_key": None, "error": ASSET_LOST.model_dump(mode="json")}
        mine = update(AssetRow).where(col(AssetRow.id) == file.asset, col(AssetRow.status) == AssetStatus.READY.value)
        async with transaction(self._engine) as session:
            return (await session.exec(mine.values(lost))).rowcount > 0

    async def unknown(self, keys: Sequence[str]) -> Sequence[str]:
        takes = {match[1]: key for key in keys if (match := _TAKE.fullmatch(key))}
        films = {match[2]: key for key in keys if (match := _FILM.fullmatch(key))}
        assets = {match[1]: key for key in keys if (match := _ASSET.fullmatch(key))}
        async with transaction(self._engine) as session:
            known_takes = await _known(session, TakeRow, takes)
            known_films = await _known(session, FilmRow, films)
            known_assets = await _known(session, AssetRow, assets)
            pictures = [key for key in keys if _PICTURE.fullmatch(key)]
            known = select(VideoSceneRow.image_key).where(col(VideoSceneRow.image_key).in_(pictures))
            shown = set((await session.exec(known)).all())
        of_takes = [key for key in keys if (match := _TAKE.fullmatch(key)) and match[1] not in known_takes]
        of_films = [key for film, key in films.items() if film not in known_films]
        of_assets = [key for asset, key in assets.items() if asset not in known_assets]
        return [*of_takes, *of_films, *of_assets, *(key for key in pictures if key not in shown)]

    async def past_retention(self, limit: int) -> Sequence[UUID]:
        async with transaction(self._engine) as session:
            before = await clock.now(session) - self._retention
            query = select(JobRow.id).where(col(JobRow.deleted_at) < before)
            return (await session.exec(query.order_by(col(JobRow.id)).limit(limit))).all()

    async def objects_of(self, job: UUID) -> Sequence[str]:
        async with transaction(self._engine) as session:
            takes = await session.exec(select(TakeRow.scene_id, TakeRow.id).where(TakeRow.job_id == job))
            films = await session.exec(select(FilmRow.key).where(FilmRow.job_id == job))
            assets = await session.exec(select(AssetRow.blob_key).where(col(AssetRow.id).in_(_assets_only_of(job))))
            keys = [*films, *(key for key in assets if key)]
            for scene, take in takes:
                working = working_key(job, scene, take)
                keys += [original_key(job, scene, take), working, tail_key(working), sound_key(working)]
            return keys

    async def purge(self, job: UUID) -> None:
        async with transaction(self._engine) as session:
            own = (await session.exec(_assets_only_of(job))).all()
            await session.exec(delete(JobRow).where(col(JobRow.id) == job))
            await session.exec(delete(AssetRow).where(col(AssetRow.id).in_(own)))

    async def forget_answers(self) -> None:
        async with transaction(self._engine) as session:
            before = await clock.now(session) - KEPT_FOR
            await session.exec(delete(IdempotencyRow).where(col(IdempotencyRow.created_at) < before))

    async def forget_what_could_not_be_had(self) -> None:
        code = func.json_extract_path_text(AssetRow.error, "code")
        used = select(JobAssetRow.asset_id)
        async with transaction(self._engine) as session:
            before = await clock.now(session) - self._retention
            await session.exec(
                delete(AssetRow).where(
                    col(AssetRow.status) == AssetStatus.FAILED.value,
                    code != ASSET_LOST.code,
                    col(AssetRow.created_at) < before,
                    col(AssetRow.id).not_in(used),
                )
            )

    async def record(self, repair: Repair) -> None:
        async with transaction(self._engine) as session:
            now = await clock.now(session)
            session.add(RepairRow(kind=repair.kind, subject=repair.subject, job_id=repair.job, created_at=now))
            there = (await session.exec(select(JobRow.id).where(JobRow.id == repair.job))).first()
            if there:
                told = {"kind": repair.kind, "subject": repair.subject}
                session.add(EventRow(job_id=there, kind="repair", data=told, created_at=now))


async def _known(
    session: AsyncSession, table: type[TakeRow] | type[FilmRow] | type[AssetRow], ids: Iterable[str]
) -> set[str]:
    found = await session.exec(select(table.id).where(col(table.id).in_([UUID(each) for each in ids])))
    return {str(each) for each in found}


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


async def repairs_by_kind(engine: AsyncEngine) -> dict[str, int]:
    """How often each kind of repair was made, ever."""
    async with transaction(engine) as session:
        return dict((await session.exec(select(RepairRow.kind, func.count()).group_by(RepairRow.kind))).all())
