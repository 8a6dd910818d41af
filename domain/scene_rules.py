"""What messages do to the scenes of a job: spec §3, once. `rules.decide` hands them here."""

from datetime import datetime
from uuid import UUID, uuid5

from domain.drafting import edited, redraft
from domain.errors import Conflict, Invalid, NotFound, PreconditionFailed, Refused
from domain.film import FPS, frames
from domain.job import STOPPED, Job, JobStatus, Scene, SceneStatus, Verdict, having
from domain.progress import is_actively_filming
from domain.queues import MAIN_QUEUE
from domain.scene_messages import (
    BatchDelete,
    BatchRegenerate,
    BatchUpdate,
    Operation,
    SceneAdded,
    SceneChanges,
    SceneDeleted,
    SceneMessage,
    SceneName,
    SceneRegenerate,
    SceneRestored,
    ScenesBatch,
    ScenesOrdered,
    SceneUpdated,
    TakeSelected,
)
from domain.storyboard import SceneText
from domain.take import TakeStatus
from domain.taking import Camera, unwanted, with_new_take

UPLOAD = "upload"
"""Who films a take whose clip its client brings."""

_EDITABLE = frozenset({JobStatus.STORYBOARD_REVIEW, JobStatus.PROCESSING, JobStatus.COMPLETED})


def scenes_may_change(job: Job) -> bool:
    """Not while a draft is being written, nor when the job is over for good."""
    return job.status in _EDITABLE


def decide_on_scenes(job: Job, message: SceneMessage, request: str, now: datetime, camera: Camera) -> Job:
    """The job after the message. A completed job whose film is another by this is to be cut again."""
    match message:
        case SceneUpdated():
            job = _update(job, message, message.scene, request, now, camera)
        case SceneRegenerate():
            job = regenerate(job, scene_named(job, message.scene), message.feedback, request, now, camera)
        case SceneDeleted():
            job = _delete(job, message.scene, now)
        case SceneAdded():
            job = _add(job, message, request, now, camera)
        case SceneRestored():
            job = _restore(job, message.scene, now)
        case ScenesOrdered():
            job = _order(job, message.scene_ids, now)
        case TakeSelected():
            job = _select(job, message)
        case ScenesBatch():
            for place, operation in enumerate(message.operations):
                job = _operate(job, place, operation, request, now, camera)
    return _reopened(job)


def scene_named(job: Job, name: SceneName) -> Scene:
    """The living scene of that number or id."""
    for scene in job.living:
        if name in (scene.number, scene.id):
            return scene
    have = ", ".join(str(each.number) for each in job.living)
    raise NotFound(f"no scene {name} in this job; it has {have}")


def regenerate(job: Job, scene: Scene, feedback: str | None, request: str, now: datetime, camera: Camera) -> Job:
    """In review another text for the scene, later another take of it."""
    if job.status is JobStatus.STORYBOARD_REVIEW:
        return redraft(job, Verdict.REPLACED, feedback, now, only=scene.number)
    _not_being_filmed(scene)
    job = job.with_scene(with_new_take(scene, request, now, camera, feedback))
    return having(job, status=JobStatus.PROCESSING)


def _not_being_filmed(scene: Scene) -> None:
    if scene.take and scene.take.is_being_filmed:
        raise Invalid(f"scene {scene.number} is being filmed; wait until it is done, then regenerate it")


def _reopened(job: Job) -> Job:
    """Completed means that the film shows the scenes as they are."""
    if job.status is JobStatus.COMPLETED and job.film_is_stale:
        return having(job, status=JobStatus.PROCESSING)
    return job


def _operate(job: Job, place: int, operation: Operation, request: str, now: datetime, camera: Camera) -> Job:
    try:
        match operation:
            case BatchUpdate():
                return _update(job, operation, operation.scene, request, now, camera)
            case BatchDelete():
                return _delete(job, operation.scene, now)
            case BatchRegenerate():
                scene = scene_named(job, operation.scene)
                return regenerate(job, scene, operation.feedback, request, now, camera)
    except Refused as refusal:
        raise type(refusal)(f"operations[{place}]: {refusal.message}") from None


