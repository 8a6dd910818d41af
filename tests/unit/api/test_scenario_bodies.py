"""Wrong bodies of `POST /scenario/save`, refused without a database."""

from typing import Any

import pytest

from tests.harness.api_client import Http
from tests.harness.scenario_seed import EXAMPLE, SAVE, save_body, with_scenes


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
async def test_a_wrong_value_of_a_scenario_is_refused_with_its_path(http: Http, scenario: object, path: str) -> None:
    answer = await http.post(SAVE, json=save_body(scenario))

    assert answer.status_code == 422, answer.text
    assert [error["path"] for error in answer.json()["errors"]] == [path]


@pytest.mark.parametrize(
    "changes", [{"short_id": ""}, {"user_id": ""}, {"user_id": None}, {"scenario": EXAMPLE}, {"x": 1}]
)
async def test_a_wrong_value_of_the_request_is_refused_with_its_path(http: Http, changes: dict[str, Any]) -> None:
    answer = await http.post(SAVE, json=save_body(EXAMPLE) | changes)

    assert answer.status_code == 422
    assert [error["path"] for error in answer.json()["errors"]] == list(changes)


async def test_every_error_is_reported_at_once(http: Http) -> None:
    answer = await http.post(
        SAVE, json=save_body(with_scenes({}, {"duration": 0}, {"image_prompt": 1}) | {"title": None})
    )

    paths = {error["path"] for error in answer.json()["errors"]}
    assert paths == {"title", "scenes[1].duration", "scenes[2].image_prompt"}
