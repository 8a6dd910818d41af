"""The port to the database for the audit of storage."""

from collections.abc import Sequence
from functools import cached_property
from typing import Protocol
from uuid import UUID

from domain.base import Frozen


class StoredMedia(Frozen):
    """A clip that a scene of a job uses, a line of speech, a first frame, or the film. `original` is the vendor's file
    of a clip."""

    job: UUID
    id: UUID
    keys: tuple[str, ...]
    original: str | None = None


class StoredFile(Frozen):
    """The file of an asset that is ready."""

    asset: UUID
    key: str


class AuditPage(Frozen):
    """What storage must hold behind the key that was asked for, up to and with `until`; None: to the last key."""

    until: str | None
    clips: tuple[StoredMedia, ...] = ()
    films: tuple[StoredMedia, ...] = ()
    speeches: tuple[StoredMedia, ...] = ()
    first_frames: tuple[StoredMedia, ...] = ()
    files: tuple[StoredFile, ...] = ()

    @cached_property
    def keys(self) -> frozenset[str]:
        media = (*self.clips, *self.films, *self.speeches, *self.first_frames)
        of_media = (key for each in media for key in (*each.keys, each.original) if key)
        return frozenset((*of_media, *(file.key for file in self.files)))


class Repair(Frozen):
    """What the audit found and mended. `subject` is the id or the key of what was wrong."""

    kind: str
    subject: str
    job: UUID | None = None


class AuditQueries(Protocol):
    """What the audit of storage reads and writes in the database. Errors: Transient while the database is away."""

    async def page(self, after: str, limit: int) -> AuditPage:
        """What must be stored behind the key `after`: the files of `limit` assets, or the media of `limit` jobs."""

    async def unknown(self, keys: Sequence[str]) -> Sequence[str]:
        """Those of the keys that are of our making, and that no row refers to."""

    async def asset_lost(self, file: StoredFile) -> bool:
        """Mark the asset as failed because its file is gone. False when it is not ready any more."""

    async def past_retention(self, after: UUID | None, limit: int) -> Sequence[UUID]:
        """Jobs, by id and behind `after`, that were deleted longer ago than they are kept."""

    async def files_only_of(self, job: UUID) -> Sequence[str]:
        """The keys of the assets that are purged with the job."""

    async def purge(self, job: UUID) -> None:
        """Delete the job's rows, and the assets that only this job uses and that its brief named by URL."""

    async def delete_expired(self) -> None:
        """Delete old idempotency keys, assets that were never fetched and that no job uses, and old events."""

    async def record(self, repair: Repair) -> None:
        """Count the repair, and write it as an event of its job."""
