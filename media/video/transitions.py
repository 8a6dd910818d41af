"""Encode transitions: the few frames between two clips that are blended from both."""

from collections.abc import Iterator
from contextlib import suppress
from itertools import chain, islice
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Final
from uuid import NAMESPACE_OID, uuid5

import av
import numpy as np
from PIL import Image

from domain.errors import TakeLost
from domain.film_format import FilmFormat, Transition
from media.video.encode import SETTINGS_VERSION, TICKS, ClipWriter, made_by_us
from media.video.packets import read_packets
from media.video.timeline import TransitionSegment

_BLACK_Y: Final = 16
_GREY: Final = 128

PlaneArray = np.ndarray[tuple[int, ...], np.dtype[np.uint8]]
"""The planes of a frame one below the other, as PyAV lays out yuv420p."""


def encoded_transition(segment: TransitionSegment, format: FilmFormat, cache: Path) -> Path:
    """Return the encoded transition, made now unless an earlier cut left it in the directory. Errors: TakeLost."""
    path = cache / _cache_name(segment, format)
    if _is_usable(path, segment.frames, format):
        return path
    # Another film may be making the same transition: each writes its own file, and either one will do.
    with NamedTemporaryFile(dir=cache, suffix=".new", delete=False) as unfinished:
        fresh = Path(unfinished.name)
    try:
        with ClipWriter(fresh, format) as clip:
            for frame in _blended_frames(segment):
                clip.write(frame)
        if clip.written != segment.frames:
            raise TakeLost(f"a clip is too short for its transition: {clip.written} of {segment.frames} frames")
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)
    return path


def _cache_name(segment: TransitionSegment, format: FilmFormat) -> str:
    """Name a transition by everything that its pixels depend on."""
    parts = (
        segment.outgoing.take,
        segment.outgoing.frames,
        segment.incoming.take,
        segment.incoming.transition,
        segment.frames,
        format.width,
        format.height,
        SETTINGS_VERSION,
    )
    return f"{uuid5(NAMESPACE_OID, '|'.join(map(str, parts)))}.mp4"


def _is_usable(path: Path, frames: int, format: FilmFormat) -> bool:
    with suppress(av.error.FFmpegError):
        return made_by_us(path, format) and sum(1 for _ in read_packets(path)) == frames
    return False


def _blended_frames(segment: TransitionSegment) -> Iterator[av.VideoFrame]:
    end, start = segment.outgoing, segment.incoming
    outgoing = chain(_decoded(end.working, end.frames), _decoded(end.tail, 0))
    pairs = islice(zip(outgoing, _decoded(start.working, 0), strict=False), segment.frames)
    for number, (one, other) in enumerate(pairs, 1):
        blended = _blend(one, other, number / (segment.frames + 1), start.transition)
        yield av.VideoFrame.from_ndarray(blended, format="yuv420p")


def _blend(one: PlaneArray, other: PlaneArray, part: float, transition: Transition) -> PlaneArray:
    if transition is not Transition.FADE:
        return _mix(one, other, part)
    if part < 0.5:
        return _mix(one, _black(one), 2 * part)
    return _mix(_black(other), other, 2 * part - 1)


def _mix(one: PlaneArray, other: PlaneArray, part: float) -> PlaneArray:
    return np.asarray(Image.blend(Image.fromarray(one), Image.fromarray(other), part))


def _black(like: PlaneArray) -> PlaneArray:
    black = np.full_like(like, _GREY)
    black[: len(like) * 2 // 3] = _BLACK_Y
    return black


def _decoded(path: Path, first: int) -> Iterator[PlaneArray]:
    """Yield the decoded frames of a working clip or tail, from frame `first` on."""
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        stream.thread_count = 1
        if first:
            container.seek(first * TICKS, stream=stream)
        for frame in container.decode(stream):
            if frame.pts is not None and frame.pts >= first * TICKS:
                yield np.asarray(frame.to_ndarray(format="yuv420p"), dtype=np.uint8)
