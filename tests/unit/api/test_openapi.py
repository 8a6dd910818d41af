"""The OpenAPI document, of an app that is connected to nothing."""

import json
import re
from typing import Any

import httpx
import pytest
from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute
from pydantic import TypeAdapter, create_model

from api.app import create_app
from api.http.problems import MEDIA_TYPE, Problem
from api.openapi import example_of
from api.routes import assets, health, scenarios
from api.routes.clients import credits, session
from api.routes.jobs import films, jobs, legacy_regenerate, scenes
from api.routes.review import notes, review_links
from api.schemas.scenes.scene import SceneJson, SceneView, with_fields_of
from domain.job.storyboard import SceneText
from providers import registry

Operations = list[tuple[str, str, dict[str, Any]]]

ROUTES = [
    route
    for module in (
        assets,
        credits,
        films,
        health,
        jobs,
        legacy_regenerate,
        notes,
        review_links,
        scenarios,
        scenes,
        session,
    )
    for router in vars(module).values()
    if isinstance(router, APIRouter)
    for route in router.routes
    if isinstance(route, APIRoute) and route.include_in_schema
]


def operation_of(route: APIRoute, document: dict[str, Any]) -> dict[str, Any]:
    (method,) = route.methods or set()
    operation: dict[str, Any] = document["paths"][route.path_format][method.lower()]
    return operation


@pytest.fixture(scope="module")
def app() -> FastAPI:
    return create_app()


@pytest.fixture(scope="module")
def document(app: FastAPI) -> dict[str, Any]:
    return app.openapi()


@pytest.fixture(scope="module")
def operations(document: dict[str, Any]) -> Operations:
    return [(method, path, each) for path, methods in document["paths"].items() for method, each in methods.items()]


def test_every_operation_has_a_name_a_summary_and_a_description(operations: Operations) -> None:
    names = [operation["operationId"] for _, _, operation in operations]

    assert len(set(names)) == len(names)
    assert {"create_job", "act_on_job", "add_asset", "film_of_job"} <= set(names)
    for _, path, operation in operations:
        assert operation["summary"], path
        assert operation["description"], path
        assert operation["tags"], path


def test_the_choices_of_a_provider_are_those_of_the_registry(document: dict[str, Any]) -> None:
    provider = document["components"]["schemas"]["Production-Input"]["properties"]["provider"]

    assert all(name in provider["description"] for name in registry.VIDEO)


def test_the_choices_of_a_voice_are_those_of_the_registry(document: dict[str, Any]) -> None:
    for name in ("Production-Input", "ProductionChanges"):
        voice = document["components"]["schemas"][name]["properties"]["voice"]

        assert voice["anyOf"][0]["enum"] == [*registry.VOICES, "none"]


def test_every_success_has_an_example(operations: Operations) -> None:
    for _, path, operation in operations:
        successes = [response for status, response in operation["responses"].items() if status < "300"]
        for response in successes:
            assert all("example" in content for content in response["content"].values()), path


def test_every_operation_declares_its_problems(operations: Operations) -> None:
    for method, path, operation in operations:
        problems = {status: each for status, each in operation["responses"].items() if status >= "400"}
        assert {"401", "500"} <= problems.keys(), path
        for problem in problems.values():
            Problem.model_validate(problem["content"][MEDIA_TYPE]["example"])
            assert problem["content"][MEDIA_TYPE]["schema"] == {"$ref": "#/components/schemas/Problem"}
        if "{" in path and "{user_id}" not in path:
            # Users are managed elsewhere: one without credits has 0, and is not missing.
            assert "404" in problems, path
        if method == "post" and operation.get("requestBody"):
            assert {"413", "415", "422"} <= problems.keys(), path


def test_every_change_takes_an_idempotency_key(operations: Operations) -> None:
    for method, path, operation in operations:
        takes_key = any(each["name"] == "Idempotency-Key" for each in operation.get("parameters", []))
        # Signing in and out keeps nothing, and is the same when it is done again.
        assert takes_key is (method != "get" and "session" not in operation["tags"]), path


def test_every_reference_names_a_schema(document: dict[str, Any]) -> None:
    def references(value: Any) -> set[str]:
        if isinstance(value, dict):
            own = {value["$ref"]} if isinstance(value.get("$ref"), str) else set()
            return own.union(*map(references, value.values()))
        return set().union(*map(references, value)) if isinstance(value, list) else set()

    known = {f"#/components/schemas/{name}" for name in document["components"]["schemas"]}
    assert references(document) <= known
    assert "#/components/schemas/HTTPValidationError" not in known


