"""Divide a script into cues: pieces that are on screen one after the other."""

import math
import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, pairwise
from typing import Final

from domain.film_format import FPS
from media.text.clusters import clusters
from media.text.drawable import drawable_text
from media.text.unicode_scripts import EAST_ASIAN, script_of

CLAUSE_END: Final = re.compile(r"(?<=[.!?…;:,؟،।]) |(?<=[，。！？、；])")
_MIN_SECONDS: Final = 1.1
"""Least time of a cue, where there is a choice."""


@dataclass(frozen=True)
class SpokenPart:
    """A word, or a phrase of a script that has no spaces: the characters of its cue from `at` up to `to`, which are
    spoken from frame `start` up to `end`."""

    at: int
    to: int
    start: int
    end: int


@dataclass(frozen=True)
class Cue:
    """Text shown from frame `start` up to, not including, `end`. Of a text that is spoken, `parts` are its words."""

    text: str
    start: int
    end: int
    parts: tuple[SpokenPart, ...] = ()


def split_into_cues(text: str, frames: int, max_length: int) -> list[Cue]:
    """Divide the text at clauses into cues of about `max_length` letters, shown in proportion to their lengths."""
    pieces = _pieces(drawable_text(text), frames, max_length)
    ends = list(accumulate(map(text_length, pieces), initial=0))
    spans = pairwise(round(frames * end / ends[-1]) for end in ends) if pieces else ()
    return [Cue(piece, start, end) for piece, (start, end) in zip(pieces, spans, strict=True)]


def text_length(text: str) -> int:
    """Count the letters; an East Asian one counts twice, as it is twice as wide."""
    return sum(_width(cluster[0]) for cluster in clusters(text))


def lengths_before(text: str) -> list[int]:
    """Return for each place in the text, and for its end, how many letters come before it, as `text_length` counts."""
    lengths, before = list[int](), 0
    for cluster in clusters(text):
        lengths += [before] * len(cluster)
        before += _width(cluster[0])
    return [*lengths, before]


@lru_cache(4096)
def _width(char: str) -> int:
    return 2 if script_of(char) in EAST_ASIAN else 1


def _pieces(text: str, frames: int, max_length: int) -> list[str]:
    pieces = [piece for piece in CLAUSE_END.split(text) if piece]
    most = max(1, int(frames / FPS / _MIN_SECONDS))
    wanted = max(1, min(math.ceil(text_length(text) / max_length), most))
    while len(pieces) > wanted:
        at = min(range(len(pieces) - 1), key=lambda k: text_length(pieces[k]) + text_length(pieces[k + 1]))
        space = "" if script_of(pieces[at][-1]) in EAST_ASIAN else " "
        pieces[at : at + 2] = [space.join(pieces[at : at + 2])]
    while 0 < len(pieces) < wanted:
        at = max(range(len(pieces)), key=lambda k: text_length(pieces[k]))
        piece = pieces[at]
        spaces = [k for k, char in enumerate(piece) if char == " "]
        if not spaces:
            break
        middle = min(spaces, key=lambda k: abs(k - len(piece) / 2))
        pieces[at : at + 1] = piece[:middle], piece[middle + 1 :]
    return pieces
