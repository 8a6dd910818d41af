"""One revision of a storyboard, and the verdict on it."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from domain.base import Frozen, Wire
from domain.errors import MAX_MESSAGE, ErrorInfo
from domain.job.approval import Approval
from domain.job.storyboard import ADJUSTMENTS, SceneText


class Verdict(StrEnum):
    APPROVED = "approved"
    REJECTED = "rejected"
    REPLACED = "replaced"
    """Regenerated or edited, without being rejected."""


class StoryboardScene(Wire):
    """A scene as a storyboard revision has it."""

    scene_number: int
    text: SceneText


class Storyboard(Frozen):
    """One revision of the storyboard. Without scenes it is still to be written.

    `only` is the number of the one scene that is written again. `feedback` belongs to the verdict. `written_at` is when
    it got its scenes: in review, since when it waits for a decision. `notes` are those that this revision answers:
    their texts are part of the feedback of the one before. `metadata` says what wrote it; it is empty for what a person
    edited.
    """

    revision: int
    scenes: tuple[StoryboardScene, ...] | None = None
    verdict: Verdict | None = None
    approval: Approval | None = None
    feedback: str | None = None
    only: int | None = None
    notes: tuple[UUID, ...] = ()
    metadata: dict[str, str] = {}
    created_at: datetime
    written_at: datetime | None = None

    @property
    def is_written_anew(self) -> bool:
        """Whether a planner wrote all of it: its scenes are none of those before."""
        return self.scenes is not None and self.only is None and bool(self.metadata)

    @property
    def warning(self) -> ErrorInfo | None:
        """What was changed in the planner's answer so that it keeps the rules."""
        adjustments = self.metadata.get(ADJUSTMENTS)
        if not adjustments:
            return None
        message = f"the planner's storyboard broke rules and was adjusted: {adjustments}"
        return ErrorInfo(code="storyboard_adjusted", message=message[:MAX_MESSAGE])
