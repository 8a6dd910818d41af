"""First frames: drawn in review by a vendor's own adapter, chosen, and sent with the clip's order."""

import asyncio
from decimal import Decimal
from pathlib import Path
from uuid import UUID

import pytest
from uuid6 import uuid7

from activities.purchasing.estimate import first_frames_cost
from domain.job.filming.first_frame import FirstFrame
from domain.job.filming.first_frame_choice import chosen_first_frame
from domain.job.job_asset import AssetStatus, JobAsset
from domain.job.model import Job, JobStatus
from domain.job.takes.left_out import Ingredient
from domain.job.takes.vendor_file import FileStatus
from domain.rules.storyboard.approvals import SMALLEST_AMOUNT
from runtime.gateway import first_frame_workflow_id
from tests.harness.pipeline import Pipeline, brief, until_waiting
from tests.harness.servers.video_vendor import Vendor
from tests.harness.servers.video_vendor import serving as serving_assets
from tests.simulators.film import MediaVendor, drops
from tests.simulators.openai_images import OpenAIImages, rejects
from tests.simulators.replicate import ReplicateVendor
from tests.stack.vendor_jobs.conftest import Clip, Opening
from tests.stack.vendor_jobs.test_stills import clips, pictures

AT_ONCE = {"VIDEO_PROVIDER": "replicate", "IMAGE_PROVIDER": "openai"}
POLLED = {"VIDEO_PROVIDER": "replicate", "IMAGE_PROVIDER": "replicate"}


async def asked(pipeline: Pipeline, job: UUID | None = None) -> UUID:
    """Ask for first frames of a job in review. Return the job."""
    job = job or await pipeline.in_review()
    await pipeline.act(job, "draw_first_frames")
    return job


async def settled(pipeline: Pipeline, job: UUID, count: int = 1) -> Job:
    """Wait until so many first frames are there, and none is being drawn."""
    return await pipeline.until(
        job, lambda now: len(now.first_frames) == count and all(each.is_settled for each in now.first_frames)
    )


async def filmed(pipeline: Pipeline, job: UUID) -> Job:
    await pipeline.act(job, "approve_storyboard")
    return await pipeline.reach(job, JobStatus.COMPLETED)


def price_of(pipeline: Pipeline, frame: FirstFrame) -> Decimal:
    price = pipeline.adapters.catalog.prices.picture(frame.provider, frame.model)
    assert price
    return price


async def test_a_first_frame_that_is_drawn_at_once_is_chosen_and_the_clip_begins_from_it(
    opening: Opening, clip: Clip, picture: Path
) -> None:
    films, draws = ReplicateVendor(clip), OpenAIImages(clip, picture)
    pipeline = await opening(films, draws, **AT_ONCE)
    job = await pipeline.in_review()
    before = await pipeline.adapters.jobs.load(job)
    choice = pipeline.adapters.choose_model(before.brief)
    quote = first_frames_cost(before, choice, pipeline.adapters.catalog)
    amount = pipeline.adapters.estimate(before)

    drawn = await settled(pipeline, await asked(pipeline, job))

    (frame,) = drawn.first_frames
    assert chosen_first_frame(drawn, drawn.active_scenes[0]) == frame
    assert (frame.cost, drawn.cost) == (price_of(pipeline, frame),) * 2
    assert (quote.to_draw, quote.price, quote.total, quote.problem) == (1, frame.cost, frame.cost, None)
    assert frame.prompt == pictures(draws)[0].body["prompt"]
    stored = await pipeline.adapters.storage.head(frame.key or "")
    assert stored
    assert (stored.size, stored.sha256) == (frame.size, frame.sha256)
    # The clip's own still, which cost as much, is not bought any more.
    less = pipeline.adapters.estimate(drawn)
    assert amount
    assert less == (amount - frame.cost).quantize(SMALLEST_AMOUNT)

    done = await filmed(pipeline, job)
    (take,) = done.active_scenes[0].takes
    assert (take.still, take.left_out) == (None, ())
    assert done.cost == frame.cost + less
    assert (len(pictures(draws)), len(clips(films))) == (1, 1)
    assert clips(films)[0].body["image"] == f"{films.base_url}/files/f1"


