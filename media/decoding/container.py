"""Open media files of unknown origin and choose their streams."""

from pathlib import Path

import av
from av.container import InputContainer
from av.stream import Disposition


def open_media(path: Path) -> InputContainer:
    """Open a file; the caller closes it. Bytes in titles that are not UTF-8 are replaced. Errors: FFmpegError."""
    return av.open(str(path), metadata_errors="replace")


def first_video(container: InputContainer) -> av.VideoStream | None:
    """Return the first video stream that can be decoded and is not a cover picture."""
    streams = (stream for stream in container.streams.video if not stream.disposition & Disposition.attached_pic)
    return next((stream for stream in streams if _has_decoder(stream)), None)


def first_audio(container: InputContainer) -> av.AudioStream | None:
    """Return the first audio stream that can be decoded."""
    return next((stream for stream in container.streams.audio if _has_decoder(stream)), None)


def _has_decoder(stream: av.VideoStream | av.AudioStream) -> bool:
    # PyAV gives a stream of an unknown codec no context, whatever its type hints say.
    context: object = stream.codec_context
    return context is not None
