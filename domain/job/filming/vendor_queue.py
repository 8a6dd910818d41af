"""Which takes wait for nothing but their vendor, so that a take can say how many are ahead of it."""

from collections.abc import Mapping
from uuid import UUID

from domain.job.filming.chains import awaited_scene
from domain.job.filming.first_frame_choice import waits_for_first_frame
from domain.job.model import Job
from domain.job.scene import Scene
from domain.job.takes.take import Take, TakeStatus


def queued_takes(job: Job) -> Mapping[UUID, str]:
    """Return the takes that may be ordered now, each with the vendor whose order comes next.

    Not those that wait for the end of a back-off, their words, another scene, a first frame or a still. One that waits
    for an asset counts: that is there in seconds, and may arrive without a change of the job, by another one's.
    """
    taking = ((scene, scene.take) for scene in job.active_scenes if scene.take)
    return {take.id: next_vendor(take) for scene, take in taking if _is_queued(job, scene, take)}


def next_vendor(take: Take) -> str:
    """Return whose order comes next: that of the still, while it is to be drawn."""
    return take.still.provider if take.still and take.still.key is None else take.provider


def is_being_drawn(take: Take) -> bool:
    """Whether the still from which the take begins is ordered and not there yet."""
    return take.still is not None and take.still.asked_at is not None and take.still.key is None


def _is_queued(job: Job, scene: Scene, take: Take) -> bool:
    if take.status is not TakeStatus.WANTED or take.waits_in_back_off or take.text is None or is_being_drawn(take):
        return False
    return awaited_scene(job, scene) is None and not waits_for_first_frame(job, scene)
