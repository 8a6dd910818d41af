"""A job as Postgres knows it, and what can be read off it. How it may change is in `rules` and `steps`."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Any, TypeVar, cast
from uuid import UUID, uuid5

from domain.base import Frozen, Wire
from domain.brief import AssetType, Brief
from domain.error_info import MAX_MESSAGE, ErrorInfo
from domain.film_format import FilmFormat, frames
from domain.job.storyboard import ADJUSTMENTS, SceneText
from domain.job.take import Take, TakeStatus

Value = TypeVar("Value", bound=Frozen)

CUT_VERSION = "1"
"""Part of a film's identity: another way of cutting makes another film of the same takes."""


class JobStatus(StrEnum):
    PENDING = "pending"
    GENERATING_SCENES = "generating_scenes"
    STORYBOARD_REVIEW = "storyboard_review"
    PROCESSING = "processing"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"


JOB_OVER = frozenset({JobStatus.COMPLETED, JobStatus.CANCELLED})


class Stage(StrEnum):
    QUEUED = "queued"
    INGESTING_ASSETS = "ingesting_assets"
    PLANNING = "planning"
    REVIEW = "review"
    FILMING = "filming"
    AWAITING_RETRY = "awaiting_retry"
    CUTTING = "cutting"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class SceneStatus(StrEnum):
    PENDING = "pending"
    PROCESSING = "processing"
    COMPLETED = "completed"
    FAILED = "failed"


_SCENE_STATUS = {
    TakeStatus.WANTED: SceneStatus.PENDING,
    TakeStatus.ORDERING: SceneStatus.PROCESSING,
    TakeStatus.ORDERED: SceneStatus.PROCESSING,
    TakeStatus.FILMED: SceneStatus.PROCESSING,
    TakeStatus.DONE: SceneStatus.COMPLETED,
    TakeStatus.FAILED: SceneStatus.FAILED,
    TakeStatus.STOPPING: SceneStatus.PENDING,
    TakeStatus.CANCELLED: SceneStatus.PENDING,
}


_ENDED_EARLY = frozenset({TakeStatus.STOPPING, TakeStatus.CANCELLED})

STOPPED = ErrorInfo(code="stopped", message="stopped by its client")
"""Why a take ended that was stopped while its job went on."""


class AssetStatus(StrEnum):
    PENDING = "pending"
    READY = "ready"
    FAILED = "failed"


ASSET_LOST = ErrorInfo(
    code="asset_lost", message="the file is gone from storage; jobs go on without it until it is added as a new asset"
)
"""Why an asset that was there cannot be used any more."""


class JobAsset(Frozen):
    """An asset as this job uses it."""

    id: UUID
    type: AssetType | None
    name: str
    role: str
    status: AssetStatus
    source_url: str | None = None
    content_type: str | None = None
    size: int | None = None
    blob_key: str | None = None
    error: ErrorInfo | None = None


class Scene(Frozen):
    """`take_id` is the take it stands on: the one being made, or the chosen one. `fallback_id` is the finished take
    that is chosen again when the one being made fails."""

    id: UUID
    number: int
    text: SceneText
    revision: int = 1
    take_id: UUID | None = None
    fallback_id: UUID | None = None
    provider_id: str | None = None
    """Who made the clip, as its client says; else it is the take's own order."""
    metadata: dict[str, Any] = {}
    takes: tuple[Take, ...] = ()
    error: ErrorInfo | None = None
    deleted_at: datetime | None = None
    created_at: datetime
    updated_at: datetime | None = None

    @cached_property
    def take(self) -> Take | None:
        return next((take for take in self.takes if take.id == self.take_id), None)

    @property
    def status(self) -> SceneStatus:
        if self.take is None:
            return SceneStatus.PENDING
        was_stopped = self.take.status in _ENDED_EARLY and self.take.error and self.take.error.code == STOPPED.code
        return SceneStatus.FAILED if was_stopped else _SCENE_STATUS[self.take.status]

    @property
    def is_stale(self) -> bool:
        """Its clip shows another text than it has now. A shorter length or another transition needs no new clip."""
        if self.clip is None or self.clip.text is None:
            return False
        shown = {"duration": self.text.duration, "transition": self.text.transition}
        return evolve(self.clip.text, **shown) != self.text

    @property
    def clip(self) -> Take | None:
        """The take whose clip is in the film; None while the scene has none."""
        return self.take if self.take and self.take.status is TakeStatus.DONE else None


class Verdict(StrEnum):
    APPROVED = "approved"
    REJECTED = "rejected"
    REPLACED = "replaced"
    """Regenerated without being refused."""


class StoryboardScene(Wire):
    """A scene of a storyboard revision, as it was then."""

    scene_number: int
    text: SceneText


