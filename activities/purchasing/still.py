"""The picture from which a take begins, when its scene has none: bought once, as the take itself."""

from decimal import Decimal
from pathlib import Path

from anyio import Path as AsyncPath

from activities.common.inputs import TakeTask
from activities.common.retry import KEPT_FOR, insist
from activities.purchasing.order_once import OrderCalls, order_once
from activities.purchasing.stores import TakeOrderStore
from activities.purchasing.vendor_catalog import VendorCatalog
from activities.purchasing.vendor_output import check_output
from domain.brief import AssetType
from domain.job.model import Job
from domain.job.take import Still, Take
from domain.ports.editor import Editor
from domain.ports.image import ImageModel, ImageOrder
from domain.ports.repositories import JobRepository
from domain.ports.storage import Storage
from domain.rules import purchasing
from domain.rules.purchasing import TakePart
from domain.rules.takes import VideoModelChoice
from domain.storage_keys import still_key


class Stills:
    def __init__(self, jobs: JobRepository, storage: Storage, editor: Editor, market: VendorCatalog) -> None:
        self._jobs = jobs
        self._storage = storage
        self._editor = editor
        self._market = market

    async def drawn(self, task: TakeTask, folder: Path) -> Path | None:
        """The picture, in `folder`; None when the scene has its own, or nobody is to draw. Errors: as ordering."""
        job = await self._jobs.load(task.job)
        take, into = job.find_take(task.take), folder / "still"
        if take is None or take.text is None:
            return None
        if take.still is None or take.still.key is None:
            take = await self._have_drawn(task, job, take, into)
        if take.still is None or take.still.key is None:
            return None
        if not await AsyncPath(into).exists():
            await self._storage.fetch(take.still.key, into)
        return into

    async def _have_drawn(self, task: TakeTask, job: Job, take: Take, into: Path) -> Take:
        assert take.text is not None
        model_choice = VideoModelChoice(provider=take.provider, model=take.model, queue=take.queue)
        painter = self._market.painter(job, take.text, model_choice)
        if painter is None:
            return take
        price = self._market.prices.picture(painter.name, painter.model) or Decimal(0)
        still = Still(provider=painter.name, model=painter.model, price=price)
        await self._jobs.change(task.job, lambda job, _: purchasing.request_still(job, task.take, still))
        picture = _picture(painter, job, take)
        ledger = TakeOrderStore(self._jobs, task, self._market.limits_for(painter.name, take.id), TakePart.STILL)
        order_id = await order_once(ledger, self._vendor(painter, picture, into))
        if order_id is None:
            return take
        key = still_key(task.job, take.scene_id, take.id)
        if await self._storage.head(key) is None:  # else a worker died between the upload and the row
            if not await AsyncPath(into).exists():
                async with self._market.asking(painter.name):
                    await painter.collect(order_id, picture, into)
            kind = await check_output(self._editor, into, painter.name, AssetType.IMAGE)
            await insist(lambda: self._storage.put(key, into, kind.content_type), KEPT_FOR)
        job = await insist(
            lambda: self._jobs.change(task.job, lambda job, _: purchasing.mark_still_drawn(job, task.take, key)),
            KEPT_FOR,
        )
        return job.find_take(task.take) or take

    def _vendor(self, painter: ImageModel, picture: ImageOrder, into: Path) -> OrderCalls:
        return OrderCalls(
            name=painter.name,
            deadline=painter.order_deadline,
            asking=lambda: self._market.asking(painter.name),
            order=lambda: painter.order(picture, into),
            find=lambda asked_at: painter.find(picture, asked_at),
        )


def _picture(painter: ImageModel, job: Job, take: Take) -> ImageOrder:
    assert take.text is not None
    said = (take.text.visual or take.text.description, take.text.lighting, f"{take.text.shot_type} shot")
    return ImageOrder(
        key=f"{take.id}-still",
        model=painter.model,
        prompt="\n".join(filter(None, said)),
        format=job.format,
        seed=take.seed,
    )
