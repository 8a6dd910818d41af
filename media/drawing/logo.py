"""A logo as it can be laid on a ground, and how well it can be told from one."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageChops, ImageFilter

from domain.errors import InputRejected
from media.decoding.pictures.picture import open_picture
from media.drawing.palette import Colour

_MEASURED_SIDE: Final = 400
"""Longer side, in pixels, at which a logo is measured."""

_SOLID: Final = 0.75
"""Opacity, as a part of the logo's greatest, from which on a pixel counts as the logo."""

_EDGE: Final = 5
"""Pixels of the logo so near to its outside are its edge: what has to be told from the ground."""

_WEAKEST: Final = 10
"""Percent of the edge that may be told from the ground less well: smoothing, a small part in another colour."""

_PLAIN: Final = 8.0
"""The standard deviation of each channel along the border of a logo with a ground of its own is below this."""

_NOISE: Final = 5
_FULL: Final = 26
"""Differences from its own ground, in levels, at which a pixel begins to be the logo, and is wholly the logo."""

_LEAST_SIDE: Final = 8

_COMPACT: Final = 1.7
_FEW: Final = 3
_COUNTED_SIDE: Final = 96
"""A logo whose sides differ more, or that has more parts of one colour at this size, may have words in it."""

_SHADES: Final = 48
"""Levels of grey by which neighbouring pixels of one part may differ at most."""

_SPECK: Final = 12
"""Pixels of the smallest part that counts."""

Colours = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Logo:
    """A logo without margins. `image` is RGBA.

    `own_ground` is the plain colour that it brings along: it is shown on that. A logo with another ground, such as a
    photograph, is `framed`: it is shown whole, as a card. `edge` has the colours of its edge, one a row.
    """

    image: Image.Image
    own_ground: Colour | None
    framed: bool
    edge: Colours

    @property
    def lacks_words(self) -> bool:
        """Whether it certainly is a sign alone, as a triangle is: compact, and of few parts. In doubt it has words."""
        width, height = self.image.size
        return not self.framed and max(width, height) <= _COMPACT * min(width, height) and _parts(self.image) <= _FEW

    def contrast_on(self, ground: Colour) -> float:
        """Return the contrast of its edge against the ground, as WCAG defines it: nine tenths of the edge have it."""
        of_edge, of_ground = luminances(self.edge), luminances(np.array([ground], dtype=np.float64))
        low, high = np.minimum(of_edge, of_ground), np.maximum(of_edge, of_ground)
        return float(np.percentile((high + 0.05) / (low + 0.05), _WEAKEST))


def luminances(colours: Colours) -> Colours:
    """Return the relative luminance, 0 to 1, of each row of sRGB colours, 0 to 255."""
    parts = colours / 255
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    return np.asarray(linear @ np.array([0.2126, 0.7152, 0.0722]))


def open_logo(path: Path) -> Logo:
    """Open a logo. Errors: InputRejected if it cannot be opened, or shows nothing."""
    image = open_picture(path)
    if image.mode == "RGBA":
        return logo_of(image)
    own = plain_border(image)
    if own is None:
        return Logo(image.convert("RGBA"), None, framed=True, edge=_border(image))
    return _trimmed(_without_ground(image, own), own)


def logo_of(image: Image.Image) -> Logo:
    """Return the logo that a transparent picture shows. Errors: InputRejected if that is nothing."""
    return _trimmed(image, None)


def _trimmed(image: Image.Image, own_ground: Colour | None) -> Logo:
    alpha = image.getchannel("A")
    strongest = alpha.getextrema()[1]
    assert isinstance(strongest, int)
    box = alpha.point([255 * (value > strongest * 0.1) for value in range(256)]).getbbox()
    if strongest < 26 or box is None or min(box[2] - box[0], box[3] - box[1]) < _LEAST_SIDE:
        raise InputRejected("it shows nothing: it is transparent, or of one colour")
    image = image.crop(box)
    return Logo(image, own_ground, framed=False, edge=_edge_colours(image))


def _edge_colours(image: Image.Image) -> Colours:
    """Return the colours of the solid pixels next to transparent ones, and next to the picture's border."""
    small = image.copy()
    small.thumbnail((_MEASURED_SIDE, _MEASURED_SIDE), Image.Resampling.BOX)
    around = Image.new("RGBA", (small.width + 2 * _EDGE, small.height + 2 * _EDGE))
    around.paste(small, (_EDGE, _EDGE))
    alpha = around.getchannel("A")
    least = int(np.asarray(alpha).max() * _SOLID)
    solid = alpha.point([255 * (value >= least) for value in range(256)])
    inner = solid.filter(ImageFilter.MinFilter(_EDGE))
    edge = np.asarray(ImageChops.subtract(solid, inner)) > 0
    return np.asarray(around.convert("RGB"), dtype=np.float64)[edge]


def plain_border(image: Image.Image) -> Colour | None:
    """Return the colour of the border, if it is of one colour."""
    border = _border(image)
    if border.std(axis=0).max() > _PLAIN:
        return None
    red, green, blue = (int(value) for value in np.median(border, axis=0))
    return red, green, blue


def _border(image: Image.Image) -> Colours:
    small = np.asarray(image.convert("RGB").resize((128, 128), Image.Resampling.BOX), dtype=np.float64)
    return np.concatenate([small[0], small[-1], small[:, 0], small[:, -1]])


def _without_ground(image: Image.Image, ground: Colour) -> Image.Image:
    """Make what has the ground's colour transparent: laid on that colour it looks as before."""
    difference = np.asarray(ImageChops.difference(image, Image.new("RGB", image.size, ground))).max(axis=2)
    alpha = np.clip((difference.astype(np.float32) - _NOISE) / (_FULL - _NOISE), 0, 1)
    clear = image.convert("RGBA")
    clear.putalpha(Image.fromarray((alpha * 255).astype(np.uint8)))
    return clear


def _parts(image: Image.Image) -> int:
    """Count the joined areas of about one grey that are no specks."""
    small = image.resize((_COUNTED_SIDE, _COUNTED_SIDE), Image.Resampling.BOX)
    opaque = np.asarray(small.getchannel("A")) > 128
    levels = np.where(opaque, np.asarray(small.convert("L"), dtype=int) // _SHADES, -1)
    unseen = levels >= 0
    parts = 0
    for start in map(tuple, np.argwhere(unseen)):
        if not unseen[start]:
            continue
        level, found, size = levels[start], [start], 0
        unseen[start] = False
        while found:
            row, column = found.pop()
            size += 1
            for at in ((row - 1, column), (row + 1, column), (row, column - 1), (row, column + 1)):
                if 0 <= at[0] < _COUNTED_SIDE and 0 <= at[1] < _COUNTED_SIDE and unseen[at] and levels[at] == level:
                    unseen[at] = False
                    found.append(at)
        parts += size >= _SPECK
    return parts
