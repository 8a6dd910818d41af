"""What stands behind: studio light, a picture's own blurred colours, a drawn ground, and the dark foot under words."""

from typing import Final

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from media.animatic.colour import Colour, Palette, brightest, mixed, veil
from media.animatic.layout import Box
from media.animatic.variation import SceneVariation
from media.images.decode import covering, opaque

_COARSE: Final = 8
"""Soft backdrops are drawn at an eighth of their size."""

PAPER: Final[Colour] = (252, 252, 250)


def studio(size: tuple[int, int], palette: Palette, light: tuple[float, float]) -> Image.Image:
    """A light ground that falls off from where the product stands; `light` is its place in parts of the size."""
    return _enlarged(_glow(size, PAPER, palette.pale, light), size)


def blurred(picture: Image.Image, size: tuple[int, int], palette: Palette, unit: float) -> Image.Image:
    """The picture's own colours, out of focus, dark enough for white text."""
    soft = covering(opaque(picture), size[0] // _COARSE, size[1] // _COARSE)
    soft = soft.filter(ImageFilter.GaussianBlur(9 * unit))
    return _enlarged(_darkened(soft, palette.deep, at_least=0.5), size)


def drawn(size: tuple[int, int], palette: Palette, variation: SceneVariation) -> Image.Image:
    """A ground for words alone: light, two discs and a ring in the film's hue, dark enough for white text."""
    width, height = size
    image = _glow(size, palette.mid, palette.deep, (0.5, 0.36)).resize(size, Image.Resampling.BICUBIC)
    side = 1 - 2 * variation.mirrored
    short = min(size)

    def disc(x: float, y: float, radius: float, colour: Colour, strength: float) -> None:
        centre, reach = (width * (0.5 + side * x), height * y), short * radius
        mask = Image.new("L", size)
        bounds = (centre[0] - reach, centre[1] - reach, centre[0] + reach, centre[1] + reach)
        ImageDraw.Draw(mask).ellipse(bounds, fill=255)
        fade = Image.linear_gradient("L").rotate(90 + 90 * side).resize(size)
        image.paste(colour, mask=ImageChops.multiply(mask, fade.point([int(v * strength) for v in range(256)])))

    turn = variation.drift * 0.12
    disc(0.42, 0.10 + turn, 0.62, palette.accent, 0.75)
    disc(0.20, 0.30 + turn, 0.30, mixed(palette.accent, (255, 255, 255), 0.35), 0.35)
    disc(-0.46, 0.94 - turn, 0.50, palette.accent, 0.5)
    soft = image.filter(ImageFilter.GaussianBlur(short / 300))
    return _darkened(soft, palette.deep, at_least=0.0)


def foot(picture: Image.Image, size: tuple[int, int], text: Box, palette: Palette) -> tuple[Image.Image, int]:
    """A scrim (RGBA) and its top edge: from nothing to dark enough for white text where the text begins."""
    width, height = size
    top = max(0, int(text.top - height * 0.26)) & ~1
    share = veil(brightest(opaque(picture)), palette.deep, at_least=0.45)
    rows = np.arange(height - top, dtype=np.float32)
    climb = np.clip(rows / max(1, text.top - top), 0, 1)
    fall = np.clip((rows - (text.top - top)) / max(1, height - text.top), 0, 1)
    strength = climb * climb * (3 - 2 * climb) * (share + (0.94 - share) * fall * 0.6)
    scrim = Image.new("RGBA", (width, height - top), (*palette.deep, 0))
    alpha = Image.fromarray((strength * 255).astype(np.uint8)[:, None])
    scrim.putalpha(alpha.resize(scrim.size))
    return scrim, top


def _glow(size: tuple[int, int], near: Colour, far: Colour, light: tuple[float, float]) -> Image.Image:
    width, height = size
    rows, columns = np.mgrid[0:height:_COARSE, 0:width:_COARSE].astype(np.float32)
    across, down = (columns - width * light[0]) / width, (rows - height * light[1]) / height * 1.1
    distance = np.clip(np.hypot(across, down) * 1.25, 0, 1)[..., None]
    return Image.fromarray((np.array(near) * (1 - distance) + np.array(far) * distance).astype(np.uint8))


def _darkened(image: Image.Image, deep: Colour, at_least: float) -> Image.Image:
    return Image.blend(image, Image.new("RGB", image.size, deep), veil(brightest(image), deep, at_least))


def _enlarged(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    return image.resize(size, Image.Resampling.BICUBIC)
