"""Null in a body is the same as leaving the key out. There is no database: a 503 means that the body was accepted."""

from typing import Any

import pytest

from api.http.json_nulls import without_nulls
from api.schemas.jobs.job_changes import JobChanges
from api.schemas.jobs.new_job import JobOrder
from domain.brief import Context
from domain.rules.messages import Action, RejectStoryboard
from domain.rules.scenes.scene_messages import Operation, SceneChanges
from tests.harness.api_bodies import ASSETS, JOBS, brief
from tests.harness.api_client import Http

JOB = f"{JOBS}/019a9b1e-5f00-7c3a-9d5e-2f6b8c1d4e70"
SCENES = f"{JOB}/scenes"
ASSET = {"id": None, "url": "https://example.com/a.jpg", "type": None, "name": None, "role": None}

OPTIONAL: list[tuple[str, str, dict[str, Any]]] = [
    *(("POST", JOBS, brief(**{name: None})) for name in ("scenarioId", "creative", "production", "metadata")),
    *(("POST", JOBS, brief(adBasics={"productName": "Tea", name: None})) for name in
      ("productDescription", "brandName", "targetAudience", "keyMessage", "callToAction", "platform", "language",
       "aspectRatio", "duration")),
    *(("POST", JOBS, brief(production={name: None})) for name in
      ("provider", "model", "resolution", "autoApprove", "maxCost", "giveUpAfter")),
    *(("POST", JOBS, brief(creative={name: None})) for name in ("direction", "assets")),
    *(("POST", JOBS, brief(creative={"direction": {name: None}})) for name in ("style", "tone", "mood")),
    ("POST", JOBS, brief(creative={"assets": [ASSET, ASSET]})),
    ("POST", f"{JOB}/actions", {"action": "approve_storyboard", "storyboardRevision": None}),
    ("POST", f"{JOB}/actions", {"action": "cancel", "feedback": None, "sceneNumber": None}),
    ("PATCH", JOB, {"production": {"maxCost": None}}),
    ("POST", SCENES, {"description": "d", **dict.fromkeys(
        ("after", "scenario", "script", "duration", "shot_type", "transition", "visual", "assets", "metadata"))}),
    ("PUT", f"{SCENES}/1", {"script": "s", **dict.fromkeys(
        ("description", "duration", "shot_type", "transition", "assets", "metadata", "status", "video_url"))}),
    ("POST", f"{SCENES}/batch", {"operations": [{"op": "update", "scene": 1, "script": "s", "metadata": None}]}),
    ("POST", f"{SCENES}/batch", {"operations": [{"op": "delete", "scene": 1, "feedback": None}]}),
    ("POST", f"{SCENES}/1/regenerate", {"feedback": None}),
    ("POST", "/api/v3/credits/ann/grants", {"amount": 1, "reason": None}),
]  # fmt: skip


@pytest.mark.parametrize(("method", "path", "body"), OPTIONAL)
async def test_null_for_an_optional_field_is_accepted(http: Http, method: str, path: str, body: dict[str, Any]) -> None:
    answer = await http.request(method, path, json=body)
    assert answer.status_code == 503, answer.text


async def test_a_body_that_is_optional_may_be_null_or_empty(http: Http) -> None:
    for content in (b"null", b""):
        answer = await http.post(
            f"{SCENES}/1/regenerate", content=content, headers={"Content-Type": "application/json"}
        )
        assert answer.status_code == 503, content


