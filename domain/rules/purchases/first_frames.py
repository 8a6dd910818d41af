"""How first frames are asked for, chosen, claimed, bought and kept.

A change that does not apply any more changes nothing: then the job itself is returned.
"""

from datetime import datetime
from decimal import Decimal
from uuid import UUID, uuid5

from domain.base import Frozen, evolve
from domain.errors import Conflict, Invalid, NotFound
from domain.job.filming.first_frame import FIRST_FRAME_LOST, FirstFrame
from domain.job.filming.first_frame_choice import (
    chosen_first_frame,
    first_frames_of,
    open_first_frame,
    scenes_to_draw,
)
from domain.job.filming.first_frame_choice import (
    is_wanted as is_wanted,  # one of the rules of what is bought as a file
)
from domain.job.filming.wishes import first_frame_references
from domain.job.model import JOB_OVER, Job, JobStatus
from domain.job.scene import STOPPED, Scene
from domain.job.takes.take import ANIMATIC
from domain.job.takes.vendor_file import FileStatus
from domain.rules.part_change import PartChange
from domain.rules.purchases import vendor_files
from domain.rules.purchases.budget import check_budget
from domain.rules.purchases.first_frame_messages import ChooseFirstFrame, DrawFirstFrames
from domain.rules.scenes.scenes import scene_named
from domain.rules.scenes.takes import ImageModelChoice, MessageContext, VideoModelChoice

changes_first_frame = PartChange(Job.find_first_frame, Job.with_first_frame)

_SEEDS = 2**30
_MOST_OF_A_SCENE = 50
"""First frames of one scene: every message loads them all."""


class DrawnPicture(Frozen):
    """A first frame in storage. `sha256` is of its file, of `size` bytes."""

    key: str
    sha256: str | None = None
    size: int


def may_draw(job: Job) -> bool:
    return job.status is JobStatus.STORYBOARD_REVIEW


def may_choose(job: Job) -> bool:
    """Return whether there is a first frame that can be chosen, or not chosen any more."""
    return job.status is JobStatus.STORYBOARD_REVIEW and any(each.is_usable for each in job.first_frames)


def why_none_is_drawn(choice: VideoModelChoice) -> str | None:
    """Return why no first frames can be drawn for clips of that model, in words for clients; None if they can."""
    if choice.image is not None:
        return None
    if choice.provider == ANIMATIC:
        return "the animatic draws each scene itself, and its clips begin from no picture"
    if choice.can is not None and not choice.can.first_frame:
        return f"{choice.can.name} takes no first frame"
    return "no image provider is set up here that draws first frames; set IMAGE_PROVIDER"


def draw(job: Job, message: DrawFirstFrames, context: MessageContext) -> Job:
    """Ask for first frames: of the named scenes, else of each that has none.

    Errors: Invalid if nothing draws any here, or one of the scenes is being drawn or has had too many; Conflict if
    each scene has one; NotFound.
    """
    image = context.model_choice.image
    if image is None:
        raise Invalid(f"no first frame can be drawn: {why_none_is_drawn(context.model_choice)}")
    if message.scene_numbers is None:
        scenes = scenes_to_draw(job)
        if not scenes:
            raise Conflict("every scene has a first frame; name the sceneNumbers of those to be drawn again")
    else:
        scenes = tuple(_drawn_again(job, number) for number in dict.fromkeys(message.scene_numbers))
    for scene in scenes:
        _check_number(job, scene)
        job = job.with_first_frame(_new_first_frame(job, scene, image, message.feedback, context))
    return job


def _drawn_again(job: Job, number: int) -> Scene:
    scene = scene_named(job, number)
    if open_first_frame(job, scene):
        raise Invalid(f"sceneNumbers: the first frame of scene {number} is being drawn; wait until it is done")
    return scene


def _check_number(job: Job, scene: Scene) -> None:
    if len(first_frames_of(job, scene)) >= _MOST_OF_A_SCENE:
        raise Invalid(
            f"sceneNumbers: scene {scene.number} has had {_MOST_OF_A_SCENE} first frames, the most there are; "
            "draw those of other scenes"
        )


