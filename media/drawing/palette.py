"""Choose colours from a picture, with contrast as WCAG 2.2 defines it."""

import colorsys
import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from PIL import Image

from media.decoding.pictures.picture import flatten

Colour = tuple[int, int, int]
"""sRGB, 0 to 255."""

WHITE: Final[Colour] = (255, 255, 255)
INK: Final[Colour] = (14, 16, 20)
BLACK: Final[Colour] = (0, 0, 0)

MIN_CONTRAST: Final = 4.5
"""Least contrast of text: WCAG 2.2, 1.4.3, level AA."""

_MEASURED: Final = 96
"""Sides to which a picture is reduced before its colours are counted."""

_MIN_HUE_DISTANCE: Final = 1 / 15
"""Distance on the colour wheel, in turns, from which two hues count as different."""


@dataclass(frozen=True)
class Palette:
    """One hue in the shades that a scene needs."""

    accent: Colour
    deep: Colour
    mid: Colour
    pale: Colour


def luminance(colour: Colour) -> float:
    """Return the relative luminance, 0 to 1."""
    parts = (channel / 255 for channel in colour)
    red, green, blue = (float(x / 12.92 if x <= 0.04045 else ((x + 0.055) / 1.055) ** 2.4) for x in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Colour, other: Colour) -> float:
    """Return the contrast ratio, from 1 (equal) to 21 (black on white)."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def text_colour_on(ground: Colour) -> Colour:
    """Return white or near-black, whichever is readable on the ground; pure black if neither is."""
    better = max((WHITE, INK), key=lambda ink: contrast(ink, ground))
    return better if contrast(better, ground) >= MIN_CONTRAST else BLACK


def tint_strength(brightest: Colour, tint: Colour, at_least: float = 0.0) -> float:
    """Return how much `tint` (0 to 1) to mix into a ground to make white text readable on its brightest part."""
    for step in range(math.ceil(at_least * 100), 101):
        if contrast(WHITE, mix_colours(brightest, tint, step / 100)) >= MIN_CONTRAST + 0.3:
            return step / 100
    return 1.0


def mix_colours(one: Colour, other: Colour, share: float) -> Colour:
    """Mix `share` (0 to 1) of the other colour into the first."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


def brightest_grey(image: Image.Image) -> Colour:
    """Return a grey as bright as the brightest hundredth of a picture."""
    grey = int(np.percentile(np.asarray(image.convert("L").resize((128, 128))), 99))
    return grey, grey, grey


def palette_of(image: Image.Image, choice: int = 0) -> Palette:
    """Return shades of one of a picture's main hues; `choice` counts through them, most salient first."""
    ranked = sorted(_main_colours(image), key=_salience, reverse=True)
    chosen = [ranked[0]]
    for colour in ranked[1:]:
        distance = min(_hue_distance(colour[1][0], other[1][0]) for other in chosen)
        if distance > _MIN_HUE_DISTANCE and _salience(colour) > 0.2 * _salience(ranked[0]):
            chosen.append(colour)
    return shades(*chosen[choice % len(chosen)][1])


def main_hue_is_vivid(image: Image.Image) -> bool:
    """Tell whether the picture has a colour besides greys, in some part of it that is not tiny."""
    pixels = _MEASURED**2
    return any(
        count > pixels / 100 and saturation > 0.2 and 0.08 < light < 0.94
        for count, (_, light, saturation) in _main_colours(image)
    )


def shades(hue: float, light: float = 0.5, saturation: float = 0.6) -> Palette:
    """Return the shades of a hue (0 to 1); a grey stays grey."""
    vivid = min(max(saturation, 0.45), 0.85) if saturation > 0.12 else saturation
    return Palette(
        accent=_rgb(hue, min(max(light, 0.48), 0.6), vivid),
        deep=_rgb(hue, 0.10, min(saturation, 0.55)),
        mid=_rgb(hue, 0.26, min(saturation, 0.6)),
        pale=_rgb(hue, 0.86, min(saturation, 0.45)),
    )


MainColour = tuple[int, tuple[float, float, float]]
"""Pixels, and (hue, lightness, saturation)."""


def _main_colours(image: Image.Image) -> list[MainColour]:
    """Reduce a picture to ten colours."""
    reduced = flatten(image.convert("RGBA").resize((_MEASURED, _MEASURED))).quantize(10)
    table = reduced.getpalette() or []
    colours: list[MainColour] = []
    for pixels, index in reduced.getcolors() or []:
        assert isinstance(index, int)
        red, green, blue = (value / 255 for value in table[3 * index : 3 * index + 3])
        colours.append((pixels, colorsys.rgb_to_hls(red, green, blue)))
    return colours


def _hue_distance(one: float, other: float) -> float:
    distance = abs(one - other) % 1
    return min(distance, 1 - distance)


def _salience(colour: MainColour) -> float:
    pixels, (_, light, saturation) = colour
    return math.sqrt(pixels) * saturation * (1 - abs(light - 0.5))


def _rgb(hue: float, light: float, saturation: float) -> Colour:
    red, green, blue = colorsys.hls_to_rgb(hue, light, saturation)
    return round(255 * red), round(255 * green), round(255 * blue)
