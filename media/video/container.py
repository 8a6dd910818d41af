"""Opening media files that strangers made."""

from pathlib import Path

import av
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.video.stream import VideoStream


def open_media(path: Path) -> InputContainer:
    """The file, to be closed by the caller's with statement. Errors: av.error.FFmpegError.

    Titles and the like are read with what is no UTF-8 in them replaced: they are not why a clip is wanted.
    """
    return av.open(str(path), metadata_errors="replace")


def video_of(container: InputContainer) -> VideoStream | None:
    """The first stream of moving pictures that there is a decoder for; a record's cover is none."""
    for stream in container.streams.video:
        # A stream of an unknown codec has no context, whatever its type says.
        known: object = stream.codec_context
        if known is not None and not stream.disposition & av.stream.Disposition.attached_pic:
            return stream
    return None


def audio_of(container: InputContainer) -> AudioStream | None:
    """The first stream of sound that there is a decoder for."""
    for stream in container.streams.audio:
        known: object = stream.codec_context
        if known is not None:
            return stream
    return None
