"""How loud a film is, and making it as loud as players expect (EBU R 128, -14 LUFS)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import av
import numpy as np

from media.audio.pcm import Filter, filtered, from_frame, read_wave, to_frame

TARGET: Final = -14.0
"""LUFS, integrated."""

TOLERANCE: Final = 0.2

_SILENT: Final = -69.0
"""ebur128 says -70 when every block is under its gate."""

_CEILING: Final = 0.84
"""Peaks are held at -1.5 dB."""

_MOST_GAIN: Final = 40.0
_MOST_TRIES: Final = 5


@dataclass(frozen=True)
class Level:
    """`loudness` in LUFS, None for silence; `peak` from 0 to 1."""

    loudness: float | None
    peak: float


@dataclass(frozen=True)
class Mastering:
    """The gain, in decibels, that brings a sound to its target, and the loudness that it then has. None: silence."""

    gain: float | None
    loudness: float | None


def measure(frames: Iterable[av.AudioFrame]) -> Level:
    """The loudness of a sound (16-bit stereo at 48 kHz)."""
    heard = _SILENT
    peak = 0
    for frame in filtered(frames, (("ebur128", "metadata=1"), ("aformat", "sample_fmts=s16"))):
        heard = float(frame.metadata.get("lavfi.r128.I", heard))
        peak = max(peak, int(np.abs(from_frame(frame).astype(np.int32)).max(initial=0)))
    return Level(heard if heard > _SILENT else None, peak / 32768)


def level_of(sound: Path) -> Level:
    return measure(sound_frames(sound))


def mastering(sound: Path) -> Mastering:
    """Measured and, where the limiter would take something away, measured again with it."""
    level = level_of(sound)
    if level.loudness is None:
        return Mastering(None, None)
    gain = min(TARGET - level.loudness, _MOST_GAIN)
    reached = level.loudness + gain
    if level.peak * 10 ** (gain / 20) <= _CEILING:
        return Mastering(gain, reached)
    for _ in range(_MOST_TRIES):
        after = measure(filtered(sound_frames(sound), (*_chain(gain), ("aformat", "sample_fmts=s16"))))
        reached = after.loudness if after.loudness is not None else _SILENT
        if abs(reached - TARGET) <= TOLERANCE or gain >= _MOST_GAIN:
            break
        gain = min(gain + TARGET - reached, _MOST_GAIN)
    return Mastering(gain, reached)


def mastered(sound: Path, plan: Mastering) -> Iterator[av.AudioFrame]:
    """The sound at its final loudness, in frames as the AAC encoder takes them. As many samples, at the same places."""
    chain = _chain(plan.gain) if plan.gain is not None else ()
    return filtered(sound_frames(sound), (*chain, ("aformat", "sample_fmts=fltp"), ("asetnsamples", "1024:p=0")))


def sound_frames(sound: Path) -> Iterator[av.AudioFrame]:
    at = 0
    for block in read_wave(sound):
        yield to_frame(block, at)
        at += len(block)


def _chain(gain: float) -> tuple[Filter, ...]:
    # latency=true: the limiter looks ahead two milliseconds, and would give its sound as much later.
    limiter = f"limit={_CEILING}:attack=2:release=60:level=false:latency=true"
    return (("volume", f"{gain:.3f}dB"), ("alimiter", limiter))
