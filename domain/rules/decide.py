"""The action table: which message a job takes in which situation, and what the message does."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import get_args
from uuid import UUID

from domain.base import Wire, evolve
from domain.brief import AiLabel
from domain.errors import BudgetExceeded, Conflict, Invalid, NotFound
from domain.job.approval import ANYBODY, Sender
from domain.job.filming.chains import awaited_scene
from domain.job.job_asset import JobAsset
from domain.job.model import JOB_OVER, Job, JobStatus
from domain.job.notes import Note
from domain.job.scene import Scene, SceneStatus
from domain.job.storyboard_revision import Verdict
from domain.rules import messages
from domain.rules.assets.asset_messages import AssetChanged, AssetMessage, AssetRemoved, AssetsReplaced
from domain.rules.assets.assets import decide_on_assets, taken_up
from domain.rules.needed_scopes import scopes_of_change, scopes_of_message
from domain.rules.notes.note_feedback import HasFeedback, feedback_with_notes
from domain.rules.production import set_production
from domain.rules.purchases import first_frames, speeches
from domain.rules.purchases.first_frame_messages import ChooseFirstFrame, DrawFirstFrames
from domain.rules.scenes import drafts
from domain.rules.scenes.filming import check_takes
from domain.rules.scenes.scene_messages import (
    SceneDeleted,
    SceneMessage,
    SceneRestored,
    ScenesOrdered,
    SceneUpdated,
    TakeSelected,
    tag,
)
from domain.rules.scenes.scenes import decide_on_scenes, regenerate, scene_named, scenes_may_change
from domain.rules.scenes.takes import (
    MessageContext,
    VideoModelChoice,
    drawn_still,
    soft_deleted,
    with_new_take,
    without_open_takes,
)
from domain.rules.storyboard.approvals import Estimate, approval_of, is_approved_already, no_estimate
from domain.rules.storyboard.storyboard_revisions import approve, start_revision


def needs_model(message: messages.Message) -> bool:
    """Return whether the message may add a take by the job's model, or checks what that can do.

    The others are taken also while the job's provider is not set up.
    """
    match message:
        case messages.Cancel() | messages.DeleteJob() | messages.RestoreJob() | messages.FinishWithoutFailed():
            return False
        case messages.RetrySpeech() | messages.SetAiLabel() | ChooseFirstFrame():
            return False
        case AssetRemoved() | AssetChanged() | AssetsReplaced():
            return False
        case SceneDeleted() | SceneRestored() | ScenesOrdered() | TakeSelected():
            return False
        case SceneUpdated():
            return "filming" in message.text_changes() or message.status is SceneStatus.PENDING
        case _:
            return True


def decide(
    job: Job,
    message: messages.Message,
    request: str,
    now: datetime,
    model_choice: VideoModelChoice,
    stored: dict[UUID, JobAsset] | None = None,
    sender: Sender = ANYBODY,
    estimate: Estimate = no_estimate,
    notes: dict[UUID, Note] | None = None,
) -> Job:
    """Return the job after the message, or raise the Refused that says why not.

    `request`, `stored` and `notes`: see MessageContext. `estimate` is for the record of an approval.
    """
    if job.deleted_at and not isinstance(message, messages.RestoreJob):
        raise NotFound(f"no job {job.id}")
    context = MessageContext(
        request=request, now=now, model_choice=model_choice, stored=stored or {}, notes=notes or {}
    )
    sender.check(*scopes_of_message(job, message))
    after = first_frames.stop_unwanted(_applied(job, message, context, sender, estimate))
    sender.check(*scopes_of_change(job, after))
    return after


def _applied(job: Job, message: messages.Message, context: MessageContext, sender: Sender, estimate: Estimate) -> Job:
    if isinstance(message, messages.ApproveStoryboard) and is_approved_already(job, message):
        return job
    if not _ALLOWED[type(message)](job):
        raise Conflict(
            f"{message.action} is not possible while the job is {job.status}; "
            f"possible now: {', '.join(allowed_actions(job)) or 'nothing'}"
        )
    match message:
        case messages.ApproveStoryboard():
            approval = approval_of(job, message, sender, context.now, estimate)
            check_takes(job, (scene for scene in job.active_scenes if scene.needs_take), context.model_choice)
            return approve(job, approval, context.model_choice)
        case messages.RejectStoryboard():
            job = _with_current(job, message.storyboard_revision)
            return _rewrite(job, Verdict.REJECTED, message, context)
        case messages.RegenerateAllScenes():
            return _rewrite(job, Verdict.REPLACED, message, context)
        case messages.RegenerateScene():
            return regenerate(job, scene_named(job, message.scene_number), message, context)
        case DrawFirstFrames():
            return first_frames.draw(job, message, context)
        case ChooseFirstFrame():
            return first_frames.choose(job, message)
        case messages.RetryFailedScenes():
            return _retry_failed(job, context)
        case messages.RetrySpeech():
            scene = None if message.scene_number is None else scene_named(job, message.scene_number)
            return speeches.retry(job, scene, context.now)
        case messages.FinishScenes():
            return drafts.make_final(job, message.scene_numbers, context)
        case messages.FinishWithoutFailed():
            return _finish_without_failed(job, context.now)
        case messages.Cancel():
            return _cancel(job)
        case messages.DeleteJob():
            return evolve(job if job.status in JOB_OVER else _cancel(job), deleted_at=context.now)
        case messages.RestoreJob():
            return evolve(job, deleted_at=None)
        case messages.SetBudget():
            return _set_budget(job, message.max_cost, context)
        case messages.BudgetRaised():
            return _retry_over_budget(job, context)
        case messages.SetAiLabel():
            return _set_ai_label(job, message.ai_label)
        case messages.SetProduction():
            return set_production(job, message, context.model_choice)
        case AssetRemoved() | AssetChanged() | AssetsReplaced():
            return decide_on_assets(job, message, context)
        case _:
            return decide_on_scenes(job, message, context)


def allowed_actions(job: Job) -> tuple[str, ...]:
    """Return the names of the actions that the job takes now.

    Drawing first frames is not listed: it depends on the providers that are set up, as the estimate says.
    """
    listed = (action for action in get_args(messages.Action) if action is not DrawFirstFrames)
    return tuple(tag(action, "action") for action in listed if _ALLOWED[action](job))


def _may_regenerate_all(job: Job) -> bool:
    failed_while_planning = job.status is JobStatus.FAILED and not job.is_approved
    return failed_while_planning or job.status is JobStatus.STORYBOARD_REVIEW


def _may_retry(job: Job) -> bool:
    if job.status is JobStatus.PROCESSING:
        return any(scene.needs_take for scene in job.active_scenes)
    return job.status is JobStatus.FAILED and job.is_approved


_ALLOWED: dict[type[Wire], Callable[[Job], bool]] = {
    messages.ApproveStoryboard: lambda job: job.status is JobStatus.STORYBOARD_REVIEW,
    messages.RejectStoryboard: lambda job: job.status is JobStatus.STORYBOARD_REVIEW,
    messages.RegenerateAllScenes: _may_regenerate_all,
    messages.RegenerateScene: scenes_may_change,
    DrawFirstFrames: first_frames.may_draw,
    ChooseFirstFrame: first_frames.may_choose,
    messages.RetryFailedScenes: _may_retry,
    messages.RetrySpeech: speeches.may_retry,
    messages.FinishScenes: drafts.may_make_final,
    messages.FinishWithoutFailed: lambda job: job.status is JobStatus.PROCESSING and _awaits_decision(job),
    messages.Cancel: lambda job: job.status not in JOB_OVER,
    messages.DeleteJob: lambda job: job.deleted_at is None,
    messages.RestoreJob: lambda job: job.deleted_at is not None,
    messages.SetBudget: lambda job: job.status is not JobStatus.CANCELLED,
    messages.BudgetRaised: lambda job: job.status is JobStatus.PROCESSING,
    messages.SetAiLabel: lambda job: job.status is not JobStatus.CANCELLED,
    messages.SetProduction: lambda job: job.status is not JobStatus.CANCELLED,
    **dict.fromkeys(get_args(AssetMessage), lambda job: job.status is not JobStatus.CANCELLED),
    **dict.fromkeys(get_args(SceneMessage), scenes_may_change),
}
"""Whether a job takes a message of that class."""


def _awaits_decision(job: Job) -> bool:
    """Whether every scene without a clip has failed, waits in back-off or waits for such a scene before it, so that a
    person may leave them out."""
    missing = [scene for scene in job.active_scenes if scene.clip is None]
    return bool(missing) and all(_may_be_left_out(scene) or awaited_scene(job, scene) for scene in missing)


def _may_be_left_out(scene: Scene) -> bool:
    return scene.needs_take or (scene.take is not None and scene.take.waits_in_back_off)


def _with_current(job: Job, revision: int | None) -> Job:
    """Return the job. Errors: Conflict when the message names another storyboard than the current one."""
    if revision not in (None, job.revision):
        raise Conflict(f"storyboard revision {revision} is not on the table, {job.revision} is; read it, then decide")
    return job


def _rewrite(job: Job, verdict: Verdict, wish: HasFeedback, context: MessageContext) -> Job:
    feedback = feedback_with_notes(job, wish.feedback, wish.note_ids, context.notes)
    return start_revision(job, verdict, feedback, context.now, notes=wish.note_ids)


def _retry_failed(job: Job, context: MessageContext) -> Job:
    to_film = [scene for scene in job.active_scenes if scene.needs_take]
    check_takes(job, to_film, context.model_choice)
    job = job.with_scenes(*(with_new_take(scene, context) for scene in to_film))
    return evolve(job, status=JobStatus.PROCESSING, error=None)


def _finish_without_failed(job: Job, now: datetime) -> Job:
    """Leave out the failed scenes. One that only waits for such a scene is kept, and follows the scene before that.

    A scene that has an earlier clip is kept with it.
    """
    missing = [scene for scene in job.active_scenes if scene.clip is None and _may_be_left_out(scene)]
    without = [without_open_takes(scene) for scene in missing]
    left_out = [scene for scene in without if scene.clip is None]
    if len(left_out) == len(job.active_scenes):
        raise Invalid("no scene has a clip yet: a film needs one at least; retry the failed scenes or cancel")
    kept = [scene for scene in without if scene.clip is not None]
    return evolve(job.with_scenes(*kept, *(soft_deleted(scene, now) for scene in left_out)), error=None)


def _set_budget(job: Job, max_cost: Decimal | None, context: MessageContext) -> Job:
    """Set another limit. Scenes that failed for lack of budget get a new take, and lines are bought."""
    production = evolve(job.brief.production, max_cost=max_cost)
    return _retry_over_budget(evolve(job, brief=evolve(job.brief, production=production)), context)


def _retry_over_budget(job: Job, context: MessageContext) -> Job:
    failed = [(scene, scene.take.error) for scene in job.active_scenes if scene.needs_take and scene.take]
    to_film = [scene for scene, error in failed if error and error.code == BudgetExceeded.code]
    check_takes(job, to_film, context.model_choice)
    job = job.with_scenes(*(_with_take_again(scene, context) for scene in to_film))
    job = speeches.retry_over_budget(job, context.now)
    return evolve(job, error=None) if job.error and job.error.code == BudgetExceeded.code else job


def _with_take_again(scene: Scene, context: MessageContext) -> Scene:
    """Return the scene with a new take in place of one that could not be paid: from its still, if that was drawn."""
    unpaid, again = scene.take, with_new_take(scene, context)
    still = drawn_still(unpaid) if unpaid and unpaid.text == scene.text else None
    return evolve(again, takes=tuple(evolve(each, still=still) if each is again.take else each for each in again.takes))


def _set_ai_label(job: Job, ai_label: AiLabel) -> Job:
    production = evolve(job.brief.production, ai_label=ai_label)
    if production == job.brief.production:
        return job
    return taken_up(evolve(job, brief=evolve(job.brief, production=production)))


def _cancel(job: Job) -> Job:
    job = job.with_scenes(*map(without_open_takes, job.scenes))
    return evolve(job, status=JobStatus.CANCELLED, error=None)
