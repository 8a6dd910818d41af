"""Read the sound of files as 16-bit stereo at 48 kHz. All sound input goes through `decode_samples`."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Final

import av
import numpy as np
from av.container import InputContainer

from domain.errors import InputRejected
from domain.film_format import HANDLE_FRAMES, SAMPLE_RATE
from media.audio.joins import faded_at_end
from media.audio.pcm import FRAME_SAMPLES, SampleReader, Samples, silence, write_wave
from media.decoding.sounds.timeline import placed_samples
from media.decoding.streams.container import first_audio, first_video, open_media
from media.decoding.streams.packets import Damage, audio_frames, has_times, video_frames

_PADDING: Final = SAMPLE_RATE // 10
"""More samples than a codec's frame has."""


def decode_samples(
    container: InputContainer, stream: av.AudioStream, damage: Damage, origin: float | None = None
) -> Iterator[Samples]:
    """Decode a stream from time `origin` on, in seconds, or from its own beginning; gaps are silence.

    What cannot be decoded is left out and counted. Errors: MemoryError.
    """
    return placed_samples(audio_frames(container, stream, damage), damage, origin, has_times(container))


def music_samples(path: Path) -> Iterator[Samples]:
    """Yield a file's sound from its beginning. Errors: InputRejected if it has none that can be decoded."""
    try:
        with open_media(path) as container:
            stream = first_audio(container)
            damage = Damage()
            blocks = _without_padding(container, stream, damage) if stream is not None else iter(())
            first = next(blocks, None)
            if first is None:
                reason = f": {damage.reason}" if damage.reason else ""
                raise InputRejected(f"{path.name} has no sound that can be decoded{reason}")
            yield from chain([first], blocks)
    except av.error.FFmpegError as error:
        raise InputRejected(f"{path.name} cannot be opened as music: {error.strerror}") from error


def _without_padding(container: InputContainer, stream: av.AudioStream, damage: Damage) -> Iterator[Samples]:
    """Yield a stream without what fills up the last AAC frame of an MP4 file: repeated music would have a hole there.

    MP4 says how long the sound is. If much more is there, what it says is wrong.
    """
    length, count, held = 0, 0, silence(0)
    if container.format.name.startswith("mov") and stream.duration and stream.time_base:
        length = round(stream.duration * stream.time_base * SAMPLE_RATE)
    for block in decode_samples(container, stream, damage):
        count += len(block)
        held = np.concatenate([held, block])
        if len(held) > _PADDING:
            yield held[:-_PADDING]
            held = held[-_PADDING:]
    if count:
        surplus = count - length if 0 < length < count < length + _PADDING else 0
        yield held[: len(held) - surplus]


@dataclass(frozen=True)
class ClipSound:
    """The sound of a clip's handle, None if the clip is silent. `error` says why its sound cannot be read."""

    handle: Samples | None = None
    error: str | None = None


def write_clip_sound(original: Path, out: Path, frames: int) -> ClipSound:
    """Write the sound of the clip's first `frames` frames and return that of its handle.

    Each sample is at its own time after the first video frame; gaps, a late start and an early end are silence.
    Writes nothing if there is no sound, or none that can be decoded. Errors: FFmpegError if the file does not open.
    """
    with open_media(original) as container:
        audio, damage = first_audio(container), Damage()
        if audio is None:
            return ClipSound(error="the codec of its sound is not supported" if container.streams.audio else None)
        origin = _first_frame_time(original)
        blocks = decode_samples(container, audio, damage, origin)
        first = next(blocks, None)
        if first is None:
            return ClipSound(error=f"its sound cannot be decoded: {damage.reason}" if damage.damaged else None)
        sound = SampleReader(faded_at_end(chain([first], blocks)))
        write_wave(out, sound.video_frames(frames))
        return ClipSound(sound.read(HANDLE_FRAMES * FRAME_SAMPLES))


def _first_frame_time(path: Path) -> float:
    with open_media(path) as container:
        stream = first_video(container)
        first = next(video_frames(container, stream), None) if stream is not None else None
        return first.time or 0.0 if first is not None else 0.0
