"""Voices that speak on our own machines, without a network: English by hibari, others by SVOX Pico.

They speak in processes of their own, which alone import their libraries. May import `media.bounded_process`.
"""

from typing import Final

VOICES: Final = {
    "heart": "en",
    "en-US": "en",
    "en-GB": "en",
    "de-DE": "de",
    "es-ES": "es",
    "fr-FR": "fr",
    "it-IT": "it",
}
"""The language of each voice; the first of a language is its usual one. `heart` is hibari's, the others are Pico's."""

NATURAL: Final = "heart"
