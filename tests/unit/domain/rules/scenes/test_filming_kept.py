"""Seeds of takes, and what a scene asks of its model when it is written again or loses an asset."""

import pytest

from domain.base import evolve
from domain.job.filming.choices import Filming
from domain.job.storyboard import Plan
from domain.rules import results
from tests.unit.domain.jobs import (
    NOW,
    completed,
    film,
    in_review,
    plan,
    send,
    some_id,
    take_of,
    text,
)
from tests.unit.domain.rules.scenes.filming_choices import ABLE, HERO, reviewed, tell, wishing, with_assets


@pytest.mark.parametrize("chosen", [None, 7])
def test_a_take_owns_its_seed_unless_somebody_chose_it(chosen: int | None) -> None:
    choices = {} if chosen is None else {"seed": chosen}
    job = film(tell(wishing(with_assets(in_review("one")), **choices), ABLE, "approve_storyboard"), 1)
    job = tell(job, ABLE, "regenerate_scene", scene_number=1)

    scene = job.active_scenes[0]
    assert [scene.owns_seed_of(take) for take in scene.takes] == [chosen is None] * 2


def test_a_take_that_has_the_seed_of_another_by_the_same_model_owns_none() -> None:
    job = film(tell(reviewed(), ABLE, "approve_storyboard"), 1)
    job = tell(wishing(job, seed=take_of(job).seed), ABLE, "regenerate_scene", scene_number=1)

    scene = job.active_scenes[0]
    assert not any(scene.owns_seed_of(take) for take in scene.takes)


# What becomes of the choices.


def test_a_scene_that_is_written_again_in_review_is_filmed_as_before() -> None:
    job = tell(reviewed(), ABLE, "scene_updated", scene=1, filming={"seed": 7})
    job = tell(job, ABLE, "regenerate_scene", scene_number=1)
    ids = [some_id("a"), some_id("b")]
    other = Plan(scenes=(text("another"), *plan("two").scenes))

    job = results.apply_plan(job, job.revision, other, ids, NOW, ABLE)

    assert job.active_scenes[0].text == evolve(text("another"), filming=Filming(seed=7))


def test_a_scene_that_is_written_again_for_its_take_is_filmed_as_before() -> None:
    job = tell(wishing(completed(), seed=7), ABLE, "scene_regenerate", scene=1, feedback="Warmer.")

    job = results.apply_rewrite(job, take_of(job).id, text("warmer"))

    assert take_of(job).text == job.active_scenes[0].text == evolve(text("warmer"), filming=Filming(seed=7))
    assert take_of(job).seed == 7


def test_an_asset_that_is_taken_away_is_no_reference_and_no_last_frame_any_more() -> None:
    filmed = {"references": [HERO.id], "lastFrame": HERO.id, "seed": 7}
    job = tell(reviewed(), ABLE, "scene_updated", scene=1, filming=filmed)

    job = send(job, "asset_removed", asset=HERO.id)

    assert job.active_scenes[0].text.filming == Filming(references=(), seed=7)
    assert job.active_scenes[0].revision == 3


def test_a_scene_whose_only_choice_was_an_asset_is_as_usual_without_it() -> None:
    job = tell(reviewed(), ABLE, "scene_updated", scene=1, filming={"lastFrame": HERO.id})

    job = send(job, "asset_removed", asset=HERO.id)

    assert job.active_scenes[0].text.filming is None


def test_another_file_for_an_asset_is_the_reference_and_the_last_frame_then() -> None:
    filmed = {"references": [HERO.id], "lastFrame": HERO.id}
    job = tell(reviewed(), ABLE, "scene_updated", scene=1, filming=filmed)

    job = send(job, "asset_changed", asset=HERO.id, url="https://example.com/other")

    (other,) = [each.id for each in job.assets if each.role == "hero"]
    assert other != HERO.id
    assert job.active_scenes[0].text.filming == Filming(references=(other,), last_frame=other)


def test_a_take_that_is_not_ordered_yet_loses_the_asset_with_its_scene() -> None:
    job = tell(reviewed(), ABLE, "scene_updated", scene=1, filming={"references": [HERO.id]})
    job = tell(job, ABLE, "approve_storyboard")

    job = send(job, "asset_removed", asset=HERO.id)

    taken = take_of(job).text
    assert taken == job.active_scenes[0].text
    assert taken.filming == Filming(references=())
