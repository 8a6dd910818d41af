"""A scene of a job, with its takes."""

from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import Any
from uuid import UUID

from domain.base import Frozen, evolve
from domain.errors import ErrorInfo
from domain.job.filming.changes import films_otherwise
from domain.job.storyboard import SceneText
from domain.job.takes.take import Take, TakeStatus


class SceneStatus(StrEnum):
    PENDING = "pending"
    PROCESSING = "processing"
    COMPLETED = "completed"
    FAILED = "failed"


SCENE_STATUS = {
    TakeStatus.WANTED: SceneStatus.PENDING,
    TakeStatus.ORDERING: SceneStatus.PROCESSING,
    TakeStatus.ORDERED: SceneStatus.PROCESSING,
    TakeStatus.FILMED: SceneStatus.PROCESSING,
    TakeStatus.DONE: SceneStatus.COMPLETED,
    TakeStatus.FAILED: SceneStatus.FAILED,
}


STOPPED = ErrorInfo(code="stopped", message="stopped by its client")


class Scene(Frozen):
    """A scene of a job. `take_id` is its current take: the one being made, or the chosen one.

    `fallback_id` is the finished take that becomes current again when the one being made fails. `provider_id`
    identifies the clip as its client says; without it, the take's own order does. `first_frame_id` is the first frame
    that was chosen for it.
    """

    id: UUID
    number: int
    text: SceneText
    revision: int = 1
    take_id: UUID | None = None
    fallback_id: UUID | None = None
    first_frame_id: UUID | None = None
    provider_id: str | None = None
    metadata: dict[str, Any] = {}
    takes: tuple[Take, ...] = ()
    error: ErrorInfo | None = None
    deleted_at: datetime | None = None
    created_at: datetime
    updated_at: datetime | None = None

    @cached_property
    def take(self) -> Take | None:
        """The current take."""
        return next((take for take in self.takes if take.id == self.take_id), None)

    @property
    def status(self) -> SceneStatus:
        """That of its current take: pending while there is nothing of it, failed once its client stopped it."""
        if self.take is None:
            return SceneStatus.PENDING
        was_stopped = self.take.error and self.take.error.code == STOPPED.code
        return SCENE_STATUS.get(self.take.status, SceneStatus.FAILED if was_stopped else SceneStatus.PENDING)

    @property
    def shown_error(self) -> ErrorInfo | None:
        """Its own error, else that of its current take, which may be tried again."""
        return self.error or (self.take.error if self.take else None)

    @property
    def is_stale(self) -> bool:
        """Whether the clip shows another text than the scene has, apart from its length and transition, or would be
        another as the scene is to be filmed now.

        A scene that no longer has the assets which its clip lacks is not stale.
        """
        if self.clip is None or self.clip.text is None:
            return False
        lacking = {part.asset for part in self.clip.left_out}
        shown = tuple(asset for asset in self.clip.text.assets if asset not in lacking)
        kept = {"duration": self.text.duration, "transition": self.text.transition, "filming": self.text.filming}
        if films_otherwise(self.text.filming, self.clip):
            return True
        now = evolve(self.clip.text, **kept)
        return self.text not in (now, now if shown == now.assets else evolve(now, assets=shown))

    @cached_property
    def clip(self) -> Take | None:
        """The current take, if it is done: its clip is the one in the film."""
        return self.take if self.take and self.take.status is TakeStatus.DONE else None

    def seed_of_take(self, number: int) -> int:
        """Return the seed of the scene's take of that number: the one that its client chose, else one of its own."""
        chosen = self.text.filming.seed if self.text.filming else None
        return self.own_seed(number) if chosen is None else chosen

    def own_seed(self, number: int) -> int:
        """Return the seed that no other take has, unless somebody chooses it."""
        return self.id.int % 2**30 + number

    def owns_seed_of(self, take: Take) -> bool:
        """Return whether no other take by the take's model has its seed, in any job."""
        is_ours = take.seed in [self.own_seed(each.number) for each in self.takes]
        same = [each for each in self.takes if (each.model, each.seed) == (take.model, take.seed)]
        return is_ours and len(same) <= 1

    def refused_before(self, take: Take | None) -> Take | None:
        """Return the take of another vendor in place of which the take is made; None if it is nobody's fallback."""
        return next((each for each in self.takes if take and each.id == take.fallback_of), None)

    @property
    def needs_take(self) -> bool:
        """Whether it has no clip and no open take. A take that is being stopped is not open."""
        return self.clip is None and not (self.take and self.take.is_open)
