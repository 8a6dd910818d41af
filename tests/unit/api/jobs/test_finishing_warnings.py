"""The warnings of the voice-over, and of what was to be added to a film and could not be."""

import pytest

from api.schemas.jobs.job import job_view
from domain.base import evolve
from domain.errors import ErrorInfo
from domain.job.model import Job
from domain.job.takes.left_out import Ingredient, LeftOut
from domain.job.takes.vendor_file import FileStatus
from tests.unit.domain.jobs import completed, in_review, send
from tests.unit.domain.spoken_jobs import spoken, with_choices

NO_VOICE = ErrorInfo(code="input_rejected", message="no local voice speaks Japanese")


def warnings_of(job: Job) -> list[tuple[str, str]]:
    return [(warning.code, warning.message) for warning in job_view(job).warnings]


def failed(job: Job, *numbers: int, error: ErrorInfo = NO_VOICE) -> Job:
    for number in numbers:
        job = spoken(job, number, status=FileStatus.FAILED, key=None, seconds=None, words=(), error=error)
    return job


def cut_without(job: Job, *parts: LeftOut) -> Job:
    assert job.film
    return evolve(job, film=evolve(job.film, left_out=parts))


def test_a_line_that_is_not_spoken_is_a_warning_that_says_why_and_what_helps() -> None:
    job = failed(with_choices(completed(), voice="local"), 2)

    ((code, message),) = warnings_of(job)

    assert code == "voice_left_out"
    assert message == (
        "scene 2 is not spoken: no local voice speaks Japanese; "
        f'speak it again with {{"action": "retry_speech"}} to POST /api/v3/jobs/{job.id}/actions; '
        f"choose another production.voice with PATCH /api/v3/jobs/{job.id}"
    )


def test_lines_that_are_not_spoken_for_one_reason_are_one_warning() -> None:
    other = ErrorInfo(code="account_problem", message="ElevenLabs refuses the key")
    job = failed(failed(with_choices(completed("a", "b", "c", "d"), voice="local"), 1, 2, 4), 3, error=other)

    first, second = warnings_of(job)

    assert first[1].startswith("scenes 1, 2 and 4 are not spoken: no local voice speaks Japanese")
    assert second[1].startswith("scene 3 is not spoken: ElevenLabs refuses the key")


def test_scenes_that_choose_a_voice_over_in_a_film_without_a_voice_are_a_warning() -> None:
    job = send(in_review("a", "b", "c"), "scene_updated", scene=2, filming={"audio": "voiceover"})

    ((code, message),) = warnings_of(job)

    assert code == "voice_left_out"
    assert message == (
        "scene 2 is to have a voice-over, and the film has no voice; "
        f"choose production.voice with PATCH /api/v3/jobs/{job.id}, or another filming.audio"
    )
    both = send(job, "scene_updated", scene=3, filming={"audio": "voiceover"})
    assert warnings_of(both)[0][1].startswith("scenes 2 and 3 are to have a voice-over, and the film has no voice")
    assert warnings_of(with_choices(both, voice="local")) == []


def test_a_line_that_is_longer_than_its_scene_is_a_warning() -> None:
    job = spoken(with_choices(completed(), voice="local"), 1, seconds=3.0)

    ((code, message),) = warnings_of(job)

    assert code == "line_too_long"
    assert message.startswith(
        "the line of scene 1 ends 0.8 s after its scene; shorten its script, or give the scene more"
    )


def test_lines_that_no_local_voice_speaks_are_a_warning_before_anybody_has_tried() -> None:
    job = with_choices(in_review("Manhã", "Café"), voice="local")
    basics = evolve(job.brief.ad_basics, language="português")
    job = evolve(job, brief=evolve(job.brief, ad_basics=basics))

    ((code, message),) = warnings_of(job)

    assert code == "voice_left_out"
    assert message == (
        "scenes 1 and 2 will not be spoken: the voices on this machine speak en, de, es, fr, it only; "
        f"choose another production.voice with PATCH /api/v3/jobs/{job.id}, or bring a recording"
    )


def test_the_last_line_cannot_run_on() -> None:
    job = spoken(with_choices(completed(), voice="local"), 3, seconds=3.0)

    ((_, message),) = warnings_of(job)

    assert message.startswith("the line of scene 3 is 0.8 s longer than the film lasts")


def test_a_script_that_no_voice_can_say_in_its_scene_is_a_warning_before_anything_is_bought() -> None:
    long = "Your kitchen deserves better than a kettle that screams. Meet the quiet one, from Brewly."

    ((code, message),) = warnings_of(with_choices(in_review("one", long, "three"), voice="local"))

    assert code == "script_too_long"
    assert message == (
        "the script of scene 2 takes about 5 s to say, in a scene of 2 s; shorten it, or give the scene more seconds"
    )


@pytest.mark.parametrize(
    ("what", "words"),
    [
        (Ingredient.VOICE, "the film is cut without a line of its voice-over: it cannot be decoded"),
        (Ingredient.MUSIC, "the film has no music: it cannot be decoded"),
        (Ingredient.LOGO, "the film does not show the logo: it cannot be decoded"),
        (Ingredient.END_CARD, "the film ends without a card: it cannot be decoded"),
    ],
)
def test_what_could_not_be_added_to_the_film_is_a_warning(what: Ingredient, words: str) -> None:
    job = cut_without(completed(), LeftOut(what=what, reason="it cannot be decoded"))

    ((code, message),) = warnings_of(job)

    assert code == f"{what}_left_out"
    assert message.startswith(words)


def test_a_line_that_failed_is_not_told_twice() -> None:
    job = failed(with_choices(completed(), voice="local"), 2)

    job = cut_without(job, LeftOut(what=Ingredient.VOICE, reason=NO_VOICE.message))

    assert [code for code, _ in warnings_of(job)] == ["voice_left_out"]