async def test_while_a_first_frame_is_drawn_by_a_polled_vendor_nothing_runs_and_its_take_waits(
    opening: Opening, clip: Clip, picture: Path
) -> None:
    vendor = ReplicateVendor(clip, picture)
    vendor.slow.clear()
    pipeline = await opening(vendor, **POLLED)
    job = await asked(pipeline)
    await vendor.until_ordered(1)
    frame = (await pipeline.until(job, lambda now: now.first_frames[0].order_id)).first_frames[0]
    async with asyncio.timeout(30):
        while "replicate" not in await pipeline.current_details(first_frame_workflow_id(frame.id)):
            await asyncio.sleep(0.05)
    run = await pipeline.client.get_workflow_handle(first_frame_workflow_id(frame.id)).describe()
    assert not run.raw_description.pending_activities

    approved = await pipeline.act(job, "approve_storyboard")
    assert approved.active_scenes[0].take
    vendor.slow.set()

    done = await pipeline.reach(job, JobStatus.COMPLETED)
    assert (len(pictures(vendor)), len(clips(vendor))) == (1, 1)
    assert "image" in clips(vendor)[0].body
    assert done.first_frames[0].cost == price_of(pipeline, done.first_frames[0])
    assert done.active_scenes[0].takes[0].still is None


@pytest.mark.parametrize("provider", [AT_ONCE, POLLED], ids=["at once", "polled"])
async def test_a_first_frame_that_is_refused_says_why_and_is_drawn_again_when_asked(
    opening: Opening, clip: Clip, picture: Path, provider: dict[str, str]
) -> None:
    films, draws = ReplicateVendor(clip, picture), OpenAIImages(clip, picture)
    vendor: MediaVendor = draws if provider is AT_ONCE else films
    vendor.faults["refuse"].append(
        rejects(400, "not this face", "image_generation_user_error", "moderation_blocked")
        if vendor is draws
        else vendor.fails(422, "not this face")
    )
    pipeline = await opening(films, draws, **provider)

    failed = await settled(pipeline, await asked(pipeline))

    (frame,) = failed.first_frames
    assert frame.error
    assert (frame.status, frame.error.code, failed.owed) == (FileStatus.FAILED, "input_rejected", Decimal(0))
    assert "not this face" in frame.error.message
    assert failed.status is JobStatus.STORYBOARD_REVIEW

    await pipeline.act(failed.id, "draw_first_frames", feedback="nobody is seen")
    drawn = await settled(pipeline, failed.id, 2)
    assert drawn.active_scenes[0].first_frame_id == drawn.first_frames[1].id
    assert pictures(vendor)[-1].body.get("prompt", str(pictures(vendor)[-1].body)).count("nobody is seen") == 1


async def test_an_outage_is_waited_for_and_shown_and_after_give_up_after_a_person_decides(
    opening: Opening, clip: Clip, picture: Path
) -> None:
    films, draws = ReplicateVendor(clip), OpenAIImages(clip, picture)
    draws.faults["refuse"].extend([draws.limits(1)] * 2)
    pipeline = await opening(films, draws, **AT_ONCE)

    job = await asked(pipeline)
    waiting = await pipeline.until(job, lambda now: now.first_frames[0].error)
    assert waiting.first_frames[0].next_retry_at
    drawn = await settled(pipeline, job)
    assert (drawn.first_frames[0].status, drawn.first_frames[0].error) == (FileStatus.DONE, None)
    assert len(pictures(draws)) == 1

    draws.faults["refuse"].extend([draws.limits(1)] * 50)
    hasty = await asked(pipeline, await pipeline.in_review(giveUpAfter=1))
    given_up = await settled(pipeline, hasty)
    assert given_up.first_frames[0].error
    assert "given up after 0:00:01" in given_up.first_frames[0].error.message
    draws.faults["refuse"].clear()
    assert (await filmed(pipeline, hasty)).active_scenes[0].takes[0].still  # as before there were first frames


