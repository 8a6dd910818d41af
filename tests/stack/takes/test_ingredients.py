"""Music and pictures of a job that is done: what cannot be used is left out, taken away or replaced."""

from pathlib import Path

import httpx
import numpy as np
import pytest

from api.schemas.common import job_url
from domain.job.job_asset import AssetStatus
from domain.job.model import Job, JobStatus
from media.audio.pcm import write_wave
from tests.harness.api_client import Json, json_of
from tests.harness.stack import Stack
from tests.unit.media.material import left_channel, tone


@pytest.fixture
def song(tmp_path: Path) -> bytes:
    write_wave(tmp_path / "song.wav", [tone(150, amplitude=9_000)])
    return (tmp_path / "song.wav").read_bytes()


async def uploaded(stack: Stack, content: bytes) -> str:
    answer = await stack.http.post("/api/v3/assets", files={"file": ("song.wav", content)}, data={"role": "music"})
    return str(json_of(answer, 201)["data"]["id"])


async def damaged(stack: Stack, content: bytes, folder: Path) -> str:
    """Music that was stored well, and is damaged in storage."""
    asset, path = await uploaded(stack, content), folder / "damaged"
    path.write_bytes(b"no sound at all " * 64)
    await stack.container.storage.put(f"assets/{asset}", path, "audio/wav")
    return asset


async def with_music(stack: Stack, asset: str) -> Job:
    """A completed job after it was given that music."""
    job = await stack.completed()
    body = {"creative": {"assets": [{"id": asset, "role": "music"}]}}
    changed = json_of(await stack.send("PATCH", job_url(job.id), body), 200)["data"]
    assert (changed["status"], changed["film"]["stale"]) == ("processing", True)
    return await stack.done(job)


async def shown(stack: Stack, job: Job) -> Json:
    return dict((await stack.get(job_url(job.id)))["data"])


async def test_music_that_cannot_be_played_is_left_out_until_it_is_taken_away(
    stack: Stack, song: bytes, tmp_path: Path
) -> None:
    asset = await damaged(stack, song, tmp_path)
    job = await with_music(stack, asset)
    (warning,) = (await shown(stack, job))["warnings"]
    remove = f"{job_url(job.id)}/assets/{asset}"
    assert warning["code"] == "music_left_out"
    assert "song.wav" in warning["message"]
    assert f"DELETE {remove}" in warning["message"]
    await stack.delete(f"/api/v3/assets/{asset}", 409)

    answer = await stack.delete(remove)

    assert answer["data"]["assets"] == answer["data"]["creative"]["assets"] == []
    again = await stack.done(job)
    assert again.film
    assert job.film
    assert again.film.id != job.film.id
    assert (await shown(stack, job))["warnings"] == []
    await stack.delete(f"/api/v3/assets/{asset}")
    await stack.delete(remove, 404)


async def test_music_that_is_replaced_is_heard(stack: Stack, song: bytes, tmp_path: Path) -> None:
    asset = await damaged(stack, song, tmp_path)
    job = await with_music(stack, asset)
    other = await uploaded(stack, song)

    answer = await stack.send("PATCH", f"{job_url(job.id)}/assets/{asset}", {"id": other})

    assert json_of(answer, 200)["data"]["assets"][0]["id"] == other
    await stack.done(job)
    assert (await shown(stack, job))["warnings"] == []
    film = await film_of(stack, job)
    (tmp_path / "film.mp4").write_bytes(film.content)
    assert float(np.abs(left_channel(tmp_path / "film.mp4")).max()) > 0.05


async def test_a_picture_by_url_is_fetched_by_a_completed_job(stack: Stack) -> None:
    job = await stack.completed()
    picture = {"url": f"{stack.vendor.url}/picture", "role": "product"}

    answer = await stack.send("PATCH", job_url(job.id), {"creative": {"assets": [picture]}})

    assert json_of(answer, 200)["data"]["assets"][0]["status"] in ("pending", "ready")
    after = await stack.until(
        job, lambda now: now.assets[0].status is AssetStatus.READY and now.status is JobStatus.COMPLETED
    )
    assert after.film == job.film


async def film_of(stack: Stack, job: Job) -> httpx.Response:
    answer = await stack.http.get(f"{job_url(job.id)}/video")
    assert answer.status_code == 200
    return answer
