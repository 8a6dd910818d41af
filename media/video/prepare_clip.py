"""Any clip, brought to the film: its size, its rate, its length, and a handle beyond its end."""

from pathlib import Path
from tempfile import TemporaryDirectory

import av
from av.container import InputContainer, OutputContainer

from domain.base import Frozen
from domain.brief import AssetType
from domain.errors import InputRejected, TakeLost
from domain.film_format import FPS, HANDLE_FRAMES, SAMPLE_RATE, FilmFormat
from media.audio.pcm import Samples, to_frame, write_sound
from media.video.container import audio_of, open_media, video_of
from media.video.encode import ClipWriter, key_frames, own_headers
from media.video.h264_headers import parameter_sets
from media.video.normalise import film_frames
from media.video.packets import WEB, PacketTrack, packets
from media.video.probe import probe_file


class ClipFacts(Frozen):
    """What a file holds. `seconds` is the length of the picture, `frames` the number of its frames."""

    width: int
    height: int
    seconds: float
    frames: int
    has_audio: bool


class Prepared(Frozen):
    """What was written. No sound, no sound file. `copied`: the picture was not encoded again."""

    facts: ClipFacts
    has_sound: bool
    copied: bool


def probe(path: Path) -> ClipFacts:
    """Read the whole file, decoding nothing.

    Errors: InputRejected when it is not a video, TakeLost when it is cut off or has no frames.
    """
    if probe_file(path).type is not AssetType.VIDEO:
        raise InputRejected(f"{path.name} is not a video")
    try:
        with open_media(path) as container:
            return _facts(path, container)
    except av.error.FFmpegError as error:
        raise _damaged(path, error) from error


def prepare(original: Path, working: Path, tail: Path, sound: Path, frames: int, format: FilmFormat) -> Prepared:
    """Write `frames` frames to `working`, the HANDLE_FRAMES that follow (with their sound) to `tail`, and `sound`.

    `sound` gets exactly frames x 1,600 samples (16 bit, 48 kHz, stereo WAV), each at its own time. A clip that is too
    short holds its last frame. One that our encoder made at this length is copied. Memory is bounded.

    Errors: InputRejected when it is not a video, TakeLost when it is cut off or has no frames.
    """
    facts = probe(original)
    try:
        beyond = write_sound(original, sound, frames) if facts.has_audio else None
        copied = _conforms(original, frames, format)
        with TemporaryDirectory(dir=working.parent) as scratch:
            whole = original if copied else Path(scratch) / "whole.mp4"
            if not copied:
                _encode(original, whole, frames, format)
            _write(whole, 0, frames, working, None)
            _write(whole, frames, HANDLE_FRAMES, tail, beyond)
    except av.error.FFmpegError as error:
        raise _damaged(original, error) from error
    return Prepared(facts=facts, has_sound=beyond is not None, copied=copied)


def _facts(path: Path, container: InputContainer) -> ClipFacts:
    stream = video_of(container)
    if stream is None:
        raise InputRejected(f"{path.name} is not a video")
    frames, start, end, last = 0, float("inf"), 0.0, 0.0
    for packet in container.demux():
        if packet.pts is None or packet.time_base is None:
            continue
        begin = float(packet.pts * packet.time_base)
        until = begin + float((packet.duration or 0) * packet.time_base)
        last = max(last, until)
        if packet.stream is stream:
            frames, start, end = frames + 1, min(start, begin), max(end, until)
    if frames == 0:
        raise TakeLost(f"{path.name} has no frames")
    if frames < stream.frames or _ends_early(container, last):
        raise TakeLost(f"{path.name} is cut off: it holds {frames} frames of {stream.frames or 'more'}")
    return ClipFacts(
        width=stream.width,
        height=stream.height,
        seconds=end - start,
        frames=frames,
        has_audio=audio_of(container) is not None,
    )


def _ends_early(container: InputContainer, last: float) -> bool:
    """Matroska writes its length in its head, and no number of frames; a second of doubt."""
    written = container.format.name.startswith("matroska") and container.duration
    return bool(written) and last < (container.duration or 0) / av.time_base - 1


def _conforms(path: Path, frames: int, format: FilmFormat) -> bool:
    """Our own encoder made it, at this size and length, to be entered where a working clip is."""
    with open_media(path) as container:
        stream = container.streams.video[0]
        if len(container.streams.video) > 1 or (stream.width, stream.height) != (format.width, format.height):
            return False
        if stream.codec_context.name != "h264" or stream.time_base is None:
            return False
        if parameter_sets(stream.codec_context.extradata or b"") != own_headers(format):
            return False
        keys = key_frames(frames)
        step = 1 / (FPS * stream.time_base)
        number = 0
        for packet in container.demux(stream):
            if packet.pts is None:
                continue
            entered = number not in keys or packet.is_keyframe
            if packet.pts != packet.dts or packet.pts != number * step or not entered:
                return False
            number += 1
    return number == frames + HANDLE_FRAMES


def _encode(original: Path, whole: Path, frames: int, format: FilmFormat) -> None:
    with ClipWriter(whole, format, key_frames(frames)) as clip:
        for frame in film_frames(original, frames + HANDLE_FRAMES, format):
            clip.write(frame)


def _write(whole: Path, first: int, count: int, out: Path, sound: Samples | None) -> None:
    """Copy some frames, beginning where they can be entered, with their sound if they have one."""
    with av.open(str(whole)) as source, av.open(str(out), "w", format="mp4", options=WEB) as container:
        track = PacketTrack(container, source.streams.video[0])
        if sound is None:
            _copy(whole, first, count, track)
        else:
            _copy_with_sound(whole, first, count, track, container, sound)


def _copy(whole: Path, first: int, count: int, track: PacketTrack) -> None:
    for packet in packets(whole, first, count):
        track.write(packet)


def _copy_with_sound(
    whole: Path, first: int, count: int, track: PacketTrack, container: OutputContainer, sound: Samples
) -> None:
    audio = container.add_stream("pcm_s16le", rate=SAMPLE_RATE, layout="stereo")
    _copy(whole, first, count, track)
    container.mux(audio.encode(to_frame(sound, 0)))
    container.mux(audio.encode(None))


def _damaged(path: Path, error: av.error.FFmpegError) -> TakeLost:
    return TakeLost(f"{path.name} is damaged: {error.strerror}")
