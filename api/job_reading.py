"""Read a job as it is shown, and wait until it is shown differently."""

import asyncio
from contextlib import suppress
from datetime import timedelta
from uuid import UUID

from fastapi import Request

from api.container import Container
from api.dependencies import load_job
from api.events.known_jobs import KnownJob
from api.events.stream import disconnection
from api.events.subscriptions import Watch
from api.http.conditional import entity_tag, names
from api.schemas.common import Data
from api.schemas.job import JobView, job_view
from api.waiting_takes import waiting_takes


async def read_shown(container: Container, job_id: UUID) -> KnownJob:
    """Return the job as it is. Errors: NotFound, Transient."""
    newest = await container.feed.newest()
    job = await load_job(container, job_id)
    shown = Data[JobView](data=job_view(job, await waiting_takes(container, job)))
    return KnownJob(shown=shown, etag=entity_tag(shown), version=job.version, last_event=newest)


async def wait_for_other(
    container: Container, job_id: UUID, known_tags: str | None, longest: timedelta, request: Request
) -> KnownJob:
    """Return the job as soon as it is another than one of `known_tags`, which is an If-None-Match, or than it is now.

    Return it as it is when the time is up, when the client has disconnected, and when the process is to end. A job of
    which nothing was announced since it was last shown is not read for this, unless it shows its place in a queue.
    Errors: NotFound, Transient.
    """
    with container.feed.watch(job_id) as watch:
        known = await _read_watched(container, job_id, watch)
        if known_tags is not None and not names(known_tags, known.etag, weakly=True):
            return known
        if await _is_shown_differently(container, watch, job_id, known.version, longest, request):
            known = await _read_watched(container, job_id, watch)
        return known


async def _read_watched(container: Container, job_id: UUID, watch: Watch) -> KnownJob:
    """Read the job, unless another request has read it and nothing was announced of it since."""
    if known := container.feed.known(job_id):
        return known
    async with container.feed.reading:
        if known := container.feed.known(job_id):
            return known
        watch.begin()
        known = await read_shown(container, job_id)
        if not _shows_others(known):
            container.feed.keep(job_id, known, watch)
        return known


def _shows_others(known: KnownJob) -> bool:
    """Return whether it says how many takes of other jobs are ahead, whose changes are not announced as this job's."""
    return any(
        scene.waiting_for is not None and scene.waiting_for.ahead is not None for scene in known.shown.data.scenes
    )


async def _is_shown_differently(
    container: Container, watch: Watch, job_id: UUID, seen: int, longest: timedelta, request: Request
) -> bool:
    """Return True once the job's version is not `seen`, or at the end if a take has made progress meanwhile."""
    with suppress(TimeoutError):
        async with asyncio.timeout(longest.total_seconds()):
            gone = asyncio.create_task(disconnection(request.receive))
            try:
                while not gone.done() and not container.feed.is_stopped:
                    if watch.changed.is_set():
                        watch.changed.clear()
                        if await container.jobs.version(job_id) != seen:
                            return True
                    news = asyncio.create_task(watch.changed.wait())
                    try:
                        await asyncio.wait([news, gone], return_when=asyncio.FIRST_COMPLETED)
                    finally:
                        news.cancel()
                return False
            finally:
                gone.cancel()
    return watch.has_progress
