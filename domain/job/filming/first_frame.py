"""A first frame: a picture that is drawn in review, looked at and chosen, from which a scene's clip then begins."""

from typing import Final
from uuid import UUID

from domain.errors import ErrorInfo
from domain.job.storyboard import SceneText
from domain.job.takes.vendor_file import FileStatus, VendorFile

FIRST_FRAME_LOST: Final = ErrorInfo(
    code="first_frame_lost", message="its picture is gone from storage; have the scene's first frame drawn again"
)


class FirstFrame(VendorFile):
    """A picture drawn as the first frame of a scene. `number` counts those of the scene from 1.

    `text` is the scene's text that it shows, drawn after the `feedback`; `references` are the assets that it is drawn
    from. `request` identifies the message that asked for it.
    """

    scene_id: UUID
    request: str
    text: SceneText
    feedback: str | None = None
    references: tuple[UUID, ...] = ()

    @property
    def is_usable(self) -> bool:
        """Whether a clip can begin from it."""
        return self.status is FileStatus.DONE and self.key is not None


def picture_prompt(text: SceneText, feedback: str | None = None) -> str:
    """Return the words from which an image model draws the beginning of a scene, after the feedback if there is any."""
    return "\n".join(filter(None, (text.visual or text.description, text.lighting, f"{text.shot_type} shot", feedback)))
