"""Rules that hold for any brief and any feedback."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from domain.brief import AssetType
from domain.film_format import Transition, frames
from domain.job.storyboard import Scenario, SceneText, ShotType
from domain.ports.planner import PlanRequest
from tests.unit.providers.template.asking import GENEROUS, PROSE, TEXTS, again, plan_of, planned, requests


@GENEROUS
@given(requests())
def test_any_brief_becomes_a_complete_storyboard_of_the_films_length(request: PlanRequest) -> None:
    scenes = plan_of(request).scenes

    assert request.limits.least <= len(scenes) <= request.limits.most
    film = frames(request.brief.ad_basics.duration)
    assert sum(frames(scene.duration) for scene in scenes) == film
    longest = request.scene_limits().longest
    assert all(30 <= frames(scene.duration) <= longest for scene in scenes)
    for scene in scenes:
        SceneText.model_validate(scene.model_dump())
        assert all(getattr(scene, field).strip() for field in PROSE)


@GENEROUS
@given(requests())
def test_any_storyboard_runs_from_hook_to_call_to_action(request: PlanRequest) -> None:
    scenes = plan_of(request).scenes

    assert scenes[0].scenario is (Scenario.HOOK if len(scenes) > 1 else Scenario.CTA)
    assert scenes[-1].scenario is Scenario.CTA
    assert scenes[-1].shot_type is ShotType.PRODUCT
    assert scenes[0].transition is Transition.CUT
    assert all(one.shot_type is not next.shot_type for one, next in pairwise(scenes))


@GENEROUS
@given(requests())
def test_every_picture_is_shown_and_no_sound_is(request: PlanRequest) -> None:
    scenes = plan_of(request).scenes

    pictures = {one.id for one in request.assets if one.type is not AssetType.AUDIO}
    assert {shown for scene in scenes for shown in scene.assets} == pictures
    assert all(len(set(scene.assets)) == len(scene.assets) for scene in scenes)


@GENEROUS
@given(requests(), TEXTS)
def test_any_feedback_gives_another_storyboard(request: PlanRequest, feedback: str) -> None:
    plan_of(request)

    sent_back = again(request, feedback)

    assert planned(sent_back) != sent_back.current


@GENEROUS
@given(requests(), TEXTS, st.data())
def test_rewriting_one_scene_leaves_the_others_as_they_were(
    request: PlanRequest, feedback: str, data: st.DataObject
) -> None:
    only = data.draw(st.integers(0, len(plan_of(request).scenes) - 1))
    sent_back = again(request, feedback, only)

    scenes = planned(sent_back)

    assert [at for at, pair in enumerate(zip(scenes, sent_back.current, strict=True)) if pair[0] != pair[1]] == [only]
    assert scenes[only].duration == sent_back.current[only].duration
    assert scenes[only].scenario is sent_back.current[only].scenario
    assert scenes[only].description != sent_back.current[only].description


@GENEROUS
@given(requests())
def test_a_film_that_ends_with_a_card_has_a_last_scene_that_is_no_shorter_for_it(request: PlanRequest) -> None:
    with_card = request.model_copy(update={"ends_with_a_card": True})

    plain, longer = plan_of(request).scenes, plan_of(with_card).scenes

    assert longer[-1].duration >= plain[-1].duration - 0.11
    assert sum(frames(scene.duration) for scene in longer) == frames(request.brief.ad_basics.duration)
