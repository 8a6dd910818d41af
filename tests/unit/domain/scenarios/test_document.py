"""Scenarios as clients send them to be saved."""

import pytest

from domain.film_format import AspectRatio
from domain.scenarios.document import ScenarioDocument, aspect_ratio, document_errors, scene_metadata, scene_type


def scenario(*numbers: int, **changes: object) -> ScenarioDocument:
    scenes = [{"scene_number": number, "image_prompt": "a tin"} for number in numbers]
    return ScenarioDocument.model_validate({"title": "Tea", "scenes": scenes, **changes})


def test_an_unknown_key_with_a_name_of_ours_is_kept_under_another_name() -> None:
    metadata = scenario(1, demographics="tea drinkers", season="spring").metadata

    assert (metadata["given_demographics"], metadata["season"]) == ("tea drinkers", "spring")
    assert metadata["demographics"] == {}


def test_fields_of_a_scene_without_a_column_are_kept_as_metadata() -> None:
    scenes = ScenarioDocument.model_validate(
        {"title": "Tea", "scenes": [{"scene_number": 7, "image_prompt": "a", "image_url": "/b.png", "mood": "calm"}]}
    ).in_order

    assert scene_metadata(scenes[0], 2) == {"given_scene_number": 7, "given_image_url": "/b.png", "mood": "calm"}


def test_only_the_first_scene_may_lack_a_prompt() -> None:
    bare = ScenarioDocument.model_validate({"title": "Tea", "scenes": [{"scene_number": 2}, {"scene_number": 1}]})

    assert [path for path, _ in document_errors(bare)] == [("scenes", 0, "image_prompt")]


def test_two_scenes_cannot_have_the_same_number() -> None:
    assert [path for path, _ in document_errors(scenario(1, 2, 1))] == [("scenes", 2, "scene_number")]


@pytest.mark.parametrize(
    ("resolution", "ratio"),
    [
        ("1080:1920", AspectRatio.VERTICAL),
        ("1920x1080", AspectRatio.WIDE),
        ("1:1", AspectRatio.SQUARE),
        ("1080 × 1350", AspectRatio.PORTRAIT),
        ("0:1", AspectRatio.VERTICAL),
        ("4K", AspectRatio.VERTICAL),
        (None, AspectRatio.VERTICAL),
    ],
)
def test_the_aspect_ratio_is_the_nearest_to_the_resolution(resolution: object, ratio: AspectRatio) -> None:
    assert aspect_ratio(resolution) is ratio


def test_the_scene_type_has_only_characters_of_file_names() -> None:
    assert scene_type({"scene_type": "../../Problem & Solution"}, 2, 3) == "problem-solution"
    assert scene_type({"type": "—"}, 2, 3) == "main"
    assert [scene_type({}, number, 3) for number in (1, 2, 3)] == ["hook", "main", "cta"]


def test_the_estimated_duration_is_the_given_one_or_the_sum_of_the_scenes() -> None:
    assert scenario(1, total_duration=15).estimated_duration == 15
    assert scenario(1).estimated_duration is None
