"""Save a scenario that was written elsewhere, follow the task that does it, and read it back (`002…`, spec §5)."""

from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Body, Depends, Path
from fastapi.exceptions import RequestValidationError
from pydantic import StringConstraints, ValidationError

from api.dependencies import MessageId, WiringDep
from api.http.errors import FieldError, Unprocessable
from api.http.idempotency import ApiRoute
from api.http.ids import found
from api.http.json_request import parse
from api.http.strict_json import raise_all, strictly
from api.openapi import scenario_examples as examples
from api.openapi.document import answers
from api.schemas.job import UtcTime
from domain.base import Frozen
from domain.credits import UserId
from domain.error_info import ErrorInfo
from domain.errors import Invalid
from domain.scenarios.document import ScenarioDocument, document_errors
from domain.scenarios.task import (
    ImageOutcome,
    SavedScenario,
    SavedScene,
    SavedSceneStatus,
    Task,
    TaskResult,
    TaskStatus,
)

tasks = APIRouter(prefix="/scenario/save", tags=["scenarios"], route_class=ApiRoute)
router = APIRouter(prefix="/api/v3/scenarios", tags=["scenarios"], route_class=ApiRoute)

STARTED = "Scenario save started"


class SaveScenarioRequest(Frozen):
    """`scenario` is a JSON object, as a string."""

    short_id: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    user_id: UserId
    scenario: str


class SaveScenarioResponse(Frozen):
    """`task_id` is what to ask for."""

    task_id: UUID
    status: TaskStatus
    message: str


class TaskJson(Frozen):
    """`result` is null until the task is over."""

    task_id: UUID
    type: Literal["SAVE_SCENARIO"] = "SAVE_SCENARIO"
    status: TaskStatus
    progress: int
    message: str
    result: TaskResult | None
    error: ErrorInfo | None
    created_at: UtcTime
    updated_at: UtcTime


class SavedSceneJson(Frozen):
    """`image_outcome` is null while the picture is still to be drawn; the first scene's is never drawn."""

    id: UUID
    scene_number: int
    scene_id: str | None
    description: str | None
    duration: float | None
    image_prompt: str | None
    visual_prompt: str | None
    product_reference_image_url: str | None
    image_reasoning: str | None
    image_url: str | None
    status: SavedSceneStatus
    metadata: dict[str, Any]
    image_outcome: ImageOutcome | None
    credits: int
    warning: str | None
    error: ErrorInfo | None


class SavedScenarioJson(Frozen):
    """`metadata` holds what has no field of its own, every unknown key too."""

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
    created_at: UtcTime
    updated_at: UtcTime
    scenes: tuple[SavedSceneJson, ...]


def _task_id(task_id: Annotated[str, Path(description="The task's id.", json_schema_extra={"format": "uuid"})]) -> UUID:
    return found(task_id, "task")


def _scenario_id(
    scenario_id: Annotated[str, Path(description="The scenario's id.", json_schema_extra={"format": "uuid"})],
) -> UUID:
    return found(scenario_id, "scenario")


TaskId = Annotated[UUID, Depends(_task_id)]
ScenarioId = Annotated[UUID, Depends(_scenario_id)]
SaveBody = Annotated[SaveScenarioRequest, strictly(SaveScenarioRequest)]


@tasks.post(
    "",
    status_code=202,
    summary="Save a scenario",
    responses=answers(examples.STARTED, 409, 413, 415, 422, status=202),
)
async def save_scenario(
    body: Annotated[SaveBody, Body(openapi_examples=examples.SENT)], task_id: MessageId, wiring: WiringDep
) -> SaveScenarioResponse:
    """A task saves it and its scenes, and draws a picture for each scene but the first. Credits are looked at then."""
    scenario = _scenario(body.scenario)
    task = await wiring.saving.create(task_id, body.short_id, body.user_id, scenario, STARTED)
    await wiring.gateway.begin_saving(task.id, task.user_id)
    return SaveScenarioResponse(task_id=task.id, status=TaskStatus.PENDING, message=STARTED)


@tasks.get("/tasks/{task_id}", summary="How far a task is", responses=answers(examples.TASK, 404))
async def read_task(task_id: TaskId, wiring: WiringDep) -> TaskJson:
    """The task as it is now."""
    return _task_json(await wiring.saving.task(task_id))


@tasks.delete("/tasks/{task_id}", summary="Cancel a task", responses=answers(examples.CANCELLED, 404, 409, 422))
async def cancel_task(task_id: TaskId, message_id: MessageId, wiring: WiringDep) -> SaveScenarioResponse:
    """Nothing more is paid, and what was held is free again. What it has saved and drawn by then is kept."""
    await wiring.saving.cancel(task_id, str(message_id))
    await wiring.credits.release(task_id)
    await wiring.gateway.stop_saving(task_id)
    return SaveScenarioResponse(task_id=task_id, status=TaskStatus.CANCELLED, message="Task cancelled")


@router.get("/{scenario_id}", summary="Read a saved scenario", responses=answers(examples.SAVED, 404))
async def read_scenario(scenario_id: ScenarioId, wiring: WiringDep) -> SavedScenarioJson:
    """The scenario with its scenes, in order."""
    return _scenario_json(await wiring.saving.scenario(scenario_id))


def _scenario(text: str) -> dict[str, Any]:
    """The JSON object in it. Errors: Unprocessable or RequestValidationError, naming the path of each fault in it."""
    try:
        value = parse(text.encode())
    except Unprocessable:
        raise
    except Invalid as error:
        why = error.message.replace("the body", "it")
        raise Unprocessable(FieldError(path="scenario", message=why)) from error
    if not isinstance(value, dict):
        raise Unprocessable(FieldError(path="scenario", message="must be a JSON object, as a string"))
    try:
        raise_all(document_errors(ScenarioDocument.model_validate(value)))
    except ValidationError as error:
        raise RequestValidationError(error.errors()) from None
    return value


def _task_json(task: Task) -> TaskJson:
    return TaskJson(
        task_id=task.id,
        status=task.status,
        progress=task.progress,
        message=task.message,
        result=task.result,
        error=task.error,
        created_at=task.created_at,
        updated_at=task.updated_at,
    )


def _scenario_json(scenario: SavedScenario) -> SavedScenarioJson:
    fields = {name: getattr(scenario, name) for name in SavedScenarioJson.model_fields if name != "scenes"}
    return SavedScenarioJson(**fields, scenes=tuple(map(_scene_json, scenario.scenes)))


def _scene_json(scene: SavedScene) -> SavedSceneJson:
    fields = {name: getattr(scene, name) for name in SavedSceneJson.model_fields if name != "image_outcome"}
    return SavedSceneJson(**fields, image_outcome=scene.outcome)
