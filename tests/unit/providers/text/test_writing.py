"""Storyboards by language models: the prompt, the rules of an answer, and its repair."""

import base64
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from domain.errors import InputRejected
from domain.film_format import frames
from domain.job.storyboard import ADJUSTMENTS, MAX_SCENE_SECONDS, MIN_SCENE_SECONDS, PLANNED_FIELDS, Scenario
from domain.ports.planner import PlannerImage, RefusedRevision
from domain.rules.storyboard.storyboard_repair import STRETCH
from domain.scene_limits import SceneLimits
from providers.llm.output import scenes_of
from providers.llm.planner import LlmPlanner
from tests.simulators.language import LanguageVendor
from tests.simulators.storyboards import answer, scene, storyboard
from tests.unit.providers.text.asking import CUP, NOBODY, SONG, failure, request, texts

SENT = b"not really a picture"


async def test_a_storyboard_is_written(planner: LlmPlanner, vendor: LanguageVendor) -> None:
    vendor.script.append(vendor.says(answer(storyboard(2, 4.5, 2.5))))

    plan = await planner.plan(request())

    assert plan.scenes == texts(storyboard(2, 4.5, 2.5))
    assert len(vendor.bodies) == 1


async def test_nul_characters_are_left_out(planner: LlmPlanner, vendor: LanguageVendor) -> None:
    vendor.script.append(vendor.says(answer(storyboard(3, 3, 3, idea="an\x00idea"))))

    plan = await planner.plan(request())

    assert plan.scenes[0].script == "anidea, 1"


async def test_the_metadata_names_planner_model_and_prompt(planner: LlmPlanner, vendor: LanguageVendor) -> None:
    plan = await planner.plan(request())

    assert plan.metadata["planner"] == vendor.name
    assert plan.metadata["model"] in json.dumps(vendor.success(""))
    assert plan.metadata["prompt"].startswith("1 (")
    assert plan.metadata["answers"] == "1"


async def test_the_key_is_sent_as_the_vendor_wants_it(planner: LlmPlanner, vendor: LanguageVendor) -> None:
    await planner.plan(request())

    headers = vendor.headers[0]
    assert headers.get("Authorization") == "Bearer key-1" or headers.get("x-goog-api-key") == "key-1"


async def test_every_property_of_the_schema_is_required(planner: LlmPlanner, vendor: LanguageVendor) -> None:
    await planner.plan(request())

    schema = vendor.schema(vendor.bodies[0])
    scene = schema["properties"]["scenes"]["items"]
    assert set(scene["properties"]) == set(scene["required"]) == set(PLANNED_FIELDS)
    assert schema["additionalProperties"] is scene["additionalProperties"] is False


async def test_unknown_keys_of_the_brief_reach_the_model(planner: LlmPlanner, vendor: LanguageVendor) -> None:
    await planner.plan(request())

    told = "\n".join(vendor.texts_of(vendor.bodies[0]))
    assert all(key in told for key in ("campaign", "slow mornings", "late autumn", "rust and cream", "Ember Cup"))


async def test_the_clients_id_is_not_in_the_prompt(planner: LlmPlanner, vendor: LanguageVendor) -> None:
    await planner.plan(request())

    assert "morrow" not in json.dumps(vendor.bodies[0])


async def test_limits_and_length_are_in_the_prompt(planner: LlmPlanner, vendor: LanguageVendor) -> None:
    await planner.plan(request(limits=SceneLimits(least=2, most=5).filmed_by(8)))

    instructions, *asked = vendor.texts_of(vendor.bodies[0])
    assert "It has 2 to 5 scenes" in instructions
    assert "shorter than 1 or longer than 8 seconds" in instructions
    assert '"seconds": 9' in "\n".join(asked)


async def test_feedback_and_the_refused_revision_are_in_the_prompt(planner: LlmPlanner, vendor: LanguageVendor) -> None:
    refused = RefusedRevision(
        revision=1, scenes=texts(storyboard(3, 3, 3, idea="steam at dawn")), feedback="less fog, please"
    )

    await planner.plan(request(revision=2, refused=(refused,)))

    told = "\n".join(vendor.texts_of(vendor.bodies[0]))
    assert "less fog, please" in told
    assert "steam at dawn, 2" in told
    assert "revision 2" in told


