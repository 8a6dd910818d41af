"""Sounds that go on: pads and strings, as ensembles of many players out of phase."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from domain.film_format import SAMPLE_RATE

Stereo = NDArray[np.float32]
"""Shape (2, samples), from -1 to 1."""

LOOP: Final = 2**17
"""Samples of an ensemble's sound, 2.7 s: it is played again and again, without a seam."""

_STEADY: Final = 1.5
"""Amplitude of the voice that is in tune. That of the others together is about 1.3."""

_HIGHEST: Final = 9_000.0


@dataclass(frozen=True)
class Ensemble:
    """The spectrum of many voices on one note. `slope` is the exponent by which harmonics become softer; above `cutoff`
    (hertz) they do so four times as fast. `spread` is by how many cents the voices differ, `even` the level of even
    harmonics. `attack` and `release` are in seconds."""

    slope: float
    cutoff: float
    spread: float
    attack: float
    release: float
    even: float = 1.0


def ensemble(sound: Ensemble, frequency: float) -> Stereo:
    """Return a loop of the note, whose root mean square is 1, different in the left and the right ear.

    Each harmonic is a band of noise as wide as the voices differ. Phases are random, so that nothing repeats that the
    ear would notice.
    """
    rng = np.random.default_rng([int(frequency * 100), int(sound.cutoff)])
    resolution = SAMPLE_RATE / LOOP
    spectrum = np.zeros(LOOP // 2 + 1)
    width = 2 ** (sound.spread / 1200) - 1
    for number in range(1, int(_HIGHEST / frequency) + 1):
        centre = number * frequency
        level = number**-sound.slope * (sound.even if number % 2 == 0 else 1.0)
        level /= (1 + (centre / sound.cutoff) ** 4) ** 0.5
        sigma = max(centre * width, 0.5) / resolution
        first, last = int(centre / resolution - 4 * sigma), int(centre / resolution + 4 * sigma) + 2
        bins = np.arange(first, last)
        spectrum[first:last] += level * np.exp(-0.5 * ((bins - centre / resolution) / sigma) ** 2) / sigma**0.5
        # One voice of them all is steady: a narrow band of noise alone would come and go.
        spectrum[round(centre / resolution)] += level * _STEADY
    heard = int(_HIGHEST * 1.2 / resolution)
    turned = (2 * np.pi) * rng.random((2, heard), dtype=np.float32)
    bins_of = np.zeros((2, len(spectrum)), dtype=np.complex64)
    bins_of[:, :heard] = spectrum[:heard].astype(np.float32) * (np.cos(turned) + 1j * np.sin(turned))
    wave = np.fft.irfft(bins_of, LOOP)
    normal: Stereo = (wave / np.sqrt(np.mean(np.square(wave)))).astype(np.float32)
    return normal


WARM_PAD: Final = Ensemble(slope=1.3, cutoff=1_400, spread=9, attack=0.45, release=0.9)
BRIGHT_PAD: Final = Ensemble(slope=0.9, cutoff=4_000, spread=12, attack=0.30, release=0.7)
GLASS_PAD: Final = Ensemble(slope=1.4, cutoff=3_600, spread=6, attack=0.8, release=1.4, even=0.25)
STRINGS: Final = Ensemble(slope=0.95, cutoff=3_400, spread=14, attack=0.28, release=0.5)
LOW_STRINGS: Final = Ensemble(slope=1.0, cutoff=1_100, spread=10, attack=0.18, release=0.5)
SHORT_STRINGS: Final = Ensemble(slope=0.8, cutoff=4_000, spread=10, attack=0.02, release=0.12)
