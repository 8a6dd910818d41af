"""Texts: cutting without breaking characters, reading time, sentences, and filling in phrases."""

import re
from collections.abc import Mapping

import regex

LATIN_RATE = 15
CJK_RATE = 6
"""Characters a second that a viewer reads on screen."""

_SLOT = re.compile(r"(<[A-Za-z]+>)")
_SENTENCE_END = re.compile(r"(?<=[.!?…؟।])\s+|(?<=[。！？])|\n+")
_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\U00020000-\U0003ffff]")
_ENDING = regex.compile(r"(?:[.!?…。！？؟।]|[\p{Emoji_Presentation}\ufe0f\u20e3\U000e007f])$")
"""A mark or an emoji, after which no full stop is written."""

_VISIBLE_CHARACTER = regex.compile(r"\X")
"""A grapheme cluster of Unicode Standard Annex 29, such as a letter with its marks or a sequence of emoji."""


def clip(text: str, limit: int) -> str:
    """Shorten to at most `limit` characters, between words where possible, never inside a visible character."""
    if len(text) <= limit:
        return text
    cut = 0
    for cluster in _VISIBLE_CHARACTER.finditer(text):
        if cluster.end() >= limit:
            break
        cut = cluster.end()
    space = max(text.rfind(" ", 0, cut + 1), text.rfind("\n", 0, cut + 1))
    if space > cut * 0.6:
        cut = space
    return text[:cut].rstrip() + "…"


def reading_seconds(text: str) -> float:
    """Return how long a viewer needs to read the text."""
    wide = len(_WIDE.findall(text))
    return wide / CJK_RATE + (len(text) - wide) / LATIN_RATE


def sentences(text: str) -> list[str]:
    """Return the sentences of a text, each as it was written."""
    return [found for part in _SENTENCE_END.split(text) if (found := part.strip())]


def sentence(text: str) -> str:
    """Return the text with a full stop, unless it has an ending of its own."""
    text = text.strip()
    return text if not text or _ENDING.search(text) else text + "."


def fill(phrase: str, values: Mapping[str, str]) -> str:
    """Replace every `<slot>` of the phrase by its value, in which slots are not replaced.

    After a value with its own ending ("Yahoo!") the full stop is left out.
    """
    out = ""
    for piece in _SLOT.split(phrase):
        if piece[1:-1] in values and piece.startswith("<"):
            out += values[piece[1:-1]]
        elif _ENDING.search(out) and piece[:1] in (".", "。", "।"):
            out += piece[1:]
        else:
            out += piece
    return out
