"""How a stored frame is to be shown: pixel aspect and rotation. The only place that reads them."""

from collections.abc import Iterator
from typing import Final

import av

from media.decoding.filters import Filter

_ROTATIONS: Final = {
    90: (("transpose", "cclock"),),
    180: (("hflip", ""), ("vflip", "")),
    270: (("transpose", "clock"),),
}
"""Filters by the rotation, in degrees, that a frame's display matrix asks for."""


def display_filters(stream: av.VideoStream, frame: av.VideoFrame) -> Iterator[Filter]:
    """Yield the filters that bring the stream's frames to square pixels and upright, judged by its first frame."""
    aspect = stream.sample_aspect_ratio
    if aspect and aspect != 1:
        yield "scale", f"trunc(iw*{aspect.numerator}/{aspect.denominator}/2)*2:ih"
        yield "setsar", "1"
    yield from _ROTATIONS.get(frame.rotation % 360, ())
