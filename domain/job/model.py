"""A job with its scenes, takes, storyboards and assets, and what follows from them. How it changes: `domain.rules`."""

from collections.abc import Collection, Mapping
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from uuid import UUID, uuid5

from domain.base import Frozen, evolve
from domain.brief import Brief
from domain.clients.client_limits import MonthSpend
from domain.errors import ErrorInfo
from domain.film_format import frames
from domain.job.film.captions import overlay_ids
from domain.job.film.film_file import Film
from domain.job.film.film_identity import finishing_parts
from domain.job.filming.first_frame import FirstFrame
from domain.job.job_asset import JobAsset
from domain.job.scene import Scene
from domain.job.sound.speech import Speech
from domain.job.storyboard_revision import Storyboard, StoryboardScene, Verdict
from domain.job.takes.take import Take, TakeStatus

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
