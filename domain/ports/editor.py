"""The port to the media editor, which probes, prepares and cuts files."""

from pathlib import Path
from typing import Protocol
from uuid import UUID

from domain.base import Frozen, ReportProgress
from domain.brief import AssetType, CaptionStyle
from domain.film_format import FilmFormat, Transition
from domain.job.film.captions import CaptionLine
from domain.job.sound.music import MusicBed, cuts_of
from domain.job.sound.speech import SpokenWord, WordTiming
from domain.job.takes.left_out import LeftOut


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

    `sound_error` says why the sound of the original cannot be read; the clip is silent then. `not_drawn` is what was to
    be drawn into it and is left out.
    """

    working: Path
    tail: Path
    sound: Path | None
    frames: int
    sound_error: str | None = None
    not_drawn: tuple[LeftOut, ...] = ()


class CutClip(ClipFiles):
    """A clip at its position in the film, with the transition by which it begins."""

    transition: Transition
    take: UUID


class SpokenSound(Frozen):
    """A line of speech in the film: its 48 kHz mono WAV, when it begins in seconds, and how much faster it is played
    than it was spoken. `speech` is the id of the `Speech`."""

    speech: UUID
    sound: Path
    begins: float
    pace: float


class PreparedSpeech(Frozen):
    """A line of speech made ready: a 48 kHz mono WAV without silence at its ends, and the times of its words in it."""

    sound: Path
    seconds: float
    words: tuple[SpokenWord, ...]
    timing: WordTiming


class Overlay(Frozen):
    """What is drawn into a clip besides its footage: captions, timed in the clip, and the file `logo` in its corner.

    `colours` (`#rrggbb`) are the brand's: the first marks the word that is spoken; without it, one of our own does.
    """

    captions: tuple[CaptionLine, ...] = ()
    style: CaptionStyle = CaptionStyle.PLAIN
    colours: tuple[str, ...] = ()
    logo: Path | None = None


class EndCard(Frozen):
    """What a film ends with: its last `frames` frames. `picture`, or a video, is shown as it is; else `logo`, or the
    brand's `name` in its place, and the words below it, on a ground of the brand's `colours` (`#rrggbb`).

    Without colours those of the logo are used, or if it has none those of the `pictures`. The `captions`, timed in the
    card, are burned into it.
    """

    frames: int
    picture: Path | None = None
    logo: Path | None = None
    name: str = ""
    words: str = ""
    colours: tuple[str, ...] = ()
    pictures: tuple[Path, ...] = ()
    captions: tuple[CaptionLine, ...] = ()
    caption_style: CaptionStyle = CaptionStyle.PLAIN
    font: str = ""


class CutPlan(Frozen):
    """What a film is cut of. `music` is the client's, `bed` composed for it; `label` is shown in the film's corner."""

    clips: tuple[CutClip, ...]
    music: Path | None = None
    bed: MusicBed | None = None
    speech: tuple[SpokenSound, ...] = ()
    end_card: EndCard | None = None
    label: str | None = None

    @property
    def frames(self) -> int:
        return sum(clip.frames for clip in self.clips)

    @property
    def cuts(self) -> tuple[int, ...]:
        """The numbers of the frames at which scenes begin, without the first, and the end card."""
        card = (self.frames - self.end_card.frames,) if self.end_card else ()
        return (*cuts_of([clip.frames for clip in self.clips]), *card)


class CutResult(Frozen):
    """What a film was cut without, and how loud it is: `loudness` in LUFS, `true_peak` in dBTP; None for silence."""

    left_out: tuple[LeftOut, ...] = ()
    loudness: float | None = None
    true_peak: float | None = None


class Editor(Protocol):
    """Works on local media files, in processes of its own that can be stopped."""

    async def probe_file(self, path: Path) -> MediaKind:
        """Return the kind of the file. Errors: InputRejected when it is no image, video or audio."""

    async def preview(self, path: Path, into: Path, side: int) -> None:
        """Write a JPEG of the image, no side longer than `side` pixels. Errors: InputRejected."""

    async def last_frame(self, clip: Path, into: Path, frames: int, side: int) -> None:
        """Write a JPEG of the last of the clip's first `frames` frames of film, or of its last one if it is shorter.

        It shows all of the frame, upright, no side longer than `side` pixels. Errors: InputRejected, Transient.
        """

    async def prepare(
        self, original: Path, folder: Path, frames: int, format: FilmFormat, overlay: Overlay | None = None
    ) -> ClipFiles:
        """Bring the clip to the film's size, frame rate and length, as files in `folder`. Errors: TakeLost."""

    async def prepare_speech(self, folder: Path, text: str, language: str) -> PreparedSpeech:
        """Make the line of speech in the folder (`domain/ports/speech.py`) ready. Errors: InputRejected."""

    async def cut(self, plan: CutPlan, out: Path, format: FilmFormat, progress: ReportProgress) -> CutResult:
        """Cut the film of the clips, in order. It is as long as they are together.

        What cannot be used of what is added to the footage is left out, and does not fail the film.
        """
