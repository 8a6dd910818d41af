import json
from typing import Any
from uuid import UUID

import pytest

from api.container import Container
from domain.scenarios.task import TaskStatus
from tests.harness import scenario_seed as seed
from tests.stack.api.briefs import row_counts
from tests.stack.api.conftest import Http, RecordingGateway

SAVE = "/scenario/save"
EXAMPLE: dict[str, Any] = json.loads(seed.BODY["scenario"])
SCENE = EXAMPLE["scenes"][0]


def sent(scenario: object) -> dict[str, Any]:
    text = scenario if isinstance(scenario, str) else json.dumps(scenario)
    return {"short_id": "short_456", "user_id": "user_789", "scenario": text}


def with_scenes(*scenes: dict[str, Any]) -> dict[str, Any]:
    return EXAMPLE | {"scenes": [SCENE | {"scene_number": at} | scene for at, scene in enumerate(scenes, 1)]}


async def test_a_task_is_there_before_its_run(http: Http, container: Container, gateway: RecordingGateway) -> None:
    answer = await http.post(SAVE, json=sent(EXAMPLE))

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


@pytest.mark.parametrize(
    ("scenario", "path"),
    [
        ("{", "scenario"),
        ("[]", "scenario"),
        ('{"title": NaN}', "scenario"),
        (EXAMPLE | {"title": ""}, "title"),
        (EXAMPLE | {"title": 7}, "title"),
        (EXAMPLE | {"scenes": []}, "scenes"),
        (EXAMPLE | {"scenes": ["one"]}, "scenes[0]"),
        (EXAMPLE | {"audio_script": "hook"}, "audio_script"),
        (EXAMPLE | {"audio_script": {"hashtags": "#one"}}, "audio_script.hashtags"),
        (with_scenes({}, {}, {"image_prompt": ""}), "scenes[2].image_prompt"),
        (with_scenes({}, {}, {"image_prompt": 7}), "scenes[2].image_prompt"),
        (with_scenes({}, {"duration": -1}), "scenes[1].duration"),
        (with_scenes({}, {"duration": "5"}), "scenes[1].duration"),
        (with_scenes({}, {"scene_number": 1}), "scenes[1].scene_number"),
        (with_scenes({"scene_number": None}), "scenes[0].scene_number"),
        (with_scenes({"product_reference_image_url": "tin.jpg"}), "scenes[0].product_reference_image_url"),
        (with_scenes({"description": "a\x00b"}), "scenes[0].description"),
    ],
)
async def test_what_is_wrong_with_a_scenario_is_named_before_there_is_a_task(
    http: Http, container: Container, scenario: object, path: str
) -> None:
    before = await row_counts(container.engine)

    answer = await http.post(SAVE, json=sent(scenario))

    assert answer.status_code == 422, answer.text
    assert [fault["path"] for fault in answer.json()["errors"]] == [path]
    assert await row_counts(container.engine) == before


@pytest.mark.parametrize(
    "changes", [{"short_id": ""}, {"user_id": ""}, {"user_id": None}, {"scenario": EXAMPLE}, {"x": 1}]
)
async def test_the_request_itself_is_checked(http: Http, changes: dict[str, Any]) -> None:
    answer = await http.post(SAVE, json=sent(EXAMPLE) | changes)

    assert answer.status_code == 422
    assert [fault["path"] for fault in answer.json()["errors"]] == list(changes)


async def test_every_fault_is_told_at_once(http: Http) -> None:
    answer = await http.post(SAVE, json=sent(with_scenes({}, {"duration": 0}, {"image_prompt": 1}) | {"title": None}))

    paths = {fault["path"] for fault in answer.json()["errors"]}
    assert paths == {"title", "scenes[1].duration", "scenes[2].image_prompt"}


@pytest.mark.parametrize("path", [f"{SAVE}/tasks/{{}}", "/api/v3/scenarios/{}"])
@pytest.mark.parametrize("name", ["7", "019a9b1e-5f00-7c3a-9d5e-2f6b8c1d4e70"])
async def test_what_there_is_not_is_404(http: Http, path: str, name: str) -> None:
    answer = await http.get(path.format(name))

    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


async def test_a_key_is_asked_for_where_keys_are_set(guarded: Http) -> None:
    known = {"Authorization": "Bearer first-key"}

    assert (await guarded.post(SAVE, json=sent(EXAMPLE))).status_code == 401
    assert (await guarded.post(SAVE, json=sent(EXAMPLE), headers={"Authorization": "Bearer no"})).status_code == 401
    assert (await guarded.post(SAVE, json=sent(EXAMPLE), headers=known)).status_code == 202


async def test_a_task_that_was_not_begun_can_be_cancelled(
    http: Http, container: Container, gateway: RecordingGateway
) -> None:
    task = (await http.post(SAVE, json=sent(EXAMPLE))).json()["task_id"]
    key = {"Idempotency-Key": "once"}

    first = await http.delete(f"{SAVE}/tasks/{task}", headers=key)
    again = await http.delete(f"{SAVE}/tasks/{task}", headers=key)

    assert first.json() == again.json() == {"task_id": task, "status": "cancelled", "message": "Task cancelled"}
    assert gateway.stopped == [UUID(task)]
    assert (await container.scenarios.task(UUID(task))).status is TaskStatus.CANCELLED
    assert (await http.delete(f"{SAVE}/tasks/{task}")).status_code == 409
