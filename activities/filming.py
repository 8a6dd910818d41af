"""Have a take made: order it once, collect it, keep it. The only place where money is spent (design §1.3)."""

import asyncio
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

from temporalio import activity

from activities.fetching import fetch_asset
from activities.heartbeat import Pulse, heartbeating
from activities.inputs import TakeTask
from domain import steps
from domain.brief import AssetType
from domain.errors import NotAccepted, OrderUnknown, OutcomeUnknown, Permanent, Transient
from domain.faults import Fault
from domain.film import frames
from domain.job import Job, JobAsset, having
from domain.objects import original_key
from domain.ports import CannotSay, Found, Shot, Storage, VideoModel
from domain.store import JobStore
from domain.take import Take, TakeStatus

SEND_WITHIN = 1.0
"""Seconds from writing the intent to sending the order. Later, another may have taken the intent for lost."""

SETTLING = 10.0
"""Seconds that an order may still be on its way at the vendor after its sender's own deadline."""

LOOK_EVERY = 0.5


class FilmingActivities:
    def __init__(self, jobs: JobStore, storage: Storage, model: Callable[[str], VideoModel]) -> None:
        self._jobs = jobs
        self._storage = storage
        self._model = model

    @activity.defn(name="generate_clip")
    async def generate(self, task: TakeTask) -> None:
        """The take's clip is in our storage as the vendor made it, ordered once whatever happened before."""
        async with heartbeating() as pulse:
            try:
                await self._generate(task, pulse)
            except Transient as error:
                await self._put_off(task, error)

    async def _generate(self, task: TakeTask, pulse: Pulse) -> None:
        job, take, _ = await self._take(task)
        if not steps.is_wanted(job, take) or take.status is TakeStatus.FILMED:
            return
        with TemporaryDirectory(prefix="greenlight-") as folder:
            shot = having(_shot(job, take), pictures=await self._pictures(job, take, Path(folder)))
            order_id = await self._shielded_order(task, shot)
            if order_id:
                await self._collect(task, order_id, shot, Path(folder) / "original", pulse)

    async def _shielded_order(self, task: TakeTask, shot: Shot) -> str | None:
        """Asking a vendor for money is not interrupted half-way."""
        ordering = asyncio.create_task(self._order(task, shot))
        try:
            return await asyncio.shield(ordering)
        except asyncio.CancelledError:
            await asyncio.gather(ordering, return_exceptions=True)
            raise

    async def _order(self, task: TakeTask, shot: Shot) -> str | None:
        """The vendor's id of the order; None when nobody wants the take any more."""
        job, take, now = await self._take(task)
        model = self._model(take.provider)
        while take.order_id is None and steps.is_wanted(job, take):
            if take.status is TakeStatus.ORDERING and not await self._certainly_not_there(task, model, shot, take, now):
                await asyncio.sleep(LOOK_EVERY)
            elif asked_at := await self._claim(task, take.asked_at):
                return await self._send(task, model, shot, asked_at)
            job, take, now = await self._take(task)
        return take.order_id if steps.is_wanted(job, take) else None

    async def _send(self, task: TakeTask, model: VideoModel, shot: Shot, asked_at: datetime) -> str:
        try:
            order_id = await asyncio.wait_for(model.order(shot), model.order_deadline)
        except NotAccepted:
            await self._jobs.change(task.job, lambda job, _: steps.not_accepted(job, task.take, asked_at))
            raise
        except TimeoutError:
            raise OutcomeUnknown(f"{model.name} did not answer the order within {model.order_deadline:g} s") from None
        await self._keep_order(task, order_id)
        return order_id

    async def _claim(self, task: TakeTask, seen: datetime | None) -> datetime | None:
        """Write the intent to order, and say when. Only one caller wins it, and only while there is time to send."""
        began = time.monotonic()
        asked_at: datetime | None = None

        def rule(job: Job, now: datetime) -> Job:
            nonlocal asked_at
            after = steps.claimed(job, task.take, seen, now)
            asked_at = None if after is job else now
            return after

        await self._jobs.change(task.job, rule)
        return asked_at if time.monotonic() - began < SEND_WITHIN else None

    async def _certainly_not_there(
        self, task: TakeTask, model: VideoModel, shot: Shot, take: Take, now: datetime
    ) -> bool:
        """Somebody asked and nobody knows the answer: ask the vendor for the order, not for another one.

        What it finds is believed at once. That it finds nothing, or cannot look, counts only when the order can no
        longer be on its way. Errors: OrderUnknown when the vendor cannot say; a person decides then.
        """
        assert take.asked_at is not None
        answer = await model.find(shot, take.asked_at)
        if isinstance(answer, Found):
            await self._keep_order(task, answer.order_id)
            return False
        if not self._is_settled(model, take, now):
            return False
        if isinstance(answer, CannotSay):
            raise OrderUnknown(
                f"{model.name} may or may not have taken this order and cannot say; "
                "look there, then retry the scene or leave it out"
            )
        return True

    def _is_settled(self, model: VideoModel, take: Take, now: datetime) -> bool:
        asked = take.asked_at
        return asked is None or now - asked > timedelta(seconds=SEND_WITHIN + model.order_deadline + SETTLING)

    async def _keep_order(self, task: TakeTask, order_id: str) -> None:
        await self._jobs.change(task.job, lambda job, _: steps.ordered(job, task.take, order_id, Decimal(0)))

    async def _collect(self, task: TakeTask, order_id: str, shot: Shot, into: Path, pulse: Pulse) -> None:
        _, take, _ = await self._take(task)
        model = self._model(take.provider)
        reporting = asyncio.create_task(self._report(task, pulse))
        try:
            await model.collect(order_id, shot, into, pulse.at)
        finally:
            reporting.cancel()
        key = original_key(task.job, take.scene_id, task.take)
        await self._storage.put(key, into, "video/mp4")
        await self._jobs.change(task.job, lambda job, _: steps.filmed(job, task.take, key))

    async def _report(self, task: TakeTask, pulse: Pulse) -> None:
        while True:
            await self._jobs.report(task.take, pulse.progress)
            await asyncio.sleep(1)

    async def _put_off(self, task: TakeTask, error: Transient) -> None:
        """The scene says what is wrong and when it is tried again; after `giveUpAfter` it is not."""
        delay = steps.back_off(activity.info().attempt, error.retry_after)
        fault = Fault.of(error)
        job = await self._jobs.change(task.job, lambda job, now: steps.put_off(job, task.take, fault, now, now + delay))
        found = job.take(task.take)
        patience = timedelta(seconds=job.brief.production.give_up_after)
        if found and found[1].failing_since and job.updated_at - found[1].failing_since >= patience:
            raise Permanent(f"given up after {patience}: {error.message}") from error
        raise type(error)(error.message, retry_after=delay) from error

    @activity.defn(name="stop_take")
    async def stop(self, task: TakeTask) -> None:
        """Nobody wants the take: what may have been ordered is settled first, then cancelled at the vendor."""
        async with heartbeating():
            job, take, now = await self._take(task)
            model = self._model(take.provider)
            while take.status is TakeStatus.STOPPING and take.order_id is None and take.asked_at is not None:
                answer = await model.find(_shot(job, take), take.asked_at)
                if isinstance(answer, Found):
                    await self._keep_order(task, answer.order_id)
                elif self._is_settled(model, take, now):
                    break
                else:
                    await asyncio.sleep(LOOK_EVERY)
                _, take, now = await self._take(task)
            if take.status is TakeStatus.STOPPING and take.order_id:
                await model.cancel(take.order_id)
            await self._jobs.change(task.job, lambda job, _: steps.stopped(job, task.take))

    async def _take(self, task: TakeTask) -> tuple[Job, Take, datetime]:
        """The take as it is, and what time it is in the database."""
        clock: list[datetime] = []

        def look(job: Job, now: datetime) -> Job:
            clock.append(now)
            return job

        job = await self._jobs.change(task.job, look)
        found = job.take(task.take)
        if found is None:
            raise Permanent(f"job {task.job} has no take {task.take}")
        return job, found[1], clock[0]

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
