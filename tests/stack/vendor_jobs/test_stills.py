"""The still from which a scene without a picture is filmed: bought once, sent with the order, paid by the job."""

import asyncio
from pathlib import Path
from uuid import UUID

import pytest
from uuid6 import uuid7

from domain.job.job_asset import AssetStatus, JobAsset
from domain.job.model import Job, JobStatus
from domain.job.takes.take import Take
from tests.harness.pipeline import Pipeline, brief, until_waiting
from tests.harness.servers.video_vendor import Vendor
from tests.harness.servers.video_vendor import serving as serving_assets
from tests.simulators.film import MediaVendor, Order, drops
from tests.simulators.openai_images import OpenAIImages
from tests.simulators.replicate import ReplicateVendor
from tests.stack.vendor_jobs.conftest import Clip, Opening


def pictures(vendor: MediaVendor) -> list[Order]:
    return [order for order in vendor.orders.values() if order.seconds == 0]


def clips(vendor: MediaVendor) -> list[Order]:
    return [order for order in vendor.orders.values() if order.seconds]


def paid(pipeline: Pipeline, take: Take) -> None:
    """Assert that the take's cost is that of both orders."""
    assert take.still
    prices = pipeline.adapters.catalog.prices
    clip = prices.clip(take.provider, take.model, 5)
    still = prices.picture(take.still.provider, take.still.model)
    assert clip
    assert still
    assert take.cost == clip + still


async def filmed(pipeline: Pipeline, job: UUID | None = None) -> tuple[Job, Take]:
    """Return a completed job of one scene, and its only take."""
    done = await pipeline.until_idle(job or await pipeline.create(autoApprove=True))
    (scene,) = done.active_scenes
    (take,) = scene.takes
    assert done.status is JobStatus.COMPLETED
    assert done.cost == take.cost
    return done, take


async def test_a_still_is_bought_once_and_is_the_first_frame(opening: Opening, clip: Clip, picture: Path) -> None:
    films, draws = ReplicateVendor(clip), OpenAIImages(clip, picture)
    pipeline = await opening(films, draws, VIDEO_PROVIDER="replicate", IMAGE_PROVIDER="openai")

    _, take = await filmed(pipeline)

    assert (len(pictures(draws)), len(clips(films))) == (1, 1)
    assert clips(films)[0].body["image"] == f"{films.base_url}/files/f1"
    paid(pipeline, take)


async def test_a_take_whose_still_is_being_drawn_holds_no_activity(opening: Opening, clip: Clip, picture: Path) -> None:
    vendor = ReplicateVendor(clip, picture)
    vendor.slow.clear()
    pipeline = await opening(vendor, VIDEO_PROVIDER="replicate", IMAGE_PROVIDER="replicate")
    job = await pipeline.create(autoApprove=True)
    await vendor.until_ordered(1)

    async with asyncio.timeout(30):
        while not [order for order in await pipeline.adapters.open_orders.of("replicate") if order.is_picture]:
            await asyncio.sleep(0.05)
        (scene,) = (await pipeline.adapters.jobs.load(job)).active_scenes
        while "replicate" not in await pipeline.current_details(f"take-{scene.take_id}"):
            await asyncio.sleep(0.05)

    vendor.slow.set()
    _, take = await filmed(pipeline, job)
    assert (len(pictures(vendor)), len(clips(vendor))) == (1, 1)
    paid(pipeline, take)


async def test_a_still_whose_reply_was_lost_is_found_and_not_bought_again(
    opening: Opening, clip: Clip, picture: Path
) -> None:
    vendor = ReplicateVendor(clip, picture)
    vendor.faults["order"].append(drops)
    pipeline = await opening(vendor, VIDEO_PROVIDER="replicate", IMAGE_PROVIDER="replicate")

    _, take = await filmed(pipeline)

    assert (len(pictures(vendor)), len(clips(vendor))) == (1, 1)
    assert "image" in clips(vendor)[0].body
    paid(pipeline, take)


@pytest.mark.usefixtures("settled_soon")
async def test_a_still_in_doubt_waits_for_a_person_and_nothing_is_filmed_without_it(
    opening: Opening, clip: Clip, picture: Path
) -> None:
    films, draws = ReplicateVendor(clip), OpenAIImages(clip, picture)
    draws.faults["order"].append(drops)
    pipeline = await opening(films, draws, VIDEO_PROVIDER="replicate", IMAGE_PROVIDER="openai")
    image_model = pipeline.adapters.catalog.image()
    assert image_model
    image_model.order_deadline = 5

    parked = await pipeline.until_idle(await pipeline.create(autoApprove=True))
    assert parked.active_scenes[0].error
    assert parked.active_scenes[0].error.code == "order_unknown"
    assert (len(pictures(draws)), len(clips(films))) == (1, 0)

    await pipeline.act(parked.id, "retry_failed_scenes")
    await pipeline.reach(parked.id, JobStatus.COMPLETED)
    assert (len(pictures(draws)), len(clips(films))) == (2, 1)


async def test_first_frames_are_drawn_one_at_a_time_when_the_vendor_may_have_one_order(
    opening: Opening, clip: Clip, picture: Path
) -> None:
    films, draws = ReplicateVendor(clip), OpenAIImages(clip, picture)
    draws.slow.clear()
    pipeline = await opening(
        films, draws, VIDEO_PROVIDER="replicate", IMAGE_PROVIDER="openai", VENDOR_CONCURRENCY="openai=1"
    )
    first = await pipeline.create(autoApprove=True)
    await draws.until_ordered(1)
    others = [await pipeline.create(autoApprove=True) for _ in range(2)]
    for job in others:
        filming = await pipeline.until(job, lambda now: bool(now.active_scenes and now.active_scenes[0].take))
        await until_waiting(pipeline.client, f"take-{filming.active_scenes[0].take_id}")
    draws.slow.set()

    for job in (first, *others):
        _, take = await filmed(pipeline, job)
        paid(pipeline, take)
    assert draws.most_at_once == 1
    assert (len(pictures(draws)), len(clips(films))) == (3, 3)


async def test_a_scene_with_its_own_picture_buys_no_still(opening: Opening, clip: Clip, picture: Path) -> None:
    vendor, assets = ReplicateVendor(clip, picture), Vendor(lambda _: picture)
    async with serving_assets(assets):
        pipeline = await opening(vendor, VIDEO_PROVIDER="replicate", IMAGE_PROVIDER="replicate")
        hero = JobAsset(id=uuid7(), type=None, name="cup", role="hero", status=AssetStatus.PENDING)
        job = uuid7()
        url = {hero.id: f"{assets.url}/picture"}
        await pipeline.adapters.jobs.create(job, brief(autoApprove=True), [hero], url)
        await pipeline.gateway.start(job, "client")

        _, take = await filmed(pipeline, job)

    assert take.still is None
    assert (len(pictures(vendor)), len(clips(vendor))) == (0, 1)
    assert "image" in clips(vendor)[0].body


async def test_without_an_image_vendor_a_scene_is_filmed_from_its_text(opening: Opening, clip: Clip) -> None:
    vendor = ReplicateVendor(clip)
    pipeline = await opening(vendor, VIDEO_PROVIDER="replicate", IMAGE_PROVIDER="animatic")

    _, take = await filmed(pipeline)

    assert take.still is None
    assert "image" not in clips(vendor)[0].body
