"""Sound as 16-bit stereo samples at 48 kHz, read and written in blocks."""

import wave
from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import chain
from pathlib import Path
from typing import Final

import av
import numpy as np

from domain.film_format import FPS, SAMPLE_RATE

Samples = np.ndarray[tuple[int, int], np.dtype[np.int16]]
"""Shape (samples, 2)."""

MonoSamples = np.ndarray[tuple[int, ...], np.dtype[np.int16]]
"""Shape (samples,)."""

FRAME_SAMPLES: Final = SAMPLE_RATE // FPS
"""Samples of one video frame."""

_SAMPLE_TIME: Final = Fraction(1, SAMPLE_RATE)


def silence(samples: int) -> Samples:
    return np.zeros((samples, 2), dtype=np.int16)


def write_wave(path: Path, blocks: Iterable[Samples]) -> None:
    with wave.open(str(path), "wb") as target:
        target.setparams((2, 2, SAMPLE_RATE, 0, "NONE", "not compressed"))
        for block in blocks:
            target.writeframesraw(block.tobytes())


def read_wave(path: Path, first: int = 0) -> Iterator[Samples]:
    """Yield blocks of a second, from sample `first` on, of a file that `write_wave` made."""
    with wave.open(str(path), "rb") as source:
        source.setpos(min(first, source.getnframes()))
        while data := source.readframes(SAMPLE_RATE):
            yield np.frombuffer(data, dtype=np.int16).reshape(-1, 2)


def write_mono(path: Path, sound: MonoSamples) -> None:
    with wave.open(str(path), "wb") as target:
        target.setparams((1, 2, SAMPLE_RATE, 0, "NONE", "not compressed"))
        target.writeframes(sound.tobytes())


def read_mono(path: Path) -> Iterator[MonoSamples]:
    """Yield blocks of a second of a file that `write_mono` made."""
    with wave.open(str(path), "rb") as source:
        while data := source.readframes(SAMPLE_RATE):
            yield np.frombuffer(data, dtype=np.int16)


def wave_frames(path: Path) -> Iterator[av.AudioFrame]:
    at = 0
    for block in read_wave(path):
        yield samples_to_frame(block, at)
        at += len(block)


def split_samples(blocks: Iterator[Samples], count: int) -> tuple[Samples, Iterator[Samples]]:
    """Return the first `count` samples, fewer if there are no more, and an iterator of what follows."""
    head = silence(0)
    while len(head) < count and (block := next(blocks, None)) is not None:
        head = np.concatenate([head, block])
    return head[:count], chain([head[count:]], blocks)


class SampleReader:
    """Reads blocks of samples in pieces of any length; after their end there is silence."""

    def __init__(self, blocks: Iterator[Samples]) -> None:
        self._blocks = blocks
        self._rest = silence(0)

    def read(self, count: int) -> Samples:
        parts, missing = [self._rest], count - len(self._rest)
        while missing > 0:
            parts.append(next(self._blocks, silence(missing)))
            missing -= len(parts[-1])
        whole = np.concatenate(parts)
        self._rest = whole[count:]
        return whole[:count]

    def video_frames(self, count: int) -> Iterator[Samples]:
        """Yield the samples of that many video frames, one after the other."""
        return (self.read(FRAME_SAMPLES) for _ in range(count))


def samples_to_frame(block: Samples, at: int) -> av.AudioFrame:
    """Convert a block whose first sample is number `at`."""
    frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(block).reshape(1, -1), format="s16", layout="stereo")
    frame.sample_rate, frame.pts, frame.time_base = SAMPLE_RATE, at, _SAMPLE_TIME
    return frame


def mono_frames(blocks: Iterable[MonoSamples]) -> Iterator[av.AudioFrame]:
    at = 0
    for block in blocks:
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(block).reshape(1, -1), format="s16", layout="mono")
        frame.sample_rate, frame.pts, frame.time_base = SAMPLE_RATE, at, _SAMPLE_TIME
        yield frame
        at += len(block)
