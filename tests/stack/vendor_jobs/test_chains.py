"""Scenes that begin where the one before ends, at a simulated vendor: an order carries the frame of the clip before."""

from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID

import numpy as np
import pytest
from PIL import Image

from domain.film_format import FPS, frames
from domain.job.filming.chains import is_stale
from domain.job.model import Job, JobStatus, Stage
from domain.job.progress import stage
from domain.job.takes.left_out import Ingredient
from domain.job.takes.take import Take, TakeStatus
from media.drawing.yuv_planes import planes_to_frame, to_layer
from media.video.encode import encode_clip
from tests.harness.pipeline import Pipeline
from tests.harness.servers.clips import SIZE
from tests.simulators.film import Order
from tests.simulators.openai_images import OpenAIImages
from tests.simulators.replicate import ReplicateVendor
from tests.stack.vendor_jobs.conftest import Clip, Opening

THREE_SCENES = {"SCENES_PER_VIDEO_MIN": "3", "SCENES_PER_VIDEO_MAX": "3"}
SECONDS = 13
"""Of the film: three scenes of which none is as long as the clip that is ordered for it."""


class DatedClips(ReplicateVendor):
    """Delivers clips that tell which order made them, by their red, and the time of each frame, by their green."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder

    def file(self, order: Order) -> Path:
        number = [*self.orders].index(order.id)
        path = self._folder / f"{number}-{order.seconds:g}.mp4"
        if not path.exists():
            shown = (colour_of(number, frame) for frame in range(round(order.seconds * FPS)))
            size = (SIZE.width, SIZE.height)
            encode_clip((planes_to_frame(to_layer(Image.new("RGB", size, each)).planes) for each in shown), path, SIZE)
        return path


def colour_of(number: int, frame: int) -> tuple[int, int, int]:
    """The colour of a frame of the clip of the order of that number, both from 0."""
    return 30 + 50 * number, 20 + frame, 90


@pytest.fixture
def vendor(tmp_path: Path) -> DatedClips:
    return DatedClips(tmp_path)


async def in_review(pipeline: Pipeline, *followers: int, **changes: Any) -> UUID:
    """A job of three scenes in which these begin where the one before ends."""
    job = await pipeline.in_review(duration=SECONDS, **changes)
    for number in followers:
        await pipeline.act(job, "scene_updated", scene=number, filming={"chainFromPrevious": True})
    return job


async def completed(pipeline: Pipeline, *followers: int, **changes: Any) -> Job:
    job = await in_review(pipeline, *followers, **changes)
    await pipeline.act(job, "approve_storyboard")
    return await pipeline.reach(job, JobStatus.COMPLETED)


def take_of(job: Job, number: int) -> Take:
    take = job.active_scenes[number - 1].take
    assert take
    return take


def image_of(vendor: DatedClips, order: int) -> bytes | None:
    """The picture that the order of that number, from 0, begins from."""
    url = [*vendor.orders.values()][order].body.get("image")
    return vendor.uploads[int(url.rpartition("/f")[2]) - 1] if url else None


def assert_is_frame(picture: bytes | None, number: int, frame: int) -> None:
    """Assert that the picture is that frame of the clip of that order, and nothing besides."""
    assert picture
    with Image.open(BytesIO(picture)) as opened:
        assert opened.size == (SIZE.width, SIZE.height)
        pixels = np.asarray(opened.convert("RGB"), dtype=int)
    assert np.abs(pixels - colour_of(number, frame)).max() <= 4


def last_shown(job: Job, number: int) -> int:
    """The frame on which the scene ends in the film."""
    return frames(job.active_scenes[number - 1].text.duration) - 1


async def open_chained(opening: Opening, vendor: DatedClips, **variables: str) -> Pipeline:
    known = {"VIDEO_PROVIDER": "replicate", "IMAGE_PROVIDER": "animatic"} | THREE_SCENES | variables
    return await opening(vendor, **known)


async def test_each_follower_is_ordered_with_the_frame_on_which_the_clip_before_ends_in_the_film(
    opening: Opening, vendor: DatedClips
) -> None:
    pipeline = await open_chained(opening, vendor)

    job = await completed(pipeline, 2, 3, captions="burned")

    assert len(vendor.orders) == 3
    assert image_of(vendor, 0) is None
    for number in (1, 2):
        assert last_shown(job, number) + 1 < [*vendor.orders.values()][number - 1].seconds * FPS
        assert_is_frame(image_of(vendor, number), number - 1, last_shown(job, number))
    assert [take_of(job, number).chained_from for number in (1, 2, 3)] == [
        None,
        take_of(job, 1).id,
        take_of(job, 2).id,
    ]


async def test_a_follower_is_not_ordered_before_the_scene_before_has_its_clip(
    opening: Opening, vendor: DatedClips
) -> None:
    pipeline = await open_chained(opening, vendor)
    vendor.slow.clear()
    job = await in_review(pipeline, 2)
    await pipeline.act(job, "approve_storyboard")
    await vendor.until_ordered(2)

    filming = await pipeline.until(job, lambda now: take_of(now, 1).order_id and take_of(now, 3).order_id)
    assert take_of(filming, 2).status is TakeStatus.WANTED

    vendor.slow.set()
    await pipeline.reach(job, JobStatus.COMPLETED)
    assert len(vendor.orders) == 3


async def test_a_scene_that_cannot_follow_begins_as_any_other_and_says_so(opening: Opening, vendor: DatedClips) -> None:
    pipeline = await open_chained(opening, vendor)

    job = await completed(pipeline, 1)

    (left_out,) = take_of(job, 1).left_out
    assert (left_out.what, left_out.reason) == (Ingredient.CHAIN, "it is the first scene of the film")
    assert [image_of(vendor, number) for number in range(3)] == [None] * 3


async def test_a_follower_buys_no_still_and_costs_what_the_estimate_said(
    opening: Opening, vendor: DatedClips, clip: Clip, picture: Path
) -> None:
    draws = OpenAIImages(clip, picture)
    known = {"VIDEO_PROVIDER": "replicate", "IMAGE_PROVIDER": "openai"} | THREE_SCENES
    pipeline = await opening(vendor, draws, **known)
    job = await in_review(pipeline, 2, 3)
    estimate = pipeline.adapters.estimate(await pipeline.adapters.jobs.load(job))

    await pipeline.act(job, "approve_storyboard")
    done = await pipeline.reach(job, JobStatus.COMPLETED)

    assert len(draws.orders) == 1
    assert [bool(take_of(done, number).still) for number in (1, 2, 3)] == [True, False, False]
    assert done.cost == estimate


async def test_a_scene_that_is_filmed_again_leaves_its_follower_as_it_is_until_a_person_asks(
    opening: Opening, vendor: DatedClips
) -> None:
    pipeline = await open_chained(opening, vendor)
    before = await completed(pipeline, 2)

    await pipeline.act(before.id, "regenerate_scene", sceneNumber=1)
    after = await pipeline.until(
        before.id, lambda now: now.status is JobStatus.COMPLETED and now.film and now.film != before.film
    )
    assert len(vendor.orders) == 4
    assert [is_stale(after, scene) for scene in after.active_scenes] == [False, True, False]

    await pipeline.act(before.id, "regenerate_scene", sceneNumber=2)
    again = await pipeline.until(
        before.id, lambda now: now.status is JobStatus.COMPLETED and now.film and now.film != after.film
    )
    assert len(vendor.orders) == 5
    assert_is_frame(image_of(vendor, 4), 3, last_shown(again, 1))
    assert not any(is_stale(again, scene) for scene in again.active_scenes)


async def test_a_follower_of_a_scene_that_failed_waits_for_a_person_and_is_filmed_after_the_retry(
    opening: Opening, vendor: DatedClips
) -> None:
    pipeline = await open_chained(opening, vendor)
    vendor.ends.append(vendor.filtered("not this"))
    job = await in_review(pipeline, 2, 3)
    await pipeline.act(job, "approve_storyboard")

    parked = await pipeline.until(job, lambda now: stage(now) is Stage.AWAITING_RETRY)
    assert [scene.take.status for scene in parked.active_scenes if scene.take] == [
        TakeStatus.FAILED,
        TakeStatus.WANTED,
        TakeStatus.WANTED,
    ]

    await pipeline.act(job, "retry_failed_scenes")
    done = await pipeline.reach(job, JobStatus.COMPLETED)
    assert len(vendor.orders) == 4
    assert_is_frame(image_of(vendor, 2), 1, last_shown(done, 1))


async def test_without_the_failed_scene_its_follower_continues_the_one_before_that(
    opening: Opening, vendor: DatedClips
) -> None:
    pipeline = await open_chained(opening, vendor)
    job = await in_review(pipeline, 2, 3)
    vendor.slow.clear()
    await pipeline.act(job, "approve_storyboard")
    await vendor.until_ordered(1)
    vendor.ends.append(vendor.filtered("not this"))
    vendor.slow.set()
    await pipeline.until(job, lambda now: stage(now) is Stage.AWAITING_RETRY)

    await pipeline.act(job, "finish_without_failed")
    done = await pipeline.reach(job, JobStatus.COMPLETED)

    assert [scene.number for scene in done.active_scenes] == [1, 3]
    assert len(vendor.orders) == 3
    assert_is_frame(image_of(vendor, 2), 0, last_shown(done, 1))


async def test_a_clip_that_is_gone_from_storage_is_not_continued_and_a_still_is_drawn(
    opening: Opening, vendor: DatedClips, clip: Clip, picture: Path
) -> None:
    draws = OpenAIImages(clip, picture)
    known = {"VIDEO_PROVIDER": "replicate", "IMAGE_PROVIDER": "openai"} | THREE_SCENES
    pipeline = await opening(vendor, draws, **known)
    before = await completed(pipeline, 2)
    gone = take_of(before, 1).original_key
    assert gone
    await pipeline.adapters.storage.delete(gone)

    await pipeline.act(before.id, "regenerate_scene", sceneNumber=2)
    after = await pipeline.until(
        before.id, lambda now: now.status is JobStatus.COMPLETED and now.film and now.film != before.film
    )

    take = take_of(after, 2)
    assert (take.chained_from, bool(take.still)) == (None, True)
    assert [part.reason for part in take.left_out] == ["the clip of the scene before is gone from storage"]
    assert (
        after.cost - before.cost
        == take.cost
        == pipeline.adapters.catalog.quote(after, after.active_scenes[1], take.provider, take.model).total
    )
