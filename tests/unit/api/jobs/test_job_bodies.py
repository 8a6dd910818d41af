"""Wrong bodies of requests about jobs, each refused with the path of the value. There is no database to ask."""

from typing import Any
from uuid import uuid4

import pytest

from domain.brief import MAX_EXTRA_BYTES
from domain.rules.messages import ACTIONS
from tests.harness.api_bodies import JOBS, brief, check_problem
from tests.harness.api_client import Http

JOB = f"{JOBS}/019a9b1e-5f00-7c3a-9d5e-2f6b8c1d4e70"
ASSET = {"url": "https://example.com/product.jpg", "type": "image", "name": "The tin", "role": "hero"}


WRONG: list[tuple[str, dict[str, Any]]] = [
    ("context", {"context": None}),
    ("context", {"context": []}),
    ("context.clientId", {"context": {}}),
    ("context.clientId", {"context": {"clientId": ""}}),
    ("context.clientId", {"context": {"clientId": " \t"}}),
    ("context.clientId", {"context": {"clientId": 7}}),
    ("context.clientId", {"context": {"clientId": "c" * 201}}),
    ("context", {"context": {"clientId": "c", "much": "x" * MAX_EXTRA_BYTES}}),
    ("adBasics", {"adBasics": {}}),
    ("adBasics", {"adBasics": {"productName": " ", "productDescription": "\n"}}),
    ("adBasics", {"adBasics": {"productName": "t", "much": ["x" * MAX_EXTRA_BYTES]}}),
    ("adBasics.productName", {"adBasics": {"productName": "n" * 201}}),
    ("adBasics", {"adBasics": {"productName": None}}),
    ("adBasics.productName", {"adBasics": {"productName": "a\x00b"}}),
    ("adBasics.productDescription", {"adBasics": {"productDescription": "d" * 5_001}}),
    ("adBasics.brandName", {"adBasics": {"productName": "t", "brandName": ["x"]}}),
    ("adBasics.targetAudience", {"adBasics": {"productName": "t", "targetAudience": 5}}),
    ("adBasics.keyMessage", {"adBasics": {"productName": "t", "keyMessage": {}}}),
    ("adBasics.callToAction", {"adBasics": {"productName": "t", "callToAction": "c" * 201}}),
    ("adBasics.platform", {"adBasics": {"productName": "t", "platform": 1}}),
    ("adBasics.language", {"adBasics": {"productName": "t", "language": False}}),
    ("adBasics.aspectRatio", {"adBasics": {"productName": "t", "aspectRatio": "21:9"}}),
    ("adBasics.duration", {"adBasics": {"productName": "t", "duration": 4.9}}),
    ("adBasics.duration", {"adBasics": {"productName": "t", "duration": 181}}),
    ("adBasics.duration", {"adBasics": {"productName": "t", "duration": "30"}}),
    ("adBasics.duration", {"adBasics": {"productName": "t", "duration": True}}),
    ("creative", {"creative": "modern"}),
    ("creative.music", {"creative": {"music": "jazz"}}),
    ("creative.direction.style", {"creative": {"direction": {"style": 3}}}),
    ("creative.direction", {"creative": {"direction": {"much": "x" * MAX_EXTRA_BYTES}}}),
    ("creative.assets", {"creative": {"assets": {}}}),
    ("creative.assets", {"creative": {"assets": [ASSET] * 21}}),
    ("creative.assets[0]", {"creative": {"assets": [{"name": "neither"}]}}),
    ("creative.assets[0]", {"creative": {"assets": [{**ASSET, "id": str(uuid4())}]}}),
    ("creative.assets[1].url", {"creative": {"assets": [ASSET, {"url": "not a url"}]}}),
    ("creative.assets[2].url", {"creative": {"assets": [ASSET, ASSET, {"url": "https://"}]}}),
    ("creative.assets[0].url", {"creative": {"assets": [{"url": "ftp://example.com/a.jpg"}]}}),
    ("creative.assets[0].url", {"creative": {"assets": [{"url": "file:///etc/passwd"}]}}),
    ("creative.assets[0].url", {"creative": {"assets": [{"url": "data:image/png;base64,AAAA"}]}}),
    ("creative.assets[0].url", {"creative": {"assets": [{"url": "https://u:p@example.com/a.jpg"}]}}),
    ("creative.assets[0].url", {"creative": {"assets": [{"url": "https://example.com/" + "a" * 2_048}]}}),
    ("creative.assets[0].id", {"creative": {"assets": [{"id": "7"}]}}),
    ("creative.assets[0].type", {"creative": {"assets": [{**ASSET, "type": "font"}]}}),
    ("creative.assets[0].name", {"creative": {"assets": [{**ASSET, "name": "n" * 201}]}}),
    ("creative.assets[0].role", {"creative": {"assets": [{**ASSET, "role": 1}]}}),
    ("creative.assets[0].size", {"creative": {"assets": [{**ASSET, "size": 1}]}}),
    ("production.provider", {"production": {"provider": "replicate"}}),
    ("production.provider", {"production": {"provider": ""}}),
    ("production.model", {"production": {"model": "veo-3"}}),
    ("production.maxCost", {"production": {"maxCost": -1}}),
    ("production.maxCost", {"production": {"maxCost": "5 dollars"}}),
    ("production.maxCost", {"production": {"maxCost": 0.00001}}),
    ("production.resolution", {"production": {"resolution": "4k"}}),
    ("production.autoApprove", {"production": {"autoApprove": "yes"}}),
    ("production.giveUpAfter", {"production": {"giveUpAfter": 0}}),
    ("production.giveUpAfter", {"production": {"giveUpAfter": 1.5}}),
    ("production.fps", {"production": {"fps": 60}}),
    ("production.voice", {"production": {"voice": "hal"}}),
    ("production.voice", {"production": {"voice": ""}}),
    ("production.voiceName", {"production": {"voiceName": "n" * 201}}),
    ("production.captions", {"production": {"captions": True}}),
    ("production.captionStyle", {"production": {"captionStyle": "loud"}}),
    ("production.music", {"production": {"music": "jazz"}}),
    ("production.logo", {"production": {"logo": "middle"}}),
    ("production.endCard", {"production": {"endCard": False}}),
    ("creative.brand.colors", {"creative": {"brand": {"colors": ["#000000"] * 6}}}),
    ("creative.brand.colors[1]", {"creative": {"brand": {"colors": ["#1f6f54", "green"]}}}),
    ("creative.brand.font", {"creative": {"brand": {"font": 7}}}),
    ("creative.brand.fonts", {"creative": {"brand": {"fonts": ["Inter"]}}}),
    ("metadata", {"metadata": []}),
    ("metadata", {"metadata": {"much": "x" * MAX_EXTRA_BYTES}}),
    ("metadata.a.b[1]", {"metadata": {"a": {"b": ["ok", "\x00"]}}}),
    ("scenarioId", {"scenarioId": "7"}),
    ("webhook", {"webhook": "https://example.com"}),
]


