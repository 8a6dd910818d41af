"""The voice-over of a job as JSON: the line of each scene, and what is heard in the film."""

from typing import Any

import pytest

from api.schemas.jobs.job import job_view
from api.schemas.scenes.scene import scene_json, scenes_json
from domain.base import evolve
from domain.brief import AssetType
from domain.job.job_asset import AssetStatus, JobAsset
from domain.job.model import Job
from domain.job.sound.music import MusicBed
from domain.job.sound.soundtrack import Soundtrack
from domain.job.takes.vendor_file import FileStatus
from tests.unit.domain import jobs
from tests.unit.domain.spoken_jobs import spoken, with_choices


def lines_of(job: Job) -> list[Any]:
    return [scene["speech"] for scene in job_view(job).model_dump(mode="json", by_alias=True)["scenes"]]


def film_of(job: Job, soundtrack: Soundtrack | None) -> Any:
    assert job.film
    job = evolve(job, film=evolve(job.film, soundtrack=soundtrack))
    return job_view(job).model_dump(mode="json", by_alias=True)["film"]


def test_without_a_voice_no_scene_has_a_line() -> None:
    assert lines_of(jobs.completed()) == [None] * 3
    assert lines_of(with_choices(jobs.completed(), voice="none")) == [None] * 3


def test_a_line_that_nobody_was_asked_to_speak_is_planned() -> None:
    job = with_choices(jobs.in_review("a tin"), voice="local", voice_name="heart")

    assert lines_of(job) == [
        {
            "status": "planned",
            "text": "a tin, spoken",
            "provider": "local",
            "voice": "heart",
            "timing": None,
            "seconds": None,
            "pace": None,
            "url": None,
            "cost": 0.0,
            "error": None,
        }
    ]


def test_a_line_that_is_spoken_has_its_sound_its_length_and_its_cost() -> None:
    job = spoken(with_choices(jobs.completed(), voice="local"))
    scene, speech = job.active_scenes[0], job.speeches[0]

    line = lines_of(job)[0]

    assert line["url"] == f"/api/v3/jobs/{job.id}/scenes/{scene.id}/speech?v={speech.id}"
    assert (line["status"], line["timing"], line["seconds"], line["pace"]) == ("done", "vendor", 1.0, 1.0)
    assert (line["cost"], line["error"]) == (0.02, None)
    assert job_view(job).cost == float(job.cost)


def test_a_line_that_is_longer_than_its_scene_is_played_faster() -> None:
    job = spoken(with_choices(jobs.completed(), voice="local"), seconds=1.7)

    assert lines_of(job)[0]["pace"] == 1.097


def test_a_line_that_failed_says_why_and_has_no_sound() -> None:
    job = spoken(
        with_choices(jobs.completed(), voice="local"), status=FileStatus.FAILED, key=None, error=jobs.ERROR, words=()
    )

    line = lines_of(job)[0]

    assert (line["status"], line["url"], line["error"]["message"]) == ("failed", None, "not this picture")


def test_other_words_are_another_line() -> None:
    job = spoken(with_choices(jobs.completed(), voice="local"))

    changed = jobs.send(job, "scene_updated", scene=1, script="Other words.")

    assert (lines_of(changed)[0]["status"], lines_of(changed)[0]["text"]) == ("planned", "Other words.")
    again = jobs.send(changed, "scene_updated", scene=1, script="one, spoken")
    assert lines_of(again)[0]["status"] == "done"


def test_the_scene_routes_have_the_same_line() -> None:
    job = spoken(with_choices(jobs.completed(), voice="local"))

    assert scene_json(job, job.active_scenes[0]).model_dump(mode="json")["speech"] == lines_of(job)[0]
    assert [scene.speech.model_dump(mode="json") for scene in scenes_json(job).scenes if scene.speech] == lines_of(job)


def test_a_recording_of_the_client_is_the_line_of_the_film() -> None:
    voice = JobAsset(
        id=jobs.some_id("voice"),
        type=AssetType.AUDIO,
        name="Ann",
        role="voice",
        status=AssetStatus.READY,
        content_type="audio/wav",
        blob_key="assets/voice",
    )
    job = evolve(with_choices(jobs.completed("a tin", "a cup"), voice="local"), assets=(voice,))

    first, second = lines_of(job)

    assert (first["provider"], first["text"]) == ("asset", "a tin, spoken\na cup, spoken")
    assert second is None


def test_a_film_says_who_speaks_which_music_it_has_and_how_loud_it_is() -> None:
    job = spoken(with_choices(jobs.completed(), voice="local", voice_name="heart"))
    bed = MusicBed(name="Warm piano, 92 bpm", style="warm", tempo=92, seed=7, licence="CC0-1.0")

    film = film_of(job, Soundtrack(speeches=(job.speeches[0].id,), bed=bed, loudness=-14.02, true_peak=-1.2))

    assert film["sound"] == {
        "loudness": -14.02,
        "truePeak": -1.2,
        "voice": {"provider": "local", "name": "heart"},
        "music": {"name": "Warm piano, 92 bpm", "licence": "CC0-1.0", "asset": None},
    }


def test_music_of_the_client_has_its_name_and_no_licence_that_we_know() -> None:
    song = evolve(jobs.asset("song"), type=AssetType.AUDIO, role="music", status=AssetStatus.READY)
    job = evolve(jobs.completed(), assets=(song,))

    film = film_of(job, Soundtrack(music=song.id))

    assert film["sound"]["music"] == {"name": "song", "licence": None, "asset": str(song.id)}
    assert film["sound"]["voice"] is None


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("https://example.com/songs/calm%20sea.mp3?v=2", "calm sea.mp3"),
        ("https://example.com/", "music"),
        (None, "music"),
    ],
)
def test_music_that_its_client_gave_no_name_is_called_by_its_file(source: str | None, name: str) -> None:
    song = evolve(jobs.asset(), name="", source_url=source, type=AssetType.AUDIO, role="music")

    film = film_of(evolve(jobs.completed(), assets=(song,)), Soundtrack(music=song.id))

    assert film["sound"]["music"]["name"] == name


def test_a_film_of_before_says_nothing_of_its_sound() -> None:
    assert film_of(jobs.completed(), None)["sound"] is None
