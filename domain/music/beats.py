"""When the beats of a film's music are, so that they fall on its cuts and its last chord begins before the film ends.

A tempo is chosen once for the film. Within a scene it may be a little faster or slower, as a conductor would, so that
the next scene begins on a beat. A cut that would need more than that has no beat.
"""

from collections.abc import Sequence
from typing import Final

from domain.base import Frozen
from domain.film_format import FPS

BAR: Final = 4
"""Beats of a bar. The last before a cut may have two, three or five, so that the cut begins a bar."""

_SHORTEST: Final = 2
"""Beats of the shortest bar."""

TOLERANCE: Final = 0.5 / FPS
"""Seconds from a cut to a beat that is on it: half a video frame."""

_RING: Final = 1.6
"""Seconds that the last chord has to fade away, at least."""

_STEP: Final = 0.5
"""Beats a minute between the tempos that are compared."""

_EVEN, _WHOLE_BARS, _BEND, _OFF_CENTRE, _FREE_START = 0.35, 0.2, 0.3, 0.25, 0.4
"""What is worth less than a beat on a cut, which is worth 1: a cut that begins a bar, a bar that is whole, a steady
tempo, one from the middle of its range, and a beat on the first frame."""


class Beats(Frozen):
    """`times` are the seconds of the beats, the last of which begins the last chord. `bars` are the numbers of those
    that begin a bar. `off` says for each cut how many seconds it is from the nearest beat."""

    tempo: float
    times: tuple[float, ...]
    bars: tuple[int, ...]
    off: tuple[float, ...]
    worth: float = 0.0

    @property
    def on_cuts(self) -> int:
        """How many cuts have a beat."""
        return sum(each <= TOLERANCE for each in self.off)


class _Anchors(Frozen):
    """Beats that are on cuts: their numbers, counted from the first cut's or the film's start, and their seconds."""

    worth: float
    numbers: tuple[int, ...]
    times: tuple[float, ...]


def best_tempo(cuts: Sequence[int], frames: int, slowest: float, fastest: float, flexibility: float) -> float:
    """Return the tempo of the range, in beats a minute, with which most beats fall on the cuts (frame numbers)."""
    count = int((fastest - slowest) / _STEP)
    middle, half = (slowest + fastest) / 2, (fastest - slowest) / 2
    tempos = [slowest + _STEP * step for step in range(count + 1)]

    def worth(tempo: float) -> float:
        return beats_of(tempo, cuts, frames, flexibility).worth - _OFF_CENTRE * abs(tempo - middle) / half

    return max(tempos, key=worth)


def beats_of(tempo: float, cuts: Sequence[int], frames: int, flexibility: float) -> Beats:
    """Return the beats of a film of so many frames, whose scenes begin at the cuts (frame numbers, without 0)."""
    period, film = 60 / tempo, frames / FPS
    seconds = [cut / FPS for cut in sorted(set(cuts)) if 0 < cut < frames]
    anchors = _best_anchors(period, seconds, flexibility)
    times, numbers = list[float](), list[int]()
    if anchors.times[0] > 0:
        before = int(anchors.times[0] / period)
        times = [anchors.times[0] - period * step for step in range(before, 0, -1)]
        numbers = [0, before]
        first = before
    else:
        first, numbers = 0, [0]
    for (number, start), (after, end) in zip(
        zip(anchors.numbers, anchors.times, strict=True),
        zip(anchors.numbers[1:], anchors.times[1:], strict=True),
        strict=False,
    ):
        count = after - number
        times += [start + (end - start) * step / count for step in range(count)]
        numbers.append(first + after - anchors.numbers[0])
    last = _beats_to_last_chord(period, film - anchors.times[-1])
    times += [anchors.times[-1] + period * step for step in range(last + 1)]
    off = tuple(min(abs(cut - time) for time in times) for cut in seconds)
    return Beats(tempo=tempo, times=tuple(times), bars=_bars(numbers, len(times) - 1), off=off, worth=anchors.worth)


def _best_anchors(period: float, cuts: Sequence[float], flexibility: float) -> _Anchors:
    """Return the cuts that get a beat, such that as many as possible do."""
    best = {-1: _Anchors(worth=0.0, numbers=(0,), times=(0.0,))}
    for place, cut in enumerate(cuts):
        found = [_Anchors(worth=1 - _FREE_START, numbers=(0,), times=(cut,))] if cut > period else []
        for before in best.values():
            length = cut - before.times[-1]
            count = round(length / period)
            if count < 1 or abs(length / (count * period) - 1) > flexibility:
                continue
            bend = abs(length / (count * period) - 1) / flexibility
            worth = 1 + (count % 2 == 0) * _EVEN + (count % BAR == 0) * _WHOLE_BARS - _BEND * bend
            found.append(
                _Anchors(
                    worth=before.worth + worth,
                    numbers=(*before.numbers, before.numbers[-1] + count),
                    times=(*before.times, cut),
                )
            )
        if found:
            best[place] = max(found, key=lambda each: each.worth)
    return max(best.values(), key=lambda each: each.worth)


def _beats_to_last_chord(period: float, rest: float) -> int:
    """Return how many beats after the last cut the last chord begins: an even number, where there is time."""
    count = int(max(rest - _RING, 0.0) / period)
    return count - count % 2


def _bars(anchors: Sequence[int], last: int) -> tuple[int, ...]:
    """Return the numbers of the beats that begin bars: the last, each that is on a cut, and those between."""
    bars = [0]
    for anchor in (*(each for each in anchors if _SHORTEST <= each <= last - _SHORTEST), last):
        while anchor - bars[-1] > BAR + 1:
            bars.append(bars[-1] + BAR)
        if anchor - bars[-1] >= _SHORTEST or anchor == last:
            bars.append(anchor)
    return tuple(dict.fromkeys(bars))
