"""A tune over chords: a motif that comes back, chord notes on strong beats, steps between, and the tonic at the end."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from media.music.harmony import Chord, Key

_LOWEST, _HIGHEST = 67, 86
"""MIDI numbers: G4 to D6, above the voice of a speaker."""

_LARGEST_LEAP: Final = 4
"""Degrees of the scale between two notes of the tune, at most."""


@dataclass(frozen=True)
class TuneNote:
    """A note that begins `beat` beats after the first of the tune and is held for `beats`."""

    beat: float
    beats: float
    pitch: int


Rhythm = tuple[tuple[float, float], ...]
"""When notes of a bar begin and how long they are, in beats."""


@dataclass(frozen=True)
class Motif:
    """A rhythm of a bar and how its notes move, in degrees of the scale from the first."""

    rhythm: Rhythm
    moves: tuple[int, ...]


def motif(rhythms: Sequence[Rhythm], rng: random.Random) -> Motif:
    """Invent a motif with one of the rhythms."""
    rhythm = rng.choice(rhythms)
    shape = rng.choice(((1, 1, -1, -1), (-1, 1, 1, -1), (2, -1, -1, 1), (1, -2, 1, 1), (-1, -1, 2, 1)))
    moves, at = [0], 0
    for place in range(1, len(rhythm)):
        at += shape[(place - 1) % len(shape)]
        moves.append(at)
    return Motif(rhythm, tuple(moves))


def tune(
    bars: Sequence[tuple[int, int, Chord]], played: Motif, answer: Motif, key: Key, rng: random.Random
) -> list[TuneNote]:
    """Return a tune over the bars, each its first beat, its beats and its chord; every fourth bar has a rest.

    The motif is heard in the first and third bar of four, its answer in the second.
    """
    notes = list[TuneNote]()
    level = key.degree(rng.choice((72, 74, 76)))
    for place, (first, beats, chord) in enumerate(bars):
        own = (played, answer, played, played)[place % 4]
        # The fourth bar only has the motif's first note, held.
        rhythm: Rhythm = own.rhythm if place % 4 != 3 else ((0.0, float(beats)),)
        centre = level + (0, 1, 2, 0)[place % 4]
        for (beat, length), move in zip(rhythm, own.moves, strict=False):
            if beat >= beats:
                break
            wanted = centre + move
            before = key.degree(notes[-1].pitch) if notes else wanted
            if float(beat).is_integer():
                wanted = _nearest_chord_note(chord, wanted)
                if wanted == before and place % 4 != 3 and move:
                    # It moves on, to the next note of the chord.
                    wanted = _nearest_chord_note(chord, wanted + (2 if move > 0 else -2))
            while abs(wanted - before) > _LARGEST_LEAP:
                wanted += 7 if wanted < before else -7
                if abs(wanted - before) > _LARGEST_LEAP:
                    wanted = _nearest_chord_note(chord, before)
            notes.append(TuneNote(first + beat, min(length, beats - beat), _in_range(key, wanted)))
    return notes


def ending(notes: Sequence[TuneNote], beat: float, beats: float, key: Key) -> TuneNote:
    """Return the tonic, nearest to where the tune is, as its last note."""
    last = notes[-1].pitch if notes else 74
    tonics = [pitch for pitch in range(_LOWEST - 3, _HIGHEST + 1) if pitch % 12 == key.tonic % 12]
    return TuneNote(beat, beats, min(tonics, key=lambda pitch: abs(pitch - last)))


def _nearest_chord_note(chord: Chord, degree: int) -> int:
    triad = {each % 7 for each in chord.degrees[:3]}
    return min(
        (each for each in range(degree - 3, degree + 4) if each % 7 in triad), key=lambda each: abs(each - degree)
    )


def _in_range(key: Key, degree: int) -> int:
    pitch = key.pitch(degree)
    while pitch < _LOWEST:
        pitch += 12
    while pitch > _HIGHEST:
        pitch -= 12
    return pitch