def _new_first_frame(
    job: Job, scene: Scene, image: ImageModelChoice, feedback: str | None, context: MessageContext
) -> FirstFrame:
    """Return another first frame of the scene. Each has a seed of its own, so that it looks different."""
    frame_id = uuid5(scene.id, f"first frame {context.request}")
    return FirstFrame(
        id=frame_id,
        scene_id=scene.id,
        number=1 + max((each.number for each in first_frames_of(job, scene)), default=0),
        request=context.request,
        text=scene.text,
        feedback=feedback,
        references=first_frame_references(job, scene.text),
        seed=frame_id.int % _SEEDS,
        provider=image.provider,
        model=image.model,
        created_at=context.now,
    )


def choose(job: Job, message: ChooseFirstFrame) -> Job:
    """Choose the first frame from which the scene's clip begins, or none. Errors: NotFound, Invalid."""
    scene = scene_named(job, message.scene_number)
    if message.first_frame_id is not None:
        frame = job.find_first_frame(message.first_frame_id)
        if frame is None or frame.scene_id != scene.id:
            raise NotFound(f"no first frame {message.first_frame_id} of scene {scene.number}")
        if not frame.is_usable:
            raise Invalid(f"firstFrameId: first frame {frame.number} has no picture; it is {frame.status}")
    return job.with_scenes(evolve(scene, first_frame_id=message.first_frame_id))


def claim(
    job: Job,
    first_frame_id: UUID,
    seen_asked_at: datetime | None,
    now: datetime,
    model: str,
    price: Decimal | None,
    prompt: str | None = None,
) -> Job:
    """Write the order intent before the vendor is called: only the caller that saw the last intent gets the claim.

    `price` is None when it is not in the price table. `prompt` is noted: the words that the order sends.

    Errors: BudgetExceeded when it is more than the job may still spend, or unknown while there is a limit.
    """
    frame = job.find_first_frame(first_frame_id)
    if frame is None or not vendor_files.may_be_claimed(frame, seen_asked_at) or not is_wanted(job, first_frame_id):
        return job
    check_budget(job, price, frame.owed, model=f"{frame.provider}'s {model}", what="this first frame")
    return job.with_first_frame(vendor_files.claimed(frame, now, model, price, prompt))


def release_claim(job: Job, first_frame_id: UUID, asked_at: datetime) -> Job:
    """Take back the order intent of that time: the vendor certainly did not take the order, and nothing is paid."""
    return stop_unwanted(_released(job, first_frame_id, asked_at))


_released = changes_first_frame(vendor_files.released)
record_order = changes_first_frame(vendor_files.ordered)
postpone = changes_first_frame(vendor_files.postponed)
fail = changes_first_frame(vendor_files.failed)


@changes_first_frame
def forget_failures(frame: FirstFrame) -> FirstFrame:
    """Forget that steps of it failed: the vendor is drawing it, or answers and has no capacity for it."""
    return frame if frame.is_settled else vendor_files.without_failures(frame, frame.status)


def mark_drawn(job: Job, first_frame_id: UUID, picture: DrawnPicture) -> Job:
    """Record that the picture is in storage. It is chosen by itself if the scene has no usable first frame chosen."""
    frame = job.find_first_frame(first_frame_id)
    if frame is None or frame.status is not FileStatus.ORDERED:
        return job
    job = job.with_first_frame(evolve(vendor_files.without_failures(frame, FileStatus.DONE), **dict(picture)))
    scene = job.scene(frame.scene_id)
    if chosen_first_frame(job, scene) is not None:
        return job
    return job.with_scenes(evolve(scene, first_frame_id=frame.id))


@changes_first_frame
def mark_lost(frame: FirstFrame) -> FirstFrame:
    """Record that the picture is gone from storage. It stays chosen, so that its clip tells what it lacks."""
    return vendor_files.lost(frame, FIRST_FRAME_LOST)


def stop_unwanted(job: Job) -> Job:
    """Fail the first frames that are not ordered, and whose job is over or whose scene is deleted."""
    active = {scene.id for scene in job.active_scenes}
    for frame in job.first_frames:
        is_unwanted = job.status in JOB_OVER or frame.scene_id not in active
        if frame.status is FileStatus.WANTED and is_unwanted:
            job = job.with_first_frame(vendor_files.failed(frame, STOPPED))
    return job