async def test_pictures_are_shown_to_the_model(planner: LlmPlanner, vendor: LanguageVendor, tmp_path: Path) -> None:
    (tmp_path / "cup").write_bytes(SENT)
    pictures = (PlannerImage(asset=CUP, path=tmp_path / "cup", content_type="image/png"),)

    await planner.plan(request(pictures=pictures))

    assert [base64.urlsafe_b64decode(shown) for shown in vendor.pictures_of(vendor.bodies[0])] == [SENT]
    assert f"Asset {CUP}:" in vendor.texts_of(vendor.bodies[0])


async def test_durations_are_fitted_to_the_exact_frame(planner: LlmPlanner, vendor: LanguageVendor) -> None:
    vendor.script.append(vendor.says(answer(storyboard(2, 5, 3.1))))

    plan = await planner.plan(request())

    assert sum(frames(scene.duration) for scene in plan.scenes) == 9 * 30
    assert [round(scene.duration, 1) for scene in plan.scenes] == [1.8, 4.5, 2.8]


@given(told=st.lists(st.floats(3, 19), min_size=3, max_size=7), stretch=st.floats(-0.99 * STRETCH, 0.99 * STRETCH))
@example(told=[1.0, 60.0, 60.0], stretch=-0.99 * STRETCH)
@example(told=[60.0, 60.0, 1.0], stretch=0.99 * STRETCH)
def test_fitted_durations_fill_the_film_and_each_is_allowed(told: list[float], stretch: float) -> None:
    film = sum(told) / (1 + stretch)

    scenes = scenes_of(answer(storyboard(*told)), request(seconds=film))

    assert sum(frames(scene.duration) for scene in scenes) == frames(film)
    assert all(MIN_SCENE_SECONDS <= scene.duration <= MAX_SCENE_SECONDS for scene in scenes)


@pytest.mark.parametrize(
    ("scenes", "reason"),
    [
        (storyboard(4.5, 4.5), "there are 2 scenes; 3 to 7 are allowed"),
        (storyboard(*[1.1] * 8), "there are 8 scenes; 3 to 7 are allowed"),
        (storyboard(10, 10, 10), "the durations add up to 30 s; the film is 9 s"),
        ([scene("cta", 3, "a"), *storyboard(3, 3)], "the first scene is cta; it must be hook"),
        ([*storyboard(3, 3), scene("hook", 3, "a")], "the last scene is hook; it must be cta"),
        ([*storyboard(4, 4), scene("cta", 1, "a", assets=[str(NOBODY)])], f"scene 3 shows {NOBODY}"),
        ([*storyboard(4, 4), scene("cta", 1, "a", assets=[str(SONG)])], f"scene 3 shows {SONG}"),
        ([*storyboard(4, 4), scene("cta", 0.2, "a")], "scenes.2.duration: Input should be greater than or equal to 1"),
        ([*storyboard(4, 4), scene("cta", 1, "a" * 2001)], "scenes.2.script: String should have at most 2000"),
    ],
)
async def test_a_broken_rule_is_sent_back_with_the_reason(
    planner: LlmPlanner, vendor: LanguageVendor, scenes: list[dict[str, Any]], reason: str
) -> None:
    vendor.script.append(vendor.says(answer(scenes)))

    plan = await planner.plan(request())

    conversation = vendor.texts_of(vendor.bodies[1])
    assert reason in conversation[-1]
    assert answer(scenes) in conversation
    assert plan.metadata["answers"] == "2"


async def test_an_answer_that_is_no_json_is_sent_back(planner: LlmPlanner, vendor: LanguageVendor) -> None:
    vendor.script.append(vendor.says("Here is your storyboard!"))

    await planner.plan(request())

    assert "the answer: Invalid JSON" in vendor.texts_of(vendor.bodies[1])[-1]


async def test_a_refused_storyboard_is_not_taken_again(planner: LlmPlanner, vendor: LanguageVendor) -> None:
    refused = RefusedRevision(revision=1, scenes=texts(storyboard(3, 3, 3)))
    vendor.script.append(vendor.says(answer(storyboard(2, 4, 3))))

    plan = await planner.plan(request(revision=2, refused=(refused,)))

    assert "this storyboard was refused already" in vendor.texts_of(vendor.bodies[1])[-1]
    assert plan.scenes != refused.scenes


