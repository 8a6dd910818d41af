"""The still of a take: the image from which its clip begins, ordered if the scene has no picture."""

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from anyio import Path as AsyncPath

from activities.common.inputs import TakeTask
from activities.common.job_activities import JobActivities
from activities.common.retry import store_output
from activities.purchasing.order_once import order_once
from activities.purchasing.stores import TakeOrderStore
from activities.purchasing.vendor_catalog import VendorCatalog
from activities.purchasing.vendor_output import check_output
from domain.brief import AssetType
from domain.job.model import Job
from domain.job.take import Still, Take
from domain.ports.video_and_image import ImageModel, ImageOrder
from domain.rules import purchasing
from domain.rules.purchasing import TakePart
from domain.storage_keys import still_key


@dataclass(frozen=True)
class Stills(JobActivities):
    catalog: VendorCatalog

    async def fetch(self, task: TakeTask, folder: Path) -> Path | None:
        """Return the take's still as a file in `folder`, ordered if need be; None if none is to be made.

        Errors: those of `order_once`.
        """
        job = await self.jobs.load(task.job)
        take, into = job.find_take(task.take), folder / "still"
        if take is None or take.text is None:
            return None
        if take.still is None or take.still.key is None:
            take = await self._order(task, job, take, into)
        if take.still is None or take.still.key is None:
            return None
        if not await AsyncPath(into).exists():
            await self.storage.fetch(take.still.key, into)
        return into

    async def _order(self, task: TakeTask, job: Job, take: Take, into: Path) -> Take:
        """Return the take with its still in storage, unless it is not to be made. `into` may hold it as well."""
        assert take.text is not None
        model = self.catalog.first_frame_model(job, take.text, take.provider)
        if model is None:
            return take
        price = self.catalog.prices.picture(model.name, model.model) or Decimal(0)
        still = Still(provider=model.name, model=model.model, price=price)
        await self.jobs.change(task.job, lambda job, _: purchasing.request_still(job, task.take, still))
        image = _image_order(model, job, take)
        calls = self.catalog.order_calls(
            model, lambda: model.order(image, into), lambda asked_at: model.find(image, asked_at)
        )
        store = TakeOrderStore(self.jobs, task, self.catalog.limits_for(model.name, take.id), TakePart.STILL)
        order_id = await order_once(store, calls)
        if order_id is None:
            return take
        key = still_key(task.job, take.scene_id, take.id)
        if await self.storage.head(key) is None:  # else an attempt ended between the upload and the row
            if not await AsyncPath(into).exists():
                async with self.catalog.monitored(model.name):
                    await model.collect(order_id, image, into)
            kind = await check_output(self.editor, into, model.name, AssetType.IMAGE)
            await store_output(self.storage.put, key, into, kind.content_type)
        job = await store_output(
            self.jobs.change, task.job, lambda job, _: purchasing.mark_still_drawn(job, task.take, key)
        )
        return job.find_take(task.take) or take


def _image_order(model: ImageModel, job: Job, take: Take) -> ImageOrder:
    assert take.text is not None
    prompt = (take.text.visual or take.text.description, take.text.lighting, f"{take.text.shot_type} shot")
    return ImageOrder(
        key=f"{take.id}-still",
        model=model.model,
        prompt="\n".join(filter(None, prompt)),
        format=job.brief.format,
        seed=take.seed,
    )
