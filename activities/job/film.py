"""Make the clip of a take, and the still from which it begins: order it, wait for it, store it; or stop it."""

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path
from uuid import UUID

from anyio import Path as AsyncPath
from temporalio import activity

from activities.common.heartbeat import Heartbeat, heartbeating
from activities.common.inputs import TakeTask
from activities.common.job_activities import JobActivities
from activities.common.working_directory import working_directory
from activities.purchasing.order_once import POLL_INTERVAL, OrderCalls, look_up_order, order_once, store_output
from activities.purchasing.stores import TakeOrderStore
from activities.purchasing.vendor_catalog import VendorCatalog
from activities.purchasing.vendor_output import check_output
from domain.brief import AssetType
from domain.errors import DatabaseUnavailable, ErrorInfo, InputRejected, Permanent, Transient, VendorBusy, VendorDown
from domain.film_format import frames
from domain.job.left_out import Ingredient, LeftOut
from domain.job.model import ASSET_LOST, Job, evolve
from domain.job.take import Still, Take, TakeStatus
from domain.ports.video_and_image import ImageModel, ImageOrder, Shot
from domain.rules import purchasing, results
from domain.rules.purchasing import TakePart
from domain.storage_keys import original_key, still_key

FIRST_FRAME_SIDE = 1920
"""Pixels of the long side of the still from which a vendor films."""


