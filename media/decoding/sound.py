"""Read the sound of files as 16-bit stereo at 48 kHz. All sound input goes through `decode_samples`."""

from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import Final

import av
import numpy as np
from av.container import InputContainer

from domain.errors import InputRejected
from domain.film_format import HANDLE_FRAMES, SAMPLE_RATE
from media.audio.pcm import FRAME_SAMPLES, SampleReader, Samples, write_wave
from media.decoding.container import first_audio, first_video, open_media
from media.decoding.filters import Filter, filter_frames

_STEREO: Final = ("aformat", f"sample_fmts=s16:sample_rates={SAMPLE_RATE}:channel_layouts=stereo")


def decode_samples(
    container: InputContainer, stream: av.AudioStream, timing: Iterable[Filter] = ()
) -> Iterator[Samples]:
    """Decode a stream, its times set by the given filters. Damaged packets are left out."""
    for frame in filter_frames(_frames(container, stream), (*timing, _STEREO)):
        yield np.asarray(frame.to_ndarray(), dtype=np.int16).reshape(-1, 2)


def music_samples(path: Path) -> Iterator[Samples]:
    """Yield a file's sound from its beginning. Errors: InputRejected if it has none."""
    try:
        with open_media(path) as container:
            stream = first_audio(container)
            timing = [("aresample", str(SAMPLE_RATE))]
            blocks = decode_samples(container, stream, timing) if stream is not None else iter(())
            first = next(blocks, None)
            if first is None:
                raise InputRejected(f"{path.name} has no sound")
            yield from chain([first], blocks)
    except av.error.FFmpegError as error:
        raise InputRejected(f"{path.name} cannot be opened as music: {error.strerror}") from error


def write_clip_sound(original: Path, out: Path, frames: int) -> Samples | None:
    """Write the sound of the clip's first `frames` frames and return the sound of its handle.

    Each sample is at its own time after the first video frame; gaps, a late start and an early end are silence.
    Returns None, and writes nothing, if there is no sound.
    """
    with open_media(original) as container:
        video, audio = first_video(container), first_audio(container)
        if video is None or audio is None:
            return None
        start = float((video.start_time or 0) * (video.time_base or 0))
        timing = (("asetpts", f"PTS-({start!r})/TB"), ("aresample", f"{SAMPLE_RATE}:async=1:first_pts=0"))
        blocks = decode_samples(container, audio, timing)
        first = next(blocks, None)
        if first is None:
            return None
        sound = SampleReader(chain([first], blocks))
        write_wave(out, sound.video_frames(frames))
        return sound.read(HANDLE_FRAMES * FRAME_SAMPLES)


def _frames(container: InputContainer, stream: av.AudioStream) -> Iterator[av.AudioFrame]:
    for packet in container.demux(stream):
        try:
            yield from packet.decode()
        except av.error.InvalidDataError:
            continue
