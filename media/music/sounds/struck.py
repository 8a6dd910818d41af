"""Sounds that are struck or plucked, and fade away: piano, electric piano, harp, marimba, bells, bass."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from domain.film_format import SAMPLE_RATE

Mono = NDArray[np.float32]
"""Samples of one channel, from -1 to 1."""

_HIGHEST: Final = 15_000.0
"""Hertz above which no partial is played."""

_FADED: Final = 6.0
"""Times its decay after which a partial is not heard: -52 dB."""

_PIECE: Final = 512

_PRODUCT: Final = 900_000
"""Multiplications at once: for more, numpy's BLAS starts threads, which take longer to meet than to multiply."""


@dataclass(frozen=True)
class Partials:
    """A sound as a sum of sines that decay. `ratios` to the fundamental, `levels`, and `decays` in seconds at middle C.

    `keyboard` is by how much decays become shorter with each octave up: 1 halves them. `attack` is in seconds. A
    second string, `detuned` by so many cents, makes the sound beat. `noise` is the level of the hammer's or finger's
    noise.
    """

    ratios: tuple[float, ...]
    levels: tuple[float, ...]
    decays: tuple[float, ...]
    keyboard: float = 0.5
    attack: float = 0.003
    detuned: float = 0.0
    noise: float = 0.0
    seconds: float = 3.0


def strings(
    count: int,
    slope: float,
    decay: float,
    damping: float,
    position: float = 0.5,
    stiffness: float = 0.0,
) -> tuple[tuple[float, ...], tuple[float, ...], tuple[float, ...]]:
    """Return the ratios, levels and decays of a string of `count` partials.

    `slope` is the exponent by which they become softer, `damping` by how much faster higher ones decay, `position` the
    place where it is struck, as a share of its length, `stiffness` by which they are sharp.
    """
    numbers = range(1, count + 1)
    ratios = tuple(n * (1 + stiffness * n * n) ** 0.5 for n in numbers)
    levels = tuple(abs(float(np.sin(np.pi * n * position))) * n**-slope + 1e-6 for n in numbers)
    return ratios, levels, tuple(decay / (1 + damping * (n - 1)) for n in numbers)


def struck(sound: Partials, frequency: float) -> Mono:
    """Return the sound at that pitch, in hertz. Its peak is 1."""
    stretch = (frequency / 261.6) ** -sound.keyboard
    parts = [
        (ratio * frequency * cents, level, decay * stretch)
        for ratio, level, decay in zip(sound.ratios, sound.levels, sound.decays, strict=True)
        for cents in ((1.0, 2 ** (sound.detuned / 1200)) if sound.detuned else (1.0,))
        if ratio * frequency < _HIGHEST
    ]
    longest = max((decay for _, _, decay in parts), default=0.1)
    length = int(min(sound.seconds, longest * _FADED) * SAMPLE_RATE)
    wave = decaying_sines(np.array(parts), length)
    if sound.noise:
        thump = _thump(min(length, SAMPLE_RATE // 12), frequency)
        wave[: len(thump)] += sound.noise * float(np.abs(wave).max()) * thump
    ramp = max(int(sound.attack * SAMPLE_RATE), 32)
    wave[:ramp] *= np.sin(np.linspace(0, np.pi / 2, ramp, dtype=np.float32)) ** 2
    end = min(SAMPLE_RATE // 20, length)
    wave[-end:] *= np.linspace(1, 0, end, dtype=np.float32)
    wave /= np.float32(max(float(np.abs(wave).max()), 1e-9))
    return wave


def decaying_sines(parts: np.ndarray[tuple[int, int], np.dtype[np.float64]], length: int) -> Mono:
    """Return the sum of sines, rows of frequency, level and decay, as so many samples.

    Each is a power series of one complex number, so that it is the product of a coarse and a fine series: one
    multiplication of matrices for all of them, instead of a sine for each sample.
    """
    steps = (2j * np.pi * parts[:, 0] - 1 / parts[:, 2]) / SAMPLE_RATE
    coarse = np.exp(np.outer(np.arange(-(-length // _PIECE)) * _PIECE, steps)) * parts[:, 1]
    fine = np.exp(np.outer(steps, np.arange(_PIECE)))
    # The imaginary part alone, as a product of real matrices.
    left = np.hstack([coarse.real, coarse.imag]).astype(np.float32)
    right = np.vstack([fine.imag, fine.real]).astype(np.float32)
    rows = max(1, _PRODUCT // right.size)
    wave: Mono = np.concatenate([left[row : row + rows] @ right for row in range(0, len(left), rows)])
    return wave.reshape(-1)[:length]


def _thump(length: int, frequency: float) -> Mono:
    """Return the soft noise of a hammer on a string."""
    rng = np.random.default_rng(int(frequency * 100))
    noise = np.diff(np.convolve(rng.standard_normal(length + 1), np.hanning(24), "same"))
    noise *= np.exp(-np.arange(length) / (0.012 * SAMPLE_RATE))
    thump: Mono = (noise / np.abs(noise).max()).astype(np.float32)
    return thump


FELT_PIANO: Final = Partials(*strings(16, 1.6, 1.5, 0.28, 0.14, 3e-4), detuned=1.6, attack=0.004, noise=0.10)
PIANO: Final = Partials(*strings(26, 1.05, 1.7, 0.22, 0.12, 3e-4), detuned=1.4, noise=0.05)
ELECTRIC_PIANO: Final = Partials(
    (1, 2, 3, 4, 7.01, 14.2), (1, 0.28, 0.12, 0.05, 0.10, 0.07), (1.7, 1.1, 0.7, 0.5, 0.25, 0.09), detuned=1.0,
    attack=0.004, noise=0.02,
)  # fmt: skip
HARP: Final = Partials(*strings(22, 1.2, 1.1, 0.22, 0.28), keyboard=0.6, noise=0.03)
NYLON: Final = Partials(*strings(28, 0.95, 0.75, 0.18, 0.18), keyboard=0.6, noise=0.06, seconds=2.0)
PIZZICATO: Final = Partials(*strings(20, 1.0, 0.22, 0.18, 0.17), keyboard=0.5, noise=0.08, seconds=1.0)
MARIMBA: Final = Partials((1, 3.93, 9.54), (1, 0.30, 0.10), (0.42, 0.14, 0.06), attack=0.002, noise=0.05, seconds=1.5)
CELESTA: Final = Partials(
    (1, 2.0, 2.76, 5.40), (1, 0.15, 0.40, 0.20), (1.1, 0.6, 0.5, 0.2), keyboard=0.4, attack=0.002, seconds=2.5
)
SYNTH_PLUCK: Final = Partials(*strings(32, 0.85, 0.42, 0.22), keyboard=0.3, detuned=7.0, seconds=1.2)
BASS: Final = Partials(*strings(14, 1.25, 1.5, 0.4, 0.2), keyboard=0.25, attack=0.006, noise=0.02, seconds=3.0)
SUB_BASS: Final = Partials((1, 2, 3), (1, 0.22, 0.06), (4.5, 2.5, 1.5), keyboard=0.1, attack=0.012, seconds=5.0)
