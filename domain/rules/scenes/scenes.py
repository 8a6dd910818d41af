"""What messages do to the scenes of a job. `decide` calls it for those messages."""

from datetime import datetime
from uuid import UUID, uuid5

from domain.base import evolve
from domain.errors import Conflict, Invalid, NotFound, PreconditionFailed, Refused
from domain.film_format import FPS, frames
from domain.job.model import Job, JobStatus
from domain.job.progress import is_actively_filming, is_being_filmed
from domain.job.scene import STOPPED, Scene, SceneStatus
from domain.job.storyboard_revision import Verdict
from domain.job.takes.take import TakeStatus
from domain.rules.notes.note_feedback import HasFeedback, feedback_with_notes
from domain.rules.scenes import scene_messages as messages
from domain.rules.scenes.filming import check_choices, check_takes
from domain.rules.scenes.scene_messages import OneSceneMessage, Operation, SceneChanges, SceneMessage, SceneName
from domain.rules.scenes.takes import MessageContext, VideoModelChoice, soft_deleted, superseded, with_new_take
from domain.rules.storyboard.storyboard_revisions import record_edit, start_revision
from domain.task_queues import MAIN_QUEUE

UPLOAD = "upload"
"""The provider of a take whose clip its client uploads."""

_MAX_SCENES_EVER = 5 * messages.MAX_SCENES
"""With the deleted ones, which are kept."""


def scenes_may_change(job: Job) -> bool:
    """Return whether the job takes messages to its scenes: not while it is planned, failed or cancelled."""
    return job.status in (JobStatus.STORYBOARD_REVIEW, JobStatus.PROCESSING, JobStatus.COMPLETED)


def decide_on_scenes(job: Job, message: SceneMessage, context: MessageContext) -> Job:
    """Return the job after the message. A completed job whose film is stale after it is processed again."""
    if isinstance(message, OneSceneMessage) and message.job not in (None, job.id):
        raise Invalid(f"job: {message.job} is another job than this, which is {job.id}")
    job = _apply(job, message, context)
    if job.status is JobStatus.COMPLETED and job.film_is_stale:
        return evolve(job, status=JobStatus.PROCESSING)
    return job


def _apply(job: Job, message: SceneMessage | Operation, context: MessageContext) -> Job:
    match message:
        case messages.SceneUpdated() | messages.BatchUpdate():
            return _update(job, message, message.scene, context)
        case messages.SceneRegenerate() | messages.BatchRegenerate():
            return regenerate(job, scene_named(job, message.scene), message, context)
        case messages.SceneDeleted() | messages.BatchDelete():
            return _delete(job, message.scene, context.now)
        case messages.SceneAdded():
            return _add(job, message, context)
        case messages.SceneRestored():
            return _restore(job, message.scene, context.now)
        case messages.ScenesOrdered():
            return _reorder(job, message.scene_ids, context.now)
        case messages.TakeSelected():
            return _select_take(job, message, context.now)
        case messages.ScenesBatch():
            for position, operation in enumerate(message.operations):
                job = _operate(job, position, operation, context)
            return job


def scene_named(job: Job, name: SceneName) -> Scene:
    """Return the active scene of that number or id. Errors: NotFound."""
    for scene in job.active_scenes:
        if name in (scene.number, scene.id):
            return scene
    have = ", ".join(str(each.number) for each in job.active_scenes)
    raise NotFound(f"no scene {name} in this job; it has {have}")


def scene_even_if_deleted(job: Job, name: SceneName) -> Scene:
    """Return the active scene of that number or id, or the deleted one of that id. Errors: NotFound."""
    deleted = next((scene for scene in job.deleted_scenes if scene.id == name), None)
    return deleted or scene_named(job, name)


def regenerate(job: Job, scene: Scene, wish: HasFeedback | None, context: MessageContext) -> Job:
    """Have the scene written again in review, else add a take to it. What is made answers the notes of the wish."""
    feedback, notes = (wish.feedback, wish.note_ids) if wish else (None, ())
    feedback = feedback_with_notes(job, feedback, notes, context.notes, scene)
    if job.status is JobStatus.STORYBOARD_REVIEW:
        return start_revision(job, Verdict.REPLACED, feedback, context.now, scene.number, notes)
    _check_not_filming(job, scene)
    check_takes(job, [scene], context.model_choice)
    job = job.with_scenes(with_new_take(scene, context, feedback, notes))
    return evolve(job, status=JobStatus.PROCESSING)


def _check_not_filming(job: Job, scene: Scene, then: str = "regenerate it") -> None:
    if is_being_filmed(job, scene):
        raise Invalid(f"scene {scene.number} is being filmed; wait until it is done, then {then}")


