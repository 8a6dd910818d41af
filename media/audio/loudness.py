"""Measure a film's loudness and bring it to -14 LUFS (EBU R 128), the level that players expect."""

import math
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

import av

from domain.base import Frozen
from media.audio.pcm import wave_frames
from media.decoding.streams.container import first_audio, open_media
from media.decoding.streams.filters import Filter, filter_frames
from media.decoding.streams.packets import Damage, audio_frames

TARGET: Final = -14.0
"""Integrated loudness in LUFS."""

_TOLERANCE, _ALLOWED = 0.2, 0.4
"""LU by which the sound may be off before it is encoded, and the film."""

_SILENT: Final = -69.0
"""`ebur128` reports -70 if every block is below its gate."""

CEILING: Final = -2.0
"""Decibels at which the limiter holds the samples' peaks. AAC, and the curve between samples, rise above them."""

MAX_TRUE_PEAK: Final = -1.0
"""In dBTP, of the film as it is played."""

PROFILE_STEP: Final = 0.1
"""Seconds between two values of a loudness profile."""

MAX_GAIN: Final = 40.0
"""Decibels. What is quieter stays quieter than other films: it would be noise."""

_MAX_TRIES: Final = 5
_S16: Final[Filter] = ("aformat", "sample_fmts=s16")


class Loudness(Frozen):
    """`integrated` is in LUFS, `true_peak` in dBTP."""

    integrated: float
    true_peak: float

    @property
    def is_right(self) -> bool:
        """Whether a film may be as loud as this."""
        return abs(self.integrated - TARGET) <= _ALLOWED and self.true_peak <= MAX_TRUE_PEAK


def measure_frames(frames: Iterable[av.AudioFrame]) -> float | None:
    """Return the integrated loudness, in LUFS, of 16-bit stereo at 48 kHz; None for silence."""
    loudness = _SILENT
    for frame in filter_frames(frames, [("ebur128", "metadata=1")]):
        loudness = float(frame.metadata.get("lavfi.r128.I", loudness))
    return loudness if loudness > _SILENT else None


def loudness_profile(frames: Iterable[av.AudioFrame]) -> tuple[float | None, list[float]]:
    """Return the integrated loudness, None for silence, and that of the 0.4 s before each tenth of a second."""
    loudness, profile = _SILENT, list[float]()
    for frame in filter_frames(frames, [("ebur128", "metadata=1")]):
        loudness = float(frame.metadata.get("lavfi.r128.I", loudness))
        profile.append(max(float(frame.metadata.get("lavfi.r128.M", _SILENT)), _SILENT))
    return loudness if loudness > _SILENT else None, profile


def measure_film(film: Path) -> Loudness | None:
    """Return how loud the sound of a film is as it is played; None for silence."""
    loudness, true_peak = _SILENT, 0.0
    with open_media(film) as container:
        stream = first_audio(container)
        frames = audio_frames(container, stream, Damage()) if stream is not None else iter(())
        for frame in filter_frames(frames, [("ebur128", "metadata=1:peak=true")]):
            loudness = float(frame.metadata.get("lavfi.r128.I", loudness))
            true_peak = float(frame.metadata.get("lavfi.r128.true_peak", true_peak))
    if loudness <= _SILENT or not true_peak:
        return None
    return Loudness(integrated=loudness, true_peak=20 * math.log10(true_peak))


def mastering_gain(sound: Path, ceiling: float = CEILING) -> float | None:
    """Return the gain, in decibels, that brings the sound to the target; None for silence.

    The limiter may take loudness away from peaks, so the gain is corrected by measuring the result.
    """
    loudness = measure_frames(wave_frames(sound))
    if loudness is None:
        return None
    gain = min(TARGET - loudness, MAX_GAIN)
    for _ in range(_MAX_TRIES):
        after = measure_frames(filter_frames(wave_frames(sound), (*_mastering(gain, ceiling), _S16)))
        reached = _SILENT if after is None else after
        if abs(reached - TARGET) <= _TOLERANCE or gain >= MAX_GAIN:
            break
        gain = min(gain + TARGET - reached, MAX_GAIN)
    return gain


def mastered_frames(sound: Path, gain: float | None, ceiling: float = CEILING) -> Iterator[av.AudioFrame]:
    """Yield the sound with that gain, in frames for the AAC encoder; every sample keeps its time."""
    mastering = _mastering(gain, ceiling) if gain is not None else ()
    to_aac = (("aformat", "sample_fmts=fltp"), ("asetnsamples", "1024:p=0"))
    return filter_frames(wave_frames(sound), (*mastering, *to_aac))


def _mastering(gain: float, ceiling: float) -> tuple[Filter, ...]:
    # The limiter looks 2 ms ahead; latency=true keeps it from delaying the sound by as much.
    limiter = f"limit={10 ** (ceiling / 20):.4f}:attack=2:release=60:level=false:latency=true"
    return (("volume", f"{gain:.3f}dB"), ("alimiter", limiter))
