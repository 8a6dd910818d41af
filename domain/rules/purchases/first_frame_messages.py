"""The messages about first frames, which are drawn and chosen in review."""

from typing import Literal
from uuid import UUID

from domain.base import Wire
from domain.rules.scenes.scene_messages import NonBlankText, Ordinal, SceneNumbers


class DrawFirstFrames(Wire):
    """Have first frames drawn: of these scenes, else of each that has none. They are paid for apart from the clips.

    `feedback` says what is to be different in these pictures.
    """

    action: Literal["draw_first_frames"] = "draw_first_frames"
    scene_numbers: SceneNumbers | None = None
    feedback: NonBlankText | None = None


class ChooseFirstFrame(Wire):
    """Choose the picture from which a scene's clip begins; null: none of those that were drawn."""

    action: Literal["choose_first_frame"] = "choose_first_frame"
    scene_number: Ordinal
    first_frame_id: UUID | None
