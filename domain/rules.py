"""The rule book: the action table of spec §1, once.

`decide` takes a job and a message and gives the job as it is then, or raises a `Refused` with its words.
"""

from collections.abc import Callable
from datetime import datetime
from uuid import uuid5

from domain.errors import Conflict, Invalid, NotFound
from domain.frozen import Frozen
from domain.job import OVER, Job, JobStatus, Scene, SceneStatus, Storyboard, Verdict, having
from domain.messages import (
    ApproveStoryboard,
    Cancel,
    DeleteJob,
    FinishWithoutFailed,
    Message,
    RegenerateAllScenes,
    RegenerateScene,
    RejectStoryboard,
    RestoreJob,
    RetryFailedScenes,
)
from domain.take import Take, TakeStatus


class Camera(Frozen):
    """Who films new takes of a job: decided when they are asked for, kept with the take."""

    provider: str
    model: str
    queue: str


_WHEN: dict[str, Callable[[Job], bool]] = {
    "approve_storyboard": lambda job: job.status is JobStatus.STORYBOARD_REVIEW,
    "reject_storyboard": lambda job: job.status is JobStatus.STORYBOARD_REVIEW,
    "regenerate_all_scenes": lambda job: (
        job.status is JobStatus.STORYBOARD_REVIEW or (job.status is JobStatus.FAILED and not job.is_approved)
    ),
    "regenerate_scene": lambda job: (
        job.status in (JobStatus.STORYBOARD_REVIEW, JobStatus.PROCESSING, JobStatus.COMPLETED)
    ),
    "retry_failed_scenes": lambda job: (
        (job.status is JobStatus.PROCESSING and bool(_failed(job)))
        or (job.status is JobStatus.FAILED and job.is_approved)
    ),
    "finish_without_failed": lambda job: job.status is JobStatus.PROCESSING and _waits_for_a_decision(job),
    "cancel": lambda job: job.status not in OVER,
    "delete": lambda job: job.deleted_at is None,
    "restore": lambda job: job.deleted_at is not None,
}
"""When each message is allowed."""

ACTIONS = tuple(_WHEN)[:7]


def allowed(job: Job) -> tuple[str, ...]:
    """The actions of spec §1 that this job takes now."""
    return tuple(action for action in ACTIONS if _WHEN[action](job))


def decide(job: Job, message: Message, request: str, now: datetime, camera: Camera) -> Job:
    """The job after the message. `request` names the message for ever: the takes it asks for get their ids from it."""
    if job.deleted_at and not isinstance(message, RestoreJob):
        raise NotFound(f"no job {job.id}")
    if isinstance(message, ApproveStoryboard) and _is_approved_already(job, message):
        return job
    if not _WHEN[message.action](job):
        raise Conflict(
            f"{message.action} is not possible while the job is {job.status}; "
            f"possible now: {', '.join(allowed(job)) or 'nothing'}"
        )
    match message:
        case ApproveStoryboard():
            return approve(_expecting(job, message.storyboard_revision), now, camera)
        case RejectStoryboard():
            return _redraft(_expecting(job, message.storyboard_revision), Verdict.REJECTED, message.feedback, now)
        case RegenerateAllScenes():
            return _redraft(job, Verdict.REPLACED, message.feedback, now)
        case RegenerateScene():
            return _regenerate(job, message, request, now, camera)
        case RetryFailedScenes():
            return _retry(job, request, now, camera)
        case FinishWithoutFailed():
            return _leave_out(job, now)
        case Cancel():
            return _cancel(job)
        case DeleteJob():
            return having(job if job.status in OVER else _cancel(job), deleted_at=now)
        case RestoreJob():
            return having(job, deleted_at=None)


def approve(job: Job, now: datetime, camera: Camera) -> Job:
    """Green light: every living scene without a clip gets a take named after the revision."""
    board = job.on_the_table
    if board is None:
        raise Conflict("there is no storyboard to approve")
    job = job.with_storyboard(having(board, verdict=Verdict.APPROVED))
    for scene in job.living:
        if scene.clip is None:
            job = job.with_scene(with_new_take(scene, f"storyboard {job.revision}", now, camera))
    return having(job, status=JobStatus.PROCESSING)


