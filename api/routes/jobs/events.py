"""Live events of jobs, as server-sent events."""

import re
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Header, Query, Response

from api.dependencies import AnyJobId, CallerDep, ClientQuery, ContainerDep
from api.events.stream import EventStream
from api.http.access.scopes import needs
from api.http.errors import Unprocessable
from api.http.idempotency.route import ApiRoute
from api.http.routing import ApiRouter
from api.openapi import Responses, problems
from db.events import EventFilter
from domain.clients.access import Scope
from domain.errors import NotFound

router = ApiRouter(prefix="/api/v3", tags=["events"], route_class=ApiRoute)

_LAST = "The id of the last event that was received. The stream goes on with the next."
_EVENT_ID = re.compile(r"^([0-9]{0,18}|[0-8][0-9]{18})$")
"""Any below nine quintillion; an empty text stands for none."""

_ID = {"pattern": _EVENT_ID.pattern}
_EXAMPLE = """retry: 1418

event: scene
data: {"jobId": "019a…", "clientId": "acme", "createdAt": "2026-03-02T09:30:00Z", "sceneNumber": 2, "status": "failed"}
id: 4711

event: scene
data: {"jobId": "019a…", "clientId": "acme", "createdAt": "2026-03-02T09:30:02Z", "sceneNumber": 1, "progress": 0.4}

"""
_SILENCE = "After 15 s of silence there is a comment, and when the database stops answering or answers again."
_NOT_KEPT = """
The progress of a take is told at most once a second, by a `scene` event without an id: it is not kept, and a stream
that begins tells what it is then. A `reset` event says that events after yours are not kept any more
(`EVENT_RETENTION_DAYS`): read again what you show."""
_EVENT = {
    "type": "object",
    "description": "One event.",
    "properties": {"event": {"type": "string"}, "data": {"type": "string"}, "id": {"type": "string"}},
}
_STREAM: Responses = {200: {"content": {"text/event-stream": {"schema": _EVENT, "example": _EXAMPLE}}}}


async def _last_event_id(
    header: Annotated[str | None, Header(alias="Last-Event-ID", description=_LAST, json_schema_extra=_ID)] = None,
    query: Annotated[
        str | None,
        Query(
            alias="lastEventId",
            description=f"{_LAST} The header wins, which browsers send again.",
            json_schema_extra=_ID,
        ),
    ] = None,
) -> int | None:
    name, text = ("Last-Event-ID", header) if header else ("lastEventId", query)
    if not text:
        return None
    if not _EVENT_ID.fullmatch(text):
        raise Unprocessable.at(name, "must be the id of an event of this API: a whole number")
    return int(text)


async def _followed_job(job_id: AnyJobId, container: ContainerDep, caller: CallerDep) -> UUID:
    async with container.feed.reading:
        if await container.jobs.is_deleted(job_id, caller.client_id):
            raise NotFound(f"no job {job_id}; it was deleted and can be restored")
    return job_id


FollowedJob = Annotated[UUID, Depends(_followed_job)]
LastEventId = Annotated[int | None, Depends(_last_event_id)]


@router.get(
    "/jobs/{job_id}/events",
    summary="Follow a job",
    description=f"What happened to the job so far, and what happens from now on. {_SILENCE}{_NOT_KEPT}",
    response_class=Response,
    responses={**_STREAM, **problems(404, 422, 503)},
)
@needs(Scope.READ_FILMS)
async def follow_job(job_id: FollowedJob, container: ContainerDep, last: LastEventId) -> EventStream:
    return EventStream(container.feed, EventFilter(job_id=job_id), last or 0)


@router.get(
    "/events",
    summary="Follow all jobs",
    description=f"What happens from now on, or since the last event that was received. {_SILENCE}{_NOT_KEPT}",
    response_class=Response,
    responses={**_STREAM, **problems(422, 503)},
)
@needs(Scope.READ_FILMS)
async def follow_all_jobs(container: ContainerDep, last: LastEventId, client_id: ClientQuery) -> EventStream:
    return EventStream(container.feed, EventFilter(client_id=client_id), last)
