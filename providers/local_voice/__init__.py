"""Voices that speak on our own machines, without a network: English by hibari, others by SVOX Pico.

They speak in processes of their own, which alone import their libraries. May import `media.bounded_process`.
"""

from importlib.util import find_spec
from typing import Final

NATURAL: Final = "heart"
"""The voice of hibari. The others are Pico's."""

_PICO: Final = {"en-US": "en", "en-GB": "en", "de-DE": "de", "es-ES": "es", "fr-FR": "fr", "it-IT": "it"}

VOICES: Final = {NATURAL: "en"} | (_PICO if find_spec("py_nanotts") else {})
"""The language of each voice; the first of a language is its usual one. Pico is not made for every machine."""


def why_unspoken(language: str) -> str | None:
    """Return why no voice here speaks the language; None if one does."""
    known = dict.fromkeys(VOICES.values())
    return None if language in known else f"the voices on this machine speak {', '.join(known)} only"
