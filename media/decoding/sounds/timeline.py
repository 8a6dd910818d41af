"""Put decoded sound at its times: a track may have gaps, overlaps and jumps, and change its format midway."""

from collections.abc import Iterable, Iterator
from itertools import chain, groupby
from typing import Final

import av
import numpy as np

from domain.film_format import SAMPLE_RATE
from media.audio.joins import LOOKED_AT, RAMP, fade_in, fade_out, join
from media.audio.pcm import Samples, silence, split_samples
from media.decoding.sounds.channels import to_stereo
from media.decoding.streams.packets import Damage

_SLACK: Final = 0.04
_SLACK_AFTER_DAMAGE: Final = 0.002
"""Seconds by which a frame's time may differ from the end of the frame before: containers round times."""

_BACK, _FORWARD = -0.1, 60.0
"""Seconds of a jump beyond which the times are wrong, not the sound: sound follows sound then, as in players."""

_MIN_RATE: Final = 1_000
"""Samples a second. A frame of a lower rate can be hours long."""


def placed_samples(
    frames: Iterable[av.AudioFrame], damage: Damage, origin: float | None = None, timed: bool = True
) -> Iterator[Samples]:
    """Yield the sound from time `origin` on, in seconds, or from its own beginning, as 16-bit stereo at 48 kHz.

    Silence fills gaps; what comes too late for its time is left out. `damage` counts the decoder's: times are taken
    more exactly after a damaged packet. `timed` tells whether the file holds times; if not, only damage leaves gaps.
    """
    at, tail = 0, silence(0)
    for start, run in _runs(frames, _Clock(damage, timed)):
        origin = start if origin is None else origin
        gap, blocks = round((start - origin) * SAMPLE_RATE) - at, to_stereo(run, damage)
        if gap > (round(_SLACK_AFTER_DAMAGE * SAMPLE_RATE) if at else 0):
            yield fade_out(tail)
            yield from (silence(min(SAMPLE_RATE, gap - done)) for done in range(0, gap, SAMPLE_RATE))
            at, tail = at + gap, silence(0)
            head, blocks = split_samples(blocks, LOOKED_AT)
            blocks = chain([fade_in(head)], blocks)
        elif gap < 0 and (at == 0 or -gap > round(_SLACK_AFTER_DAMAGE * SAMPLE_RATE)):
            shared = min(RAMP, len(tail), -gap)
            double, blocks = split_samples(_without(blocks, -gap - shared), shared)
            if len(double) == shared > 0:
                tail = np.concatenate([tail[:-shared], join(tail[-shared:], double)])
        for block in blocks:
            at += len(block)
            tail = np.concatenate([tail, block])
            if len(tail) > LOOKED_AT:
                yield tail[:-LOOKED_AT]
                tail = tail[-LOOKED_AT:]
    if len(tail):
        yield tail


def _runs(frames: Iterable[av.AudioFrame], clock: "_Clock") -> Iterator[tuple[float, Iterator[av.AudioFrame]]]:
    """Group frames of one format that follow each other; yield the time of their beginning, in seconds, with them."""
    usable = (frame for frame in frames if frame.samples > 0 and frame.sample_rate >= _MIN_RATE)
    for (_, start), run in groupby(usable, clock.run_of):
        yield start, run


class _Clock:
    """Follows the frames' times, and tells when a frame does not follow the one before."""

    def __init__(self, damage: Damage, timed: bool) -> None:
        self._damage, self._damaged = damage, damage.damaged
        self._timed = timed
        self._format: tuple[str, str, int] | None = None
        self._number, self._start = 0, 0.0
        self._due: float | None = None
        self._shift = 0.0

    def run_of(self, frame: av.AudioFrame) -> tuple[int, float]:
        """Return the number and the beginning of the run that the frame belongs to."""
        after_damage = self._damage.damaged > self._damaged
        self._damaged = self._damage.damaged
        time = self._time(frame, after_damage)
        if self._due is None or abs(time - self._due) > (_SLACK_AFTER_DAMAGE if after_damage else _SLACK):
            self._due, self._format = time, None
        format = (frame.format.name, frame.layout.name, frame.sample_rate)
        if format != self._format:
            self._number, self._start, self._format = self._number + 1, self._due, format
        self._due += frame.samples / frame.sample_rate
        return self._number, self._start

    def _time(self, frame: av.AudioFrame, after_damage: bool) -> float:
        if self._due is None:
            return frame.time or 0.0
        if frame.time is None:
            return self._due
        follows = not self._timed and not after_damage
        if follows or not _BACK <= frame.time + self._shift - self._due <= _FORWARD:
            self._shift = self._due - frame.time
        return frame.time + self._shift


def _without(blocks: Iterator[Samples], count: int) -> Iterator[Samples]:
    """Yield the samples after the first `count`."""
    for block in blocks:
        yield block[count:]
        count = max(0, count - len(block))
