"""Chains of libavfilter's filters for audio and video frames. The only place that reads pixel aspect and rotation."""

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import Final, TypeVar, cast

import av
from av.filter import Graph
from av.filter.context import FilterContext

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
    for frame in frames:
        if graph is None:
            graph = _graph(frame, filters)
        graph.push(frame)
        yield from cast(Iterator[Frame], _available(graph))
    if graph is not None:
        graph.push(None)
        yield from cast(Iterator[Frame], _available(graph))


def display_filters(stream: av.VideoStream, frame: av.VideoFrame) -> Iterator[Filter]:
    """Yield the filters that bring the stream's frames to square pixels and upright, judged by its first frame."""
    aspect = stream.sample_aspect_ratio
    if aspect and aspect != 1:
        yield "scale", f"trunc(iw*{aspect.numerator}/{aspect.denominator}/2)*2:ih"
        yield "setsar", "1"
    yield from _ROTATIONS.get(frame.rotation % 360, ())


def _graph(first: av.AudioFrame | av.VideoFrame, filters: Iterable[Filter]) -> Graph:
    graph = Graph()
    sink = "buffersink" if isinstance(first, av.VideoFrame) else "abuffersink"
    chain = [graph.add(name, options or None) for name, options in (*filters, (sink, ""))]
    graph.link_nodes(_source(graph, first), *chain).configure()
    return graph


def _source(graph: Graph, first: av.AudioFrame | av.VideoFrame) -> FilterContext:
    if isinstance(first, av.VideoFrame):
        return graph.add_buffer(width=first.width, height=first.height, format=first.format, time_base=first.time_base)
    return graph.add_abuffer(
        sample_rate=first.sample_rate,
        format=first.format,
        layout=first.layout,
        time_base=first.time_base or Fraction(1, first.sample_rate),
    )


def _available(graph: Graph) -> Iterator[object]:
    while True:
        try:
            yield graph.pull()
        except (av.error.BlockingIOError, av.error.EOFError):
            return