def _update(job: Job, changes: SceneChanges, name: SceneName, request: str, now: datetime, camera: Camera) -> Job:
    scene = scene_named(job, name)
    if changes.expected_revision not in (None, scene.revision):
        raise PreconditionFailed(
            f"scene {scene.number} is at revision {scene.revision} by now, not {changes.expected_revision}; "
            "read it again"
        )
    job = _with_text(job, scene, changes, now)
    if changes.provider_id:
        job = job.with_scene(having(scene_named(job, scene.id), provider_id=changes.provider_id))
    if changes.status is None:
        if changes.video_url:
            raise Invalid("video_url: send it with status completed")
        return job
    return _with_status(job, scene_named(job, scene.id), changes, request, now, camera)


def _with_text(job: Job, scene: Scene, changes: SceneChanges, now: datetime) -> Job:
    text = changes.text_changes()
    _known_assets(job, changes.assets or ())
    if changes.duration is not None:
        _long_enough(scene, changes.duration)
    changed = having(scene, text=having(scene.text, **text))
    if changes.metadata is not None:
        changed = having(changed, metadata=changes.metadata)
    if changed == scene:
        return job
    job = job.with_scene(having(changed, revision=scene.revision + 1))
    return edited(job, now) if changed.text != scene.text else job


def _known_assets(job: Job, assets: tuple[UUID, ...]) -> None:
    known = {asset.id for asset in job.assets}
    for asset in assets:
        if asset not in known:
            raise Invalid(f"assets: {asset} is not an asset of this job")


def _long_enough(scene: Scene, seconds: float) -> None:
    """A scene may be shown shorter than its take, never longer."""
    take = scene.take
    if take is None or take.text is None or take.status is TakeStatus.FAILED:
        return
    longest = take.frames or frames(take.text.duration)
    if frames(seconds) > longest:
        raise Invalid(
            f"duration: the take of scene {scene.number} is {longest / FPS:g} s long; "
            "regenerate the scene to film a longer one"
        )


def _with_status(job: Job, scene: Scene, changes: SceneChanges, request: str, now: datetime, camera: Camera) -> Job:
    match changes.status:
        case SceneStatus.COMPLETED if changes.video_url:
            return _with_clip_brought(job, scene, changes.video_url, request, now)
        case SceneStatus.COMPLETED if scene.clip is None:
            raise Invalid("status: completed needs a clip, and the scene has none; bring one as video_url")
        case SceneStatus.PENDING if scene.status is not SceneStatus.PENDING:
            return regenerate(job, scene, None, request, now, camera)
        case SceneStatus.FAILED if scene.status is not SceneStatus.FAILED:
            return _stop(job, scene)
        case SceneStatus.PROCESSING:
            raise Invalid("status: processing cannot be set; it is what a scene is while it is being filmed")
    return job


def _with_clip_brought(job: Job, scene: Scene, url: str, request: str, now: datetime) -> Job:
    """A take that is filmed already, elsewhere: fetched like an asset and prepared like any clip."""
    _not_being_filmed(scene)
    camera = Camera(provider=UPLOAD, model=UPLOAD, queue=MAIN_QUEUE)
    scene = with_new_take(scene, request, now, camera)
    assert scene.take is not None
    brought = having(
        scene.take, status=TakeStatus.ORDERED, source_url=url, order_id=f"{UPLOAD}-{scene.take_id}", asked_at=now
    )
    job = job.with_scene(scene).with_take(brought)
    return having(job, status=JobStatus.PROCESSING) if job.status is JobStatus.COMPLETED else job


