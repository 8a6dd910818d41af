"""The film of a job, once it is cut."""

from datetime import datetime
from uuid import UUID

from domain.base import Frozen
from domain.job.film.content_credentials import ContentCredentials
from domain.job.sound.soundtrack import Soundtrack
from domain.job.takes.left_out import LeftOut


class Film(Frozen):
    """A film that is cut, and the takes that it shows, in order. `size` is in bytes, `sha256` of its file in hex.

    `left_out` is what it was cut without, besides what its takes lack. `content_credentials` says whether it is signed;
    None for films of before they were. `soundtrack` is what is heard; None for films of before that was noted.
    """

    id: UUID
    key: str
    frames: int
    size: int
    sha256: str | None = None
    takes: tuple[UUID, ...]
    left_out: tuple[LeftOut, ...] = ()
    soundtrack: Soundtrack | None = None
    content_credentials: ContentCredentials | None = None
    created_at: datetime
