"""What a scene asks of its model is refused by name if it can never be had, before anything is bought."""

from datetime import date
from typing import Any

import pytest

from domain.base import evolve
from domain.brief import AssetType
from domain.errors import Invalid
from domain.job.filming.choices import Filming, SceneAudio
from domain.job.job_asset import AssetStatus
from domain.job.model import Job, JobStatus
from domain.job.storyboard import Plan
from domain.job.takes.take import TakeStatus
from domain.rules import results
from domain.rules.decide import decide
from domain.rules.messages import parse_message
from domain.rules.scenes.takes import VideoModelChoice
from domain.vendors.video_capabilities import NativeAudio, VideoCapabilities
from tests.unit.domain.jobs import (
    MODEL_CHOICE,
    NOW,
    asset,
    completed,
    fail,
    film,
    filming,
    generating,
    in_review,
    plan,
    send,
    some_id,
    take_of,
    text,
    write,
)

HERO = evolve(asset("hero"), status=AssetStatus.READY, blob_key="assets/hero", role="hero")
SONG = evolve(asset("song"), type=AssetType.AUDIO, status=AssetStatus.READY, blob_key="assets/song", role="music")
CHOICES: dict[str, Any] = {
    "audio": "native",
    "references": [HERO.id],
    "lastFrame": HERO.id,
    "chainFromPrevious": True,
    "seed": 7,
}
REASONS = {
    "audio": "Zeta's zeta-1 makes no sound",
    "references": "Zeta's zeta-1 takes no reference pictures",
    "lastFrame": "Zeta's zeta-1 takes no last frame",
    "chainFromPrevious": "Zeta's zeta-1 takes no first frame",
    "seed": "Zeta's zeta-1 takes no seed",
}


def able(model: str = "zeta-1", **abilities: Any) -> VideoCapabilities:
    return VideoCapabilities(provider="zeta", model=model, as_of=date(2026, 12, 1), **abilities)


PLAIN = evolve(MODEL_CHOICE, can=able(first_frame=False))
"""A model that can do nothing."""

ABLE = evolve(MODEL_CHOICE, can=able(audio=NativeAudio.OPTIONAL, references=3, last_frame=True, seed=True))
"""A model that can do all."""


def with_assets(job: Job) -> Job:
    return evolve(job, assets=(HERO, SONG))


def reviewed() -> Job:
    return write(generating(HERO, SONG), "one", "two")


def tell(job: Job, choice: VideoModelChoice, action: str, **fields: Any) -> Job:
    return decide(job, parse_message(action, fields), f"{action} {fields}", NOW, choice)


def wishing(job: Job, **choices: Any) -> Job:
    """Scene 1 with these choices, as if they had been set while another model was chosen."""
    scene = job.active_scenes[0]
    changed = evolve(scene.text, filming=Filming.model_validate(choices))
    return job.with_scenes(evolve(scene, text=changed))


@pytest.mark.parametrize("name", CHOICES)
def test_a_choice_that_the_model_can_never_do_is_refused_when_it_is_set(name: str) -> None:
    with pytest.raises(Invalid) as refusal:
        tell(reviewed(), PLAIN, "scene_updated", scene=1, filming={name: CHOICES[name]})

    assert refusal.value.message == f"filming.{name}: {REASONS[name]}; leave it out, or film with another model"


@pytest.mark.parametrize("name", CHOICES)
def test_a_choice_that_the_model_can_do_is_kept_with_the_scene(name: str) -> None:
    job = tell(reviewed(), ABLE, "scene_updated", scene=1, filming={name: CHOICES[name]})

    assert job.active_scenes[0].text.filming == Filming.model_validate({name: CHOICES[name]})
    assert job.active_scenes[0].revision == 2
    assert job.revision == 2, "it is a change of the storyboard, which is read again before it is approved"


