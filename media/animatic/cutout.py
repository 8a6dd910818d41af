"""The product alone: a picture without its plain background."""

from typing import Final

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter

_FLAT: Final = 6
"""A border whose channels vary by less (standard deviation) is a plain background."""

_MAP: Final = 200
"""Side of the small map on which outside is told from inside."""

_OUTSIDE: Final = 128


def cut_out(image: Image.Image) -> Image.Image | None:
    """The product on transparency, cropped; None when the background is neither transparent nor plain."""
    if image.mode == "RGBA" and np.asarray(image.getchannel("A")).min() < 10:
        return _cropped(image)
    rgb = image.convert("RGB")
    ground = _plain_ground(rgb)
    if ground is None:
        return None
    product = rgb.convert("RGBA")
    product.putalpha(_product_alpha(rgb, ground))
    return _cropped(product)


def _cropped(product: Image.Image) -> Image.Image | None:
    box = product.getchannel("A").point([255 * (value > 60) for value in range(256)]).getbbox()
    if box is None or box[2] - box[0] < 2 or box[3] - box[1] < 2:
        return None
    return product.crop(box)


def _plain_ground(rgb: Image.Image) -> tuple[int, int, int] | None:
    small = np.asarray(rgb.resize((256, 256)), dtype=np.float32)
    border = np.concatenate([small[0], small[-1], small[:, 0], small[:, -1]])
    if border.std(axis=0).max() > _FLAT:
        return None
    red, green, blue = (int(value) for value in np.median(border, axis=0))
    return red, green, blue


def _product_alpha(rgb: Image.Image, ground: tuple[int, int, int]) -> Image.Image:
    """Opaque where the picture differs from the ground, and everywhere that the ground does not reach from outside."""
    red, green, blue = ImageChops.difference(rgb, Image.new("RGB", rgb.size, ground)).split()
    difference = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    solid = difference.point([min(255, max(0, (value - 6) * 16)) for value in range(256)])
    inside = _inside(solid)
    core = inside.filter(ImageFilter.MinFilter(5)).resize(rgb.size, Image.Resampling.BICUBIC)
    limit = inside.filter(ImageFilter.MaxFilter(3)).resize(rgb.size, Image.Resampling.BICUBIC)
    return ImageChops.darker(ImageChops.lighter(solid, core), limit).filter(ImageFilter.GaussianBlur(1))


def _inside(solid: Image.Image) -> Image.Image:
    """A small map, 255 on the product: white inside the product stays, as the flood comes from the corners."""
    small = solid.resize((_MAP, _MAP), Image.Resampling.BOX)
    low = small.point([255 * (value > 40) for value in range(256)]).filter(ImageFilter.MaxFilter(3))
    end = _MAP - 1
    for corner in ((0, 0), (end, 0), (0, end), (end, end)):
        if low.getpixel(corner) == 0:
            ImageDraw.floodfill(low, corner, _OUTSIDE)
    return low.point([0 if value == _OUTSIDE else 255 for value in range(256)])
