"""The frame on which a clip ends in a film, as a picture from which another clip may begin."""

from pathlib import Path
from typing import Final

import av
from av.container import InputContainer
from PIL import Image

from domain.errors import InputRejected
from media.decoding.colours.picture_colour import to_srgb
from media.decoding.frames.shown_frames import still_filter
from media.decoding.pictures.picture import flatten
from media.decoding.streams.container import first_video, open_media
from media.decoding.streams.packets import video_frames
from media.video.film_frames import paced

_QUALITY: Final = 95
"""Of a JPEG from which a vendor films on: what it blurs would be seen to jump."""


def write_last_frame(clip: Path, into: Path, frames: int, side: int) -> None:
    """Write a JPEG of the last of the clip's first `frames` frames of film, or of its last one if it is shorter.

    It shows all of the frame, upright, with square pixels, in sRGB, no side longer than `side` pixels.

    Errors: InputRejected if the clip has no frame that can be decoded.
    """
    try:
        with open_media(clip) as container:
            stream = first_video(container)
            found = _last_shown(container, stream, frames) if stream else None
            if stream is None or found is None:
                raise InputRejected(f"{clip.name} has no frames")
            shown = still_filter(stream, clip, side)(found)
    except av.error.FFmpegError as error:
        raise InputRejected(f"{clip.name} is damaged: {error.strerror}") from error
    picture = flatten(to_srgb(Image.fromarray(shown.to_ndarray())))
    picture.save(into, "jpeg", quality=_QUALITY)


def _last_shown(container: InputContainer, stream: av.VideoStream, frames: int) -> av.VideoFrame | None:
    """Return the decoded frame that is shown last of so many frames of film; None if nothing can be decoded."""
    last: av.VideoFrame | None = None
    for decoded, times in paced(video_frames(container, stream), stream):
        if times:
            last, frames = decoded, frames - times
        if frames <= 0:
            break
    return last
