"""Drawing in the film's own planes: Y, U and V at 4:2:0, BT.709, limited range.

Frames are never RGB: that is half the pixels and no conversion for each frame.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, cast

import av
import numpy as np
from PIL import Image

Planes = tuple[Image.Image, Image.Image, Image.Image]
"""Y at full size, U and V at half; 8-bit greyscale images."""

Mask = tuple[Image.Image, Image.Image]
"""Opacity, 0 to 255, at the size of Y and at the size of U and V."""

_Y: Final = (0.1826, 0.6142, 0.0620, 16.0)
_U: Final = (-0.1006, -0.3386, 0.4392, 128.0)
_V: Final = (0.4392, -0.3989, -0.0403, 128.0)
"""Weights of red, green and blue in a plane, and what is added."""

_GRAIN: Final = 0.9
"""Noise, in levels of Y, that hides the bands of a soft gradient."""


@dataclass(frozen=True)
class Layer:
    """A picture ready to be pasted; `alpha` is None if it is opaque."""

    planes: Planes
    alpha: Mask | None


@dataclass(frozen=True)
class PlacedLayer:
    """A layer and the pixel of the film where its top left corner lies."""

    layer: Layer
    x: int
    y: int

    def paste(self, canvas: Planes, opacity: float = 1.0, lower_by: int = 0) -> None:
        """Draw the layer, with its corner rounded down to even pixels; it may hang over the edge."""
        if opacity <= 0:
            return
        x, y = self.x & ~1, (self.y + lower_by) & ~1
        for shift, target, source in zip((0, 1, 1), canvas, self.layer.planes, strict=True):
            mask = self.layer.alpha[shift] if self.layer.alpha else None
            if opacity < 1:
                opaque = mask or Image.new("L", source.size, 255)
                mask = opaque.point([round(value * opacity) for value in range(256)])
            target.paste(source, (x >> shift, y >> shift), mask)

    def cut_from(self, canvas: Planes) -> "PlacedLayer":
        """Return what is where the layer is pasted."""
        x, y = self.x & ~1, self.y & ~1

        def part(plane: Image.Image, by: int) -> Image.Image:
            width, height = (length // by for length in self.layer.planes[0].size)
            return plane.crop((x // by, y // by, x // by + width, y // by + height))

        return PlacedLayer(Layer(map_planes(canvas, part), None), x, y)


class Canvas:
    """A frame of the film whose planes are drawn into. `frame` is encoded as it is then, without a copy."""

    def __init__(self, width: int, height: int) -> None:
        self.frame = av.VideoFrame(width, height, "yuv420p")
        self.planes = planes_of(self.frame)


def planes_of(frame: av.VideoFrame) -> Planes:
    """Return images whose pixels are those of a frame in yuv420p: what is drawn into them is in the frame."""
    y, u, v = (_view(plane) for plane in frame.planes)
    return y, u, v


def _view(plane: av.video.plane.VideoPlane) -> Image.Image:
    """Return an image whose pixels are those of the plane."""
    # Pillow wants the type of a numpy array, and takes whatever gives a buffer.
    buffer = cast(bytes, plane)
    view = Image.frombuffer("L", (plane.width, plane.height), buffer, "raw", "L", plane.line_size, 1)
    view.readonly = 0
    return view


def to_layer(image: Image.Image, *, dither: bool = False) -> Layer:
    """Convert an RGB or RGBA picture."""
    rgb = image.convert("RGB")
    y, u, v = rgb.convert("RGB", (*_Y, *_U, *_V)).split()
    if dither:
        exact = np.asarray(rgb) @ np.array(_Y[:3], dtype=np.float32) + np.float32(_Y[3])
        exact += np.random.default_rng(7).uniform(-_GRAIN, _GRAIN, exact.shape)
        y = Image.fromarray((exact + 0.5).astype(np.uint8))
    alpha = to_mask(image.getchannel("A")) if image.mode == "RGBA" else None
    return Layer((y, _half(u), _half(v)), alpha)


def tinted(alpha: Image.Image, colour: tuple[int, int, int] = (0, 0, 0)) -> Image.Image:
    """Return a picture of one colour with that opacity."""
    image = Image.new("RGBA", alpha.size, (*colour, 0))
    image.putalpha(alpha)
    return image


def to_mask(alpha: Image.Image) -> Mask:
    return alpha, _half(alpha)


def map_planes(planes: Planes, change: Callable[[Image.Image, int], Image.Image]) -> Planes:
    """Change each plane; the second argument is what its sides are divided by: 1 for Y, 2 for U and V."""
    y, u, v = planes
    return change(y, 1), change(u, 2), change(v, 2)


def planes_to_frame(planes: Planes) -> av.VideoFrame:
    flat = np.concatenate([np.asarray(plane).ravel() for plane in planes])
    return av.VideoFrame.from_ndarray(flat.reshape(-1, planes[0].width), format="yuv420p")


def planes_to_image(planes: Planes) -> Image.Image:
    rgb = planes_to_frame(planes).reformat(
        format="rgb24", src_colorspace="ITU709", src_color_range="MPEG", dst_color_range="JPEG"
    )
    return Image.fromarray(rgb.to_ndarray())


def _half(plane: Image.Image) -> Image.Image:
    size = ((plane.width + 1) // 2, (plane.height + 1) // 2)
    return plane.resize(size, Image.Resampling.BOX)