def _operate(job: Job, position: int, operation: Operation, context: MessageContext) -> Job:
    # Two operations may add takes to the same scene; these need different ids.
    context = evolve(context, request=f"{context.request}:{position}")
    try:
        if not scenes_may_change(job):
            raise Invalid("in review a scene is regenerated by itself, or as the last of a batch")
        return _apply(job, operation, context)
    except Refused as refusal:
        raise type(refusal)(f"operations[{position}]: {refusal.message}") from None


def _update(job: Job, changes: SceneChanges, name: SceneName, context: MessageContext) -> Job:
    scene = scene_named(job, name)
    if changes.expected_revision not in (None, scene.revision):
        raise PreconditionFailed(
            f"scene {scene.number} is at revision {scene.revision} by now, not {changes.expected_revision}; "
            "read it again"
        )
    if changes.video_url and changes.status is not SceneStatus.COMPLETED:
        raise Invalid("video_url: send it with status completed")
    job = _with_fields(job, scene, changes, context)
    if changes.status is None:
        return job
    return _with_status(job, scene_named(job, scene.id), changes, context)


def _with_fields(job: Job, scene: Scene, changes: SceneChanges, context: MessageContext) -> Job:
    """Return the job with the fields of the scene changed. A scene that differs then has the next revision."""
    text = changes.text_changes()
    if text and scene.take and scene.take.is_open and scene.take.text is None:
        raise Invalid(f"scene {scene.number} is being rewritten after its feedback; change it when that is done")
    _check_assets(job, changes.assets or ())
    if changes.duration is not None:
        _check_duration(scene, changes.duration)
    others = {"metadata": changes.metadata, "provider_id": changes.provider_id}
    given = {name: value for name, value in others.items() if value is not None}
    changed = evolve(scene, text=evolve(scene.text, **text), **given)
    if changed == scene:
        return job
    if changed.text.filming != scene.text.filming:
        check_choices(job, changed.text, context.model_choice)
    job = job.with_scenes(evolve(changed, revision=scene.revision + 1))
    return record_edit(job, context.now) if changed.text != scene.text else job


def _check_assets(job: Job, assets: tuple[UUID, ...]) -> None:
    known = {asset.id for asset in job.assets}
    for asset in assets:
        if asset not in known:
            raise Invalid(f"assets: {asset} is not an asset of this job")


def _check_duration(scene: Scene, seconds: float) -> None:
    """Raise Invalid if the scene's take is shorter than that."""
    take = scene.take
    if take is None or take.text is None or take.status is TakeStatus.FAILED:
        return
    longest = take.frames or frames(take.text.duration)
    if frames(seconds) > longest:
        raise Invalid(
            f"duration: the take of scene {scene.number} is {longest / FPS:g} s long; "
            "regenerate the scene to film a longer one"
        )


def _with_status(job: Job, scene: Scene, changes: SceneChanges, context: MessageContext) -> Job:
    match changes.status:
        case SceneStatus.COMPLETED if changes.video_url:
            return _with_uploaded_clip(job, scene, changes.video_url, changes.provider_id, context)
        case SceneStatus.COMPLETED if scene.clip is None:
            raise Invalid("status: completed needs a clip, and the scene has none; bring one as video_url")
        case SceneStatus.PENDING if scene.status is not SceneStatus.PENDING:
            return regenerate(job, scene, None, context)
        case SceneStatus.FAILED if scene.status is not SceneStatus.FAILED and scene.error != STOPPED:
            return _stop(job, scene, changes.provider_id)
        case SceneStatus.PROCESSING:
            raise Invalid("status: processing cannot be set; it is what a scene is while it is being filmed")
    return job


def _with_uploaded_clip(job: Job, scene: Scene, url: str, provider_id: str | None, context: MessageContext) -> Job:
    """Add a take that is ordered already: its clip is fetched from the URL and prepared like any other."""
    _check_not_filming(job, scene)
    choice = VideoModelChoice(provider=UPLOAD, model=UPLOAD, queue=MAIN_QUEUE)
    scene = evolve(with_new_take(scene, evolve(context, model_choice=choice)), provider_id=provider_id)
    assert scene.take is not None
    order_id = f"{UPLOAD}-{scene.take_id}"
    take = evolve(scene.take, status=TakeStatus.ORDERED, source_url=url, order_id=order_id, asked_at=context.now)
    job = job.with_scenes(scene).with_take(take)
    return evolve(job, status=JobStatus.PROCESSING) if job.status is JobStatus.COMPLETED else job


