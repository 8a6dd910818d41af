"""The room in which a bed is heard: its reverberation."""

from functools import cache
from typing import Final

import numpy as np

from domain.film_format import SAMPLE_RATE
from media.music.sounds.sustained import Stereo

BLOCK: Final = 2**17
"""Samples that are computed at once: with the longest reverberation, twice as many are transformed."""

_DELAY: Final = 0.018
"""Seconds before the first sound comes back from the walls."""

_BANDS: Final = ((180, 700, 0.9), (700, 2_500, 1.0), (2_500, 6_000, 0.75), (6_000, 13_000, 0.5))
"""Hertz from and to, and the share of the reverberation's time and level that these frequencies have."""

_Spectra = np.ndarray[tuple[int, int], np.dtype[np.complex64]]


class Room:
    """Adds reverberation to blocks of `BLOCK` samples. What sounds on after a block is kept for those that follow."""

    def __init__(self, seconds: float) -> None:
        """`seconds` is the time in which sound falls by 60 dB."""
        self._response = _response(seconds)
        self._rest: Stereo = np.zeros((2, BLOCK), dtype=np.float32)

    def heard(self, block: Stereo) -> Stereo:
        spectra = np.fft.rfft(block, 2 * BLOCK)
        wave = np.fft.irfft(spectra * self._response, 2 * BLOCK).astype(np.float32)
        wave[:, :BLOCK] += self._rest
        self._rest = wave[:, BLOCK:]
        return wave[:, :BLOCK]


@cache
def _response(seconds: float) -> _Spectra:
    """Return the spectra of a room's answer to a click: noise that decays, the faster the higher, from 18 ms on."""
    rng = np.random.default_rng(1)
    at = np.arange(BLOCK, dtype=np.float32) / SAMPLE_RATE
    frequency = np.maximum(np.fft.rfftfreq(BLOCK, 1 / SAMPLE_RATE), 1)
    noise = np.fft.rfft(rng.standard_normal((2, BLOCK), dtype=np.float32))
    wave = np.zeros((2, BLOCK), dtype=np.float32)
    for low, high, share in _BANDS:
        band = 1 / np.sqrt((1 + (low / frequency) ** 6) * (1 + (frequency / high) ** 6))
        sounding = np.fft.irfft((noise * band).astype(np.complex64), BLOCK)
        wave += sounding * np.exp(at * np.float32(-6.9 / (seconds * share))) * np.float32(share)
    before = int(_DELAY * SAMPLE_RATE)
    wave[:, before:] = wave[:, :-before] * (1 - np.exp(at[:-before] / np.float32(-0.008)))
    wave[:, :before] = 0
    wave[:, -before:] *= np.linspace(1, 0, before, dtype=np.float32)
    wave /= np.sqrt(np.sum(np.square(wave)) / 2)
    return np.fft.rfft(wave, 2 * BLOCK).astype(np.complex64)
