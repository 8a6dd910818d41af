"""Clips and frames that say what their colours and their geometry are."""

from fractions import Fraction
from pathlib import Path
from typing import Any, cast

import av
import numpy as np

from media.decoding.frames.shown_frames import film_frame_filter, still_filter
from media.decoding.streams.container import first_video, open_media
from media.decoding.streams.packets import video_frames

Pixels = np.ndarray[tuple[int, ...], np.dtype[Any]]

CORNERS = ((230, 20, 20), (20, 200, 20), (20, 20, 230), (240, 230, 20))
"""Red, green, blue and yellow: top left, top right, bottom left, bottom right."""

LUMA_WEIGHTS = {1: (0.2126, 0.0722), 4: (0.30, 0.11), 6: (0.299, 0.114), 7: (0.212, 0.087), 9: (0.2627, 0.0593)}
"""Parts of red and blue by H.273's MatrixCoefficients."""


def four_corners(width: int = 64, height: int = 64, colours: Any = CORNERS) -> Pixels:
    pixels = np.zeros((height, width, len(colours[0])), dtype=np.asarray(colours).dtype)
    for number, colour in enumerate(colours):
        down, right = divmod(number, 2)
        rows = slice(height // 2, None) if down else slice(height // 2)
        pixels[rows, slice(width // 2, None) if right else slice(width // 2)] = colour
    return pixels


def to_yuv(rgb: Pixels, matrix: int, *, full: bool) -> Pixels:
    """Return values from 0 to 1 as those of yuv444p16le."""
    red, blue = LUMA_WEIGHTS[matrix]
    y = rgb @ np.array([red, 1 - red - blue, blue])
    u, v = (rgb[..., 2] - y) / (2 - 2 * blue), (rgb[..., 0] - y) / (2 - 2 * red)
    planes = (
        np.stack([y * 65535, u * 65535 + 32768, v * 65535 + 32768], axis=-1)
        if full
        else np.stack([16 + 219 * y, 128 + 224 * u, 128 + 224 * v], axis=-1) * 256
    )
    return np.asarray(np.clip(np.rint(planes), 0, 65535), dtype=np.uint16)


def write_clip(
    path: Path,
    frames: list[av.VideoFrame],
    codec: str = "ffv1",
    *,
    tags: tuple[int, int, int] | None = None,
    full: bool | None = None,
    aspect: Fraction | None = None,
    matrix: tuple[int, ...] | None = None,
    metadata: dict[str, str] | None = None,
    options: dict[str, str] | None = None,
) -> Path:
    """Encode frames without loss. `tags`: primaries, transfer and matrix; `matrix`: the nine numbers of a display."""
    with av.open(str(path), "w") as container:
        stream = cast(av.VideoStream, container.add_stream(codec, rate=30, options=options or {}))
        first = frames[0]
        stream.width, stream.height, stream.pix_fmt = first.width, first.height, first.format.name
        context = stream.codec_context
        if tags is not None:
            context.color_primaries, context.color_trc, context.colorspace = tags
        if full is not None:
            context.color_range = 2 if full else 1
        if aspect is not None:
            context.sample_aspect_ratio = aspect
        if matrix is not None:
            stream.set_display_matrix(matrix)
        stream.metadata.update(metadata or {})
        for number, frame in enumerate(frames):
            frame.pts, frame.time_base = number, Fraction(1, 30)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def in_film(path: Path, width: int = 64, height: int = 64) -> list[Pixels]:
    """Return all frames as the film shows them, in RGB."""
    with open_media(path) as container:
        stream = first_video(container)
        assert stream is not None
        to_film = film_frame_filter(stream, path, width, height)
        return [
            np.asarray(
                to_film(frame).to_ndarray(format="rgb24", src_colorspace=1, src_color_range=1, dst_color_range=2)
            )
            for frame in video_frames(container, stream)
        ]


def as_still(path: Path) -> Pixels:
    """Return the first frame as a still."""
    with open_media(path) as container:
        stream = first_video(container)
        assert stream is not None
        return np.asarray(still_filter(stream, path, 2600)(next(video_frames(container, stream))).to_ndarray())


def corners(pixels: Pixels) -> list[tuple[int, ...]]:
    """Return the colours in the middle of the four quarters."""
    height, width = pixels.shape[:2]
    places = [(height * y // 4, width * x // 4) for y in (1, 3) for x in (1, 3)]
    return [tuple(int(value) for value in pixels[place]) for place in places]


def difference(shown: Any, expected: Any = CORNERS) -> int:
    return int(np.abs(np.asarray(shown, dtype=int) - np.asarray(expected, dtype=int)).max())
