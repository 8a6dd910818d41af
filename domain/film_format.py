"""The shape of the picture and the sound: sizes, frame rate, how clips join."""

from enum import StrEnum
from typing import Final

from domain.base import Frozen

FPS: Final = 30
SAMPLE_RATE: Final = 48_000
"""Samples a second; 48,000 / 30 = 1,600 samples a frame, exactly."""

HANDLE_FRAMES: Final = 15
"""Frames of a transition, and of the handle that a working clip keeps beyond its end."""


class AspectRatio(StrEnum):
    VERTICAL = "9:16"
    WIDE = "16:9"
    SQUARE = "1:1"
    PORTRAIT = "4:5"


class Resolution(StrEnum):
    HD = "720p"
    FULL_HD = "1080p"


class Transition(StrEnum):
    """How a scene begins, coming from the one before it. No transition changes the film's length."""

    CUT = "cut"
    CROSSFADE = "crossfade"
    FADE = "fade"


class FilmFormat(Frozen):
    """Pixels of the film. The rate is always `FPS`."""

    width: int
    height: int

    @classmethod
    def of(cls, ratio: AspectRatio, resolution: Resolution) -> "FilmFormat":
        """The short side is 720 or 1080 pixels; both sides are even."""
        short = 720 if resolution is Resolution.HD else 1080
        across, down = (int(part) for part in ratio.split(":"))
        scale = short / min(across, down)
        return cls(width=round(across * scale), height=round(down * scale))


def frames(seconds: float) -> int:
    """Frames of a clip of that length: exactly round(30 x seconds), one at least."""
    return max(1, round(seconds * FPS))
