"""The beats of a client's music: how fast they are, and when."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from domain.film_format import SAMPLE_RATE
from media.audio.pcm import Samples

_HOP: Final = 512
_WINDOW: Final = 1024
_RATE: Final = SAMPLE_RATE / _HOP
"""Values of the onset curve in a second: 94."""

_SLOWEST, _FASTEST, _USUAL = 60.0, 180.0, 115.0
"""Beats a minute of music that is recognised, and the tempo that people tap most."""

_SHORTEST: Final = 6.0
"""Seconds of music below which its tempo is not sure."""

_BANDS: Final = (2, 6, 14, 30, 62, 126, 256, 512)
"""Edges, in bins of the spectrum, of the bands whose growth is an onset."""

_WEIGHTS: Final = np.array((3.0, 2.0, 1.0, 1.0, 1.0, 0.7, 0.7), dtype=np.float32)
"""Of the bands. Beats are where bass and kick are; hats and shakers are between them as well."""

_PHASES: Final = 48
"""Parts of a beat that are told apart."""

_CLEAR: Final = 1.8
"""How much stronger onsets are on the beat than on average, for the beat to be sure."""

_AGREED: Final = 0.09
"""Share of a beat by which the parts of the music may disagree about when it is."""

_Curve = NDArray[np.float32]


@dataclass(frozen=True)
class Pulse:
    """Beats `period` seconds apart, the first of them after `first` seconds."""

    period: float
    first: float

    @property
    def tempo(self) -> float:
        return 60 / self.period


def find_pulse(blocks: Iterable[Samples]) -> Pulse | None:
    """Return the beats of the music; None if they are not sure: free rhythm, a tempo that changes, speech."""
    curve = onset_curve(blocks)
    if len(curve) < _SHORTEST * _RATE:
        return None
    rough = _rough_period(curve)
    if rough is None:
        return None
    period = _exact_period(curve, rough)
    folded = _folded(curve, period, 0)
    if folded.max() < _CLEAR * max(float(folded.mean()), 1e-9):
        return None
    phases = [_phase(_folded(part, period, start)) for start, part in _parts(curve)]
    whole = _phase(folded)
    # Half a beat is no disagreement: where drums pause, what is between the beats may be stronger.
    if any(abs((phase - whole + 0.25) % 0.5 - 0.25) > _AGREED for phase in phases):
        return None
    # The window's middle is when an onset is seen that begins half a window later, within a hop.
    return Pulse(period, (whole * period + _WINDOW / 2 / SAMPLE_RATE) % period)


def onset_curve(blocks: Iterable[Samples]) -> _Curve:
    """Return how much the sound grows, 94 times a second: high where notes and drums begin."""
    window = np.hanning(_WINDOW).astype(np.float32)
    bands = list[NDArray[np.float32]]()
    for mono in _pieces(blocks):
        frames = np.lib.stride_tricks.sliding_window_view(mono, _WINDOW)[::_HOP]
        spectra = np.abs(np.fft.rfft(frames * window, axis=1)).astype(np.float32)
        energy = np.add.reduceat(np.square(spectra), _BANDS[:-1], axis=1)
        bands.append(np.log1p(1e-4 * energy))
    if not bands:
        return np.zeros(0, dtype=np.float32)
    growth = np.maximum(np.diff(np.concatenate(bands), axis=0, prepend=np.float32(0)), 0) @ _WEIGHTS
    growth[:2] = 0
    around = int(_RATE)
    average = np.convolve(growth, np.ones(around) / around, "same")
    curve: _Curve = np.maximum(growth - average, 0).astype(np.float32)
    return curve


def _pieces(blocks: Iterable[Samples]) -> Iterator[NDArray[np.float32]]:
    """Yield the sound as one channel, in pieces that overlap so that their windows follow each other."""
    rest = np.zeros(0, dtype=np.float32)
    for block in blocks:
        rest = np.concatenate([rest, block.mean(axis=1, dtype=np.float32)])
        count = (len(rest) - _WINDOW) // _HOP + 1
        if count > 0:
            yield rest[: (count - 1) * _HOP + _WINDOW]
            rest = rest[count * _HOP :]


def _rough_period(curve: _Curve) -> float | None:
    """Return the seconds between beats to about a hundredth: the lag at which the curve is most like itself."""
    size = 2 ** int(np.ceil(np.log2(2 * len(curve))))
    alike = np.fft.irfft(np.abs(np.fft.rfft(curve - curve.mean(), size)) ** 2)[: len(curve)]
    if alike[0] <= 0:
        return None
    tempos = np.geomspace(_SLOWEST, _FASTEST, 400)
    lags = 60 / tempos * _RATE
    several = [np.interp(lags * times, np.arange(len(alike)), alike) / times**0.5 for times in (1, 2, 3, 4)]
    worth = np.sum(several, axis=0)
    usual = np.exp(-0.5 * (np.log2(tempos / _USUAL) / 0.8) ** 2)
    best = int(np.argmax(worth * usual))
    return float(60 / tempos[best]) if worth[best] > 0 else None


def _exact_period(curve: _Curve, rough: float) -> float:
    """Return the period near the rough one whose pulse the whole curve follows best."""
    at = np.arange(len(curve)) / _RATE
    step = 1 / (10 * at[-1])
    rates = np.arange(0.97 / rough, 1.03 / rough, step)
    worth = np.zeros(len(rates))
    for harmonic in (1, 2, 4):
        # One rate after the other: a matrix of all would be as large as the music.
        worth += [abs(np.exp(-2j * np.pi * harmonic * rate * at) @ curve) for rate in rates]
    return float(1 / rates[int(np.argmax(worth))])


def _parts(curve: _Curve) -> Iterator[tuple[int, _Curve]]:
    third = len(curve) // 3
    return ((start, curve[start : start + third]) for start in (0, third, 2 * third))


def _folded(curve: _Curve, period: float, start: int) -> NDArray[np.float64]:
    """Return the curve's mean at each part of a beat, smoothed; `start` is its first value's number."""
    place = ((np.arange(start, start + len(curve)) / _RATE / period) % 1 * _PHASES).astype(int)
    sums = np.bincount(place, curve, _PHASES) / np.maximum(np.bincount(place, minlength=_PHASES), 1)
    smooth: NDArray[np.float64] = (np.roll(sums, 1) + 2 * sums + np.roll(sums, -1)) / 4
    return smooth


def _phase(folded: NDArray[np.float64]) -> float:
    """Return the part of a beat, from 0 to 1, at which onsets are strongest, finer than those that are told apart."""
    best = int(np.argmax(folded))
    before, here, after = folded[best - 1], folded[best], folded[(best + 1) % _PHASES]
    bend = before - 2 * here + after
    offset = 0.5 * (before - after) / bend if bend else 0.0
    return float(((best + 0.5 + offset) / _PHASES) % 1)
