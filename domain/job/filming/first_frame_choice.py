"""The first frames of a job's scenes: which is chosen, and which are to be drawn."""

from uuid import UUID

from domain.job.filming.chains import will_be_chained
from domain.job.filming.first_frame import FIRST_FRAME_LOST, FirstFrame
from domain.job.job_asset import AssetStatus
from domain.job.model import Job, JobStatus
from domain.job.scene import Scene
from domain.job.storyboard import SceneText
from domain.job.takes.left_out import Ingredient, LeftOut


def first_frames_of(job: Job, scene: Scene) -> tuple[FirstFrame, ...]:
    """Return all first frames of the scene, whatever became of them, in the order in which they were asked for."""
    return tuple(sorted((each for each in job.first_frames if each.scene_id == scene.id), key=lambda each: each.number))


def chosen_first_frame(job: Job, scene: Scene) -> FirstFrame | None:
    """Return the first frame from which the scene's clips begin; None if none is chosen, or its picture is lost."""
    chosen = job.find_first_frame(scene.first_frame_id)
    return chosen if chosen and chosen.is_usable else None


def lost_first_frame(job: Job, scene: Scene) -> FirstFrame | None:
    """Return the first frame that is chosen and whose picture is gone from storage."""
    chosen = job.find_first_frame(scene.first_frame_id)
    return chosen if chosen and not chosen.is_usable else None


def unused_first_frame(frame: FirstFrame, why: str = FIRST_FRAME_LOST.message) -> LeftOut:
    """Return what a clip lacks that was to begin from the first frame and does not, and why."""
    return LeftOut(what=Ingredient.FIRST_FRAME, reason=f"first frame {frame.number}: {why}")


def open_first_frame(job: Job, scene: Scene) -> FirstFrame | None:
    """Return the scene's first frame that is being drawn, or is about to be."""
    return next((each for each in first_frames_of(job, scene) if not each.is_settled), None)


def is_outdated(scene: Scene, frame: FirstFrame) -> bool:
    """Return whether the picture shows other words or assets than the scene has now. It is used all the same."""
    return _shown(scene.text) != _shown(frame.text)


def _shown(text: SceneText) -> tuple[object, ...]:
    return text.description, text.visual, text.lighting, text.shot_type, text.assets


def scenes_to_draw(job: Job) -> tuple[Scene, ...]:
    """Return the active scenes of which there is no usable first frame and none is being drawn, in their order.

    A scene that begins where the one before ends needs none.
    """
    has_one = {each.scene_id for each in job.first_frames if each.is_usable or not each.is_settled}
    return tuple(
        scene for scene in job.active_scenes if scene.id not in has_one and not will_be_chained(job, scene, scene.text)
    )


def waits_for_first_frame(job: Job, scene: Scene) -> bool:
    """Return whether the scene needs a first frame, has none chosen, and one is being drawn that will be."""
    if chosen_first_frame(job, scene) or will_be_chained(job, scene, scene.text):
        return False
    return open_first_frame(job, scene) is not None


def is_wanted(job: Job, first_frame_id: UUID) -> bool:
    """Return whether the picture is still to be drawn, and may be ordered. Asked before it is."""
    frame = job.find_first_frame(first_frame_id)
    is_drawing = job.status in (JobStatus.STORYBOARD_REVIEW, JobStatus.PROCESSING)
    if frame is None or frame.is_settled or not is_drawing:
        return False
    return any(scene.id == frame.scene_id for scene in job.active_scenes)


def first_frames_to_draw(job: Job) -> tuple[FirstFrame, ...]:
    """Return the first frames for which something is to be done now, whatever the job's status.

    One that was ordered is settled also if it is not wanted any more: what is paid for is kept. One that is not waits
    for the assets that it is drawn from.
    """
    pending = {asset.id for asset in job.assets if asset.status is AssetStatus.PENDING}
    return tuple(
        each
        for each in job.first_frames
        if each.is_at_vendor or (is_wanted(job, each.id) and pending.isdisjoint(each.references))
    )
