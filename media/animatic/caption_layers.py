"""Captions and call-to-action buttons as layers that move in and out."""

from dataclasses import dataclass
from typing import Final

from media.animatic.camera import ease, ease_out
from media.drawing.boxes import Box
from media.drawing.palette import WHITE, Colour, text_colour_on
from media.drawing.text_lines import draw_line, round_corners, with_shadow
from media.drawing.yuv_planes import PlacedLayer, Planes, tinted, to_layer
from media.text.typesetting import ELLIPSIS, Typesetter

_MIN_PX: Final = 38
_ENTER_FRAMES: Final = 10
_LEAVE_FRAMES: Final = 5
_LINE_DELAY: Final = 3
"""Frames by which each line enters later than the one above; all leave together."""


@dataclass(frozen=True)
class CaptionStyle:
    """Place and look of a caption. `unit` is the length of one pixel of a film whose short side is 1080."""

    box: Box
    unit: float
    max_px: int
    ink: Colour
    accent: Colour
    """Colour of a button, or of the short bar above words that are not on a scrim."""

    centred: bool
    on_scrim: bool
    """The text is short and ends at the bottom of its box, instead of in its middle."""

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


def set_caption(text: str, style: CaptionStyle) -> tuple[PlacedLayer, ...]:
    """Fit the text into the box and return its lines, the bar first; none if nothing in it can be drawn."""
    setter, box = Typesetter(text), style.box
    if not setter.text:
        return ()
    bar = 0 if style.on_scrim else round(style.max_px * 0.5)
    width, height = box.width - 2 * style.pad - 4, box.height - 2 * style.pad - bar
    px, lines = setter.fit(width, height, style.max_px, int(_MIN_PX * style.unit), 4 if style.on_scrim else 7)
    leading = setter.leading(px)
    block = len(lines) * leading + bar
    top = box.bottom - style.pad - block if style.on_scrim else box.top + (box.height - block) // 2
    placed = [_bar(setter, top, px, style)] if bar else []
    for row, words in enumerate(lines):
        image = draw_line(setter, words, px, style.ink, style.pad)
        if style.ink == WHITE:
            image = with_shadow(image, px)
        y = top + bar + row * leading - style.pad
        placed.append(PlacedLayer(to_layer(image), _left(setter, image.width, style), y))
    return tuple(placed)


def set_button(text: str, style: CaptionStyle) -> tuple[PlacedLayer, ...]:
    """Set the text as one line on a rounded button; nothing if it is too long."""
    setter, box = Typesetter(text), style.box
    margin = int(56 * style.unit)
    px, lines = setter.fit(box.width - 2 * margin, box.height, style.max_px, int(_MIN_PX * style.unit), 1)
    if not lines or (lines[0].text.endswith(ELLIPSIS) and not setter.text.endswith(ELLIPSIS)):
        return ()
    words = draw_line(setter, lines[0], px, text_colour_on(style.accent), style.pad)
    height = min(round(setter.leading(px) + 0.75 * px), box.height) & ~1
    width = min(words.width - 2 * style.pad + max(2 * margin, round(1.5 * px)), box.width) & ~1
    button = tinted(round_corners((width, height), height // 2), style.accent)
    # Of words that are larger than the button, with their pads, the middle is kept.
    inset_x, inset_y = max(0, (words.width - width) // 2), max(0, (words.height - height) // 2)
    words = words.crop((inset_x, inset_y, words.width - inset_x, words.height - inset_y))
    button.alpha_composite(words, (max(0, (width - words.width) // 2), max(0, (height - words.height) // 2)))
    y = box.bottom - height if style.on_scrim else box.top + (box.height - height) // 2
    return (PlacedLayer(to_layer(button), _left(setter, width, style), y),)


def _bar(setter: Typesetter, top: int, px: int, style: CaptionStyle) -> PlacedLayer:
    width, height = int(style.max_px * 1.3) & ~1, max(2, int(style.max_px * 0.12)) & ~1
    x = _left(setter, width + 2 * style.pad, style) + style.pad
    y = top + max(0, round(style.max_px * 0.14) - px // 12)
    return PlacedLayer(to_layer(tinted(round_corners((width, height), height // 2), style.accent)), x, y)


def _left(setter: Typesetter, width: int, style: CaptionStyle) -> int:
    """Return where something of that width begins: centred, or at the side where reading begins."""
    if style.centred:
        return style.box.left + (style.box.width - width) // 2
    return style.box.right - width if setter.right_to_left else style.box.left
