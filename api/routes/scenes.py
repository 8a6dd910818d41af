"""The scenes of a job: read, change, add, leave out, put in order, film again (spec §3, the seed `000…`)."""

import re
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Body, Header, Path, Response
from pydantic import Field

from api.container import Container
from api.dependencies import JobId, MessageId, WiringDep
from api.http.idempotency import ApiRoute
from api.http.ids import as_uuid
from api.http.strict_json import strictly
from api.openapi import scene_examples as examples
from api.openapi.document import answers
from api.routes.jobs import living_job, said
from api.schemas.scene import (
    ChangedSceneJson,
    ChangedScenesJson,
    DeletedSceneJson,
    OneSceneJson,
    ScenesJson,
    TakesJson,
    marked_json,
    scene_json,
    scene_url,
    scenes_json,
    takes_json,
)
from api.schemas.scene_key import SceneKey, of_this_job
from domain.base import Frozen
from domain.errors import Conflict, NotFound, PreconditionFailed
from domain.job.model import Job, Scene
from domain.rules.scene_messages import Operation, SceneAdded, SceneChanges, Words
from domain.rules.scenes import scene_named

router = APIRouter(prefix="/api/v3/jobs/{job_id}/scenes", tags=["scenes"], route_class=ApiRoute)

_REVISION = re.compile(r'(?:W/)?"(\d+)"')


class Feedback(Frozen):
    feedback: Words | None = None


class SceneOrder(Frozen):
    scene_ids: Annotated[tuple[UUID, ...], Field(min_length=1, max_length=100)]


class Batch(Frozen):
    operations: Annotated[tuple[Operation, ...], Field(min_length=1, max_length=50)]


ChangesBody = Annotated[SceneChanges, strictly(SceneChanges)]


@router.get("", summary="List the scenes", responses=answers(examples.SCENES, 404))
async def list_scenes(job_id: JobId, wiring: WiringDep) -> ScenesJson:
    """In their order, without the deleted ones, and how far they are."""
    return scenes_json(await living_job(wiring, job_id))


@router.post(
    "",
    status_code=201,
    summary="Add a scene",
    responses=answers(examples.CHANGED, 404, 409, 413, 415, 422, 503, status=201, headers=("Location",)),
)
async def add_scene(
    job_id: JobId,
    new: Annotated[SceneAdded, strictly(SceneAdded), Body(openapi_examples=examples.NEW_SCENES)],
    message_id: MessageId,
    wiring: WiringDep,
    response: Response,
) -> ChangedSceneJson:
    """At the end, or behind `after`. In review that is a new revision of the storyboard; later it is filmed at once."""
    await of_this_job(wiring, job_id, [new.after] if new.after is not None else [])
    job = await said(wiring, job_id, message_id, "scene_added", _fields(new))
    scene = scene_named(job, message_id)
    response.headers["Location"] = scene_url(job, scene)
    return ChangedSceneJson(message="Scene added successfully", scene=scene_json(job, scene), job_id=job_id)


@router.put(
    "/order", summary="Put the scenes in order", responses=answers(examples.ORDERED, 404, 409, 413, 415, 422, 503)
)
async def order_scenes(
    job_id: JobId,
    order: Annotated[SceneOrder, Body(openapi_examples=examples.ORDERS)],
    message_id: MessageId,
    wiring: WiringDep,
) -> ChangedScenesJson:
    """All of them, each once; they are numbered anew from 1. A film is cut again from the clips there are."""
    job = await said(wiring, job_id, message_id, "scenes_ordered", _fields(order))
    return ChangedScenesJson(message="Scenes reordered successfully", **dict(scenes_json(job)))


@router.post(
    "/batch",
    summary="Change several scenes",
    responses=answers(examples.ORDERED, 404, 409, 412, 413, 415, 422, 429, 503),
)
async def change_scenes(
    job_id: JobId,
    batch: Annotated[Batch, strictly(Batch), Body(openapi_examples=examples.BATCHES)],
    message_id: MessageId,
    wiring: WiringDep,
) -> ChangedScenesJson:
    """Updates, deletions and regenerations, in their order: all of them, or none."""
    await of_this_job(wiring, job_id, [operation.scene for operation in batch.operations])
    job = await said(wiring, job_id, message_id, "scenes_batch", _fields(batch))
    return ChangedScenesJson(message="Scenes updated successfully", **dict(scenes_json(job)))


@router.get("/{scene}", summary="Read a scene", responses=answers(examples.ONE, 404, 422, headers=("ETag",)))
async def read_scene(job_id: JobId, key: SceneKey, wiring: WiringDep, response: Response) -> OneSceneJson:
    """By id or by number."""
    job, scene = await _shown(wiring, job_id, key)
    response.headers["ETag"] = f'"{scene.revision}"'
    return OneSceneJson(scene=scene_json(job, scene), job_id=job_id, job_status=job.status)


