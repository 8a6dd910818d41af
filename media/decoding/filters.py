"""Chains of libavfilter's filters for audio and video frames. The only place that reads pixel aspect and rotation."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from fractions import Fraction
from itertools import chain
from typing import Final, TypeVar, cast

import av
from av.filter import Graph

Filter = tuple[str, str]
"""A filter's name and its options, as in ffmpeg's `name=options`."""

Frame = TypeVar("Frame", av.AudioFrame, av.VideoFrame)

_ROTATIONS: Final = {
    90: (("transpose", "cclock"),),
    180: (("hflip", ""), ("vflip", "")),
    270: (("transpose", "clock"),),
}
"""Filters by the rotation, in degrees, that a frame's display matrix asks for."""


def filter_frames(frames: Iterable[Frame], filters: Iterable[Filter]) -> Iterator[Frame]:
    """Yield the frames after the filters, configured for the first frame. No frames give no frames."""
    graph: Graph | None = None
    for frame in chain(frames, [None]):
        if graph is None:
            if frame is None:
                return
            graph = _graph(frame, filters)
        graph.push(frame)
        with suppress(av.error.BlockingIOError, av.error.EOFError):
            while True:
                yield cast(Frame, graph.pull())


def display_filters(stream: av.VideoStream, frame: av.VideoFrame) -> Iterator[Filter]:
    """Yield the filters that bring the stream's frames to square pixels and upright, judged by its first frame."""
    aspect = stream.sample_aspect_ratio
    if aspect and aspect != 1:
        yield "scale", f"trunc(iw*{aspect.numerator}/{aspect.denominator}/2)*2:ih"
        yield "setsar", "1"
    yield from _ROTATIONS.get(frame.rotation % 360, ())


def _graph(first: av.AudioFrame | av.VideoFrame, filters: Iterable[Filter]) -> Graph:
    graph = Graph()
    if isinstance(first, av.VideoFrame):
        sink, time_base = "buffersink", first.time_base
        source = graph.add_buffer(width=first.width, height=first.height, format=first.format, time_base=time_base)
    else:
        sink, rate = "abuffersink", first.sample_rate
        time_base = first.time_base or Fraction(1, rate)
        # By its name: PyAV frees a copy of a custom layout, and the frame's own with it.
        layout = first.layout.name
        source = graph.add_abuffer(sample_rate=rate, format=first.format, layout=layout, time_base=time_base)
    nodes = [graph.add(name, options or None) for name, options in (*filters, (sink, ""))]
    graph.link_nodes(source, *nodes).configure()
    return graph