def test_all_that_cannot_be_had_is_told_at_once() -> None:
    with pytest.raises(Invalid, match=r"filming\.audio: .*; filming\.seed: "):
        tell(reviewed(), PLAIN, "scene_updated", scene=1, filming={"audio": "native", "seed": 7})


@pytest.mark.parametrize("audio", ["off", "voiceover"])
def test_every_model_films_without_its_own_sound(audio: str) -> None:
    job = tell(reviewed(), PLAIN, "scene_updated", scene=1, filming={"audio": audio})

    assert job.active_scenes[0].text.filming == Filming(audio=SceneAudio(audio))


def test_a_batch_names_the_operation_that_asks_for_what_cannot_be_had() -> None:
    operations = [
        {"op": "update", "scene": 1, "script": "Hello."},
        {"op": "update", "scene": 2, "filming": {"seed": 7}},
    ]

    with pytest.raises(Invalid, match=r"^operations\[1\]: filming\.seed: Zeta's zeta-1 takes no seed"):
        tell(reviewed(), PLAIN, "scenes_batch", operations=operations)


def test_a_scene_that_is_added_is_checked_too() -> None:
    with pytest.raises(Invalid, match=r"^filming\.seed: Zeta's zeta-1 takes no seed"):
        tell(reviewed(), PLAIN, "scene_added", description="A cup.", filming={"seed": 7})


@pytest.mark.parametrize(
    ("filming", "words"),
    [
        ({"references": [some_id("nobody's")]}, "filming.references: .* is not an asset of this job"),
        ({"lastFrame": some_id("nobody's")}, "filming.lastFrame: .* is not an asset of this job"),
        ({"references": [HERO.id, SONG.id]}, "filming.references: asset song is no picture but audio; name an image"),
        ({"lastFrame": SONG.id}, "filming.lastFrame: asset song is no picture but audio; name an image"),
    ],
)
def test_what_is_no_picture_of_the_job_is_refused(filming: dict[str, Any], words: str) -> None:
    with pytest.raises(Invalid, match=words):
        tell(reviewed(), ABLE, "scene_updated", scene=1, filming=filming)


def test_a_picture_that_is_still_to_be_fetched_may_be_named() -> None:
    coming = evolve(asset("coming"), type=None)

    job = tell(write(generating(coming), "one"), ABLE, "scene_updated", scene=1, filming={"references": [coming.id]})

    assert job.active_scenes[0].text.filming == Filming(references=(coming.id,))


def test_choices_are_given_whole_and_none_of_them_is_as_usual() -> None:
    job = tell(reviewed(), ABLE, "scene_updated", scene=1, filming={"seed": 7})
    job = tell(job, ABLE, "scene_updated", scene=1, filming={"audio": "native"})
    assert job.active_scenes[0].text.filming == Filming(audio=SceneAudio.NATIVE)

    job = tell(job, ABLE, "scene_updated", scene=1, filming={})
    assert job.active_scenes[0].text == reviewed().active_scenes[0].text


def test_a_scene_that_is_added_without_choices_is_as_usual() -> None:
    job = tell(reviewed(), ABLE, "scene_added", description="A cup.", filming={})

    assert job.active_scenes[-1].text.filming is None


# Wherever a take is added.


def failed_scene() -> Job:
    return fail(film(filming("one", "two"), 2), 1)


ADDING: dict[str, tuple[Any, str, dict[str, Any]]] = {
    "approval": (reviewed, "approve_storyboard", {}),
    "retry": (failed_scene, "retry_failed_scenes", {}),
    "regeneration": (completed, "regenerate_scene", {"scene_number": 1}),
    "regeneration by feedback": (completed, "scene_regenerate", {"scene": 1, "feedback": "Warmer."}),
    "a status of pending": (completed, "scene_updated", {"scene": 1, "status": "pending"}),
}


