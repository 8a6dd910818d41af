"""Captions in the picture of a film: drawn, drawn again, taken out, and nothing is bought for it."""

from pathlib import Path

import av
import numpy as np

from api.schemas.common import job_url, scene_url
from domain.job.film.captions import overlay_id
from domain.job.model import Job
from tests.harness.api_client import json_of
from tests.harness.stack import Stack


async def changed(stack: Stack, job: Job, **production: str) -> Job:
    """The job, done again, after a change of how it is made."""
    json_of(await stack.send("PATCH", job_url(job.id), {"production": production}), 200)
    return await stack.done(job)


async def shown(stack: Stack, job: Job, folder: Path) -> list[np.ndarray]:
    """The film's frames, their luma."""
    answer = await stack.http.get(f"{job_url(job.id)}/video")
    assert answer.status_code == 200
    (folder / "film.mp4").write_bytes(answer.content)
    with av.open(str(folder / "film.mp4")) as film:
        return [frame.to_ndarray(format="gray") for frame in film.decode(film.streams.video[0])]


def largest_difference(some: list[np.ndarray], others: list[np.ndarray], below: int = 0) -> int:
    """Between pixels of the same place in two films, from that line down."""
    pairs = zip(some, others, strict=True)
    return max(int(np.abs(one[below:].astype(np.int16) - other[below:]).max()) for one, other in pairs)


def drawn(job: Job) -> list[object]:
    return [scene.clip.overlay for scene in job.active_scenes if scene.clip]


async def test_captions_are_drawn_into_a_finished_film_and_taken_out_again(stack: Stack, tmp_path: Path) -> None:
    job = await stack.completed()
    plain, accepted = await shown(stack, job, tmp_path), dict(stack.vendor.accepted)

    captioned = await changed(stack, job, captions="burned")

    assert drawn(captioned) == [overlay_id(captioned, scene) for scene in captioned.active_scenes]
    assert None not in drawn(captioned)
    frames = await shown(stack, job, tmp_path)
    assert len(frames) == len(plain)
    lowest = round(0.71 * frames[0].shape[0])
    assert largest_difference(frames, plain) > 100
    assert largest_difference(frames, plain, lowest) < 60

    without = await changed(stack, job, captions="none")

    assert set(drawn(without)) == {None}
    assert without.film
    assert job.film
    assert without.film.id == job.film.id
    again = await shown(stack, job, tmp_path)
    assert largest_difference(again, plain) == 0
    assert stack.vendor.accepted == accepted


async def test_another_script_is_drawn_into_its_own_clip_alone(stack: Stack) -> None:
    job = await changed(stack, await stack.completed(), captions="burned", captionStyle="highlight")
    before = job.active_scenes

    await stack.put(scene_url(job.id, before[0].id), {"script": "Something else to read."})
    again = await stack.done(job)

    assert (await stack.get(job_url(job.id)))["data"]["film"]["stale"] is False
    keys = [
        (one.clip and one.clip.working_key, other.clip and other.clip.working_key)
        for one, other in zip(before, again.active_scenes, strict=True)
    ]
    assert [one == other for one, other in keys] == [False] + [True] * (len(before) - 1)
    assert again.cost == job.cost


async def test_a_vendors_original_that_is_gone_leaves_the_captions_as_they_are_and_says_so(stack: Stack) -> None:
    job = await stack.completed()
    take = job.active_scenes[0].clip
    assert take
    assert take.original_key
    await stack.container.storage.delete(take.original_key)

    again = await changed(stack, job, captions="burned")

    assert again.film
    (warning,) = (await stack.get(job_url(job.id)))["data"]["warnings"]
    assert warning["code"] == "captions_left_out"
    assert "original" in warning["message"] or "vendor's clip" in warning["message"]
