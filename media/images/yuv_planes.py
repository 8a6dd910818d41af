"""Drawing in the planes of the film: Y, U and V at 4:2:0, BT.709, limited range.

No frame is ever RGB: half the pixels, no conversion per frame, and every overlay is one paste per plane.
"""

from dataclasses import dataclass
from typing import Final

import av
import numpy as np
from PIL import Image

Planes = tuple[Image.Image, Image.Image, Image.Image]
"""Y at full size, U and V at half; 8-bit greyscale images."""

_BT709: Final = np.array(
    [[0.1826, 0.6142, 0.0620], [-0.1006, -0.3386, 0.4392], [0.4392, -0.3989, -0.0403]], dtype=np.float32
)
_OFFSET: Final = np.array([16, 128, 128], dtype=np.float32)
_GRAIN: Final = 0.9
"""Noise, in levels of Y, under which a soft gradient does not show bands."""


@dataclass(frozen=True)
class Layer:
    """A picture ready to be drawn: its planes, and its alpha at full and half size (None: opaque)."""

    planes: Planes
    alpha: tuple[Image.Image, Image.Image] | None

    @property
    def size(self) -> tuple[int, int]:
        return self.planes[0].size


def layer(image: Image.Image, *, dither: bool = False) -> Layer:
    """An RGB or RGBA picture as a layer."""
    yuv = np.asarray(image.convert("RGB"), dtype=np.float32) @ _BT709.T + _OFFSET
    if dither:
        yuv[..., 0] += np.random.default_rng(7).uniform(-_GRAIN, _GRAIN, yuv.shape[:2])
    y, u, v = (Image.fromarray((np.clip(yuv[..., k], 0, 254.4) + 0.5).astype(np.uint8)) for k in range(3))
    alpha = with_half(image.getchannel("A")) if image.mode == "RGBA" else None
    return Layer((y, _half(u), _half(v)), alpha)


def with_half(mask: Image.Image) -> tuple[Image.Image, Image.Image]:
    """A mask, and the same at the size of the colour planes."""
    return mask, _half(mask)


def put(canvas: Planes, overlay: Layer, x: int, y: int, opacity: float = 1.0) -> None:
    """Draw a layer with its top left corner at (x, y), rounded down to even pixels; it may hang over the edge."""
    if opacity <= 0:
        return
    x, y = x & ~1, y & ~1
    for shift, target, source in zip((0, 1, 1), canvas, overlay.planes, strict=True):
        mask = overlay.alpha[shift] if overlay.alpha else None
        target.paste(source, (x >> shift, y >> shift), faded(mask, source.size, opacity))


def faded(mask: Image.Image | None, size: tuple[int, int], opacity: float) -> Image.Image | None:
    """The mask at an opacity from 0 to 1; None stands for fully opaque."""
    if opacity >= 1:
        return mask
    if mask is None:
        return Image.new("L", size, round(255 * opacity))
    return mask.point([round(value * opacity) for value in range(256)])


def window(backdrop: Layer, x: int, y: int, width: int, height: int) -> Planes:
    """A new canvas: the part of an opaque layer that begins at (x, y), rounded down to even pixels."""
    x, y = x & ~1, y & ~1
    parts = (
        plane.crop((x >> s, y >> s, (x >> s) + (width >> s), (y >> s) + (height >> s)))
        for s, plane in zip((0, 1, 1), backdrop.planes, strict=True)
    )
    luma, blue, red = parts
    return luma, blue, red


def to_frame(canvas: Planes) -> av.VideoFrame:
    """The canvas as a frame for the encoder."""
    flat = np.concatenate([np.asarray(plane).ravel() for plane in canvas])
    return av.VideoFrame.from_ndarray(flat.reshape(-1, canvas[0].width), format="yuv420p")


def to_image(canvas: Planes) -> Image.Image:
    """The canvas as an RGB picture."""
    rgb = to_frame(canvas).reformat(
        format="rgb24", src_colorspace="ITU709", src_color_range="MPEG", dst_color_range="JPEG"
    )
    return Image.fromarray(rgb.to_ndarray())


def _half(plane: Image.Image) -> Image.Image:
    size = ((plane.width + 1) // 2, (plane.height + 1) // 2)
    return plane.resize(size, Image.Resampling.BOX)
