"""Save a scenario that was written elsewhere, follow the task that saves it, and read it."""

import json
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi.exceptions import RequestValidationError
from pydantic import Field, StringConstraints, ValidationError

from api.dependencies import CallerDep, ContainerDep, MessageId, ScenarioId, TaskId
from api.http.access.scopes import needs
from api.http.errors import Unprocessable
from api.http.idempotency.route import ApiRoute
from api.http.json_request import parse_json, raise_found, strictly
from api.http.routing import ApiRouter
from api.openapi import responses
from api.schemas.common import OptionalError, UtcTime, view_of
from domain.base import Frozen
from domain.clients.access import Scope
from domain.credits import UserId
from domain.errors import Invalid
from domain.scenarios.document import ScenarioDocument, document_errors
from domain.scenarios.task import ImageOutcome, SavedSceneStatus, TaskResult, TaskStatus

router = ApiRouter(tags=["scenarios"], route_class=ApiRoute)

STARTED = "Scenario save started"
_CANCELLED = {"status": "cancelled", "message": "Task cancelled"}

_EXAMPLE = {
    "title": "Product Showcase Video",
    "scenes": [{"scene_number": 1, "description": "Product introduction", "duration": 5, "image_prompt": "A tin"}],
    "audio_script": {"hook": "Discover the future of technology", "cta": "Get yours today"},
}


class SaveScenarioRequest(Frozen):
    """`scenario` is a JSON object, as a string."""

    short_id: Annotated[str, StringConstraints(min_length=1, max_length=200)] = Field(examples=["short_456"])
    user_id: UserId = Field(examples=["user_789"])
    scenario: str = Field(
        examples=[json.dumps(_EXAMPLE)],
        json_schema_extra={"format": "json", "contentMediaType": "application/json"},
    )


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


@router.post("/scenario/save", status_code=202, summary="Save a scenario", responses=responses(status=202))
@needs(Scope.WRITE_FILMS)
async def save_scenario(
    body: Annotated[SaveScenarioRequest, strictly(SaveScenarioRequest)],
    task_id: MessageId,
    container: ContainerDep,
    caller: CallerDep,
) -> SaveScenarioResponse:
    """Start a task that saves the scenario and its scenes, and generates an image for each scene but the first. The
    task checks the credits. With the key of a client, a user who is nobody's becomes that client's."""
    scenario = _scenario(body.scenario)
    task = await container.scenarios.create(task_id, body.short_id, body.user_id, scenario, STARTED, caller.client_id)
    await container.gateway.begin_saving(task.id, task.user_id)
    return SaveScenarioResponse(task_id=task.id, status=TaskStatus.PENDING, message=STARTED)


@router.get("/scenario/save/tasks/{task_id}", summary="Read a task", responses=responses(404))
@needs(Scope.READ_FILMS)
async def read_task(task_id: TaskId, container: ContainerDep) -> TaskJson:
    """The task's status, progress and result."""
    return view_of(TaskJson, await container.scenarios.task(task_id), task_id=task_id)


@router.delete("/scenario/save/tasks/{task_id}", summary="Cancel a task", responses=responses(404, example=_CANCELLED))
@needs(Scope.WRITE_FILMS)
async def cancel_task(task_id: TaskId, message_id: MessageId, container: ContainerDep) -> SaveScenarioResponse:
    """Stop paying and release the held credits. What is saved and generated already is kept."""
    await container.scenarios.cancel(task_id, str(message_id))
    await container.credits.release(task_id)
    await container.gateway.stop_saving(task_id)
    return SaveScenarioResponse(task_id=task_id, status=TaskStatus.CANCELLED, message="Task cancelled")


@router.get("/api/v3/scenarios/{scenario_id}", summary="Read a saved scenario", responses=responses(404))
@needs(Scope.READ_FILMS)
async def read_scenario(scenario_id: ScenarioId, container: ContainerDep) -> SavedScenarioJson:
    """The scenario with its scenes, in order."""
    saved = await container.scenarios.scenario(scenario_id)
    scenes = tuple(view_of(SavedSceneJson, scene, image_outcome=scene.outcome) for scene in saved.scenes)
    return view_of(SavedScenarioJson, saved, scenes=scenes)


def _scenario(text: str) -> dict[str, Any]:
    """Return the JSON object. Raise Unprocessable or RequestValidationError with the path of each wrong value."""
    try:
        value = parse_json(text.encode())
    except Unprocessable:
        raise
    except Invalid as error:
        why = error.message.replace("the body", "it")
        raise Unprocessable.at("scenario", why) from error
    if not isinstance(value, dict):
        raise Unprocessable.at("scenario", "must be a JSON object, as a string")
    try:
        raise_found(document_errors(ScenarioDocument.model_validate(value)))
    except ValidationError as error:
        raise RequestValidationError(error.errors()) from None
    return value
