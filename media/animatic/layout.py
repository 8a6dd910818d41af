"""Where picture and text are placed in each of the film's shapes."""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from domain.film_format import FilmFormat
from media.animatic.camera import SceneVariation
from media.drawing.boxes import Box, Shares, is_tall, is_wide


class Look(StrEnum):
    """How a scene shows its picture.

    TYPE shows words alone, on a drawn ground; FULL a picture that fills the film, with words on a scrim; STUDIO the
    product cut out, on a light ground; CARD the picture as a card over a blur of itself.
    """

    TYPE = "type"
    FULL = "full"
    STUDIO = "studio"
    CARD = "card"


@dataclass(frozen=True)
class Layout:
    look: Look
    picture: Box
    text: Box


@dataclass(frozen=True)
class _Shape:
    """The boxes of one film shape. `safe` is what no player covers; `split` is picture and text side by side."""

    safe: Shares
    lower: Shares
    split: tuple[Shares, Shares]
    split_mirrored: tuple[Shares, Shares]


_TALL: Final = _Shape(
    # Players of vertical film cover the top, the lower 30 % and the right edge with their own words and buttons.
    safe=(0.08, 0.12, 0.92, 0.70),
    lower=(0.08, 0.45, 0.92, 0.70),
    split=((0.08, 0.12, 0.92, 0.50), (0.08, 0.515, 0.92, 0.70)),
    split_mirrored=((0.08, 0.34, 0.92, 0.80), (0.08, 0.12, 0.92, 0.325)),
)
_SQUARE: Final = _Shape(
    safe=(0.07, 0.06, 0.93, 0.94),
    lower=(0.07, 0.60, 0.93, 0.93),
    split=((0.07, 0.06, 0.93, 0.645), (0.07, 0.665, 0.93, 0.94)),
    split_mirrored=((0.07, 0.355, 0.93, 0.94), (0.07, 0.06, 0.93, 0.335)),
)
_WIDE: Final = _Shape(
    safe=(0.05, 0.07, 0.95, 0.93),
    lower=(0.09, 0.56, 0.91, 0.92),
    split=((0.05, 0.09, 0.475, 0.91), (0.5, 0.12, 0.95, 0.88)),
    split_mirrored=((0.525, 0.09, 0.95, 0.91), (0.05, 0.12, 0.5, 0.88)),
)
_MOST: Final = 0.6
"""Text, or a picture, goes on below a logo if this part of its height is left."""

_WHOLE: Final[Shares] = (0.0, 0.0, 1.0, 1.0)


def _shape(format: FilmFormat) -> _Shape:
    """Return the shape for 9:16 (tall), 16:9 (wide), or 1:1 and 4:5 (square)."""
    if is_tall(format):
        return _TALL
    return _WIDE if is_wide(format) else _SQUARE


def lay_out(look: Look, format: FilmFormat, variation: SceneVariation) -> Layout:
    """Place picture and text side by side, or text over the picture."""
    shape = _shape(format)
    beside = shape.split_mirrored if variation.mirrored else shape.split
    over = {Look.TYPE: (_WHOLE, shape.safe), Look.FULL: (_WHOLE, shape.lower)}
    picture, text = over.get(look, beside)
    return Layout(look, Box.of(picture, format), Box.of(text, format))


def clear_of_logo(layout: Layout, logo: Box, format: FilmFormat) -> Layout:
    """Return the layout without words, a product or a card under the logo. A picture that fills the film stays."""
    is_whole = layout.picture == Box.of(_WHOLE, format)
    picture = layout.picture if is_whole else clear_of(layout.picture, logo, format)
    return replace(layout, picture=picture, text=clear_of(layout.text, logo, format))


def clear_of(box: Box, logo: Box, format: FilmFormat) -> Box:
    """Return the box without what the logo covers: the part below it if that is most, else beside it."""
    air = int(0.02 * min(format.width, format.height)) & ~1
    if box.top >= logo.bottom + air or box.right <= logo.left - air:
        return box
    below, beside = replace(box, top=logo.bottom + air), replace(box, right=logo.left - air)
    return below if below.height >= _MOST * box.height else beside
