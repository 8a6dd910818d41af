"""The still from which a take's clip begins: ordered once, then stored. Also looks at the take's open order."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import partial
from pathlib import Path

from anyio import Path as AsyncPath

from activities.common.inputs import TakeTask
from activities.job.clips.scene_pictures import ScenePictures
from activities.purchasing.draw_picture import PictureOrders
from activities.purchasing.order_once import store_output
from activities.purchasing.polled_orders import OrderPending, collect_if_made
from activities.purchasing.stores import TakeOrderStore
from activities.purchasing.vendor_catalog import VendorCatalog
from domain.errors import AccountProblem, NotFound, Permanent, Transient
from domain.film_format import FilmFormat
from domain.job.filming.first_frame import picture_prompt
from domain.job.model import Job
from domain.job.storyboard import SceneText
from domain.job.takes.take import Still, Take
from domain.ports.video_and_image import ImageModel, ImageOrder, Output, PolledModel
from domain.rules.purchases import purchasing
from domain.rules.purchases.purchasing import TakePart
from domain.storage_keys import still_key


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

        Return `into`; None if none is to be made. Errors: OrderPending; Transient if that of an earlier take is lost.
        """
        key = take.still.key if take.still else None
        is_of_another_take = take.still is not None and take.still.is_of_another_take
        if is_of_another_take and self._still_model(job, take) is None:
            return None
        key = key or await self._order_still(task, job, take, references, into)
        if key is None:
            return None
        if not await AsyncPath(into).exists():
            try:
                await self.storage.fetch(key, into)
            except NotFound:
                if not is_of_another_take:
                    raise
                await self.jobs.change(task.job, lambda job, _: purchasing.forget_still(job, task.take))
                raise Transient("the still of an earlier take is gone from storage; another is drawn") from None
        return into

    async def _order_still(
        self, task: TakeTask, job: Job, take: Take, references: Sequence[Path], into: Path
    ) -> str | None:
        """Return the key of the stored still; None if it is not to be made. `into` may hold it as well.

        Errors: AccountProblem if it is ordered from what draws no pictures here any more.
        """
        assert take.text is not None
        model = self._still_model(job, take)
        if model is None:
            return None
        if take.still and take.still.asked_at and take.still.provider != model.name:
            raise AccountProblem(
                f"the still of this take is ordered from {take.still.provider}, which draws no pictures here any more; "
                "set IMAGE_PROVIDER to it again, or retry the scene, for which another still is bought"
            )
        price = self.catalog.prices.picture(model.name, model.model) or Decimal(0)
        still = Still(provider=model.name, model=model.model, price=price)
        await self.jobs.change(task.job, lambda job, _: purchasing.request_still(job, task.take, still))
        name = take.still.model if take.still and take.still.asked_at else model.model
        image = image_order(f"{take.id}-still", name, take.text, job.brief.format, take.seed, references)
        limits, prompt = self.catalog.limits_for(model.name, take.id), model.prompt(image)
        purchase = self.catalog.purchase(job, take)

        def note(job: Job, _: datetime) -> Job:
            return purchasing.reserve_budget(job, task.take, purchase.price)

        store = TakeOrderStore(
            self.jobs, task, limits, TakePart.STILL, purchase, text=take.text, prompt=prompt, note=note
        )
        key = still_key(task.job, take.scene_id, take.id)
        collect = partial(self.collect_order, task, into=into) if take.still and take.still.order_id else None
        stored = await PictureOrders(self.catalog, self.storage, self.editor).draw_once(
            store, model, image, key, into, collect
        )
        if stored is None:
            return None
        drawn = partial(purchasing.mark_still_drawn, sha256=stored.sha256)
        await store_output(self.jobs.change, task.job, lambda job, _: drawn(job, task.take, key))
        return key

    def _still_model(self, job: Job, take: Take) -> ImageModel | None:
        """Return what draws the take's still; None if its clip begins elsewhere."""
        assert take.text is not None
        return self.catalog.still_model(job, job.scene(take.scene_id), take.text, take.provider, take.model)

    async def collect_order(self, task: TakeTask, model: PolledModel, order_id: str, into: Path) -> Output:
        """Look at the order of the take's clip or still once. If it is done, download what was made.

        Errors: as `collect_if_made`.
        """
        _, take = await self.load_take(task)
        asked_at = next(part.asked_at for part in (take, take.still) if part and part.order_id == order_id)
        try:
            return await collect_if_made(self.catalog, model, order_id, asked_at, self.jobs.clock, into)
        except OrderPending:
            if take.failing_since:
                await self.jobs.change(task.job, lambda job, _: purchasing.forget_failures(job, task.take))
            raise


def image_order(
    key: str, model: str, text: SceneText, format: FilmFormat, seed: int, references: Sequence[Path] = ()
) -> ImageOrder:
    """Return the order of a picture of the scene, which shows the references."""
    return ImageOrder(
        key=key,
        model=model,
        prompt=picture_prompt(text),
        references=tuple(references),
        format=format,
        seed=seed,
    )