def test_every_response_example_is_a_valid_response(document: dict[str, Any]) -> None:
    checked = 0
    for route in ROUTES:
        for status, response in operation_of(route, document)["responses"].items():
            if status < "300" and "application/json" in response["content"]:
                example = response["content"]["application/json"]["example"]
                TypeAdapter(route.response_model).validate_python(example)
                checked += 1
    assert checked > 25


@pytest.mark.parametrize(
    ("method", "path", "status", "shown"),
    [
        ("delete", "/scenario/save/tasks/{task_id}", "200", "Task cancelled"),
        ("post", "/api/v3/assets", "202", "pending"),
        ("post", "/api/v3/jobs/{job_id}/scenes/{scene}/regenerate", "200", "Scene marked for regeneration"),
    ],
)
def test_a_route_shows_its_own_outcome(
    document: dict[str, Any], method: str, path: str, status: str, shown: str
) -> None:
    response = document["paths"][path][method]["responses"][status]

    assert shown in json.dumps(response["content"]["application/json"]["example"])


def test_every_body_example_is_a_valid_body(document: dict[str, Any]) -> None:
    checked = 0
    for route in ROUTES:
        if route.body_field is None:
            continue
        content = operation_of(route, document)["requestBody"]["content"]["application/json"]
        examples = [each["value"] for each in content.get("examples", {}).values()] or [content["example"]]
        for example in examples:
            _, errors = route.body_field.validate(example, {})
            assert not errors, (route.path, errors)
            checked += 1
    assert checked > 10


def test_a_new_text_field_of_a_scene_appears_in_both_casings() -> None:
    wider = create_model("SceneText", __base__=SceneText, voice_over=(str, ""))
    for model, name in ((SceneView, "voiceOver"), (SceneJson, "voice_over")):
        assert name in with_fields_of(wider, model).model_json_schema(mode="serialization")["required"]


@pytest.mark.parametrize(
    ("schema", "example"),
    [
        ({"type": "string", "examples": ["hero", "logo"]}, "hero"),
        ({"type": "string", "default": "reference"}, "reference"),
        ({"type": "string", "enum": ["image", "video"]}, "image"),
        ({"anyOf": [{"type": "string"}, {"type": "null"}]}, None),
        ({"anyOf": [{"type": "integer"}, {"type": "string"}]}, 1),
        ({"type": "array", "items": {"$ref": "#/components/schemas/Size"}}, [{"width": 1}]),
        ({"type": "string", "format": "date"}, "2026-03-02"),
        ({"type": "object", "additionalProperties": True}, {}),
        ({}, None),
    ],
)
def test_an_example_is_derived_from_a_schema(schema: dict[str, Any], example: object) -> None:
    components = {"Size": {"type": "object", "properties": {"width": {"type": "integer"}}}}

    assert example_of(schema, components) == example


def test_an_operation_shows_the_scopes_that_its_caller_needs(document: dict[str, Any]) -> None:
    grant = document["paths"]["/api/v3/credits/{user_id}/grants"]["post"]
    action = document["paths"]["/api/v3/jobs/{job_id}/actions"]["post"]

    assert grant["security"][0] == {"key": ["credits:grant"]}
    assert "Needs `credits:grant`." in grant["description"]
    assert "missing_scope" in json.dumps(grant["responses"]["403"])
    assert "Needs `films:approve` for `approve_storyboard`" in action["description"]


def test_a_key_may_be_left_out_only_where_none_are_set(
    document: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("API_KEYS", "first-key")
    path = "/api/v3/jobs"
    anybody: dict[str, list[str]] = {}

    assert anybody in document["paths"][path]["get"]["security"]
    assert anybody not in create_app().openapi()["paths"][path]["get"]["security"]


async def test_the_documentation_page_may_load_its_scripts(app: FastAPI) -> None:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://localhost:8000") as http:
        page = await http.get("/docs")
        scripts = re.findall(r'(?:src|href)="([^"]+)"', page.text)

        assert scripts
        assert {(await http.get(script)).status_code for script in scripts} == {200}
        assert all(httpx.URL(script).host == http.base_url.host for script in scripts)
        assert "script-src 'self'" in page.headers["Content-Security-Policy"]
