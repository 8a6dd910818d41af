"""The scenes of a job: read, change, add, delete, reorder, film again."""

from typing import Annotated
from uuid import UUID

from fastapi import Body, Header, Path, Query, Response
from pydantic import Field

from api.dependencies import (
    CallerDep,
    ContainerDep,
    ExistingJob,
    JobId,
    MessageId,
    SceneKey,
    SendMessage,
    check_scenes_of_job,
    id_in_path,
    load_job,
)
from api.http.access.scopes import needs
from api.http.conditional import entity_tag, named_revisions
from api.http.idempotency.route import ApiRoute
from api.http.json_request import strictly
from api.http.routing import ApiRouter
from api.openapi import responses
from api.schemas.common import scene_url
from api.schemas.scenes.scene import (
    ChangedSceneJson,
    ChangedScenesJson,
    DeletedSceneJson,
    OneSceneJson,
    ScenesJson,
    regenerating_scene_json,
    scene_json,
    scenes_json,
)
from api.schemas.scenes.take import TakesJson, takes_json
from domain.base import Frozen
from domain.clients.access import Scope
from domain.errors import Conflict, NotFound, PreconditionFailed
from domain.job.model import Job
from domain.job.scene import Scene
from domain.rules.scenes import scene_messages as messages
from domain.rules.scenes.scenes import scene_named

router = ApiRouter(prefix="/api/v3/jobs/{job_id}/scenes", tags=["scenes"], route_class=ApiRoute)

_IF_MATCH = """\
The scene's ETag, or only its revision in quotes: 412 if somebody has changed the scene since. What has happened to its
clip meanwhile is no such change."""
_SPEND = "`spend` once the job has been filmed."
_REGENERATING = {
    "message": "Scene marked for regeneration",
    "scene": {"status": "pending", "video_url": None, "has_video": False},
}


class Feedback(Frozen):
    """What is to be different: feedback, open notes of the scene, both or neither. The notes are resolved by it."""

    feedback: messages.NonBlankText | None = Field(default=None, examples=["Closer to the tin."])
    note_ids: messages.NoteIds = ()


FeedbackBody = Annotated[Feedback | None, strictly(Feedback | None)]


class SceneOrder(Frozen):
    scene_ids: Annotated[tuple[UUID, ...], Field(min_length=1, max_length=messages.MAX_SCENES)]


class Batch(Frozen):
    operations: Annotated[tuple[messages.Operation, ...], Field(min_length=1, max_length=50)]


NewScene = Annotated[
    messages.SceneAdded,
    strictly(messages.SceneAdded),
    Body(examples=[{"after": 1, "description": "The tin from above, the lid comes off.", "duration": 3.0}]),
]
ChangesBody = Annotated[
    messages.SceneChanges,
    strictly(messages.SceneChanges),
    Body(
        examples=[
            {"script": "Ready before your train is."},
            {"filming": {"audio": "native", "chainFromPrevious": True}},
            {"status": "completed", "provider_id": "replicate-xyz"},
        ]
    ),
]
BatchBody = Annotated[
    Batch,
    strictly(Batch),
    Body(examples=[{"operations": [{"op": "update", "scene": 1, "duration": 3.0}, {"op": "delete", "scene": 5}]}]),
]


@router.get("", summary="List the scenes", responses=responses(404))
@needs(Scope.READ_FILMS)
async def list_scenes(
    job: ExistingJob,
    deleted: Annotated[bool, Query(description="The deleted scenes instead, the last deleted first.")] = False,
) -> ScenesJson:
    """The scenes in order, without the deleted ones, and the job's progress."""
    return scenes_json(job, deleted=deleted)


@router.post(
    "", status_code=201, summary="Add a scene", responses=responses(404, 503, status=201, headers=("Location",))
)
@needs(Scope.WRITE_FILMS, more=_SPEND)
async def add_scene(
    job_id: JobId,
    new: NewScene,
    message_id: MessageId,
    send: SendMessage,
    container: ContainerDep,
    caller: CallerDep,
    response: Response,
) -> ChangedSceneJson:
    """Add a scene at the end, or after `after`. In review that makes a new revision of the storyboard; later the scene
    is filmed at once."""
    await check_scenes_of_job(container, caller, job_id, [new.after] if new.after is not None else [])
    job = await send(new)
    response.headers["Location"] = scene_url(job_id, message_id)
    return _changed(job, message_id, "Scene added")


@router.put("/order", summary="Reorder the scenes", responses=responses(404, 503))
@needs(Scope.WRITE_FILMS)
async def order_scenes(order: Annotated[SceneOrder, strictly(SceneOrder)], send: SendMessage) -> ChangedScenesJson:
    """Give every scene once; they are numbered anew from 1. A film is cut again from the same clips."""
    job = await send(messages.ScenesOrdered(scene_ids=order.scene_ids))
    return ChangedScenesJson(message="Scenes reordered successfully", **dict(scenes_json(job)))


@router.post("/batch", summary="Change several scenes", responses=responses(404, 412, 429, 503))
@needs(Scope.WRITE_FILMS, more=_SPEND)
async def change_scenes(
    job_id: JobId, batch: BatchBody, send: SendMessage, container: ContainerDep, caller: CallerDep
) -> ChangedScenesJson:
    """Apply updates, deletions and regenerations in their order: all of them, or none."""
    await check_scenes_of_job(container, caller, job_id, [operation.scene for operation in batch.operations])
    job = await send(messages.ScenesBatch(operations=batch.operations))
    return ChangedScenesJson(message="Scenes updated successfully", **dict(scenes_json(job)))


