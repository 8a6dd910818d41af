"""The still of a take while what draws pictures here, or where the clip begins, is changed."""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from unittest.mock import create_autospec
from uuid import UUID

import pytest
from temporalio.testing import ActivityEnvironment
from typing_extensions import override

from activities.common.inputs import TakeTask
from activities.job.clips.film import FilmingActivities
from domain.base import evolve
from domain.clients.client_limits import Purchase
from domain.errors import AccountProblem, Transient
from domain.job.model import Job
from domain.job.takes.take import TakeStatus
from domain.ports.editor import Editor
from domain.ports.repositories import Rule
from domain.ports.storage import Storage
from domain.ports.vendor_limits import VendorLimits
from domain.ports.video_and_image import ImageModel, ImageOrder, NotThere
from domain.rules.purchases import purchasing
from domain.rules.purchases.purchasing import TakePart
from domain.vendors.prices import PriceTable
from tests.unit.activities.in_memory import JobInMemory, OneVideoModel, catalog
from tests.unit.domain.jobs import JOB, NOW, STILL, filming, some_id, take_of

PRICES = PriceTable.model_validate(
    {
        "as_of": NOW.date(),
        "video": {"test": {"test-1": "0.10"}},
        "image": {"images": {"image-1": "0.05"}, "others": {"image-9": "0.03"}},
    }
)


class FromAStill(OneVideoModel):
    begins_from_a_still = True


class OtherImages(ImageModel):
    """Draws pictures here by now, and knows of no order of the one that drew them before."""

    name = "others"
    model = "image-9"
    models = ("image-9",)
    order_deadline = 2.0

    def __init__(self) -> None:
        self.orders = list[ImageOrder]()
        self.looked_for = list[str]()

    @override
    async def order(self, picture: ImageOrder, into: Path) -> str:
        self.orders.append(picture)
        return f"others-{picture.key}"

    @override
    async def find(self, picture: ImageOrder, asked_at: datetime) -> NotThere:
        self.looked_for.append(picture.model)
        return NotThere()

    @override
    async def collect(self, order_id: str, picture: ImageOrder, into: Path) -> None:
        into.write_bytes(b"a still")


def with_still(job: Job, *, ordered: bool) -> Job:
    """Return the job whose first take's still is in doubt at `images`, or is ordered there."""
    take = take_of(job)
    job = purchasing.request_still(job, take.id, STILL)
    job = purchasing.reserve_budget(job, take.id, Decimal("0.25"))
    job = purchasing.claim_order(job, take.id, None, NOW, TakePart.STILL)
    return purchasing.record_order(job, take.id, "images-1", TakePart.STILL) if ordered else job


async def generate(jobs: JobInMemory, images: ImageModel | None) -> None:
    async def done() -> None: ...

    here = replace(catalog(FromAStill(done)), image=lambda: images, prices=PRICES)
    activities = FilmingActivities(jobs, create_autospec(Storage), create_autospec(Editor), here)
    await ActivityEnvironment().run(activities.generate, TakeTask(job=JOB, take=take_of(jobs.job).id))


@pytest.mark.parametrize("ordered", [True, False], ids=["ordered", "in doubt"])
async def test_a_still_that_is_ordered_elsewhere_is_not_ordered_again_from_what_draws_pictures_now(
    ordered: bool,
) -> None:
    jobs, images = JobInMemory(with_still(filming(), ordered=ordered)), OtherImages()

    with pytest.raises(AccountProblem, match="images"):
        await generate(jobs, images)

    assert images.orders == []
    assert take_of(jobs.job).status is TakeStatus.WANTED


async def test_a_still_that_is_not_ordered_yet_is_ordered_and_noted_from_what_draws_pictures_now() -> None:
    job = filming()
    jobs, images = JobInMemory(purchasing.request_still(job, take_of(job).id, STILL)), OtherImages()

    await generate(jobs, images)

    take = take_of(jobs.job)
    assert take.still
    assert (take.still.provider, take.still.model, take.still.price) == ("others", "image-9", Decimal("0.03"))
    assert take.cost == Decimal("0.23")


class ChangedMeanwhile(JobInMemory):
    """Its client gives the scene a picture of its own while a still is prepared."""

    @override
    async def change(
        self, job_id: UUID, rule: Rule, limits: VendorLimits | None = None, purchase: Purchase | None = None
    ) -> Job:
        take = take_of(self.job)
        if purchase and take.text:
            self.job = self.job.with_take(evolve(take, text=evolve(take.text, assets=(some_id("its own"),))))
        return await super().change(job_id, rule, limits, purchase)


async def test_no_still_is_bought_for_a_scene_that_got_a_picture_while_it_was_prepared() -> None:
    jobs, images = ChangedMeanwhile(filming()), OtherImages()

    with pytest.raises(Transient, match="the scene's pictures were changed"):
        await generate(jobs, images)

    assert (len(images.orders), jobs.job.cost) == (0, Decimal(0))


async def test_an_order_in_doubt_is_looked_up_by_the_model_that_was_asked() -> None:
    job = with_still(filming(), ordered=False)
    still = evolve(STILL, provider="others", model="image-8", asked_at=NOW, orders=1)
    jobs, images = JobInMemory(job.with_take(evolve(take_of(job), still=still))), OtherImages()

    await generate(jobs, images)

    assert images.looked_for == ["image-8"]


async def test_a_still_that_was_drawn_is_paid_also_where_nothing_draws_any_by_now() -> None:
    job = with_still(filming(), ordered=True)
    jobs = JobInMemory(purchasing.mark_still_drawn(job, take_of(job).id, "stills/1"))

    await generate(jobs, None)

    assert take_of(jobs.job).cost == Decimal("0.25")


@pytest.mark.parametrize("ordered", [True, False], ids=["ordered", "in doubt"])
async def test_a_still_that_nothing_draws_any_more_counts_as_spent(ordered: bool) -> None:
    jobs = JobInMemory(with_still(filming(), ordered=ordered))

    await generate(jobs, None)

    assert jobs.job.owed == Decimal("0.25")
