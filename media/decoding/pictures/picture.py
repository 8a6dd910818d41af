"""Open pictures of unknown origin as 8-bit RGB or RGBA, upright, of bounded size, and fit them to a size."""

from contextlib import suppress
from pathlib import Path
from typing import Final

import av
from av.container import InputContainer
from PIL import ExifTags, Image, ImageOps

from domain.errors import InputRejected
from media.decoding.colours.picture_colour import to_srgb
from media.decoding.frames.shown_frames import still_filter
from media.decoding.pictures.image_file import MAX_PIXELS, WORKING_SIDE, decode_image
from media.decoding.streams.container import first_video, open_media
from media.decoding.streams.iso_boxes import read_iso_picture
from media.decoding.streams.packets import video_frames

_TURNS: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""By EXIF's Orientation."""


def open_picture(path: Path) -> Image.Image:
    """Open a picture, or the middle frame of a video, as RGB, or as RGBA if a pixel is transparent.

    Errors: InputRejected if the file is missing, damaged, too large, or neither picture nor video.
    """
    try:
        image = decode_image(path)
        opened = _upright(to_srgb(image), image) if image is not None else _video_frame(path)
    except MemoryError as error:
        raise InputRejected(f"{path.name} needs too much memory; send a smaller file") from error
    except OSError as error:
        raise InputRejected(f"{path.name} cannot be read: {error.strerror}") from error
    opened.thumbnail((WORKING_SIDE, WORKING_SIDE), Image.Resampling.LANCZOS)
    return opened


def cover(image: Image.Image, width: int, height: int) -> Image.Image:
    """Scale and crop the picture to that size. Of a tall picture the upper part is kept, where faces are."""
    return ImageOps.fit(image, (width, height), Image.Resampling.LANCZOS, centering=(0.5, 0.4))


def flatten(image: Image.Image) -> Image.Image:
    """Return the picture as RGB, on white where it is transparent."""
    if image.mode == "RGB":
        return image
    white = Image.new("RGBA", image.size, "white")
    return Image.alpha_composite(white, image.convert("RGBA")).convert("RGB")


def write_preview(path: Path, into: Path, side: int) -> None:
    """Write a JPEG of a picture file, upright, no side longer than `side` pixels. Errors: as `open_picture`."""
    picture = flatten(open_picture(path))
    picture.thumbnail((side, side), Image.Resampling.LANCZOS)
    picture.save(into, "jpeg", quality=85)


def _upright(shown: Image.Image, stored: Image.Image) -> Image.Image:
    """Turn and mirror a picture as the EXIF of the stored one says."""
    orientation = 1
    with suppress(Exception):  # A damaged EXIF says nothing of the picture.
        orientation = stored.getexif().get(ExifTags.Base.Orientation, 1)
    turn = _TURNS.get(orientation)
    return shown if turn is None else shown.transpose(turn)


def _video_frame(path: Path) -> Image.Image:
    """Return a video's middle frame, or if it ends before the last; of a sequence of pictures the first."""
    boxes = read_iso_picture(path)
    try:
        with open_media(path) as container:
            stream = first_video(container)
            if stream is None:
                raise InputRejected(f"{path.name} is neither a picture nor a video")
            if stream.width * stream.height > MAX_PIXELS:
                raise InputRejected(f"{path.name} has frames of more than {MAX_PIXELS:,} pixels; send a smaller video")
            found = None if boxes else _middle_frame(container, stream)
            if found is None:
                container.seek(container.start_time or 0)
                found = next(video_frames(container, stream), None)
            if found is None:
                raise InputRejected(f"{path.name} has no frames")
            shown = still_filter(stream, path, WORKING_SIDE)(found)
    except av.error.FFmpegError as error:
        raise InputRejected(f"{path.name} is neither a picture nor a video") from error
    return to_srgb(Image.fromarray(shown.to_ndarray()))


def _middle_frame(container: InputContainer, stream: av.VideoStream) -> av.VideoFrame | None:
    """Return the frame in the middle of the length that the file claims, or the last one before; None without one."""
    middle = (container.start_time or 0) + (container.duration or 0) // 2
    container.seek(middle)
    found: av.VideoFrame | None = None
    # Seeking stops at the key frame before.
    for found in video_frames(container, stream):
        if found.time is None or found.time >= middle / av.time_base:
            break
    return found