def _stop(job: Job, scene: Scene) -> Job:
    take = scene.take
    if take is None or not take.is_open:
        raise Invalid("status: failed stops the take that is being made, and the scene has none")
    if take.status is TakeStatus.WANTED:
        return job.with_take(having(take, status=TakeStatus.FAILED, error=STOPPED, next_retry_at=None))
    return job.with_take(having(unwanted(take), error=STOPPED))


def _delete(job: Job, name: SceneName, now: datetime) -> Job:
    scene = scene_named(job, name)
    if job.status is not JobStatus.STORYBOARD_REVIEW and is_actively_filming(job):
        raise Invalid("the job is actively processing; delete the scene when nothing is being filmed or cut")
    if len(job.living) == 1:
        raise Invalid("the last scene cannot be deleted; delete the job instead")
    takes = tuple(unwanted(take) for take in scene.takes)
    return edited(job.with_scene(having(scene, takes=takes, deleted_at=now)), now)


def _add(job: Job, message: SceneAdded, request: str, now: datetime, camera: Camera) -> Job:
    _known_assets(job, message.assets)
    last = job.living[-1].number
    number = 1 + (last if message.after is None else scene_named(job, message.after).number)
    job = _with_room_at(job, number)
    fields = message.model_dump(include=set(SceneText.model_fields))
    scene = Scene(
        id=_new_scene_id(job, request),
        number=number,
        text=SceneText(**fields),
        metadata=message.metadata,
        created_at=now,
    )
    job = job.having(scenes=(*job.scenes, scene))
    if job.status is JobStatus.STORYBOARD_REVIEW:
        return edited(job, now)
    return having(job.with_scene(with_new_take(scene, request, now, camera)), status=JobStatus.PROCESSING)


def _new_scene_id(job: Job, request: str) -> UUID:
    """The request's own id, which is new, so that the same request always makes the same scene."""
    try:
        return UUID(request)
    except ValueError:
        return uuid5(job.id, request)


def _with_room_at(job: Job, number: int) -> Job:
    """Scenes from that number on move up, as far as there is no gap."""
    for scene in job.living:
        if scene.number == number:
            job = _with_room_at(job, number + 1)
            return job.with_scene(having(scene, number=number + 1))
    return job


def _restore(job: Job, scene_id: UUID, now: datetime) -> Job:
    scene = next((each for each in job.scenes if each.id == scene_id), None)
    if scene is None:
        raise NotFound(f"no scene {scene_id} in this job")
    if scene.deleted_at is None:
        raise Conflict(f"scene {scene.number} is not deleted")
    taken = {each.number for each in job.living}
    number = scene.number if scene.number not in taken else max(taken) + 1
    return edited(job.with_scene(having(scene, deleted_at=None, number=number)), now)


def _order(job: Job, scene_ids: tuple[UUID, ...], now: datetime) -> Job:
    living = {scene.id: scene for scene in job.living}
    if len(set(scene_ids)) != len(scene_ids) or set(scene_ids) != set(living):
        raise Invalid(f"scene_ids: name each of the {len(living)} scenes once")
    for number, scene_id in enumerate(scene_ids, 1):
        job = job.with_scene(having(living[scene_id], number=number))
    return edited(job, now)


def _select(job: Job, message: TakeSelected) -> Job:
    scene = scene_named(job, message.scene)
    take = next((each for each in scene.takes if each.id == message.take), None)
    if take is None:
        raise NotFound(f"no take {message.take} of scene {scene.number}")
    if take.status is not TakeStatus.DONE or take.frames is None:
        raise Invalid(f"take {take.number} has no clip; it is {take.status}")
    if scene.take and scene.take.is_being_filmed:
        raise Invalid(f"scene {scene.number} is being filmed; wait until it is done, then choose a take")
    takes = tuple(unwanted(each) for each in scene.takes)
    longest = take.frames / FPS
    text = having(scene.text, duration=min(scene.text.duration, longest))
    chosen = having(scene, takes=takes, take_id=take.id, fallback_id=None, error=None, provider_id=None, text=text)
    return job.with_scene(chosen)
