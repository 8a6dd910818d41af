"""Encoded frames moved from file to file as they are."""

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Final, TypeAlias

import av
from av.container import OutputContainer
from av.packet import Packet
from av.video.stream import VideoStream

from domain.film_format import FPS, SAMPLE_RATE
from media.video.encode import TICKS

CLOCK: Final = Fraction(1, FPS * TICKS)

WEB: Final = {"movflags": "+faststart", "movie_timescale": str(SAMPLE_RATE)}
"""The index stands first, for players that begin at once; lengths are kept to the sample, not to 1/1000 s."""

VideoPacket: TypeAlias = "Packet[VideoStream]"


def packets(path: Path, first: int = 0, count: int | None = None) -> Iterator[VideoPacket]:
    """Packets of the frames from `first` on, of a clip that our encoder made: one a frame, in order."""
    with av.open(str(path)) as container:
        number = 0
        for packet in container.demux(container.streams.video[0]):
            if packet.pts is None:
                continue
            if count is not None and number >= first + count:
                return
            if number >= first:
                yield packet
            number += 1


class PacketTrack:
    """The picture of a file to be written; frames follow each other at exactly 1/30 s, whatever times they had."""

    def __init__(self, container: OutputContainer, template: VideoStream) -> None:
        self._container = container
        self._stream = container.add_stream_from_template(template)
        self._stream.time_base = CLOCK
        self.written = 0

    def write(self, packet: VideoPacket) -> None:
        packet.stream = self._stream
        packet.pts = packet.dts = self.written * TICKS
        packet.duration = TICKS
        packet.time_base = CLOCK
        self._container.mux(packet)
        self.written += 1
