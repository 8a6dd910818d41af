"""The action table as data: which action a job allows in which situation. It is not derived from the code."""

from domain.job.model import Job, JobStatus
from domain.job.scene import Scene
from domain.job.sound.voice_over import speech_of_scene
from domain.job.takes.take import Take, TakeStatus
from domain.job.takes.vendor_file import FileStatus

_ALL = {
    "pending",
    "generating_scenes",
    "storyboard_review",
    "processing",
    "processing with a failed scene",
    "awaiting_retry",
    "completed",
    "failed (planning)",
    "failed (cutting)",
    "cancelled",
}

TABLE = {
    "approve_storyboard": {"storyboard_review"},
    "reject_storyboard": {"storyboard_review"},
    "regenerate_all_scenes": {"storyboard_review", "failed (planning)"},
    "regenerate_scene": {"storyboard_review", "processing", "completed"},
    "draw_first_frames": {"storyboard_review"},
    "choose_first_frame": {"in review with a first frame"},
    "retry_failed_scenes": {"processing with a failed scene", "failed (cutting)"},
    "retry_speech": {"with a line that is settled"},
    "finish_scenes": {"with a draft"},
    "finish_without_failed": {"awaiting_retry"},
    "cancel": _ALL - {"completed", "cancelled"},
}
"""The situations in which each action is allowed."""

LISTED = tuple(action for action in TABLE if action != "draw_first_frames")
"""The actions that are told to be possible: first frames can be drawn only with an image model, which no job knows."""

BUDGET_MAY_CHANGE = _ALL - {"cancelled"}
"""Also of a completed job, whose scenes may be filmed again."""

ASSETS_MAY_CHANGE = _ALL - {"cancelled"}
"""A client may take away or replace what does not work wherever the job still goes on, or may go on."""

SCENES_MAY_CHANGE = {"storyboard_review", "processing", "completed"}


def situations(job: Job, failed_while: str) -> set[str]:
    """Return the situations that the job is in. `failed_while` is planning or cutting."""
    if job.status is JobStatus.FAILED:
        return {f"failed ({failed_while})"}
    found = {job.status.value}
    if job.status is JobStatus.PROCESSING:
        missing = [scene for scene in job.active_scenes if scene.clip is None]
        if any(_is_not_being_made(scene.take) for scene in missing):
            found.add("processing with a failed scene")
        if missing and all(
            _is_not_being_made(scene.take) or _waits_unordered(scene.take) or _waits_for_one_before(job, scene)
            for scene in missing
        ):
            found.add("awaiting_retry")
    clips = [scene.clip for scene in job.active_scenes]
    lines = [speech_of_scene(job, scene) for scene in job.active_scenes]
    is_open = job.status in (JobStatus.PROCESSING, JobStatus.COMPLETED)
    if is_open and any(speech and speech.status in (FileStatus.DONE, FileStatus.FAILED) for speech in lines):
        found.add("with a line that is settled")
    if is_open and any(clip and clip.is_draft for clip in clips):
        found.add("with a draft")
    if job.status is JobStatus.STORYBOARD_REVIEW and any(each.status is FileStatus.DONE for each in job.first_frames):
        found.add("in review with a first frame")
    return found


def possible(job: Job, failed_while: str) -> set[str]:
    """Return the actions that the specification allows now."""
    return {action for action, where in TABLE.items() if where & situations(job, failed_while)}


def _is_not_being_made(take: Take | None) -> bool:
    """It failed or was stopped; or the scene was deleted before it was filmed, and restored."""
    return take is None or take.status in (TakeStatus.FAILED, TakeStatus.CANCELLED)


def _waits_unordered(take: Take | None) -> bool:
    """Waiting for its next try, with no order accepted, it counts as not being filmed."""
    return take is not None and take.status is TakeStatus.WANTED and take.error is not None


def _waits_for_one_before(job: Job, scene: Scene) -> bool:
    """A scene that begins where the one before ends is not filmed before that has its clip."""
    take, active = scene.take, list(job.active_scenes)
    number = [each.id for each in active].index(scene.id)
    if take is None or take.text is None or take.text.filming is None or number == 0:
        return False
    is_begun = take.asked_at is not None or (take.still is not None and take.still.asked_at is not None)
    return (
        take.status is TakeStatus.WANTED
        and take.text.filming.chain_from_previous
        and not (is_begun or active[number - 1].clip)
    )
