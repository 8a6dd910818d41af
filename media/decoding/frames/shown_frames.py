"""A video's frames as they are to be seen: upright, with square pixels, in the film's colours."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import av

from media.decoding.colours.frame_colour import FrameColour, frame_colour, without_ycgco
from media.decoding.frames.container_crop import Crop, read_crop
from media.decoding.frames.geometry import Geometry, frame_geometry, pixel_aspect
from media.decoding.streams.filters import Filter, FrameFilter


def film_frame_filter(stream: av.VideoStream, path: Path, width: int, height: int) -> "ShownFrame":
    """Return what turns each decoded frame of a file's stream into one of the film: it covers its size, in BT.709."""

    def choose(colour: FrameColour, geometry: Geometry) -> Iterator[Filter]:
        to_film = "out_color_matrix=bt709:out_range=tv"
        yield from colour.to_opaque()
        if colour.space is None:
            yield from geometry.cover(width, height, f"flags=bicubic:{to_film}")
        else:
            yield from geometry.cover(width, height, "flags=bicubic")
            yield from colour.to_bt709()
            yield "scale", to_film
        yield "format", "yuv420p"

    return ShownFrame(stream, read_crop(path, stream), choose)


def still_filter(stream: av.VideoStream, path: Path, longest_side: int) -> "ShownFrame":
    """Return what turns a decoded frame of a file's stream into RGB, or RGBA if its format has alpha, in sRGB.

    No side of the result is longer than `longest_side`.
    """

    def choose(colour: FrameColour, geometry: Geometry) -> Iterator[Filter]:
        width, height = geometry.shown_size
        scale = min(1.0, longest_side / max(width, height))
        size = max(1, round(width * scale)), max(1, round(height * scale))
        yield from geometry.cover(*size, "flags=bicubic+accurate_rnd+full_chroma_int")
        yield from colour.to_bt709()
        yield "format", "rgba" if colour.has_alpha else "rgb24"

    return ShownFrame(stream, read_crop(path, stream), choose)


class ShownFrame:
    """Filters frames; chooses the filters anew when a frame's size, format, shape or colours change."""

    def __init__(
        self, stream: av.VideoStream, crop: Crop, choose: Callable[[FrameColour, Geometry], Iterable[Filter]]
    ) -> None:
        self._stream = stream
        self._crop = crop
        self._choose = choose
        self._chosen_for: object = None

    def __call__(self, frame: av.VideoFrame) -> av.VideoFrame:
        frame = without_ycgco(frame)
        said = (frame.colorspace, frame.color_range, frame.color_primaries, frame.color_trc)
        aspect = pixel_aspect(self._stream)
        key = (frame.width, frame.height, frame.format.name, aspect, frame.rotation, said)
        if key != self._chosen_for:
            self._colour = frame_colour(frame)
            # Not for each frame: PyAV's side data and their frame hold each other, until garbage is collected.
            self._filter = FrameFilter(self._choose(self._colour, frame_geometry(frame, aspect, self._crop)))
            self._chosen_for = key
        frame.colorspace, frame.color_range = self._colour.matrix, self._colour.range
        return self._filter(frame)
