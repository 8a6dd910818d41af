"""Have a take made: order it once, collect it, keep it. The only place where money is spent (design §1.3)."""

import asyncio
from datetime import timedelta
from pathlib import Path

from temporalio import activity

from activities.common.heartbeat import Pulse, heartbeating
from activities.common.inputs import TakeTask
from activities.common.working_directory import working_directory
from activities.job.asset_files import fetch_asset
from activities.purchasing.order_once import LOOK_EVERY, OrderCalls, order_once, settle
from activities.purchasing.still import Stills
from activities.purchasing.stores import TakeOrderStore
from activities.purchasing.vendor_catalog import VendorCatalog
from activities.purchasing.vendor_output import check_output
from domain.brief import AssetType
from domain.error_info import ErrorInfo
from domain.errors import DatabaseUnavailable, InputRejected, Permanent, Transient, VendorBusy, VendorDown
from domain.film_format import frames
from domain.job.model import Job, JobAsset, evolve
from domain.job.take import Take, TakeStatus
from domain.ports.editor import Editor
from domain.ports.repositories import JobRepository
from domain.ports.storage import Storage
from domain.ports.video import Shot
from domain.rules import purchasing, results
from domain.rules.takes import VideoModelChoice
from domain.storage_keys import original_key

FIRST_FRAME_SIDE = 1920
"""Pixels of the long side of the still from which a vendor films."""


