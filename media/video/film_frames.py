"""Frames of a clip of any kind as the film's own, at its rate."""

from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import repeat
from math import floor
from pathlib import Path

import av

from domain.film_format import FPS, FilmFormat
from media.decoding.frames.shown_frames import film_frame_filter
from media.decoding.streams.container import first_video, open_media
from media.decoding.streams.packets import video_frames


def film_frames(original: Path, count: int, format: FilmFormat) -> Iterator[av.VideoFrame]:
    """Yield `count` frames that cover the film's size. A short clip holds its last frame; no frames give none.

    A frame that is shown for longer is yielded again, the same object.
    """
    with open_media(original) as container:
        stream = first_video(container)
        if stream is None:
            return
        to_film = film_frame_filter(stream, original, format.width, format.height)
        last: av.VideoFrame | None = None
        for decoded, times in paced(video_frames(container, stream), stream):
            if times:
                last = to_film(decoded)
                for _ in range(min(times, count)):
                    count -= 1
                    yield last
            if not count:
                return
        if last is not None:
            yield from repeat(last, count)


def paced(frames: Iterable[av.VideoFrame], stream: av.VideoStream) -> Iterator[tuple[av.VideoFrame, int]]:
    """Yield each frame and how many of the film's frames show it, from the first frame's time on; of the last, one.

    A time is rounded to the nearest frame of the film. A frame without a time follows the one before it.
    """
    tick = stream.time_base or Fraction(1)
    step = 1 / Fraction(stream.guessed_rate or FPS) / tick
    before: av.VideoFrame | None = None
    start, time, shown = Fraction(0), Fraction(0), 0
    for frame in frames:
        time = Fraction(frame.pts) if frame.pts is not None else time + step
        if before is None:
            start = time
        else:
            due = floor((time - start) * tick * FPS + Fraction(1, 2))
            yield before, max(0, due - shown)
            shown = max(shown, due)
        before = frame
    if before is not None:
        yield before, 1