@router.get("/{scene:scene}", summary="Read a scene", responses=responses(404, 422))
@needs(Scope.READ_FILMS)
async def read_scene(key: SceneKey, job: ExistingJob, response: Response) -> OneSceneJson:
    """Named by its id or its number. Its ETag begins with the scene's revision and may be sent in If-Match."""
    scene = scene_named(job, key)
    shown = OneSceneJson(scene=scene_json(job, scene), job_id=job.id, job_status=job.status)
    response.headers["ETag"] = entity_tag(shown, scene.revision)
    return shown


@router.put("/{scene:scene}", summary="Change a scene", responses=responses(404, 412, 503))
@needs(Scope.WRITE_FILMS, more=_SPEND)
async def update_scene(
    key: SceneKey,
    changes: ChangesBody,
    send: SendMessage,
    job_id: JobId,
    container: ContainerDep,
    if_match: Annotated[str | None, Header(description=_IF_MATCH)] = None,
) -> ChangedSceneJson:
    """Change its text, length, transition, assets, filming, metadata or status, or supply a clip as `video_url`.

    `filming` is given whole; `{}` films as usual again."""
    fields = changes.model_dump(exclude_none=True)
    if if_match is not None and if_match.strip() != "*":
        read = named_revisions(if_match)
        if not read:
            raise PreconditionFailed('If-Match: send the scene\'s revision in quotes, such as "3"')
        if len(read) > 1:
            now = scene_named(await load_job(container, job_id), key).revision
            read.sort(key=lambda revision: revision != now)
        fields["expected_revision"] = read[0]
    return _changed(await send(messages.SceneUpdated(**fields, scene=key)), key, "Scene updated")


@router.delete("/{scene:scene}", summary="Delete a scene", responses=responses(404, 503))
@needs(Scope.WRITE_FILMS)
async def delete_scene(key: SceneKey, send: SendMessage) -> DeletedSceneJson:
    """Leave the scene out of the film. It can be restored. The other scenes keep their numbers."""
    job = await send(messages.SceneDeleted(scene=key))
    scene_id = key if isinstance(key, UUID) else _last_deleted(job, key).id
    return DeletedSceneJson(message="Scene deleted successfully", scene_id=scene_id, job_id=job.id)


@router.post("/{scene}/restore", summary="Restore a scene", responses=responses(404, 503))
@needs(Scope.WRITE_FILMS, more=_SPEND)
async def restore_scene(key: SceneKey, send: SendMessage) -> ChangedSceneJson:
    """Restore a deleted scene: at its old number if that is free, else at the end."""
    if not isinstance(key, UUID):
        raise NotFound(f"no deleted scene {key}; name it by its id")
    return _changed(await send(messages.SceneRestored(scene=key)), key, "Scene restored")


@router.post(
    "/{scene}/regenerate", summary="Film a scene again", responses=responses(404, 429, 503, example=_REGENERATING)
)
@needs(Scope.WRITE_FILMS, more=_SPEND)
async def regenerate_scene(key: SceneKey, send: SendMessage, body: FeedbackBody = None) -> ChangedSceneJson:
    """Film the scene again; in review, write its text again. Limited by REGENERATE_RATE for each job."""
    fields = body.model_dump(exclude_none=True) if body else {}
    job = await send(messages.SceneRegenerate(scene=key, **fields))
    scene = regenerating_scene_json(job, scene_named(job, key))
    return ChangedSceneJson(message="Scene marked for regeneration", scene=scene, job_id=job.id)


@router.get("/{scene}/takes", summary="List a scene's takes", responses=responses(404, 422))
@needs(Scope.READ_FILMS)
async def list_takes(key: SceneKey, job: ExistingJob) -> TakesJson:
    """Oldest first, with what was ordered for each, its status and its cost."""
    return takes_json(job, scene_named(job, key))


@router.post("/{scene}/takes/{take_id}/select", summary="Select a take", responses=responses(404, 503))
@needs(Scope.WRITE_FILMS)
async def select_take(
    key: SceneKey, take_id: Annotated[str, Path(description="The take's id.")], send: SendMessage
) -> ChangedSceneJson:
    """Put an earlier take into the film again. Nothing is filmed, nothing is paid."""
    message = messages.TakeSelected(scene=key, take=id_in_path(take_id, "take"))
    return _changed(await send(message), key, "Take selected")


def _changed(job: Job, key: int | UUID, what: str) -> ChangedSceneJson:
    scene = scene_json(job, scene_named(job, key))
    return ChangedSceneJson(message=f"{what} successfully", scene=scene, job_id=job.id)


def _last_deleted(job: Job, number: int) -> Scene:
    """Return the last deleted scene of that number. Raise Conflict if it was restored meanwhile."""
    deleted = [scene for scene in job.scenes if scene.number == number and scene.deleted_at]
    if not deleted:
        raise Conflict(f"scene {number} was deleted, and has been restored since")
    return max(deleted, key=lambda scene: scene.deleted_at or scene.created_at)
