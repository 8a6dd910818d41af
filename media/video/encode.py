"""The one place of encoder settings. Clips made here can be joined without encoding them again."""

from fractions import Fraction
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import av
from av.container import OutputContainer
from av.video.frame import PictureType
from av.video.stream import VideoStream

from domain.film_format import FPS, HANDLE_FRAMES, FilmFormat
from media.video.h264_headers import parameter_sets

FRAME: Final = Fraction(1, FPS)

TICKS: Final = 512
"""Units of the container's clock in a frame: 15,360 a second."""

_BT709: Final = 1
_LIMITED_RANGE: Final = 1

_X264: Final = {
    "preset": "superfast",
    "crf": "21",
    # Without B-frames packets leave in the order they are shown, and a clip may end after any of them.
    "bf": "0",
    "g": "90",
    "forced-idr": "1",
    "profile": "high",
    "level": "4.2",
    "x264-params": "scenecut=0:open-gop=0:ref=2:rc-lookahead=20:stitchable=1",
}


SETTINGS_VERSION: Final = 1
"""To be raised whenever the settings change: bridges that are kept under an earlier one are not used any more."""


def key_frames(frames: int) -> frozenset[int]:
    """Where a clip of that many frames can be entered: at its start, after a transition, at its handle."""
    return frozenset({0, HANDLE_FRAMES, frames})


def add_video(container: OutputContainer, format: FilmFormat) -> VideoStream:
    """A video stream of a working clip: H.264, yuv420p, BT.709, 30 frames a second."""
    stream: VideoStream = container.add_stream("libx264", rate=FPS, options=dict(_X264))
    stream.width, stream.height, stream.pix_fmt = format.width, format.height, "yuv420p"
    codec = stream.codec_context
    codec.time_base = FRAME
    codec.thread_count = 1
    codec.color_range = _LIMITED_RANGE
    codec.color_primaries = codec.color_trc = codec.colorspace = _BT709
    return stream


class ClipWriter:
    """Encodes frames to a clip without sound; `keys` are the numbers of the frames where it can be entered."""

    def __init__(self, out: Path, format: FilmFormat, keys: frozenset[int] = frozenset({0})) -> None:
        self._container = av.open(str(out), "w", format="mp4")
        self._stream = add_video(self._container, format)
        self._keys = keys
        self.written = 0

    def write(self, frame: av.VideoFrame) -> None:
        frame.pts, frame.time_base = self.written, FRAME
        frame.pict_type = PictureType.I if self.written in self._keys else PictureType.NONE
        self._container.mux(self._stream.encode(frame))
        self.written += 1

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None:
            self._container.mux(self._stream.encode(None))
        self._container.close()


@lru_cache(16)
def own_headers(format: FilmFormat) -> tuple[bytes, ...]:
    """Parameter sets of this encoder at a size: only packets with the same ones can be copied into a film."""
    target = BytesIO()
    with av.open(target, "w", format="mp4") as container:
        stream = add_video(container, format)
        blank = av.VideoFrame(format.width, format.height, "yuv420p")
        blank.pts, blank.time_base = 0, FRAME
        container.mux(stream.encode(blank))
        container.mux(stream.encode(None))
        return parameter_sets(stream.codec_context.extradata or b"")
