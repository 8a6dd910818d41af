"""Colour from a picture, and contrast as WCAG 2.2 defines it."""

import colorsys
import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from PIL import Image

Colour = tuple[int, int, int]
"""sRGB, 0 to 255."""

WHITE: Final[Colour] = (255, 255, 255)
INK: Final[Colour] = (14, 16, 20)
BLACK: Final[Colour] = (0, 0, 0)

_ANOTHER_HUE: Final = 1 / 15
"""How far apart, in turns of the colour wheel, two hues are different colours."""

READABLE: Final = 4.5
"""The least contrast of text: WCAG 2.2, 1.4.3, level AA."""


@dataclass(frozen=True)
class Palette:
    """One hue in the shades a scene needs."""

    accent: Colour
    deep: Colour
    mid: Colour
    pale: Colour


def luminance(colour: Colour) -> float:
    """Relative luminance, 0 to 1."""
    red, green, blue = (_linear(channel / 255) for channel in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Colour, other: Colour) -> float:
    """From 1 (the same) to 21 (black on white)."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def ink_on(ground: Colour) -> Colour:
    """White or near-black, whichever can be read on the ground; pure black where neither can."""
    better = max((WHITE, INK), key=lambda ink: contrast(ink, ground))
    return better if contrast(better, ground) >= READABLE else BLACK


def veil(brightest: Colour, tint: Colour, at_least: float = 0.0) -> float:
    """How much of `tint` (0 to 1) must cover a ground so that white text can be read on its brightest part."""
    for step in range(math.ceil(at_least * 100), 101):
        if contrast(WHITE, mixed(brightest, tint, step / 100)) >= READABLE + 0.3:
            return step / 100
    return 1.0


def mixed(one: Colour, other: Colour, share: float) -> Colour:
    """`share` of the other colour over the first."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


def brightest(image: Image.Image) -> Colour:
    """Grey as bright as the brightest hundredth of a picture."""
    grey = int(np.percentile(np.asarray(image.convert("L").resize((128, 128))), 99))
    return grey, grey, grey


def palette(image: Image.Image, choice: int = 0) -> Palette:
    """Shades of a picture's most telling colour, or of the next one of another hue that it has: `choice` counts on."""
    ranked = sorted(_shares(image), key=_telling, reverse=True)
    chosen = [ranked[0]]
    for share in ranked[1:]:
        apart = min(_hue_distance(share[1][0], other[1][0]) for other in chosen)
        if apart > _ANOTHER_HUE and _telling(share) > 0.2 * _telling(ranked[0]):
            chosen.append(share)
    return shades(*chosen[choice % len(chosen)][1])


def shades(hue: float, light: float = 0.5, saturation: float = 0.6) -> Palette:
    """Shades of a hue (0 to 1). A grey stays grey."""
    vivid = min(max(saturation, 0.45), 0.85) if saturation > 0.12 else saturation
    return Palette(
        accent=_rgb(hue, min(max(light, 0.48), 0.6), vivid),
        deep=_rgb(hue, 0.10, min(saturation, 0.55)),
        mid=_rgb(hue, 0.26, min(saturation, 0.6)),
        pale=_rgb(hue, 0.86, min(saturation, 0.45)),
    )


Share = tuple[int, tuple[float, float, float]]


def _shares(image: Image.Image) -> list[Share]:
    """The ten main colours as (pixels, (hue, lightness, saturation))."""
    small = image.convert("RGBA").resize((96, 96))
    white = Image.new("RGBA", small.size, "white")
    reduced = Image.alpha_composite(white, small).convert("RGB").quantize(10)
    table = reduced.getpalette() or []
    shares: list[Share] = []
    for pixels, index in reduced.getcolors() or []:
        assert isinstance(index, int)
        red, green, blue = (value / 255 for value in table[3 * index : 3 * index + 3])
        shares.append((pixels, colorsys.rgb_to_hls(red, green, blue)))
    return shares


def _hue_distance(one: float, other: float) -> float:
    apart = abs(one - other) % 1
    return min(apart, 1 - apart)


def _telling(share: Share) -> float:
    pixels, (_, light, saturation) = share
    return math.sqrt(pixels) * saturation * (1 - abs(light - 0.5))


def _rgb(hue: float, light: float, saturation: float) -> Colour:
    red, green, blue = colorsys.hls_to_rgb(hue, light, saturation)
    return round(255 * red), round(255 * green), round(255 * blue)


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)
