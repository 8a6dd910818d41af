"""What a film sounds like, noted with the film when it is cut."""

from uuid import UUID

from domain.base import Frozen
from domain.job.sound.music import MusicBed


class Soundtrack(Frozen):
    """`speeches` are the lines that are spoken, in order. `music` is the client's asset, `bed` was composed for it.

    `loudness` is integrated, in LUFS, `true_peak` in dBTP; None for a silent film.
    """

    speeches: tuple[UUID, ...] = ()
    music: UUID | None = None
    bed: MusicBed | None = None
    loudness: float | None = None
    true_peak: float | None = None
