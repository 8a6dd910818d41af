"""Copy encoded frames from file to file without encoding them again."""

from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import chain, islice
from pathlib import Path
from typing import Final, Literal, TypeAlias

import av
from av.packet import Packet

from domain.errors import TakeLost
from domain.film_format import FPS, SAMPLE_RATE
from media.audio.pcm import FRAME_SAMPLES
from media.video.encode import TICKS

_WEB: Final = {"movflags": "+faststart", "movie_timescale": str(SAMPLE_RATE)}
"""MP4 options: the index comes first, so that players start at once; lengths are exact to the sample."""

_CLOCK: Final = Fraction(1, FPS * TICKS)
_AUDIO_BITS: Final = 192_000

VideoPacket: TypeAlias = "Packet[av.VideoStream]"


def read_packets(path: Path, first: int = 0, count: int | None = None) -> Iterator[VideoPacket]:
    """Yield the packets, one for each frame, of a clip that our encoder made, from frame `first` on.

    Errors: TakeLost if there are fewer than `count`.
    """
    number, end = first, None if count is None else first + count
    with av.open(str(path)) as container:
        packets = (packet for packet in container.demux(container.streams.video[0]) if packet.pts is not None)
        for packet in islice(packets, first, end):
            yield packet
            number += 1
    if end is not None and number < end:
        raise TakeLost(f"{path.name} has fewer frames than the film asks of it")


def write_mp4(
    out: Path,
    template: Path,
    packets: Iterable[VideoPacket],
    sound: Iterable[av.AudioFrame] | None = None,
    codec: Literal["aac", "pcm_s16le"] = "aac",
) -> None:
    """Write frames of the template's encoder, exactly 1/30 s apart whatever times they had, and their sound.

    Video and sound are written side by side, so that a player finds both near each other.
    """
    with av.open(str(template)) as source, av.open(str(out), "w", format="mp4", options=_WEB) as target:
        video = target.add_stream_from_template(source.streams.video[0])
        video.time_base = _CLOCK
        audio = target.add_stream(codec, SAMPLE_RATE, layout="stereo", bit_rate=_AUDIO_BITS) if sound else None
        frames, samples = iter(sound or ()), 0
        for number, packet in enumerate(packets):
            packet.stream = video
            packet.pts = packet.dts = number * TICKS
            packet.duration, packet.time_base = TICKS, _CLOCK
            target.mux(packet)
            while audio and samples < (number + 1) * FRAME_SAMPLES and (frame := next(frames, None)):
                samples += frame.samples
                target.mux(audio.encode(frame))
        if audio:
            for rest in chain(frames, [None]):
                target.mux(audio.encode(rest))
