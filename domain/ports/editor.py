"""The port to the media editor, which probes, prepares and cuts files."""

from abc import ABC, abstractmethod
from pathlib import Path
from uuid import UUID

from domain.base import Frozen
from domain.brief import AssetType
from domain.film_format import FilmFormat, Transition
from domain.ports.progress import ReportProgress


class MediaKind(Frozen):
    """What the bytes of a file say it is."""

    type: AssetType
    content_type: str
    extension: str


class ClipFiles(Frozen):
    """A clip as the film is cut from it: exactly `frames` in `working`, the handle in `tail`, the sound beside."""

    working: Path
    tail: Path
    sound: Path | None
    frames: int


class CutClip(ClipFiles):
    """A clip in its place; `transition` is how it begins, `take` names it for ever."""

    transition: Transition
    take: UUID


class Editor(ABC):
    """Works on media files of this machine, in processes of its own that can be stopped."""

    @abstractmethod
    async def probe_file(self, path: Path) -> MediaKind:
        """What the file is. Errors: InputRejected when it is no image, video or sound."""

    @abstractmethod
    async def preview(self, path: Path, into: Path, side: int) -> None:
        """A JPEG of the picture, no side longer than `side` pixels. Errors: InputRejected when it cannot be opened."""

    @abstractmethod
    async def prepare(self, original: Path, folder: Path, frames: int, format: FilmFormat) -> ClipFiles:
        """The clip brought to the film's size, rate and length, as files in `folder`. Errors: TakeLost."""

    @abstractmethod
    async def cut(
        self, clips: tuple[CutClip, ...], out: Path, format: FilmFormat, music: Path | None, progress: ReportProgress
    ) -> None:
        """The film of these clips, in order; its length is the sum of theirs."""
