"""Lay lines of speech over a film's other sound, its bed, which is lowered while they are spoken."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from domain.film_format import SAMPLE_RATE
from domain.ports.editor import SpokenSound
from media.audio.loudness import PROFILE_STEP, loudness_profile, measure_frames
from media.audio.pauses import find_pauses
from media.audio.pcm import (
    MonoSamples,
    SampleReader,
    Samples,
    mono_frames,
    read_mono,
    read_wave,
    samples_to_frame,
    silence,
    wave_frames,
    write_mono,
)
from media.decoding.streams.filters import filter_frames

SPEECH: Final = -20.0
"""Loudness of each line in LUFS. The film is brought to its own afterwards; 16 bits hold the peaks until then."""

_BED: Final = SPEECH - 7
"""Loudness of the whole bed where nobody speaks."""

_UNDER: Final = SPEECH - 16
_LOUDEST_UNDER: Final = SPEECH - 13.5
"""Loudness of the bed under a line, on average and at its loudest 0.4 s. To be understood, speech needs 12 LU more."""

_MOST_RAISED: Final = 12.0
"""Decibels by which a quiet bed is raised: more would be its noise."""

_USUAL_PEAK: Final = 0.35
"""Peak of a line that is too short to have a loudness."""

_DOWN, _UP = 0.25, 0.6
"""Seconds in which the bed is lowered before speech, and raised after it."""

_EARLY, _LATE = 0.05, 0.1
"""Seconds for which it is low before speech begins, and after it ends."""

_LONG_PAUSE: Final = 1.2
"""Seconds of a pause in which the bed comes back."""

_STEP: Final = 0.01
"""Seconds between two changes of gain, at least."""

_SAME_PACE: Final = 0.0005
_RAMP: Final = SAMPLE_RATE // 50


Stretch = tuple[float, float]
"""Seconds of the film in which somebody speaks without a long pause."""


@dataclass(frozen=True)
class PlayedLine:
    """A line as it is played, a mono WAV, from sample `start` of the film on."""

    sound: Path
    start: int
    stretches: tuple[Stretch, ...]


def play_line(spoken: SpokenSound, into: Path, film: int) -> PlayedLine | None:
    """Write the line at its pace and loudness, as far as it is heard in a film of so many samples; None if it is not.

    Errors: those of files that are no WAV of ours.
    """
    start = round(spoken.begins * SAMPLE_RATE)
    filters = [("atempo", f"{spoken.pace:.6f}")] if abs(spoken.pace - 1) > _SAME_PACE else []
    frames = filter_frames(mono_frames(read_mono(spoken.sound)), filters)
    blocks: list[MonoSamples] = [np.asarray(frame.to_ndarray(), dtype=np.int16).ravel() for frame in frames]
    if not blocks or start >= film:
        return None
    sound = _levelled(np.concatenate(blocks))
    if start + len(sound) > film:
        sound = sound[: film - start]
        ramp = np.linspace(1, 0, min(_RAMP, len(sound)), dtype=np.float32)
        sound[-len(ramp) :] = (sound[-len(ramp) :] * ramp).astype(np.int16)
    write_mono(into, sound)
    long = [pause for pause in find_pauses(sound) if pause.seconds > _LONG_PAUSE]
    ends = [0.0, *(time for pause in long for time in (pause.start, pause.end)), len(sound) / SAMPLE_RATE]
    begins = start / SAMPLE_RATE
    stretches = tuple((begins + first, begins + last) for first, last in zip(ends[::2], ends[1::2], strict=True))
    return PlayedLine(into, start, stretches)


def with_voice_over(bed: Path, lines: Sequence[PlayedLine]) -> Iterator[Samples]:
    """Yield the bed, a WAV as long as the film, under the lines, which are in order and do not overlap."""
    gains, spoken, at = _bed_gains(bed, lines), SampleReader(_one_after_the_other(lines)), 0
    for block in read_wave(bed):
        times = (at + np.arange(len(block))) / SAMPLE_RATE
        gain = 10 ** (np.interp(times, *gains) / 20) if gains else np.ones(len(block))
        mixed = block * gain[:, None] + spoken.read(len(block))
        yield np.clip(np.rint(mixed), -32768, 32767).astype(np.int16)
        at += len(block)


def _one_after_the_other(lines: Sequence[PlayedLine]) -> Iterator[Samples]:
    at = 0
    for line in lines:
        while at < line.start:
            gap = silence(min(SAMPLE_RATE, line.start - at))
            yield gap
            at += len(gap)
        for block in read_mono(line.sound):
            yield np.stack([block, block], axis=1)
            at += len(block)


def _levelled(sound: MonoSamples) -> MonoSamples:
    seconds = ((at, sound[at : at + SAMPLE_RATE]) for at in range(0, len(sound), SAMPLE_RATE))
    loudness = measure_frames(samples_to_frame(np.stack([part, part], axis=1), at) for at, part in seconds)
    peak = max(1, int(np.abs(sound.astype(np.int32)).max())) / 32768
    gain = _USUAL_PEAK / peak if loudness is None else 10 ** ((SPEECH - loudness) / 20)
    levelled: MonoSamples = np.rint(sound * np.float32(min(gain, 0.99 / peak))).astype(np.int16)
    return levelled


def _bed_gains(bed: Path, lines: Sequence[PlayedLine]) -> tuple[list[float], list[float]] | None:
    """Return times, in seconds, and the gains of the bed then, in decibels; None for a silent bed."""
    whole, profile = loudness_profile(wave_frames(bed))
    if whole is None:
        return None
    usual = min(_BED - whole, _MOST_RAISED)
    stretches = [(start - _EARLY, end + _LATE) for line in lines for start, end in line.stretches]
    lowered = [min(usual, _gain_under(profile, stretch)) for stretch in stretches]
    times, gains = [0.0], [usual]
    for (start, end), gain in zip(stretches, lowered, strict=True):
        if times[-1] + _UP + _DOWN < start:
            times += [times[-1] + _UP, start - _DOWN]
            gains += [usual, usual]
        times += [max(start, times[-1] + _STEP), max(end, times[-1] + 2 * _STEP)]
        gains += [gain, gain]
    return [*times, times[-1] + _UP], [*gains, usual]


def _gain_under(profile: Sequence[float], stretch: Stretch) -> float:
    """Return the decibels that bring the bed to its loudness under speech. The profile has a value for each 0.1 s."""
    first, last = max(0, int(stretch[0] / PROFILE_STEP)), int(stretch[1] / PROFILE_STEP) + 4
    heard = profile[first : last + 1]
    if not heard:
        return 0.0
    mean = 10 * math.log10(sum(10 ** (each / 10) for each in heard) / len(heard))
    return min(_UNDER - mean, _LOUDEST_UNDER - max(heard))
