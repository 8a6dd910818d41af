"""The Unicode bidirectional algorithm (Unicode Standard Annex 9) by libfribidi, which Pillow loads from the system."""

import ctypes
import re
from collections.abc import Sequence
from functools import cache
from typing import Final, Protocol, TypeVar

_LIBRARIES: Final = ("libfribidi.so.0", "libfribidi.0.dylib", "fribidi-0.dll", "libfribidi-0.dll")
_LEFT_TO_RIGHT: Final = 0x110
_RIGHT_TO_LEFT: Final = 0x111
"""Values of the paragraph's direction in fribidi-bidi-types.h."""

_PICTURES: Final = re.compile("[\U0001f300-\U0001faff]")
_CURRENCY_SIGNS: Final = re.compile("[\u20a0-\u20cf]")
"""A library of the system may be older than a character. All of these have the class of ☃ and € (UAX 9, table 4)."""


class HasLevel(Protocol):
    """A piece of a line within which all characters have one embedding level."""

    @property
    def level(self) -> int: ...


_Piece = TypeVar("_Piece", bound=HasLevel)


@cache
def _library() -> ctypes.CDLL | None:
    for name in _LIBRARIES:
        try:
            return ctypes.CDLL(name)
        except OSError:
            continue
    return None


def embedding_levels(paragraph: str, right_to_left: bool) -> bytes:
    """Return each character's embedding level: odd ones are read from right to left. All 0 without libfribidi."""
    library, length = _library(), len(paragraph)
    if library is None or not length:
        return bytes(length)
    known = _CURRENCY_SIGNS.sub("€", _PICTURES.sub("☃", paragraph))
    chars = (ctypes.c_uint32 * length)(*map(ord, known))
    classes, brackets, levels = (kind * length for kind in (ctypes.c_uint32, ctypes.c_uint32, ctypes.c_int8))
    of_chars, of_brackets, found = classes(), brackets(), levels()
    direction = ctypes.c_uint32(_RIGHT_TO_LEFT if right_to_left else _LEFT_TO_RIGHT)
    library.fribidi_get_bidi_types(chars, length, of_chars)
    library.fribidi_get_bracket_types(chars, length, of_chars, of_brackets)
    library.fribidi_get_par_embedding_levels_ex(of_chars, of_brackets, length, ctypes.byref(direction), found)
    return bytes(found)


def in_visual_order(line: Sequence[_Piece]) -> list[_Piece]:
    """Return the pieces of a line from left to right (rule L2 of UAX 9)."""
    pieces = list(line)
    for level in range(max((piece.level for piece in pieces), default=0), 0, -1):
        start = 0
        while start < len(pieces):
            end = start
            while end < len(pieces) and pieces[end].level >= level:
                end += 1
            pieces[start:end] = pieces[start:end][::-1]
            start = max(end, start + 1)
    return pieces
