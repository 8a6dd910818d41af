"""The still from which a take begins: ordered once, and stored; and looking at what is ordered for a take."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path

from anyio import Path as AsyncPath

from activities.common.inputs import TakeTask
from activities.job.scene_pictures import ScenePictures
from activities.purchasing.order_once import order_once, store_output
from activities.purchasing.stores import TakeOrderStore
from activities.purchasing.vendor_catalog import VendorCatalog
from activities.purchasing.vendor_output import check_output
from domain.brief import AssetType
from domain.errors import Permanent, Transient
from domain.film_format import FilmFormat
from domain.job.model import Job
from domain.job.storyboard import SceneText
from domain.job.take import Still, Take
from domain.ports.video_and_image import ImageOrder, Output, PolledModel
from domain.rules import purchasing
from domain.rules.purchasing import TakePart
from domain.storage_keys import still_key


class OrderPending(Exception):
    """The vendor is making what was ordered: there will be news of it."""

    def __init__(self, vendor: str) -> None:
        super().__init__(vendor)
        self.vendor = vendor


class OrderNotEnded(Transient):
    """The vendor has not ended an order within the patience of its model."""


@dataclass(frozen=True)
class StillOrders(ScenePictures):
    catalog: VendorCatalog

    async def load_take(self, task: TakeTask) -> tuple[Job, Take]:
        job = await self.jobs.load(task.job)
        take = job.find_take(task.take)
        if take is None:
            raise Permanent(f"job {task.job} has no take {task.take}")
        return job, take

    async def fetch_still(
        self, task: TakeTask, job: Job, take: Take, references: Sequence[Path], into: Path
    ) -> Path | None:
        """Fetch the take's still, which shows the references, ordered if need be.

        Return `into`; None if none is to be made. Errors: OrderPending.
        """
        key = take.still.key if take.still else None
        key = key or await self._order_still(task, job, take, references, into)
        if key is None:
            return None
        if not await AsyncPath(into).exists():
            await self.storage.fetch(key, into)
        return into

    async def _order_still(
        self, task: TakeTask, job: Job, take: Take, references: Sequence[Path], into: Path
    ) -> str | None:
        """Return the key of the stored still; None if it is not to be made. `into` may hold it as well."""
        assert take.text is not None
        scene = job.scene(take.scene_id)
        model = self.catalog.still_model(job, scene, take.text, take.provider, take.model)
        if model is None:
            return None
        price = self.catalog.prices.picture(model.name, model.model) or Decimal(0)
        still = Still(provider=model.name, model=model.model, price=price)
        await self.jobs.change(task.job, lambda job, _: purchasing.request_still(job, task.take, still))
        image = image_order(f"{take.id}-still", model.model, take.text, job.brief.format, take.seed, references)
        calls = self.catalog.order_calls(model, partial(model.order, image, into), partial(model.find, image))
        limits, prompt = self.catalog.limits_for(model.name, take.id), model.prompt(image)
        store = TakeOrderStore(self.jobs, task, limits, TakePart.STILL, self.catalog.purchase(job, take), prompt=prompt)
        key, was_ordered = still_key(task.job, take.scene_id, take.id), bool(take.still and take.still.order_id)
        keep = partial(self.store_if_made, key, model.name, into)
        order_id = await order_once(store, calls, keep)
        if order_id is None:
            return None
        blob = await self.storage.head(key)
        if blob is None:  # else it came with the order, maybe in an earlier attempt
            if isinstance(model, PolledModel):
                if not was_ordered:
                    raise OrderPending(model.name)  # even if it is drawn by now: the collector looks soon
                await self.collect_order(task, model, order_id, into)
            else:
                async with self.catalog.monitored(model.name):
                    await model.collect(order_id, image, into)
            await keep()
            blob = await self.storage.head(key)
        sha256 = blob.sha256 if blob else None
        drawn = partial(purchasing.mark_still_drawn, sha256=sha256)
        await store_output(self.jobs.change, task.job, lambda job, _: drawn(job, task.take, key))
        return key

    async def collect_order(self, task: TakeTask, model: PolledModel, order_id: str, into: Path) -> Output:
        """Look at the order of the take's clip or still once. If it is done, download what was made.

        Errors: OrderPending, OrderNotEnded, Permanent, VendorDown, Transient.
        """
        await self.catalog.check_reachable(model.name)
        async with self.catalog.monitored(model.name):
            state = await model.look(order_id)
            if isinstance(state, Output):
                await model.download(state, into)
                return state
        _, take = await self.load_take(task)
        asked_at = next(part.asked_at for part in (take, take.still) if part and part.order_id == order_id)
        age = await self.jobs.clock() - asked_at if asked_at else timedelta()
        if age.total_seconds() >= model.patience:
            raise OrderNotEnded(f"{model.name} took this order and has not ended it in {model.patience:g} s")
        if take.failing_since:
            await self.jobs.change(task.job, lambda job, _: purchasing.forget_failures(job, task.take))
        raise OrderPending(model.name)

    async def store_if_made(self, key: str, vendor: str, path: Path) -> None:
        if await AsyncPath(path).exists():
            kind = await check_output(self.editor, path, vendor, AssetType.IMAGE)
            await store_output(self.storage.put, key, path, kind.content_type)


def image_order(
    key: str, model: str, text: SceneText, format: FilmFormat, seed: int, references: Sequence[Path] = ()
) -> ImageOrder:
    """Return the order of a picture of the scene, which shows the references."""
    prompt = (text.visual or text.description, text.lighting, f"{text.shot_type} shot")
    return ImageOrder(
        key=key,
        model=model,
        prompt="\n".join(filter(None, prompt)),
        references=tuple(references),
        format=format,
        seed=seed,
    )
