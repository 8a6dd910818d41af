"""Chords of a key, and how their voices move from one to the next."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise, product
from typing import Final

from domain.music.styles import Mode

STEPS: Final = {Mode.MAJOR: (0, 2, 4, 5, 7, 9, 11), Mode.MINOR: (0, 2, 3, 5, 7, 8, 10)}
"""Semitones of the seven degrees above the tonic. Minor is natural minor: no note is outside its scale."""

_ADDED: Final = {"": (), "add9": (8,), "7": (6,), "6": (5,)}
_NUMERALS: Final = ("I", "II", "III", "IV", "V", "VI", "VII")

_LOWEST, _HIGHEST = 55, 77
"""MIDI numbers between which the upper voices move: G3 to F5."""

_BASS_LOWEST: Final = 33
"""A1, the lowest note of the bass: small loudspeakers play nothing below."""

_WIDEST: Final = 12
"""Semitones between two neighbouring upper voices, at most."""

_PARALLEL, _CROWDED = 60, 4
"""What a parallel fifth or octave, and two voices a semitone apart, cost, in semitones of movement."""


@dataclass(frozen=True)
class Key:
    """A tonic, as semitones above C, and the mode of its scale."""

    tonic: int
    mode: Mode

    def pitch(self, degree: int) -> int:
        """Return the MIDI number of a degree of the scale; 0 is the tonic in the octave of middle C, 7 that above."""
        octave, step = divmod(degree, 7)
        return 60 + self.tonic + 12 * octave + STEPS[self.mode][step]

    def has(self, pitch: int) -> bool:
        return (pitch - self.tonic) % 12 in STEPS[self.mode]

    def degree(self, pitch: float) -> int:
        """Return the degree of the scale that is nearest to the MIDI number."""
        middle = round((pitch - 60 - self.tonic) / 12 * 7)
        return min(range(middle - 2, middle + 3), key=lambda degree: abs(self.pitch(degree) - pitch))


@dataclass(frozen=True)
class Chord:
    """A chord by its root, a degree of the scale from 0, what is added to its triad, and the degree in the bass.

    `is_suspended`: the fourth is played instead of the third.
    """

    root: int
    added: tuple[int, ...] = ()
    bass: int | None = None
    is_suspended: bool = False

    @property
    def degrees(self) -> tuple[int, ...]:
        """Its notes, as degrees above the tonic, root first."""
        third = 3 if self.is_suspended else 2
        return tuple(self.root + step for step in (0, third, 4, *self.added))

    def pitch_classes(self, key: Key) -> frozenset[int]:
        return frozenset(key.pitch(degree) % 12 for degree in self.degrees)

    def bass_pitch(self, key: Key, near: int | None = None) -> int:
        """Return its bass note, nearest to the one before it."""
        lowest = key.pitch(self.root if self.bass is None else self.bass) % 12
        octaves = [pitch for pitch in range(_BASS_LOWEST, _BASS_LOWEST + 19) if pitch % 12 == lowest]
        return octaves[0] if near is None else min(octaves, key=lambda pitch: abs(pitch - near))


def chord(text: str) -> Chord:
    """Read a chord such as `I`, `VIadd9`, `IV7`, `Vsus`, `I/3` (the third degree of the scale in the bass)."""
    name, _, bass = text.partition("/")
    numeral = next(each for each in sorted(_NUMERALS, key=len, reverse=True) if name.startswith(each))
    rest = name.removeprefix(numeral)
    is_suspended = rest.startswith("sus")
    return Chord(
        root=_NUMERALS.index(numeral),
        added=_ADDED[rest.removeprefix("sus")],
        bass=int(bass) - 1 if bass else None,
        is_suspended=is_suspended,
    )


Voicing = tuple[int, ...]
"""MIDI numbers of the voices, the bass first, then upwards."""


def voiced(chords: Sequence[Chord], key: Key, top: int = 71) -> list[Voicing]:
    """Return the voices of the chords: each moves as little as it can, and no two in parallel fifths or octaves.

    `top` is about where the highest voice of the first chord is.
    """
    voicings = list[Voicing]()
    for each in chords:
        before = voicings[-1] if voicings else None
        bass = each.bass_pitch(key, before[0] if before else None)
        candidates = [(bass, *upper) for upper in _upper_voices(each, key)]
        voicings.append(min(candidates, key=lambda voicing: (_cost(before, voicing, top), voicing)))
    return voicings


def parallels(before: Voicing, after: Voicing) -> int:
    """Return how many pairs of voices move in the same direction from a fifth or octave to another."""
    pairs = combinations(range(min(len(before), len(after))), 2)
    return sum(
        (before[high] - before[low]) % 12 in (0, 7)
        and (before[high] - before[low]) % 12 == (after[high] - after[low]) % 12
        and (after[low] - before[low]) * (after[high] - before[high]) > 0
        for low, high in pairs
    )


def _upper_voices(each: Chord, key: Key) -> Iterator[Voicing]:
    """Yield all ways to play the chord with four upper voices, or three of a triad."""
    classes = each.pitch_classes(key)
    places = [[pitch for pitch in range(_LOWEST, _HIGHEST + 1) if pitch % 12 == one] for one in sorted(classes)]
    for pitches in product(*places):
        upper = tuple(sorted(pitches))
        if all(high - low <= _WIDEST for low, high in pairwise(upper)):
            yield upper


def _cost(before: Voicing | None, voicing: Voicing, top: int) -> float:
    upper = voicing[1:]
    crowded = _CROWDED * sum(high - low < 2 for low, high in pairwise(upper))
    # Drifts back to where it began: a long film would end elsewhere.
    drift = 0.25 * abs(upper[-1] - top)
    if before is None:
        return crowded + 4 * drift
    if len(before) == len(voicing):
        moved = sum(abs(after - then) for then, after in zip(before[1:], upper, strict=True))
    else:
        moved = sum(min(abs(after - then) for then in before[1:]) for after in upper)
    # The highest voice is the one that is heard: it does not leap.
    leap = max(abs(upper[-1] - before[-1]) - 4, 0) * 2
    return moved + leap + crowded + drift + _PARALLEL * parallels(before, voicing)
