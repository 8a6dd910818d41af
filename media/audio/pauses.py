"""Where somebody speaks in a sound, and where not."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from domain.film_format import SAMPLE_RATE
from media.audio.pcm import MonoSamples

_STEP: Final = SAMPLE_RATE // 100
"""Samples of a measurement: 10 ms."""

_BELOW: Final = 10 ** (-36 / 20)
"""What is this much quieter than the loud parts of the speech is no speech: -36 dB."""

_FLOOR: Final = 33.0
"""Amplitude of silence, of 32,768: -60 dB."""

_KEPT_BEFORE, _KEPT_AFTER = 3, 8
"""Measurements that are kept around speech, as it begins and ends quieter than it is."""

_SHORTEST: Final = 0.08
"""Seconds of a pause: shorter ones are within words, before a p, t or k."""


@dataclass(frozen=True)
class Pause:
    """Seconds without speech."""

    start: float
    end: float

    @property
    def seconds(self) -> float:
        return self.end - self.start


def spoken_span(sound: MonoSamples) -> tuple[int, int] | None:
    """Return the samples from the first to the last that is spoken; None if nothing is."""
    spoken = np.flatnonzero(_is_spoken(sound))
    if not len(spoken):
        return None
    first, last = int(spoken[0]) - _KEPT_BEFORE, int(spoken[-1]) + 1 + _KEPT_AFTER
    return max(0, first * _STEP), min(len(sound), last * _STEP)


def find_pauses(sound: MonoSamples) -> list[Pause]:
    """Return the pauses between what is spoken, in order."""
    spoken = np.flatnonzero(_is_spoken(sound))
    gaps = np.flatnonzero(np.diff(spoken) > _SHORTEST * SAMPLE_RATE / _STEP)
    return [Pause((int(spoken[gap]) + 1) / 100, int(spoken[gap + 1]) / 100) for gap in gaps]


def _is_spoken(sound: MonoSamples) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    count = len(sound) // _STEP
    levels = np.empty(count, dtype=np.float32)
    for at in range(0, count, 1_000):  # ten seconds at once, so that a long recording needs no copy of itself
        block = sound[at * _STEP : min(count, at + 1_000) * _STEP].astype(np.float32).reshape(-1, _STEP)
        levels[at : at + len(block)] = np.sqrt(np.mean((block - block.mean(axis=1, keepdims=True)) ** 2, axis=1))
    heard = levels[levels > _FLOOR]
    loud = float(np.percentile(heard, 90)) if len(heard) else 0.0
    spoken: np.ndarray[tuple[int], np.dtype[np.bool_]] = levels > max(_FLOOR, loud * _BELOW)
    return spoken
