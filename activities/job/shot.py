"""Prepare a take's shot: its pictures as files, and the still from which it begins, ordered once."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path
from uuid import UUID

from anyio import Path as AsyncPath

from activities.common.inputs import TakeTask
from activities.common.job_activities import JobActivities
from activities.job.brand_look import with_brand
from activities.purchasing.order_once import order_once, store_output
from activities.purchasing.stores import TakeOrderStore
from activities.purchasing.vendor_catalog import VendorCatalog
from activities.purchasing.vendor_output import check_output
from domain.brief import AssetType, CaptionStyle
from domain.errors import InputRejected, Permanent, Transient
from domain.film_format import frames
from domain.job.captions import clip_words
from domain.job.left_out import Ingredient, LeftOut
from domain.job.model import ASSET_LOST, Job, evolve
from domain.job.take import Still, Take
from domain.ports.video_and_image import ImageModel, ImageOrder, LocalVideoModel, Output, PolledModel, Shot
from domain.rules import purchasing
from domain.rules.purchasing import TakePart
from domain.storage_keys import still_key

FIRST_FRAME_SIDE = 1920
"""Pixels of the long side of the still from which a vendor films."""


class OrderPending(Exception):
    """The vendor is making what was ordered: there will be news of it."""

    def __init__(self, vendor: str) -> None:
        super().__init__(vendor)
        self.vendor = vendor


class OrderNotEnded(Transient):
    """The vendor has not ended an order within the patience of its model."""


@dataclass(frozen=True)
class ShotPreparation(JobActivities):
    catalog: VendorCatalog

    async def load_take(self, task: TakeTask) -> tuple[Job, Take]:
        job = await self.jobs.load(task.job)
        take = job.find_take(task.take)
        if take is None:
            raise Permanent(f"job {task.job} has no take {task.take}")
        return job, take

    async def prepare_shot(
        self, task: TakeTask, job: Job, take: Take, folder: Path
    ) -> tuple[Shot, tuple[LeftOut, ...]]:
        """Return the take's shot with its files in `folder`, and those of its pictures that cannot be shown.

        Errors: OrderPending.
        """
        pictures, left_out = await self._fetch_pictures(job, take, folder)
        shot = evolve(shot_of(job, take), pictures=pictures)
        if take.order_id is None and self.catalog.video(take.provider).begins_from_a_still:
            if left_out:  # a picture that was just found to be lost makes way for a still
                job, take = await self.load_take(task)
            first_frame, unusable = await self._first_frame(task, job, take, shot, folder)
            shot, left_out = evolve(shot, first_frame=first_frame), (*left_out, *unusable)
            left_out = (*left_out, *self.catalog.video(take.provider).left_out(shot))
        if isinstance(self.catalog.video(take.provider), LocalVideoModel):
            shot, lost = await with_brand(job, shot, partial(self.fetch_asset, job), folder)
            left_out = (*left_out, *lost)
        return shot, left_out

    async def _fetch_pictures(self, job: Job, take: Take, folder: Path) -> tuple[tuple[Path, ...], tuple[LeftOut, ...]]:
        """Return the scene's images and videos as files in `folder`, and those of its assets that cannot be shown."""
        assert take.text is not None
        assets = {asset.id: asset for asset in job.assets}
        pictures, others = list[Path](), list[LeftOut]()
        for asset_id in take.text.assets:
            asset, picture = assets.get(asset_id), folder / str(asset_id)
            if asset is None:
                continue
            if asset.type is AssetType.AUDIO:
                others.append(_not_shown(asset_id, "a sound cannot be shown in a scene"))
            elif await self.fetch_asset(job, asset, picture):
                pictures.append(picture)
            else:
                others.append(_not_shown(asset_id, asset.error.message if asset.error else ASSET_LOST.message))
        return tuple(pictures), tuple(others)

    async def _first_frame(
        self, task: TakeTask, job: Job, take: Take, shot: Shot, folder: Path
    ) -> tuple[Path | None, tuple[LeftOut, ...]]:
        """Return the scene's own picture or else the take's still as a JPEG in `folder`, if there is either.

        Return the scene's pictures that cannot be opened, too.
        """
        first_frame, others = folder / "first-frame.jpg", list[LeftOut]()
        still = await self._fetch_still(task, job, take, folder / "still")
        for picture in (*shot.pictures, *([still] if still else [])):
            try:
                await self.editor.preview(picture, first_frame, FIRST_FRAME_SIDE)
            except InputRejected as error:
                if picture != still:
                    reason = error.message.removeprefix(f"{picture.name} ")
                    others.append(_not_shown(UUID(picture.name), reason))
                continue
            return first_frame, tuple(others)
        return None, tuple(others)

    async def _fetch_still(self, task: TakeTask, job: Job, take: Take, into: Path) -> Path | None:
        """Fetch the take's still, ordered if need be. Return `into`; None if none is to be made."""
        key = take.still.key if take.still else None
        key = key or await self._order_still(task, job, take, into)
        if key is None:
            return None
        if not await AsyncPath(into).exists():
            await self.storage.fetch(key, into)
        return into

    async def _order_still(self, task: TakeTask, job: Job, take: Take, into: Path) -> str | None:
        """Return the key of the stored still; None if it is not to be made. `into` may hold it as well."""
        assert take.text is not None
        model = self.catalog.first_frame_model(job, take.text, take.provider)
        if model is None:
            return None
        price = self.catalog.prices.picture(model.name, model.model) or Decimal(0)
        still = Still(provider=model.name, model=model.model, price=price)
        await self.jobs.change(task.job, lambda job, _: purchasing.request_still(job, task.take, still))
        image = _image_order(model, job, take)
        calls = self.catalog.order_calls(model, partial(model.order, image, into), partial(model.find, image))
        limits, prompt = self.catalog.limits_for(model.name, take.id), model.prompt(image)
        store = TakeOrderStore(self.jobs, task, limits, TakePart.STILL, self.catalog.purchase(job, take), prompt=prompt)
        key, was_ordered = still_key(task.job, take.scene_id, take.id), bool(take.still and take.still.order_id)
        keep = partial(self._store_if_made, key, model.name, into)
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

    async def _store_if_made(self, key: str, vendor: str, path: Path) -> None:
        if await AsyncPath(path).exists():
            kind = await check_output(self.editor, path, vendor, AssetType.IMAGE)
            await store_output(self.storage.put, key, path, kind.content_type)


def _not_shown(asset: UUID, reason: str) -> LeftOut:
    return LeftOut(what=Ingredient.PICTURE, asset=asset, reason=reason)


def shot_of(job: Job, take: Take) -> Shot:
    """Return the take's shot without its pictures."""
    assert take.text is not None
    scene, production = job.scene(take.scene_id), job.brief.production
    return Shot(
        key=str(take.id),
        model=take.model,
        text=take.text,
        format=job.brief.format,
        frames=frames(take.text.duration),
        seed=take.seed,
        source_url=take.source_url,
        words=clip_words(job, scene),
        caption_style=production.caption_style or CaptionStyle.PLAIN if production.is_captioned else None,
        brand=job.brief.creative.brand,
    )


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
