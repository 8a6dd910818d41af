"""Arrange a bed: which notes its instruments play, from the film's first beat to its last chord."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise
from typing import Final

from domain.film_format import FPS, SAMPLE_RATE
from domain.music.beats import Beats
from media.music.form import levels
from media.music.harmony import Chord, Key, Voicing, chord, voiced
from media.music.melody import ending, motif, tune
from media.music.playing import Part, Playing

_LOUDNESS: Final = {"x": 1.0, "o": 0.62, ".": 0.34}
_HUMAN: Final = 0.005
"""Seconds by which notes that are not on a bar's first beat may be early or late."""

_EARLY: Final = 0.10
"""Seconds by which a held chord begins before its bar, so that it is heard on the beat."""

_LAST: Final = 0.75
"""Gain of the last chord, all of whose notes begin together."""

_NAMED: Final = 6
"""Voices that a pattern may name."""

_SHORT_FILM: Final = 12
"""Seconds of a film below which there is no time for a beginning with few instruments."""


@dataclass(frozen=True)
class MusicNote:
    """A note of an instrument, in samples from the film's start. Drums have no pitch (MIDI number)."""

    track: str
    sound: str
    pitch: int
    start: int
    length: int
    gain: float
    pan: float


@dataclass(frozen=True)
class Bar:
    """A bar: its first beat, its beats, its chord as it is voiced, and the level of the arrangement."""

    first: int
    beats: int
    chord: Chord
    voicing: Voicing
    level: int


def arranged(beats: Beats, cuts: Sequence[int], frames: int, playing: Playing, key: Key, seed: int) -> list[MusicNote]:
    """Return all notes of the bed, in the order of their start."""
    return sorted(_Arrangement(beats, cuts, frames, playing, key, seed).notes(), key=lambda note: note.start)


def bars_of(
    beats: Beats, cuts: Sequence[int], frames: int, playing: Playing, key: Key, rng: random.Random
) -> list[Bar]:
    """Return the bars, with a cadence before the last chord, which is a bar without beats."""
    starts = beats.bars
    lengths = [after - start for start, after in pairwise(starts)]
    chords = [chord(name) for name in _chord_names(len(lengths), playing, rng)] + [Chord(0)]
    lowest = max(playing.begins_at, 1 if frames < _SHORT_FILM * FPS else 0)
    of_bars = levels([beats.times[bar] for bar in starts], [0.0, *(cut / FPS for cut in cuts)], lowest)
    voicings = voiced(chords, key)
    return [Bar(*bar) for bar in zip(starts, [*lengths, 0], chords, voicings, of_bars, strict=True)]


def _chord_names(count: int, playing: Playing, rng: random.Random) -> list[str]:
    """Return the chords before the last: the first progression, then others in turn, then the cadence."""
    first, *others = playing.progressions
    rng.shuffle(others)
    names, turn = list(first), [*others, first]
    while len(names) < count:
        # The chord that has just been heard does not begin the next progression.
        played = next((each for each in turn if chord(each[0]).root != chord(names[-1]).root), turn[0])
        names += played
        turn.remove(played)
        turn.append(played)
    cadence = list(playing.cadence[-min(count - 1, 2) :]) if count > 1 else []
    return [*_led_to(names[: count - len(cadence)], cadence), *cadence]


def _led_to(names: list[str], cadence: Sequence[str]) -> list[str]:
    """Return the chords, the last of them replaced if it is the cadence's first."""
    if len(names) < 2 or not cadence or chord(names[-1]).root != chord(cadence[0]).root:
        return names
    taken = {chord(names[-2]).root, chord(cadence[0]).root}
    return [*names[:-1], next(name for name in ("VI", "I", "III") if chord(name).root not in taken)]


def _keyboard(place: int) -> float:
    """Return where a voice of the chord is heard, from left (-1) to right (1), as on a keyboard."""
    return (place - 1.5) * 0.16


def _upwards(voices: Voicing, classes: frozenset[int]) -> Voicing:
    """Return the voices, and above them the next notes of the chord, until there are as many as a pattern may name."""
    above = (pitch for pitch in range(voices[-1] + 1, voices[-1] + 24) if pitch % 12 in classes)
    return (*voices, *islice(above, _NAMED - len(voices)))


