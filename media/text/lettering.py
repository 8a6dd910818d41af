"""Words as pictures: lines of a caption, and the button that a call to action stands on."""

from dataclasses import dataclass, replace
from typing import Final

from PIL import Image, ImageDraw, ImageFilter

from media.animatic.camera import ease, ease_out
from media.animatic.colour import Colour, ink_on
from media.animatic.ken_burns import rounded
from media.animatic.layout import Box
from media.images.yuv_planes import Layer, Planes, layer, put
from media.text.typesetting import ELLIPSIS, Typesetter, load, widest

_ENTER: Final = 10
_LEAVE: Final = 5
_STAGGER: Final = 3
"""Frames: a line comes in over ten, each three after the one above, and all leave over five."""


@dataclass(frozen=True)
class Style:
    """How a caption looks. Font sizes in pixels; `unit` is one pixel of a film whose short side is 1080."""

    unit: float
    largest: int
    smallest: int
    most_lines: int
    ink: Colour
    shadow: bool
    bar: Colour | None
    centred: bool
    foot: bool
    """The text stands on the floor of its box, else in the middle."""

    @property
    def pad(self) -> int:
        """Room around the letters for their shadow."""
        return int(30 * self.unit) & ~1


@dataclass(frozen=True)
class Line:
    layer: Layer
    x: int
    y: int


@dataclass(frozen=True)
class Caption:
    """Lines at their places, on screen from `start` up to `end`. The last one of a scene stays (`end` is then None)."""

    lines: tuple[Line, ...]
    start: int
    end: int | None
    rise: float

    def draw(self, canvas: Planes, frame: int) -> None:
        if frame < self.start or (self.end is not None and frame >= self.end):
            return
        leaving = 1.0 if self.end is None else ease((self.end - frame) / _LEAVE)
        for row, line in enumerate(self.lines):
            part = (frame - self.start - row * _STAGGER + 2) / _ENTER
            put(canvas, line.layer, line.x, line.y + int((1 - ease_out(part)) * self.rise), min(ease(part), leaving))


def caption(text: str, box: Box, style: Style, start: int, end: int | None) -> Caption | None:
    """The text fitted into the box; None when nothing in it can be drawn."""
    setter = Typesetter(text)
    if not setter.text:
        return None
    bar = round(style.largest * 0.5) if style.bar else 0
    room, height = box.width - 2 * style.pad - 4, box.height - 2 * style.pad - bar
    px, lines = setter.fit(room, height, style.largest, style.smallest, style.most_lines)
    step = setter.leading(px)
    block = len(lines) * step + bar
    top = box.bottom - style.pad - block if style.foot else box.top + (box.height - block) // 2
    placed = [_bar(setter, box, top, px, style)] if style.bar else []
    for row, words in enumerate(lines):
        image = line_image(setter, words, px, style)
        x = _left(setter, box, image.width, style)
        placed.append(Line(layer(image), x, top + bar + row * step - style.pad))
    return Caption(tuple(placed), start, end, 34 * style.unit)


def button(text: str, box: Box, style: Style, ground: Colour, start: int, end: int | None) -> Caption | None:
    """One line on a rounded plate of the accent colour; None when the text is too long for it."""
    setter = Typesetter(text)
    margin = int(56 * style.unit)
    room = box.width - 2 * margin
    px, lines = setter.fit(room, box.height, style.largest, style.smallest, 1)
    if not lines or (lines[0].endswith(ELLIPSIS) and not setter.text.endswith(ELLIPSIS)):
        return None
    plain = replace(style, ink=ink_on(ground), shadow=False)
    words = line_image(setter, lines[0], px, plain)
    height = min(round(setter.leading(px) + 0.75 * px), box.height) & ~1
    width = min(words.width - 2 * plain.pad + max(2 * margin, round(1.5 * px)), box.width) & ~1
    plate = Image.new("RGBA", (width, height), (*ground, 0))
    plate.putalpha(rounded(plate.size, height // 2))
    plate.alpha_composite(_inner(words, plate.size), _centre(words, plate.size))
    x = _left(setter, box, plate.width, style)
    y = box.bottom - height if style.foot else box.top + (box.height - height) // 2
    return Caption((Line(layer(plate), x, y),), start, end, 34 * style.unit)


def line_image(setter: Typesetter, words: str, px: int, style: Style) -> Image.Image:
    """One line with `style.pad` around it, on transparency."""
    width = int(widest(setter, [words], px)) + 2 * style.pad + 2 & ~1
    image = Image.new("RGBA", (width, setter.leading(px) + 2 * style.pad + 1 & ~1), (*style.ink, 0))
    draw = ImageDraw.Draw(image)
    x, baseline = float(style.pad), style.pad + (setter.leading(px) - px) / 2 + 0.86 * px
    for piece, face in setter.runs(words):
        font = load(face, px)
        draw.text((x, baseline), piece, (*style.ink, 255), font, anchor="ls", **setter.direction)
        x += font.getlength(piece, **setter.direction)
    return _shadowed(image, px) if style.shadow else image


def _shadowed(words: Image.Image, px: int) -> Image.Image:
    shadow = Image.new("RGBA", words.size)
    shadow.putalpha(words.getchannel("A").filter(ImageFilter.GaussianBlur(px * 0.14)))
    return Image.alpha_composite(shadow, words)


def _bar(setter: Typesetter, box: Box, top: int, px: int, style: Style) -> Line:
    """A short stroke of the accent above the words."""
    assert style.bar is not None
    size = (int(style.largest * 1.3) & ~1, max(2, int(style.largest * 0.12)) & ~1)
    stroke = Image.new("RGBA", size, (*style.bar, 0))
    stroke.putalpha(rounded(size, size[1] // 2))
    inner = Box(box.left + style.pad, box.top, box.right - style.pad, box.bottom)
    wide = Box(inner.left - style.pad, inner.top, inner.right + style.pad, inner.bottom)
    x = _left(setter, wide, size[0] + 2 * style.pad, style) + style.pad
    return Line(layer(stroke), x, top + max(0, round(style.largest * 0.14) - px // 12))


def _left(setter: Typesetter, box: Box, width: int, style: Style) -> int:
    """Where something that wide begins: in the middle, or at the side where reading begins."""
    if style.centred:
        return box.left + (box.width - width) // 2
    return box.right - width if setter.right_to_left else box.left


def _centre(words: Image.Image, size: tuple[int, int]) -> tuple[int, int]:
    return max(0, (size[0] - words.width) // 2), max(0, (size[1] - words.height) // 2)


def _inner(words: Image.Image, size: tuple[int, int]) -> Image.Image:
    """The middle of a picture, no larger than the size."""
    x, y = max(0, (words.width - size[0]) // 2), max(0, (words.height - size[1]) // 2)
    return words.crop((x, y, words.width - x, words.height - y))
