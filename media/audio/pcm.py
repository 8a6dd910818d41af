"""Sound as 16-bit stereo at 48 kHz, read and written piece by piece."""

import wave
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from fractions import Fraction
from pathlib import Path
from typing import Final, cast

import av
import numpy as np
from av.audio.stream import AudioStream
from av.filter import Graph

from domain.film_format import FPS, HANDLE_FRAMES, SAMPLE_RATE
from media.video.container import audio_of, open_media, video_of

Samples = np.ndarray[tuple[int, int], np.dtype[np.int16]]
"""Shape (samples, 2)."""

PER_FRAME: Final = SAMPLE_RATE // FPS
"""1,600 samples for each frame of the film."""

BLOCK: Final = SAMPLE_RATE
"""Samples that are in memory at a time: a second."""

_SAMPLE_TIME: Final = Fraction(1, SAMPLE_RATE)


def silence(samples: int) -> Samples:
    return np.zeros((samples, 2), dtype=np.int16)


def write_wave(path: Path) -> AbstractContextManager[wave.Wave_write]:
    """A WAV file to be written in pieces by `writeframesraw`."""
    target = wave.open(str(path), "wb")  # noqa: SIM115 - the caller's with statement closes it
    target.setnchannels(2)
    target.setsampwidth(2)
    target.setframerate(SAMPLE_RATE)
    return cast(AbstractContextManager[wave.Wave_write], target)


def read_wave(path: Path, first: int = 0, count: int | None = None) -> Iterator[Samples]:
    """Samples `first` up to `first + count` of a file that `write_wave` made, a block at a time; fewer when it ends."""
    with wave.open(str(path), "rb") as source:
        first = min(first, source.getnframes())
        source.setpos(first)
        left = source.getnframes() - first if count is None else count
        while left > 0 and (data := source.readframes(min(BLOCK, left))):
            block = _samples(data)
            left -= len(block)
            yield block


def to_frame(block: Samples, at: int) -> av.AudioFrame:
    """The block as a frame that begins with sample number `at`."""
    frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(block).reshape(1, -1), format="s16", layout="stereo")
    frame.sample_rate, frame.pts, frame.time_base = SAMPLE_RATE, at, _SAMPLE_TIME
    return frame


def from_frame(frame: av.AudioFrame) -> Samples:
    return np.asarray(frame.to_ndarray(), dtype=np.int16).reshape(-1, 2)


def decoded(stream: AudioStream) -> Iterator[av.AudioFrame]:
    """What can be decoded of a stream; damaged packets are left out, their time stays empty."""
    for packet in stream.container.demux(stream):  # type: ignore[attr-defined]
        try:
            yield from cast(list[av.AudioFrame], packet.decode())
        except av.error.InvalidDataError:
            continue


Filter = tuple[str, str]


def filtered(frames: Iterable[av.AudioFrame], chain: Iterable[Filter]) -> Iterator[av.AudioFrame]:
    """The frames through a chain of libavfilter's filters; nothing for no frames."""
    graph: Graph | None = None
    for frame in frames:
        if graph is None:
            graph = _graph(frame, chain)
        graph.push(frame)
        yield from _drained(graph)
    if graph is not None:
        graph.push(None)
        yield from _drained(graph)


def write_sound(original: Path, sound: Path, frames: int) -> Samples | None:
    """Write the sound of `frames` frames of picture and return what follows for the handle.

    Each sample stands at its own time, counted from the first frame of picture; gaps, a late beginning and an early
    end are silence. None, and no file, when there is nothing to hear.
    """
    wanted, beyond = frames * PER_FRAME, HANDLE_FRAMES * PER_FRAME
    with open_media(original) as container:
        picture, stream = video_of(container), audio_of(container)
        if picture is None or stream is None:
            return None
        begin = float((picture.start_time or 0) * (picture.time_base or 0))
        chain = _placed(begin, wanted + beyond)
        blocks = (from_frame(frame) for frame in filtered(decoded(stream), chain))
        first = next(blocks, None)
        if first is None:
            return None
        handle: list[Samples] = []
        with write_wave(sound) as target:
            at = 0
            for block in _chained(first, blocks):
                own = max(0, min(len(block), wanted - at))
                target.writeframesraw(block[:own].tobytes())
                handle.append(block[own:])
                at += len(block)
    return np.concatenate(handle)


def _placed(begin: float, samples: int) -> tuple[Filter, ...]:
    return (
        ("asetpts", f"PTS-({begin!r})/TB"),
        ("aresample", f"{SAMPLE_RATE}:async=1:first_pts=0"),
        ("aformat", f"sample_fmts=s16:sample_rates={SAMPLE_RATE}:channel_layouts=stereo"),
        ("apad", f"whole_len={samples}"),
        ("atrim", f"end_sample={samples}"),
    )


def _graph(first: av.AudioFrame, chain: Iterable[Filter]) -> Graph:
    graph = Graph()
    node = graph.add_abuffer(
        sample_rate=first.sample_rate,
        format=first.format,
        layout=first.layout,
        time_base=first.time_base or Fraction(1, first.sample_rate),
    )
    for name, options in (*chain, ("abuffersink", "")):
        following = graph.add(name, options or None)
        node.link_to(following)
        node = following
    graph.configure()
    return graph


def _drained(graph: Graph) -> Iterator[av.AudioFrame]:
    while True:
        try:
            yield cast(av.AudioFrame, graph.pull())
        except (av.error.BlockingIOError, av.error.EOFError):
            return


def _chained(first: Samples, rest: Iterable[Samples]) -> Iterator[Samples]:
    yield first
    yield from rest


def _samples(data: bytes) -> Samples:
    return np.frombuffer(data, dtype=np.int16).reshape(-1, 2)
