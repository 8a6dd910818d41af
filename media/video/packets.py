"""Copy encoded frames from file to file without encoding them again."""

from collections.abc import Iterator
from fractions import Fraction
from itertools import islice
from pathlib import Path
from typing import Final, TypeAlias

import av
from av.container import OutputContainer
from av.packet import Packet

from domain.errors import TakeLost
from domain.film_format import FPS, SAMPLE_RATE
from media.video.encode import TICKS

WEB: Final = {"movflags": "+faststart", "movie_timescale": str(SAMPLE_RATE)}
"""MP4 options: the index comes first, so that players start at once; lengths are exact to the sample."""

_CLOCK: Final = Fraction(1, FPS * TICKS)

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


class PacketTrack:
    """The video track of a file being written. Its frames are exactly 1/30 s apart, whatever times they had."""

    def __init__(self, container: OutputContainer, template: av.VideoStream) -> None:
        self._container = container
        self._stream = container.add_stream_from_template(template)
        self._stream.time_base = _CLOCK
        self.written = 0

    def write(self, packet: VideoPacket) -> None:
        packet.stream = self._stream
        packet.pts = packet.dts = self.written * TICKS
        packet.duration = TICKS
        packet.time_base = _CLOCK
        self._container.mux(packet)
        self.written += 1
