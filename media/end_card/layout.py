"""Where the card's parts are: one group below each other, in the middle of what players leave free."""

from dataclasses import dataclass
from math import sqrt
from typing import Final

from domain.film_format import FilmFormat
from media.drawing.boxes import Box, is_tall, is_wide

_TALL: Final = (0.09, 0.12, 0.91, 0.70)
"""Of a tall film players cover the top and the lower 30 % with their own buttons and words."""

_WIDE: Final = (0.08, 0.10, 0.92, 0.90)
_SQUARE: Final = (0.08, 0.09, 0.92, 0.91)
"""Left, top, right and bottom of the safe area, as parts of the sides."""

_CAPTIONS_TALL: Final = 0.485
_CAPTIONS: Final = 0.70
"""Parts of the height from which on captions may be drawn (`media/video/overlay.py`)."""

_LOGO_AREA: Final = 0.36
"""Side of the square of the logo's area, as a part of the square's of the film: wide and tall ones weigh the same."""

_LOGO_WIDTH: Final = 0.74
_LOGO_HEIGHT: Final = 0.44
"""Most of the safe area's sides that a logo takes."""

_LARGEST_SCALE: Final = 3.0
"""A small logo is enlarged no more than this: it would be blurred."""


@dataclass(frozen=True)
class CardLayout:
    """The boxes of logo, brand name and call to action, where there is one."""

    logo: Box | None
    name: Box | None
    words: Box | None


def safe_area(format: FilmFormat, above_captions: bool = False) -> Box:
    """Return what no player covers; `above_captions` without the place of captions, too."""
    left, top, right, bottom = _TALL if is_tall(format) else _WIDE if is_wide(format) else _SQUARE
    if above_captions:
        bottom = _CAPTIONS_TALL if is_tall(format) else _CAPTIONS
    return Box.of((left, top, right, bottom), format)


def lay_out(
    format: FilmFormat, safe: Box, logo: tuple[int, int] | None, name_height: int, words_height: int, framed: bool
) -> CardLayout:
    """Place the parts, whose heights are 0 for those that there are not. `logo` is its size in pixels of its file."""
    unit = min(format.width, format.height) / 1080
    gap, small_gap = int(110 * unit), int(10 * unit)
    shown = _logo_size(logo, safe, format, framed) if logo else (0, 0)
    taken = name_height + words_height + (gap if words_height else 0) + (small_gap if name_height and logo else 0)
    if shown[1] + taken > safe.height:
        scale = max(0.1, (safe.height - taken) / max(1, shown[1]))
        shown = (int(shown[0] * scale), int(shown[1] * scale))
    top = safe.top + (safe.height - shown[1] - taken) // 2
    middle = (safe.left + safe.right) // 2
    logo_box = name_box = words_box = None
    if logo:
        logo_box = _box(middle - shown[0] // 2, top, shown[0], shown[1])
        top += shown[1] + (small_gap if name_height else 0)
    if name_height:
        name_box = _box(safe.left, top, safe.width, name_height)
        top += name_height
    if words_height:
        top += gap if logo or name_height else 0
        words_box = _box(safe.left, top, safe.width, words_height)
    return CardLayout(logo_box, name_box, words_box)


def _logo_size(logo: tuple[int, int], safe: Box, format: FilmFormat, framed: bool) -> tuple[int, int]:
    ratio = logo[0] / logo[1]
    side = _LOGO_AREA * sqrt(format.width * format.height) * (1.25 if framed else 1)
    width = min(side * sqrt(ratio), _LOGO_WIDTH * safe.width, _LOGO_HEIGHT * safe.height * ratio)
    width = min(width, _LARGEST_SCALE * logo[0], _LARGEST_SCALE * logo[1] * ratio)
    return max(2, int(width)), max(2, int(width / ratio))


def _box(left: int, top: int, width: int, height: int) -> Box:
    left, top = left & ~1, top & ~1
    return Box(left, top, left + max(2, width & ~1), top + max(2, height & ~1))
