"""The logo in a film's corner: on a small plate, so that it can be read over any footage."""

from collections.abc import Sequence
from math import sqrt
from pathlib import Path
from typing import Final

from PIL import Image

from domain.film_format import FilmFormat
from media.drawing.boxes import Box, is_tall
from media.drawing.brand import brand_palette, palette_of_pictures
from media.drawing.ground import choose_ground
from media.drawing.logo import open_logo
from media.drawing.palette import Colour, shades
from media.drawing.text_lines import round_corners
from media.drawing.yuv_planes import PlacedLayer, tinted, to_layer

_TALL: Final = (0.92, 0.125)
_OTHER: Final = (0.95, 0.05)
"""Where the plate's upper right corner is, in parts of the sides: below and beside what players cover in tall films."""

_AREA: Final = 0.085
"""Side of the square of the logo's area, as a part of the square's of the film."""

_LONGEST: Final = 0.26
"""Most of the film's width that it takes."""

_PAD: Final = 20
_RADIUS: Final = 18
"""Pixels of a film whose short side is 1080."""


def corner_logo(path: Path, format: FilmFormat, colours: Sequence[Colour] = ()) -> PlacedLayer:
    """Return the logo on its plate, at its place in the film. Errors: InputRejected if it cannot be opened."""
    logo = open_logo(path)
    palette = brand_palette(colours) if colours else palette_of_pictures([logo.image]) or shades(0.6, saturation=0.1)
    unit, ratio = min(format.width, format.height) / 1080, logo.image.width / logo.image.height
    width = min(_AREA * sqrt(format.width * format.height * ratio), _LONGEST * format.width)
    size = max(2, round(width)), max(2, round(width / ratio))
    small = logo.image.resize(size, Image.Resampling.LANCZOS)
    pad, radius = int(_PAD * unit), int(_RADIUS * unit)
    if logo.framed:
        small.putalpha(round_corners(size, radius))
        return _placed(small, format)
    plate_size = size[0] + 2 * pad + 1 & ~1, size[1] + 2 * pad + 1 & ~1
    plate = tinted(round_corners(plate_size, radius), choose_ground(logo, colours, palette).far)
    plate.alpha_composite(small, (pad, pad))
    return _placed(plate, format)


def box_of(layer: PlacedLayer) -> Box:
    """Return the pixels of the film that the layer covers."""
    width, height = layer.layer.planes[0].size
    return Box(layer.x & ~1, layer.y & ~1, (layer.x & ~1) + (width + 1 & ~1), (layer.y & ~1) + (height + 1 & ~1))


def _placed(image: Image.Image, format: FilmFormat) -> PlacedLayer:
    right, top = _TALL if is_tall(format) else _OTHER
    return PlacedLayer(to_layer(image), int(right * format.width) - image.width, int(top * format.height))
