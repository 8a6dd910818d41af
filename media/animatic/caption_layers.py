"""Captions and call-to-action buttons as layers that move in and out, in step with the words if these are spoken."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from PIL import Image

from media.animatic.camera import ease, ease_out
from media.drawing.boxes import Box
from media.drawing.marked_words import mark_word
from media.drawing.palette import WHITE, Colour, text_colour_on
from media.drawing.text_lines import draw_line, round_corners, with_shadow
from media.drawing.yuv_planes import PlacedLayer, Planes, tinted, to_layer
from media.text.captions import Cue, SpokenPart
from media.text.faces import Face
from media.text.typesetting import ELLIPSIS, TextLine, Typesetter

_MIN_PX: Final = 38
_ENTER_FRAMES: Final = 10
_LEAVE_FRAMES: Final = 5
_LINE_DELAY: Final = 3
"""Frames by which each line enters later than the one above; all leave together."""

_AHEAD: Final = 2
_ENTER_SPOKEN_FRAMES: Final = 4
_LEAVE_SPOKEN_FRAMES: Final = 3
"""A line that is spoken begins to enter two frames ahead of its first word: it is readable when that is said."""


@dataclass(frozen=True)
class CaptionLayout:
    """Place and look of a caption. `unit` is the length of one pixel of a film whose short side is 1080."""

    box: Box
    unit: float
    max_px: int
    ink: Colour
    accent: Colour
    """Colour of a button, or of the short bar above words that are not on a scrim, and of the word that is marked."""

    centred: bool
    on_scrim: bool
    """The text is short and ends at the bottom of its box, instead of in its middle."""

    marks_words: bool = False
    """The word that is spoken is marked."""

    face: Face | None = None
    """The brand's font, for Latin letters."""

    @property
    def pad(self) -> int:
        """Pixels around the letters for their shadow."""
        return int(30 * self.unit) & ~1


@dataclass(frozen=True)
class WordMark:
    """The mark of a word of the line `row`, which is spoken from frame `start` up to `end`."""

    layer: PlacedLayer
    row: int
    start: int
    end: int


@dataclass(frozen=True)
class SetText:
    """A text that is set: its lines from the top, and the frame at which the first word of each is spoken, if that is
    known."""

    lines: tuple[PlacedLayer, ...] = ()
    spoken: tuple[int | None, ...] = ()
    marks: tuple[WordMark, ...] = ()


@dataclass(frozen=True)
class CaptionLayer:
    """A text on screen from frame `start` up to `end`; a scene's last caption stays (`end` is None).

    A line that is spoken enters with its first word, others shortly after each other.
    """

    text: SetText
    start: int
    end: int | None
    rise: float
    """Pixels by which the lines rise as they enter."""

    @property
    def lines(self) -> tuple[PlacedLayer, ...]:
        return self.text.lines

    @property
    def is_spoken(self) -> bool:
        return any(first is not None for first in self.text.spoken)

    def draw(self, canvas: Planes, frame: int) -> None:
        ahead, leave = (_AHEAD, _LEAVE_SPOKEN_FRAMES) if self.is_spoken else (0, _LEAVE_FRAMES)
        end = None if self.end is None else self.end - ahead
        if frame < self.start - ahead or (end is not None and frame >= end):
            return
        leaving = 1.0 if end is None else ease((end - frame) / leave)
        shown = [self._entered(row, frame) for row in range(len(self.lines))]
        for part, line in zip(shown, self.lines, strict=True):
            self._paste(line, canvas, part, leaving)
        for mark in self.text.marks:
            if mark.start <= frame < mark.end:
                self._paste(mark.layer, canvas, shown[mark.row], leaving)

    def _entered(self, row: int, frame: int) -> float:
        """Return how far the line has entered, 1 if it is there."""
        first = self.text.spoken[row]
        if first is None:
            return (frame - self.start - row * _LINE_DELAY + 2) / _ENTER_FRAMES
        return (frame - max(first, self.start) + _AHEAD + 1) / _ENTER_SPOKEN_FRAMES

    def _paste(self, layer: PlacedLayer, canvas: Planes, part: float, leaving: float) -> None:
        layer.paste(canvas, min(ease(part), leaving), lower_by=int((1 - ease_out(part)) * self.rise))


