"""What routes share: the container, ids of the request and its path, and how to read and change a job.

What FastAPI calls for them is a coroutine, though it may await nothing: FastAPI calls functions in threads, at a cost.
"""

import re
from collections.abc import Awaitable, Callable, Iterable
from datetime import timedelta
from functools import partial
from typing import Annotated, cast
from uuid import UUID

from fastapi import Depends, Header, Path, Query, Request
from pydantic import StringConstraints

from api.container import Container
from api.http.errors import Unprocessable
from db.clients.owners import Owned
from domain.clients.access import Caller, OtherClient
from domain.errors import Invalid, NotFound
from domain.job.approval import Sender, sender_of
from domain.job.model import Job
from domain.rules.messages import Message
from domain.rules.scenes.scene_messages import SceneName

_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
WAIT = r"^([0-5]?[0-9]|60)s?$"
_WAIT_SECONDS = re.compile(WAIT)
SCENE_NUMBER = re.compile(r"[1-9][0-9]{0,4}")
_ASYNC = re.compile(r"(?:^|[,;\s])respond-async(?:$|[,;\s])", re.IGNORECASE)

_WAIT = "Answer when the job changes, at the latest after this time: `30s`, at most `60s`."
_PREFER = "`respond-async`: do not wait for the result."


async def _container(request: Request) -> Container:
    return cast(Container, request.state.container)


async def _message_id(request: Request) -> UUID:
    return cast(UUID, request.state.message_id)


async def _caller(request: Request) -> Caller:
    return cast(Caller, request.state.caller)


ContainerDep = Annotated[Container, Depends(_container)]
CallerDep = Annotated[Caller, Depends(_caller)]
"""Who calls, and what they may do."""
MessageId = Annotated[UUID, Depends(_message_id)]
"""The id of what this request changes or creates: the same for every request with one Idempotency-Key."""


def as_uuid(text: str) -> UUID | None:
    """Return the id that is written in full; None for any other text."""
    return UUID(text) if _UUID.fullmatch(text) else None


def id_in_path(text: str, what: str) -> UUID:
    """Return the id. Raise NotFound for a text that cannot be one."""
    known = as_uuid(text)
    if known is None:
        raise NotFound(f"no {what} {text[:80]}")
    return known


def _path_id(what: str) -> Callable[[str], Awaitable[UUID]]:
    parameter = Path(alias=f"{what}_id", description=f"The {what}'s id.", json_schema_extra={"format": "uuid"})

    async def read(text: Annotated[str, parameter]) -> UUID:
        return id_in_path(text, what)

    return read


def _own_id(what: Owned) -> Callable[[UUID, Container, Caller], Awaitable[UUID]]:
    read = _path_id(what)

    async def check(found: Annotated[UUID, Depends(read)], container: ContainerDep, caller: CallerDep) -> UUID:
        await check_owner(container, caller, what, found)
        return found

    return check


async def check_owner(container: Container, caller: Caller, what: Owned, id: UUID) -> None:
    """Raise NotFound unless the thing is there for the caller. For callers of all clients nothing is looked up."""
    if caller.client_id is not None:
        await container.owners.check(what, id, caller.client_id)


JobId = Annotated[UUID, Depends(_own_id("job"))]
AssetId = Annotated[UUID, Depends(_own_id("asset"))]
TaskId = Annotated[UUID, Depends(_own_id("task"))]
ScenarioId = Annotated[UUID, Depends(_own_id("scenario"))]
"""Ids of what is there for the caller. For a caller of one client all others, unknown ones too, are a 404."""

AnyJobId = Annotated[UUID, Depends(_path_id("job"))]
"""The id of a job of whichever client: who uses it checks whose it is."""

AssetOfJobId = Annotated[UUID, Depends(_path_id("asset"))]
"""The id of an asset that is looked for among those of the job in the path."""

NoteId = Annotated[UUID, Depends(_path_id("note"))]
"""The id of a note that is looked for among those of the job in the path."""


async def load_job(container: ContainerDep, job_id: JobId) -> Job:
    """Return the job. Raise NotFound if there is none or it is deleted."""
    job = await container.jobs.load(job_id)
    if job.deleted_at is not None:
        raise NotFound(f"no job {job_id}; it was deleted and can be restored")
    return job


async def _sender_of_request(caller: CallerDep) -> Sender:
    return sender_of(caller)