async def test_feedback_draws_another_and_the_one_that_is_chosen_is_sent(
    opening: Opening, clip: Clip, picture: Path
) -> None:
    films, draws = ReplicateVendor(clip), OpenAIImages(clip, picture)
    pipeline = await opening(films, draws, **AT_ONCE)
    job = await asked(pipeline)
    await settled(pipeline, job)
    await pipeline.act(job, "draw_first_frames", sceneNumbers=[1], feedback="warmer light")
    drawn = await settled(pipeline, job, 2)
    first, second = drawn.first_frames
    assert drawn.active_scenes[0].first_frame_id == first.id
    assert pictures(draws)[1].body["prompt"] == f"{pictures(draws)[0].body['prompt']}\nwarmer light"

    await pipeline.act(job, "choose_first_frame", sceneNumber=1, firstFrameId=str(second.id))
    await pipeline.adapters.storage.delete(first.key or "")  # only the chosen one is read
    done = await filmed(pipeline, job)

    assert done.active_scenes[0].takes[0].left_out == ()
    assert "image" in clips(films)[0].body
    assert done.cost == first.cost + second.cost + done.active_scenes[0].takes[0].cost


async def test_a_chosen_picture_that_is_lost_is_left_out_and_said(opening: Opening, clip: Clip, picture: Path) -> None:
    films, draws = ReplicateVendor(clip), OpenAIImages(clip, picture)
    pipeline = await opening(films, draws, **AT_ONCE)
    job = await asked(pipeline)
    frame = (await settled(pipeline, job)).first_frames[0]
    await pipeline.adapters.storage.delete(frame.key or "")

    done = await filmed(pipeline, job)

    (take,) = done.active_scenes[0].takes
    assert [each.what for each in take.left_out] == [Ingredient.FIRST_FRAME]
    assert take.still
    assert len(pictures(draws)) == 2
    assert done.first_frames[0].error
    assert done.first_frames[0].error.code == "first_frame_lost"


async def test_the_audit_finds_a_lost_first_frame_and_deletes_none_that_is_kept(
    opening: Opening, clip: Clip, picture: Path
) -> None:
    films, draws = ReplicateVendor(clip), OpenAIImages(clip, picture)
    pipeline = await opening(films, draws, **AT_ONCE)
    lost, kept = await asked(pipeline), await asked(pipeline)
    gone = (await settled(pipeline, lost)).first_frames[0]
    there = (await settled(pipeline, kept)).first_frames[0]
    await pipeline.adapters.storage.delete(gone.key or "")

    report = await pipeline.audit_storage()

    assert (report.first_frames_lost, report.orphaned_objects) == (1, 0)
    assert await pipeline.adapters.storage.head(there.key or "")
    (frame,) = (await pipeline.adapters.jobs.load(lost)).first_frames
    assert (frame.status, frame.cost) == (FileStatus.FAILED, gone.cost)
    done = await filmed(pipeline, lost)
    assert [each.what for each in done.active_scenes[0].takes[0].left_out] == [Ingredient.FIRST_FRAME]


async def test_it_is_drawn_from_the_product(opening: Opening, clip: Clip, picture: Path) -> None:
    films, draws, assets = ReplicateVendor(clip), OpenAIImages(clip, picture), Vendor(lambda _: picture)
    async with serving_assets(assets):
        pipeline = await opening(films, draws, **AT_ONCE)
        product = JobAsset(id=uuid7(), type=None, name="cup", role="product", status=AssetStatus.PENDING)
        job = uuid7()
        await pipeline.adapters.jobs.create(job, brief(), [product], {product.id: f"{assets.url}/picture"})
        await pipeline.gateway.start(job, "client")
        await pipeline.reach(job, JobStatus.STORYBOARD_REVIEW)

        drawn = await settled(pipeline, await asked(pipeline, job))

    assert drawn.first_frames[0].references == (product.id,)
    assert len(pictures(draws)[0].body["image"]) == 1