@pytest.mark.parametrize("how", ADDING)
def test_no_take_is_added_for_what_its_model_can_never_do(how: str) -> None:
    make, action, fields = ADDING[how]
    job = wishing(with_assets(make()), seed=7, audio="native")

    with pytest.raises(Invalid) as refusal:
        tell(job, PLAIN, action, **fields)

    assert refusal.value.message == (
        "scene 1: filming.audio: Zeta's zeta-1 makes no sound; leave it out, or film with another model; "
        "scene 1: filming.seed: Zeta's zeta-1 takes no seed; leave it out, or film with another model"
    )


@pytest.mark.parametrize("how", ADDING)
def test_a_take_is_added_for_what_its_model_can_do(how: str) -> None:
    make, action, fields = ADDING[how]

    job = tell(wishing(with_assets(make()), seed=7), ABLE, action, **fields)

    assert take_of(job).status is TakeStatus.WANTED
    assert take_of(job).seed == 7


def test_a_scene_that_has_its_clip_is_no_reason_against_the_others() -> None:
    job = wishing(fail(film(filming("one", "two"), 1), 2), seed=7)

    assert tell(job, PLAIN, "retry_failed_scenes").status is JobStatus.PROCESSING


def test_a_scene_is_not_added_to_a_job_in_process_if_it_cannot_be_filmed() -> None:
    with pytest.raises(Invalid, match=r"filming\.seed: Zeta's zeta-1 takes no seed"):
        tell(completed(), PLAIN, "scene_added", description="A cup.", filming={"seed": 7})


def test_the_model_that_makes_drafts_final_is_asked_too() -> None:
    final = evolve(ABLE, can=able("zeta-2", audio=NativeAudio.OPTIONAL))
    draft = evolve(ABLE, final=final)

    with pytest.raises(Invalid, match=r"^filming\.seed: Zeta's zeta-2 takes no seed"):
        tell(reviewed(), draft, "scene_updated", scene=1, filming={"seed": 7})
    with pytest.raises(Invalid, match=r"^scene 1: filming\.seed: Zeta's zeta-2 takes no seed"):
        tell(wishing(reviewed(), seed=7), draft, "approve_storyboard")


def test_a_draft_is_not_made_final_by_a_model_that_cannot_do_what_it_shows() -> None:
    final = evolve(ABLE, can=able("zeta-2"))
    job = wishing(with_assets(in_review("one")), audio="native")
    job = film(tell(job, evolve(ABLE, final=ABLE), "approve_storyboard"), 1)

    with pytest.raises(Invalid, match=r"^scene 1: filming\.audio: Zeta's zeta-2 makes no sound"):
        tell(job, evolve(ABLE, final=final), "finish_scenes")


def test_pictures_that_are_usual_for_the_job_are_never_a_reason_to_refuse() -> None:
    job = write(generating(HERO, references="product"), "one")

    assert tell(job, PLAIN, "approve_storyboard").status is JobStatus.PROCESSING


def test_a_model_that_must_begin_from_a_picture_gets_no_scene_without_one() -> None:
    needy = evolve(MODEL_CHOICE, can=able(first_frame_required=True), draws_stills=False)

    with pytest.raises(
        Invalid, match=r"^scene 1: Zeta's zeta-1 begins from a picture and this scene has none; give it"
    ):
        tell(reviewed(), needy, "approve_storyboard")

    shown = tell(reviewed(), needy, "scene_updated", scene=1, assets=[HERO.id])
    shown = tell(shown, needy, "scene_updated", scene=2, assets=[HERO.id])
    assert tell(shown, needy, "approve_storyboard").status is JobStatus.PROCESSING
    drawing = evolve(needy, draws_stills=True)
    assert tell(reviewed(), drawing, "approve_storyboard").status is JobStatus.PROCESSING


def test_an_unknown_model_is_not_asked() -> None:
    job = tell(wishing(reviewed(), seed=7, audio="native"), MODEL_CHOICE, "approve_storyboard")

    assert job.status is JobStatus.PROCESSING


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
