"""Open pictures of unknown origin as 8-bit RGB or RGBA, upright, of bounded size, and fit them to a size."""

import warnings
from pathlib import Path
from typing import Final

import av
import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from domain.errors import InputRejected
from media.decoding.container import first_video, open_media
from media.decoding.filters import display_filters, filter_frames

MAX_PIXELS: Final = 64_000_000
"""Largest picture that is decoded: a file of a few kilobytes can claim gigapixels."""

WORKING_SIDE: Final = 2600
"""Longest side that is kept: enough for 1920 pixels at the closest zoom."""


def open_picture(path: Path) -> Image.Image:
    """Open a picture, or the middle frame of a video, as RGB, or as RGBA if a pixel is transparent.

    Errors: InputRejected if the file is missing, damaged, too large, or neither picture nor video.
    """
    try:
        with warnings.catch_warnings(action="ignore"), Image.open(path) as image:
            image.draft("RGB", (WORKING_SIDE, WORKING_SIDE))
            if image.width * image.height > MAX_PIXELS:
                raise _too_large(path)
            opened = ImageOps.exif_transpose(_rgb_image(image))
    except UnidentifiedImageError:
        opened = _middle_frame(path)
    except Image.DecompressionBombError as error:
        raise _too_large(path) from error
    except (OSError, SyntaxError, ValueError, EOFError, TypeError, IndexError) as error:
        # Pillow's decoders raise any of these on a damaged file.
        raise InputRejected(f"{path.name} cannot be opened as a picture: {error}") from error
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


def _middle_frame(path: Path) -> Image.Image:
    try:
        with open_media(path) as container:
            stream = first_video(container)
            if stream is None:
                raise InputRejected(f"{path.name} is neither a picture nor a video")
            if stream.width * stream.height > MAX_PIXELS:
                raise _too_large(path)
            middle = (container.start_time or 0) + (container.duration or 0) // 2
            container.seek(middle)
            found: av.VideoFrame | None = None
            # Seeking stops at the key frame before; a stream that ends early gives its last frame.
            for found in container.decode(stream):
                if found.time is None or found.time >= middle / av.time_base:
                    break
            if found is None:
                raise InputRejected(f"{path.name} has no frames")
            (shown,) = filter_frames([found.reformat(format="rgb24")], display_filters(stream, found))
    except av.error.FFmpegError as error:
        raise InputRejected(f"{path.name} is neither a picture nor a video") from error
    return Image.fromarray(shown.to_ndarray())


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


def _too_large(path: Path) -> InputRejected:
    return InputRejected(f"{path.name} has more than {MAX_PIXELS:,} pixels")
