"""Transitions: the few frames between two clips that are drawn and encoded anew."""

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
from media.video.encode import SETTINGS_VERSION, TICKS, ClipWriter, own_headers
from media.video.h264_headers import parameter_sets
from media.video.packets import packets
from media.video.timeline import Bridge

_BLACK_Y: Final = 16
_GREY: Final = 128


def bridge_name(bridge: Bridge, format: FilmFormat) -> str:
    """The name under which a bridge is kept: takes, frame of the cut, kind and encoder decide it."""
    parts = (
        bridge.outgoing.take,
        bridge.outgoing.frames,
        bridge.incoming.take,
        bridge.incoming.transition,
        bridge.frames,
        format.width,
        format.height,
        SETTINGS_VERSION,
    )
    return f"{uuid5(NAMESPACE_OID, '|'.join(map(str, parts)))}.mp4"


def make_bridge(bridge: Bridge, format: FilmFormat, directory: Path) -> tuple[Path, bool]:
    """The encoded bridge in the directory, and whether it had been kept there. Errors: TakeLost."""
    path = directory / bridge_name(bridge, format)
    if _usable(path, bridge.frames, format):
        return path, True
    # Another film may be making the same bridge: each writes its own file, and either one will do.
    with NamedTemporaryFile(dir=directory, suffix=".new", delete=False) as unfinished:
        fresh = Path(unfinished.name)
    try:
        with ClipWriter(fresh, format) as clip:
            for frame in _blended(bridge):
                clip.write(frame)
        if clip.written != bridge.frames:
            raise TakeLost(f"a clip is too short for its transition: {clip.written} of {bridge.frames} frames")
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)
    return path, False


def _usable(path: Path, frames: int, format: FilmFormat) -> bool:
    if not path.exists():
        return False
    with suppress(av.error.FFmpegError), av.open(str(path)) as container:
        header = container.streams.video[0].codec_context.extradata or b""
        return parameter_sets(header) == own_headers(format) and sum(1 for _ in packets(path)) == frames
    return False


Picture = np.ndarray[tuple[int, ...], np.dtype[np.uint8]]
"""The planes of a frame under each other, as PyAV lays out yuv420p."""


def _blended(bridge: Bridge) -> Iterator[av.VideoFrame]:
    cut = bridge.outgoing
    after = chain(_pictures(cut.working, cut.frames), _pictures(cut.tail, 0))
    begin = _pictures(bridge.incoming.working, 0)
    pairs = islice(zip(after, begin, strict=False), bridge.frames)
    for number, (one, other) in enumerate(pairs):
        part = (number + 1) / (bridge.frames + 1)
        yield av.VideoFrame.from_ndarray(_join(one, other, part, bridge.incoming.transition), format="yuv420p")


def _join(one: Picture, other: Picture, part: float, transition: Transition) -> Picture:
    if transition is not Transition.FADE:
        return _mix(one, other, part)
    if part < 0.5:
        return _mix(one, _black(one), 2 * part)
    return _mix(_black(other), other, 2 * part - 1)


def _mix(one: Picture, other: Picture, part: float) -> Picture:
    return np.asarray(Image.blend(Image.fromarray(one), Image.fromarray(other), part))


def _black(like: Picture) -> Picture:
    black = np.full_like(like, _GREY)
    black[: len(like) * 2 // 3] = _BLACK_Y
    return black


def _pictures(path: Path, first: int) -> Iterator[Picture]:
    """Decoded frames of a working clip or tail from number `first` on; it begins at the key frame before it."""
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        stream.thread_count = 1
        if first:
            container.seek(first * TICKS, stream=stream)
        for frame in container.decode(stream):
            if frame.pts is not None and frame.pts >= first * TICKS:
                yield np.asarray(frame.to_ndarray(format="yuv420p"), dtype=np.uint8)
