"""The port to what is known of jobs: loaded whole, changed by a rule, saved at once."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from domain.base import Frozen
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
    async def change(self, job_id: UUID, rule: Rule, door: VendorLimits | None = None) -> Job:
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
    async def not_over(self, after: UUID | None, limit: int) -> Sequence[tuple[UUID, JobStatus]]:
        """Jobs, by id, that have still something to do or to wait for, from the one behind `after`."""

    @abstractmethod
    async def clock(self) -> datetime:
        """What time it is for all processes: the database's."""


class VendorHealth(ABC):
    """Whether vendors answer, as all workers together see it. Errors: Transient while the database is away."""

    @abstractmethod
    async def failed(self, vendor: str, retry_after: timedelta | None) -> None:
        """It did not answer, or asked to be left alone for so long. Too often in a row, and its door is shut."""

    @abstractmethod
    async def answered(self, vendor: str) -> None:
        """It did: its door is open."""

    @abstractmethod
    async def has_capacity(self, door: VendorLimits) -> None:
        """One more order would be let through now. Errors: VendorBusy, VendorDown."""

    @abstractmethod
    async def reserve_slot(self, door: VendorLimits) -> bool:
        """Whether the visitor may order now. The next room is kept for it for a while, unless it is for another.

        Errors: VendorDown.
        """


class AssetRepository(ABC):
    """Assets that belong to no job yet. Errors: Transient while the database is away."""

    @abstractmethod
    async def pending_url(self, asset_id: UUID) -> str | None:
        """Where it is to be fetched from; None when it is fetched, written off or deleted."""

    @abstractmethod
    async def settle(self, asset_id: UUID, outcome: StoredAsset | ErrorInfo) -> bool:
        """It is ready, or cannot be had. False when nobody wants it any more: its bytes are the caller's to delete."""


class StoredClip(Frozen):
    """A clip that a scene stands on. `keys` is what the film needs, `original` what the vendor made."""

    job: UUID
    take: UUID
    keys: tuple[str, ...]
    original: str | None


class StoredFilm(Frozen):
    """The film of a completed job."""

    job: UUID
    film: UUID
    key: str


class StoredFile(Frozen):
    """An asset that is ready."""

    asset: UUID
    key: str


class Repair(Frozen):
    """What the reconciler found and mended. `subject` is the id or key of what was wrong."""

    kind: str
    subject: str
    job: UUID | None = None


class AuditQueries(ABC):
    """All jobs, walked in pages by the reconciler. Errors: Transient while the database is away."""

    @abstractmethod
    async def clips(self, after: UUID | None, limit: int) -> Sequence[StoredClip]:
        """The clips that scenes of jobs stand on, by take, from the one behind `after`."""

    @abstractmethod
    async def films(self, after: UUID | None, limit: int) -> Sequence[StoredFilm]:
        """The films of completed jobs, by job, from the one behind `after`."""

    @abstractmethod
    async def files(self, after: UUID | None, limit: int) -> Sequence[StoredFile]:
        """The assets that are ready, from the one behind `after`."""

    @abstractmethod
    async def asset_lost(self, file: StoredFile) -> bool:
        """The asset says that its file is gone, to every job that uses it. False when it is not ready any more."""

    @abstractmethod
    async def unknown(self, keys: Sequence[str]) -> Sequence[str]:
        """Those of the keys that no row knows."""

    @abstractmethod
    async def past_retention(self, limit: int) -> Sequence[UUID]:
        """Jobs that were deleted longer ago than they are kept."""

    @abstractmethod
    async def objects_of(self, job: UUID) -> Sequence[str]:
        """Every key under which something of the job may be stored, its own assets too."""

    @abstractmethod
    async def purge(self, job: UUID) -> None:
        """No row knows the job any more, nor the assets that only it had."""

    @abstractmethod
    async def forget_answers(self) -> None:
        """Idempotency keys whose time is over are gone."""

    @abstractmethod
    async def forget_what_could_not_be_had(self) -> None:
        """Assets that never came, that no job uses and whose clients had time to read why, are gone."""

    @abstractmethod
    async def record(self, repair: Repair) -> None:
        """The repair is counted, and told as an event of its job."""
