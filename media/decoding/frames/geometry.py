"""How a video's frames are cropped, stretched, turned and mirrored, as filters."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from struct import unpack
from typing import Final, cast

import av
from av.sidedata.sidedata import SideDataContainer, Type

from media.decoding.frames.container_crop import NO_CROP, Crop
from media.decoding.streams.filters import Filter

_LONGEST_PIXEL: Final = 16
"""Pixels that a file claims to be longer than this are taken for square ones."""

_MIRRORED: Final[Filter] = ("hflip", "")
_UPSIDE_DOWN: Final[Filter] = ("vflip", "")
_UNTURNED: Final = (1, 0, 0, 1)
_BY_ROTATION: Final = {90: (0, -1, 1, 0), 180: (-1, 0, 0, -1), 270: (0, 1, -1, 0)}


@dataclass(frozen=True)
class Geometry:
    """A frame's size as it is stored, and how it is shown."""

    stored_width: int
    stored_height: int

    crop: Crop
    """What is not shown of it."""

    aspect: Fraction
    """Width of a stored pixel as it is shown, divided by its height."""

    turn: tuple[Filter, ...]
    """Filters that turn and mirror the frame."""

    @property
    def shown_size(self) -> tuple[int, int]:
        """Return the size with square pixels, upright."""
        width, height = max(1, round(self._width * self.aspect)), self._height
        return (height, width) if self._is_lying else (width, height)

    def cover(self, width: int, height: int, scaling: str) -> Iterator[Filter]:
        """Yield filters that fill a size with the frame's middle, upright. `scaling`: other options of the scaling.

        It is cropped before it is scaled, which bounds memory whatever the frame's shape.
        """
        if self._is_lying:
            width, height = height, width
        across = min(self._width, max(1, round(self._height * width / (height * self.aspect))))
        down = min(self._height, max(1, round(self._width * self.aspect * height / width)))
        if (across, down) != (self.stored_width, self.stored_height):
            # An even place keeps the colours of 4:2:0 where they are.
            left = self.crop[0] + (self._width - across) // 2 & ~1
            top = self.crop[1] + (self._height - down) // 2 & ~1
            yield "crop", f"{across}:{down}:{left}:{top}:exact=1"
        yield "scale", f"{width}:{height}:{scaling}"
        yield from self.turn

    @property
    def _width(self) -> int:
        return self.stored_width - self.crop[0] - self.crop[2]

    @property
    def _height(self) -> int:
        return self.stored_height - self.crop[1] - self.crop[3]

    @property
    def _is_lying(self) -> bool:
        return any(name == "transpose" for name, _ in self.turn)


def pixel_aspect(stream: av.VideoStream) -> Fraction:
    """Return that of the frame that was decoded last; what the container says goes before what the codec says."""
    aspect = stream.sample_aspect_ratio or stream.codec_context.sample_aspect_ratio or Fraction(1)
    return aspect if 1 / _LONGEST_PIXEL <= aspect <= _LONGEST_PIXEL else Fraction(1)


def frame_geometry(frame: av.VideoFrame, aspect: Fraction, crop: Crop) -> Geometry:
    """Return the geometry of a frame with pixels of that aspect, as its display matrix says.

    A crop that is negative or leaves nothing is ignored.
    """
    left, top, right, bottom = crop
    if min(crop) < 0 or left + right >= frame.width or top + bottom >= frame.height:
        crop = NO_CROP
    return Geometry(frame.width, frame.height, crop, aspect, _turn(*_display_matrix(frame)))


def _display_matrix(frame: av.VideoFrame) -> tuple[int, int, int, int]:
    """Return a, b, c, d: a pixel at (x, y) is shown at (a x + c y, b x + d y), both axes to the right and down."""
    try:
        data = bytes(cast(SideDataContainer, frame.side_data)[Type.DISPLAYMATRIX])
    except KeyError:
        return _UNTURNED
    except ValueError:
        # PyAV reads no side data at all beside one of a kind that it does not know.
        return _BY_ROTATION.get(round(frame.rotation / 90) * 90 % 360, _UNTURNED)
    a, b, _, c, d, *_ = unpack("=9i", data)
    return a, b, c, d


def _turn(a: int, b: int, c: int, d: int) -> tuple[Filter, ...]:
    """Return filters for the nearest of the eight ways to turn and mirror by right angles."""
    if abs(a) + abs(d) >= abs(b) + abs(c):
        return (*((_MIRRORED,) if a < 0 else ()), *((_UPSIDE_DOWN,) if d < 0 else ()))
    direction = ("clock" if c < 0 else "cclock_flip") if b > 0 else ("clock_flip" if c < 0 else "cclock")
    return (("transpose", direction),)