@dataclass(frozen=True)
class FilmingActivities(JobActivities):
    catalog: VendorCatalog

    @activity.defn(name="generate_clip")
    async def generate(self, task: TakeTask) -> str | None:
        """Have the take's clip made and stored as the vendor made it, ordered once whatever happened before.

        Return the name of a vendor whose capacity is to be waited for before this is repeated, or None.
        """
        async with heartbeating() as heartbeat:
            try:
                await self._generate(task, heartbeat)
            except VendorBusy as busy:
                return busy.vendor
            except DatabaseUnavailable:
                raise  # not the scene's error: Temporal retries, and `giveUpAfter` does not count it
            except Transient as error:
                await self._postpone(task, error)
        return None

    async def _generate(self, task: TakeTask, heartbeat: Heartbeat) -> None:
        job, take = await self._load(task)
        if not results.is_wanted(job, take) or take.status is TakeStatus.FILMED:
            return
        if take.asked_at is None:
            assert take.text is not None
            price = self.catalog.quote(job, take.text, take.provider, take.model).total
            await self.jobs.change(task.job, lambda job, _: purchasing.reserve_budget(job, task.take, price))
            await self.catalog.has_capacity(take.provider, take.id)
        with working_directory() as folder:
            pictures, left_out = await self._fetch_pictures(job, take, folder)
            shot = evolve(_shot(job, take), pictures=pictures)
            if take.order_id is None and self.catalog.video(take.provider).begins_from_a_still:
                first_frame, unusable = await self._first_frame(task, shot, folder)
                shot, left_out = evolve(shot, first_frame=first_frame), (*left_out, *unusable)
            if left_out:
                await self.jobs.change(task.job, lambda job, _: results.note_left_out(job, task.take, left_out))
            prompt = self.catalog.video(take.provider).prompt(shot)
            order_id = await order_once(*self._order(task, take, shot, prompt))
            if order_id:
                await self._collect(task, take, order_id, shot, folder / "original", heartbeat)

    async def _collect(
        self, task: TakeTask, take: Take, order_id: str, shot: Shot, into: Path, heartbeat: Heartbeat
    ) -> None:
        reporting = asyncio.create_task(self._report_progress(task, heartbeat))
        try:
            async with self.catalog.monitored(take.provider):
                model = self.catalog.video(take.provider)
                made = await model.collect(order_id, shot, into, heartbeat.report)
        finally:
            reporting.cancel()
        content_type = "video/mp4"
        if self.catalog.limits_of(take.provider):  # what our own machines rendered or checked needs no second look
            content_type = (await check_output(self.editor, into, take.provider, AssetType.VIDEO)).content_type
        key = original_key(task.job, take.scene_id, task.take)
        blob = await self.storage.put(key, into, content_type)
        filmed = partial(results.mark_filmed, sha256=blob.sha256, model_version=made.model_version)
        await self.jobs.change(task.job, lambda job, _: filmed(job, task.take, key, made.left_out))

    async def _report_progress(self, task: TakeTask, heartbeat: Heartbeat) -> None:
        """Write the take's progress every second. A report that cannot be written is left out."""
        while True:
            try:
                await self.jobs.report(task.take, heartbeat.progress)
            except Transient as error:
                activity.logger.warning("progress was not written: %s", error)
            await asyncio.sleep(1)

    async def _postpone(self, task: TakeTask, error: Transient) -> None:
        """Record the error and the time of the next attempt in the scene, and raise it.

        Errors: Permanent once the take has failed for `giveUpAfter`.
        """
        delay = purchasing.retry_delay(activity.info().attempt, error.retry_after)
        fault, was_tried = ErrorInfo.of(error), not isinstance(error, VendorDown)
        job = await self.jobs.change(
            task.job, lambda job, now: purchasing.postpone(job, task.take, fault, now, now + delay, was_tried)
        )
        take = job.find_take(task.take)
        give_up_after = timedelta(seconds=job.brief.production.give_up_after)
        if take and take.failing_since and job.updated_at - take.failing_since >= give_up_after:
            raise Permanent(f"given up after {give_up_after}: {error.message}") from error
        raise type(error)(error.message, retry_after=delay) from error

    @activity.defn(name="stop_take")
    async def stop(self, task: TakeTask) -> None:
        """Cancel the order of a superseded take at the vendor.

        An order without an answer is looked up first. If the vendor cannot say, its price counts as spent.
        """
        async with heartbeating():
            job, take = await self._load(task)
            store, calls = self._order(task, take, _shot(job, take))
            state = await store.read()
            while take.status is TakeStatus.STOPPING and state.order_id is None and state.asked_at is not None:
                if await look_up_order(store, calls, state) is not None:
                    break
                await asyncio.sleep(POLL_INTERVAL)
                state = await store.read()
            _, take = await self._load(task)
            if take.status is TakeStatus.STOPPING and take.order_id:
                await self.catalog.video(take.provider).cancel(take.order_id)
            await self.jobs.change(task.job, lambda job, _: results.mark_stopped(job, task.take))

    def _order(
        self, task: TakeTask, take: Take, shot: Shot, prompt: str | None = None
    ) -> tuple[TakeOrderStore, OrderCalls]:
        model = self.catalog.video(take.provider)
        limits = self.catalog.limits_for(take.provider, take.id)
        store = TakeOrderStore(self.jobs, task, limits, text=take.text, prompt=prompt)
        return store, self.catalog.order_calls(model, partial(model.order, shot), partial(model.find, shot))

    async def _load(self, task: TakeTask) -> tuple[Job, Take]:
        job = await self.jobs.load(task.job)
        take = job.find_take(task.take)
        if take is None:
            raise Permanent(f"job {task.job} has no take {task.take}")
        return job, take

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

    async def _first_frame(self, task: TakeTask, shot: Shot, folder: Path) -> tuple[Path | None, tuple[LeftOut, ...]]:
        """Return the scene's own picture or else the take's still as a JPEG in `folder`, if there is either.

        Return the scene's pictures that cannot be opened, too.
        """
        first_frame, others = folder / "first-frame.jpg", list[LeftOut]()
        still = await self._fetch_still(task, folder / "still")
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

    async def _fetch_still(self, task: TakeTask, into: Path) -> Path | None:
        """Fetch the take's still, ordered if need be. Return `into`; None if none is to be made."""
        job, take = await self._load(task)
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
        store = TakeOrderStore(self.jobs, task, limits, TakePart.STILL, prompt=prompt)
        key = still_key(task.job, take.scene_id, take.id)
        keep = partial(self._store_if_made, key, model.name, into)
        order_id = await order_once(store, calls, keep)
        if order_id is None:
            return None
        blob = await self.storage.head(key)
        if blob is None:  # else it came with the order, maybe in an earlier attempt
            async with self.catalog.monitored(model.name):
                await model.collect(order_id, image, into)
            await keep()
            blob = await self.storage.head(key)
        sha256 = blob.sha256 if blob else None
        drawn = partial(purchasing.mark_still_drawn, sha256=sha256)
        await store_output(self.jobs.change, task.job, lambda job, _: drawn(job, task.take, key))
        return key

    async def _store_if_made(self, key: str, vendor: str, path: Path) -> None:
        if await AsyncPath(path).exists():
            kind = await check_output(self.editor, path, vendor, AssetType.IMAGE)
            await store_output(self.storage.put, key, path, kind.content_type)


def _not_shown(asset: UUID, reason: str) -> LeftOut:
    return LeftOut(what=Ingredient.PICTURE, asset=asset, reason=reason)


def _shot(job: Job, take: Take) -> Shot:
    """Return the take's shot without its pictures."""
    assert take.text is not None
    return Shot(
        key=str(take.id),
        model=take.model,
        text=take.text,
        format=job.brief.format,
        frames=frames(take.text.duration),
        seed=take.seed,
        source_url=take.source_url,
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
