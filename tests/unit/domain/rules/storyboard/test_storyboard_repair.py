"""Repair of a planner's storyboard: what is changed, what is kept, and what is noted."""

from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.film_format import FPS, Transition, frames
from domain.job.storyboard import MAX_SCENE_SECONDS, MIN_SCENE_SECONDS, Scenario, SceneText, ShotType
from domain.rules.storyboard.storyboard_repair import RepairedStoryboard, repair_storyboard
from domain.scene_limits import USUAL_LIMITS, SceneLimits
from tests.simulators.storyboards import scene, storyboard

CUP, UNKNOWN = UUID(int=1), UUID(int=99)


def repair(scenes: object, seconds: float = 9, least: int = 3, most: int = 7) -> RepairedStoryboard:
    repaired = repair_storyboard({"scenes": scenes}, frames(seconds), SceneLimits(least=least, most=most), {CUP})
    assert repaired is not None
    return repaired


def test_a_storyboard_that_keeps_the_rules_stays_as_it_is() -> None:
    written = storyboard(2, 4.5, 2.5)

    repaired = repair(written)

    assert repaired.scenes == tuple(SceneText.model_validate(each) for each in written)
    assert repaired.notes == ()


def test_the_first_scene_becomes_the_hook_and_the_last_one_the_call_to_action() -> None:
    repaired = repair([scene("cta", 3, "a"), scene("solution", 3, "b"), scene("hook", 3, "c")])

    assert [each.scenario for each in repaired.scenes] == [Scenario.HOOK, Scenario.SOLUTION, Scenario.CTA]
    assert repaired.notes == ("scene 1 was cta and is now hook", "scene 3 was hook and is now cta")


def test_durations_are_scaled_to_the_film() -> None:
    repaired = repair(storyboard(10, 20, 10), seconds=8)

    assert [each.duration for each in repaired.scenes] == [2, 4, 2]
    assert repaired.notes == ("the durations added up to 40 s and are scaled to the film's 8 s",)


@pytest.mark.parametrize("duration", [None, "long", -3, 0, float("inf"), float("nan"), 10**400, True])
def test_a_scene_without_a_usable_duration_lasts_as_long_as_the_others(duration: object) -> None:
    written = storyboard(3, 3, 3)
    written[1]["duration"] = duration

    assert [each.duration for each in repair(written).scenes] == [3, 3, 3]


def test_unknown_assets_are_left_out() -> None:
    written = storyboard(3, 3, 3)
    written[1]["assets"] = [str(UNKNOWN), str(CUP), str(CUP), "the cup"]

    repaired = repair(written)

    assert repaired.scenes[1].assets == (CUP,)
    assert [note.split(",")[0] for note in repaired.notes] == [f"scene 2 showed {UNKNOWN}", "scene 2 showed the cup"]


def test_an_overlong_text_is_cut_between_words() -> None:
    written = storyboard(3, 3, 3)
    written[0]["script"] = "word " * 500

    repaired = repair(written)

    assert len(repaired.scenes[0].script) <= 2_000
    assert repaired.scenes[0].script.endswith("word…")
    assert repaired.notes == ("the script of scene 1 was longer than 2000 characters and is cut",)


def test_unknown_choices_become_the_default_and_spellings_are_understood() -> None:
    written = [scene("Hook", 3, "a", shot_type="close_up", transition="wipe"), *storyboard(3, 3)]
    written[1]["scenario"] = "testimonial"

    repaired = repair(written)

    assert (repaired.scenes[0].shot_type, repaired.scenes[0].transition) == (ShotType.CLOSE_UP, Transition.CUT)
    assert repaired.scenes[1].scenario is Scenario.SOLUTION
    assert repaired.notes == (
        "the transition of scene 1 was 'wipe' and is now cut",
        "the scenario of scene 2 was 'testimonial' and is now solution",
    )


def test_too_many_scenes_are_merged_the_shortest_neighbours_first() -> None:
    repaired = repair(storyboard(3, 1, 1, 4), most=3)

    assert [each.script for each in repaired.scenes] == [
        "the first idea, 1",
        "the first idea, 2 the first idea, 3",
        "the first idea, 4",
    ]
    assert [each.duration for each in repaired.scenes] == [3, 2, 4]
    assert repaired.notes == ("4 scenes were written and are merged into 3",)


def test_too_few_scenes_are_split_the_longest_first() -> None:
    repaired = repair([scene("hook", 3, "a"), scene("cta", 6, "Slow down. Order yours.")])

    assert [each.script for each in repaired.scenes] == ["a", "Slow down.", "Order yours."]
    assert [each.shot_type for each in repaired.scenes] == [ShotType.WIDE, ShotType.WIDE, ShotType.CLOSE_UP]
    assert [each.duration for each in repaired.scenes] == [3, 3, 3]
    assert "2 scenes were written and are split into 3" in repaired.notes


def test_scenes_without_a_description_are_left_out() -> None:
    repaired = repair(["nothing", {"description": " "}, *storyboard(3, 3, 3)])

    assert len(repaired.scenes) == 3
    assert repaired.notes[:2] == (
        "scene 1 had no description and is left out",
        "scene 2 had no description and is left out",
    )


@pytest.mark.parametrize("written", [None, "text", 7, {}, {"scenes": {}}, {"scenes": []}, {"scenes": [{}]}])
def test_nothing_is_made_of_an_answer_without_a_described_scene(written: object) -> None:
    assert repair_storyboard(written, 270, USUAL_LIMITS, set()) is None


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
_SCENES = st.lists(
    st.builds(
        lambda fields, description: {**fields, "description": description},
        st.dictionaries(st.sampled_from([*SceneText.model_fields, "mood"]), _JSON),
        st.text(min_size=1, max_size=2_100).filter(str.strip),
    ),
    min_size=1,
    max_size=12,
)


@given(scenes=_SCENES, seconds=st.floats(MIN_SCENE_SECONDS * 7, MAX_SCENE_SECONDS * 3))
def test_whatever_is_written_the_repaired_storyboard_keeps_every_rule(
    scenes: list[dict[str, Any]], seconds: float
) -> None:
    repaired = repair(scenes, seconds)

    assert 3 <= len(repaired.scenes) <= 7
    assert (repaired.scenes[0].scenario, repaired.scenes[-1].scenario) == (Scenario.HOOK, Scenario.CTA)
    assert sum(round(each.duration * FPS) for each in repaired.scenes) == frames(seconds)
    assert all(SceneText.model_validate(dict(each)) == each for each in repaired.scenes)
