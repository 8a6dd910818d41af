"""Measure a film's loudness and bring it to -14 LUFS (EBU R 128), the level that players expect."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

import av

from media.audio.pcm import wave_frames
from media.decoding.streams.filters import Filter, filter_frames

TARGET: Final = -14.0
"""Integrated loudness in LUFS."""

_TOLERANCE: Final = 0.2

_SILENT: Final = -69.0
"""`ebur128` reports -70 if every block is below its gate."""

_CEILING: Final = 0.84
"""The limiter holds peaks at -1.5 dB."""

_MAX_GAIN: Final = 40.0
_MAX_TRIES: Final = 5
_S16: Final[Filter] = ("aformat", "sample_fmts=s16")


def measure_frames(frames: Iterable[av.AudioFrame]) -> float | None:
    """Return the integrated loudness, in LUFS, of 16-bit stereo at 48 kHz; None for silence."""
    loudness = _SILENT
    for frame in filter_frames(frames, [("ebur128", "metadata=1")]):
        loudness = float(frame.metadata.get("lavfi.r128.I", loudness))
    return loudness if loudness > _SILENT else None


def mastering_gain(sound: Path) -> float | None:
    """Return the gain, in decibels, that brings the sound to the target; None for silence.

    The limiter may take loudness away from peaks, so the gain is corrected by measuring the result.
    """
    loudness = measure_frames(wave_frames(sound))
    if loudness is None:
        return None
    gain = min(TARGET - loudness, _MAX_GAIN)
    for _ in range(_MAX_TRIES):
        after = measure_frames(filter_frames(wave_frames(sound), (*_mastering(gain), _S16)))
        reached = _SILENT if after is None else after
        if abs(reached - TARGET) <= _TOLERANCE or gain >= _MAX_GAIN:
            break
        gain = min(gain + TARGET - reached, _MAX_GAIN)
    return gain


def mastered_frames(sound: Path, gain: float | None) -> Iterator[av.AudioFrame]:
    """Yield the sound with that gain, in frames for the AAC encoder; every sample keeps its time."""
    mastering = _mastering(gain) if gain is not None else ()
    to_aac = (("aformat", "sample_fmts=fltp"), ("asetnsamples", "1024:p=0"))
    return filter_frames(wave_frames(sound), (*mastering, *to_aac))


def _mastering(gain: float) -> tuple[Filter, ...]:
    # The limiter looks 2 ms ahead; latency=true keeps it from delaying the sound by as much.
    limiter = f"limit={_CEILING}:attack=2:release=60:level=false:latency=true"
    return (("volume", f"{gain:.3f}dB"), ("alimiter", limiter))
