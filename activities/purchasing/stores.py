"""The orders that are kept in the database: of a take's clip, of its still, of a line of speech or a first frame, of a
saved scene's image."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Protocol
from uuid import UUID

from activities.common.inputs import TakeTask
from activities.purchasing.order_once import OrderStore
from domain.clients.client_limits import Purchase
from domain.errors import Permanent, Transient
from domain.job.model import Job
from domain.job.storyboard import SceneText
from domain.ports.repositories import JobRepository, OrderState, Rule, ScenarioRepository
from domain.ports.vendor_limits import VendorLimits
from domain.rules import results
from domain.rules.purchases import purchasing
from domain.rules.purchases.purchasing import TakePart


@dataclass(frozen=True)
class TakeOrderStore(OrderStore):
    """The order of a take's clip or still, on the take's row. With `text`, it is claimed only for that text.

    `prompt` is what the order sends. It is written with the claim, as what `note` changes in the job. `purchase` is the
    whole take with its price.
    """

    jobs: JobRepository
    task: TakeTask
    limits: VendorLimits | None
    part: TakePart = TakePart.CLIP
    purchase: Purchase | None = None
    text: SceneText | None = None
    prompt: str | None = None
    note: Rule = lambda job, _: job

    async def read(self) -> OrderState:
        job = await self.jobs.load(self.task.job)
        now = await self.jobs.clock()
        take = job.find_take(self.task.take)
        if take is None:
            raise Permanent(f"job {self.task.job} has no take {self.task.take}")
        order = purchasing.order_of(take, self.part)
        return OrderState(
            is_wanted=results.is_wanted(job, take),
            asked_at=order.asked_at if order else None,
            order_id=order.order_id if order else None,
            now=now,
        )

    async def claim(self, seen: datetime | None) -> datetime | None:
        asked_at: datetime | None = None

        def rule(job: Job, now: datetime) -> Job:
            nonlocal asked_at
            take = job.find_take(self.task.take)
            if take is None or not results.is_wanted(job, take):
                return job
            if self.text is not None and take.text != self.text:
                raise Transient("the scene's pictures were changed while its order was prepared")
            noted = self.note(job, now)
            after = purchasing.claim_order(noted, self.task.take, seen, now, self.part, self.prompt)
            asked_at = None if after is noted else now
            return after if asked_at else job

        await self.jobs.change(self.task.job, rule, self.limits, self.purchase)
        return asked_at

    async def release_claim(self, asked_at: datetime) -> None:
        await self.jobs.change(
            self.task.job, lambda job, _: purchasing.release_claim(job, self.task.take, asked_at, self.part)
        )

    async def record_order(self, order_id: str) -> None:
        await self.jobs.change(
            self.task.job, lambda job, _: purchasing.record_order(job, self.task.take, order_id, self.part)
        )


class FileRules(Protocol):
    """The rules of what is bought as one file: the module `speeches`, or `first_frames`."""

    def is_wanted(self, job: Job, file: UUID, /) -> bool: ...
    def claim(
        self,
        job: Job,
        file: UUID,
        seen: datetime | None,
        now: datetime,
        model: str,
        price: Decimal | None,
        prompt: str | None,
        /,
    ) -> Job: ...
    def release_claim(self, job: Job, file: UUID, asked_at: datetime, /) -> Job: ...
    def record_order(self, job: Job, file: UUID, order_id: str, price: Decimal | None, /) -> Job: ...


@dataclass(frozen=True)
class FileOrderStore(OrderStore):
    """The order of a line of speech or a first frame, on its row. A line's is written with the first claim.

    What was ordered counts as wanted until it is known what became of it, also if nobody wants it any more: nothing is
    claimed for that. `prompt` is what the order sends; it is written with the claim.
    """

    jobs: JobRepository
    job: UUID
    file: UUID
    rules: FileRules
    limits: VendorLimits | None
    model: str
    purchase: Purchase
    prompt: str | None = None

    async def read(self) -> OrderState:
        job = await self.jobs.load(self.job)
        now = await self.jobs.clock()
        file = job.find_speech(self.file) or job.find_first_frame(self.file)
        is_at_vendor = file is not None and file.is_at_vendor
        return OrderState(
            is_wanted=is_at_vendor or self.rules.is_wanted(job, self.file),
            asked_at=file.asked_at if file else None,
            order_id=file.order_id if file else None,
            now=now,
        )

    async def claim(self, seen: datetime | None) -> datetime | None:
        asked_at: datetime | None = None

        def rule(job: Job, now: datetime) -> Job:
            nonlocal asked_at
            after = self.rules.claim(job, self.file, seen, now, self.model, self.purchase.price, self.prompt)
            asked_at = None if after is job else now
            return after

        await self.jobs.change(self.job, rule, self.limits, self.purchase)
        return asked_at

    async def release_claim(self, asked_at: datetime) -> None:
        await self.jobs.change(self.job, lambda job, _: self.rules.release_claim(job, self.file, asked_at))

    async def record_order(self, order_id: str) -> None:
        price = self.purchase.price
        await self.jobs.change(self.job, lambda job, _: self.rules.record_order(job, self.file, order_id, price))


@dataclass(frozen=True)
class ImageOrderStore(OrderStore):
    """The order of a saved scene's image, on the scene's row."""

    scenarios: ScenarioRepository
    scene: UUID
    vendor: str
    limits: VendorLimits | None
    purchase: Purchase

    async def read(self) -> OrderState:
        return await self.scenarios.order_state(self.scene)

    async def claim(self, seen: datetime | None) -> datetime | None:
        return await self.scenarios.claim(self.scene, seen, self.vendor, self.limits, self.purchase)

    async def release_claim(self, asked_at: datetime) -> None:
        await self.scenarios.release_claim(self.scene, asked_at)

    async def record_order(self, order_id: str) -> None:
        await self.scenarios.record_order(self.scene, order_id, self.purchase.price or Decimal(0))
