"""Pictures from strangers' files: whatever opens becomes 8-bit RGB or RGBA, upright, of bounded size."""

import warnings
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

import av
import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from domain.errors import InputRejected
from media.video.container import open_media, video_of

MAX_PIXELS: Final = 64_000_000
"""Largest picture that is decoded. A file of a few kilobytes can claim gigapixels."""

WORKING_SIDE: Final = 2600
"""Pictures are kept no larger than this on their long side: enough for 1920 with the closest zoom."""

MOST_PICTURES: Final = 3
"""Pictures shown in one scene."""


def open_pictures(paths: Iterable[Path]) -> list[Image.Image]:
    """The first few that can be shown, in order. A broken picture never stops a film."""
    pictures: list[Image.Image] = []
    for path in paths:
        try:
            pictures.append(open_picture(path))
        except InputRejected:
            continue
        if len(pictures) == MOST_PICTURES:
            break
    return pictures


def open_picture(path: Path) -> Image.Image:
    """A picture, or the middle frame of a video. RGB, or RGBA when something in it is transparent.

    Errors: InputRejected when the file is missing, broken, too large, or neither picture nor video.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _prepared(path)
    except UnidentifiedImageError:
        return _middle_frame(path)
    except Image.DecompressionBombError as error:
        raise InputRejected(f"{path.name} has more than {MAX_PIXELS:,} pixels") from error
    except (OSError, SyntaxError, ValueError, EOFError, TypeError, IndexError) as error:
        # Pillow's decoders answer a damaged file with any of these.
        raise InputRejected(f"{path.name} cannot be opened as a picture: {error}") from error


def _prepared(path: Path) -> Image.Image:
    with Image.open(path) as image:
        image.draft("RGB", (WORKING_SIDE, WORKING_SIDE))
        if image.width * image.height > MAX_PIXELS:
            raise Image.DecompressionBombError(path.name)
        upright = ImageOps.exif_transpose(_eight_bit(image))
    upright.thumbnail((WORKING_SIDE, WORKING_SIDE), Image.Resampling.LANCZOS)
    return upright


def _eight_bit(image: Image.Image) -> Image.Image:
    """RGB or RGBA; EXIF stays in `info`, so that the picture can still be turned."""
    if image.mode.startswith("I") or image.mode == "F":
        return _from_deep_grey(np.asarray(image, dtype=np.float32))
    transparent = "transparency" in image.info or image.mode in ("RGBA", "LA", "PA", "La", "RGBa")
    if not transparent:
        return image.convert("RGB")
    rgba = image.convert("RGBA")
    return rgba if np.asarray(rgba.getchannel("A")).min() < 255 else rgba.convert("RGB")


def _from_deep_grey(values: np.ndarray[tuple[int, ...], np.dtype[np.float32]]) -> Image.Image:
    """16-bit and floating point greys; the latter have no fixed range."""
    values = np.nan_to_num(values)
    low, high = float(values.min()), float(values.max())
    if low >= 0 and high > 1:
        low, high = 0.0, 65535.0 if high > 255 else 255.0
    grey = (values - low) / ((high - low) or 1.0) * 255
    return Image.fromarray(np.clip(grey, 0, 255).astype(np.uint8)).convert("RGB")


def _middle_frame(path: Path) -> Image.Image:
    try:
        with open_media(path) as container:
            stream = video_of(container)
            if stream is None:
                raise InputRejected(f"{path.name} is neither a picture nor a video")
            if stream.width * stream.height > MAX_PIXELS:
                raise InputRejected(f"{path.name} has more than {MAX_PIXELS:,} pixels")
            middle = (container.start_time or 0) + (container.duration or 0) // 2
            container.seek(middle)
            frame = _frame_at(container.decode(stream), middle / av.time_base)
    except av.error.FFmpegError as error:
        raise InputRejected(f"{path.name} is neither a picture nor a video") from error
    if frame is None:
        raise InputRejected(f"{path.name} has no frames")
    image = Image.fromarray(frame.to_ndarray(format="rgb24")).rotate(frame.rotation, expand=True)
    image.thumbnail((WORKING_SIDE, WORKING_SIDE), Image.Resampling.LANCZOS)
    return image


def _frame_at(frames: Iterator[av.VideoFrame], seconds: float) -> av.VideoFrame | None:
    """The first frame at that time or later, else the last one: seeking stops at the key frame before."""
    last = None
    for last in frames:
        if last.time is None or last.time >= seconds:
            break
    return last


def covering(image: Image.Image, width: int, height: int) -> Image.Image:
    """The picture scaled to fill that many pixels. Of what is too high the upper part is kept: faces are there."""
    return ImageOps.fit(image, (width, height), Image.Resampling.LANCZOS, centering=(0.5, 0.4))


def share_kept(image: Image.Image, width: int, height: int) -> float:
    """The part of the picture, 0 to 1, that is left when it covers something of those proportions."""
    own, wanted = image.width / image.height, width / height
    return min(own / wanted, wanted / own)


def opaque(image: Image.Image, ground: tuple[int, int, int] = (255, 255, 255)) -> Image.Image:
    """The picture in RGB, on a plain ground where it is transparent."""
    if image.mode == "RGB":
        return image
    plain = Image.new("RGBA", image.size, ground)
    return Image.alpha_composite(plain, image.convert("RGBA")).convert("RGB")
