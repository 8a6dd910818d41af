"""What is read in a film and when."""

from datetime import timedelta
from typing import Any

from domain.base import evolve
from domain.brief import AssetRole, AssetType, Production
from domain.film_format import Transition
from domain.job.film.captions import clip_captions, clip_words, film_captions, overlay_id
from domain.job.job_asset import AssetStatus
from domain.job.model import Job
from domain.job.sound.scene_lines import line_of
from domain.job.sound.speech import Speech, SpokenWord
from domain.job.takes.vendor_file import FileStatus
from tests.unit.domain.jobs import JOB, NOW, asset, generating, in_review, write


def with_voice(job: Job, **production: Any) -> Job:
    wanted = Production.model_validate({"voice": "local", **production})
    return evolve(job, brief=evolve(job.brief, production=wanted))


def spoken(job: Job, number: int, seconds: float = 1.0) -> Job:
    """Return the job with the line of that scene spoken, each word for as long as the others."""
    line = line_of(job, job.active_scenes[number - 1])
    assert line is not None
    each = seconds / len(line.text.split())
    words = tuple(
        SpokenWord(text=word, start=at * each, end=(at + 1) * each) for at, word in enumerate(line.text.split())
    )
    speech = Speech(
        id=line.speech_id(JOB),
        text=line.text,
        provider=line.provider,
        model="test",
        asset=line.asset,
        status=FileStatus.DONE,
        seconds=seconds,
        words=words,
        key="key",
        created_at=NOW + timedelta(seconds=number),
    )
    return job.with_speech(speech)


def test_without_a_voice_the_scripts_are_read_while_their_scenes_are_shown() -> None:
    job = in_review("one", "two")

    assert [(line.text, line.begins, line.ends, line.words) for line in film_captions(job)] == [
        ("one, spoken", 0, 60, ()),
        ("two, spoken", 60, 120, ()),
    ]


def test_a_script_is_not_read_before_the_transition_into_its_scene_is_over() -> None:
    job = in_review("one", "two")
    later = job.active_scenes[1]
    job = job.with_scenes(evolve(later, text=evolve(later.text, transition=Transition.FADE)))

    assert [line.enters for line in film_captions(job)] == [0, 75]


def test_a_line_is_read_when_it_is_spoken() -> None:
    job = spoken(with_voice(in_review("one", "two")), 2)

    first, second = film_captions(job)

    assert (first.words, first.text) == ((), "one, spoken")
    assert [(word.text, round(word.start, 2)) for word in second.words] == [("two,", 2.25), ("spoken", 2.75)]


def test_a_clip_has_the_words_of_its_own_scene_in_its_own_time() -> None:
    job = spoken(spoken(with_voice(in_review("one", "two")), 1), 2)

    (line,) = clip_captions(job, job.active_scenes[1])

    assert (line.text, line.begins, round(line.words[0].start, 2)) == ("two, spoken", 0, 0.25)
    assert [word.text for word in clip_words(job, job.active_scenes[1])] == ["two,", "spoken"]


def test_a_line_that_runs_on_is_read_in_both_clips() -> None:
    job = spoken(spoken(with_voice(in_review("one", "two")), 1, seconds=3.0), 2)

    ran_on, own = clip_captions(job, job.active_scenes[1])

    assert (ran_on.text, own.text) == ("one, spoken", "two, spoken")
    assert ran_on.words[0].start < 0 < ran_on.words[-1].end


def test_one_recording_of_the_whole_film_is_read_through_all_scenes_and_no_script_beside_it() -> None:
    recording = evolve(
        asset("voice"),
        role=AssetRole.VOICE.value,
        type=AssetType.AUDIO,
        status=AssetStatus.READY,
        blob_key="key",
        content_type="audio/wav",
    )
    job = spoken(with_voice(write(generating(recording), "one", "two")), 1, seconds=4.0)

    (line,) = film_captions(job)

    assert line.text == "one, spoken\ntwo, spoken"
    assert [word.text for word in clip_words(job, job.active_scenes[1])] == ["two,", "spoken"]


def test_the_overlay_changes_with_what_is_read_and_when() -> None:
    job = with_voice(in_review("one", "two"), captions="burned")
    scene = job.active_scenes[0]
    said = spoken(job, 1)
    slower = spoken(job, 1, seconds=1.5)
    highlighted = with_voice(said, captions="burned", caption_style="highlight")

    ids = [overlay_id(each, scene) for each in (job, said, slower, highlighted)]

    assert None not in ids
    assert len(set(ids)) == 4


def test_the_overlay_of_a_scene_does_not_change_with_the_words_of_another() -> None:
    job = with_voice(in_review("one", "two"), captions="burned")

    assert overlay_id(spoken(job, 2), job.active_scenes[0]) == overlay_id(job, job.active_scenes[0])


def test_nothing_is_drawn_into_a_clip_unless_captions_are_burned_in() -> None:
    job = in_review("one")
    for production in ({}, {"captions": "none"}):
        assert overlay_id(with_voice(job, **production), job.active_scenes[0]) is None


def test_a_transition_shows_the_beginning_of_the_next_line_in_both_clips() -> None:
    job = spoken(with_voice(in_review("one", "two"), captions="burned"), 2)
    later = job.active_scenes[1]
    faded = job.with_scenes(evolve(later, text=evolve(later.text, transition=Transition.CROSSFADE)))

    assert [line.text for line in clip_captions(job, job.active_scenes[0])] == ["one, spoken"]
    assert [line.text for line in clip_captions(faded, job.active_scenes[0])] == ["one, spoken", "two, spoken"]


def test_a_line_is_not_spoken_before_what_is_read_of_it_can_be_seen() -> None:
    job = spoken(with_voice(in_review("one", "two")), 2)
    later = job.active_scenes[1]
    faded = job.with_scenes(evolve(later, text=evolve(later.text, transition=Transition.FADE)))

    starts = [[line.words[0].start for line in film_captions(each) if line.words] for each in (job, faded)]

    assert starts == [[2.25], [2.45]]
