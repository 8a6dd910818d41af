"""Open pictures of unknown origin as 8-bit RGB or RGBA, upright, of bounded size, and fit them to a size."""

from contextlib import suppress
from pathlib import Path

import av
import numpy as np
from av.container import InputContainer
from PIL import Image, ImageOps

from domain.errors import InputRejected
from media.decoding.container import first_video, open_media
from media.decoding.filters import display_filters, filter_frames
from media.decoding.image_file import MAX_PIXELS, WORKING_SIDE, decode_image
from media.decoding.iso_boxes import read_iso_picture
from media.decoding.packets import video_frames


def open_picture(path: Path) -> Image.Image:
    """Open a picture, or the middle frame of a video, as RGB, or as RGBA if a pixel is transparent.

    Errors: InputRejected if the file is missing, damaged, too large, or neither picture nor video.
    """
    try:
        image = decode_image(path)
        opened = _upright(_rgb_image(image)) if image is not None else _video_frame(path)
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


def _upright(image: Image.Image) -> Image.Image:
    with suppress(Exception):  # A damaged EXIF says nothing of the picture.
        return ImageOps.exif_transpose(image)
    return image


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
            (shown,) = filter_frames([found.reformat(format="rgb24")], display_filters(stream, found))
    except av.error.FFmpegError as error:
        raise InputRejected(f"{path.name} is neither a picture nor a video") from error
    return Image.fromarray(shown.to_ndarray())


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


def _rgb_image(image: Image.Image) -> Image.Image:
    """Convert a picture of any mode to 8-bit RGB, or RGBA if a pixel is transparent. EXIF stays in `info`."""
    if image.mode.startswith("I") or image.mode == "F":
        return _from_deep_grey(np.asarray(image, dtype=np.float32))
    if "transparency" not in image.info and image.mode not in ("RGBA", "LA", "PA", "La", "RGBa"):
        return image.convert("RGB")
    rgba = image.convert("RGBA")
    return rgba if np.asarray(rgba.getchannel("A")).min() < 255 else rgba.convert("RGB")


def _from_deep_grey(values: np.ndarray[tuple[int, ...], np.dtype[np.float32]]) -> Image.Image:
    """Scale 16-bit or floating-point greys, which have no fixed range, to 8 bits."""
    values = np.nan_to_num(values)
    low, high = float(values.min()), float(values.max())
    if low >= 0 and high > 1:
        low, high = 0.0, 65535.0 if high > 255 else 255.0
    grey = (values - low) / ((high - low) or 1.0) * 255
    return Image.fromarray(np.clip(grey, 0, 255).astype(np.uint8)).convert("RGB")
