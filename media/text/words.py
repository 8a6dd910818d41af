"""The words of a text, also in scripts that put no spaces between them: there they are phrases."""

from collections.abc import Iterable
from functools import cache
from typing import Final

import budoux

from media.text.unicode_scripts import Script, script_of, script_of_text

NEVER_FIRST: Final = frozenset("、。，．！？；：）」』】》〉!?,.:;)]}%…ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ")
"""Characters that may not begin a line."""

_PARSERS: Final = {
    Script.JAPANESE: cache(budoux.load_default_japanese_parser),
    Script.CHINESE: cache(budoux.load_default_simplified_chinese_parser),
    Script.THAI: cache(budoux.load_default_thai_parser),
}
"""Of the scripts that put no spaces between words."""


def phrases_of(word: str, script: Script) -> list[str]:
    """Divide what stands between two spaces, in a text of that script, into phrases; most scripts need no more."""
    if script not in _PARSERS or not _is_unspaced(word):
        return [word]
    phrases: list[str] = _PARSERS[script]().parse(word)
    return phrases


def split_words(text: str) -> list[str]:
    """Return the words with their punctuation, or the phrases of scripts without spaces. None is empty."""
    words: list[str] = []
    script = script_of_text(text)
    for written in text.split():
        for place, phrase in enumerate(phrases_of(written, script)):
            if place and phrase[0] in NEVER_FIRST:
                words[-1] += phrase
            else:
                words.append(phrase)
    return words


def join_words(words: Iterable[str]) -> str:
    """Return words as `split_words` makes them as one text: without spaces within scripts that have none."""
    text = ""
    for word in words:
        is_unspaced = text and _is_unspaced(text[-2:]) and _is_unspaced(word[:1])
        text += word if not text or is_unspaced else f" {word}"
    return text


def _is_unspaced(text: str) -> bool:
    return any(script_of(char) in _PARSERS for char in text)
