"""What a change of a scene's filming choices does to the clip that it has."""

from typing import Any

import pytest

from domain.base import evolve
from domain.job.filming.changes import is_muted
from domain.job.filming.choices import Filming
from domain.job.model import Job, JobStatus
from domain.job.sound.scene_lines import line_of
from domain.job.takes.left_out import Ingredient, LeftOut
from tests.unit.domain.jobs import asset, brief, completed, send, some_id, take_of

PACK, PLACE = some_id("pack"), some_id("place")


def filmed(choices: dict[str, Any], *left_out: LeftOut, has_sound: bool = False) -> Job:
    """A completed job whose first scene was filmed so."""
    job = completed()
    scene, take = job.active_scenes[0], take_of(job)
    assert take.text
    text = evolve(take.text, filming=Filming.model_validate(choices) if choices else None)
    job = job.with_take(evolve(take, text=text, left_out=left_out, has_sound=has_sound))
    return job.with_scenes(evolve(job.scene(scene.id), text=text))


def changed(job: Job, choices: dict[str, Any]) -> Job:
    scene = job.active_scenes[0]
    text = evolve(scene.text, filming=Filming.model_validate(choices) if choices else None)
    return job.with_scenes(evolve(scene, text=text))


SAME: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({}, {"audio": "off"}),
    ({}, {"audio": "voiceover"}),
    ({"audio": "off"}, {"audio": "voiceover"}),
    ({"audio": "native"}, {"audio": "off"}),
    ({"audio": "native"}, {}),
    ({"seed": 7}, {}),
    ({"seed": 7}, {"seed": 7}),
]
OTHER: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({}, {"audio": "native"}),
    ({"audio": "off"}, {"audio": "native"}),
    ({}, {"seed": 7}),
    ({"seed": 7}, {"seed": 8}),
    ({}, {"references": [PACK]}),
    ({"references": [PACK]}, {"references": [PLACE]}),
    ({"references": [PACK]}, {"references": []}),
    ({}, {"lastFrame": PACK}),
    ({"lastFrame": PACK}, {}),
    ({}, {"chainFromPrevious": True}),
    ({"chainFromPrevious": True}, {}),
]


@pytest.mark.parametrize(("before", "after"), SAME)
def test_a_clip_is_not_stale_if_it_would_show_the_same(before: dict[str, Any], after: dict[str, Any]) -> None:
    assert not changed(filmed(before), after).active_scenes[0].is_stale


@pytest.mark.parametrize(("before", "after"), OTHER)
def test_a_clip_is_stale_if_it_would_be_another(before: dict[str, Any], after: dict[str, Any]) -> None:
    assert changed(filmed(before), after).active_scenes[0].is_stale
    assert not filmed(after).active_scenes[0].is_stale


def test_a_clip_that_has_sound_has_what_its_scene_asks_for() -> None:
    assert not changed(filmed({}, has_sound=True), {"audio": "native"}).active_scenes[0].is_stale


def test_the_seed_that_the_take_had_anyway_changes_nothing() -> None:
    job = filmed({})

    assert not changed(job, {"seed": take_of(job).seed}).active_scenes[0].is_stale


def test_a_clip_that_was_shown_the_references_of_its_job_is_compared_with_those_of_its_scene() -> None:
    job = filmed({})
    job = job.with_take(evolve(take_of(job), references=(PACK,)))

    assert not changed(job, {"references": [PACK]}).active_scenes[0].is_stale
    assert changed(job, {"references": []}).active_scenes[0].is_stale
    assert changed(job, {"references": [PLACE]}).active_scenes[0].is_stale


@pytest.mark.parametrize(
    ("before", "lacking", "after"),
    [
        ({"lastFrame": PACK}, LeftOut(what=Ingredient.LAST_FRAME, reason="broken", asset=PACK), {}),
        ({"chainFromPrevious": True}, LeftOut(what=Ingredient.CHAIN, reason="it is the first"), {}),
        (
            {"references": [PACK, PLACE]},
            LeftOut(what=Ingredient.REFERENCES, reason="broken", asset=PACK),
            {"references": [PLACE]},
        ),
    ],
)
def test_a_scene_that_no_longer_asks_for_what_its_clip_lacks_is_not_stale(
    before: dict[str, Any], lacking: LeftOut, after: dict[str, Any]
) -> None:
    assert not changed(filmed(before, lacking), after).active_scenes[0].is_stale


# The sound of a clip in the film.


def test_a_clip_with_sound_is_silenced_by_cutting_the_film_again() -> None:
    job = filmed({"audio": "native"}, has_sound=True)

    silenced = changed(job, {"audio": "off"})

    assert silenced.film_id != job.film_id
    assert not silenced.active_scenes[0].is_stale


def test_the_sound_that_a_model_makes_with_every_clip_is_heard_only_if_the_scene_asks_for_it() -> None:
    sings = LeftOut(what=Ingredient.SILENCE, reason="Acme's model-1 makes sound with every clip")
    unasked = filmed({}, sings, has_sound=True)

    assert is_muted(unasked, unasked.active_scenes[0])
    asked = changed(unasked, {"audio": "native"})
    assert not is_muted(asked, asked.active_scenes[0])


def test_that_a_scene_is_to_be_silent_changes_no_film_of_silent_clips() -> None:
    job = filmed({})

    assert changed(job, {"audio": "off"}).film_id == job.film_id


def test_a_message_that_silences_a_scene_has_the_film_cut_again() -> None:
    job = filmed({"audio": "native"}, has_sound=True)
    job = evolve(job, film=evolve(job.film, id=job.film_id) if job.film else None)
    assert not job.film_is_stale

    assert send(job, "scene_updated", scene=1, filming={"audio": "off"}).status is JobStatus.PROCESSING


# What is said.


def spoken(job: Job) -> Job:
    return evolve(job, brief=brief(voice="local"))


@pytest.mark.parametrize(
    ("choices", "is_said"),
    [({}, True), ({"audio": "voiceover"}, True), ({"audio": "off"}, False), ({"audio": "native"}, False)],
)
def test_the_voice_over_is_silent_where_a_scene_chooses_another_sound(choices: dict[str, Any], is_said: bool) -> None:
    job = changed(spoken(completed()), choices)

    assert (line_of(job, job.active_scenes[0]) is not None) == is_said
    assert line_of(job, job.active_scenes[1]) is not None


def test_a_scene_has_no_voice_over_if_its_film_has_none() -> None:
    job = changed(completed(), {"audio": "voiceover"})

    assert line_of(job, job.active_scenes[0]) is None


def test_a_recording_for_the_whole_film_is_heard_in_every_scene() -> None:
    recording = evolve(asset("speech"), type=None, role="voice", blob_key="assets/speech")
    job = changed(evolve(spoken(completed()), assets=(recording,)), {"audio": "off"})

    line = line_of(job, job.active_scenes[0])

    assert line is not None
    assert line.asset == recording.id
