"""The format of a film: size, frame rate, sample rate, transitions."""

from collections.abc import Sequence
from enum import StrEnum
from math import log
from typing import Final

from domain.base import Frozen

FPS: Final = 30
SAMPLE_RATE: Final = 48_000
"""Audio samples per second: exactly 1,600 per frame."""

HANDLE_FRAMES: Final = 15
"""Frames of a transition, and of the handle that a working clip has behind its end."""


class AspectRatio(StrEnum):
    VERTICAL = "9:16"
    WIDE = "16:9"
    SQUARE = "1:1"
    PORTRAIT = "4:5"

    @property
    def width(self) -> int:
        return int(self.split(":")[0])

    @property
    def height(self) -> int:
        return int(self.split(":")[1])


class Resolution(StrEnum):
    HD = "720p"
    FULL_HD = "1080p"


class Transition(StrEnum):
    """How a scene begins after the one before it. No transition changes the film's length."""

    CUT = "cut"
    CROSSFADE = "crossfade"
    FADE = "fade"


class FilmFormat(Frozen):
    """The film's size in pixels. The frame rate is always `FPS`."""

    width: int
    height: int

    @property
    def is_large(self) -> bool:
        """Whether its short side is above 720 pixels."""
        return min(self.width, self.height) > 720

    @classmethod
    def of(cls, ratio: AspectRatio, resolution: Resolution) -> "FilmFormat":
        """Return the format whose short side has the resolution's 720 or 1080 pixels. Both sides are even."""
        scale = int(resolution.removesuffix("p")) / min(ratio.width, ratio.height)
        return cls(width=round(ratio.width * scale), height=round(ratio.height * scale))

    @classmethod
    def of_width(cls, ratio: AspectRatio, width: float) -> "FilmFormat":
        """Return the format of about that width. Both sides are even."""
        height = width * ratio.height / ratio.width
        return cls(width=max(2, 2 * round(width / 2)), height=max(2, 2 * round(height / 2)))


def timecode(frame: int) -> str:
    """Return the frame as SMPTE non-drop timecode, `HH:MM:SS:FF`. Frames count from 0."""
    seconds, rest = divmod(frame, FPS)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}:{rest:02}"


def frames(seconds: float) -> int:
    """Return the frames of a clip of that length: round(30 x seconds), at least one."""
    return max(1, round(seconds * FPS))


def nearest(shapes: Sequence[str], film: FilmFormat) -> str:
    """Return the nearest shape by its ratio; of equal ratios the smallest that is not below the film's size.

    A shape is `width:height`, in pixels or as a ratio.
    """

    def distance(shape: str) -> tuple[float, bool, int]:
        width, height = map(int, shape.split(":"))
        aspect = abs(log(width / height) - log(film.width / film.height))
        is_smaller = width * height < film.width * film.height
        return round(aspect, 3), is_smaller, -width * height if is_smaller else width * height

    return min(shapes, key=distance)