class _Arrangement:
    def __init__(self, beats: Beats, cuts: Sequence[int], frames: int, playing: Playing, key: Key, seed: int) -> None:
        self._beats, self._playing, self._key, self._film = beats, playing, key, frames / FPS
        self._rng = random.Random(seed)
        self._bars = bars_of(beats, cuts, frames, playing, key, self._rng)

    def notes(self) -> Iterator[MusicNote]:
        for bar, after in zip(self._bars, self._bars[1:], strict=False):
            yield from self._pad(bar, after.first)
            for part in self._parts(self._playing.keys, bar):
                yield from self._keys(part, bar)
            for part in self._parts(self._playing.bass, bar):
                yield from self._bass(part, bar)
            for part in self._parts(self._playing.drums, bar):
                yield from self._drums(part, bar)
            if after.level > bar.level and after.level >= 2:
                yield from self._rise(after)
        yield from self._tune()
        yield from self._last_chord(self._bars[-1])

    def _seconds(self, beat: float) -> float:
        """Return when a beat, or what lies between two, is heard."""
        times = self._beats.times
        place = min(int(beat), len(times) - 2) if len(times) > 1 else 0
        period = times[place + 1] - times[place] if len(times) > 1 else 60 / self._beats.tempo
        return times[place] + (beat - place) * period

    def _note(
        self, track: str, sound: str, pitch: int, at: float, ends: float, gain: float, pan: float = 0.0
    ) -> MusicNote:
        start = max(0, round(at * SAMPLE_RATE))
        return MusicNote(track, sound, pitch, start, max(1, round(ends * SAMPLE_RATE) - start), gain, pan)

    def _parts(self, parts: Sequence[Part], bar: Bar) -> Iterator[Part]:
        return (part for part in parts if part.enters <= bar.level <= part.leaves)

    def _steps(self, part: Part, bar: Bar) -> Iterator[tuple[str, float, float]]:
        """Yield the signs of the pattern in the bar, each with its time and its beat."""
        for step in range(bar.beats * 4):
            sign = part.pattern[step % len(part.pattern)]
            if sign == "-":
                continue
            late = self._playing.swing / 4 if step % 4 == 2 else 0.0
            at = self._seconds(bar.first + step / 4 + late)
            human = self._rng.uniform(-_HUMAN, _HUMAN) if step else 0.0
            yield sign, at + human, bar.first + step / 4

    def _pad(self, bar: Bar, end: int) -> Iterator[MusicNote]:
        sound = self._playing.pads[bar.level >= 2]
        # The first is there from the film's first sample on, even if its first beat is not.
        begins = self._seconds(bar.first) - _EARLY if bar.first else 0.0
        ends = self._seconds(end) - _EARLY
        gain = self._playing.pad_gain * (1.2 - 0.01 * bar.level)
        for place, pitch in enumerate(bar.voicing[1:]):
            pan = (place - (len(bar.voicing) - 2) / 2) * 0.15
            yield self._note("pad", sound, pitch, begins, ends, gain, pan)

    def _keys(self, part: Part, bar: Bar) -> Iterator[MusicNote]:
        voices = _upwards((bar.voicing[0] + 12, *bar.voicing[1:]), bar.chord.pitch_classes(self._key))
        for sign, at, beat in self._steps(part, bar):
            place = int(sign)
            pitch = voices[place]
            accent = 1.0 if float(beat).is_integer() else 0.78
            gain = (
                self._playing.keys_gain * part.level * accent * self._rng.uniform(0.88, 1.0) * (1.4 - 0.14 * bar.level)
            )
            held = 0.25 if part.sound.startswith("short") else 1.6
            # The pedal is changed with the chord: none of its notes sounds on in the next.
            ends = min(at + held, self._seconds(bar.first + bar.beats))
            yield self._note("keys", part.sound, pitch, at, ends, gain, _keyboard(place))

    def _bass(self, part: Part, bar: Bar) -> Iterator[MusicNote]:
        signs = list(self._steps(part, bar))
        end = self._seconds(bar.first + bar.beats)
        root = bar.voicing[0]
        for (sign, at, _), after in zip(signs, [*(each[1] for each in signs[1:]), end], strict=True):
            fifth = self._key.pitch(self._key.degree(root) + 4)
            step = {"1": 0, "5": fifth - root if fifth - root == 7 else 0, "8": 12}[sign]
            yield self._note("bass", part.sound, root + step, at, after, self._playing.bass_gain * part.level)

    def _drums(self, part: Part, bar: Bar) -> Iterator[MusicNote]:
        for sign, at, _ in self._steps(part, bar):
            gain = self._playing.drums_gain * part.level * _LOUDNESS[sign] * self._rng.uniform(0.9, 1.0)
            yield self._note("drums", part.sound, 0, at, at + 4, gain, part.pan)

    def _rise(self, bar: Bar) -> Iterator[MusicNote]:
        """A cymbal that grows up to the bar, and one that is struck with it where there are drums."""
        at = self._seconds(bar.first)
        gain = self._playing.drums_gain
        if at > 1.6:
            yield self._note("drums", "swell", 0, at - 1.6, at, gain * 0.22)
        if any(part.sound == "kick" for part in self._playing.drums):
            yield self._note("drums", "cymbal", 0, at, at + 4, gain * 0.3, 0.2)

    def _tune(self) -> Iterator[MusicNote]:
        playing, rng = self._playing, self._rng
        bars = [bar for bar in self._bars[:-1] if bar.level >= playing.tune_enters]
        own, answer = motif(playing.rhythms, rng), motif(playing.rhythms, rng)
        notes = tune([(bar.first, bar.beats, bar.chord) for bar in bars], own, answer, self._key, rng)
        last = ending(notes, self._bars[-1].first, 4, self._key)
        for note in (*notes, last):
            at, ends = self._seconds(note.beat), self._seconds(note.beat + note.beats)
            gain = playing.tune_gain * rng.uniform(0.88, 1.0)
            yield self._note("tune", playing.tune, note.pitch, at, ends + 0.3, gain, 0.12)

    def _last_chord(self, bar: Bar) -> Iterator[MusicNote]:
        playing, at = self._playing, self._seconds(bar.first)
        yield from (
            self._note("pad", playing.pads[1], pitch, at - _EARLY, self._film, playing.pad_gain)
            for pitch in bar.voicing[1:]
        )
        sound = playing.keys[0].sound
        for place, pitch in enumerate((bar.voicing[0] + 12, *bar.voicing[1:])):
            # Not all at once, as a hand would roll it.
            yield self._note(
                "keys", sound, pitch, at + 0.03 * place, self._film, playing.keys_gain * _LAST, _keyboard(place)
            )
        yield self._note("bass", playing.bass[-1].sound, bar.voicing[0], at, self._film, playing.bass_gain * _LAST)
        for part in playing.drums:
            if part.sound in {"kick", "soft kick", "taiko"} and part.enters <= bar.level:
                yield self._note("drums", part.sound, 0, at, at + 2, playing.drums_gain * part.level * _LAST)
                break
        if any(part.sound in {"kick", "taiko"} for part in playing.drums):
            yield self._note("drums", "cymbal", 0, at, at + 4, playing.drums_gain * 0.3)
