"""A client's music in time with the cuts of a film, and ending with it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import av
import numpy as np

from domain.film_format import FPS, SAMPLE_RATE
from media.audio.music import repeated_music
from media.audio.pcm import SampleReader, Samples, read_wave, wave_frames, write_wave
from media.decoding.streams.filters import filter_frames
from media.music.tempo import Pulse, find_pulse

MOST_STRETCHED: Final = 0.03
"""Share by which music is played faster or slower, at most: more is heard."""

_LONGEST_BEAT: Final = 1.0
"""Seconds."""

_NEAR: Final = 1 / FPS
"""Seconds from a cut to a beat that falls on it, as far as can be seen."""

_STRETCHES: Final = tuple(round(1 + step * 0.0025, 4) for step in range(-12, 13))
_COST: Final = 0.9
"""Cuts that the greatest stretch must win."""

_FADE_IN, _FADE_OUT, _LONGEST_FADE = 0.08, 1.6, 3.0
"""Seconds. The fade at the end begins on a beat, at least and at most so long before the end."""

_USUAL_FADE: Final = 2.0
"""Seconds, where no beat is known."""

_RAMP: Final = 0.005
"""Seconds in which music that is played from its own beginning begins."""


@dataclass(frozen=True)
class Timing:
    """Music starts at `start` seconds of itself, and is played `speed` times as fast. `ends` is when, in seconds of the
    film, its fade begins. `on_cuts` is how many cuts have a beat."""

    start: float
    speed: float
    ends: float
    on_cuts: int = 0


def write_music(path: Path, out: Path, frames: int, cuts: Sequence[int]) -> None:
    """Write the music as a WAV as long as the film, repeated if it is shorter, and in time with the cuts.

    `cuts` are the numbers of the frames at which scenes begin. Errors: InputRejected if it cannot be decoded or is too
    short to be music.
    """
    decoded = out.with_suffix(".decoded.wav")
    write_wave(decoded, SampleReader(repeated_music(path)).video_frames(_needed(frames)))
    write_wave(out, timed_music(decoded, cuts, frames))
    decoded.unlink()


def timed_music(music: Path, cuts: Sequence[int], frames: int) -> Iterator[Samples]:
    """Yield as much of the music, a WAV of our own, as the film needs, in time with the cuts if its tempo is sure."""
    timing = timing_of(find_pulse(read_wave(music)), cuts, frames)
    total = frames * SAMPLE_RATE // FPS
    sound = SampleReader(_played(music, timing))
    fade_in = (_FADE_IN if timing.start else _RAMP) * SAMPLE_RATE
    fade_out = total - timing.ends * SAMPLE_RATE
    for first in range(0, total, SAMPLE_RATE):
        block = sound.read(min(SAMPLE_RATE, total - first))
        at = np.arange(first, first + len(block), dtype=np.float32)
        gain = np.clip(np.minimum(at / fade_in, (total - 1 - at) / fade_out), 0, 1)
        yield np.rint(block * np.sin(gain * np.float32(np.pi / 2))[:, None] ** 2).astype(np.int16)


def _needed(frames: int) -> int:
    """Return how many video frames of music a film of so many may need: it may begin a beat later, and be faster."""
    return int(frames * (1 + MOST_STRETCHED) + _LONGEST_BEAT * FPS) + 1


def timing_of(pulse: Pulse | None, cuts: Sequence[int], frames: int) -> Timing:
    """Return how the music is played. Without a pulse, or without cuts, it is played as it is."""
    film = frames / FPS
    if pulse is None:
        return Timing(0.0, 1.0, max(film - _USUAL_FADE, film / 2))
    seconds = [cut / FPS for cut in cuts]
    found, best = Timing(0.0, 1.0, 0.0), (-1.0, 0.0)
    for speed in sorted(_STRETCHES, key=lambda each: abs(each - 1)):
        for anchor in seconds:
            start = (pulse.first - speed * anchor) % pulse.period
            off = [_off(pulse, start + speed * cut) / speed for cut in seconds]
            hits = sum(each <= _NEAR for each in off)
            worth = (hits - _COST * abs(speed - 1) / MOST_STRETCHED, -sum(off))
            if worth > best:
                best, found = worth, Timing(start, speed, 0.0, hits)
    return Timing(found.start, found.speed, _fade_begins(pulse, found, film), found.on_cuts)


def _off(pulse: Pulse, at: float) -> float:
    """Return the seconds of music from the nearest beat."""
    return abs((at - pulse.first + pulse.period / 2) % pulse.period - pulse.period / 2)


def _fade_begins(pulse: Pulse, timing: Timing, film: float) -> float:
    """Return the time of the last beat that leaves enough time for the fade; no beat, if that is too early."""
    latest = timing.start + timing.speed * (film - _FADE_OUT)
    beat = latest - (latest - pulse.first) % pulse.period
    begins = (beat - timing.start) / timing.speed
    return begins if begins > max(film - _LONGEST_FADE, film / 2) else max(film - _USUAL_FADE, film / 2)


def _played(music: Path, timing: Timing) -> Iterator[Samples]:
    first = round(timing.start * SAMPLE_RATE)
    if timing.speed == 1:
        return read_wave(music, first)
    faster = (("atrim", f"start_sample={first}"), ("asetpts", "PTS-STARTPTS"), ("atempo", f"{timing.speed:.4f}"))
    stereo = ("aformat", "sample_fmts=s16:channel_layouts=stereo")
    return _blocks(filter_frames(wave_frames(music), (*faster, stereo)))


def _blocks(frames: Iterator[av.AudioFrame]) -> Iterator[Samples]:
    return (frame.to_ndarray().reshape(-1, 2).astype(np.int16, copy=False) for frame in frames)