def set_caption(cue: Cue, style: CaptionLayout) -> SetText:
    """Fit the text into the box and return its lines, the bar first; none if nothing in it can be drawn."""
    setter, box = Typesetter(cue.text, style.face), style.box
    if not setter.text:
        return SetText()
    bar = 0 if style.on_scrim else round(style.max_px * 0.5)
    width, height = box.width - 2 * style.pad - 4, box.height - 2 * style.pad - bar
    px, lines = setter.fit(width, height, style.max_px, int(_MIN_PX * style.unit), 4 if style.on_scrim else 7)
    leading = setter.leading(px)
    block = len(lines) * leading + bar
    top = box.bottom - style.pad - block if style.on_scrim else box.top + (box.height - block) // 2
    parts = cue.parts if setter.text == cue.text else ()
    placed = [_bar(setter, top, px, style)] if bar else []
    spoken: list[int | None] = [cue.start if parts else None] * len(placed)
    marks = list[WordMark]()
    for row, words in enumerate(lines, len(placed)):
        image = draw_line(setter, words, px, style.ink, style.pad)
        x, y = _left(setter, image.width, style), top + bar + (row - (1 if bar else 0)) * leading - style.pad
        inside = [part for part in parts if words.contains(part.at)]
        spoken.append(inside[0].start if inside else cue.start if parts else None)
        if style.marks_words:
            marks += _marks(image, words, px, style.pad, row, parts, style.accent, (x, y))
        shown = with_shadow(image, px) if style.ink == WHITE else image
        placed.append(PlacedLayer(to_layer(shown), x, y))
    return SetText(tuple(placed), tuple(spoken), tuple(marks))


def set_button(cue: Cue, style: CaptionLayout) -> SetText:
    """Set the text as one line on a rounded button; nothing if it is too long."""
    setter, box = Typesetter(cue.text, style.face), style.box
    margin = int(56 * style.unit)
    px, lines = setter.fit(box.width - 2 * margin, box.height, style.max_px, int(_MIN_PX * style.unit), 1)
    if not lines or (lines[0].text.endswith(ELLIPSIS) and not setter.text.endswith(ELLIPSIS)):
        return SetText()
    ink = text_colour_on(style.accent)
    line = draw_line(setter, lines[0], px, ink, style.pad)
    height = min(round(setter.leading(px) + 0.75 * px), box.height) & ~1
    width = min(line.width - 2 * style.pad + max(2 * margin, round(1.5 * px)), box.width) & ~1
    button = tinted(round_corners((width, height), height // 2), style.accent)
    # Of words that are larger than the button, with their pads, the middle is kept.
    inset_x, inset_y = max(0, (line.width - width) // 2) & ~1, max(0, (line.height - height) // 2) & ~1
    words = line.crop((inset_x, inset_y, line.width - inset_x, line.height - inset_y))
    at = max(0, (width - words.width) // 2) & ~1, max(0, (height - words.height) // 2) & ~1
    button.alpha_composite(words, at)
    x, y = _left(setter, width, style), box.bottom - height if style.on_scrim else box.top + (box.height - height) // 2
    parts = cue.parts if setter.text == cue.text else ()
    inner = ((x & ~1) + at[0] - inset_x, (y & ~1) + at[1] - inset_y)
    marks = _marks(line, lines[0], px, style.pad, 0, parts, ink, inner) if style.marks_words else ()
    return SetText((PlacedLayer(to_layer(button), x, y),), (cue.start if parts else None,), tuple(marks))


def _marks(
    line: Image.Image,
    words: TextLine,
    px: int,
    pad: int,
    row: int,
    parts: Iterable[SpokenPart],
    colour: Colour,
    place: tuple[int, int],
) -> Iterator[WordMark]:
    """Yield the marks of the words of a line, which is drawn at that place of the film."""
    x, y = place[0] & ~1, place[1] & ~1
    for part in parts:
        for mark in mark_word(line, words, px, pad, (part.at, part.to), colour):
            yield WordMark(PlacedLayer(mark.layer, x + mark.x, y + mark.y), row, part.start, part.end)


def _bar(setter: Typesetter, top: int, px: int, style: CaptionLayout) -> PlacedLayer:
    width, height = int(style.max_px * 1.3) & ~1, max(2, int(style.max_px * 0.12)) & ~1
    x = _left(setter, width + 2 * style.pad, style) + style.pad
    y = top + max(0, round(style.max_px * 0.14) - px // 12)
    return PlacedLayer(to_layer(tinted(round_corners((width, height), height // 2), style.accent)), x, y)


def _left(setter: Typesetter, width: int, style: CaptionLayout) -> int:
    """Return where something of that width begins: centred, or at the side where reading begins."""
    if style.centred:
        return style.box.left + (style.box.width - width) // 2
    return style.box.right - width if setter.right_to_left else style.box.left