def _stop(job: Job, scene: Scene, provider_id: str | None) -> Job:
    """Stop the scene's take. An earlier clip is the scene's clip again, as when a take fails by itself."""
    take = scene.take
    if take is None or not take.is_open:
        raise Invalid("status: failed stops the take that is being made, and the scene has none")
    is_wanted = take.status is TakeStatus.WANTED
    stopped = evolve(take, status=TakeStatus.FAILED, next_retry_at=None) if is_wanted else superseded(take)
    job = job.with_take(evolve(stopped, error=STOPPED))
    if scene.fallback_id is None:
        return job
    earlier = {"take_id": scene.fallback_id, "fallback_id": None, "provider_id": provider_id, "error": STOPPED}
    return job.with_scenes(evolve(job.scene(scene.id), **earlier))


def _delete(job: Job, name: SceneName, now: datetime) -> Job:
    scene = scene_named(job, name)
    if job.status is not JobStatus.STORYBOARD_REVIEW and is_actively_filming(job):
        raise Invalid("the job is actively processing; delete the scene when nothing is being filmed or cut")
    if len(job.active_scenes) == 1:
        raise Invalid("the last scene cannot be deleted; delete the job instead")
    return record_edit(job.with_scenes(soft_deleted(scene, now)), now)


def _add(job: Job, message: messages.SceneAdded, context: MessageContext) -> Job:
    _check_assets(job, message.assets)
    check_choices(job, message.text, context.model_choice)
    _check_room(job)
    if len(job.scenes) >= _MAX_SCENES_EVER:
        raise Invalid(f"the job has had {_MAX_SCENES_EVER} scenes; change or restore one in place of adding another")
    last = job.active_scenes[-1].number
    number = 1 + (last if message.after is None else scene_named(job, message.after).number)
    job = _with_free_number(job, number)
    scene_id = _new_scene_id(job, context.request)
    scene = Scene(id=scene_id, number=number, text=message.text, metadata=message.metadata, created_at=context.now)
    job = evolve(job, scenes=(*job.scenes, scene))
    if job.status is JobStatus.STORYBOARD_REVIEW:
        return record_edit(job, context.now)
    check_takes(job, [scene], context.model_choice)
    return evolve(job.with_scenes(with_new_take(scene, context)), status=JobStatus.PROCESSING)


def _check_room(job: Job) -> None:
    """Raise Invalid if the job has as many scenes as a job may have."""
    if len(job.active_scenes) >= messages.MAX_SCENES:
        raise Invalid(f"a job has {messages.MAX_SCENES} scenes at most; delete one first")


def _new_scene_id(job: Job, request: str) -> UUID:
    """Return an id that derives from the request, so that the same request always makes the same scene."""
    try:
        return UUID(request)
    except ValueError:
        return uuid5(job.id, request)


def _with_free_number(job: Job, number: int) -> Job:
    """Return the job with the scenes from that number on moved up by one, as far as there is no gap."""
    for scene in job.active_scenes:
        if scene.number == number:
            job = _with_free_number(job, number + 1)
            return job.with_scenes(evolve(scene, number=number + 1))
    return job


def _restore(job: Job, scene_id: UUID, now: datetime) -> Job:
    scene = next((each for each in job.scenes if each.id == scene_id), None)
    if scene is None:
        raise NotFound(f"no scene {scene_id} in this job")
    if scene.deleted_at is None:
        raise Conflict(f"scene {scene.number} is not deleted")
    _check_room(job)
    taken = {each.number for each in job.active_scenes}
    number = scene.number if scene.number not in taken else max(taken) + 1
    return record_edit(job.with_scenes(evolve(scene, deleted_at=None, number=number)), now)


def _reorder(job: Job, scene_ids: tuple[UUID, ...], now: datetime) -> Job:
    active = {scene.id: scene for scene in job.active_scenes}
    if len(set(scene_ids)) != len(scene_ids) or set(scene_ids) != set(active):
        raise Invalid(f"scene_ids: name each of the {len(active)} scenes once")
    ordered = (evolve(active[scene_id], number=number) for number, scene_id in enumerate(scene_ids, 1))
    return record_edit(job.with_scenes(*ordered), now)


def _select_take(job: Job, message: messages.TakeSelected, now: datetime) -> Job:
    scene = scene_named(job, message.scene)
    take = next((each for each in scene.takes if each.id == message.take), None)
    if take is None:
        raise NotFound(f"no take {message.take} of scene {scene.number}")
    if take.status is not TakeStatus.DONE or take.frames is None:
        raise Invalid(f"take {take.number} has no clip; it is {take.status}")
    _check_not_filming(job, scene, then="choose a take")
    takes = tuple(superseded(each) for each in scene.takes)
    chosen = evolve(scene, takes=takes, take_id=take.id, fallback_id=None, error=None, provider_id=None)
    if take.frames >= frames(scene.text.duration):
        return job.with_scenes(chosen)
    shorter = evolve(scene.text, duration=take.frames / FPS)
    return record_edit(job.with_scenes(evolve(chosen, text=shorter, revision=scene.revision + 1)), now)
