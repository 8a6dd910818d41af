import re
from typing import Any

import httpx
import pytest
from pydantic import BaseModel, TypeAdapter

from api.http.problems import MEDIA_TYPE, Problem
from api.openapi import examples, scenario_examples
from api.routes import credits
from api.routes.assets import AssetView
from api.routes.credits import EntryView, NewGrant
from api.routes.scenarios import SavedScenarioJson, SaveScenarioResponse, TaskJson
from api.schemas.job import Data, JobView, Page, ProgressView, StoryboardView
from api.schemas.new_job import NewJob
from domain.credits import CreditAccount
from domain.rules.messages import Action
from tests.stack.api.conftest import Http

Operations = list[tuple[str, str, dict[str, Any]]]


@pytest.fixture
async def document(http: Http) -> dict[str, Any]:
    document: dict[str, Any] = (await http.get("/openapi.json")).json()
    return document


@pytest.fixture
def operations(document: dict[str, Any]) -> Operations:
    return [(method, path, each) for path, methods in document["paths"].items() for method, each in methods.items()]


def test_every_operation_is_named_and_summed_up(operations: Operations) -> None:
    names = [operation["operationId"] for _, _, operation in operations]
    assert len(set(names)) == len(names)
    assert {"create_job", "act_on_job", "add_asset", "film_of_job"} <= set(names)
    for _, path, operation in operations:
        assert operation["summary"], path
        assert operation["description"], path
        assert operation["tags"], path


def test_every_operation_shows_what_it_answers(operations: Operations) -> None:
    for _, path, operation in operations:
        successes = [answer for status, answer in operation["responses"].items() if status < "300"]
        for answer in successes:
            assert all("example" in content for content in answer["content"].values()), path


def test_every_operation_shows_the_problems_it_may_answer(operations: Operations) -> None:
    for method, path, operation in operations:
        problems = {status: each for status, each in operation["responses"].items() if status >= "400"}
        assert {"401", "500"} <= problems.keys(), path
        for problem in problems.values():
            Problem.model_validate(problem["content"][MEDIA_TYPE]["example"])
            assert problem["content"][MEDIA_TYPE]["schema"] == {"$ref": "#/components/schemas/Problem"}
        if "{" in path and "{user_id}" not in path:
            # Users are known elsewhere: whoever has no credits has none, and is not missing.
            assert "404" in problems, path
        if method == "post" and operation.get("requestBody"):
            assert {"413", "415", "422"} <= problems.keys(), path


def test_every_body_has_an_example(operations: Operations) -> None:
    for _, path, operation in operations:
        for content in operation.get("requestBody", {}).get("content", {}).values():
            assert content.get("example") or content.get("examples"), path


def test_every_change_takes_a_key(operations: Operations) -> None:
    for method, path, operation in operations:
        takes_key = any(each["name"] == "Idempotency-Key" for each in operation.get("parameters", []))
        assert takes_key is (method != "get"), path


def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    def references(value: Any) -> set[str]:
        if isinstance(value, dict):
            own = {value["$ref"]} if isinstance(value.get("$ref"), str) else set()
            return own.union(*map(references, value.values()))
        return set().union(*map(references, value)) if isinstance(value, list) else set()

    known = {f"#/components/schemas/{name}" for name in document["components"]["schemas"]}
    assert references(document) <= known
    assert "#/components/schemas/HTTPValidationError" not in known


@pytest.mark.parametrize(
    ("shape", "example"),
    [
        (Data[JobView], examples.NEW_JOB),
        (Data[JobView], examples.JOB),
        (Page[JobView], examples.JOBS),
        (Data[ProgressView], examples.PROGRESS),
        (Data[tuple[StoryboardView, ...]], examples.STORYBOARDS),
        (Data[AssetView], examples.ASSET),
        (Data[AssetView], examples.PENDING_ASSET),
        (Page[AssetView], examples.ASSETS),
        (SaveScenarioResponse, scenario_examples.STARTED),
        (SaveScenarioResponse, scenario_examples.CANCELLED),
        (TaskJson, scenario_examples.TASK),
        (SavedScenarioJson, scenario_examples.SAVED),
        (CreditAccount, credits.ACCOUNT),
        (CreditAccount, credits.GRANTED),
        (Page[EntryView], credits.ENTRIES),
    ],
)
def test_what_is_shown_is_what_is_answered(shape: type[BaseModel], example: dict[str, Any]) -> None:
    shape.model_validate(example)


def test_the_bodies_that_are_shown_are_taken() -> None:
    for brief in examples.BRIEFS.values():
        TypeAdapter(NewJob).validate_python(brief["value"])
    for action in examples.ACTIONS.values():
        TypeAdapter(Action).validate_python(action["value"])
    for grant in credits.GRANTS.values():
        NewGrant.model_validate(grant["value"])


async def test_a_key_is_asked_for_only_where_keys_are_set(http: Http, guarded: Http) -> None:
    assert "security" not in (await http.get("/openapi.json")).json()
    assert (await guarded.get("/openapi.json")).json()["security"] == [{"key": []}]


async def test_the_page_with_the_documentation_may_load_its_scripts(http: Http) -> None:
    answer = await http.get("/docs")

    scripts = re.findall(r'(?:src|href)="([^"]+)"', answer.text)
    assert scripts
    assert {(await http.get(script)).status_code for script in scripts} == {200}
    assert all(httpx.URL(script).host == http.base_url.host for script in scripts)
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
