"""Which frames of a film are copied, and which are made anew for a transition. Nothing is read here."""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.film_format import HANDLE_FRAMES, Transition
from domain.ports.editor import CutClip


@dataclass(frozen=True)
class Bridge:
    """The first frames of a clip, blended with what follows the end of the one before."""

    outgoing: CutClip
    incoming: CutClip
    frames: int


@dataclass(frozen=True)
class Copy:
    """Frames of a clip as they are."""

    clip: CutClip
    first: int
    count: int


def pieces(clips: Sequence[CutClip]) -> list[Bridge | Copy]:
    """The film, in order. A transition takes the beginning of its clip: the film is as long as its clips together."""
    film: list[Bridge | Copy] = []
    before: CutClip | None = None
    for clip in clips:
        bridged = 0
        if before is not None and clip.transition is not Transition.CUT:
            bridged = min(HANDLE_FRAMES, clip.frames)
            film.append(Bridge(before, clip, bridged))
        if clip.frames > bridged:
            film.append(Copy(clip, bridged, clip.frames - bridged))
        before = clip
    return film


@dataclass(frozen=True)
class Counts:
    """Frames of a film: taken over as they are, and belonging to transitions."""

    copied: int
    bridged: int


def counts(clips: Sequence[CutClip]) -> Counts:
    film = pieces(clips)
    return Counts(
        copied=sum(piece.count for piece in film if isinstance(piece, Copy)),
        bridged=sum(piece.frames for piece in film if isinstance(piece, Bridge)),
    )
