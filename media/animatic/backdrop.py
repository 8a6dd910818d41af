"""Backgrounds of a scene, and the scrim that darkens a picture under text."""

from typing import Final

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from media.animatic.camera import SceneVariation
from media.decoding.pictures.picture import cover, flatten
from media.drawing.boxes import Box
from media.drawing.ground import COARSE, glow
from media.drawing.palette import WHITE, Colour, Palette, brightest_grey, mix_colours, tint_strength
from media.drawing.yuv_planes import PlacedLayer, tinted, to_layer

_PAPER: Final[Colour] = (252, 252, 250)


def studio_backdrop(size: tuple[int, int], palette: Palette, light: tuple[float, float]) -> Image.Image:
    """Draw a light ground that falls off from the place of the light, given in parts of the size."""
    return glow(size, _PAPER, palette.pale, light).resize(size, Image.Resampling.BICUBIC)


def blurred_backdrop(picture: Image.Image, size: tuple[int, int], palette: Palette, unit: float) -> Image.Image:
    """Blur the picture, dark enough for white text."""
    soft = cover(flatten(picture), size[0] // COARSE, size[1] // COARSE).filter(ImageFilter.GaussianBlur(9 * unit))
    return _darkened(soft, palette.deep, at_least=0.5).resize(size, Image.Resampling.BICUBIC)


def graphic_backdrop(size: tuple[int, int], palette: Palette, variation: SceneVariation) -> Image.Image:
    """Draw a glow and three discs in the palette's hue, dark enough for white text."""
    width, height = size
    image = glow(size, palette.mid, palette.deep, (0.5, 0.36)).resize(size, Image.Resampling.BICUBIC)
    side = 1 - 2 * variation.mirrored
    short = min(size)

    def disc(x: float, y: float, radius: float, colour: Colour, strength: float) -> None:
        centre, reach = (width * (0.5 + side * x), height * y), short * radius
        mask = Image.new("L", size)
        bounds = (centre[0] - reach, centre[1] - reach, centre[0] + reach, centre[1] + reach)
        ImageDraw.Draw(mask).ellipse(bounds, fill=255)
        fade = Image.linear_gradient("L").rotate(90 + 90 * side).resize(size)
        image.paste(colour, mask=ImageChops.multiply(mask, fade.point([int(v * strength) for v in range(256)])))

    shift = variation.drift * 0.12
    disc(0.42, 0.10 + shift, 0.62, palette.accent, 0.75)
    disc(0.20, 0.30 + shift, 0.30, mix_colours(palette.accent, WHITE, 0.35), 0.35)
    disc(-0.46, 0.94 - shift, 0.50, palette.accent, 0.5)
    return _darkened(image.filter(ImageFilter.GaussianBlur(short / 300)), palette.deep, at_least=0.0)


def text_scrim(picture: Image.Image, size: tuple[int, int], text: Box, palette: Palette) -> PlacedLayer:
    """Draw a scrim over the film's lower part.

    It rises from transparent to dark enough for white text where the text begins.
    """
    width, height = size
    top = max(0, int(text.top - height * 0.26)) & ~1
    share = tint_strength(brightest_grey(flatten(picture)), palette.deep, at_least=0.45)
    rows = np.arange(height - top, dtype=np.float32)
    rise = np.clip(rows / max(1, text.top - top), 0, 1)
    below = np.clip((rows - (text.top - top)) / max(1, height - text.top), 0, 1)
    strength = rise * rise * (3 - 2 * rise) * (share + (0.94 - share) * below * 0.6)
    alpha = Image.fromarray((strength * 255).astype(np.uint8)[:, None])
    return PlacedLayer(to_layer(tinted(alpha.resize((width, height - top)), palette.deep)), 0, top)


def _darkened(image: Image.Image, deep: Colour, at_least: float) -> Image.Image:
    strength = tint_strength(brightest_grey(image), deep, at_least)
    return Image.blend(image, Image.new("RGB", image.size, deep), strength)