def with_new_take(scene: Scene, request: str, now: datetime, camera: Camera, feedback: str | None = None) -> Scene:
    """The scene with another take asked for. What it stood on is chosen again if the new one fails."""
    number = 1 + max((take.number for take in scene.takes), default=0)
    take = Take(
        id=uuid5(scene.id, request),
        scene_id=scene.id,
        number=number,
        request=request,
        seed=scene.id.int % 2**30 + number,
        text=None if feedback else scene.text,
        feedback=feedback,
        created_at=now,
        provider=camera.provider,
        model=camera.model,
        queue=camera.queue,
    )
    takes = tuple(_unwanted(old) for old in scene.takes)
    fallback = scene.take_id if scene.clip else scene.fallback_id
    return having(scene, takes=(*takes, take), take_id=take.id, fallback_id=fallback, error=None)


def _unwanted(take: Take) -> Take:
    """Nothing ordered: gone at once. Perhaps ordered: to be settled with the vendor first."""
    if take.status is TakeStatus.WANTED:
        return having(take, status=TakeStatus.CANCELLED, next_retry_at=None)
    return having(take, status=TakeStatus.STOPPING) if take.is_open else take


def _failed(job: Job) -> list[Scene]:
    return [scene for scene in job.living if scene.status is SceneStatus.FAILED]


def _without_hope(scene: Scene) -> bool:
    return scene.status is SceneStatus.FAILED or bool(scene.take and scene.take.waits_in_back_off)


def _waits_for_a_decision(job: Job) -> bool:
    missing = [scene for scene in job.living if scene.clip is None]
    return bool(missing) and all(_without_hope(scene) for scene in missing)


def _expecting(job: Job, revision: int | None) -> Job:
    if revision not in (None, job.revision):
        raise Conflict(f"storyboard revision {revision} is not on the table, {job.revision} is; read it, then decide")
    return job


def _is_approved_already(job: Job, message: ApproveStoryboard) -> bool:
    if not job.is_approved:
        return False
    if message.storyboard_revision is None:
        return job.status is JobStatus.PROCESSING
    return message.storyboard_revision == job.revision and job.status in (
        JobStatus.PROCESSING,
        JobStatus.COMPLETED,
    )


def _redraft(job: Job, verdict: Verdict, feedback: str | None, now: datetime, only: int | None = None) -> Job:
    """The draft is put aside with its verdict; the next revision is to be written.

    A revision that failed before it was written is tried again under its own number.
    """
    board = job.on_the_table
    if board and board.scenes is None:
        next_board = having(board, only=None)
        if feedback and len(job.storyboards) > 1:
            job = job.having(storyboards=(*job.storyboards[:-2], having(job.storyboards[-2], feedback=feedback)))
    else:
        if board:
            job = job.with_storyboard(having(board, verdict=verdict, feedback=feedback))
        next_board = Storyboard(revision=job.revision + bool(board), only=only, created_at=now)
    job = job.with_storyboard(next_board)
    return having(job, revision=next_board.revision, status=JobStatus.GENERATING_SCENES, error=None)


def _regenerate(job: Job, message: RegenerateScene, request: str, now: datetime, camera: Camera) -> Job:
    scene = job.scene_numbered(message.scene_number)
    if scene is None:
        have = ", ".join(str(each.number) for each in job.living)
        raise NotFound(f"no scene {message.scene_number} in this job; it has {have}")
    if job.status is JobStatus.STORYBOARD_REVIEW:
        return _redraft(job, Verdict.REPLACED, message.feedback, now, only=scene.number)
    if scene.take and scene.take.is_being_filmed:
        raise Invalid(f"scene {scene.number} is being filmed; wait until it is done, then regenerate it")
    job = job.with_scene(with_new_take(scene, request, now, camera, message.feedback))
    return having(job, status=JobStatus.PROCESSING)


def _retry(job: Job, request: str, now: datetime, camera: Camera) -> Job:
    for scene in _failed(job):
        job = job.with_scene(with_new_take(scene, request, now, camera))
    return having(job, status=JobStatus.PROCESSING, error=None)


def _leave_out(job: Job, now: datetime) -> Job:
    left_out = [scene for scene in job.living if scene.clip is None]
    if len(left_out) == len(job.living):
        raise Invalid("no scene has a clip yet: a film needs one at least; retry the failed scenes or cancel")
    for scene in left_out:
        takes = tuple(_unwanted(take) for take in scene.takes)
        job = job.with_scene(having(scene, takes=takes, deleted_at=now))
    return job


def _cancel(job: Job) -> Job:
    for scene in job.scenes:
        job = job.with_scene(having(scene, takes=tuple(_unwanted(take) for take in scene.takes)))
    return having(job, status=JobStatus.CANCELLED, error=None)
