"""Measure, wrap and fit a text in any script."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import accumulate, groupby
from typing import Final

from media.text.bidi import embedding_levels, in_visual_order
from media.text.clusters import clusters
from media.text.drawable import DIRECTION_MARKS, NO_BREAK_SPACE, drawable_text
from media.text.faces import Face
from media.text.fonts import font_of, load_font, shape
from media.text.shaping import shaping_available
from media.text.unicode_scripts import Script, reads_right_to_left, script_of_text
from media.text.words import NEVER_FIRST, phrases_of

_MEASURE_PX: Final = 64
"""Font size at which a text is measured before its size is known."""

ELLIPSIS: Final = "…"

_NOT_DRAWN: Final = str.maketrans(dict.fromkeys(DIRECTION_MARKS) | {NO_BREAK_SPACE: " "})

_KEEPS_FONT: Final = frozenset({" ", NO_BREAK_SPACE, *DIRECTION_MARKS})


@dataclass(frozen=True)
class Run:
    """A piece of a line that one font draws in one direction; its text is in the order of reading."""

    text: str
    script: Script | Face
    level: int
    """Embedding level of Unicode Standard Annex 9: odd from right to left."""

    start: int = 0
    """Where it begins in the text that was set."""

    @property
    def shown(self) -> str:
        """The text as its font is given it. Sequences of emoji are known from left to right only."""
        text = self.text.translate(_NOT_DRAWN)
        return "".join(clusters(text)[::-1]) if self.script is Script.EMOJI and self.level % 2 else text

    @property
    def direction(self) -> str | None:
        """Direction for Pillow; None if it cannot shape."""
        if not shaping_available():
            return None
        return "rtl" if self.level % 2 and self.script is not Script.EMOJI else "ltr"

    def width(self, px: int) -> float:
        """Return the width in pixels."""
        return _width(self.shown, self.script, self.direction, px)


@dataclass(frozen=True)
class TextLine:
    """A line of a text, and its runs from left to right."""

    text: str
    runs: tuple[Run, ...]

    def width(self, px: int) -> float:
        """Return the width in pixels."""
        return sum(run.width(px) for run in self.runs)

    def extents(self, start: int, end: int, px: int) -> list[tuple[float, float]]:
        """Return from where to where these characters of the text are in the line: a pair for each run of them."""
        found, x = list[tuple[float, float]](), 0.0
        for run in self.runs:
            first, last = max(start - run.start, 0), min(end - run.start, len(run.text))
            if first < last:
                ahead, through = (replace(run, text=run.text[:to]).width(px) for to in (first, last))
                width = run.width(px)
                is_reversed = run.level % 2 == 1
                found.append((x + width - through, x + width - ahead) if is_reversed else (x + ahead, x + through))
            x += run.width(px)
        return found

    def contains(self, place: int) -> bool:
        """Tell whether the character at this place of the text is in the line."""
        return any(run.start <= place < run.start + len(run.text) for run in self.runs)


@lru_cache(16384)
def _width(text: str, script: Script | Face, direction: str | None, px: int) -> float:
    return load_font(script, px).getlength(text, direction=direction)


Span = tuple[int, int]
"""Where a piece begins and ends in the text."""


class Typesetter:
    """Sets one text; its script, direction and fonts are the same at every size and in every line.

    `face` is the brand's. It draws what Inter would, if it has all letters of that.
    """

    def __init__(self, text: str, face: Face | None = None) -> None:
        self.face = face
        self.text = drawable_text(text)
        self.script = script_of_text(self.text)
        self.right_to_left = reads_right_to_left(self.text, self.script)

    def line(self, start: int, end: int) -> TextLine:
        """Return the line that these characters of the text are, without spaces at its ends."""
        start += len(self.text[start:end]) - len(self.text[start:end].lstrip())
        end = start + len(self.text[start:end].rstrip())
        runs = in_visual_order(list(self._runs(start, end)))
        return TextLine(self.text[start:end], tuple(run for run in runs if run.shown))

    def leading(self, px: int) -> int:
        """Return the pixels from one line to the next."""
        return round(px * self.script.leading)

    def wrap(self, px: int, max_width: float) -> list[TextLine]:
        """Return lines no wider than `max_width` pixels; a word longer than a line is broken where it fits."""
        return [self.line(*span) for span in self._wrapped(px, max_width)]

    def fit(self, width: float, height: float, max_px: int, min_px: int, max_lines: int) -> tuple[int, list[TextLine]]:
        """Return the largest font size at which the text fits, and its lines; at `min_px` an ellipsis may end it."""
        length = 0.95 * sum(self._widths)  # Hinting differs between sizes.
        for px in range(max_px, min_px - 1, -max(1, max_px // 40)):
            allowed = min(max_lines, int(height // self.leading(px)))
            breaks_a_word = self._longest * px > width >= self._longest * min_px
            if breaks_a_word or length * px > width * allowed:
                continue
            lines = self._wrapped(px, width)
            if len(lines) <= allowed:
                return px, self._balanced(px, width, len(lines))
        return min_px, self._shortened(min_px, width, height, max_lines)

    def _wrapped(self, px: int, max_width: float) -> list[Span]:
        lines: list[Span] = []
        start = end = 0
        for token in self.tokens:
            if self.text[slice(*token)] == " ":
                continue
            if start < end and self._width(start, token[1], px) > max_width:
                lines.append((start, end))
                start = end = token[0]
            if start == end:
                *full, (start, _) = self._broken(token, px, max_width)
                lines += full
            end = token[1]
        return [*lines, (start, end)] if start < end else lines

    def _balanced(self, px: int, width: float, count: int) -> list[TextLine]:
        """Wrap into as many lines at the smallest width, so that no word stands alone; no word is broken for it."""
        low, high = min(width, max(width * 0.45, self._longest * px)), width
        for _ in range(6):
            middle = (low + high) / 2
            if len(self._wrapped(px, middle)) <= count:
                high = middle
            else:
                low = middle
        return self.wrap(px, high)

    def _shortened(self, px: int, width: float, height: float, max_lines: int) -> list[TextLine]:
        keep = max(1, min(max_lines, int(height // self.leading(px))))
        lines = self._wrapped(px, width)
        if len(lines) <= keep:
            return [self.line(*span) for span in lines]
        start, end = lines[keep - 1]
        mark = _width(ELLIPSIS, font_of(ELLIPSIS, self.script) or self.script, None, px)
        while end > start and self._width(start, end, px) + mark > width:
            end = self._starts[bisect_left(self._starts, end) - 1]
        shortened = Typesetter(self.text[:end].rstrip() + ELLIPSIS, self.face)
        shortened.script, shortened.right_to_left = self.script, self.right_to_left
        last = shortened.line(min(start, len(shortened.text) - 1), len(shortened.text))
        return [*(self.line(*span) for span in lines[: keep - 1]), last]

    def _width(self, start: int, end: int, px: int) -> float:
        return sum(run.width(px) for run in self._runs(start, end))

    def _runs(self, start: int, end: int) -> Iterator[Run]:
        """Give the runs of these characters in the order of reading."""
        at = bisect_right(self._run_ends, start)
        while start < end:
            stop = min(end, self._run_ends[at])
            yield Run(self.text[start:stop], *self._fonts_and_levels[start], start)
            start, at = stop, at + 1

    @cached_property
    def _starts(self) -> list[int]:
        """Where the clusters begin."""
        return list(accumulate(map(len, clusters(self.text)[:-1]), initial=0)) if self.text else []

    @cached_property
    def _fonts_and_levels(self) -> list[tuple[Script | Face, int]]:
        """Font and embedding level of each character; all of a cluster have those of its first."""
        levels = embedding_levels(self.text, self.right_to_left)
        own = self.script if self.script.font_has_latin else Script.LATIN
        face = self.face if self.face and self._has_letters_of(self.face) else None
        found: list[tuple[Script | Face, int]] = []
        for cluster in clusters(self.text):
            font = found[-1][0] if found and found[-1][0] is not Script.EMOJI else own
            if cluster not in _KEEPS_FONT:
                font = font_of(cluster, self.script) or own
                if font is Script.LATIN and face and shape(cluster, face):
                    font = face
            found += [(font, levels[len(found)])] * len(cluster)
        return found

    def _has_letters_of(self, face: Face) -> bool:
        """Tell whether the face has all letters that Inter would draw: no word is of two fonts."""
        letters = (each for each in set(clusters(self.text)) if each[0].isalpha())
        return all(shape(each, face) for each in letters if font_of(each, self.script) is Script.LATIN)

    @cached_property
    def _run_ends(self) -> list[int]:
        return list(accumulate(len(list(run)) for _, run in groupby(self._fonts_and_levels)))

    @cached_property
    def _longest(self) -> float:
        """Width of the longest unbreakable piece, in ems."""
        return max(self._widths, default=0.0)

    @cached_property
    def _widths(self) -> list[float]:
        """Widths of the tokens, in ems."""
        return [self._width(start, end, _MEASURE_PX) / _MEASURE_PX for start, end in self.tokens]

    @cached_property
    def tokens(self) -> list[Span]:
        """Words, phrases and spaces: a line may end after each."""
        starts = {*self._starts, len(self.text)}
        tokens: list[Span] = []
        start = 0
        for word in re.finditer("[^ ]+| ", self.text):
            for end in accumulate(map(len, phrases_of(word[0], self.script)), initial=word.start()):
                if end <= start or end not in starts:
                    continue
                if tokens and self.text[start] in NEVER_FIRST and self.text[tokens[-1][0]] != " ":
                    start = tokens.pop()[0]
                tokens.append((start, end))
                start = end
        return tokens

    def _broken(self, token: Span, px: int, max_width: float) -> list[Span]:
        """Break the token into pieces that fit; the line goes on after the last one."""
        pieces: list[Span] = []
        start, end = token
        while self._width(start, end, px) > max_width:
            inside = self._starts[bisect_right(self._starts, start) : bisect_left(self._starts, end)]
            places = [at for at in inside if self.text[at] not in NEVER_FIRST]
            if not places:
                break
            fitting = bisect_right(places, max_width, key=lambda at: self._width(start, at, px))
            pieces.append((start, places[max(0, fitting - 1)]))
            start = pieces[-1][1]
        return [*pieces, (start, end)]
