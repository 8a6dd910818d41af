"""Where picture and text stand in each of the film's shapes."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from domain.film_format import FilmFormat
from media.animatic.variation import SceneVariation


@dataclass(frozen=True)
class Box:
    """Even pixels, from the top left corner of the film."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def width(self) -> int:
        return self.right - self.left

    @property
    def height(self) -> int:
        return self.bottom - self.top


class Look(StrEnum):
    """How a scene shows its picture."""

    TYPE = "type"
    """No picture: words on a drawn ground."""

    FULL = "full"
    """The picture fills the film, words on its darkened foot."""

    STUDIO = "studio"
    """The product alone on a light ground."""

    CARD = "card"
    """The picture as a card on its own blurred colours."""


@dataclass(frozen=True)
class Layout:
    look: Look
    picture: Box
    text: Box


Shares = tuple[float, float, float, float]
"""left, top, right, bottom as parts of width and height."""

_SAFE: Final[dict[str, Shares]] = {
    # Players of vertical film lay their own buttons over the top, the foot and the right edge.
    "tall": (0.08, 0.12, 0.92, 0.80),
    "square": (0.07, 0.06, 0.93, 0.94),
    "wide": (0.05, 0.07, 0.95, 0.93),
}
_SPLIT: Final[dict[str, tuple[Shares, Shares]]] = {
    "tall": ((0.08, 0.12, 0.92, 0.58), (0.08, 0.595, 0.92, 0.80)),
    "square": ((0.07, 0.06, 0.93, 0.645), (0.07, 0.665, 0.93, 0.94)),
    "wide": ((0.05, 0.09, 0.475, 0.91), (0.5, 0.12, 0.95, 0.88)),
}
_SPLIT_MIRRORED: Final[dict[str, tuple[Shares, Shares]]] = {
    "tall": ((0.08, 0.34, 0.92, 0.80), (0.08, 0.12, 0.92, 0.325)),
    "square": ((0.07, 0.355, 0.93, 0.94), (0.07, 0.06, 0.93, 0.335)),
    "wide": ((0.525, 0.09, 0.95, 0.91), (0.05, 0.12, 0.5, 0.88)),
}
_FOOT: Final[dict[str, Shares]] = {
    "tall": (0.08, 0.54, 0.92, 0.80),
    "square": (0.07, 0.60, 0.93, 0.93),
    "wide": (0.09, 0.56, 0.91, 0.92),
}
_WHOLE: Final[Shares] = (0.0, 0.0, 1.0, 1.0)


def shape(format: FilmFormat) -> str:
    """tall (9:16), square (1:1 and 4:5) or wide (16:9)."""
    if format.height > 1.5 * format.width:
        return "tall"
    return "wide" if format.width > 1.2 * format.height else "square"


def safe_area(format: FilmFormat) -> Box:
    """The part of the film that no player covers: all text stays inside."""
    return _box(_SAFE[shape(format)], format)


def layout(look: Look, format: FilmFormat, variation: SceneVariation) -> Layout:
    """Picture and text side by side, or text over the picture."""
    kind = shape(format)
    match look:
        case Look.TYPE:
            return Layout(look, _box(_WHOLE, format), safe_area(format))
        case Look.FULL:
            return Layout(look, _box(_WHOLE, format), _box(_FOOT[kind], format))
        case Look.STUDIO | Look.CARD:
            picture, text = (_SPLIT_MIRRORED if variation.mirrored else _SPLIT)[kind]
            return Layout(look, _box(picture, format), _box(text, format))


def _box(shares: Shares, format: FilmFormat) -> Box:
    left, top, right, bottom = shares
    return Box(
        int(left * format.width) & ~1,
        int(top * format.height) & ~1,
        int(right * format.width) & ~1,
        int(bottom * format.height) & ~1,
    )
