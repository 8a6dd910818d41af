"""Bring any clip to the film's size, rate and length, with a handle beyond its end."""

from contextlib import suppress
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

import av

from domain.brief import AssetType
from domain.errors import InputRejected, TakeLost
from domain.film_format import FPS, HANDLE_FRAMES, FilmFormat
from domain.ports.editor import ClipFiles, Overlay
from media.audio.pcm import samples_to_frame
from media.decoding.files.cut_off import lacks_bytes
from media.decoding.files.probe import probe_file
from media.decoding.sounds.sound import ClipSound, write_clip_sound
from media.decoding.streams.container import first_video, open_media
from media.video.encode import count_frames, key_frames, made_by_us, normalise, read_packets, write_mp4
from media.video.overlay import DrawnOverlay, make_overlay


def prepare(
    original: Path,
    folder: Path,
    frames: int,
    format: FilmFormat,
    with_sound: bool = True,
    overlay: Overlay | None = None,
) -> ClipFiles:
    """Write a clip's first `frames` frames, the HANDLE_FRAMES frames that follow (with their sound), and its sound.

    The sound is a WAV of exactly frames x 1,600 samples, each at its own time. A clip that is too short holds its last
    frame. One that our encoder made at this size and length is copied. Sound that cannot be decoded is left out, and is
    not looked at without `with_sound`. What the overlay has that cannot be drawn is
    left out. Memory is bounded.

    Errors: InputRejected if it is not a video, TakeLost if it is cut off, damaged or has no frames.
    """
    working, tail, sound = folder / "working.mp4", folder / "tail.mp4", folder / "sound.wav"
    if probe_file(original).type is not AssetType.VIDEO:
        raise InputRejected(f"{original.name} is not a video")
    try:
        _check_complete(original)
        clip_sound = write_clip_sound(original, sound, frames) if with_sound else ClipSound()
        with TemporaryDirectory(dir=folder) as scratch:
            whole, drawn = original, make_overlay(overlay, format) if overlay else DrawnOverlay()
            if drawn.is_seen or not _is_working_clip(original, frames, format):
                whole = Path(scratch) / "whole.mp4"
                normalise(original, whole, frames, format, drawn)
            packets = read_packets(whole, 0, frames + HANDLE_FRAMES)
            write_mp4(working, whole, islice(packets, frames))
            handle = [samples_to_frame(clip_sound.handle, 0)] if clip_sound.handle is not None else None
            write_mp4(tail, whole, packets, handle, "pcm_s16le")
    except av.error.FFmpegError as error:
        raise TakeLost(f"{original.name} is damaged: {error.strerror}") from error
    heard = sound if clip_sound.handle is not None else None
    return ClipFiles(
        working=working, tail=tail, sound=heard, frames=frames, sound_error=clip_sound.error, not_drawn=drawn.not_drawn
    )


def _check_complete(path: Path) -> None:
    """Compare what a file that ends too early holds with what it says. Errors: TakeLost if it lacks frames."""
    if not lacks_bytes(path):
        return
    with open_media(path) as container:
        stream = first_video(container)
        if stream is None:
            raise InputRejected(f"{path.name} is not a video")
        frames, end = 0, 0.0
        with suppress(av.error.FFmpegError):
            for packet in container.demux():
                if packet.pts is None:
                    continue
                end = max(end, float((packet.pts + (packet.duration or 0)) * packet.time_base))
                frames += packet.stream is stream
        # Matroska says no number of frames, and AVI counts those that were dropped. The lengths that they say need not
        # be exact to the second.
        is_mp4 = container.format.name.startswith("mov")
        promised, length = (stream.frames, 0) if is_mp4 else (0, container.duration or 0)
        if frames == 0 or frames < promised or end < length / av.time_base - 1:
            raise TakeLost(f"{path.name} is cut off: it holds {frames} frames of {promised or 'more'}")


def _is_working_clip(path: Path, frames: int, format: FilmFormat) -> bool:
    """Tell whether our encoder made the clip at this size and length, with a working clip's key frames."""
    if not made_by_us(path, format) or count_frames(path) != frames + HANDLE_FRAMES:
        return False
    with open_media(path) as container:
        stream = container.streams.video[0]
        if len(container.streams.video) > 1 or stream.time_base is None:
            return False
        keys, step = key_frames(frames), 1 / (FPS * stream.time_base)
        packets = (packet for packet in container.demux(stream) if packet.pts is not None)
        return all(
            packet.pts == packet.dts == number * step and (packet.is_keyframe or number not in keys)
            for number, packet in enumerate(packets)
        )
