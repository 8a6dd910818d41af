"""From the colours of a file to ours: BT.709 in limited range for film, 8-bit sRGB for pictures."""

from typing import Final

import av
import numpy as np
from PIL import Image

FILM_COLOUR: Final = "out_color_matrix=bt709:out_range=tv"
"""Options of the `scale` filter that brings frames to the film's colours."""


def rgb_frame(frame: av.VideoFrame) -> av.VideoFrame:
    """Convert a decoded frame to 8-bit RGB."""
    return frame.reformat(format="rgb24")


def rgb_image(image: Image.Image) -> Image.Image:
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
