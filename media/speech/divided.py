"""Times of words where none are known: a stretch of speech divided by the lengths of its words, and by its pauses."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Final

from domain.job.sound.speech import SpokenWord
from domain.language.speaking_time import PAUSES, Boundary, boundary_after, word_seconds
from media.audio.pauses import Pause

_REWARD: Final = {Boundary.SENTENCE: 3.0, Boundary.CLAUSE: 1.5}
"""How much better it is to find the pause of such a boundary than not to find it."""

_BY_SECOND, _LONG = 8.0, 0.5
"""How much better a pause is for each second that it is longer, up to a length beyond which that tells nothing."""

_DRIFT: Final = 0.15
"""Seconds by which a pause is usually elsewhere than expected, and as much for each ten seconds of the stretch."""


@dataclass(frozen=True)
class Stretch:
    """Words that are spoken one after the other between two times, in seconds."""

    words: Sequence[str]
    start: float
    end: float


def divided(stretch: Stretch, pauses: Sequence[Pause]) -> list[SpokenWord]:
    """Return the words with their times: each has a share of the time by its length.

    Where a sentence or clause ends, a pause that is near is taken for its end.
    """
    inside = [pause for pause in pauses if pause.start > stretch.start and pause.end < stretch.end]
    words: list[SpokenWord] = []
    for part in _between_pauses(stretch, inside):
        words += _by_length(part)
    return words


def _between_pauses(stretch: Stretch, pauses: Sequence[Pause]) -> list[Stretch]:
    """Divide the stretch at the boundaries whose pauses are found."""
    expected = _by_length(stretch)
    boundaries = [at for at, word in enumerate(stretch.words[:-1]) if boundary_after(word) is not None]
    found = _matched([(expected[at].end, boundary_after(stretch.words[at])) for at in boundaries], pauses, stretch)
    parts, first, start = list[Stretch](), 0, stretch.start
    for at, pause in zip(boundaries, found, strict=True):
        if pause is not None:
            parts.append(Stretch(stretch.words[first : at + 1], start, pause.start))
            first, start = at + 1, pause.end
    return [*parts, Stretch(stretch.words[first:], start, stretch.end)]


def _matched(
    boundaries: Sequence[tuple[float, Boundary | None]], pauses: Sequence[Pause], stretch: Stretch
) -> list[Pause | None]:
    """Return for each boundary its pause, if any: in order, the longest ones nearest to where they are expected."""
    slack = _DRIFT * (1 + (stretch.end - stretch.start) / 10)
    best: list[tuple[float, tuple[Pause | None, ...]]] = [(0.0, ())] * (len(pauses) + 1)
    for expected, kind in boundaries:
        # `best[n]` is the best choice for the boundaries so far that uses none but the first n pauses.
        after = [(best[0][0], (*best[0][1], None))]
        for number, pause in enumerate(pauses, 1):
            off = abs((pause.start + pause.end) / 2 - expected) / slack
            gain = (_REWARD[kind] if kind else 0.0) - off + _BY_SECOND * min(pause.seconds, _LONG)
            skipped = (best[number][0], (*best[number][1], None))
            matched = (best[number - 1][0] + gain, (*best[number - 1][1], pause))
            after.append(max(skipped, matched, after[-1], key=lambda choice: choice[0]))
        best = after
    return list(best[-1][1])


def _by_length(stretch: Stretch) -> list[SpokenWord]:
    if not stretch.words:
        return []
    gaps = [PAUSES[boundary] if (boundary := boundary_after(word)) else 0.0 for word in stretch.words]
    spoken = [word_seconds(word) for word in stretch.words]
    gaps[-1] = 0.0
    scale = (stretch.end - stretch.start) / (sum(spoken) + sum(gaps))
    ends = accumulate((word + gap for word, gap in zip(spoken, gaps, strict=True)), initial=0.0)
    return [
        SpokenWord(text=text, start=stretch.start + scale * start, end=stretch.start + scale * (end - gap))
        for text, gap, (start, end) in zip(stretch.words, gaps, pairwise(ends), strict=True)
    ]
