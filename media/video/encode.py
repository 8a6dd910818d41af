"""The encoder and its settings. Packets of clips made here can follow each other without encoding them again."""

from collections.abc import Iterable
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from tempfile import NamedTemporaryFile
from types import TracebackType
from typing import Final, Self

import av
from av.container import OutputContainer
from av.video.frame import PictureType

from domain.film_format import FPS, HANDLE_FRAMES, FilmFormat
from media.decoding.container import open_media

TICKS: Final = 512
"""Units of the container's clock in a frame: 15,360 a second."""

SETTINGS_VERSION: Final = 1
"""Raise this when the settings change: cached transitions of earlier versions are then not used."""

_FRAME_TIME: Final = Fraction(1, FPS)
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


def key_frames(frames: int) -> frozenset[int]:
    """Return where a working clip of that many frames has key frames: its start, after a transition, its handle."""
    return frozenset({0, HANDLE_FRAMES, frames})


class ClipWriter:
    """Encodes frames to a clip without sound. `keys` are the numbers of the frames to be key frames."""

    def __init__(self, out: Path, format: FilmFormat, keys: frozenset[int] = frozenset({0})) -> None:
        self._container = av.open(str(out), "w", format="mp4")
        self._stream = _add_video(self._container, format)
        self._keys = keys
        self.written = 0

    def write(self, frame: av.VideoFrame) -> None:
        frame.pts, frame.time_base = self.written, _FRAME_TIME
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


def encode_working_clip(frames: Iterable[av.VideoFrame], out: Path, format: FilmFormat, handle_at: int) -> None:
    """Encode frames as a working clip whose handle begins at frame `handle_at`."""
    with ClipWriter(out, format, key_frames(handle_at)) as clip:
        for frame in frames:
            clip.write(frame)


def made_by_us(clip: Path, format: FilmFormat) -> bool:
    """Tell whether a clip's packets can be copied into a film of this size. Errors: FFmpegError."""
    return _headers(clip) == _own_headers(format)


@lru_cache(16)
def _own_headers(format: FilmFormat) -> bytes:
    with NamedTemporaryFile(suffix=".mp4") as clip:
        with ClipWriter(Path(clip.name), format) as writer:
            writer.write(av.VideoFrame(format.width, format.height, "yuv420p"))
        return _headers(Path(clip.name))


def _headers(clip: Path) -> bytes:
    """Return the avcC record of an MP4 file: H.264's parameter sets, equal if the encoder's settings are."""
    with open_media(clip) as container:
        return container.streams.video[0].codec_context.extradata or b""


def _add_video(container: OutputContainer, format: FilmFormat) -> av.VideoStream:
    """Add a stream of H.264, yuv420p, BT.709, 30 frames a second."""
    stream: av.VideoStream = container.add_stream("libx264", rate=FPS, options=dict(_X264))
    stream.width, stream.height, stream.pix_fmt = format.width, format.height, "yuv420p"
    codec = stream.codec_context
    codec.time_base = _FRAME_TIME
    codec.thread_count = 1
    codec.color_range = _LIMITED_RANGE
    codec.color_primaries = codec.color_trc = codec.colorspace = _BT709
    return stream
