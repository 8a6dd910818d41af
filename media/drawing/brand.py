"""The colours of a brand as the palette of its scenes."""

import colorsys
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from PIL import Image

from media.drawing.palette import (
    BLACK,
    MIN_CONTRAST,
    WHITE,
    Colour,
    Palette,
    contrast,
    luminance,
    main_hue_is_vivid,
    mix_colours,
    palette_of,
    shades,
)

_NEUTRAL: Final = 0.12
"""Below this difference of its strongest and weakest channel, 0 to 1, a colour is a grey to the eye."""

_DARK: Final = 0.06
_LIGHT: Final = 0.7
"""Luminances up to, or from, which a colour of the brand is a ground of its own."""

_DARKENED: Final = 0.35
"""Luminance below which an accent is darkened for white words: what is brighter has dark ones."""

_TELLABLE: Final = 2.0
"""Contrast by which an accent is seen on a ground."""


def parse_colours(written: Sequence[str]) -> tuple[Colour, ...]:
    """Return the colours that are written as `#rrggbb`."""
    return tuple((int(each[1:3], 16), int(each[3:5], 16), int(each[5:7], 16)) for each in written)


def is_neutral(colour: Colour) -> bool:
    """Tell whether the colour is a grey, or nearly black or white."""
    return (max(colour) - min(colour)) / 255 < _NEUTRAL or luminance(colour) < 0.01 or luminance(colour) > 0.9


def brand_palette(colours: Sequence[Colour]) -> Palette:
    """Return shades for a scene from a brand's colours, of which there is one at least; the first one leads.

    Dark and light ones are its grounds, as they are; what is missing is a shade of the leading colour. The accent is
    the first vivid one besides the ground, exactly as the brand has it.
    """
    vivid = [each for each in colours if not is_neutral(each)]
    main = (vivid or list(colours))[0]
    hue, light, saturation = colorsys.rgb_to_hls(*(channel / 255 for channel in main))
    own = shades(hue, light, saturation)
    deep = next((each for each in colours if luminance(each) <= _DARK), own.deep)
    pale = next((each for each in colours if luminance(each) >= _LIGHT), own.pale)
    accent = next((each for each in (*vivid, *colours) if each not in (deep, pale)), main)
    mid = mix_colours(deep, main if main != deep else accent, 0.3)
    while contrast(WHITE, mid) < 7:
        mid = mix_colours(mid, BLACK, 0.1)
    return Palette(accent=accent, deep=deep, mid=mid, pale=pale)


def palette_of_pictures(pictures: Sequence[Image.Image]) -> Palette | None:
    """Return the palette of the first picture that is not grey; None if all are.

    Of a logo's colour that is nearly dark enough for white words, its accent is.
    """
    coloured = next((each for each in pictures if main_hue_is_vivid(each)), None)
    if coloured is None:
        return None
    palette = palette_of(coloured)
    accent = palette.accent
    while contrast(WHITE, accent) < MIN_CONTRAST and luminance(palette.accent) < _DARKENED:
        accent = mix_colours(accent, BLACK, 0.05)
    return replace(palette, accent=accent)


def accent_on(ground: Colour, choices: Sequence[Colour]) -> Colour:
    """Return the first of the colours that is seen on the ground; the most different one if none is."""
    seen = next((each for each in choices if contrast(each, ground) >= _TELLABLE), None)
    return seen or max(choices, key=lambda each: contrast(each, ground))
