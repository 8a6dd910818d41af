"""Decide which frames of a film are copied, and encode its transitions: the few frames blended from two clips."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import Final
from uuid import NAMESPACE_OID, UUID, uuid4, uuid5

import av
import numpy as np
from PIL import Image

from domain.errors import TakeLost
from domain.film_format import HANDLE_FRAMES, FilmFormat, Transition
from domain.ports.editor import CutClip
from media.video.encode import SETTINGS_VERSION, TICKS, count_frames, encode_clip, made_by_us

_BLACK_Y: Final = 16
_GREY: Final = 128


@dataclass(frozen=True)
class TransitionSegment:
    """The first frames of a clip, blended with what follows the end of the clip before."""

    outgoing: CutClip
    incoming: CutClip
    frames: int


@dataclass(frozen=True)
class CopiedSegment:
    """`count` frames of a clip, from frame `first` on."""

    clip: CutClip
    first: int
    count: int


def film_segments(clips: Sequence[CutClip]) -> Iterator[TransitionSegment | CopiedSegment]:
    """Yield the film in order. A transition takes the start of its clip: the film is as long as its clips together."""
    before: CutClip | None = None
    for clip in clips:
        blended = 0
        if before is not None and clip.transition is not Transition.CUT:
            blended = min(HANDLE_FRAMES, clip.frames)
            yield TransitionSegment(before, clip, blended)
        if clip.frames > blended:
            yield CopiedSegment(clip, blended, clip.frames - blended)
        before = clip


def with_end_card(clips: Sequence[CutClip], card: Path, frames: int) -> tuple[CutClip, ...]:
    """Return what is seen of the film: its last frames are the card's, into which the last clip cross-fades.

    The card is a clip of our encoder, whose name is the id of its content. What the last clip shows meanwhile is in its
    working clip, where its handle would be.
    """
    last = clips[-1]
    shortened = last.model_copy(update={"frames": last.frames - frames})
    shown = CutClip(
        working=card, tail=card, sound=None, frames=frames, transition=Transition.CROSSFADE, take=UUID(card.stem)
    )
    return (*clips[:-1], shortened, shown)


def encoded_transition(segment: TransitionSegment, format: FilmFormat, cache: Path) -> Path:
    """Return the encoded transition, made now unless an earlier cut left it in the directory. Errors: TakeLost."""
    end, start = segment.outgoing, segment.incoming
    # Everything that the pixels depend on.
    key = f"{end.take}|{end.frames}|{start.take}|{start.transition}|{segment.frames}|{format.width}|{format.height}"
    path = cache / f"{uuid5(NAMESPACE_OID, f'{key}|{SETTINGS_VERSION}')}.mp4"
    with suppress(FileNotFoundError):
        if made_by_us(path, format) and count_frames(path) == segment.frames:
            return path
    # Another film may be making the same transition: each writes its own file, and either one will do.
    fresh = cache / f"{uuid4()}.new"
    try:
        written = encode_clip(_blended_frames(segment), fresh, format)
        if written != segment.frames:
            raise TakeLost(f"a clip is too short for its transition: {written} of {segment.frames} frames")
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)
    return path


def _blended_frames(segment: TransitionSegment) -> Iterator[av.VideoFrame]:
    end, start = segment.outgoing, segment.incoming
    outgoing = chain(_decoded(end.working, end.frames), _decoded(end.tail, 0))
    pairs = islice(zip(outgoing, _decoded(start.working, 0), strict=False), segment.frames)
    for number, (one, other) in enumerate(pairs, 1):
        blended = _blend(one, other, number / (segment.frames + 1), start.transition)
        yield av.VideoFrame.from_ndarray(np.asarray(blended), format="yuv420p")


def _blend(one: Image.Image, other: Image.Image, part: float, transition: Transition) -> Image.Image:
    """Blend frames whose planes are one below the other, as PyAV lays out yuv420p."""
    if transition is not Transition.FADE:
        return Image.blend(one, other, part)
    black = Image.new("L", one.size, _GREY)
    black.paste(_BLACK_Y, (0, 0, one.width, one.height * 2 // 3))
    return Image.blend(one, black, 2 * part) if part < 0.5 else Image.blend(black, other, 2 * part - 1)


def _decoded(path: Path, first: int) -> Iterator[Image.Image]:
    """Yield the decoded frames of a working clip or tail, from frame `first` on."""
    if count_frames(path) <= first:
        return  # Else what follows the last key frame would be decoded for nothing.
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        stream.thread_count = 1
        if first:
            container.seek(first * TICKS, stream=stream)
        for frame in container.decode(stream):
            if frame.pts is not None and frame.pts >= first * TICKS:
                yield Image.fromarray(frame.to_ndarray(format="yuv420p"))
