"""Decide which frames of a film are copied and which are encoded anew for a transition. Reads no file."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from domain.film_format import HANDLE_FRAMES, Transition
from domain.ports.editor import CutClip


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
