"""Open media files of unknown origin and choose their streams."""

from pathlib import Path
from typing import Final

import av
from av.container import InputContainer
from av.stream import Disposition, Stream

from media.decoding.streams.media_types import FORMATS

_OPTIONS: Final = {
    # Playlists, and whatever else names other files, are not opened: a file must not reach the network or the disk.
    "format_whitelist": FORMATS,
    "protocol_whitelist": "file",
}

_PICTURES: Final = Disposition.attached_pic | Disposition.timed_thumbnails
"""A cover, and pictures for a player's progress bar: no video."""

_SECONDARY: Final = (
    Disposition.comment
    | Disposition.dub
    | Disposition.lyrics
    | Disposition.karaoke
    | Disposition.hearing_impaired
    | Disposition.visual_impaired
    | Disposition.clean_effects
    | Disposition.descriptions
    | Disposition.dependent
    | Disposition.non_diegetic
    | Disposition.still_image
)
"""Streams that stand beside the main one, such as a commentary or an audio description."""


def open_media(path: Path) -> InputContainer:
    """Open a file; the caller closes it. Bytes in titles that are not UTF-8 are replaced. Errors: FFmpegError."""
    container = av.open(f"file:{path}", metadata_errors="replace", container_options=_OPTIONS)
    for stream in (*container.streams.video, *container.streams.audio):
        if _has_decoder(stream):
            # By default a decoder starts a thread for each core, each with frames of its own.
            stream.codec_context.thread_count = 1
    return container


def has_film(container: InputContainer) -> bool:
    """Tell whether there is a video stream, decoded or not, besides covers and such."""
    return any(not stream.disposition & _PICTURES for stream in container.streams.video)


def first_video(container: InputContainer) -> av.VideoStream | None:
    """Return the video stream that a player shows, of those that can be decoded: the larger one if equally ranked."""
    streams = [one for one in container.streams.video if _has_decoder(one) and not one.disposition & _PICTURES]
    return max(streams, key=lambda stream: (*_rank(stream), stream.width * stream.height), default=None)


def first_audio(container: InputContainer) -> av.AudioStream | None:
    """Return the audio stream that a player plays, of those that can be decoded: the first one if equally ranked."""
    return max((one for one in container.streams.audio if _has_decoder(one)), key=_rank, default=None)


def _rank(stream: av.VideoStream | av.AudioStream) -> tuple[bool, bool]:
    """Rank the default stream first, as players do, and a main stream before one that stands beside it."""
    return bool(stream.disposition & Disposition.default), not stream.disposition & _SECONDARY


def _has_decoder(stream: Stream) -> bool:
    # PyAV gives a stream of an unknown codec no context, whatever its type hints say.
    context: object = stream.codec_context
    return context is not None
