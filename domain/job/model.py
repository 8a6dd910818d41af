"""A job with its scenes, takes, storyboards and assets, and what follows from them. How it changes is in `rules`."""

from collections.abc import Collection, Mapping
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Any, TypeVar, cast
from uuid import UUID, uuid5

from domain.base import Frozen, Wire
from domain.brief import AssetType, Brief
from domain.client_limits import MonthSpend
from domain.errors import MAX_MESSAGE, ErrorInfo
from domain.film_format import frames
from domain.job.approval import Approval
from domain.job.captions import overlay_ids
from domain.job.content_credentials import ContentCredentials
from domain.job.film_identity import finishing_parts
from domain.job.filming_changes import films_otherwise
from domain.job.first_frame import FirstFrame
from domain.job.left_out import LeftOut
from domain.job.soundtrack import Soundtrack
from domain.job.speech import Speech
from domain.job.storyboard import ADJUSTMENTS, SceneText
from domain.job.take import Take, TakeStatus

Value = TypeVar("Value", bound=Frozen)

Purchased = Take | Speech | FirstFrame
"""What is bought for a job."""

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
WAITS_FOR_A_PERSON = frozenset({JobStatus.STORYBOARD_REVIEW, JobStatus.FAILED})
"""Statuses in which nothing happens before a decision."""


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


SCENE_STATUS = {
    TakeStatus.WANTED: SceneStatus.PENDING,
    TakeStatus.ORDERING: SceneStatus.PROCESSING,
    TakeStatus.ORDERED: SceneStatus.PROCESSING,
    TakeStatus.FILMED: SceneStatus.PROCESSING,
    TakeStatus.DONE: SceneStatus.COMPLETED,
    TakeStatus.FAILED: SceneStatus.FAILED,
}

STOPPED = ErrorInfo(code="stopped", message="stopped by its client")


class AssetStatus(StrEnum):
    PENDING = "pending"
    READY = "ready"
    FAILED = "failed"


ASSET_LOST = ErrorInfo(
    code="asset_lost", message="the file is gone from storage; jobs go on without it until it is added as a new asset"
)


class JobAsset(Frozen):
    """An asset as this job uses it. `sha256` is of its file, in hex."""

    id: UUID
    type: AssetType | None
    name: str
    role: str
    status: AssetStatus
    source_url: str | None = None
    content_type: str | None = None
    size: int | None = None
    blob_key: str | None = None
    sha256: str | None = None
    error: ErrorInfo | None = None


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
    their texts are part of the feedback of the one before.
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
    def warning(self) -> ErrorInfo | None:
        """What was changed in the planner's answer so that it keeps the rules."""
        adjustments = self.metadata.get(ADJUSTMENTS)
        if not adjustments:
            return None
        message = f"the planner's storyboard broke rules and was adjusted: {adjustments}"
        return ErrorInfo(code="storyboard_adjusted", message=message[:MAX_MESSAGE])


class Film(Frozen):
    """A film that is cut, and the takes that it shows, in order. `size` is in bytes, `sha256` of its file in hex.

    `left_out` is what it was cut without, besides what its takes lack. `content_credentials` says whether it is signed;
    None for films of before they were. `soundtrack` is what is heard; None for films of before that was noted.
    """

    id: UUID
    key: str
    frames: int
    size: int
    sha256: str | None = None
    takes: tuple[UUID, ...]
    left_out: tuple[LeftOut, ...] = ()
    soundtrack: Soundtrack | None = None
    content_credentials: ContentCredentials | None = None
    created_at: datetime


