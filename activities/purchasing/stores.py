"""Orders in our books: a take's clip, the still from which it begins, and the picture of a saved scene."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from activities.common.inputs import TakeTask
from activities.purchasing.order_once import OrderState, OrderStore
from domain.errors import Permanent
from domain.job.model import Job
from domain.job.take import Take
from domain.ports.repositories import JobRepository, ScenarioRepository
from domain.rules import purchasing, results
from domain.rules.purchasing import TakePart
from domain.vendor_limits import VendorLimits


class TakeOrderStore(OrderStore):
    """The order of a take's clip or of its still, on the take's row."""

    def __init__(
        self, jobs: JobRepository, task: TakeTask, limits: VendorLimits | None, part: TakePart = TakePart.CLIP
    ) -> None:
        self._jobs = jobs
        self._task = task
        self._limits = limits
        self._part = part

    async def read(self) -> OrderState:
        job = await self._jobs.load(self._task.job)
        now = await self._jobs.clock()
        take = job.find_take(self._task.take)
        if take is None:
            raise Permanent(f"job {self._task.job} has no take {self._task.take}")
        asked_at, order_id = self._order_of(take)
        return OrderState(is_wanted=results.is_wanted(job, take), asked_at=asked_at, order_id=order_id, now=now)

    async def claim(self, seen: datetime | None) -> datetime | None:
        asked_at: datetime | None = None

        def rule(job: Job, now: datetime) -> Job:
            nonlocal asked_at
            after = purchasing.claim_order(job, self._task.take, seen, now, self._part)
            asked_at = None if after is job else now
            return after

        await self._jobs.change(self._task.job, rule, self._limits)
        return asked_at

    def _order_of(self, take: Take) -> tuple[datetime | None, str | None]:
        """Return the time of the order intent and the order's id, each None while there is none."""
        order = purchasing.order_of(take, self._part)
        return (order.asked_at, order.order_id) if order else (None, None)

    async def not_accepted(self, asked_at: datetime) -> None:
        await self._jobs.change(
            self._task.job, lambda job, _: purchasing.release_claim(job, self._task.take, asked_at, self._part)
        )

    async def ordered(self, order_id: str) -> None:
        await self._jobs.change(
            self._task.job, lambda job, _: purchasing.record_order(job, self._task.take, order_id, self._part)
        )


class ImageOrderStore(OrderStore):
    """Of a saved scene. `cost` is what the vendor charges."""

    def __init__(
        self, saving: ScenarioRepository, scene: UUID, vendor: str, limits: VendorLimits | None, cost: Decimal
    ) -> None:
        self._saving = saving
        self._scene = scene
        self._vendor = vendor
        self._limits = limits
        self._cost = cost

    async def read(self) -> OrderState:
        return OrderState(**(await self._saving.order_state(self._scene)).model_dump())

    async def claim(self, seen: datetime | None) -> datetime | None:
        return await self._saving.claim(self._scene, seen, self._vendor, self._limits)

    async def not_accepted(self, asked_at: datetime) -> None:
        await self._saving.release_claim(self._scene, asked_at)

    async def ordered(self, order_id: str) -> None:
        await self._saving.record_order(self._scene, order_id, self._cost)
