"""What a scene asks of its model is refused by name if it can never be had, before anything is bought."""

from typing import Any

import pytest

from domain.base import evolve
from domain.errors import Invalid
from domain.job.filming.choices import Filming, SceneAudio
from domain.job.model import Job, JobStatus
from domain.job.takes.take import TakeStatus
from domain.vendors.video_capabilities import NativeAudio
from tests.unit.domain.jobs import (
    MODEL_CHOICE,
    asset,
    completed,
    fail,
    film,
    filming,
    generating,
    in_review,
    some_id,
    take_of,
    write,
)
from tests.unit.domain.rules.scenes.filming_choices import (
    ABLE,
    HERO,
    PLAIN,
    SONG,
    able,
    reviewed,
    tell,
    wishing,
    with_assets,
)

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
