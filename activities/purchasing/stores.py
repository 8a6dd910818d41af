"""The orders that are kept in the database: of a take's clip, of its still, of a saved scene's image."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from activities.common.inputs import TakeTask
from activities.purchasing.order_once import OrderStore
from domain.errors import Permanent
from domain.job.model import Job
from domain.ports.repositories import JobRepository, OrderState, ScenarioRepository
from domain.ports.vendor_limits import VendorLimits
from domain.rules import purchasing, results
from domain.rules.purchasing import TakePart


class TakeOrderStore(OrderStore):
    """The order of a take's clip or still, on the take's row."""

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
        order = purchasing.order_of(take, self._part)
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
            after = purchasing.claim_order(job, self._task.take, seen, now, self._part)
            asked_at = None if after is job else now
            return after

        await self._jobs.change(self._task.job, rule, self._limits)
        return asked_at

    async def release_claim(self, asked_at: datetime) -> None:
        await self._jobs.change(
            self._task.job, lambda job, _: purchasing.release_claim(job, self._task.take, asked_at, self._part)
        )

    async def record_order(self, order_id: str) -> None:
        await self._jobs.change(
            self._task.job, lambda job, _: purchasing.record_order(job, self._task.take, order_id, self._part)
        )


class ImageOrderStore(OrderStore):
    """The order of a saved scene's image, on the scene's row. `cost` is what the vendor charges."""

    def __init__(
        self, scenarios: ScenarioRepository, scene: UUID, vendor: str, limits: VendorLimits | None, cost: Decimal
    ) -> None:
        self._scenarios = scenarios
        self._scene = scene
        self._vendor = vendor
        self._limits = limits
        self._cost = cost

    async def read(self) -> OrderState:
        return await self._scenarios.order_state(self._scene)

    async def claim(self, seen: datetime | None) -> datetime | None:
        return await self._scenarios.claim(self._scene, seen, self._vendor, self._limits)

    async def release_claim(self, asked_at: datetime) -> None:
        await self._scenarios.release_claim(self._scene, asked_at)

    async def record_order(self, order_id: str) -> None:
        await self._scenarios.record_order(self._scene, order_id, self._cost)
