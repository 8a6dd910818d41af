"""Read a job as it is shown, and wait until it is shown differently."""

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import suppress
from datetime import timedelta
from typing import Any
from uuid import UUID

from fastapi import Request, Response
from typing_extensions import override

from api.container import Container
from api.dependencies import as_uuid, load_job, longest_wait
from api.events.known_jobs import KnownJob
from api.events.stream import disconnection
from api.events.subscriptions import Watch
from api.http.conditional import LAST_EVENT_ID, entity_tag, listed, names, not_modified
from api.http.errors import Unauthorized
from api.http.idempotency.route import ApiRoute
from api.jobs.waiting_takes import waiting_takes
from api.schemas.common import Data
from api.schemas.jobs.job import JobView, job_view
from domain.clients.access import Caller


class JobRoute(ApiRoute):
    """The route of a job. Who waits again for a change of it costs neither its parameters' checks nor the database."""

    @override
    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        inner = super().get_route_handler()

        async def handle(request: Request) -> Response:
            container: Container = request.state.container
            caller: Caller = request.state.caller
            job_id, wait = as_uuid(request.path_params["job_id"]), request.query_params.get("wait")
            known = container.feed.known(job_id) if job_id and wait else None
            if job_id is None or wait is None or known is None or not is_named(request, known):
                return await inner(request)
            if not caller.sees(known.client_id):
                return await inner(request)  # answered there like a job that does not exist
            with container.feed.watch(job_id) as watch:
                longest = longest_wait(wait)
                is_other = await _is_shown_differently(container, watch, job_id, known.version, longest, request)
                await _check_caller(request)
                if not is_other:
                    return not_modified(headers_of(known))
            # It is read without another wait.
            return await inner(Request({**request.scope, "query_string": b""}, request.receive))

        return handle


def headers_of(known: KnownJob) -> dict[str, str]:
    return {"ETag": known.etag, LAST_EVENT_ID: str(known.last_event)}


def is_named(request: Request, known: KnownJob) -> bool:
    """Return whether the request's If-None-Match names the job as it is known."""
    return names(listed(request, "If-None-Match"), known.etag, weakly=True)


async def read_shown(container: Container, job_id: UUID) -> KnownJob:
    """Return the job as it is. Errors: NotFound, Transient."""
    newest = await container.feed.newest()
    job = await load_job(container, job_id)
    shown = Data[JobView](data=job_view(job, await waiting_takes(container, job)))
    return KnownJob(shown=shown, etag=entity_tag(shown), version=job.version, last_event=newest)


async def wait_for_other(container: Container, job_id: UUID, longest: timedelta, request: Request) -> KnownJob:
    """Return the job as soon as it is another than what the request's If-None-Match names, or than it is now.

    Return it as it is when the time is up, when the client has disconnected, and when the process is to end. A job of
    which nothing was announced since it was last shown is not read for this, unless it shows its place in a queue.
    Errors: NotFound, Transient, Unauthorized.
    """
    with container.feed.watch(job_id) as watch:
        known = await _read_watched(container, job_id, watch)
        if "If-None-Match" in request.headers and not is_named(request, known):
            return known
        is_other = await _is_shown_differently(container, watch, job_id, known.version, longest, request)
        await _check_caller(request)
        return await _read_watched(container, job_id, watch) if is_other else known


async def _check_caller(request: Request) -> None:
    """Raise Unauthorized if the request's key has ended while it waited."""
    if not await request.state.is_still_caller():
        raise Unauthorized("the key or the session has ended meanwhile; send another one")


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
