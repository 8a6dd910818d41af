"""Orders in our books: a take's clip, the still from which it begins, and the picture of a saved scene."""

from abc import abstractmethod
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from activities.common.inputs import TakeTask
from activities.purchasing.order_once import OrderState, OrderStore
from domain.errors import Permanent
from domain.job.model import Job
from domain.job.take import Take
from domain.ports.repositories import JobRepository
from domain.rules import purchasing, results
from domain.scenarios.task import ScenarioRepository
from domain.vendor_limits import VendorLimits


class _JobLedger(OrderStore):
    def __init__(self, jobs: JobRepository, task: TakeTask, door: VendorLimits | None) -> None:
        self._jobs = jobs
        self._task = task
        self._door = door

    async def read(self) -> OrderState:
        seen: list[datetime] = []

        def look(job: Job, now: datetime) -> Job:
            seen.append(now)
            return job

        job = await self._jobs.change(self._task.job, look)
        found = job.take(self._task.take)
        if found is None:
            raise Permanent(f"job {self._task.job} has no take {self._task.take}")
        asked_at, order_id = self._order_of(found[1])
        return OrderState(is_wanted=results.is_wanted(job, found[1]), asked_at=asked_at, order_id=order_id, now=seen[0])

    async def claim(self, seen: datetime | None) -> datetime | None:
        asked_at: datetime | None = None

        def rule(job: Job, now: datetime) -> Job:
            nonlocal asked_at
            after = self._claimed(job, seen, now)
            asked_at = None if after is job else now
            return after

        await self._jobs.change(self._task.job, rule, self._door)
        return asked_at

    @abstractmethod
    def _order_of(self, take: Take) -> tuple[datetime | None, str | None]:
        """When somebody meant to send it, and its id."""

    @abstractmethod
    def _claimed(self, job: Job, seen: datetime | None, now: datetime) -> Job: ...


class TakeOrderStore(_JobLedger):
    def _order_of(self, take: Take) -> tuple[datetime | None, str | None]:
        return take.asked_at, take.order_id

    def _claimed(self, job: Job, seen: datetime | None, now: datetime) -> Job:
        return purchasing.claimed(job, self._task.take, seen, now)

    async def not_accepted(self, asked_at: datetime) -> None:
        await self._jobs.change(self._task.job, lambda job, _: purchasing.not_accepted(job, self._task.take, asked_at))

    async def ordered(self, order_id: str) -> None:
        await self._jobs.change(self._task.job, lambda job, _: purchasing.ordered(job, self._task.take, order_id))


class StillOrderStore(_JobLedger):
    def _order_of(self, take: Take) -> tuple[datetime | None, str | None]:
        return (take.still.asked_at, take.still.order_id) if take.still else (None, None)

    def _claimed(self, job: Job, seen: datetime | None, now: datetime) -> Job:
        return purchasing.still_claimed(job, self._task.take, seen, now)

    async def not_accepted(self, asked_at: datetime) -> None:
        await self._jobs.change(
            self._task.job, lambda job, _: purchasing.still_not_accepted(job, self._task.take, asked_at)
        )

    async def ordered(self, order_id: str) -> None:
        await self._jobs.change(self._task.job, lambda job, _: purchasing.still_ordered(job, self._task.take, order_id))


class ImageOrderStore(OrderStore):
    """Of a saved scene. `cost` is what the vendor charges."""

    def __init__(
        self, saving: ScenarioRepository, scene: UUID, vendor: str, door: VendorLimits | None, cost: Decimal
    ) -> None:
        self._saving = saving
        self._scene = scene
        self._vendor = vendor
        self._door = door
        self._cost = cost

    async def read(self) -> OrderState:
        return OrderState(**(await self._saving.slip(self._scene)).model_dump())

    async def claim(self, seen: datetime | None) -> datetime | None:
        return await self._saving.claim(self._scene, seen, self._vendor, self._door)

    async def not_accepted(self, asked_at: datetime) -> None:
        await self._saving.not_accepted(self._scene, asked_at)

    async def ordered(self, order_id: str) -> None:
        await self._saving.ordered(self._scene, order_id, self._cost)
