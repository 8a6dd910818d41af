"""A clip of any size and rate as frames of the film."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final, cast

import av
from av.filter import Graph
from av.video.stream import VideoStream

from domain.errors import TakeLost
from domain.film_format import FPS, FilmFormat
from media.video.container import open_media, video_of

_TURNS: Final = {
    90: (("transpose", "cclock"),),
    -90: (("transpose", "clock"),),
    180: (("hflip", ""), ("vflip", "")),
    -180: (("hflip", ""), ("vflip", "")),
}
"""Filters that undo a telephone's way of storing a turned picture, by the frame's rotation in degrees."""

Filter = tuple[str, str]


def film_frames(original: Path, frames: int, format: FilmFormat) -> Iterator[av.VideoFrame]:
    """Exactly `frames` frames: scaled to cover the film's size, 30 a second, the last one held when the clip is short.

    Errors: TakeLost when nothing can be decoded.
    """
    given = 0
    with open_media(original) as container:
        stream = video_of(container)
        if stream is None:
            raise TakeLost(f"{original.name} has no frames")
        graph: Graph | None = None
        for frame in _decoded(stream):
            if graph is None:
                graph = _graph(stream, frame, frames, format)
            graph.push(frame)
            for made in _drained(graph):
                yield made
                given += 1
            if given >= frames:
                return
        if graph is None:
            raise TakeLost(f"{original.name} has no frames")
        graph.push(None)
        for made in _drained(graph):
            yield made
            given += 1
    if given < frames:
        raise TakeLost(f"{original.name} gave {given} frames of {frames}")


def _decoded(stream: VideoStream) -> Iterator[av.VideoFrame]:
    stream.thread_count = 1
    return cast(Iterator[av.VideoFrame], stream.container.decode(stream))  # type: ignore[attr-defined]


def _graph(stream: VideoStream, first: av.VideoFrame, frames: int, format: FilmFormat) -> Graph:
    graph = Graph()
    node = graph.add_buffer(width=first.width, height=first.height, format=first.format, time_base=first.time_base)
    for name, options in (*_chain(stream, first, frames, format), ("buffersink", "")):
        following = graph.add(name, options or None)
        node.link_to(following)
        node = following
    graph.configure()
    return graph


def _chain(stream: VideoStream, first: av.VideoFrame, frames: int, format: FilmFormat) -> Iterator[Filter]:
    size = f"{format.width}:{format.height}"
    yield "setpts", "PTS-STARTPTS"
    yield "fps", f"{FPS}:start_time=0:round=near"
    aspect = stream.sample_aspect_ratio
    if aspect and aspect != 1:
        yield "scale", f"trunc(iw*{aspect.numerator}/{aspect.denominator}/2)*2:ih"
        yield "setsar", "1"
    yield from _TURNS.get(first.rotation, ())
    yield (
        "scale",
        f"{size}:force_original_aspect_ratio=increase:force_divisible_by=2:flags=bicubic"
        ":out_color_matrix=bt709:out_range=tv",
    )
    yield "crop", size
    yield "setsar", "1"
    yield "tpad", "stop_mode=clone:stop=-1"
    yield "trim", f"end_frame={frames}"
    yield "format", "yuv420p"


def _drained(graph: Graph) -> Iterator[av.VideoFrame]:
    while True:
        try:
            yield cast(av.VideoFrame, graph.pull())
        except (av.error.BlockingIOError, av.error.EOFError):
            return
