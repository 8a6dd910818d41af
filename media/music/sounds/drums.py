"""Drums, cymbals and other percussion, computed once and played as often as a bed needs them."""

from collections.abc import Callable, Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

from domain.film_format import SAMPLE_RATE
from media.music.sounds.struck import Mono

_Array = NDArray[np.float64]


def drum(name: str) -> Mono:
    """Return the sound of that drum; its peak is 1."""
    wave = _DRUMS[name]()
    ramp = 24
    wave[:ramp] *= np.linspace(0, 1, ramp)
    end = min(len(wave), SAMPLE_RATE // 50)
    wave[-end:] *= np.linspace(1, 0, end)
    normal: Mono = (wave / np.abs(wave).max()).astype(np.float32)
    return normal


def _time(seconds: float) -> _Array:
    return np.arange(int(seconds * SAMPLE_RATE)) / SAMPLE_RATE


def _swept(seconds: float, high: float, low: float, sweep: float, decay: float) -> _Array:
    """Return a tone that falls from one pitch to another, as a drum's skin does after the stroke."""
    at = _time(seconds)
    turns = low * at + (high - low) * sweep * (1 - np.exp(-at / sweep))
    return np.sin(2 * np.pi * turns) * np.exp(-at / decay)


def _noise(seconds: float, low: float, high: float, seed: int) -> _Array:
    """Return noise of the frequencies from `low` to `high`, with soft edges."""
    count = int(seconds * SAMPLE_RATE)
    spectrum = np.fft.rfft(np.random.default_rng(seed).standard_normal(count))
    frequency = np.fft.rfftfreq(count, 1 / SAMPLE_RATE)
    gain = 1 / np.sqrt((1 + (low / np.maximum(frequency, 1)) ** 6) * (1 + (frequency / high) ** 6))
    return np.fft.irfft(spectrum * gain, count)


def _decaying(seconds: float, low: float, high: float, decay: float, seed: int) -> _Array:
    return _noise(seconds, low, high, seed) * np.exp(-_time(seconds) / decay)


def _swelling(wave: _Array) -> _Array:
    """Return the sound without its attack, as of something that is brushed or shaken."""
    softened: _Array = wave * (1 - np.exp(-np.arange(len(wave)) / (0.012 * SAMPLE_RATE)))
    return softened


def _kick() -> _Array:
    return _swept(0.4, 150, 48, 0.028, 0.13) + 0.12 * _decaying(0.4, 1_500, 5_000, 0.004, 1)


def _soft_kick() -> _Array:
    return _swept(0.4, 90, 50, 0.03, 0.12)


def _snare() -> _Array:
    tone = _swept(0.3, 240, 185, 0.02, 0.07)
    return 0.6 * tone + 0.8 * _decaying(0.3, 900, 8_500, 0.085, 2)


def _brush() -> _Array:
    return _swelling(_decaying(0.3, 1_500, 7_000, 0.07, 3))


def _clap() -> _Array:
    wave = _decaying(0.35, 900, 5_500, 0.07, 4)
    for number in range(3):
        start = int(number * 0.011 * SAMPLE_RATE)
        burst = _decaying(0.02, 900, 5_500, 0.004, 5 + number)
        wave[start : start + len(burst)] += 1.2 * burst
    return wave


def _hat() -> _Array:
    return _decaying(0.12, 7_500, 15_000, 0.022, 8)


def _open_hat() -> _Array:
    return _decaying(0.45, 7_000, 14_000, 0.13, 9)


def _shaker() -> _Array:
    return _swelling(_decaying(0.14, 5_500, 12_000, 0.028, 10))


def _snap() -> _Array:
    return _decaying(0.25, 1_700, 3_600, 0.016, 11) + 0.15 * _decaying(0.25, 1_200, 6_000, 0.06, 12)


def _block() -> _Array:
    at = _time(0.2)
    return np.sin(2 * np.pi * 880 * at) * np.exp(-at / 0.018) + 0.3 * np.sin(2 * np.pi * 2_210 * at) * np.exp(
        -at / 0.01
    )


def _tom() -> _Array:
    return _swept(0.7, 130, 88, 0.05, 0.19) + 0.1 * _decaying(0.7, 300, 2_500, 0.02, 13)


def _taiko() -> _Array:
    return _swept(1.4, 92, 56, 0.06, 0.34) + 0.16 * _decaying(1.4, 120, 1_200, 0.05, 14)


def _cymbal() -> _Array:
    at = _time(3.2)
    return _noise(3.2, 3_500, 12_000, 15) * (0.6 * np.exp(-at / 0.7) + 0.4 * np.exp(-at / 0.15))


def _swell() -> _Array:
    """A cymbal that grows for 1.6 seconds, up to the beat."""
    at = _time(1.6)
    return _noise(1.6, 2_500, 10_000, 16) * np.exp((at - 1.6) / 0.38)


_DRUMS: Final[Mapping[str, Callable[[], _Array]]] = {
    "kick": _kick,
    "soft kick": _soft_kick,
    "snare": _snare,
    "brush": _brush,
    "clap": _clap,
    "hat": _hat,
    "open hat": _open_hat,
    "shaker": _shaker,
    "snap": _snap,
    "block": _block,
    "tom": _tom,
    "taiko": _taiko,
    "cymbal": _cymbal,
    "swell": _swell,
}
