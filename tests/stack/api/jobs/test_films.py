from pathlib import Path
from uuid import UUID

import pytest

from api.container import Container
from domain.storage_keys import speech_key
from tests.harness.api_bodies import JOBS, created
from tests.stack.api.conftest import Http
from tests.stack.api.stages import approved, completed, filmed, stored
from tests.unit.domain.spoken_jobs import spoken


@pytest.fixture
async def job(http: Http, container: Container, tmp_path: Path) -> UUID:
    """A completed job."""
    job = UUID((await created(http, adBasics={"productName": "Tea/ für 2\n"}))["id"])
    await completed(container, job, tmp_path)
    return job


async def test_the_film_is_served_and_must_be_revalidated(http: Http, job: UUID) -> None:
    answer = await http.get(f"{JOBS}/{job}/video")
    assert (answer.status_code, answer.content) == (200, b"the film")
    assert (answer.headers["Content-Type"], answer.headers["Cache-Control"]) == ("video/mp4", "no-cache")
    assert answer.headers["Content-Disposition"].endswith("filename*=UTF-8''Tea%2F%20f%C3%BCr%202.mp4")
    again = await http.get(f"{JOBS}/{job}/video", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


async def test_head_describes_the_film_without_its_bytes(http: Http, job: UUID) -> None:
    answer = await http.head(f"{JOBS}/{job}/video")
    assert (answer.status_code, answer.headers["Content-Length"], answer.content) == (200, "8", b"")


async def test_a_job_without_a_film_has_none_to_download(http: Http) -> None:
    job = (await created(http))["id"]
    answer = await http.get(f"{JOBS}/{job}/video")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


async def test_a_cut_is_served_by_its_id_and_an_unknown_one_is_not_found(http: Http, job: UUID) -> None:
    film = (await http.get(f"{JOBS}/{job}")).json()["data"]["film"]["id"]
    answers = [await http.get(f"{JOBS}/{job}/video?film={each}") for each in (film, job, "newest")]
    assert [answer.status_code for answer in answers] == [200, 404, 404]
    assert answers[0].content == b"the film"


async def test_a_clip_is_served_by_scene_number_and_by_scene_id(http: Http, job: UUID) -> None:
    shown = (await http.get(f"{JOBS}/{job}")).json()["data"]["scenes"][1]
    by_number = await http.get(f"{JOBS}/{job}/scenes/2/video")
    by_url = await http.get(shown["videoUrl"])
    original = await http.get(shown["originalVideoClipUrl"])
    assert by_number.content == by_url.content == b"working of 2"
    assert original.content == b"original of 2"


async def test_a_scene_without_a_clip_has_no_video(http: Http, container: Container, tmp_path: Path) -> None:
    job = UUID((await created(http))["id"])
    await approved(container, job)
    await filmed(container, job, 2, tmp_path)
    answers = [await http.get(f"{JOBS}/{job}/scenes/{scene}/video") for scene in ("2", "1", "4", "02", "x", str(job))]
    assert [answer.status_code for answer in answers] == [200, 404, 404, 404, 404, 404]


async def test_videos_of_a_deleted_job_are_not_found(http: Http, job: UUID) -> None:
    await http.delete(f"{JOBS}/{job}")
    assert (await http.get(f"{JOBS}/{job}/video")).status_code == 404
    assert (await http.get(f"{JOBS}/{job}/scenes/1/video")).status_code == 404


async def test_what_is_said_in_a_scene_is_served_and_is_kept_for_good_under_its_own_address(
    http: Http, container: Container, tmp_path: Path
) -> None:
    job = UUID((await created(http, production={"voice": "local"}))["id"])
    await approved(container, job)
    assert (await http.get(f"{JOBS}/{job}/scenes/1/speech")).status_code == 404
    key = speech_key(job, job)
    await stored(container, key, b"RIFF and so on", tmp_path, "audio/wav")
    await container.jobs.change(job, lambda job, _: spoken(job, key=key))

    scene = (await http.get(f"{JOBS}/{job}")).json()["data"]["scenes"][0]
    assert (scene["speech"]["status"], scene["speech"]["seconds"]) == ("done", 1.0)
    by_url, by_number = [await http.get(url) for url in (scene["speech"]["url"], f"{JOBS}/{job}/scenes/1/speech")]
    assert by_url.content == by_number.content == b"RIFF and so on"
    assert (by_url.headers["Content-Type"], by_url.headers["Cache-Control"]) == (
        "audio/wav",
        "private, max-age=31536000, immutable",
    )
    assert by_number.headers["Cache-Control"] == "no-cache"
    part = await http.get(scene["speech"]["url"], headers={"Range": "bytes=0-3"})
    assert (part.status_code, part.content) == (206, b"RIFF")
