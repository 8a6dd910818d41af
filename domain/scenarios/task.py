"""A save-scenario task, what it saves, and the port to both (spec §5)."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid5

from pydantic import Field

from domain.base import Frozen
from domain.error_info import ErrorInfo
from domain.scenarios.document import ScenarioDocument
from domain.vendor_limits import VendorLimits


class TaskStatus(StrEnum):
    PENDING = "pending"
    RUNNING = "running"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"


TASK_OVER = frozenset({TaskStatus.COMPLETED, TaskStatus.FAILED, TaskStatus.CANCELLED})


class SavedSceneStatus(StrEnum):
    """`completed`: it has a picture."""

    PENDING = "pending"
    COMPLETED = "completed"


class ImageOutcome(StrEnum):
    """What became of a scene's picture."""

    GENERATED = "generated"
    SKIPPED = "skipped"
    FAILED = "failed"


class TaskResult(Frozen):
    """What a task that is over has done. The three kinds of images add up to the scenes."""

    scenario_id: UUID
    scene_count: int = Field(examples=[5])
    images_generated: int = Field(examples=[4])
    images_skipped: int = Field(examples=[1])
    images_failed: int = Field(examples=[0])
    credits_charged: int = Field(examples=[8])
    skipped_reason: str | None


class Task(Frozen):
    """`price` is what a picture costs in credits, once that was settled. `is_settled`: it is over, and nothing is
    held for it or in doubt."""

    id: UUID
    short_id: str
    user_id: str
    scenario: dict[str, Any]
    status: TaskStatus
    progress: int
    message: str
    price: int | None = None
    skipped_reason: str | None = None
    result: TaskResult | None = None
    error: ErrorInfo | None = None
    is_settled: bool = False
    created_at: datetime
    updated_at: datetime

    @property
    def is_over(self) -> bool:
        return self.status in TASK_OVER

    @property
    def scenario_id(self) -> UUID:
        return uuid5(self.id, "scenario")


class StoredImage(Frozen):
    """A picture's object in storage."""

    key: str
    content_type: str
    size: int


class SavedScene(Frozen):
    """A row of `video_scenes`. `outcome` is None while its picture is still to be drawn."""

    id: UUID
    scenario_id: UUID
    scene_number: int
    scene_id: str | None = None
    description: str | None = None
    duration: float | None = None
    image_prompt: str | None = None
    visual_prompt: str | None = None
    product_reference_image_url: str | None = None
    image_reasoning: str | None = None
    image_url: str | None = None
    status: SavedSceneStatus = SavedSceneStatus.PENDING
    metadata: dict[str, Any] = {}
    outcome: ImageOutcome | None = None
    order_id: str | None = None
    orders: int = 0
    cost: Decimal = Decimal(0)
    credits: int = 0
    picture: StoredImage | None = None
    asset_id: UUID | None = None
    warning: str | None = None
    error: ErrorInfo | None = None


class SavedScenario(Frozen):
    """A row of `video_scenarios`, with its scenes in order."""

    id: UUID
    task_id: UUID
    short_id: str
    user_id: str
    title: str
    description: str | None
    script: str | None
    scene_count: int
    estimated_duration: float | None
    metadata: dict[str, Any]
    created_at: datetime
    updated_at: datetime
    scenes: tuple[SavedScene, ...] = ()


class TaskProgress(Frozen):
    """How far a task is, in percent and in words."""

    progress: int
    message: str


class ImageOrderState(Frozen):
    """How the order of a scene's picture stands, and what time it is in the database."""

    is_wanted: bool
    asked_at: datetime | None
    order_id: str | None
    now: datetime


def count_results(scenario_id: UUID, scenes: Sequence[SavedScene], reason: str | None) -> TaskResult:
    """What was done, counted from the scenes themselves."""
    outcomes = [scene.outcome for scene in scenes]
    return TaskResult(
        scenario_id=scenario_id,
        scene_count=len(scenes),
        images_generated=outcomes.count(ImageOutcome.GENERATED),
        images_skipped=outcomes.count(ImageOutcome.SKIPPED),
        images_failed=outcomes.count(ImageOutcome.FAILED),
        credits_charged=sum(scene.credits for scene in scenes),
        skipped_reason=reason,
    )


class ScenarioRepository(ABC):
    """Save-scenario tasks and what they save. Every step may be done twice.

    Errors: NotFound for a task or scene that is not there, Transient while the database is away.
    """

    @abstractmethod
    async def task(self, task_id: UUID) -> Task: ...

    @abstractmethod
    async def advance(self, task_id: UUID, progress: int, message: str) -> Task:
        """The task runs and is so far. It never goes back, and one that is over stays as it is."""

    @abstractmethod
    async def save_scenario(self, task: Task, scenario: ScenarioDocument) -> None:
        """The scenario is there, unless the task is over."""

    @abstractmethod
    async def save_scenes(self, task: Task, scenario: ScenarioDocument) -> None:
        """Its scenes are there, unless the task is over."""

    @abstractmethod
    async def scenes(self, task_id: UUID) -> tuple[SavedScene, ...]:
        """Those that are saved, in order."""

    @abstractmethod
    async def scene(self, scene_id: UUID) -> SavedScene: ...

    @abstractmethod
    async def set_price(self, task_id: UUID, price: int) -> Task:
        """What a picture costs in credits is settled, once."""

    @abstractmethod
    async def skip_remaining_images(self, task_id: UUID, reason: str) -> None:
        """The pictures that are not drawn yet are not drawn; the task says why."""

    @abstractmethod
    async def order_state(self, scene_id: UUID) -> ImageOrderState: ...

    @abstractmethod
    async def claim(
        self, scene_id: UUID, seen: datetime | None, vendor: str, limits: VendorLimits | None
    ) -> datetime | None:
        """The intent to order, written when the last one was `seen` and the picture is wanted; else None.

        It goes through the vendor's door. Errors: VendorBusy, VendorDown.
        """

    @abstractmethod
    async def release_claim(self, scene_id: UUID, asked_at: datetime) -> None: ...

    @abstractmethod
    async def record_order(self, scene_id: UUID, order_id: str, cost: Decimal) -> None: ...

    @abstractmethod
    async def warn(self, scene_id: UUID, warning: str) -> None: ...

    @abstractmethod
    async def save_image_key(self, scene_id: UUID, picture: StoredImage) -> None:
        """Where the picture is going to lie. The vendor that made it is not away."""

    @abstractmethod
    async def complete_image(self, scene_id: UUID, credits: int, so_far: TaskProgress | None = None) -> None:
        """The picture is stored and paid for: the scene is completed, and its task is `so_far`, as by `advance`."""

    @abstractmethod
    async def give_up_image(self, scene_id: UUID, outcome: ImageOutcome, error: ErrorInfo | None = None) -> None:
        """There will be no picture. One that is drawn stays drawn. A vendor that refuses one is not away."""

    @abstractmethod
    async def vendor_unavailable_for(self, task_id: UUID) -> timedelta:
        """It did not answer: for how long now, over all pictures of the task."""

    @abstractmethod
    async def cancel(self, task_id: UUID, request: str) -> None:
        """It is cancelled. The same request again is the same cancelling. Errors: Conflict when it is over."""

    @abstractmethod
    async def end(self, task_id: UUID, result: TaskResult | None, message: str, error: ErrorInfo | None) -> None:
        """Nothing is held or in doubt any more: it is completed, failed with that error, or stays cancelled."""

    @abstractmethod
    async def unsettled(self, after: UUID | None, limit: int) -> Sequence[UUID]:
        """Tasks, by id, that still need a run, from the one behind `after`."""
