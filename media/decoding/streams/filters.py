"""Chains of libavfilter's filters for audio and video frames."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from fractions import Fraction
from itertools import chain
from tempfile import NamedTemporaryFile
from typing import Final, TypeVar, cast

import av
from av.filter import Graph
from av.filter.context import FilterContext

Filter = tuple[str, str]
"""A filter's name and its options, as in ffmpeg's `name=options`. Those of `lut1d` and `lut3d`: a .cube file's text."""

Frame = TypeVar("Frame", av.AudioFrame, av.VideoFrame)

_OF_TABLES: Final = ("lut1d", "lut3d")

_ANY_TIME: Final = Fraction(1, 30)


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


class FrameFilter:
    """Filters that make one video frame of each, whatever its time. All frames must be like the first."""

    def __init__(self, filters: Iterable[Filter]) -> None:
        self._filters = tuple(filters)
        self._graph: Graph | None = None

    def __call__(self, frame: av.VideoFrame) -> av.VideoFrame:
        frame.pts, frame.time_base = None, _ANY_TIME
        if self._graph is None:
            self._graph = _graph(frame, self._filters)
        self._graph.push(frame)
        return self._graph.vpull()


def _graph(first: av.AudioFrame | av.VideoFrame, filters: Iterable[Filter]) -> Graph:
    graph = Graph()
    graph.threads = 1  # By default one for each core, each with memory of its own.
    if isinstance(first, av.VideoFrame):
        sink, time_base = "buffersink", first.time_base
        source = graph.add_buffer(width=first.width, height=first.height, format=first.format, time_base=time_base)
    else:
        sink, rate = "abuffersink", first.sample_rate
        time_base = first.time_base or Fraction(1, rate)
        # By its name: PyAV frees a copy of a custom layout, and the frame's own with it.
        layout = first.layout.name
        source = graph.add_abuffer(sample_rate=rate, format=first.format, layout=layout, time_base=time_base)
    nodes = [_add(graph, name, options) for name, options in (*filters, (sink, ""))]
    graph.link_nodes(source, *nodes).configure()
    return graph


def _add(graph: Graph, name: str, options: str) -> FilterContext:
    if name not in _OF_TABLES:
        return graph.add(name, options or None)
    with NamedTemporaryFile("w", suffix=".cube") as table:
        table.write(options)
        table.flush()
        return graph.add(name, file=table.name)
