"""The rule book: the action table of spec §1, once.

`decide` takes a job and a message and gives the job as it is then, or raises a `Refused` with its words.
"""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import get_args

from domain.errors import BudgetExceeded, Conflict, Invalid, NotFound
from domain.job.model import JOB_OVER, Job, JobStatus, Scene, Verdict, evolve
from domain.rules.messages import (
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
    SetBudget,
)
from domain.rules.scene_messages import SceneMessage
from domain.rules.scenes import decide_on_scenes, regenerate, scene_named, scenes_may_change
from domain.rules.storyboard_revisions import approve, redraft
from domain.rules.takes import VideoModelChoice, soft_deleted, with_new_take, without_open_takes


def _name_of(kind: type[SceneMessage]) -> str:
    return str(kind.model_fields["action"].default)


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
    "cancel": lambda job: job.status not in JOB_OVER,
    "delete": lambda job: job.deleted_at is None,
    "set_budget": lambda job: job.status is not JobStatus.CANCELLED,
    "restore": lambda job: job.deleted_at is not None,
    **{_name_of(kind): scenes_may_change for kind in get_args(SceneMessage)},
}
"""When each message is allowed."""

ACTIONS = tuple(_WHEN)[:7]


def allowed(job: Job) -> tuple[str, ...]:
    """The actions of spec §1 that this job takes now."""
    return tuple(action for action in ACTIONS if _WHEN[action](job))


def decide(job: Job, message: Message, request: str, now: datetime, model_choice: VideoModelChoice) -> Job:
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
            return approve(_expecting(job, message.storyboard_revision), now, model_choice)
        case RejectStoryboard():
            return redraft(_expecting(job, message.storyboard_revision), Verdict.REJECTED, message.feedback, now)
        case RegenerateAllScenes():
            return redraft(job, Verdict.REPLACED, message.feedback, now)
        case RegenerateScene():
            scene = scene_named(job, message.scene_number)
            return regenerate(job, scene, message.feedback, request, now, model_choice)
        case RetryFailedScenes():
            return _retry(job, request, now, model_choice)
        case FinishWithoutFailed():
            return _leave_out(job, now)
        case Cancel():
            return _cancel(job)
        case DeleteJob():
            return evolve(job if job.status in JOB_OVER else _cancel(job), deleted_at=now)
        case RestoreJob():
            return evolve(job, deleted_at=None)
        case SetBudget():
            return _set_budget(job, message.max_cost, request, now, model_choice)
        case _:
            return decide_on_scenes(job, message, request, now, model_choice)


def _needs_another_take(scene: Scene) -> bool:
    """It has no clip, and nobody is making one: what is being stopped at the vendor is not being made."""
    return scene.clip is None and not (scene.take and scene.take.is_open)


def _failed(job: Job) -> list[Scene]:
    return [scene for scene in job.active_scenes if _needs_another_take(scene)]


def _without_hope(scene: Scene) -> bool:
    return _needs_another_take(scene) or bool(scene.take and scene.take.waits_in_back_off)


def _waits_for_a_decision(job: Job) -> bool:
    missing = [scene for scene in job.active_scenes if scene.clip is None]
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


def _retry(job: Job, request: str, now: datetime, model_choice: VideoModelChoice) -> Job:
    for scene in _failed(job):
        job = job.with_scene(with_new_take(scene, request, now, model_choice))
    return evolve(job, status=JobStatus.PROCESSING, error=None)


def _leave_out(job: Job, now: datetime) -> Job:
    missing = [scene for scene in job.active_scenes if scene.clip is None]
    if len(missing) == len(job.active_scenes):
        raise Invalid("no scene has a clip yet: a film needs one at least; retry the failed scenes or cancel")
    for scene in missing:
        job = job.with_scene(soft_deleted(scene, now))
    return evolve(job, error=None)


def _set_budget(job: Job, max_cost: Decimal | None, request: str, now: datetime, model_choice: VideoModelChoice) -> Job:
    """What was not ordered for want of money is tried again."""
    production = evolve(job.brief.production, max_cost=max_cost)
    job = job.evolve(brief=evolve(job.brief, production=production))
    for scene in _failed(job):
        if scene.take and scene.take.error and scene.take.error.code == BudgetExceeded.code:
            job = job.with_scene(with_new_take(scene, request, now, model_choice))
    return evolve(job, error=None) if job.error and job.error.code == BudgetExceeded.code else job


def _cancel(job: Job) -> Job:
    for scene in job.scenes:
        job = job.with_scene(without_open_takes(scene))
    return evolve(job, status=JobStatus.CANCELLED, error=None)
