"""Find "no glyph" boxes in a frame: upright rectangles, empty or with letters in them."""

from collections.abc import Iterator

import numpy as np

from tests.corpus.colours import Array
from tests.corpus.measure import Finding

_INK = 215
"""Least value of all three channels of ink: captions without a picture are white on a dark ground."""

_LEAST_SIDE, _LEAST_INK = 10, 0.002
_EDGE, _FULL = 0.93, 0.95
"""Part of each edge of a box that is ink, and of the whole: some boxes have letters in them."""


_KEYCAP = "\u20e3"
"""Makes the sign before it a key of a keyboard, which looks like a box in some sizes."""


def check_words(frame: Array, script: str = "") -> Finding:
    """Words are drawn, and no box is among them, besides the keys of the script."""
    ink = frame.min(axis=2) > _INK
    share, found = float(ink.mean()), sum(1 for part in _parts(ink) if is_box(part))
    ok = share > _LEAST_INK and found <= script.count(_KEYCAP)
    return Finding("words, no box", f"ink {share:.1%}, boxes {found}", ok)


def is_box(part: Array) -> bool:
    """Tell whether ink, cut to its bounds, is a rectangle's outline."""
    height, width = part.shape
    if height < _LEAST_SIDE or width < _LEAST_SIDE * 0.6 or not 0.25 < width / height < 1.6:
        return False
    edges = (part[:2].any(axis=0), part[-2:].any(axis=0), part[:, :2].any(axis=1), part[:, -2:].any(axis=1))
    return min(float(edge.mean()) for edge in edges) > _EDGE and float(part.mean()) < _FULL


def _parts(ink: Array) -> Iterator[Array]:
    """Yield each connected part of the ink, cut to its bounds."""
    left = set(map(tuple, np.argwhere(ink).tolist()))
    while left:
        queue = [left.pop()]
        for y, x in queue:
            near = {(y + down, x + right) for down in (-1, 0, 1) for right in (-1, 0, 1)} & left
            left -= near
            queue.extend(near)
        places = np.array(queue)
        top, first = places.min(axis=0)
        part = np.zeros(tuple(places.max(axis=0) - (top, first) + 1), dtype=bool)
        part[places[:, 0] - top, places[:, 1] - first] = True
        yield part
