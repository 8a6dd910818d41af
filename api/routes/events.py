"""Live events of jobs, as server-sent events."""

from collections.abc import AsyncIterator
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Header, Query
from fastapi.sse import EventSourceResponse, ServerSentEvent

from api.dependencies import ClientQuery, ContainerDep, ExistingJob
from api.http.errors import Unprocessable
from api.http.idempotency import ApiRoute
from api.openapi import Responses, problems
from api.schemas.common import UtcTime
from db.events import EventFilter, StoredEvent
from domain.base import Wire

router = APIRouter(prefix="/api/v3", tags=["events"], route_class=ApiRoute)

_LAST = "The id of the last event that was received. The stream goes on with the next."
_GREATEST_ID = 2**63 - 1
_EXAMPLE = """id: 4711
event: scene
data: {"jobId": "019a…", "clientId": "acme", "createdAt": "2026-03-02T09:30:00Z", "sceneNumber": 2, "status": "failed"}

"""
_STREAM: Responses = {200: {"content": {"text/event-stream": {"example": _EXAMPLE}}}}


def _last_event_id(
    header: Annotated[str | None, Header(alias="Last-Event-ID", description=_LAST)] = None,
    query: Annotated[
        str | None, Query(alias="lastEventId", description=f"{_LAST} The header wins, which browsers send again.")
    ] = None,
) -> int | None:
    name, text = ("Last-Event-ID", header) if header else ("lastEventId", query)
    if not text:
        return None
    is_id = text.isascii() and text.isdecimal() and len(text) <= len(str(_GREATEST_ID)) and int(text) <= _GREATEST_ID
    if not is_id:
        raise Unprocessable.at(name, "must be the id of an event of this API: a whole number")
    return int(text)


LastEventId = Annotated[int | None, Depends(_last_event_id)]


class _About(Wire):
    """What the data of every event says besides its own."""

    job_id: UUID
    client_id: str
    created_at: UtcTime


@router.get(
    "/jobs/{job_id}/events",
    summary="Follow a job",
    response_class=EventSourceResponse,
    responses={**_STREAM, **problems(404, 422, 503)},
)
async def follow_job(job: ExistingJob, container: ContainerDep, last: LastEventId) -> AsyncIterator[ServerSentEvent]:
    """What happened to the job so far, and what happens to it from now on. Every 15 s of silence there is a comment."""
    async for event in container.feed.read(EventFilter(job_id=job.id), last or 0):
        yield _sent(event)


@router.get(
    "/events",
    summary="Follow all jobs",
    response_class=EventSourceResponse,
    responses={**_STREAM, **problems(422, 503)},
)
async def follow_all_jobs(
    container: ContainerDep,
    last: LastEventId,
    client_id: ClientQuery = None,
) -> AsyncIterator[ServerSentEvent]:
    """What happens from now on, or since the last event that was received. Every 15 s of silence there is a comment."""
    async for event in container.feed.read(EventFilter(client_id=client_id), last):
        yield _sent(event)


def _sent(event: StoredEvent) -> ServerSentEvent:
    about = _About(job_id=event.job_id, client_id=event.client_id, created_at=event.created_at)
    data = {**about.model_dump(mode="json", by_alias=True), **event.data}
    return ServerSentEvent(id=str(event.id), event=event.kind, data=data)
