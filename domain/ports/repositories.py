"""The port to what is known of jobs: loaded whole, changed by a rule, saved at once."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from domain.error_info import ErrorInfo
from domain.job.model import Film, Job, JobStatus
from domain.rules.results import StoredAsset
from domain.vendor_limits import VendorLimits

Rule = Callable[[Job, datetime], Job]
"""From the job as it is, and the database's clock, to the job as it shall be."""


class JobRepository(ABC):
    """Jobs by id. Errors: NotFound for one that is not there, Transient while the database is away."""

    @abstractmethod
    async def load(self, job_id: UUID) -> Job:
        """The job as it is now. Nothing is locked and nobody is woken."""

    @abstractmethod
    async def change(self, job_id: UUID, rule: Rule, limits: VendorLimits | None = None) -> Job:
        """The job after the rule, saved with its events. A rule that changes nothing writes nothing.

        A change that orders something goes through the vendor's door. Errors then: VendorBusy, VendorDown.
        """

    @abstractmethod
    async def apply(
        self, job_id: UUID, request: str, name: str, fields: dict[str, Any], expires_at: datetime | None = None
    ) -> None:
        """The message is applied or refused, once: its verdict is remembered, refusals too.

        Errors: the Refused that the rule book gave, now or when the request was first seen. Expired, which is not
        remembered, when the sender gave up waiting before the message came here.
        """

    @abstractmethod
    async def report(self, take_id: UUID, progress: float) -> None:
        """How far a take is, from 0 to 1. For showing only: nothing is decided by it."""

    @abstractmethod
    async def film(self, film_id: UUID) -> Film | None:
        """A cut that was finished before."""

    @abstractmethod
    async def unfinished(self, after: UUID | None, limit: int) -> Sequence[tuple[UUID, JobStatus]]:
        """Jobs, by id, that have still something to do or to wait for, from the one behind `after`."""

    @abstractmethod
    async def clock(self) -> datetime:
        """What time it is for all processes: the database's."""


class AssetRepository(ABC):
    """Assets that belong to no job yet. Errors: Transient while the database is away."""

    @abstractmethod
    async def pending_url(self, asset_id: UUID) -> str | None:
        """Where it is to be fetched from; None when it is fetched, written off or deleted."""

    @abstractmethod
    async def settle(self, asset_id: UUID, outcome: StoredAsset | ErrorInfo) -> bool:
        """It is ready, or cannot be had. False when nobody wants it any more: its bytes are the caller's to delete."""
