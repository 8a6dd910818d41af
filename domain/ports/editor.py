"""The port to the media editor, which probes, prepares and cuts files."""

from pathlib import Path
from typing import Protocol
from uuid import UUID

from domain.base import Frozen, ReportProgress
from domain.brief import AssetType
from domain.film_format import FilmFormat, Transition
from domain.job.left_out import LeftOut


class MediaKind(Frozen):
    """The kind of a media file, detected from its bytes.

    A video or sound that is cut off ends before its container says that it does; an image never is.
    """

    type: AssetType
    content_type: str
    extension: str
    is_cut_off: bool = False


class ClipFiles(Frozen):
    """A prepared clip: exactly `frames` frames in `working`, its handle in `tail`, its sound in a file of its own.

    `sound_error` says why the sound of the original cannot be read; the clip is silent then.
    """

    working: Path
    tail: Path
    sound: Path | None
    frames: int
    sound_error: str | None = None


class CutClip(ClipFiles):
    """A clip at its position in the film, with the transition by which it begins."""

    transition: Transition
    take: UUID


class Editor(Protocol):
    """Works on local media files, in processes of its own that can be stopped."""

    async def probe_file(self, path: Path) -> MediaKind:
        """Return the kind of the file. Errors: InputRejected when it is no image, video or audio."""

    async def preview(self, path: Path, into: Path, side: int) -> None:
        """Write a JPEG of the image, no side longer than `side` pixels. Errors: InputRejected."""

    async def prepare(self, original: Path, folder: Path, frames: int, format: FilmFormat) -> ClipFiles:
        """Bring the clip to the film's size, frame rate and length, as files in `folder`. Errors: TakeLost."""

    async def cut(
        self,
        clips: tuple[CutClip, ...],
        out: Path,
        format: FilmFormat,
        music: Path | None,
        progress: ReportProgress,
        label: str | None = None,
    ) -> tuple[LeftOut, ...]:
        """Cut the film of these clips, in order. It is as long as they are together. `label` is shown in its corner.

        Return what was left out and why: neither music that cannot be used nor a label that cannot be drawn fails the
        film.
        """
