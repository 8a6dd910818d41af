"""One job and one vendor in memory. The database can be away, the vendor is under the test's control."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import create_autospec
from uuid import UUID

from typing_extensions import override

from activities.purchasing.vendor_catalog import VendorCatalog
from domain.base import ReportProgress, evolve
from domain.clients.client_limits import Purchase
from domain.errors import AccountProblem, DatabaseUnavailable, VendorBusy
from domain.job.film.film_file import Film
from domain.job.model import Job, JobStatus
from domain.ports.repositories import JobRepository, Rule
from domain.ports.speech import SpeechModel
from domain.ports.vendor_limits import VendorHealth, VendorLimits
from domain.ports.video_and_image import (
    CannotSay,
    Collected,
    LocalVideoModel,
    OnStates,
    Output,
    Pending,
    PolledModel,
    Shot,
    VideoModel,
    ignore_states,
)
from domain.vendors.prices import PriceTable
from tests.unit.domain.jobs import LATER

DRIVER_WORDS = 'the database does not answer: connection to "10.1.2.3", user "greenlight" refused'


class JobInMemory(JobRepository):
    """`outages` is the number of next calls of a method that find no database."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.outages: dict[str, int] = {}
        self.changes = 0
        self.on_report: Callable[[float], object] = lambda _: None

    def _reach(self, method: str) -> None:
        if self.outages.get(method, 0) > 0:
            self.outages[method] -= 1
            raise DatabaseUnavailable(DRIVER_WORDS)

    @override
    async def load(self, job_id: UUID) -> Job:
        self._reach("load")
        return self.job

    @override
    async def change(
        self, job_id: UUID, rule: Rule, limits: VendorLimits | None = None, purchase: Purchase | None = None
    ) -> Job:
        self._reach("change")
        self.changes += 1
        after = rule(self.job, LATER)
        if after is not self.job:
            self.job = evolve(after, updated_at=LATER)
        return self.job

    @override
    async def report(self, take_id: UUID, progress: float) -> None:
        self.on_report(progress)
        self._reach("report")

    @override
    async def clock(self) -> datetime:
        self._reach("clock")
        return LATER

    @override
    async def clock_of(self, job_id: UUID) -> datetime:
        return await self.clock()

    @override
    async def apply(self, *_: Any) -> Job:
        raise NotImplementedError

    @override
    async def film(self, film_id: UUID) -> Film | None:
        return None

    @override
    async def unfinished(
        self,
        after: UUID | None,
        limit: int,
        *,
        only_busy: bool = False,
        unchanged_for: timedelta = timedelta(),
    ) -> Sequence[tuple[UUID, JobStatus]]:
        return []

    @override
    async def count_unfinished(self) -> int:
        return 0


class NoCapacity(JobInMemory):
    """Its vendor has as many orders as it may. `is_failing`: and has failed for a while."""

    def __init__(self, job: Job, *, is_failing: bool = False) -> None:
        super().__init__(job)
        self.is_failing = is_failing

    @override
    async def change(
        self, job_id: UUID, rule: Rule, limits: VendorLimits | None = None, purchase: Purchase | None = None
    ) -> Job:
        if purchase:
            raise VendorBusy("full", vendor="test", is_failing=self.is_failing)
        return await super().change(job_id, rule, limits, purchase)


class _CountedOrders(VideoModel):
    name = "test"
    model = "test-1"
    models = ("test-1",)
    queue = "greenlight"
    order_deadline = 2.0
    orders = 0

    @override
    async def order(self, shot: Shot) -> str:
        self.orders += 1
        return f"order-{shot.key}"

    @override
    async def find(self, shot: Shot, asked_at: datetime) -> CannotSay:
        return CannotSay()

    @override
    async def cancel(self, order_id: str) -> None: ...


class OneVideoModel(_CountedOrders, LocalVideoModel):
    """`film` is what it does when a clip is collected."""

    def __init__(self, film: Callable[[], Awaitable[None]]) -> None:
        self._film = film

    @override
    async def collect(self, order_id: str, shot: Shot, into: Path, progress: ReportProgress) -> Collected:
        progress(0.5)
        await self._film()
        return Collected()


class OrderedVideoModel(_CountedOrders, PolledModel):
    """A vendor's model: orders without a state in `states` are done. `fails` is what a question about many raises.

    With `others_answered`, the answer about all orders but the first comes when that is set.
    """

    patience = 1800.0
    looked_at_together = 1000

    def __init__(self) -> None:
        self.states: dict[str, Pending] = {}
        self.fails: Exception | None = None
        self.others_answered: asyncio.Event | None = None
        self.asked = 0
        self.answered = 0
        self.most_together = 0

    @override
    async def look(self, order_id: str) -> Pending | Output:
        return self.states.get(order_id) or Output(url="http://vendor.example/clip")

    @override
    async def pending(self, order_ids: Sequence[str], on_states: OnStates = ignore_states) -> Mapping[str, Pending]:
        self.asked += 1
        self.most_together = max(self.most_together, len(order_ids))
        if self.fails:
            raise self.fails
        if self.others_answered:
            on_states({order_ids[0]: self.states.get(order_ids[0])})
            await self.others_answered.wait()
        self.answered += 1
        return {order_id: self.states[order_id] for order_id in order_ids if order_id in self.states}

    @override
    async def download(self, output: Output, into: Path) -> None:
        into.write_bytes(b"clip")


def no_voice(name: str) -> SpeechModel:
    raise AccountProblem(f"there is no voice {name} here")


def catalog(model: VideoModel) -> VendorCatalog:
    """A catalog of that model alone, without limits."""
    return VendorCatalog(
        video=lambda _: model,
        image=lambda: None,
        voice=no_voice,
        limits_of=lambda _: None,
        prices=PriceTable(as_of=LATER.date(), video={}, image={}),
        health=create_autospec(VendorHealth),
    )
