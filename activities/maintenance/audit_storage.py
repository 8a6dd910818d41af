"""Bring what is stored and what Postgres knows together again."""

from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from uuid import UUID

from temporalio import activity

from activities.common.heartbeat import heartbeating
from domain.base import Frozen
from domain.job.model import Job
from domain.ports.audit import AuditQueries, Repair, StoredClip, StoredFilm
from domain.ports.repositories import JobRepository
from domain.ports.storage import Storage
from domain.rules import results

PAGE = 500
GRACE = timedelta(hours=1)
"""How long an object may be stored before its row is written. Longer than any step between the two takes."""


class Mended(Frozen):
    """How many clips, vendors' originals, films and assets' files were gone, objects that no row knew, and jobs past
    their retention."""

    clips_lost: int
    originals_lost: int
    films_lost: int
    assets_lost: int
    orphaned_objects: int
    purged_jobs: int


class AuditStorageActivities:
    def __init__(self, jobs: JobRepository, storage: Storage, archive: AuditQueries, grace: timedelta = GRACE) -> None:
        self._jobs = jobs
        self._storage = storage
        self._archive = archive
        self._grace = grace

    @activity.defn(name="mend_storage")
    async def mend(self) -> Mended:
        """Lost clips fail their scenes, lost films are cut again, orphans and what is past its time is deleted.

        A lost original fails nothing: the film is cut from the working clip. A lost asset is a warning on its jobs.
        """
        async with heartbeating():
            done = Mended(
                clips_lost=await self._look_for_clips(),
                originals_lost=await self._look_for_originals(),
                films_lost=await self._look_for_films(),
                assets_lost=await self._look_for_files(),
                orphaned_objects=await self._delete_orphans(),
                purged_jobs=await self._purge(),
            )
            await self._archive.forget_answers()
            await self._archive.forget_what_could_not_be_had()
        activity.logger.info("mended", extra=done.model_dump())
        return done

    async def _look_for_clips(self) -> int:
        lost = 0
        async for clip in self._clips_without(lambda clip: clip.keys):
            lost += await self._mend(
                clip.job, Repair(kind="clip_lost", subject=str(clip.take), job=clip.job), _clip_rule(clip)
            )
        return lost

    async def _look_for_originals(self) -> int:
        lost = 0
        async for clip in self._clips_without(lambda clip: (clip.original,) if clip.original else ()):
            lost += await self._mend(
                clip.job, Repair(kind="original_lost", subject=str(clip.take), job=clip.job), _original_rule(clip)
            )
        return lost

    async def _look_for_films(self) -> int:
        lost = 0
        async for film in self._lost_films():
            lost += await self._mend(
                film.job, Repair(kind="film_lost", subject=str(film.film), job=film.job), _film_rule(film)
            )
        return lost

    async def _look_for_files(self) -> int:
        lost = 0
        last: UUID | None = None
        while page := await self._archive.files(last, PAGE):
            missing = await self._storage.missing([file.key for file in page])
            for file in page:
                if file.key in missing and await self._archive.asset_lost(file):
                    await self._record(Repair(kind="asset_lost", subject=str(file.asset)))
                    lost += 1
            last = page[-1].asset
        return lost

    async def _mend(self, job_id: UUID, repair: Repair, rule: results.StepRule) -> bool:
        """Whether there was something to mend still."""
        changed = False

        def noticing(job: Job) -> Job:
            nonlocal changed
            after = rule(job)
            changed = after is not job
            return after

        await self._jobs.change(job_id, lambda job, _: noticing(job))
        if changed:
            await self._record(repair)
        return changed

    async def _clips_without(self, needed: Callable[[StoredClip], tuple[str, ...]]) -> AsyncIterator[StoredClip]:
        """Those of which something needed is not stored."""
        last: UUID | None = None
        while page := await self._archive.clips(last, PAGE):
            missing = await self._storage.missing([key for clip in page for key in needed(clip)])
            for clip in page:
                if missing.intersection(needed(clip)):
                    yield clip
            last = page[-1].take

    async def _lost_films(self) -> AsyncIterator[StoredFilm]:
        last: UUID | None = None
        while page := await self._archive.films(last, PAGE):
            missing = await self._storage.missing([film.key for film in page])
            for film in page:
                if film.key in missing:
                    yield film
            last = page[-1].job

    async def _delete_orphans(self) -> int:
        deleted, last = 0, ""
        while page := await self._storage.older_than(self._grace, last, PAGE):
            for key in await self._archive.unknown(page):
                await self._storage.delete(key)
                await self._record(Repair(kind="orphaned_object", subject=key))
                deleted += 1
            last = page[-1]
        return deleted

    async def _purge(self) -> int:
        """Objects first: a crash in between leaves a row that names them, and the next round goes on."""
        purged = 0
        while jobs := await self._archive.past_retention(PAGE):
            for job in jobs:
                for key in await self._archive.objects_of(job):
                    await self._storage.delete(key)
                await self._archive.purge(job)
                await self._record(Repair(kind="purged_job", subject=str(job)))
                purged += 1
        return purged

    async def _record(self, repair: Repair) -> None:
        activity.logger.warning("mended %s %s", repair.kind, repair.subject)
        await self._archive.record(repair)


def _clip_rule(clip: StoredClip) -> results.StepRule:
    return lambda job: results.mark_clip_lost(job, clip.take)


def _original_rule(clip: StoredClip) -> results.StepRule:
    return lambda job: results.mark_original_lost(job, clip.take)


def _film_rule(film: StoredFilm) -> results.StepRule:
    return lambda job: results.mark_film_lost(job, film.film)
