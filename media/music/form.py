"""How full the arrangement is in each bar: it begins with few instruments, grows with the scenes, and breathes once."""

from bisect import bisect_right
from collections.abc import Sequence
from typing import Final

HIGHEST: Final = 3
"""The level at which all instruments of a style play."""

_RISES: Final = (0.0, 0.28, 0.5)
"""Shares of the film after which the levels 1, 2 and 3 may begin."""

_MANY_SECTIONS, _BREATHES = 7, 0.6
"""A film of so many sections falls back once, in the first that begins after this share of it."""

_LONG: Final = 8
"""Bars of a scene above which every four of its bars are a section of their own."""

_ON_TIME: Final = 0.05
"""Seconds by which a bar may begin before the scene that it belongs to."""


def levels(begins: Sequence[float], scenes: Sequence[float], lowest: int) -> list[int]:
    """Return the level of each bar, from `lowest` to the highest. `begins` and `scenes` are their starts in seconds."""
    sections = _sections(begins, scenes)
    starts = {section: begins[sections.index(section)] for section in sections}
    found = dict[tuple[int, int], int]()
    for section, at in starts.items():
        found[section] = _level(at / max(begins[-1], 1e-6), list(found.values()), len(starts), lowest)
    return [found[section] for section in sections]


def _level(share: float, before: Sequence[int], count: int, lowest: int) -> int:
    if not before:
        return lowest
    if count >= _MANY_SECTIONS and share > _BREATHES and before[-1] == HIGHEST and list(before) == sorted(before):
        return max(HIGHEST - 2, lowest)
    level = sum(share > rise for rise in _RISES)
    # One after the other, where there are sections enough.
    return max(lowest, min(level, before[-1] + 1 if count > HIGHEST + 1 else HIGHEST))


def _sections(begins: Sequence[float], scenes: Sequence[float]) -> list[tuple[int, int]]:
    """Return for each bar the number of its scene, and of its section in that."""
    of_bar = [bisect_right(scenes, at + _ON_TIME) for at in begins]
    first = {scene: of_bar.index(scene) for scene in of_bar}
    is_long = {scene: of_bar.count(scene) > _LONG for scene in of_bar}
    return [(scene, (place - first[scene]) // 4 if is_long[scene] else 0) for place, scene in enumerate(of_bar)]
