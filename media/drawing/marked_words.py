"""The mark of the word that is spoken: the word again, in other ink on a ground of its own."""

from typing import Final

from PIL import Image

from media.drawing.palette import Colour, text_colour_on
from media.drawing.text_lines import round_corners
from media.drawing.yuv_planes import PlacedLayer, tinted, to_layer
from media.text.typesetting import TextLine

_AROUND: Final = 0.1
"""Ems of ground beyond the ink."""

_BETWEEN: Final = 0.03
"""Ems of it on both sides of a phrase whose neighbours are not a space away."""

_ROUND: Final = 0.16


def mark_word(
    line: Image.Image, words: TextLine, px: int, pad: int, part: tuple[int, int], colour: Colour
) -> list[PlacedLayer]:
    """Return what marks the characters of the text from `part[0]` up to `part[1]`, placed in the picture of their line.

    `line` is drawn with `pad` around it, and without a shadow. A word that a line divides is marked where it is in it.
    """
    ink = line.getchannel("A")
    drawn = ink.point([255 * (value > 60) for value in range(256)]).getbbox()
    if drawn is None:
        return []
    side = (_AROUND if " " in words.text.strip() else _BETWEEN) * px
    top = max(0, int(drawn[1] - _AROUND * px)) & ~1
    bottom = min(line.height, int(drawn[3] + _AROUND * px + 1) + 1 & ~1)
    marks = list[PlacedLayer]()
    for start, end in _joined(words.extents(*part, px)):
        left = max(0, int(pad + start - side)) & ~1
        right = min(line.width, int(pad + end + side + 1) + 1 & ~1)
        size = (right - left, bottom - top)
        mark = tinted(round_corners(size, round(_ROUND * px)), colour)
        mark.alpha_composite(tinted(ink.crop((left, top, right, bottom)), text_colour_on(colour)))
        marks.append(PlacedLayer(to_layer(mark), left, top))
    return marks


def _joined(extents: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Return the pieces of a word, those that touch as one."""
    joined = list[tuple[float, float]]()
    for start, end in sorted(extents):
        if joined and start - joined[-1][1] < 1:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined
