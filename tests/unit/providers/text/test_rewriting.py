"""One scene that a language model writes again."""

from domain.job.storyboard import ADJUSTMENTS, Scenario
from providers.llm.planner import LlmPlanner
from tests.simulators.language import LanguageVendor
from tests.simulators.storyboards import answer, scene, storyboard
from tests.unit.providers.text.asking import failure, request, texts


async def test_one_scene_is_rewritten_and_the_others_stay_whatever_the_answer_has(
    planner: LlmPlanner, vendor: LanguageVendor
) -> None:
    current = texts(storyboard(2, 4, 3))
    vendor.script.append(vendor.says(answer(storyboard(3, 5, 1, idea="all anew"))))

    plan = await planner.plan(request(revision=2, current=current, only=1))

    assert (plan.scenes[0], plan.scenes[2]) == (current[0], current[2])
    assert plan.scenes[1].script == "all anew, 2"
    assert (plan.scenes[1].scenario, plan.scenes[1].duration) == (Scenario.SOLUTION, 4)


async def test_one_scene_as_it_was_is_sent_back(planner: LlmPlanner, vendor: LanguageVendor) -> None:
    written = storyboard(2, 4, 3)
    vendor.script.append(vendor.says(answer(written[1:2])))

    plan = await planner.plan(request(revision=2, current=texts(written), only=1))

    assert "the scene is the one that was to be rewritten" in vendor.texts_of(vendor.bodies[1])[-1]
    assert plan.scenes[1] != texts(written)[1]


async def test_one_scene_that_keeps_breaking_rules_is_repaired(planner: LlmPlanner, vendor: LanguageVendor) -> None:
    current = texts(storyboard(2, 4, 3))
    vendor.script.extend([vendor.says(answer([scene("hook", 1, "anew", transition="wipe")]))] * 3)

    plan = await planner.plan(request(revision=2, current=current, only=1))

    assert (plan.scenes[0], plan.scenes[1].script, plan.scenes[2]) == (current[0], "anew", current[2])
    assert plan.metadata[ADJUSTMENTS] == "the transition of scene 1 was 'wipe' and is now cut"


async def test_one_scene_that_is_always_as_it_was_is_a_rejected_input(
    planner: LlmPlanner, vendor: LanguageVendor
) -> None:
    written = storyboard(2, 4, 3)
    vendor.script.extend([vendor.says(answer(written[1:2]))] * 3)

    error = await failure(planner, request(revision=2, current=texts(written), only=1))

    assert "the scene is the one that was to be rewritten" in error.message
