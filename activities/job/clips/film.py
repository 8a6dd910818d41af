"""Make the clip of a take: order it, collect it when the vendor has made it, store it; or stop it."""

import asyncio
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from functools import partial
from pathlib import Path
from uuid import UUID

from temporalio import activity

from activities.common.heartbeat import Heartbeat, heartbeating
from activities.common.inputs import TakeTask
from activities.common.working_directory import working_directory
from activities.job.clips.chain_frame import PreviousNotDone, note_chain
from activities.job.clips.scene_pictures import reference_asset
from activities.job.clips.shot import ShotPreparation, shot_of
from activities.purchasing.order_once import POLL_INTERVAL, OrderCalls, look_up_order, order_once
from activities.purchasing.polled_orders import OrderPending
from activities.purchasing.postponing import postpone, waits_for_news
from activities.purchasing.stores import TakeOrderStore
from activities.purchasing.vendor_output import check_output
from domain.base import Frozen
from domain.brief import AssetType
from domain.errors import DatabaseUnavailable, Transient, VendorBusy
from domain.job.film.captions import overlay_id
from domain.job.filming.chains import chain_of, wants_chain
from domain.job.filming.wishes import assets_of
from domain.job.model import Job
from domain.job.takes.left_out import Ingredient, LeftOut
from domain.job.takes.take import ANIMATIC, Take, TakeStatus
from domain.ports.video_and_image import Collected, LocalVideoModel, PolledModel, Shot
from domain.rules import results
from domain.rules.purchases import purchasing
from domain.storage_keys import original_key

REPORT_EVERY = 2.0
"""Seconds between two reports of progress."""


class WaitFor(StrEnum):
    """What a take waits for before it goes on."""

    NOTHING = "nothing"
    CAPACITY = "capacity"
    NEWS = "news"


class FilmingStep(Frozen):
    """What a take waits for now: for capacity of this vendor, for its news of the order, or for nothing."""

    wait_for: WaitFor = WaitFor.NOTHING
    vendor: str = ""


