"""Encode the test picture as a short clip, in any codec, pixel format and container."""

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from fractions import Fraction
from io import BytesIO
from pathlib import Path

import av
import numpy as np
from av.packet import Packet

from tests.corpus.colours import BT709, Array, picture, yuv
from tests.corpus.files import fill

FRAMES, RATE = 12, 10

Tags = tuple[int, int, int]
"""Primaries, transfer and matrix by the numbers of ITU-T H.273; 2 is unspecified."""

Sound = Callable[[], Iterable[av.AudioFrame]]


@dataclass(frozen=True)
class Coding:
    """How a clip is encoded. `values` are R'G'B' from 0 to 1 in the space of `tags`; RGB codecs get them as 8 bits."""

    container: str = "mp4"
    codec: str = "libx264"
    pixels: str = "yuv420p"
    values: Array = field(default_factory=lambda: picture() / 255)
    luma: tuple[float, float] = BT709
    full: bool = False
    tags: Tags = (1, 1, 1)
    aspect: Fraction | None = None
    options: dict[str, str] = field(default_factory=dict)
    muxer: dict[str, str] = field(default_factory=dict)
    alpha: Array | None = None
    rotation: int = 0
    starts_at: float = 0.0
    rate: int = RATE


_QUIET = {
    "libx264": {"preset": "ultrafast", "qp": "4"},
    "libx264rgb": {"preset": "ultrafast", "qp": "4"},
    "libx265": {"preset": "ultrafast", "x265-params": "log-level=none:qp=4:pools=1:frame-threads=1"},
    "libvpx-vp9": {"deadline": "realtime", "cpu-used": "8", "crf": "4", "b": "0"},
    "libvpx": {"deadline": "realtime", "cpu-used": "8", "qmin": "2", "qmax": "4", "b": "4M"},
    "libsvtav1": {"preset": "12", "crf": "8", "svtav1-params": "lp=1"},
}
_LOSSY = ("mpeg4", "mpeg2video", "mjpeg", "wmv2", "flv", "h263", "msmpeg4")


@contextmanager
def _same_priority() -> Iterator[None]:
    """Give this thread its priority back. Encoding AV1 as root makes it a real-time thread (SVT-AV1), and so all
    servers that it starts from then on: they take both processors from everything else."""
    if not hasattr(os, "sched_setscheduler"):
        yield
        return
    policy, priority = os.sched_getscheduler(0), os.sched_getparam(0)
    try:
        yield
    finally:
        os.sched_setscheduler(0, policy, priority)


def encode(coding: Coding) -> bytes:
    """Return the clip."""
    out = BytesIO()
    with _same_priority(), av.open(out, "w", format=coding.container, options=coding.muxer) as container:
        stream = add_video(container, coding)
        for packet in video_packets(stream, coding):
            container.mux(packet)
    return out.getvalue()


def add_video(container: av.container.OutputContainer, coding: Coding) -> av.VideoStream:
    quality = {"qscale": "2", "flags": "+qscale", "global_quality": str(2 * 118)} if coding.codec in _LOSSY else {}
    options = _QUIET.get(coding.codec, {}) | quality | coding.options
    stream = container.add_stream(coding.codec, rate=coding.rate, options=options)
    assert isinstance(stream, av.VideoStream)
    height, width = coding.values.shape[:2]
    stream.width, stream.height, stream.pix_fmt = width, height, coding.pixels
    codec = stream.codec_context
    codec.color_primaries, codec.color_trc, codec.colorspace = coding.tags
    codec.color_range = 2 if coding.full else 1
    codec.thread_count = 1
    if coding.aspect:
        stream.sample_aspect_ratio = codec.sample_aspect_ratio = coding.aspect
    if coding.rotation:
        stream.set_display_rotation(coding.rotation)
    return stream


def video_packets(stream: av.VideoStream, coding: Coding, frames: int = FRAMES) -> Iterator["Packet[av.VideoStream]"]:
    frame = _frame(coding)
    for number in range(frames):
        frame.pts, frame.time_base = number + round(coding.starts_at * coding.rate), Fraction(1, coding.rate)
        yield from stream.encode(frame)
    yield from stream.encode(None)


def _frame(coding: Coding) -> av.VideoFrame:
    height, width = coding.values.shape[:2]
    description = av.VideoFormat(coding.pixels)
    if description.is_rgb:
        values = np.round(coding.values * 255).astype(np.uint8)
        if coding.alpha is not None:
            source = av.VideoFrame.from_ndarray(np.dstack([values, coding.alpha]), format="rgba")
        else:
            source = av.VideoFrame.from_ndarray(values, format="rgb24")
        return source if source.format.name == coding.pixels else source.reformat(format=coding.pixels)
    bits = description.components[0].bits
    frame = av.VideoFrame(width, height, coding.pixels)
    planes = list(yuv(coding.values, coding.luma, bits, coding.full))
    for at, plane in enumerate(frame.planes):
        if at == 3:
            assert coding.alpha is not None
            top = (1 << bits) - 1
            fill(plane, np.round(coding.alpha / 255 * top).astype(planes[0].dtype))
        else:
            fill(plane, _reduced(planes[at], (plane.height, plane.width)))
    frame.color_range = 2 if coding.full else 1
    frame.color_primaries, frame.color_trc, frame.colorspace = coding.tags
    return frame


def _reduced(plane: Array, shape: tuple[int, int]) -> Array:
    """Return the plane with the means of 1, 2 or 4 values."""
    down, across = -(-plane.shape[0] // shape[0]), -(-plane.shape[1] // shape[1])
    padding = ((0, shape[0] * down - plane.shape[0]), (0, shape[1] * across - plane.shape[1]))
    padded = np.pad(plane, padding, mode="edge")
    means = padded.reshape(shape[0], down, shape[1], across).mean(axis=(1, 3))
    return np.asarray(np.round(means).astype(plane.dtype))


def to_file(data: Callable[[], bytes], path: Path) -> None:
    path.write_bytes(data())