SenderOfRequest = Annotated[Sender, Depends(_sender_of_request)]
"""Who sends the request, by the API key, and with which scopes."""


async def send_message(container: Container, job_id: UUID, message_id: UUID, message: Message, sender: Sender) -> Job:
    """Have the job's workflow apply the message, and return the job after it.

    The same message id is applied once. Whether the message is allowed is decided where it is applied, so that one that
    is sent again gets its first verdict. Errors: Refused, among them NotFound, and Transient.
    """
    await container.gateway.act(job_id, str(message_id), message, sender)
    return await container.jobs.load(job_id)


async def _prefers_async(prefer: Annotated[str, Header(description=_PREFER)] = "") -> bool:
    return _ASYNC.search(prefer) is not None


PrefersAsync = Annotated[bool, Depends(_prefers_async)]
"""Whether the client sent `Prefer: respond-async` (RFC 7240)."""


async def _send(
    job_id: JobId, message_id: MessageId, container: ContainerDep, sender: SenderOfRequest
) -> Callable[[Message], Awaitable[Job]]:
    return partial(send_message, container, job_id, message_id, sender=sender)


SendMessage = Annotated[Callable[[Message], Awaitable[Job]], Depends(_send)]
"""Sends a message to the job in the path, and returns the job after it, as `send_message` does."""

ExistingJob = Annotated[Job, Depends(load_job)]
"""The job in the path, which is not deleted."""


async def _scene_name(
    text: Annotated[str, Path(alias="scene", description="The scene's id, or its number.")],
    job_id: JobId,
    container: ContainerDep,
    caller: CallerDep,
) -> SceneName:
    """Return the scene's number or id. Errors: NotFound; Invalid for a scene of another job."""
    if SCENE_NUMBER.fullmatch(text):
        return int(text)
    scene_id = as_uuid(text)
    if scene_id is None or not await check_scenes_of_job(container, caller, job_id, [scene_id]):
        await load_job(container, job_id)
        raise NotFound(f"no scene {text[:80]}")
    return scene_id


SceneKey = Annotated[SceneName, Depends(_scene_name)]


async def check_scenes_of_job(container: Container, caller: Caller, job_id: UUID, scenes: Iterable[SceneName]) -> bool:
    """Return whether any scene that is named by its id is there for the caller.

    Raise Invalid if one of them is another job's, NotFound if the job is deleted.
    """
    ids = [scene for scene in scenes if isinstance(scene, UUID)]
    owners = await container.jobs.of_scenes(ids, caller.client_id)
    for scene, owner in owners.items():
        if owner != job_id:
            await load_job(container, job_id)
            raise Invalid(f"scene {scene} does not belong to job {job_id}, but to another")
    return bool(owners)


def own_client(caller: Caller, named: str | None) -> str | None:
    """Return the client whose thing the caller creates, and for whom none, one or another was named.

    Errors: OtherClient.
    """
    if named is not None and not caller.sees(named):
        raise OtherClient(f"this key is of client {caller.client_id}; name that client")
    return named or caller.client_id


_NO_CLIENT = ""
"""Is the id of no client: nothing belongs to it."""


async def _clients_wanted(
    caller: CallerDep,
    client_id: Annotated[
        Annotated[str, StringConstraints(max_length=200, pattern=r"^[^\x00]*$")] | None,
        Query(alias="clientId", description="Only what is this client's."),
    ] = None,
) -> str | None:
    if client_id is None:
        return caller.client_id
    return client_id if caller.sees(client_id) else _NO_CLIENT


ClientQuery = Annotated[str | None, Depends(_clients_wanted)]
"""Whose things are in the answer; None: those of all clients. Those of another client than the caller's are none."""


def longest_wait(text: str) -> timedelta:
    """Return the time that a `wait` parameter says. Errors: Unprocessable."""
    match = _WAIT_SECONDS.fullmatch(text)
    if match is None:
        raise Unprocessable.at("wait", "must be whole seconds up to 60, such as 30s")
    return timedelta(seconds=int(match[1]))


async def _wait_query(
    wait: Annotated[str | None, Query(description=_WAIT, json_schema_extra={"pattern": WAIT})] = None,
) -> timedelta:
    return timedelta(0) if wait is None else longest_wait(wait)


WaitQuery = Annotated[timedelta, Depends(_wait_query)]
