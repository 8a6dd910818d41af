from typing import Any
from uuid import UUID

import pytest

from api.container import Container
from domain.scenarios.task import TaskStatus
from tests.harness import scenario_seed as seed
from tests.harness.scenario_seed import EXAMPLE, SAVE, save_body
from tests.stack.api.conftest import Http, RecordingGateway


async def test_a_task_exists_before_its_workflow_runs(
    http: Http, container: Container, gateway: RecordingGateway
) -> None:
    answer = await http.post(SAVE, json=save_body(EXAMPLE))

    task = UUID(answer.json()["task_id"])
    assert (answer.status_code, answer.json()["status"]) == (202, "pending")
    assert gateway.saving == [task]
    assert (await container.scenarios.task(task)).scenario == EXAMPLE
    assert (await http.get(f"{SAVE}/tasks/{task}")).json() == seed.TASK | {
        "task_id": str(task),
        "status": "pending",
        "progress": 0,
        "message": "Scenario save started",
        "result": None,
        "created_at": answer_time(await http.get(f"{SAVE}/tasks/{task}"), "created_at"),
        "updated_at": answer_time(await http.get(f"{SAVE}/tasks/{task}"), "updated_at"),
    }


def answer_time(answer: Any, name: str) -> str:
    text: str = answer.json()[name]
    assert text.endswith("Z")
    return text


@pytest.mark.parametrize("path", [f"{SAVE}/tasks/{{}}", "/api/v3/scenarios/{}"])
@pytest.mark.parametrize("name", ["7", "019a9b1e-5f00-7c3a-9d5e-2f6b8c1d4e70"])
async def test_an_unknown_task_or_scenario_is_not_found(http: Http, path: str, name: str) -> None:
    answer = await http.get(path.format(name))

    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


async def test_a_task_that_has_not_begun_can_be_cancelled(
    http: Http, container: Container, gateway: RecordingGateway
) -> None:
    task = (await http.post(SAVE, json=save_body(EXAMPLE))).json()["task_id"]
    key = {"Idempotency-Key": "once"}

    first = await http.delete(f"{SAVE}/tasks/{task}", headers=key)
    again = await http.delete(f"{SAVE}/tasks/{task}", headers=key)

    assert first.json() == again.json() == {"task_id": task, "status": "cancelled", "message": "Task cancelled"}
    assert gateway.cancelled_tasks == [UUID(task)]
    assert (await container.scenarios.task(UUID(task))).status is TaskStatus.CANCELLED
    assert (await http.delete(f"{SAVE}/tasks/{task}")).status_code == 409
