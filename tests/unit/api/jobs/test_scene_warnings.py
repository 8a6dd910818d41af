"""Warnings of scenes: what their clips lack, do another way, or do not show any more."""

import pytest

from api.schemas.jobs.job import job_view
from domain.base import evolve
from domain.job.filming.choices import SceneAudio
from domain.job.takes.left_out import Ingredient, LeftOut
from domain.job.takes.take import Take
from domain.rules import results
from tests.unit.api.jobs.warned_jobs import filmed_so, filmed_without, not_shown, ready, showing, warnings_of
from tests.unit.domain.jobs import (
    PRICE,
    fail,
    film,
    filming,
    order,
    send,
    take_of,
)


def test_a_scene_that_still_shows_a_picture_that_was_taken_away_says_so() -> None:
    tin, cup = ready("tin"), ready("cup")
    job = filmed_without(showing(filming(), tin, cup), not_shown(tin))

    assert warnings_of(send(job, "asset_removed", asset=str(tin.id))) == []
    assert ("pictures_changed", STALE) in warnings_of(send(job, "asset_removed", asset=str(cup.id)))


STALE = "scene 1 still shows the pictures that it had when it was filmed; regenerate it to show those that it has now"


def test_sound_and_words_that_a_clip_lacks_are_warnings_of_their_scene() -> None:
    unset = LeftOut(what=Ingredient.CAPTIONS, reason="no font")
    job = filmed_without(filming(), unset, sound_error="its header is damaged")

    assert warnings_of(job) == [
        ("captions_left_out", "scene 1 shows no words: no font; change its script and regenerate it"),
        (
            "sound_left_out",
            "scene 1 is silent: its header is damaged; regenerate it, or supply its clip with another sound as "
            "video_url",
        ),
    ]


@pytest.mark.parametrize(
    ("what", "effect"),
    [
        (Ingredient.CHAIN, "does not begin where the scene before ends"),
        (Ingredient.FIRST_FRAME, "does not begin from its first frame"),
        (Ingredient.LAST_FRAME, "does not end on its picture"),
        (Ingredient.REFERENCES, "lacks reference pictures"),
        (Ingredient.SEED, "is filmed without its seed"),
    ],
)
def test_what_the_model_does_another_way_is_a_warning_of_the_scene_with_the_reason(
    what: Ingredient, effect: str
) -> None:
    job = filmed_without(filming(), LeftOut(what=what, reason="Acme's model-1 cannot"))

    ((code, message),) = warnings_of(job)

    assert code == f"{what}_left_out"
    assert message.startswith(f"scene 1 {effect}: Acme's model-1 cannot; ")


def test_a_scene_that_could_not_be_filmed_silent_says_that_the_film_leaves_its_sound_out() -> None:
    sings = LeftOut(what=Ingredient.SILENCE, reason="Acme's model-1 makes sound with every clip")
    job = filmed_without(filmed_so(filming(), audio=SceneAudio.OFF), sings)

    ((code, message),) = warnings_of(job)

    assert code == "silence_left_out"
    assert message.startswith("scene 1 is silent in the film, which leaves out its clip's sound: Acme's model-1 ")
    assert warnings_of(filmed_so(job, audio=SceneAudio.NATIVE)) == []


def test_a_clip_of_another_provider_than_the_first_is_a_warning_with_its_reason() -> None:
    job = send(fail(filming("one"), 1), "retry_failed_scenes")
    refused, instead = job.active_scenes[0].takes
    job = film(job.with_take(evolve(instead, fallback_of=refused.id, provider="another", price=PRICE)), 1)

    assert warnings_of(job) == [
        (
            "filmed_by_fallback",
            "scene 1 is filmed by another in place of test: not this picture; it may look different from the others; "
            "regenerate it to try again",
        )
    ]


def test_a_scene_that_continues_another_clip_than_the_one_before_it_now_is_stale_and_says_so() -> None:
    job = film(film(filming("one", "two"), 1), 2)
    follower = take_of(job, 2)
    job = job.with_take(evolve(follower, chained_from=take_of(job, 1).id))
    assert warnings_of(job) == []

    again = film(send(job, "regenerate_scene", sceneNumber=1), 1)
    turned = send(job, "scenes_ordered", sceneIds=[str(scene.id) for scene in reversed(job.active_scenes)])

    assert warnings_of(again) == [
        (
            "scene_before_changed",
            "scene 2 begins where an earlier clip of scene 1 ended; regenerate it to begin where scene 1 ends now; "
            "it is not filmed again by itself",
        )
    ]
    assert [scene.stale for scene in job_view(again).scenes] == [False, True]
    assert warnings_of(turned) == [
        (
            "scene_before_changed",
            "scene 1 begins where a clip ended that is not before it any more; regenerate it, or leave it so",
        )
    ]


def test_a_take_notes_each_ingredient_that_it_lacks_once() -> None:
    tin = not_shown(ready("tin"))
    take: Take = take_of(filmed_without(results.note_left_out(order(filming(), 1), take_of(filming()).id, (tin,)), tin))

    assert take.left_out == (tin,)