class Storyboard(Frozen):
    """One revision. Without scenes it is still to be written; `only` then names the one scene that changes.

    `feedback` is what was said of this revision when it got its verdict.
    """

    revision: int
    scenes: tuple[StoryboardScene, ...] | None = None
    verdict: Verdict | None = None
    feedback: str | None = None
    only: int | None = None
    metadata: dict[str, str] = {}
    created_at: datetime

    @property
    def warning(self) -> ErrorInfo | None:
        """What was changed in the planner's answer so that it keeps the rules."""
        adjustments = self.metadata.get(ADJUSTMENTS)
        if not adjustments:
            return None
        message = f"the planner's storyboard broke rules and was adjusted: {adjustments}"
        return ErrorInfo(code="storyboard_adjusted", message=message[:MAX_MESSAGE])


class Film(Frozen):
    """A cut that was finished, and the takes it shows, in order."""

    id: UUID
    key: str
    frames: int
    size: int
    takes: tuple[UUID, ...]
    created_at: datetime


class Job(Frozen):
    id: UUID
    brief: Brief
    status: JobStatus = JobStatus.PENDING
    revision: int = 1
    error: ErrorInfo | None = None
    assets: tuple[JobAsset, ...] = ()
    storyboards: tuple[Storyboard, ...] = ()
    scenes: tuple[Scene, ...] = ()
    film: Film | None = None
    deleted_at: datetime | None = None
    created_at: datetime
    updated_at: datetime
    version: int = 1

    @cached_property
    def active_scenes(self) -> tuple[Scene, ...]:
        return tuple(sorted((s for s in self.scenes if s.deleted_at is None), key=lambda scene: scene.number))

    @property
    def format(self) -> FilmFormat:
        return self.brief.format

    @property
    def current_storyboard(self) -> Storyboard | None:
        """The newest revision, written or still to be written."""
        return self.storyboards[-1] if self.storyboards else None

    @property
    def is_approved(self) -> bool:
        return self.current_storyboard is not None and self.current_storyboard.verdict is Verdict.APPROVED

    @property
    def cost(self) -> Decimal:
        return sum((take.cost for scene in self.scenes for take in scene.takes), Decimal(0))

    @property
    def in_doubt(self) -> Decimal:
        """What was perhaps spent besides: it counts as spent until somebody knows."""
        return sum((take.in_doubt for scene in self.scenes for take in scene.takes), Decimal(0))

    @property
    def owed(self) -> Decimal:
        """What was ordered, and what is set aside for takes that are being made."""
        return sum((take.owed for scene in self.scenes for take in scene.takes), Decimal(0))

    @property
    def film_id(self) -> UUID | None:
        """Which film the clips of the living scenes make; None while one of them has no clip."""
        clips = [scene.clip for scene in self.active_scenes]
        if not clips or None in clips:
            return None
        parts = (
            f"{clip.id}:{scene.text.transition}:{frames(scene.text.duration)}"
            for scene, clip in zip(self.active_scenes, clips, strict=True)
            if clip
        )
        size = f"{self.format.width}x{self.format.height}"
        return uuid5(self.id, "|".join([CUT_VERSION, size, *parts]))

    @property
    def film_is_stale(self) -> bool:
        return self.film is not None and self.film.id != self.film_id

    def scene_numbered(self, number: int) -> Scene | None:
        return next((scene for scene in self.active_scenes if scene.number == number), None)

    def scene(self, scene_id: UUID) -> Scene:
        """Return the scene of that id, deleted or not."""
        return next(scene for scene in self.scenes if scene.id == scene_id)

    def take(self, take_id: UUID) -> tuple[Scene, Take] | None:
        for scene in self.scenes:
            for take in scene.takes:
                if take.id == take_id:
                    return scene, take
        return None

    def with_scene(self, changed: Scene) -> "Job":
        return self.evolve(scenes=tuple(changed if s.id == changed.id else s for s in self.scenes))

    def with_take(self, changed: Take) -> "Job":
        scene = self.scene(changed.scene_id)
        takes = tuple(changed if take.id == changed.id else take for take in scene.takes)
        return self.with_scene(evolve(scene, takes=takes))

    def with_storyboard(self, changed: Storyboard) -> "Job":
        """Replaces the revision, or adds it at the end."""
        kept = tuple(board for board in self.storyboards if board.revision < changed.revision)
        return self.evolve(storyboards=(*kept, changed))

    def evolve(self, **changes: object) -> "Job":
        return evolve(self, **changes)


def evolve(value: Value, **changes: object) -> Value:
    """A copy with these fields changed. What was computed from the old ones is forgotten."""
    fields = {name: getattr(value, name) for name in type(value).model_fields}
    return cast(Value, type(value).model_construct(**{**fields, **changes}))
