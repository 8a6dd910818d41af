"""Captions and call-to-action buttons as layers that move in and out."""

from dataclasses import dataclass, replace
from typing import Final

from PIL import Image, ImageDraw, ImageFilter

from media.animatic.camera import ease, ease_out
from media.animatic.ken_burns import round_corners
from media.animatic.layout import Box
from media.animatic.palette import Colour, text_colour_on
from media.animatic.yuv_planes import PlacedLayer, Planes, to_layer
from media.text.typesetting import ELLIPSIS, Typesetter, load_font

_ENTER_FRAMES: Final = 10
_LEAVE_FRAMES: Final = 5
_LINE_DELAY: Final = 3
"""Frames by which each line enters later than the one above; all leave together."""


@dataclass(frozen=True)
class CaptionStyle:
    """How a caption looks. `unit` is the length of one pixel of a film whose short side is 1080."""

    unit: float
    max_px: int
    min_px: int
    max_lines: int
    ink: Colour
    shadow: bool
    accent_bar: Colour | None
    """Colour of a short bar above the words; None: no bar."""

    centred: bool
    at_bottom: bool
    """The text ends at the bottom of its box, instead of in its middle."""

    @property
    def pad(self) -> int:
        """Pixels around the letters for their shadow."""
        return int(30 * self.unit) & ~1


@dataclass(frozen=True)
class CaptionLayer:
    """Lines on screen from frame `start` up to `end`; a scene's last caption stays (`end` is None)."""

    lines: tuple[PlacedLayer, ...]
    start: int
    end: int | None
    rise: float
    """Pixels by which the lines rise as they enter."""

    def draw(self, canvas: Planes, frame: int) -> None:
        if frame < self.start or (self.end is not None and frame >= self.end):
            return
        leaving = 1.0 if self.end is None else ease((self.end - frame) / _LEAVE_FRAMES)
        for row, line in enumerate(self.lines):
            part = (frame - self.start - row * _LINE_DELAY + 2) / _ENTER_FRAMES
            line.paste(canvas, min(ease(part), leaving), lower_by=int((1 - ease_out(part)) * self.rise))


def make_caption(text: str, box: Box, style: CaptionStyle, start: int, end: int | None) -> CaptionLayer | None:
    """Fit the text into the box; None if nothing in it can be drawn."""
    setter = Typesetter(text)
    if not setter.text:
        return None
    bar = round(style.max_px * 0.5) if style.accent_bar else 0
    width, height = box.width - 2 * style.pad - 4, box.height - 2 * style.pad - bar
    px, lines = setter.fit(width, height, style.max_px, style.min_px, style.max_lines)
    leading = setter.leading(px)
    block = len(lines) * leading + bar
    top = box.bottom - style.pad - block if style.at_bottom else box.top + (box.height - block) // 2
    placed = [] if style.accent_bar is None else [_bar(setter, box, top, px, style, style.accent_bar)]
    for row, words in enumerate(lines):
        image = _draw_line(setter, words, px, style)
        x = _left(setter, box, image.width, style)
        placed.append(PlacedLayer(to_layer(image), x, top + bar + row * leading - style.pad))
    return CaptionLayer(tuple(placed), start, end, 34 * style.unit)


def make_button(
    text: str, box: Box, style: CaptionStyle, ground: Colour, start: int, end: int | None
) -> CaptionLayer | None:
    """Set the text as one line on a rounded button; None if it is too long."""
    setter = Typesetter(text)
    margin = int(56 * style.unit)
    px, lines = setter.fit(box.width - 2 * margin, box.height, style.max_px, style.min_px, 1)
    if not lines or (lines[0].endswith(ELLIPSIS) and not setter.text.endswith(ELLIPSIS)):
        return None
    plain = replace(style, ink=text_colour_on(ground), shadow=False)
    words = _draw_line(setter, lines[0], px, plain)
    height = min(round(setter.leading(px) + 0.75 * px), box.height) & ~1
    width = min(words.width - 2 * plain.pad + max(2 * margin, round(1.5 * px)), box.width) & ~1
    button = _rounded((width, height), ground)
    # Of words that are larger than the button, with their pads, the middle is kept.
    inset_x, inset_y = max(0, (words.width - width) // 2), max(0, (words.height - height) // 2)
    words = words.crop((inset_x, inset_y, words.width - inset_x, words.height - inset_y))
    button.alpha_composite(words, (max(0, (width - words.width) // 2), max(0, (height - words.height) // 2)))
    y = box.bottom - height if style.at_bottom else box.top + (box.height - height) // 2
    line = PlacedLayer(to_layer(button), _left(setter, box, width, style), y)
    return CaptionLayer((line,), start, end, 34 * style.unit)


def _draw_line(setter: Typesetter, words: str, px: int, style: CaptionStyle) -> Image.Image:
    """Draw one line with `style.pad` around it, on transparency."""
    width = int(setter.width(words, px)) + 2 * style.pad + 2 & ~1
    image = Image.new("RGBA", (width, setter.leading(px) + 2 * style.pad + 1 & ~1), (*style.ink, 0))
    draw = ImageDraw.Draw(image)
    x, baseline = float(style.pad), style.pad + (setter.leading(px) - px) / 2 + 0.86 * px
    for run, script in setter.runs(words):
        font = load_font(script, px)
        draw.text((x, baseline), run, (*style.ink, 255), font, anchor="ls", direction=setter.direction)
        x += font.getlength(run, direction=setter.direction)
    if not style.shadow:
        return image
    shadow = Image.new("RGBA", image.size)
    shadow.putalpha(image.getchannel("A").filter(ImageFilter.GaussianBlur(px * 0.14)))
    return Image.alpha_composite(shadow, image)


def _bar(setter: Typesetter, box: Box, top: int, px: int, style: CaptionStyle, colour: Colour) -> PlacedLayer:
    size = (int(style.max_px * 1.3) & ~1, max(2, int(style.max_px * 0.12)) & ~1)
    x = _left(setter, box, size[0] + 2 * style.pad, style) + style.pad
    return PlacedLayer(to_layer(_rounded(size, colour)), x, top + max(0, round(style.max_px * 0.14) - px // 12))


def _rounded(size: tuple[int, int], colour: Colour) -> Image.Image:
    """Draw a plate of one colour with round ends."""
    plate = Image.new("RGBA", size, (*colour, 0))
    plate.putalpha(round_corners(size, size[1] // 2))
    return plate


def _left(setter: Typesetter, box: Box, width: int, style: CaptionStyle) -> int:
    """Return where something of that width begins: centred, or at the side where reading begins."""
    if style.centred:
        return box.left + (box.width - width) // 2
    return box.right - width if setter.right_to_left else box.left
