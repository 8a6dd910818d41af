"""Orders in our books: a take's clip, the still from which it begins, and the picture of a saved scene."""

from abc import abstractmethod
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from activities.inputs import TakeTask
from activities.ordering import Ledger, Slip
from domain import buying, steps
from domain.door import Door
from domain.errors import Permanent
from domain.job import Job
from domain.saving import SavingStore
from domain.store import JobStore
from domain.take import Take


class _JobLedger(Ledger):
    def __init__(self, jobs: JobStore, task: TakeTask, door: Door | None) -> None:
        self._jobs = jobs
        self._task = task
        self._door = door

    async def read(self) -> Slip:
        seen: list[datetime] = []

        def look(job: Job, now: datetime) -> Job:
            seen.append(now)
            return job

        job = await self._jobs.change(self._task.job, look)
        found = job.take(self._task.take)
        if found is None:
            raise Permanent(f"job {self._task.job} has no take {self._task.take}")
        asked_at, order_id = self._order_of(found[1])
        return Slip(is_wanted=steps.is_wanted(job, found[1]), asked_at=asked_at, order_id=order_id, now=seen[0])

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


class TakeLedger(_JobLedger):
    def _order_of(self, take: Take) -> tuple[datetime | None, str | None]:
        return take.asked_at, take.order_id

    def _claimed(self, job: Job, seen: datetime | None, now: datetime) -> Job:
        return buying.claimed(job, self._task.take, seen, now)

    async def not_accepted(self, asked_at: datetime) -> None:
        await self._jobs.change(self._task.job, lambda job, _: buying.not_accepted(job, self._task.take, asked_at))

    async def ordered(self, order_id: str) -> None:
        await self._jobs.change(self._task.job, lambda job, _: buying.ordered(job, self._task.take, order_id))


class StillLedger(_JobLedger):
    def _order_of(self, take: Take) -> tuple[datetime | None, str | None]:
        return (take.still.asked_at, take.still.order_id) if take.still else (None, None)

    def _claimed(self, job: Job, seen: datetime | None, now: datetime) -> Job:
        return buying.still_claimed(job, self._task.take, seen, now)

    async def not_accepted(self, asked_at: datetime) -> None:
        await self._jobs.change(
            self._task.job, lambda job, _: buying.still_not_accepted(job, self._task.take, asked_at)
        )

    async def ordered(self, order_id: str) -> None:
        await self._jobs.change(self._task.job, lambda job, _: buying.still_ordered(job, self._task.take, order_id))


class PictureLedger(Ledger):
    """Of a saved scene. `cost` is what the vendor charges."""

    def __init__(self, saving: SavingStore, scene: UUID, vendor: str, door: Door | None, cost: Decimal) -> None:
        self._saving = saving
        self._scene = scene
        self._vendor = vendor
        self._door = door
        self._cost = cost

    async def read(self) -> Slip:
        return Slip(**(await self._saving.slip(self._scene)).model_dump())

    async def claim(self, seen: datetime | None) -> datetime | None:
        return await self._saving.claim(self._scene, seen, self._vendor, self._door)

    async def not_accepted(self, asked_at: datetime) -> None:
        await self._saving.not_accepted(self._scene, asked_at)

    async def ordered(self, order_id: str) -> None:
        await self._saving.ordered(self._scene, order_id, self._cost)
