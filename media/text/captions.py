"""A script in pieces: what is on screen when."""

import math
import re
from dataclasses import dataclass
from typing import Final

from domain.film_format import FPS
from media.text.unicode_scripts import clean, script_of

_CLAUSE: Final = re.compile(r"(?<=[.!?…;:,؟،।])\s+|(?<=[，。！？、；])")
_SHORTEST: Final = 1.1
"""Seconds that a piece stays at least, where there is a choice."""


@dataclass(frozen=True)
class Cue:
    """Shown from frame `start` up to, not including, `end`."""

    text: str
    start: int
    end: int


def cues(text: str, frames: int, longest: int) -> list[Cue]:
    """The text in pieces of about `longest` letters, cut at ends of clauses, each shown as long as its share."""
    pieces = _pieces(clean(text), frames, longest)
    total = sum(_length(piece) for piece in pieces)
    shown: list[Cue] = []
    said = 0
    for piece in pieces:
        start, said = said, said + _length(piece)
        shown.append(Cue(piece, round(frames * start / total), round(frames * said / total)))
    return shown


def _pieces(text: str, frames: int, longest: int) -> list[str]:
    pieces = [piece for piece in _CLAUSE.split(text) if piece]
    room = max(1, int(frames / FPS / _SHORTEST))
    wanted = max(1, min(math.ceil(_length(text) / longest), room))
    while len(pieces) > wanted:
        at = min(range(len(pieces) - 1), key=lambda k: _length(pieces[k]) + _length(pieces[k + 1]))
        pieces[at : at + 2] = [_joined(pieces[at], pieces[at + 1])]
    while 0 < len(pieces) < wanted:
        at = max(range(len(pieces)), key=lambda k: _length(pieces[k]))
        halves = _halves(pieces[at])
        if halves is None:
            break
        pieces[at : at + 1] = halves
    return pieces


def _halves(piece: str) -> tuple[str, str] | None:
    """Cut at the space next to the middle."""
    spaces = [at for at, char in enumerate(piece) if char == " "]
    if not spaces:
        return None
    at = min(spaces, key=lambda k: abs(k - len(piece) / 2))
    return piece[:at], piece[at + 1 :]


def _length(text: str) -> int:
    """Letters, an East Asian one counting twice: about the width."""
    return sum(2 if _wide(char) else 1 for char in text)


def _joined(one: str, other: str) -> str:
    return one + other if _wide(one[-1]) else f"{one} {other}"


def _wide(char: str) -> bool:
    script = script_of(char)
    return script is not None and script.east_asian