@dataclass(frozen=True)
class FilmingActivities(ShotPreparation):
    @activity.defn(name="generate_clip")
    async def generate(self, task: TakeTask) -> FilmingStep:
        """Order the take's clip, once whatever happened before; or collect it and store it as the vendor made it.

        Return what is to be waited for before this is repeated. What our own machines make is ordered and made at once.
        """
        async with heartbeating() as heartbeat:
            try:
                return await self._generate(task, heartbeat)
            except VendorBusy as busy:
                return await self._wait_for_capacity(task, busy)
            except PreviousNotDone:
                return FilmingStep()
            except OrderPending as pending:
                return FilmingStep(wait_for=WaitFor.NEWS, vendor=pending.vendor)
            except DatabaseUnavailable:
                raise  # not the scene's error: Temporal retries, and `giveUpAfter` does not count it
            except Transient as error:
                return await self._postpone(task, error)

    async def _generate(self, task: TakeTask, heartbeat: Heartbeat) -> FilmingStep:
        job, take = await self.load_take(task)
        if not results.is_wanted(job, take) or take.status is TakeStatus.FILMED or chain_of(job, take) is None:
            return FilmingStep()
        model = self.catalog.video(take.provider)
        if take.order_id and isinstance(model, PolledModel):
            return await self._collect(task, take, model, take.order_id)
        with working_directory() as folder:
            await self._check_before_preparing(task, job, take)
            shot, left_out = await self.prepare_shot(task, job, take, folder)
            order_id = take.order_id or await self._order(task, job, take, shot, left_out)
            if order_id and isinstance(model, PolledModel):
                raise OrderPending(model.name)  # even if it is done by now: the collector looks soon
            if order_id:
                assert isinstance(model, LocalVideoModel)
                into = folder / "original"
                made = await self._make(task, take, model, order_id, shot, into, heartbeat)
                written = overlay_id(job, job.scene(take.scene_id)) if take.provider == ANIMATIC else None
                await self._store(task, take, into, made, written)
        return FilmingStep()

    async def _check_before_preparing(self, task: TakeTask, job: Job, take: Take) -> None:
        """Check budget and capacity before pictures are fetched and a still is ordered. Errors: VendorBusy, Permanent.

        Without these it is soon enough when the order is claimed.
        """
        assert take.text is not None
        scene, text = job.scene(take.scene_id), take.text
        still = self.catalog.still_model(job, scene, text, take.provider, take.model)
        if take.asked_at or not (still or wants_chain(text) or assets_of(job, text)):
            return
        price = self.catalog.purchase(job, take).price
        await self.jobs.change(task.job, lambda job, _: purchasing.reserve_budget(job, task.take, price))
        await self.catalog.has_capacity(take.provider, take.id)

    async def _order(
        self, task: TakeTask, job: Job, take: Take, shot: Shot, left_out: tuple[LeftOut, ...]
    ) -> str | None:
        """Order the clip. Its budget, prompt, which take it continues, what it shows and what it will lack are noted
        in the transaction of the claim. Errors: PreviousNotDone."""
        assert take.text is not None
        is_new, chain = take.asked_at is None, chain_of(job, take)
        # What was just found to be lost may have made way for a still, which has its price.
        purchase = self.catalog.purchase(*(await self.load_take(task) if left_out else (job, take)))
        begins_there = shot.first_frame is not None and all(part.what is not Ingredient.CHAIN for part in left_out)

        def note(job: Job, _: datetime) -> Job:
            job = purchasing.reserve_budget(job, task.take, purchase.price) if is_new else job
            job = note_chain(job, task.take, chain, begins_there)
            job = results.note_references(job, task.take, tuple(map(reference_asset, shot.references)))
            return results.note_left_out(job, task.take, left_out)

        prompt = self.catalog.video(take.provider).prompt(shot)
        store, calls = self._order_calls(task, take, shot)
        return await order_once(replace(store, purchase=purchase, prompt=prompt, note=note), calls, is_new=is_new)

    async def _collect(self, task: TakeTask, take: Take, model: PolledModel, order_id: str) -> FilmingStep:
        """Store the clip if its order is done. Errors: as `collect_order`."""
        with working_directory() as folder:
            into = folder / "original"
            made = await self.collect_order(task, model, order_id, into)
            await self._store(task, take, into, Collected(model_version=made.model_version))
        return FilmingStep()

    async def _make(
        self,
        task: TakeTask,
        take: Take,
        model: LocalVideoModel,
        order_id: str,
        shot: Shot,
        into: Path,
        heartbeat: Heartbeat,
    ) -> Collected:
        """Make the clip on our own machines, or fetch it from its client."""
        reporting = asyncio.create_task(self._report_progress(task, heartbeat))
        try:
            async with self.catalog.monitored(take.provider):
                return await model.collect(order_id, shot, into, heartbeat.report)
        finally:
            reporting.cancel()

    async def _store(
        self, task: TakeTask, take: Take, clip: Path, made: Collected, overlay: UUID | None = None
    ) -> None:
        """Store the clip. `overlay` is the id of the words that an animatic has written into it."""
        content_type = "video/mp4"
        if self.catalog.limits_of(take.provider):  # what our own machines rendered or checked needs no second look
            content_type = (await check_output(self.editor, clip, take.provider, AssetType.VIDEO)).content_type
        key = original_key(task.job, take.scene_id, task.take)
        blob = await self.storage.put(key, clip, content_type)
        filmed = partial(
            results.mark_filmed,
            sha256=blob.sha256,
            model_version=made.model_version,
            size=blob.size,
            overlay=overlay,
        )
        await self.jobs.change(task.job, lambda job, _: filmed(job, task.take, key, made.left_out))

    async def _report_progress(self, task: TakeTask, heartbeat: Heartbeat) -> None:
        """Write the take's progress when it has changed. A report that cannot be written is repeated."""
        written: float | None = None
        while True:
            if heartbeat.progress != written:
                progress = heartbeat.progress
                try:
                    await self.jobs.report(task.take, progress)
                    written = progress
                except Transient as error:
                    activity.logger.warning("progress was not written: %s", error)
            await asyncio.sleep(REPORT_EVERY)

    async def _wait_for_capacity(self, task: TakeTask, busy: VendorBusy) -> FilmingStep:
        """Have the take wait for capacity, which is no failure: those of before end with it, if its vendor answers."""
        _, take = await self.load_take(task)
        if take.failing_since and not busy.is_failing:
            await self.jobs.change(task.job, lambda job, _: purchasing.forget_failures(job, task.take))
        return FilmingStep(wait_for=WaitFor.CAPACITY, vendor=busy.vendor)

    async def _postpone(self, task: TakeTask, error: Transient) -> FilmingStep:
        """Record the error and the time of the next attempt in the scene, and raise it.

        An order at a vendor that is down, or too slow, waits for news instead: its collector tells when it goes on.
        Errors: once the take has failed for `giveUpAfter`, VendorOutage, or Permanent if the vendor did not cause it.
        """
        take, later = await postpone(self.jobs, task.job, task.take, error, purchasing.postpone, Job.find_take)
        if take and waits_for_news(take, error):
            return FilmingStep(wait_for=WaitFor.NEWS, vendor=take.provider)
        raise later

    @activity.defn(name="stop_take")
    async def stop(self, task: TakeTask) -> None:
        """Cancel the order of a superseded take at the vendor.

        An order without an answer is looked up first. If the vendor cannot say, its price counts as spent.
        """
        async with heartbeating():
            job, take = await self.load_take(task)
            store, calls = self._order_calls(task, take, shot_of(job, take))
            state = await store.read()
            while take.status is TakeStatus.STOPPING and state.order_id is None and state.asked_at is not None:
                if await look_up_order(store, calls, state) is not None:
                    break
                await asyncio.sleep(POLL_INTERVAL)
                state = await store.read()
            _, take = await self.load_take(task)
            if take.status is TakeStatus.STOPPING and take.order_id:
                await self.catalog.video(take.provider).cancel(take.order_id)
            await self.jobs.change(task.job, lambda job, _: results.mark_stopped(job, task.take))

    def _order_calls(self, task: TakeTask, take: Take, shot: Shot) -> tuple[TakeOrderStore, OrderCalls]:
        model = self.catalog.video(take.provider)
        limits = self.catalog.limits_for(take.provider, take.id)
        store = TakeOrderStore(self.jobs, task, limits, text=take.text)
        return store, self.catalog.order_calls(model, partial(model.order, shot), partial(model.find, shot))
