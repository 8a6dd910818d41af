"""Saved scenarios and the tasks that save them: snake_case, the shapes of the seed `002…` (spec §5)."""

import json
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from api.schemas.common import OptionalError, UtcTime, view_of
from domain.base import Frozen
from domain.credits import UserId
from domain.scenarios.task import (
    ImageOutcome,
    SavedScenario,
    SavedScene,
    SavedSceneStatus,
    Task,
    TaskResult,
    TaskStatus,
)

_EXAMPLE = {
    "title": "Product Showcase Video",
    "scenes": [{"scene_number": 1, "description": "Product introduction", "duration": 5, "image_prompt": "A tin"}],
    "audio_script": {"hook": "Discover the future of technology", "cta": "Get yours today"},
}


class SaveScenarioRequest(Frozen):
    """`scenario` is a JSON object, as a string."""

    short_id: Annotated[str, StringConstraints(min_length=1, max_length=200)] = Field(examples=["short_456"])
    user_id: UserId = Field(examples=["user_789"])
    scenario: str = Field(examples=[json.dumps(_EXAMPLE)])


class SaveScenarioResponse(Frozen):
    """`task_id` is the id of the task to follow."""

    task_id: UUID
    status: TaskStatus
    message: str = Field(examples=["Scenario save started"])


class TaskJson(Frozen):
    """`result` is null until the task is over."""

    task_id: UUID
    type: Literal["SAVE_SCENARIO"] = "SAVE_SCENARIO"
    status: TaskStatus = Field(examples=["completed"])
    progress: int = Field(examples=[100])
    message: str = Field(examples=["Scenario saved with 5 scenes and 4 generated images"])
    result: TaskResult | None
    error: OptionalError
    created_at: UtcTime
    updated_at: UtcTime


class SavedSceneJson(Frozen):
    """`image_outcome` is null while the image is still to be generated; the first scene's is never generated."""

    id: UUID
    scene_number: int
    scene_id: str | None = Field(examples=["scene_1"])
    description: str | None = Field(examples=["Product introduction"])
    duration: float | None = Field(examples=[5.0])
    image_prompt: str | None = Field(examples=["Modern smartphone on dark background with dramatic lighting"])
    visual_prompt: str | None = Field(examples=["Camera slowly zooms in on smartphone"])
    product_reference_image_url: str | None = Field(examples=["https://example.com/product.jpg"])
    image_reasoning: str | None = Field(examples=["Highlights the main product clearly"])
    image_url: str | None
    status: SavedSceneStatus
    metadata: dict[str, Any]
    image_outcome: ImageOutcome | None = Field(examples=["skipped"])
    credits: int = Field(examples=[0])
    warning: str | None
    error: OptionalError


class SavedScenarioJson(Frozen):
    """`metadata` holds every key of the scenario that has no field of its own, unknown ones too."""

    id: UUID
    task_id: UUID
    short_id: str = Field(examples=["short_456"])
    user_id: str = Field(examples=["user_789"])
    title: str = Field(examples=["Product Showcase Video"])
    description: str | None = Field(examples=["A dynamic showcase of the product features"])
    script: str | None = Field(examples=["Discover the future of technology\nGet yours today"])
    scene_count: int
    estimated_duration: float | None = Field(examples=[15.0])
    metadata: dict[str, Any] = Field(examples=[{"mood": "professional", "resolution": "1080:1920"}])
    created_at: UtcTime
    updated_at: UtcTime
    scenes: tuple[SavedSceneJson, ...]


def task_json(task: Task) -> TaskJson:
    return view_of(TaskJson, task, task_id=task.id, type="SAVE_SCENARIO")


def scenario_json(scenario: SavedScenario) -> SavedScenarioJson:
    return view_of(SavedScenarioJson, scenario, scenes=tuple(map(_scene_json, scenario.scenes)))


def _scene_json(scene: SavedScene) -> SavedSceneJson:
    return view_of(SavedSceneJson, scene, image_outcome=scene.outcome)