class Job(Frozen):
    """`cut_revision` counts how often what is cut into the film besides its scenes, such as the music, was changed.

    `webhook_sequence` counts its webhook events.
    `budget_warning` is what its client had spent when it ordered last, if that was nearly all that it may in a month.
    """

    id: UUID
    brief: Brief
    status: JobStatus = JobStatus.PENDING
    revision: int = 1
    cut_revision: int = 0
    error: ErrorInfo | None = None
    assets: tuple[JobAsset, ...] = ()
    storyboards: tuple[Storyboard, ...] = ()
    scenes: tuple[Scene, ...] = ()
    speeches: tuple[Speech, ...] = ()
    first_frames: tuple[FirstFrame, ...] = ()
    film: Film | None = None
    deleted_at: datetime | None = None
    budget_warning: MonthSpend | None = None
    created_at: datetime
    updated_at: datetime
    version: int = 1
    webhook_sequence: int = 0

    @property
    def title(self) -> str:
        """What its files are called."""
        return self.brief.ad_basics.product_name.strip() or "film"

    @cached_property
    def active_scenes(self) -> tuple[Scene, ...]:
        return tuple(sorted((s for s in self.scenes if s.deleted_at is None), key=lambda scene: scene.number))

    @property
    def deleted_scenes(self) -> tuple[Scene, ...]:
        """The scenes that can be restored, the last deleted first."""
        deleted = (scene for scene in self.scenes if scene.deleted_at is not None)
        return tuple(sorted(deleted, key=lambda scene: scene.deleted_at or scene.created_at, reverse=True))

    @property
    def current_storyboard(self) -> Storyboard | None:
        """The newest revision, whether it is written or not."""
        return self.storyboards[-1] if self.storyboards else None

    @property
    def review_since(self) -> datetime | None:
        """Since when the current storyboard waits for a decision; None outside review."""
        board = self.current_storyboard
        return board.written_at if board and self.status is JobStatus.STORYBOARD_REVIEW else None

    @property
    def storyboard_scenes(self) -> tuple[StoryboardScene, ...]:
        """The active scenes as a storyboard revision has them."""
        return tuple(StoryboardScene(scene_number=scene.number, text=scene.text) for scene in self.active_scenes)

    @property
    def is_approved(self) -> bool:
        return self.current_storyboard is not None and self.current_storyboard.verdict is Verdict.APPROVED

    @property
    def has_drafts(self) -> bool:
        """Whether a clip of its scenes is made by a model's cheap variant."""
        return any(scene.clip is not None and scene.clip.is_draft for scene in self.active_scenes)

    @property
    def film_is_draft(self) -> bool:
        """Whether its film shows a draft of a scene."""
        shown = self.film.takes if self.film else ()
        return any(take.is_draft for scene in self.scenes for take in scene.takes if take.id in shown)

    @property
    def purchases(self) -> tuple[Purchased, ...]:
        """All that was or is to be bought for it."""
        return (*(take for scene in self.scenes for take in scene.takes), *self.speeches, *self.first_frames)

    @property
    def cost(self) -> Decimal:
        return sum((each.cost for each in self.purchases), Decimal(0))

    @property
    def in_doubt(self) -> Decimal:
        """What may have been spent besides `cost`. It counts as spent until that is known."""
        return sum((each.in_doubt for each in self.purchases), Decimal(0))

    @property
    def owed(self) -> Decimal:
        """What was ordered, and what is reserved for what is being made."""
        return sum((each.owed for each in self.purchases), Decimal(0))

    @cached_property
    def overlay_ids(self) -> Mapping[UUID, UUID]:
        """The id of what is drawn into the clip of each active scene besides its footage, if that is anything."""
        return overlay_ids(self)

    @cached_property
    def film_id(self) -> UUID | None:
        """The id of the film that the clips of the active scenes make; None while one of them has no clip.

        It changes exactly when another film is to be cut.
        """
        parts = [
            f"{scene.clip.id}:{scene.text.transition}:{frames(scene.text.duration)}"
            for scene in self.active_scenes
            if scene.clip
        ]
        if not parts or len(parts) < len(self.active_scenes):
            return None
        size = f"{self.brief.format.width}x{self.brief.format.height}"
        # Both are left out where there is nothing to say, so that films of before keep their ids.
        changed = [f"cut {self.cut_revision}"] if self.cut_revision else []
        labelled = ["AI label"] if self.brief.production.is_labelled else []
        return uuid5(self.id, "|".join([CUT_VERSION, size, *parts, *changed, *labelled, *finishing_parts(self)]))

    @property
    def film_is_stale(self) -> bool:
        return self.film is not None and self.film.id != self.film_id

    def scene(self, scene_id: UUID) -> Scene:
        """Return the scene of that id, deleted or not."""
        return next(scene for scene in self.scenes if scene.id == scene_id)

    def find_take(self, take_id: UUID, statuses: Collection[TakeStatus] = tuple(TakeStatus)) -> Take | None:
        """Return the take if the job has it and it is in one of the statuses."""
        takes = (take for scene in self.scenes for take in scene.takes if take.id == take_id)
        return next((take for take in takes if take.status in statuses), None)

    def with_scenes(self, *changed: Scene) -> "Job":
        by_id = {scene.id: scene for scene in changed}
        return evolve(self, scenes=tuple(by_id.get(scene.id, scene) for scene in self.scenes))

    def with_take(self, changed: Take) -> "Job":
        scene = self.scene(changed.scene_id)
        takes = tuple(changed if take.id == changed.id else take for take in scene.takes)
        return self.with_scenes(evolve(scene, takes=takes))

    def find_speech(self, speech_id: UUID) -> Speech | None:
        return next((speech for speech in self.speeches if speech.id == speech_id), None)

    def with_speech(self, changed: Speech) -> "Job":
        """Return the job with the line of speech replaced, or added at the end."""
        if self.find_speech(changed.id) is None:
            return evolve(self, speeches=(*self.speeches, changed))
        speeches = tuple(changed if speech.id == changed.id else speech for speech in self.speeches)
        return evolve(self, speeches=speeches)

    def find_first_frame(self, first_frame_id: UUID | None) -> FirstFrame | None:
        return next((each for each in self.first_frames if each.id == first_frame_id), None)

    def with_first_frame(self, changed: FirstFrame) -> "Job":
        """Return the job with the first frame replaced, or added at the end."""
        if self.find_first_frame(changed.id) is None:
            return evolve(self, first_frames=(*self.first_frames, changed))
        return evolve(
            self, first_frames=tuple(changed if each.id == changed.id else each for each in self.first_frames)
        )

    def with_storyboard(self, changed: Storyboard) -> "Job":
        """Return the job with the revision replaced, or added at the end."""
        kept = tuple(board for board in self.storyboards if board.revision < changed.revision)
        return evolve(self, storyboards=(*kept, changed))


def evolve(value: Value, **changes: object) -> Value:
    """Return a copy with these fields changed, not validated, and without the cached properties of the original."""
    fields = {name: getattr(value, name) for name in type(value).model_fields}
    return cast(Value, type(value).model_construct(**{**fields, **changes}))
