"""Compare what is stored with what Postgres refers to, and repair the difference."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from temporalio import activity

from activities.common.heartbeat import heartbeating
from activities.maintenance.isolation import Isolation
from domain.base import Frozen
from domain.job.model import Job
from domain.ports.audit import AuditPage, AuditQueries, Repair, StoredFile, StoredMedia
from domain.ports.repositories import JobRepository
from domain.ports.storage import Storage
from domain.rules import results
from domain.rules.purchases import first_frames, speeches
from domain.storage_keys import DRAWN_KEY, end_of_job, job_folder

PAGE = 500
MINIMUM_AGE = timedelta(hours=24)
"""How long an object without a row is kept. Longer than any step takes between storing a file and writing its row."""

DRAWN_KEPT_FOR = timedelta(days=14)
"""How long stills and previews are kept. They are drawn again when somebody asks for them."""

STOP_AFTER = 20
"""Transient failures in a row after which the database or storage is taken to be away."""


class AuditReport(Frozen):
    """How many objects were compared; how many clips, originals, films, lines of speech, first frames and assets' files
    were lost, orphaned objects deleted and jobs purged; how many stills and previews were deleted because of their age;
    and how much of this failed."""

    objects: int = 0
    clips_lost: int = 0
    originals_lost: int = 0
    films_lost: int = 0
    speeches_lost: int = 0
    first_frames_lost: int = 0
    assets_lost: int = 0
    orphaned_objects: int = 0
    purged_jobs: int = 0
    expired_pictures: int = 0
    failed: int = 0


class AuditProgress(Frozen):
    """What a heartbeat carries: all keys up to `cursor` are audited, and this is what was counted on the way."""

    cursor: str = ""
    counts: dict[str, int] = {}


_COUNTED_AS = {
    "clip_lost": "clips_lost",
    "original_lost": "originals_lost",
    "film_lost": "films_lost",
    "speech_lost": "speeches_lost",
    "first_frame_lost": "first_frames_lost",
    "asset_lost": "assets_lost",
    "orphaned_object": "orphaned_objects",
    "purged_job": "purged_jobs",
}
"""The field of the report that counts each kind of repair."""


class AuditStorageActivities:
    def __init__(
        self, jobs: JobRepository, storage: Storage, queries: AuditQueries, minimum_age: timedelta = MINIMUM_AGE
    ) -> None:
        """`minimum_age` is how old an object must be before it is deleted because no row refers to it."""
        self._attempt = partial(_Attempt, jobs, storage, queries, minimum_age)

    @activity.defn(name="mend_storage")
    async def audit(self) -> AuditReport:
        """Walk over all keys once, in their order. Another attempt goes on behind the last page that was done.

        A lost clip fails its scene, a lost film is cut again, a lost asset is a warning on its jobs, a lost line of
        speech is missing in films that are cut from then on, a lost first frame in takes that are ordered from then on.
        A lost original fails nothing: the film is cut from the working clip. Orphaned objects and jobs past retention
        are deleted.
        """
        attempt = self._attempt()
        async with heartbeating(attempt.progress):
            report = await attempt.run()
        activity.logger.info("storage audited", extra=report.model_dump())
        return report


class _Attempt:
    def __init__(self, jobs: JobRepository, storage: Storage, queries: AuditQueries, minimum_age: timedelta) -> None:
        self._jobs = jobs
        self._storage = storage
        self._queries = queries
        self._minimum_age = minimum_age
        self._isolation = Isolation(STOP_AFTER)
        done = AuditProgress()
        for details in activity.info().heartbeat_details:
            if isinstance(details, dict):  # workers of an earlier version report a number
                done = AuditProgress.model_validate(details)
        self._cursor = done.cursor
        self._counts = Counter(done.counts)

    def progress(self) -> AuditProgress:
        self._counts["failed"] += self._isolation.take_failed()
        return AuditProgress(cursor=self._cursor, counts=dict(self._counts))

    async def run(self) -> AuditReport:
        if not self._cursor:
            await self._queries.delete_expired()
            await self._purge_jobs()
        while (page := await self._audit_page()).until is not None:
            self._cursor = page.until
            activity.heartbeat(self.progress())
        return AuditReport(**self.progress().counts)

    async def _audit_page(self) -> AuditPage:
        page = await self._queries.page(self._cursor, PAGE)
        missing = set(page.keys)
        old: list[str] = []
        async for stored in self._storage.list_objects(self._cursor, page.until):
            self._counts["objects"] += 1
            missing.discard(stored.key)
            if DRAWN_KEY.fullmatch(stored.key):
                if stored.age > DRAWN_KEPT_FOR:
                    await self._isolation.run(stored.key, self._storage.delete(stored.key))
                    self._counts["expired_pictures"] += 1
                continue
            if stored.age > self._minimum_age and stored.key not in page.keys:
                old.append(stored.key)
            if len(old) == PAGE:
                await self._delete_orphans(old)
                old = []
        await self._delete_orphans(old)
        # What was put behind the listing's back is not lost.
        lost = frozenset([key for key in missing if await self._isolation.run(key, self._is_lost(key))])
        for clip in page.clips:
            await self._isolation.run(f"clip of take {clip.id}", self._repair_clip(clip, lost))
        for film in page.films:
            if lost.intersection(film.keys):
                repair = self._repair("film_lost", film.job, film.id, results.mark_film_lost)
                await self._isolation.run(f"film {film.id}", repair)
        for speech in page.speeches:
            if lost.intersection(speech.keys):
                repair = self._repair("speech_lost", speech.job, speech.id, speeches.mark_lost)
                await self._isolation.run(f"line of speech {speech.id}", repair)
        for frame in page.first_frames:
            if lost.intersection(frame.keys):
                repair = self._repair("first_frame_lost", frame.job, frame.id, first_frames.mark_lost)
                await self._isolation.run(f"first frame {frame.id}", repair)
        for file in page.files:
            if file.key in lost:
                await self._isolation.run(file.key, self._repair_file(file))
        return page

    async def _is_lost(self, key: str) -> bool:
        return await self._storage.head(key) is None

    async def _repair_clip(self, clip: StoredMedia, lost: frozenset[str]) -> None:
        if lost.intersection(clip.keys):
            await self._repair("clip_lost", clip.job, clip.id, results.mark_clip_lost)
        elif clip.original in lost:
            await self._repair("original_lost", clip.job, clip.id, results.mark_original_lost)

    async def _repair(self, kind: str, job: UUID, subject: UUID, rule: Callable[[Job, UUID], Job]) -> None:
        """Apply the rule to the job, and record the repair if that changed it."""
        unchanged: list[Job] = []

        def watched(before: Job, _: datetime) -> Job:
            unchanged.append(before)
            return rule(before, subject)

        if await self._jobs.change(job, watched) not in unchanged:
            await self._record(Repair(kind=kind, subject=str(subject), job=job))

    async def _repair_file(self, file: StoredFile) -> None:
        if await self._queries.asset_lost(file):
            await self._record(Repair(kind="asset_lost", subject=str(file.asset)))

    async def _delete_orphans(self, keys: Sequence[str]) -> None:
        for key in await self._queries.unknown(keys):
            await self._isolation.run(key, self._delete_orphan(key))

    async def _delete_orphan(self, key: str) -> None:
        await self._storage.delete(key)
        await self._record(Repair(kind="orphaned_object", subject=key))

    async def _purge_jobs(self) -> None:
        last: UUID | None = None
        while jobs := await self._queries.past_retention(last, PAGE):
            for job in jobs:
                await self._isolation.run(f"purge of job {job}", self._purge(job))
            last = jobs[-1]

    async def _purge(self, job: UUID) -> None:
        """Delete objects before rows: after a crash in between, the rows still say what is to be deleted."""
        keys = [stored.key async for stored in self._storage.list_objects(job_folder(job), end_of_job(job))]
        for key in (*keys, *await self._queries.files_only_of(job)):
            await self._storage.delete(key)
        await self._queries.purge(job)
        await self._record(Repair(kind="purged_job", subject=str(job)))

    async def _record(self, repair: Repair) -> None:
        activity.logger.warning("repaired %s %s", repair.kind, repair.subject)
        self._counts[_COUNTED_AS[repair.kind]] += 1
        await self._queries.record(repair)
