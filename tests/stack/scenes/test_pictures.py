"""What a reviewer sees of a job: its stills, and its storyboard played before any money."""

import asyncio
from io import BytesIO
from itertools import islice
from pathlib import Path
from zipfile import ZipFile

import av
import pytest
from PIL import Image

from domain.film_format import FPS
from domain.job.model import Job
from tests.harness.stack import Stack, scenes_path


async def test_a_preview_in_review_is_a_playable_film_of_the_storyboards_length(stack: Stack) -> None:
    job = await stack.in_review()
    answer = await stack.http.get(f"/api/v3/jobs/{job.id}/preview?wait=60s")
    assert answer.status_code == 200, answer.text
    with av.open(BytesIO(answer.content), "r") as film:
        video, sound = film.streams.video[0], film.streams.audio[0]
        assert min(video.width, video.height) == 480
        assert sum(1 for _ in film.decode(video)) == sum(round(s.text.duration * FPS) for s in job.active_scenes)
        assert sound.codec_context.name == "aac"
    assert stack.orders(job) == 0
    assert await stack.jobs.load(job.id) == job


async def test_a_preview_that_is_asked_for_twice_is_rendered_once(stack: Stack) -> None:
    job = await stack.in_review()
    path = f"/api/v3/jobs/{job.id}/preview"
    first = await stack.http.get(path)
    assert (first.status_code, first.json()["data"]["status"]) == (202, "rendering")
    assert first.headers["Retry-After"] == "1"
    answers = await asyncio.gather(*(stack.http.get(f"{path}?wait=60s") for _ in range(3)))
    assert {each.status_code for each in answers} == {200}
    assert len({each.headers["ETag"] for each in answers}) == 1
    query = f"WorkflowType = 'Preview' AND WorkflowId = 'preview-{await _version(stack, job)}'"
    async with asyncio.timeout(20):
        while (await stack.pipeline.client.count_workflows(query)).count < 1:
            await asyncio.sleep(0.2)
    assert (await stack.pipeline.client.count_workflows(query)).count == 1


async def test_a_scenes_still_changes_with_its_text_and_nothing_else(stack: Stack) -> None:
    job = await stack.in_review()
    before = [scene["still_url"] for scene in (await stack.get(scenes_path(job)))["scenes"]]
    drawn = await stack.http.get(before[0])
    assert "immutable" in drawn.headers["Cache-Control"]
    with Image.open(BytesIO(drawn.content)) as still:
        assert (still.format, max(still.size)) == ("JPEG", 640)
    await stack.put(f"{scenes_path(job)}/1", {"script": "Another line."})
    after = [scene["still_url"] for scene in (await stack.get(scenes_path(job)))["scenes"]]
    assert after[0] != before[0]
    assert after[1:] == before[1:]
    assert (await stack.http.get(after[0])).content != drawn.content


async def test_a_filmed_scenes_still_is_a_frame_of_its_clip(stack: Stack) -> None:
    job = await stack.completed()
    answer = await stack.http.get(f"{scenes_path(job)}/1/still")
    assert answer.status_code == 200, answer.text
    clip = await stack.http.get(f"{scenes_path(job)}/1/video")
    with av.open(BytesIO(clip.content), "r") as container:
        count = sum(1 for _ in container.decode(video=0))
    with av.open(BytesIO(clip.content), "r") as container:
        middle = next(islice(container.decode(video=0), count // 2, None)).to_ndarray(format="rgb24")
    with Image.open(BytesIO(answer.content)) as still:
        wanted = Image.fromarray(middle).resize(still.size)
        for x, y in ((0.2, 0.2), (0.5, 0.5), (0.8, 0.8)):
            at = int(still.width * x), int(still.height * y)
            pairs = zip(still.getpixel(at), wanted.getpixel(at), strict=True)  # type: ignore[arg-type]
            assert all(abs(one - other) < 24 for one, other in pairs)


async def test_a_preview_shows_the_clips_of_scenes_that_are_filmed(stack: Stack) -> None:
    job = await stack.completed()
    film = await stack.http.get(f"/api/v3/jobs/{job.id}/video")
    preview = await stack.http.get(f"/api/v3/jobs/{job.id}/preview?wait=60s")
    assert preview.status_code == 200, preview.text
    assert _mean_colours(preview.content) == pytest.approx(_mean_colours(film.content), abs=4)


async def test_a_preview_that_fails_says_why_and_leaves_the_job_as_it_is(stack: Stack, tmp_path: Path) -> None:
    job = await stack.completed()
    rubbish = tmp_path / "rubbish"
    rubbish.write_bytes(b"no video at all")
    clip = job.active_scenes[1].clip
    assert clip
    assert clip.original_key
    await stack.container.storage.put(clip.original_key, rubbish, "video/mp4")
    for _ in range(2):
        problem = await stack.get(f"/api/v3/jobs/{job.id}/preview?wait=60s", 422)
        assert problem["detail"].startswith("scene 2 cannot be shown: clip ")
        assert problem["retryable"] is False
    assert await stack.jobs.load(job.id) == job


async def test_all_stills_come_as_a_zip_named_for_the_scenes(stack: Stack) -> None:
    job = await stack.in_review()
    answer = await stack.http.get(f"/api/v3/jobs/{job.id}/stills")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    with ZipFile(BytesIO(answer.content)) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == [f"{s.number:02} {s.text.scenario}.jpg" for s in job.active_scenes]


def _mean_colours(film: bytes) -> list[float]:
    """Return the mean of red, green and blue in every tenth frame."""
    with av.open(BytesIO(film), "r") as container:
        means = [
            frame.to_ndarray(format="rgb24").mean(axis=(0, 1))
            for number, frame in enumerate(container.decode(video=0))
            if number % 10 == 0
        ]
    return [float(value) for mean in means for value in mean]


async def _version(stack: Stack, job: Job) -> str:
    shown = await stack.get(f"/api/v3/jobs/{job.id}")
    return str(shown["data"]["previewUrl"]).rpartition("=")[2]
