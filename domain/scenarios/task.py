"""The task that saves a scenario, and the scenario and scenes that it saves."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid5

from pydantic import Field

from domain.base import Frozen
from domain.errors import ErrorInfo


class TaskStatus(StrEnum):
    PENDING = "pending"
    RUNNING = "running"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"


TASK_OVER = frozenset({TaskStatus.COMPLETED, TaskStatus.FAILED, TaskStatus.CANCELLED})


class SavedSceneStatus(StrEnum):
    """A saved scene is completed when it has its image."""

    PENDING = "pending"
    COMPLETED = "completed"


class ImageOutcome(StrEnum):
    """How the drawing of a scene's image ended."""

    GENERATED = "generated"
    SKIPPED = "skipped"
    FAILED = "failed"


class TaskResult(Frozen):
    """What a task that is over did. Images generated, skipped and failed add up to the scenes."""

    scenario_id: UUID
    scene_count: int = Field(examples=[5])
    images_generated: int = Field(examples=[4])
    images_skipped: int = Field(examples=[1])
    images_failed: int = Field(examples=[0])
    credits_charged: int = Field(examples=[8])
    skipped_reason: str | None


class Task(Frozen):
    """A client's task that saves a scenario. `price` is what an image costs in credits, once that is decided."""

    id: UUID
    client_id: str
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
    """Whether it is over, holds no credits and has no order in doubt."""
    created_at: datetime
    updated_at: datetime

    @property
    def is_over(self) -> bool:
        return self.status in TASK_OVER

    @property
    def scenario_id(self) -> UUID:
        return uuid5(self.id, "scenario")


class StoredImage(Frozen):
    """An image in storage. `size` is in bytes."""

    key: str
    content_type: str
    size: int


class SavedScene(Frozen):
    """A scene of a saved scenario. `outcome` is None while its image is still to be drawn."""

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
    """A client's saved scenario, with its scenes in order."""

    id: UUID
    task_id: UUID
    client_id: str
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
    """The progress of a task, in percent and in words."""

    progress: int
    message: str


def count_results(scenario_id: UUID, scenes: Sequence[SavedScene], reason: str | None) -> TaskResult:
    """Return the result of a task, counted from its scenes."""
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