class FilmingActivities:
    def __init__(self, jobs: JobRepository, storage: Storage, editor: Editor, market: VendorCatalog) -> None:
        self._jobs = jobs
        self._storage = storage
        self._editor = editor
        self._market = market
        self._stills = Stills(jobs, storage, editor, market)

    @activity.defn(name="generate_clip")
    async def generate(self, task: TakeTask) -> str | None:
        """The take's clip is in our storage as the vendor made it, ordered once whatever happened before.

        Or a vendor has no room for one more order: its name, to be waited for before this is tried again.
        """
        async with heartbeating() as pulse:
            try:
                await self._generate(task, pulse)
            except VendorBusy as full:
                return full.vendor
            except DatabaseUnavailable:
                raise  # ours, not the scene's: Temporal tries again, and `giveUpAfter` does not count it
            except Transient as error:
                await self._put_off(task, error)
        return None

    async def _generate(self, task: TakeTask, pulse: Pulse) -> None:
        job, take = await self._take(task)
        if not results.is_wanted(job, take) or take.status is TakeStatus.FILMED:
            return
        await self._set_aside(task, job, take)
        if take.asked_at is None:
            await self._market.has_capacity(take.provider, take.id)
        with working_directory() as folder:
            shot = evolve(_shot(job, take), pictures=await self._pictures(job, take, folder))
            if take.order_id is None and self._market.video(take.provider).begins_from_a_still:
                shot = evolve(shot, first_frame=await self._first_frame(task, shot, folder))
            order_id = await order_once(self._ledger(task, take), self._vendor(take, shot))
            if order_id:
                await self._collect(task, take, order_id, shot, folder / "original", pulse)

    async def _set_aside(self, task: TakeTask, job: Job, take: Take) -> None:
        """There is money for the clip and its still. Errors: BudgetExceeded, InputRejected."""
        if take.asked_at is not None or take.text is None:
            return
        model_choice = VideoModelChoice(provider=take.provider, model=take.model, queue=take.queue)
        quote = self._market.quote(job, take.text, model_choice)
        await self._jobs.change(task.job, lambda job, _: purchasing.reserve_budget(job, task.take, quote.total))

    async def _collect(self, task: TakeTask, take: Take, order_id: str, shot: Shot, into: Path, pulse: Pulse) -> None:
        reporting = asyncio.create_task(self._report(task, pulse))
        try:
            async with self._market.asking(take.provider):
                await self._market.video(take.provider).collect(order_id, shot, into, pulse.at)
        finally:
            reporting.cancel()
        content_type = "video/mp4"
        if self._market.limits_of(take.provider):  # what our own machines rendered or checked needs no second look
            content_type = (await check_output(self._editor, into, take.provider, AssetType.VIDEO)).content_type
        key = original_key(task.job, take.scene_id, task.take)
        await self._storage.put(key, into, content_type)
        await self._jobs.change(task.job, lambda job, _: results.mark_filmed(job, task.take, key))

    async def _report(self, task: TakeTask, pulse: Pulse) -> None:
        """Write the take's progress every second. A report that cannot be written is left out."""
        while True:
            try:
                await self._jobs.report(task.take, pulse.progress)
            except Transient as error:
                activity.logger.warning("progress was not written: %s", error)
            await asyncio.sleep(1)

    async def _put_off(self, task: TakeTask, error: Transient) -> None:
        """The scene says what is wrong and when it is tried again; after `giveUpAfter` it is not."""
        delay = purchasing.retry_delay(activity.info().attempt, error.retry_after)
        fault, was_tried = ErrorInfo.of(error), not isinstance(error, VendorDown)
        job = await self._jobs.change(
            task.job, lambda job, now: purchasing.postpone(job, task.take, fault, now, now + delay, was_tried)
        )
        take = job.find_take(task.take)
        patience = timedelta(seconds=job.brief.production.give_up_after)
        if take and take.failing_since and job.updated_at - take.failing_since >= patience:
            raise Permanent(f"given up after {patience}: {error.message}") from error
        raise type(error)(error.message, retry_after=delay) from error

    @activity.defn(name="stop_take")
    async def stop(self, task: TakeTask) -> None:
        """Nobody wants the take: what may have been ordered is settled first, then cancelled at the vendor.

        What the vendor cannot say stays in doubt, and counts as spent.
        """
        async with heartbeating():
            job, take = await self._take(task)
            ledger, vendor = self._ledger(task, take), self._vendor(take, _shot(job, take))
            slip = await ledger.read()
            while take.status is TakeStatus.STOPPING and slip.order_id is None and slip.asked_at is not None:
                if await settle(ledger, vendor, slip) is not None:
                    break
                await asyncio.sleep(LOOK_EVERY)
                slip = await ledger.read()
            _, take = await self._take(task)
            if take.status is TakeStatus.STOPPING and take.order_id:
                await self._market.video(take.provider).cancel(take.order_id)
            await self._jobs.change(task.job, lambda job, _: results.mark_stopped(job, task.take))

    def _ledger(self, task: TakeTask, take: Take) -> TakeOrderStore:
        return TakeOrderStore(self._jobs, task, self._market.limits_for(take.provider, take.id))

    def _vendor(self, take: Take, shot: Shot) -> OrderCalls:
        model = self._market.video(take.provider)
        return OrderCalls(
            name=model.name,
            deadline=model.order_deadline,
            asking=lambda: self._market.asking(model.name),
            order=lambda: model.order(shot),
            find=lambda asked_at: model.find(shot, asked_at),
        )

    async def _take(self, task: TakeTask) -> tuple[Job, Take]:
        job = await self._jobs.load(task.job)
        take = job.find_take(task.take)
        if take is None:
            raise Permanent(f"job {task.job} has no take {task.take}")
        return job, take

    async def _pictures(self, job: Job, take: Take, folder: Path) -> tuple[Path, ...]:
        assert take.text is not None
        assets = {asset.id: asset for asset in job.assets}
        pictures = []
        for asset_id in take.text.assets:
            asset = assets.get(asset_id)
            picture = folder / str(asset_id)
            if asset and _is_picture(asset) and await fetch_asset(self._jobs, self._storage, job, asset, picture):
                pictures.append(picture)
        return tuple(pictures)

    async def _first_frame(self, task: TakeTask, shot: Shot, folder: Path) -> Path | None:
        """The scene's own picture, else one that is drawn for it, else none."""
        still = folder / "first-frame.jpg"
        drawn = await self._stills.drawn(task, folder)
        for picture in (*shot.pictures, *([drawn] if drawn else [])):
            try:
                await self._editor.preview(picture, still, FIRST_FRAME_SIDE)
            except InputRejected:
                continue
            return still
        return None


def _shot(job: Job, take: Take) -> Shot:
    """Without its pictures."""
    assert take.text is not None
    return Shot(
        key=str(take.id),
        model=take.model,
        text=take.text,
        format=job.format,
        frames=frames(take.text.duration),
        seed=take.seed,
        source_url=take.source_url,
    )


def _is_picture(asset: JobAsset) -> bool:
    return asset.type in (AssetType.IMAGE, AssetType.VIDEO)
