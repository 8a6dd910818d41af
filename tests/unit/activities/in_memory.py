"""One job and one vendor in memory. The database can be away, the vendor is under the test's control."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from unittest.mock import create_autospec
from uuid import UUID

from typing_extensions import override

from activities.purchasing.vendor_catalog import VendorCatalog
from domain.base import ReportProgress
from domain.errors import DatabaseUnavailable
from domain.job.model import Film, Job, JobStatus
from domain.ports.repositories import JobRepository, Rule
from domain.ports.vendor_limits import VendorHealth, VendorLimits
from domain.ports.video_and_image import CannotSay, Collected, LocalVideoModel, Shot, VideoModel
from domain.prices import PriceTable
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
    async def change(self, job_id: UUID, rule: Rule, limits: VendorLimits | None = None) -> Job:
        self._reach("change")
        self.changes += 1
        self.job = rule(self.job, LATER)
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
    async def apply(self, *_: Any) -> Job:
        raise NotImplementedError

    @override
    async def film(self, film_id: UUID) -> Film | None:
        return None

    @override
    async def unfinished(self, after: UUID | None, limit: int) -> Sequence[tuple[UUID, JobStatus]]:
        return []


class OneVideoModel(LocalVideoModel):
    """`film` is what it does when a clip is collected."""

    name = "test"
    model = "test-1"
    models = ("test-1",)
    queue = "greenlight"
    order_deadline = 2.0

    def __init__(self, film: Callable[[], Awaitable[None]]) -> None:
        self._film = film
        self.orders = 0

    @override
    async def order(self, shot: Shot) -> str:
        self.orders += 1
        return f"order-{shot.key}"

    @override
    async def find(self, shot: Shot, asked_at: datetime) -> CannotSay:
        return CannotSay()

    @override
    async def collect(self, order_id: str, shot: Shot, into: Path, progress: ReportProgress) -> Collected:
        progress(0.5)
        await self._film()
        return Collected()

    @override
    async def cancel(self, order_id: str) -> None: ...


def catalog(model: VideoModel) -> VendorCatalog:
    """A catalog of that model alone, without limits."""
    return VendorCatalog(
        video=lambda _: model,
        image=lambda: None,
        limits_of=lambda _: None,
        prices=PriceTable(as_of=LATER.date(), video={}, image={}),
        health=create_autospec(VendorHealth),
    )
