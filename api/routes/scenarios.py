"""Save a scenario that was written elsewhere, follow the task that saves it, and read it (spec §5, the seed `002…`)."""

from typing import Annotated, Any

from fastapi import APIRouter
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError

from api.dependencies import ContainerDep, MessageId, ScenarioId, TaskId
from api.http.errors import Unprocessable
from api.http.idempotency import ApiRoute
from api.http.json_request import parse_json
from api.http.strict_json import raise_found, strictly
from api.openapi.document import responses
from api.schemas.scenario import (
    SavedScenarioJson,
    SaveScenarioRequest,
    SaveScenarioResponse,
    TaskJson,
    scenario_json,
    task_json,
)
from domain.errors import Invalid
from domain.scenarios.document import ScenarioDocument, document_errors
from domain.scenarios.task import TaskStatus

router = APIRouter(tags=["scenarios"], route_class=ApiRoute)

STARTED = "Scenario save started"


@router.post("/scenario/save", status_code=202, summary="Save a scenario", responses=responses(status=202))
async def save_scenario(
    body: Annotated[SaveScenarioRequest, strictly(SaveScenarioRequest)], task_id: MessageId, container: ContainerDep
) -> SaveScenarioResponse:
    """Start a task that saves the scenario and its scenes, and generates an image for each scene but the first. The
    task checks the credits."""
    scenario = _scenario(body.scenario)
    task = await container.scenarios.create(task_id, body.short_id, body.user_id, scenario, STARTED)
    await container.gateway.begin_saving(task.id, task.user_id)
    return SaveScenarioResponse(task_id=task.id, status=TaskStatus.PENDING, message=STARTED)


@router.get("/scenario/save/tasks/{task_id}", summary="Read a task", responses=responses(404))
async def read_task(task_id: TaskId, container: ContainerDep) -> TaskJson:
    """The task's status, progress and result."""
    return task_json(await container.scenarios.task(task_id))


@router.delete("/scenario/save/tasks/{task_id}", summary="Cancel a task", responses=responses(404))
async def cancel_task(task_id: TaskId, message_id: MessageId, container: ContainerDep) -> SaveScenarioResponse:
    """Stop paying and release the held credits. What is saved and generated already is kept."""
    await container.scenarios.cancel(task_id, str(message_id))
    await container.credits.release(task_id)
    await container.gateway.stop_saving(task_id)
    return SaveScenarioResponse(task_id=task_id, status=TaskStatus.CANCELLED, message="Task cancelled")


@router.get("/api/v3/scenarios/{scenario_id}", summary="Read a saved scenario", responses=responses(404))
async def read_scenario(scenario_id: ScenarioId, container: ContainerDep) -> SavedScenarioJson:
    """The scenario with its scenes, in order."""
    return scenario_json(await container.scenarios.scenario(scenario_id))


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
