"""Cut a product out of its plain background."""

from typing import Final

import numpy as np
from PIL import Image, ImageChops, ImageFilter

from media.decoding.pictures.picture import flatten

_FLAT: Final = 6
"""A border whose channels have a lower standard deviation is a plain background."""

_MAP: Final = 200
"""Side of the small map on which inside and outside are told apart."""


def cut_out(image: Image.Image) -> Image.Image | None:
    """Return the product on transparency, cropped; None if the background is neither transparent nor plain."""
    if image.mode == "RGBA" and np.asarray(image.getchannel("A")).min() < 10:
        return _cropped(image)
    rgb = flatten(image)
    background = _plain_background(rgb)
    if background is None:
        return None
    product = rgb.convert("RGBA")
    product.putalpha(_product_alpha(rgb, background))
    return _cropped(product)


def _cropped(product: Image.Image) -> Image.Image | None:
    box = product.getchannel("A").point([255 * (value > 60) for value in range(256)]).getbbox()
    if box is None or box[2] - box[0] < 2 or box[3] - box[1] < 2:
        return None
    return product.crop(box)


def _plain_background(rgb: Image.Image) -> tuple[int, int, int] | None:
    small = np.asarray(rgb.resize((256, 256)), dtype=np.float32)
    border = np.concatenate([small[0], small[-1], small[:, 0], small[:, -1]])
    if border.std(axis=0).max() > _FLAT:
        return None
    red, green, blue = (int(value) for value in np.median(border, axis=0))
    return red, green, blue


def _product_alpha(rgb: Image.Image, background: tuple[int, int, int]) -> Image.Image:
    """Return an alpha that is opaque where the picture differs from the background and in all that this encloses."""
    channels = np.asarray(ImageChops.difference(rgb, Image.new("RGB", rgb.size, background)))
    difference = Image.fromarray(channels.max(axis=2))
    solid = difference.point([min(255, max(0, (value - 6) * 16)) for value in range(256)])
    inside = _inside(solid)
    core = inside.filter(ImageFilter.MinFilter(5)).resize(rgb.size, Image.Resampling.BICUBIC)
    limit = inside.filter(ImageFilter.MaxFilter(3)).resize(rgb.size, Image.Resampling.BICUBIC)
    return ImageChops.darker(ImageChops.lighter(solid, core), limit).filter(ImageFilter.GaussianBlur(1))


def _inside(solid: Image.Image) -> Image.Image:
    """Return a small map, 255 on the product and what it encloses: all that a flood from the corners does not reach."""
    small = solid.resize((_MAP, _MAP), Image.Resampling.BOX)
    low = small.point([255 * (value > 40) for value in range(256)]).filter(ImageFilter.MaxFilter(3))
    return Image.frombytes("L", low.size, _flooded(low.tobytes()))


def _flooded(pixels: bytes) -> bytes:
    """Return a map of the same size: 0 where a pixel is 0 and joined to a corner by its sides, else 255."""
    # Rows and columns of a border, which is not to be passed, make every pixel's four neighbours exist.
    stride = _MAP + 1
    free = bytearray(stride) + b"".join(
        b"\0" + bytes(value == 0 for value in pixels[row : row + _MAP]) for row in range(0, _MAP * _MAP, _MAP)
    )
    free += bytes(stride + 1)
    end = _MAP - 1
    found = [stride * (row + 1) + column + 1 for row in (0, end) for column in (0, end)]
    while found:
        at = found.pop()
        if free[at] == 1:
            free[at] = 2
            found += (at - 1, at + 1, at - stride, at + stride)
    rows = (free[start + 1 : start + stride] for start in range(stride, stride * stride, stride))
    return b"".join(bytes(0 if value == 2 else 255 for value in row) for row in rows)
