"""The port to what the reconciler reads and mends, of all jobs."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from uuid import UUID

from domain.base import Frozen


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
