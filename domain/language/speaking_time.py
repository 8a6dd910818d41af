"""How long it takes to say a text, in any script, before anybody has said it."""

import re
import unicodedata
from collections.abc import Mapping
from enum import Enum
from typing import Final

from domain.language.languages import spoken_language


class Boundary(Enum):
    """What ends after a word. After both of them speakers pause."""

    SENTENCE = "sentence"
    CLAUSE = "clause"


PAUSES: Final[Mapping[Boundary, float]] = {Boundary.SENTENCE: 0.6, Boundary.CLAUSE: 0.2}
"""Seconds."""

_SENTENCE_END: Final = re.compile(r"[.!?…。！？؟।៕։]+[\"'”’»）)\]]*$")
_CLAUSE_END: Final = re.compile(r"[,;:،؛，、；：–—]+[\"'”’»）)\]]*$")

_LATIN: Final[Mapping[str, float]] = {"en": 0.062, "de": 0.074, "fr": 0.06, "es": 0.068, "it": 0.072}
"""Seconds of a letter in languages that were measured: of voices on our own machines, between their pauses."""

_ALPHABET: Final = 0.068
_BY_SCRIPT: Final = {
    "CJK": 0.22,
    "HIRAGANA": 0.13,
    "KATAKANA": 0.13,
    "HANGUL": 0.17,
    "THAI": 0.075,
    "ARABIC": 0.085,
    "HEBREW": 0.09,
    "DEVANAGARI": 0.08,
}
"""Seconds of a letter by the first word of its Unicode name: writings differ in how much a sign says."""

_DIGIT: Final = 0.28
_SIGN: Final = 0.35
_MARK: Final = 0.04
"""A vowel that is written over or under a letter."""

_SPOKEN_SIGNS: Final = frozenset("%&+=@#°")
_SHORTEST_WORD: Final = 0.12


def boundary_after(word: str) -> Boundary | None:
    """Return what ends with the word, by its punctuation."""
    if _SENTENCE_END.search(word):
        return Boundary.SENTENCE
    return Boundary.CLAUSE if _CLAUSE_END.search(word) else None


def word_seconds(word: str, language: str = "") -> float:
    """Return about how long the word is spoken, without the pause after it. `language` is a code of ISO 639-1."""
    return max(_SHORTEST_WORD, sum(_seconds_of(char, language) for char in unicodedata.normalize("NFC", word)))


def speaking_seconds(text: str, language: str = "") -> float:
    """Return about how many seconds a text is spoken, with the pauses within it; 0 for an empty one.

    `language` is as a brief names it. Voices differ from this, and from each other, by a fifth.
    """
    code, words = spoken_language(language, text), _unspaced_clauses(text).split()
    pauses = sum(PAUSES[boundary] for word in words[:-1] if (boundary := boundary_after(word)))
    return sum(word_seconds(word, code) for word in words) + pauses


def _unspaced_clauses(text: str) -> str:
    """Return the text with a space after each clause, also in scripts that have none there."""
    return re.sub(r"(?<=[。！？，、；：])(?=\w)", " ", text)


def _seconds_of(char: str, language: str) -> float:
    kind = unicodedata.category(char)
    if kind == "Nd":
        return _DIGIT
    if kind[0] == "L":
        name = unicodedata.name(char, "").split(" ", 1)[0]
        return _BY_SCRIPT.get(name) or (_LATIN.get(language, _ALPHABET) if name == "LATIN" else _ALPHABET)
    if kind[0] == "M":
        return _MARK
    return _SIGN if kind == "Sc" or char in _SPOKEN_SIGNS else 0.0
