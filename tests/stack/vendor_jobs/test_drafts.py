"""A film that is a draft first: what is ordered and paid for the drafts, and for the final scenes."""

from collections import deque
from decimal import Decimal
from pathlib import Path

from activities.purchasing.estimate import final_cost, total_cost
from domain.job.model import Job, JobStatus
from domain.job.takes.take import Take
from tests.harness.pipeline import Pipeline
from tests.simulators.film import MediaVendor, Order
from tests.simulators.openai_images import OpenAIImages
from tests.simulators.replicate import ReplicateVendor
from tests.simulators.runway import RunwayVendor
from tests.stack.vendor_jobs.conftest import Clip, Opening

DRAFT = {"provider": "replicate", "model": "bytedance/seedance-2.0", "draft": True, "autoApprove": True}


def clips(vendor: MediaVendor) -> list[Order]:
    return [order for order in vendor.orders.values() if order.seconds]


def prices(pipeline: Pipeline, job: Job) -> tuple[Decimal | None, Decimal | None]:
    """Return what the drafts cost that are to be filmed, and what making all scenes final costs then."""
    catalog, choice = pipeline.adapters.catalog, pipeline.adapters.choose_model(job.brief)
    return total_cost(job, choice, catalog), final_cost(job, choice, catalog)


def takes_of(job: Job) -> list[Take]:
    (scene,) = job.active_scenes
    return list(scene.takes)


async def test_a_draft_is_finished_from_the_same_picture_with_the_same_words_and_seed(
    opening: Opening, clip: Clip, picture: Path
) -> None:
    films, draws = ReplicateVendor(clip), OpenAIImages(clip, picture)
    pipeline = await opening(films, draws, VIDEO_PROVIDER="replicate", IMAGE_PROVIDER="openai")
    table = pipeline.adapters.catalog.prices
    in_review = await pipeline.adapters.jobs.load(await pipeline.in_review(**DRAFT | {"autoApprove": False}))
    before = prices(pipeline, in_review)
    await pipeline.act(in_review.id, "approve_storyboard")
    drafted = await pipeline.reach(in_review.id, JobStatus.COMPLETED)
    still_to_pay = prices(pipeline, drafted)

    await pipeline.act(drafted.id, "finish_scenes")

    job = await pipeline.reach(drafted.id, JobStatus.COMPLETED, also=lambda now: now.film != drafted.film)
    draft, final = clips(films)
    assert [draft.body["model"], final.body["model"]] == ["bytedance/seedance-2.0-fast", "bytedance/seedance-2.0"]
    assert all(draft.body[each] == final.body[each] for each in ("prompt", "seed", "duration", "aspect_ratio"))
    assert [films.uploads[0], len(films.uploads)] == [films.uploads[1], 2]
    assert draws.accepted.total() == 1
    picture_price = table.picture("openai", pipeline.adapters.image_model().model)
    charged = [films.bill(order, table) for order in (draft, final)]
    assert [take.is_draft for take in takes_of(job)] == [True, False]
    assert picture_price
    assert charged[0]
    assert before == (charged[0] + picture_price, charged[1])
    assert still_to_pay == (Decimal(0), charged[1])
    assert [take.cost for take in takes_of(job)] == [charged[0] + picture_price, charged[1]]
    assert prices(pipeline, job) == (Decimal(0), Decimal(0))


async def test_a_scene_whose_final_take_is_refused_shows_its_draft_and_is_finished_at_another_try(
    opening: Opening, clip: Clip
) -> None:
    films = ReplicateVendor(clip)
    pipeline = await opening(films, VIDEO_PROVIDER="replicate", IMAGE_PROVIDER="animatic")
    drafted = await pipeline.until_idle(await pipeline.create(**DRAFT))
    films.faults["refuse"].append(films.fails(400, "a stranger's face"))
    await pipeline.act(drafted.id, "finish_scenes")

    refused = await pipeline.until_idle(drafted.id)

    assert refused.active_scenes[0].take == drafted.active_scenes[0].take
    assert refused.active_scenes[0].error
    assert refused.film == drafted.film

    await pipeline.act(drafted.id, "finish_scenes")
    job = await pipeline.reach(drafted.id, JobStatus.COMPLETED, also=lambda now: now.film != drafted.film)
    assert [order.body["model"] for order in clips(films)] == ["bytedance/seedance-2.0-fast", "bytedance/seedance-2.0"]
    assert not takes_of(job)[-1].is_draft


async def test_the_next_vendor_begins_from_the_still_that_was_drawn_for_the_first(
    opening: Opening, clip: Clip, picture: Path
) -> None:
    refuses, films, draws = ReplicateVendor(clip), RunwayVendor(clip), OpenAIImages(clip, picture)
    pipeline = await opening(refuses, films, draws, VIDEO_PROVIDER="replicate", IMAGE_PROVIDER="openai")
    refuses.faults["refuse"] = deque([refuses.fails(400, "a stranger's face")])

    job = await pipeline.until_idle(await pipeline.create(autoApprove=True, provider="replicate", fallback=["runway"]))

    (order,), (refused, filmed) = clips(films), takes_of(job)
    assert (job.status, draws.accepted.total(), order.body["kind"]) == (JobStatus.COMPLETED, 1, "image_to_video")
    assert refused.still
    assert filmed.still
    assert (filmed.still.key, filmed.still.price) == (refused.still.key, Decimal(0))
    assert filmed.cost == films.bill(order, pipeline.adapters.catalog.prices)
    assert refused.cost == pipeline.adapters.catalog.prices.picture("openai", refused.still.model)
