"""Clips that are quick to make."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

from PIL import Image

from domain.film_format import HANDLE_FRAMES, FilmFormat
from media.drawing.yuv_planes import planes_to_frame, to_layer
from media.video.encode import encode_clip, key_frames

SIZE = FilmFormat(width=720, height=1280)


def plain_clips(folder: Path) -> Callable[[int], Path]:
    """Return a function that makes a clip of that many frames and a handle, in one colour, with our encoder."""

    @cache
    def clip(frames: int) -> Path:
        path = folder / f"{frames}.mp4"
        picture = planes_to_frame(to_layer(Image.new("RGB", (SIZE.width, SIZE.height), (40, 90, 120))).planes)
        encode_clip([picture] * (frames + HANDLE_FRAMES), path, SIZE, key_frames(frames))
        return path

    return clip
