"""Grounds of one colour: soft light, and the colour of a brand on which its logo can be read."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from PIL import Image

from media.drawing.brand import accent_on, is_neutral
from media.drawing.logo import Logo
from media.drawing.palette import (
    BLACK,
    INK,
    MIN_CONTRAST,
    WHITE,
    Colour,
    Palette,
    contrast,
    luminance,
    mix_colours,
    text_colour_on,
)

COARSE: Final = 8
"""Soft grounds are drawn at an eighth of their size."""

_SLACK: Final = 0.2
"""Contrast that encoding may take."""

_MIDDLE: Final[Colour] = (118, 118, 118)
"""The grey on which black and white can be read alike."""

_TINTS: Final = (0.86, 0.93)
_SHADES: Final = (0.55, 0.78)
"""How much white or black is mixed into a colour for a ground of its hue."""


@dataclass(frozen=True)
class Ground:
    """A glow from `near`, in the middle, to `far`, and what is seen on it: `ink` for words, `accent` for a button."""

    near: Colour
    far: Colour
    ink: Colour
    accent: Colour

    def draw(self, size: tuple[int, int]) -> Image.Image:
        """Draw it, with its light where the eye rests: above the middle."""
        if self.near == self.far:
            return Image.new("RGB", size, self.near)
        return glow(size, self.near, self.far, (0.5, 0.42)).resize(size, Image.Resampling.BICUBIC)


def choose_ground(logo: Logo | None, colours: Sequence[Colour], palette: Palette) -> Ground:
    """Return the first ground on which the logo can be read, else the one on which it can be read best.

    A logo's own ground comes before all others. `colours` are the brand's, as its client gave them; `palette` has their
    shades, or those of the logo or of pictures.
    """
    if logo is not None and logo.own_ground is not None:
        grounds = [(logo.own_ground, logo.own_ground)]
    else:
        grounds = [_glow_of(colour) for colour in _candidates(colours, palette)]
    near, far = grounds[0]
    if logo is not None and not logo.framed:
        readable = (each for each in grounds if _least_contrast(logo, each) >= MIN_CONTRAST + _SLACK)
        near, far = next(readable, None) or max(grounds, key=lambda each: _least_contrast(logo, each))
    ink = text_colour_on(far)
    hued = mix_colours(palette.deep, BLACK, 0.3) if ink != WHITE else ink
    ink = hued if min(contrast(hued, near), contrast(hued, far)) >= 7 else ink
    vivid = [each for each in colours if not is_neutral(each)]
    accent = accent_on(far, [palette.accent, *vivid, *colours, mix_colours(palette.accent, ink, 0.4), ink])
    return Ground(near, far, ink, accent)


def _least_contrast(logo: Logo, ground: tuple[Colour, Colour]) -> float:
    return min(map(logo.contrast_on, ground))


def _candidates(colours: Sequence[Colour], palette: Palette) -> Iterator[Colour]:
    """Yield grounds, the most fitting first: the brand's leading colour, then its greys and shades, then any."""
    if colours:
        yield colours[0]
        yield from (each for each in colours[1:] if is_neutral(each) or luminance(each) > 0.6)
        yield from (mix_colours(colours[0], WHITE, share) for share in _TINTS)
        yield from (mix_colours(colours[0], BLACK, share) for share in _SHADES)
        yield from colours[1:]
    else:
        yield mix_colours(palette.pale, WHITE, 0.45)
        yield mix_colours(palette.pale, WHITE, 0.75)
        yield palette.mid
        yield palette.deep
    yield from (WHITE, INK, BLACK, _MIDDLE)


def _glow_of(colour: Colour) -> tuple[Colour, Colour]:
    """Return a glow about the colour: of a light one it is lighter in the middle, of others a little."""
    if luminance(colour) > 0.5:
        return mix_colours(colour, WHITE, 0.6), colour
    if colour in (BLACK, INK, _MIDDLE):
        return colour, colour
    return mix_colours(colour, WHITE, 0.05), mix_colours(colour, BLACK, 0.14)


def glow(size: tuple[int, int], near: Colour, far: Colour, light: tuple[float, float]) -> Image.Image:
    """Draw a glow from `near`, at the place of the light, to `far`, at an eighth of the size."""
    width, height = size
    rows, columns = np.mgrid[0:height:COARSE, 0:width:COARSE].astype(np.float32)
    across, down = (columns - width * light[0]) / width, (rows - height * light[1]) / height * 1.1
    distance = np.clip(np.hypot(across, down) * 1.25, 0, 1)[..., None]
    return Image.fromarray((np.array(near) * (1 - distance) + np.array(far) * distance).astype(np.uint8))
