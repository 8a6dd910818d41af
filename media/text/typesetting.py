"""Measure, wrap and fit a text in any script."""

import re
from bisect import bisect_right
from functools import cache, cached_property, lru_cache
from typing import Final

import budoux
from PIL import ImageFont, features

from media.text.unicode_scripts import (
    Script,
    drawable_text,
    font_script,
    is_mark,
    reads_right_to_left,
    script_of,
    script_of_text,
)

_WEIGHT: Final = 740
_NEVER_FIRST: Final = frozenset("、。，．！？；：）」』】》〉!?,.:;)]}%…ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ")
"""Characters that may not begin a line."""

_MEASURE_PX: Final = 64
"""Font size at which a text is measured before its size is known."""

_UNASSIGNED: Final = "\U000f0001"
_FALLBACKS: Final = (Script.LATIN, Script.CHINESE, Script.EMOJI)
"""Fonts with many symbols, for one that the script's own font lacks."""

ELLIPSIS: Final = "…"


def shaping_available() -> bool:
    """Tell whether complex scripts can be shaped. False without libfribidi, which Pillow loads from the system."""
    return bool(features.check("raqm"))


@lru_cache(256)
def load_font(script: Script, px: int) -> ImageFont.FreeTypeFont:
    """Load a script's bold font at a size in pixels."""
    font = ImageFont.truetype(script.font_file, px, index=script.font_index)
    font.set_variation_by_axes([_axis_value(axis) for axis in font.get_variation_axes()])
    return font


@lru_cache(4096)
def has_glyph(script: Script, char: str) -> bool:
    """Tell whether the script's font has a glyph for the character."""
    font = load_font(script, _MEASURE_PX)
    return bytes(font.getmask(char)) != bytes(font.getmask(_UNASSIGNED))


def _axis_value(axis: ImageFont.Axis) -> float:
    if axis.get("name") == b"Weight":
        return min(max(_WEIGHT, axis["minimum"] or _WEIGHT), axis["maximum"] or _WEIGHT)
    return axis["default"] or 0


_PHRASE_PARSERS: Final = {
    Script.JAPANESE: cache(budoux.load_default_japanese_parser),
    Script.CHINESE: cache(budoux.load_default_simplified_chinese_parser),
    Script.THAI: cache(budoux.load_default_thai_parser),
}
"""Parsers of scripts that put no spaces between words."""


class Typesetter:
    """Sets one text; its script, direction and fonts are the same at every size and in every line."""

    def __init__(self, text: str) -> None:
        self.text = drawable_text(text)
        self.script = script_of_text(self.text)
        self.right_to_left = reads_right_to_left(self.text, self.script)
        self.direction = ("rtl" if self.right_to_left else "ltr") if shaping_available() else None

    def runs(self, line: str) -> list[tuple[str, Script]]:
        """Return the pieces of a line, each with the script whose font draws it, from left to right."""
        runs: list[tuple[str, Script]] = []
        for char in line:
            font = font_script(char, self.script, runs[-1][1] if runs else None)
            if not has_glyph(font, char) and not is_mark(char):
                font = next((other for other in _FALLBACKS if has_glyph(other, char)), font)
            if runs and runs[-1][1] is font:
                runs[-1] = (runs[-1][0] + char, font)
            else:
                runs.append((char, font))
        return runs[::-1] if self.right_to_left else runs

    def width(self, line: str, px: int) -> float:
        """Return the width of a line in pixels."""
        return sum(load_font(script, px).getlength(run, direction=self.direction) for run, script in self.runs(line))

    def leading(self, px: int) -> int:
        """Return the pixels from one line to the next."""
        return round(px * self.script.leading)

    def wrap(self, px: int, max_width: float) -> list[str]:
        """Return lines no wider than `max_width` pixels; a word longer than a line is broken where it fits."""
        lines: list[str] = []
        line = ""
        for token in self._tokens:
            if token == " ":
                line = f"{line} " if line else ""
                continue
            if line.strip() and self.width(line + token, px) > max_width:
                lines.append(line.rstrip())
                line = ""
            *full, rest = self._broken(token, px, max_width) if not line else [token]
            lines += full
            line += rest
        return [*lines, line.rstrip()] if line.strip() else lines

    def fit(self, width: float, height: float, max_px: int, min_px: int, max_lines: int) -> tuple[int, list[str]]:
        """Return the largest font size at which the text fits, and its lines; at `min_px` an ellipsis may end it."""
        length = 0.95 * sum(self._widths)  # Hinting differs between sizes.
        for px in range(max_px, min_px - 1, -max(1, max_px // 40)):
            allowed = min(max_lines, int(height // self.leading(px)))
            breaks_a_word = self._longest * px > width >= self._longest * min_px
            if breaks_a_word or length * px > width * allowed:
                continue
            lines = self.wrap(px, width)
            if len(lines) <= allowed:
                return px, self._balanced(px, width, lines)
        return min_px, self._shortened(min_px, width, height, max_lines)

    def _balanced(self, px: int, width: float, lines: list[str]) -> list[str]:
        """Wrap into as many lines at the smallest width, so that no word stands alone; no word is broken for it."""
        low, high = min(width, max(width * 0.45, self._longest * px)), width
        for _ in range(6):
            middle = (low + high) / 2
            if len(self.wrap(px, middle)) <= len(lines):
                high = middle
            else:
                low = middle
        return self.wrap(px, high)

    def _shortened(self, px: int, width: float, height: float, max_lines: int) -> list[str]:
        keep = max(1, min(max_lines, int(height // self.leading(px))))
        lines = self.wrap(px, width)
        if len(lines) <= keep:
            return lines
        last = lines[keep - 1]
        while last and self.width(last + ELLIPSIS, px) > width:
            last = last[:-1]
        return [*lines[: keep - 1], last.rstrip() + ELLIPSIS]

    @cached_property
    def _longest(self) -> float:
        """Width of the longest unbreakable piece, in ems."""
        return max(self._widths, default=0.0)

    @cached_property
    def _widths(self) -> list[float]:
        """Widths of the tokens, in ems."""
        return [self.width(token, _MEASURE_PX) / _MEASURE_PX for token in self._tokens]

    @cached_property
    def _tokens(self) -> list[str]:
        """Words, phrases and spaces: a line may end after each."""
        parser = _PHRASE_PARSERS[self.script]() if self.script in _PHRASE_PARSERS else None
        tokens: list[str] = []
        for word in re.findall(r"\S+|\s+", self.text):
            phrases = [word]
            if parser is not None and any(script_of(char) in _PHRASE_PARSERS for char in word):
                phrases = parser.parse(word)
            for token in phrases:
                if tokens and tokens[-1] != " " and token[0] in _NEVER_FIRST:
                    tokens[-1] += token
                else:
                    tokens.append(token)
        return tokens

    def _broken(self, token: str, px: int, max_width: float) -> list[str]:
        """Break the token into pieces that fit; the line goes on after the last one."""
        pieces: list[str] = []
        while len(token) > 1 and self.width(token, px) > max_width:
            places = [at for at in range(1, len(token)) if not is_mark(token[at]) and token[at] not in _NEVER_FIRST]
            if not places:
                break
            starts = [token[:at] for at in places]
            fitting = bisect_right(starts, max_width, key=lambda start: self.width(start, px))
            pieces.append(starts[max(0, fitting - 1)])
            token = token[len(pieces[-1]) :]
        return [*pieces, token]