REQUIRED: list[tuple[str, str, dict[str, Any], str]] = [
    ("POST", JOBS, brief(context=None), "context"),
    ("POST", JOBS, brief(context={"clientId": None}), "context.clientId"),
    ("POST", f"{JOB}/actions", {"action": None}, "action"),
    ("POST", f"{JOB}/actions", {"action": "reject_storyboard", "feedback": None}, "feedback"),
    ("POST", f"{JOB}/actions", {"action": "regenerate_scene", "sceneNumber": None}, "sceneNumber"),
    ("PATCH", JOB, {"production": None}, "production"),
    ("POST", SCENES, {"description": None}, "description"),
    ("PUT", f"{SCENES}/order", {"scene_ids": None}, "scene_ids"),
    ("POST", f"{SCENES}/batch", {"operations": None}, "operations"),
    ("POST", f"{SCENES}/batch", {"operations": [{"op": None, "scene": 1}]}, "operations[0].op"),
    ("POST", f"{SCENES}/batch", {"operations": [{"op": "delete", "scene": None}]}, "operations[0].scene"),
    ("POST", ASSETS, {"url": None}, "url"),
    ("POST", "/api/v3/credits/ann/grants", {"amount": None}, "amount"),
    ("POST", "/scenario/save", {"short_id": None, "user_id": "u", "scenario": "{}"}, "short_id"),
    ("POST", "/api/videos/regenerate-scene", {"session_id": None, "scenario": "hook"}, "session_id"),
]


@pytest.mark.parametrize(("method", "path", "body", "field"), REQUIRED)
async def test_null_for_a_required_field_is_refused_as_missing(
    http: Http, method: str, path: str, body: dict[str, Any], field: str
) -> None:
    answer = await http.request(method, path, json=body)

    assert answer.status_code == 422
    (error,) = answer.json()["errors"]
    assert (error["path"], error["message"].partition(";")[0]) == (field, "required")


async def test_an_operation_without_its_name_is_told_the_operations(http: Http) -> None:
    answer = await http.post(f"{SCENES}/batch", json={"operations": [{"scene": 1}]})
    assert answer.json()["errors"][0]["message"] == "required; one of update, delete, regenerate"


async def test_null_under_an_unknown_key_is_still_an_unknown_key(http: Http) -> None:
    answer = await http.post(JOBS, json=brief(pigeon=None))
    assert [error["path"] for error in answer.json()["errors"]] == ["pigeon"]


@pytest.mark.parametrize(
    ("kind", "sent", "kept"),
    [
        (JobOrder, {"metadata": {"a": None, "b": [None]}}, {"metadata": {"a": None, "b": [None]}}),
        (JobOrder, {"context": {"clientId": "c", "crm": None}}, {"context": {"clientId": "c", "crm": None}}),
        (JobOrder, {"ad_basics": {"brand_name": None, "x": {"y": None}}}, {"ad_basics": {"x": {"y": None}}}),
        (JobOrder, {"creative": {"direction": {"light": None}}}, {"creative": {"direction": {"light": None}}}),
        (SceneChanges, {"metadata": {"seed": None}, "script": None}, {"metadata": {"seed": None}}),
        (JobChanges, {"production": {"maxCost": None}}, {"production": {"maxCost": None}}),
        (JobOrder, {"creative": {"assets": [None]}}, {"creative": {"assets": [None]}}),
        (Action, {"action": "cancel", "sceneNumber": None}, {"action": "cancel"}),
        (Operation, {"op": "delete", "scene": 1, "script": None}, {"op": "delete", "scene": 1}),
        (RejectStoryboard, {"feedback": None}, {}),
        (JobOrder, ["metadata", None], ["metadata", None]),
    ],
)
def test_nulls_that_are_data_are_kept_and_others_are_left_out(kind: Any, sent: Any, kept: Any) -> None:
    assert without_nulls(sent, (kind,)) == kept


@pytest.mark.parametrize(("aspect_ratio", "duration"), [(None, None), (None, 12), ("1:1", None)])
def test_a_default_stands_where_null_was_sent(aspect_ratio: object, duration: object) -> None:
    sent = {"adBasics": {"aspectRatio": aspect_ratio, "duration": duration}}
    order = JobOrder.model_validate(without_nulls(sent, (JobOrder,)))

    assert (order.ad_basics.aspect_ratio, order.ad_basics.duration) == (aspect_ratio or "9:16", duration or 30)
    assert ("aspect_ratio" in order.ad_basics.model_fields_set) is (aspect_ratio is not None)
    assert order.brief(Context(client_id="acme")).may_grow is (duration is None)