@router.put(
    "/{scene}", summary="Change a scene", responses=answers(examples.CHANGED, 404, 409, 412, 413, 415, 422, 503)
)
async def update_scene(
    job_id: JobId,
    key: SceneKey,
    changes: Annotated[ChangesBody, Body(openapi_examples=examples.CHANGES)],
    message_id: MessageId,
    wiring: WiringDep,
    if_match: Annotated[str | None, Header(description="The scene's revision, in quotes, as it was read.")] = None,
) -> ChangedSceneJson:
    """Its text, length, transition, assets and notes; its status; a clip brought as `video_url`."""
    fields = {**_fields(changes), "scene": str(key)}
    if (expected := _expected(if_match)) is not None:
        fields["expectedRevision"] = expected
    job = await said(wiring, job_id, message_id, "scene_updated", fields)
    scene = scene_named(job, key)
    return ChangedSceneJson(message="Scene updated successfully", scene=scene_json(job, scene), job_id=job_id)


@router.delete("/{scene}", summary="Delete a scene", responses=answers(examples.DELETED, 404, 409, 422, 503))
async def delete_scene(job_id: JobId, key: SceneKey, message_id: MessageId, wiring: WiringDep) -> DeletedSceneJson:
    """It is left out, and can be restored. The numbers of the others stay."""
    job = await said(wiring, job_id, message_id, "scene_deleted", {"scene": str(key)})
    scene_id = key if isinstance(key, UUID) else _last_deleted(job, key).id
    return DeletedSceneJson(message="Scene deleted successfully", scene_id=scene_id, job_id=job_id)


@router.post("/{scene}/restore", summary="Restore a scene", responses=answers(examples.CHANGED, 404, 409, 422, 503))
async def restore_scene(job_id: JobId, key: SceneKey, message_id: MessageId, wiring: WiringDep) -> ChangedSceneJson:
    """A deleted scene comes back: to its old number if that is free, else at the end."""
    if not isinstance(key, UUID):
        raise NotFound(f"no deleted scene {key}; name it by its id")
    job = await said(wiring, job_id, message_id, "scene_restored", {"scene": str(key)})
    scene = scene_named(job, key)
    return ChangedSceneJson(message="Scene restored successfully", scene=scene_json(job, scene), job_id=job_id)


@router.post(
    "/{scene}/regenerate",
    summary="Film a scene again",
    responses=answers(examples.MARKED, 404, 409, 413, 415, 422, 429, 503),
)
async def regenerate_scene(
    job_id: JobId,
    key: SceneKey,
    message_id: MessageId,
    wiring: WiringDep,
    body: Annotated[Feedback | None, Body(openapi_examples=examples.FEEDBACKS)] = None,
) -> ChangedSceneJson:
    """In review it is written again. Limited by REGENERATE_RATE for each job."""
    fields = {"scene": str(key), **(_fields(body) if body else {})}
    job = await said(wiring, job_id, message_id, "scene_regenerate", fields)
    scene = scene_named(job, key)
    return ChangedSceneJson(message="Scene marked for regeneration", scene=marked_json(job, scene), job_id=job_id)


@router.get("/{scene}/takes", summary="Every take of a scene", responses=answers(examples.TAKES, 404, 422))
async def list_takes(job_id: JobId, key: SceneKey, wiring: WiringDep) -> TakesJson:
    """Oldest first, with what each was ordered for, what became of it and what it cost."""
    job, scene = await _shown(wiring, job_id, key)
    return takes_json(job, scene)


@router.post(
    "/{scene}/takes/{take_id}/select",
    summary="Go back to a take",
    responses=answers(examples.CHANGED, 404, 409, 422, 503),
)
async def select_take(
    job_id: JobId,
    key: SceneKey,
    take_id: Annotated[str, Path(description="The take's id.")],
    message_id: MessageId,
    wiring: WiringDep,
) -> ChangedSceneJson:
    """An earlier take is in the film again. Nothing is filmed, nothing is paid."""
    take = as_uuid(take_id)
    if take is None:
        raise NotFound(f"no take {take_id[:80]}")
    fields = {"scene": str(key), "take": str(take)}
    job = await said(wiring, job_id, message_id, "take_selected", fields)
    scene = scene_named(job, key)
    return ChangedSceneJson(message="Take selected successfully", scene=scene_json(job, scene), job_id=job_id)


async def _shown(wiring: Container, job_id: UUID, key: int | UUID) -> tuple[Job, Scene]:
    job = await living_job(wiring, job_id)
    return job, scene_named(job, key)


def _last_deleted(job: Job, number: int) -> Scene:
    """Several may have had the number before. Errors: Conflict when somebody has brought it back just now."""
    had_it = [scene for scene in job.scenes if scene.number == number and scene.deleted_at]
    if not had_it:
        raise Conflict(f"scene {number} was deleted, and has been restored since")
    return max(had_it, key=lambda scene: scene.deleted_at or scene.created_at)


def _fields(body: Frozen) -> dict[str, Any]:
    return body.model_dump(mode="json", by_alias=True, exclude={"action"}, exclude_none=True)


def _expected(if_match: str | None) -> int | None:
    if if_match is None or if_match.strip() == "*":
        return None
    revision = _REVISION.fullmatch(if_match.strip())
    if revision is None:
        raise PreconditionFailed('If-Match: send the scene\'s revision in quotes, such as "3"')
    return int(revision[1])
