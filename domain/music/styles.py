"""The styles of music beds: their names, tempos and keys."""

from enum import StrEnum
from typing import Final

from domain.base import Frozen


class Style(StrEnum):
    """How a bed feels."""

    WARM = "warm"
    SERENE = "serene"
    UPBEAT = "upbeat"
    ELEGANT = "elegant"
    ENERGETIC = "energetic"
    PLAYFUL = "playful"
    DRAMATIC = "dramatic"
    MODERN = "modern"


class Mode(StrEnum):
    MAJOR = "major"
    MINOR = "minor"


class StyleFacts(Frozen):
    """`title` names a bed of the style. Tempos are in beats a minute, `tonics` are the keys it is written in.

    `flexibility` is the greatest share by which the tempo of a scene may differ from the bed's, so that beats fall on
    cuts: less where drums make it heard.
    """

    title: str
    mode: Mode
    slowest: int
    fastest: int
    flexibility: float
    tonics: tuple[str, ...]


STYLES: Final = {
    Style.WARM: StyleFacts(
        title="Warm Light", mode=Mode.MAJOR, slowest=66, fastest=96, flexibility=0.04, tonics=("D", "F", "G", "Eb")
    ),
    Style.SERENE: StyleFacts(
        title="Still Water", mode=Mode.MAJOR, slowest=56, fastest=80, flexibility=0.05, tonics=("Db", "F", "E", "Ab")
    ),
    Style.UPBEAT: StyleFacts(
        title="Open Windows", mode=Mode.MAJOR, slowest=96, fastest=124, flexibility=0.025, tonics=("C", "D", "E", "A")
    ),
    Style.ELEGANT: StyleFacts(
        title="Silk and Glass",
        mode=Mode.MAJOR,
        slowest=66,
        fastest=94,
        flexibility=0.04,
        tonics=("Eb", "Ab", "Db", "F"),
    ),
    Style.ENERGETIC: StyleFacts(
        title="Full Speed", mode=Mode.MINOR, slowest=112, fastest=138, flexibility=0.025, tonics=("A", "E", "D", "B")
    ),
    Style.PLAYFUL: StyleFacts(
        title="Paper Planes", mode=Mode.MAJOR, slowest=100, fastest=132, flexibility=0.03, tonics=("C", "F", "G", "Bb")
    ),
    Style.DRAMATIC: StyleFacts(
        title="Before the Storm", mode=Mode.MINOR, slowest=66, fastest=98, flexibility=0.04, tonics=("D", "C", "E", "G")
    ),
    Style.MODERN: StyleFacts(
        title="Clear Signal", mode=Mode.MINOR, slowest=90, fastest=120, flexibility=0.025, tonics=("A", "F#", "E", "C")
    ),
}

PITCH_CLASSES: Final = {
    "C": 0, "Db": 1, "D": 2, "Eb": 3, "E": 4, "F": 5, "F#": 6, "G": 7, "Ab": 8, "A": 9, "Bb": 10, "B": 11,
}  # fmt: skip
"""Semitones above C of each key's tonic."""
