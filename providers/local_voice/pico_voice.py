"""SVOX Pico: German, Spanish, French, Italian and English. https://pypi.org/project/py-nanotts/ 0.1.1, Apache-2.0.

It sounds like a machine, and tells no times of words. Two runs differ in their noise.
"""

import re
from functools import cache
from typing import Final

import numpy as np
from py_nanotts import NanoTTS

from providers.local_voice.spoken import SpokenPiece

RATE: Final = 16_000

_SYMBOLS: Final = {
    "de": {"%": " Prozent", "€": " Euro", "$": " Dollar", "&": " und ", "+": " plus "},
    "es": {"%": " por ciento", "€": " euros", "$": " dólares", "&": " y ", "+": " más "},
    "fr": {"%": " pour cent", "€": " euros", "$": " dollars", "&": " et ", "+": " plus "},
    "it": {"%": " per cento", "€": " euro", "$": " dollari", "&": " e ", "+": " più "},
    "en": {"%": " percent", "€": " euros", "$": " dollars", "&": " and ", "+": " plus "},
}
_MARKUP: Final = re.compile(r"[<>\\\x00-\x1f]")
"""It takes what stands between angle brackets for commands."""


@cache
def _voice() -> NanoTTS:
    return NanoTTS()


def speak(text: str, voice: str) -> SpokenPiece:
    """Speak a piece of a line. What it cannot read, it leaves out."""
    for symbol, words in _SYMBOLS[voice[:2]].items():
        text = text.replace(symbol, words)
    data = _voice().speak(_MARKUP.sub(" ", text), voice=voice)
    return SpokenPiece(np.frombuffer(data, "<i2").astype(np.float32) / np.float32(32768), RATE)
