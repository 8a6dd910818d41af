"""Typography: measuring, breaking and fitting a text in any script."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property, lru_cache, partial
from typing import Final, Literal, TypedDict

import budoux
from PIL import ImageFont, features

from media.text.unicode_scripts import (
    FACES,
    Script,
    clean,
    is_mark,
    reads_right_to_left,
    runs,
    script_of,
    script_of_text,
)

_WEIGHT: Final = 740
_NEVER_FIRST: Final = frozenset("、。，．！？；：）」』】》〉!?,.:;)]}%…ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ")
"""Characters that may not begin a line."""

_MEASURE: Final = 64
"""Font size, in pixels, at which a text is measured before its size is known."""

_UNASSIGNED: Final = "\U000f0001"

ELLIPSIS: Final = "…"


class TextDirection(TypedDict, total=False):
    direction: Literal["rtl", "ltr"]


def shaping_available() -> bool:
    """Scripts can be shaped and ordered. False when the system lacks libfribidi, which Pillow loads itself."""
    return bool(features.check("raqm"))


@lru_cache(256)
def load(script: Script, px: int) -> ImageFont.FreeTypeFont:
    """The bold font of a script at a size in pixels."""
    face = FACES[script]
    font = ImageFont.truetype(str(face.path), px, index=face.index)
    axes = font.get_variation_axes()
    font.set_variation_by_axes([_setting(axis) for axis in axes])
    return font


@lru_cache(4096)
def draws(script: Script, char: str) -> bool:
    """The script's font has a glyph for the character."""
    font = load(script, _MEASURE)
    return bytes(font.getmask(char)) != bytes(font.getmask(_UNASSIGNED))


def _setting(axis: ImageFont.Axis) -> float:
    if axis.get("name") == b"Weight":
        return min(max(_WEIGHT, axis["minimum"] or _WEIGHT), axis["maximum"] or _WEIGHT)
    return axis["default"] or 0


@lru_cache
def _phrases(script: Script) -> budoux.Parser | None:
    match script:
        case Script.JAPANESE:
            return budoux.load_default_japanese_parser()
        case Script.CHINESE:
            return budoux.load_default_simplified_chinese_parser()
        case Script.THAI:
            return budoux.load_default_thai_parser()
        case _:
            return None


class Typesetter:
    """Sets one text: its script, direction and fonts are decided once, for every size and line."""

    def __init__(self, text: str) -> None:
        self.text = clean(text)
        self.script = script_of_text(self.text)
        self.right_to_left = reads_right_to_left(self.text, self.script)
        self.direction: TextDirection = {}
        if shaping_available():
            self.direction = {"direction": "rtl" if self.right_to_left else "ltr"}

    def runs(self, line: str) -> list[tuple[str, Script]]:
        """Pieces of a line, each with its font, from left to right."""
        pieces = runs(line, self.script, draws)
        return pieces[::-1] if self.right_to_left else pieces

    def width(self, line: str, px: int) -> float:
        """Pixels that a line takes at a size."""
        return sum(load(face, px).getlength(piece, **self.direction) for piece, face in self.runs(line))

    def leading(self, px: int) -> int:
        """Pixels from one line to the next."""
        return round(px * self.script.leading)

    def wrap(self, px: int, room: float, most: int | None = None) -> list[str]:
        """Lines no wider than `room` pixels; a word longer than a line is broken where it fits.

        With `most`, wrapping stops as soon as there are more lines than that.
        """
        lines: list[str] = []
        line = ""
        for token in self._tokens:
            if most is not None and len(lines) > most:
                return lines
            if token == " ":
                line = f"{line} " if line else ""
                continue
            if line.strip() and self.width(line + token, px) > room:
                lines.append(line.rstrip())
                line = ""
            *full, rest = self._broken(token, px, room) if not line else [token]
            lines += full
            line += rest
        return [*lines, line.rstrip()] if line.strip() else lines

    def fit(self, room: float, height: float, largest: int, smallest: int, most: int) -> tuple[int, list[str]]:
        """The largest size at which the text fits, and its lines, balanced. What cannot fit ends with an ellipsis.

        `room` and `height` are pixels, `largest` and `smallest` font sizes, `most` the number of lines.
        """
        for px in range(largest, smallest - 1, -max(1, largest // 40)):
            allowed = min(most, int(height // self.leading(px)))
            breaks_a_word = self._longest * px > room >= self._longest * smallest
            if breaks_a_word or self._length * px > room * allowed:
                continue
            lines = self.wrap(px, room, allowed)
            if len(lines) <= allowed:
                return px, self._balanced(px, room, lines)
        return smallest, self._shortened(smallest, room, height, most)

    def _balanced(self, px: int, room: float, lines: list[str]) -> list[str]:
        """As many lines in the narrowest room: no lone last word, and no word broken for it."""
        low, high = min(room, max(room * 0.45, self._longest * px)), room
        for _ in range(6):
            middle = (low + high) / 2
            if len(self.wrap(px, middle, len(lines))) <= len(lines):
                high = middle
            else:
                low = middle
        return self.wrap(px, high)

    def _shortened(self, px: int, room: float, height: float, most: int) -> list[str]:
        keep = max(1, min(most, int(height // self.leading(px))))
        lines = self.wrap(px, room, keep)
        if len(lines) <= keep:
            return lines
        last = lines[keep - 1]
        while last and self.width(last + ELLIPSIS, px) > room:
            last = last[:-1]
        return [*lines[: keep - 1], last.rstrip() + ELLIPSIS]

    @cached_property
    def _longest(self) -> float:
        """Width of the longest unbreakable piece, in ems."""
        return max((self.width(token, _MEASURE) for token in self._tokens), default=0.0) / _MEASURE

    @cached_property
    def _length(self) -> float:
        """Width of the whole text on one line, in ems; a little less, as sizes are hinted differently."""
        return 0.95 * sum(self.width(token, _MEASURE) for token in self._tokens) / _MEASURE

    @cached_property
    def _tokens(self) -> list[str]:
        """Words, phrases and spaces: a line may end after each, and none begins with a character that may not."""
        tokens: list[str] = []
        for token in self._breakable():
            if tokens and tokens[-1] != " " and token[0] in _NEVER_FIRST:
                tokens[-1] += token
            else:
                tokens.append(token)
        return tokens

    def _breakable(self) -> Iterator[str]:
        parser = _phrases(self.script)
        for word in re.findall(r"\S+|\s+", self.text):
            if word.isspace():
                yield " "
            elif parser is not None and any(_unspaced(char) for char in word):
                yield from parser.parse(word)
            else:
                yield word

    def _broken(self, token: str, px: int, room: float) -> list[str]:
        """The token in pieces that fit; the last piece is what the line goes on with."""
        pieces: list[str] = []
        while len(token) > 1 and self.width(token, px) > room:
            places = [at for at in range(1, len(token)) if not is_mark(token[at]) and token[at] not in _NEVER_FIRST]
            if not places:
                break
            widths = partial(self._width_up_to, token, px)
            at = places[max(0, bisect_right(places, room, key=widths) - 1)]
            pieces.append(token[:at])
            token = token[at:]
        return [*pieces, token]

    def _width_up_to(self, token: str, px: int, at: int) -> float:
        return self.width(token[:at], px)


def _unspaced(char: str) -> bool:
    return script_of(char) in (Script.JAPANESE, Script.CHINESE, Script.THAI)


def widest(typesetter: Typesetter, lines: list[str], px: int) -> float:
    """Pixels of the longest line."""
    return max((typesetter.width(line, px) for line in lines), default=0.0)
