"""Demux and decode the streams of damaged or joined files, as far as they can be decoded."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final, TypeAlias, cast

import av
from av.container import InputContainer
from av.packet import Packet
from av.stream import Stream

from media.decoding.streams.container import first_audio, first_video
from media.decoding.streams.custom_layouts import keep_custom_layout

_Packet: TypeAlias = "Packet[Stream]"

_TS_DISCONT: Final = 0x0200
"""AVFMT_TS_DISCONT: formats whose times may jump."""

_GENERIC_INDEX: Final = 0x0100
"""AVFMT_GENERIC_INDEX: of the others, formats without times, such as MP3 and ADTS, whose frames are counted."""

_KEEP_ALPHA: Final = {"vp8": "libvpx", "vp9": "libvpx-vp9"}
"""Decoders of the alpha of Matroska and WebM; FFmpeg's own ones leave it out."""

_BACK: Final = Fraction(-1, 10)
_FORWARD: Final = 10
"""Seconds that times may jump before a file counts as joined. They are ffmpeg's own bounds."""


@dataclass
class Damage:
    """How many parts of a stream could not be read or decoded, and why the last of these."""

    damaged: int = 0
    reason: str = ""

    def add(self, error: av.error.FFmpegError) -> None:
        self.damaged += 1
        self.reason = error.strerror or str(error)


def has_times(container: InputContainer) -> bool:
    """Tell whether the file says when a frame is heard, or only which frame follows which."""
    return container.format.flags & (_TS_DISCONT | _GENERIC_INDEX) != _GENERIC_INDEX


def video_frames(container: InputContainer, stream: av.VideoStream) -> Iterator[av.VideoFrame]:
    """Yield a stream's frames, without damaged packets; a file that breaks off ends there. Errors: MemoryError.

    Where a container has no times of presentation, as AVI, those of decoding are used, or the frame rate.
    """
    rate, unit = stream.guessed_rate, stream.time_base
    step = max(1, round(1 / (rate * unit))) if rate and unit else 1
    shown, decoded, last = _Order(), _Order(), -step
    for frame in cast(Iterator[av.VideoFrame], _frames(container, stream, Damage())):
        shown.add(frame.pts)
        decoded.add(frame.dts)
        time = frame.pts if shown.backward <= decoded.backward or frame.dts is None else frame.dts
        frame.pts = last = last + step if time is None else time
        frame.time_base = frame.time_base or unit or Fraction(1, av.time_base)
        yield frame


class _Order:
    """Counts how often the times of frames do not increase."""

    def __init__(self) -> None:
        self.backward = 0
        self._last: int | None = None

    def add(self, time: int | None) -> None:
        if time is not None:
            self.backward += self._last is not None and time <= self._last
            self._last = time


def audio_frames(container: InputContainer, stream: av.AudioStream, damage: Damage) -> Iterator[av.AudioFrame]:
    """Yield a stream's frames, as `video_frames` does, and count what is left out."""
    return cast(Iterator[av.AudioFrame], _frames(container, stream, damage))


def decode(packet: "Packet[Any]") -> Sequence[object]:
    """Decode a packet of any stream, as every packet of a foreign file has to be. Errors: FFmpegError."""
    frames: Sequence[object] = packet.decode()
    for frame in frames:
        if isinstance(frame, av.AudioFrame):
            keep_custom_layout(frame.layout)
    return frames


def _frames(container: InputContainer, stream: Stream, damage: Damage) -> Iterator[object]:
    decoder = _decoder(stream)
    for packet in _packets(container, stream, damage):
        try:
            frames = decode(packet) if decoder is None else _decode_with(decoder, packet)
        except MemoryError:
            raise
        except av.error.FFmpegError as error:
            damage.add(error)
            continue
        yield from frames


def _decoder(stream: Stream) -> av.VideoCodecContext | None:
    """Return a decoder that keeps the stream's alpha; None if its own one does, or it has none."""
    name = _KEEP_ALPHA.get(stream.codec_context.name)
    tags = {key.lower(): value for key, value in stream.metadata.items()}
    if name is None or tags.get("alpha_mode") != "1":
        return None
    decoder = cast(av.VideoCodecContext, av.CodecContext.create(name, "r"))
    decoder.thread_count = 1
    return decoder


def _decode_with(decoder: av.VideoCodecContext, packet: _Packet) -> list[av.VideoFrame]:
    frames = decoder.decode(packet)
    for frame in frames:
        frame.time_base = packet.time_base
    return frames


def _packets(container: InputContainer, stream: Stream, damage: Damage) -> Iterator[_Packet]:
    """Yield the stream's packets, then an empty one, which flushes the decoder."""
    joined = bool(container.format.flags & _TS_DISCONT)
    try:
        yield from _continued(container, stream) if joined else container.demux(stream)
    except av.error.FFmpegError as error:
        damage.add(error)
        end: _Packet = Packet()
        end.stream = stream
        yield end


def _continued(container: InputContainer, stream: Stream) -> Iterator[_Packet]:
    """Yield the stream's packets, at times that run on where those of the file jump, as in joined MPEG-TS or Ogg.

    Picture and sound are moved together: both are read, whichever is asked for.
    """
    shift, due = Fraction(0), dict[int, Fraction]()
    streams = {one.index: one for one in (first_video(container), first_audio(container), stream) if one is not None}
    for packet in container.demux(*streams.values()):
        if packet.dts is not None:
            time = packet.dts * packet.time_base + shift
            expected = due.get(packet.stream_index, time)
            if not _BACK <= time - expected <= _FORWARD:
                shift += expected - time
                time = expected
            ticks = round(shift / packet.time_base)
            packet.dts += ticks
            packet.pts = packet.pts + ticks if packet.pts is not None else None
            due[packet.stream_index] = time + (packet.duration or 0) * packet.time_base
        if packet.stream_index == stream.index:
            yield packet