@pytest.mark.parametrize(("path", "part"), WRONG)
async def test_a_wrong_value_of_a_brief_is_refused_with_its_path(http: Http, path: str, part: dict[str, Any]) -> None:
    answer = await http.post(JOBS, json=brief(**part))

    problem = check_problem(answer, 422, "invalid")
    assert [error["path"] for error in problem["errors"]] == [path]
    assert path in problem["detail"]


@pytest.mark.parametrize(
    ("production", "words"),
    [
        (
            {"provider": "runway"},
            "production.provider: Runway needs a key: set RUNWAYML_API_SECRET",
        ),
        ({"provider": "sora"}, "production.provider: there is no 'sora'; there is animatic, "),
        ({"model": "veo-3"}, "production.model: animatic films with animatic-1; name one of these"),
        ({"voice": "hal"}, "production.voice: there is no 'hal'; there is local, "),
        (
            {"voice": "local", "voiceName": "Bob"},
            "production.voiceName: no local voice is called 'Bob'; there is heart, ",
        ),
        ({"captions": "yes"}, "production.captions: Input should be 'none' or 'burned'"),
        ({"music": "jazz"}, "production.music: Input should be 'auto', 'asset' or 'none'"),
        ({"logo": "middle"}, "production.logo: Input should be 'none', 'end_card' or 'corner'"),
    ],
)
async def test_a_choice_that_there_is_not_or_that_is_not_set_up_is_refused_with_the_reason(
    http: Http, production: dict[str, str], words: str
) -> None:
    answer = await http.post(JOBS, json=brief(production=production))
    assert answer.status_code == 422
    assert words in answer.json()["detail"]


async def test_every_error_is_reported_at_once(http: Http) -> None:
    answer = await http.post(JOBS, json=brief(adBasics={"duration": 1, "aspectRatio": "x"}, extra=1))
    paths = {error["path"] for error in answer.json()["errors"]}
    assert paths == {"adBasics.duration", "adBasics.aspectRatio", "extra"}


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("action", {}),
        ("action", {"action": None}),
        ("feedback", {"action": "reject_storyboard"}),
        ("feedback", {"action": "reject_storyboard", "feedback": "  "}),
        ("feedback", {"action": "reject_storyboard", "feedback": "f" * 5_001}),
        ("sceneNumber", {"action": "regenerate_scene"}),
        ("sceneNumber", {"action": "regenerate_scene", "sceneNumber": "2"}),
        ("sceneNumber", {"action": "regenerate_scene", "sceneNumber": 0}),
        ("storyboardRevision", {"action": "approve_storyboard", "storyboardRevision": 1.5}),
        ("feedback", {"action": "approve_storyboard", "feedback": "fine"}),
        ("reason", {"action": "cancel", "reason": "none"}),
        ("", []),
        ("", "approve_storyboard"),
    ],
)
async def test_a_wrong_action_is_refused_with_its_path(http: Http, path: str, body: Any) -> None:
    answer = await http.post(f"{JOB}/actions", json=body)
    assert (answer.status_code, [error["path"] for error in answer.json()["errors"]]) == (422, [path])


@pytest.mark.parametrize("unknown", ["delete", "restore", "make_coffee"])
async def test_an_unknown_action_is_refused_with_the_known_ones(http: Http, unknown: str) -> None:
    answer = await http.post(f"{JOB}/actions", json={"action": unknown})
    assert answer.status_code == 422
    assert all(action in answer.json()["detail"] for action in ACTIONS)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "production"),
        ({"production": {}}, "production.maxCost"),
        ({"production": {"maxCost": -1}}, "production.maxCost"),
        ({"production": {"maxCost": "much"}}, "production.maxCost"),
        ({"production": {"aiLabel": "large"}}, "production.aiLabel"),
        ({"production": {"aiLabel": None}}, "production.maxCost"),
        ({"production": {"voice": "hal"}}, "production.voice"),
        ({"production": {"voice": None}}, "production.maxCost"),
        ({"production": {"captions": "large"}}, "production.captions"),
        ({"production": {"resolution": "720p"}}, "production.resolution"),
        ({"production": {"maxCost": 5, "provider": "runway"}}, "production.provider"),
        ({"production": {"maxCost": 5}, "status": "completed"}, "status"),
    ],
)
async def test_a_change_of_what_cannot_be_changed_is_refused_with_its_path(
    http: Http, body: object, field: str
) -> None:
    answer = await http.patch(JOB, json=body)

    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    assert field in answer.text