async def test_first_frames_are_drawn_one_at_a_time_when_the_vendor_may_have_one_order(
    opening: Opening, clip: Clip, picture: Path
) -> None:
    films, draws = ReplicateVendor(clip), OpenAIImages(clip, picture)
    draws.slow.clear()
    pipeline = await opening(films, draws, **AT_ONCE, VENDOR_CONCURRENCY="openai=1")
    first = await asked(pipeline)
    await draws.until_ordered(1)
    second = await asked(pipeline)
    frame = (await pipeline.adapters.jobs.load(second)).first_frames[0]
    await until_waiting(pipeline.client, first_frame_workflow_id(frame.id))
    draws.slow.set()

    assert (await settled(pipeline, first)).first_frames[0].status is FileStatus.DONE
    assert (await settled(pipeline, second)).first_frames[0].status is FileStatus.DONE
    assert draws.most_at_once == 1


@pytest.mark.parametrize("action", ["cancel", "regenerate_all_scenes"])
async def test_what_is_ordered_when_its_job_is_cancelled_or_written_anew_is_settled_and_paid_once(
    opening: Opening, clip: Clip, picture: Path, action: str
) -> None:
    vendor = ReplicateVendor(clip, picture)
    vendor.slow.clear()
    pipeline = await opening(vendor, **POLLED)
    job = await asked(pipeline)
    await vendor.until_ordered(1)

    await pipeline.act(job, action)
    vendor.slow.set()

    ended = await settled(pipeline, job)
    (frame,) = ended.first_frames
    assert (frame.status, frame.cost, ended.cost) == (FileStatus.DONE, price_of(pipeline, frame), frame.cost)
    assert len(pictures(vendor)) == 1
    if action == "cancel":
        await pipeline.run_ended(job)
    else:
        await pipeline.reach(job, JobStatus.STORYBOARD_REVIEW, lambda now: now.revision == 2)
        assert (await pipeline.adapters.jobs.load(job)).cost == frame.cost


async def test_a_first_frame_whose_reply_was_lost_is_found_and_not_bought_again(
    opening: Opening, clip: Clip, picture: Path
) -> None:
    vendor = ReplicateVendor(clip, picture)
    vendor.faults["order"].append(drops)
    pipeline = await opening(vendor, **POLLED)

    drawn = await settled(pipeline, await asked(pipeline))

    assert (drawn.first_frames[0].status, drawn.first_frames[0].orders) == (FileStatus.DONE, 1)
    assert len(pictures(vendor)) == 1


@pytest.mark.usefixtures("settled_soon")
async def test_a_first_frame_in_doubt_waits_for_a_person_and_counts_as_spent(
    opening: Opening, clip: Clip, picture: Path
) -> None:
    films, draws = ReplicateVendor(clip), OpenAIImages(clip, picture)
    draws.faults["order"].append(drops)
    pipeline = await opening(films, draws, **AT_ONCE)
    image_model = pipeline.adapters.catalog.image()
    assert image_model
    image_model.order_deadline = 5

    failed = await settled(pipeline, await asked(pipeline))

    (frame,) = failed.first_frames
    assert frame.error
    assert (frame.error.code, frame.cost, failed.in_doubt) == ("order_unknown", Decimal(0), price_of(pipeline, frame))
    await pipeline.act(failed.id, "draw_first_frames")
    assert (await settled(pipeline, failed.id, 2)).first_frames[1].status is FileStatus.DONE
    assert len(pictures(draws)) == 2


async def test_a_picture_that_cannot_be_drawn_within_max_cost_is_not_ordered(
    opening: Opening, clip: Clip, picture: Path
) -> None:
    films, draws = ReplicateVendor(clip), OpenAIImages(clip, picture)
    pipeline = await opening(films, draws, **AT_ONCE)

    failed = await settled(pipeline, await asked(pipeline, await pipeline.in_review(maxCost="0.001")))

    assert failed.first_frames[0].error
    assert failed.first_frames[0].error.code == "budget_exceeded"
    assert not draws.orders
