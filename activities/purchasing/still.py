"""The still of a take: the image from which its clip begins, ordered if the scene has no picture."""

from decimal import Decimal
from pathlib import Path

from anyio import Path as AsyncPath

from activities.common.inputs import TakeTask
from activities.common.retry import store_output
from activities.purchasing.order_once import order_once
from activities.purchasing.stores import TakeOrderStore
from activities.purchasing.vendor_catalog import VendorCatalog
from activities.purchasing.vendor_output import check_output
from domain.brief import AssetType
from domain.job.model import Job
from domain.job.take import Still, Take
from domain.ports.editor import Editor
from domain.ports.repositories import JobRepository
from domain.ports.storage import Storage
from domain.ports.video_and_image import ImageModel, ImageOrder
from domain.rules import purchasing
from domain.rules.purchasing import TakePart
from domain.rules.takes import VideoModelChoice
from domain.storage_keys import still_key


class Stills:
    def __init__(self, jobs: JobRepository, storage: Storage, editor: Editor, catalog: VendorCatalog) -> None:
        self._jobs = jobs
        self._storage = storage
        self._editor = editor
        self._catalog = catalog

    async def fetch(self, task: TakeTask, folder: Path) -> Path | None:
        """Return the take's still as a file in `folder`, ordered if need be; None if none is to be made.

        Errors: those of `order_once`.
        """
        job = await self._jobs.load(task.job)
        take, into = job.find_take(task.take), folder / "still"
        if take is None or take.text is None:
            return None
        if take.still is None or take.still.key is None:
            take = await self._order(task, job, take, into)
        if take.still is None or take.still.key is None:
            return None
        if not await AsyncPath(into).exists():
            await self._storage.fetch(take.still.key, into)
        return into

    async def _order(self, task: TakeTask, job: Job, take: Take, into: Path) -> Take:
        """Return the take with its still in storage, unless it is not to be made. `into` may hold it as well."""
        assert take.text is not None
        model_choice = VideoModelChoice(provider=take.provider, model=take.model, queue=take.queue)
        model = self._catalog.first_frame_model(job, take.text, model_choice)
        if model is None:
            return take
        price = self._catalog.prices.picture(model.name, model.model) or Decimal(0)
        still = Still(provider=model.name, model=model.model, price=price)
        await self._jobs.change(task.job, lambda job, _: purchasing.request_still(job, task.take, still))
        image = _image_order(model, job, take)
        calls = self._catalog.order_calls(
            model, lambda: model.order(image, into), lambda asked_at: model.find(image, asked_at)
        )
        store = TakeOrderStore(self._jobs, task, self._catalog.limits_for(model.name, take.id), TakePart.STILL)
        order_id = await order_once(store, calls)
        if order_id is None:
            return take
        key = still_key(task.job, take.scene_id, take.id)
        if await self._storage.head(key) is None:  # else an attempt ended between the upload and the row
            if not await AsyncPath(into).exists():
                async with self._catalog.monitored(model.name):
                    await model.collect(order_id, image, into)
            kind = await check_output(self._editor, into, model.name, AssetType.IMAGE)
            await store_output(self._storage.put, key, into, kind.content_type)
        job = await store_output(
            self._jobs.change, task.job, lambda job, _: purchasing.mark_still_drawn(job, task.take, key)
        )
        return job.find_take(task.take) or take


def _image_order(model: ImageModel, job: Job, take: Take) -> ImageOrder:
    assert take.text is not None
    prompt = (take.text.visual or take.text.description, take.text.lighting, f"{take.text.shot_type} shot")
    return ImageOrder(
        key=f"{take.id}-still",
        model=model.model,
        prompt="\n".join(filter(None, prompt)),
        format=job.format,
        seed=take.seed,
    )
