"""Clips to film with, made in no time."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

from PIL import Image

from domain.film_format import HANDLE_FRAMES, FilmFormat
from media.images.yuv_planes import layer, to_frame
from media.video.encode import ClipWriter, key_frames

SIZE = FilmFormat(width=720, height=1280)


def plain_clips(folder: Path) -> Callable[[int], Path]:
    """Gives a clip of so many frames and its handle, one colour, made as our encoder makes it: nothing to encode
    again."""

    @cache
    def clip(frames: int) -> Path:
        path = folder / f"{frames}.mp4"
        picture = to_frame(layer(Image.new("RGB", (SIZE.width, SIZE.height), (40, 90, 120))).planes)
        with ClipWriter(path, SIZE, key_frames(frames)) as writer:
            for _ in range(frames + HANDLE_FRAMES):
                writer.write(picture)
        return path

    return clip
