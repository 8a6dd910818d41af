"""Bring a clip of any size and frame rate to the film's frames."""

from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path

import av

from domain.errors import TakeLost
from domain.film_format import FPS, HANDLE_FRAMES, FilmFormat
from media.decoding.colour import FILM_COLOUR
from media.decoding.container import first_video, open_media
from media.decoding.filters import Filter, filter_frames
from media.decoding.geometry import display_filters
from media.video.encode import encode_clip, key_frames


def normalise(original: Path, out: Path, frames: int, format: FilmFormat) -> None:
    """Encode `frames` frames and the handle as a working clip. Errors: TakeLost if nothing can be decoded."""
    encode_clip(_film_frames(original, frames + HANDLE_FRAMES, format), out, format, key_frames(frames))


def _film_frames(original: Path, count: int, format: FilmFormat) -> Iterator[av.VideoFrame]:
    """Yield exactly `count` frames, scaled to cover the film's size; a short clip holds its last frame."""
    given = 0
    with open_media(original) as container:
        stream = first_video(container)
        if stream is not None:
            stream.thread_count = 1
            decoded = container.decode(stream)
            first = next(decoded, None)
            if first is not None:
                filters = _film_filters(stream, first, count, format)
                for frame in islice(filter_frames(chain([first], decoded), filters), count):
                    yield frame
                    given += 1
    if given < count:
        raise TakeLost(f"{original.name} gave {given} frames of {count}")


def _film_filters(stream: av.VideoStream, first: av.VideoFrame, count: int, format: FilmFormat) -> Iterator[Filter]:
    size = f"{format.width}:{format.height}"
    yield "setpts", "PTS-STARTPTS"
    yield "fps", f"{FPS}:start_time=0:round=near"
    yield from display_filters(stream, first)
    yield (
        "scale",
        f"{size}:force_original_aspect_ratio=increase:force_divisible_by=2:flags=bicubic:{FILM_COLOUR}",
    )
    yield "crop", size
    yield "setsar", "1"
    yield "tpad", "stop_mode=clone:stop=-1"
    yield "trim", f"end_frame={count}"
    yield "format", "yuv420p"