async def test_rules_broken_a_third_time_are_repaired_and_noted(planner: LlmPlanner, vendor: LanguageVendor) -> None:
    vendor.script.extend([vendor.says(answer(storyboard(4.5, 4.5)))] * 3)

    plan = await planner.plan(request())

    assert [scene.scenario for scene in plan.scenes] == [Scenario.HOOK, Scenario.HOOK, Scenario.CTA]
    assert sum(frames(scene.duration) for scene in plan.scenes) == 9 * 30
    assert plan.metadata[ADJUSTMENTS] == "2 scenes were written and are split into 3"
    assert plan.metadata["answers"] == "3"
    assert len(vendor.bodies) == 3


async def test_an_earlier_answer_is_repaired_when_the_last_one_cannot_be(
    planner: LlmPlanner, vendor: LanguageVendor
) -> None:
    written = answer([scene("cta", 3, "a"), *storyboard(3, 3)])
    vendor.script.extend([vendor.says(written), vendor.says("Sorry!"), vendor.is_cut_off("")])

    plan = await planner.plan(request())

    assert plan.metadata[ADJUSTMENTS] == "scene 1 was cta and is now hook"


async def test_the_scenes_before_a_cut_are_kept(planner: LlmPlanner, vendor: LanguageVendor) -> None:
    whole = answer(storyboard(3, 3, 3, 3))
    vendor.script.extend([vendor.is_cut_off(whole[: whole.rindex("{")])] * 3)

    plan = await planner.plan(request())

    assert [scene.script for scene in plan.scenes] == [f"the first idea, {at}" for at in (1, 2, 3)]
    assert plan.metadata[ADJUSTMENTS] == "scene 3 was solution and is now cta"


async def test_a_storyboard_that_was_refused_already_is_noted_when_the_model_insists(
    planner: LlmPlanner, vendor: LanguageVendor
) -> None:
    refused = RefusedRevision(revision=1, scenes=texts(storyboard(3, 3, 3)))
    vendor.script.extend([vendor.says(answer(storyboard(3, 3, 3)))] * 3)

    plan = await planner.plan(request(revision=2, refused=(refused,)))

    assert plan.scenes == refused.scenes
    assert plan.metadata[ADJUSTMENTS] == "it is a storyboard that was refused already"


@pytest.mark.parametrize("text", ["Sorry!", "{}", answer([]), answer([{"scenario": "hook"}]), "[1, null]", "\ud800"])
async def test_an_answer_in_which_nothing_can_be_used_is_a_rejected_input(
    planner: LlmPlanner, vendor: LanguageVendor, text: str
) -> None:
    vendor.script.extend([vendor.says(text)] * 3)

    error = await failure(planner)

    assert isinstance(error, InputRejected)
    assert "no usable storyboard in 3 answers" in error.message


async def test_an_answer_that_was_cut_off_is_sent_back_for_fewer_words(
    planner: LlmPlanner, vendor: LanguageVendor
) -> None:
    vendor.script.append(vendor.is_cut_off('{"scenes": [{"scen'))

    plan = await planner.plan(request())

    assert "cut off before it was complete" in vendor.texts_of(vendor.bodies[1])[-1]
    assert len(plan.scenes) == 3


async def test_an_answer_that_is_always_cut_off_is_a_rejected_input(
    planner: LlmPlanner, vendor: LanguageVendor
) -> None:
    vendor.script.extend([vendor.is_cut_off("")] * 3)

    error = await failure(planner)

    assert isinstance(error, InputRejected)
    assert "cut off at the model's length limit" in error.message


async def test_a_refusal_of_the_model_is_a_rejected_input_and_not_sent_back(
    planner: LlmPlanner, vendor: LanguageVendor
) -> None:
    vendor.script.append(vendor.refuses("I cannot advertise this."))

    error = await failure(planner)

    assert isinstance(error, InputRejected)
    assert "I cannot advertise this." in error.message
    assert len(vendor.bodies) == 1


async def test_a_film_that_no_storyboard_can_hold_is_rejected_before_the_model_is_asked(
    planner: LlmPlanner, vendor: LanguageVendor
) -> None:
    error = await failure(planner, request(limits=SceneLimits(least=10, most=12)))

    assert "a film of 9 s cannot hold 10 scenes of 1 s or more" in error.message
    assert not vendor.bodies
