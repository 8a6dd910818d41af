"""Divide what is spoken into cues, each in step with its words."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from domain.film_format import FPS
from domain.job.sound.speech import SpokenWord
from media.text.captions import Cue, SpokenPart, lengths_before, text_length
from media.text.clusters import clusters
from media.text.drawable import drawable_text
from media.text.typesetting import Typesetter
from media.text.unicode_scripts import EAST_ASIAN, Script, script_of
from media.text.words import join_words

_MIN_SECONDS: Final = 1.1
_MAX_SECONDS: Final = 6.0
_HOLD: Final = 2
"""Frames for which a cue stays after its last word, if no other follows."""

_BRIDGED: Final = 10
"""Frames between two cues up to which the first one stays until the second: a flicker would be seen."""

_PAUSE: Final = 0.35
"""Seconds of silence between two words that divide as a comma does."""

_SENTENCE_END: Final = re.compile(r"[.!?…؟。！？।][\"'”’»」』)]*\s*$")
_CLAUSE_END: Final = re.compile(r"[,;:،、，；–—][\"'”’»」』)]*\s*$")
_UNSPACED: Final = EAST_ASIAN - {Script.KOREAN} | {Script.THAI, Script.LAO, Script.KHMER, Script.MYANMAR}
_LEAST_LOCATED: Final = 0.6
"""Part of the words that must be found in a text: else they are of another one, and are shown themselves."""


@dataclass(frozen=True)
class _Unit:
    """A piece that no cue divides: these characters of the text, spoken from `start` to `end`, in seconds.

    `must_end` says that a line of the text ends after it."""

    at: int
    to: int
    start: float
    end: float
    must_end: bool


def spoken_cues(text: str, words: Sequence[SpokenWord], max_length: int, limit: int | None = None) -> list[Cue]:
    """Divide the text into cues of at most `max_length` letters, each shown from its first word to after its last.

    They end at sentences, clauses and pauses, if they can, and are neither short nor long. None divides what is read as
    one character. No cue ends after the frame `limit`. Words that are not in the text are shown in its place.
    """
    whole, breaks, located = _located(text, words)
    units = _units(whole, breaks, located, max_length)
    if not units:
        return []
    groups = _best_division(whole, units, max_length)
    return list(_timed(whole, units, groups, limit))


def _located(text: str, words: Sequence[SpokenWord]) -> tuple[str, set[int], list[_Unit]]:
    """Return the text as it is drawn, where its lines end, and the words in it."""
    lines = [line for line in map(drawable_text, text.split("\n")) if line]
    whole, breaks = " ".join(lines), set[int]()
    for line in lines[:-1]:
        breaks.add(max(breaks, default=-1) + len(line) + 1)
    found = _find(whole, words)
    if len(found) < _LEAST_LOCATED * len(words):
        whole, breaks = drawable_text(join_words(word.text for word in words)), set()
        found = _find(whole, words)
    return whole, breaks, found


def _find(text: str, words: Sequence[SpokenWord]) -> list[_Unit]:
    """Return the words that are in the text in their order."""
    found, cursor, lower = list[_Unit](), 0, text.lower()
    is_mapped = len(lower) == len(text)
    for word in words:
        wanted = drawable_text(word.text)
        at = text.find(wanted, cursor) if wanted else -1
        if at < 0 and wanted and is_mapped:
            at = lower.find(wanted.lower().strip(".,!?…;:"), cursor)
            wanted = wanted.strip(".,!?…;:")
        if at < 0 or not wanted or at - cursor > 80:
            continue
        cursor = at + len(wanted)
        start = max(word.start, found[-1].end if found else word.start)
        found.append(_Unit(at, cursor, start, max(word.end, start), must_end=False))
    return found


def _units(text: str, breaks: set[int], words: Sequence[_Unit], max_length: int) -> list[_Unit]:
    """Return the pieces of the text between which a line may end, with the times of the words in them.

    A piece without a word, such as a dash, belongs to the one before it.
    """
    if not words:
        return []
    units, starts, ends = list[_Unit](), [word.at for word in words], [word.to for word in words]
    for at, to in _pieces(text, max_length):
        inside = words[bisect_right(ends, at) : bisect_left(starts, to)]
        if inside:
            start, end = _time_at(inside[0], at, 0.0), _time_at(inside[-1], to, 1.0)
            units.append(_Unit(at, to, start, max(end, start), to in breaks))
        elif units:
            last = units[-1]
            units[-1] = _Unit(last.at, to, last.start, last.end, to in breaks)
        else:  # before the first word
            units.append(_Unit(at, to, words[0].start, words[0].start, to in breaks))
    return units


def _pieces(text: str, max_length: int) -> Iterator[tuple[int, int]]:
    """Yield the words and phrases; one that is longer than a cue is divided between what is read as characters."""
    for at, to in Typesetter(text).tokens:
        if text[at:to].isspace():
            continue
        start, length = at, 0
        for cluster in clusters(text[at:to]) if text_length(text[at:to]) > max_length else ():
            length += text_length(cluster)
            if length > max_length:
                yield start, at
                start, length = at, text_length(cluster)
            at += len(cluster)
        yield start, to


def _time_at(word: _Unit, place: int, otherwise: float) -> float:
    """Return when the place is spoken: within the word in proportion to its letters, else at its start or its end."""
    share = (place - word.at) / max(1, word.to - word.at)
    share = share if 0 < share < 1 else otherwise
    return word.start + (word.end - word.start) * share


def _best_division(text: str, units: Sequence[_Unit], max_length: int) -> list[tuple[int, int]]:
    """Return the division into groups of units, each a cue, which costs least."""
    best: list[tuple[float, int]] = [(0.0, 0)]
    before = lengths_before(text)
    for stop in range(1, len(units) + 1):
        choices = list[tuple[float, int]]()
        for first in range(stop - 1, -1, -1):
            if first < stop - 1 and units[first].must_end:
                break
            length = before[units[stop - 1].to] - before[units[first].at]
            if length > max_length and first < stop - 1:
                break
            choices.append((best[first][0] + _cost(text, units, first, stop, length / max_length), first))
        best.append(min(choices))
    groups, stop = list[tuple[int, int]](), len(units)
    while stop:
        groups.append((best[stop][1], stop))
        stop = best[stop][1]
    return groups[::-1]


def _cost(text: str, units: Sequence[_Unit], first: int, stop: int, fullness: float) -> float:
    """Return how bad a cue of these units is."""
    group, is_last = units[first:stop], stop == len(units)
    until = units[stop].start if not is_last else group[-1].end + _MIN_SECONDS
    seconds = until - group[0].start
    cost = 1.0 + 0.6 * (1 - fullness) ** 2
    if seconds < _MIN_SECONDS:
        cost += 8 * (1 - seconds / _MIN_SECONDS)
    if group[-1].end - group[0].start > _MAX_SECONDS:
        cost += 4.0
    if not is_last:
        cost += _cost_of_break(text, group[-1], units[stop])
    for one, other in pairwise(group):
        cost += 3.0 if other.start - one.end > 1.0 else 0.0
        cost += 1.7 if _SENTENCE_END.search(text[one.at : one.to]) else 0.0
    return cost


def _cost_of_break(text: str, before: _Unit, after: _Unit) -> float:
    if before.must_end:
        return 0.0
    written = text[before.at : before.to]
    if _SENTENCE_END.search(written):
        return 0.0
    if _CLAUSE_END.search(written) or after.start - before.end >= _PAUSE:
        return 1.0
    # A short word belongs to what follows: an article, a preposition.
    return 3.5 if text_length(written) <= 3 and script_of(written[0]) not in _UNSPACED else 2.5


def _timed(text: str, units: Sequence[_Unit], groups: Sequence[tuple[int, int]], limit: int | None) -> Iterator[Cue]:
    earliest = 0
    for number, (first, stop) in enumerate(groups):
        group = units[first:stop]
        start = max(round(group[0].start * FPS), earliest)
        latest = limit
        if number + 1 < len(groups):
            latest = max(round(units[groups[number + 1][0]].start * FPS), start + 1)
        end = max(round(group[-1].end * FPS) + _HOLD, start + round(_MIN_SECONDS * FPS))
        if latest is not None and (end > latest or (number + 1 < len(groups) and latest - end < _BRIDGED)):
            end = latest
        end = earliest = max(end, start + 1)
        at = group[0].at
        shown = text[at : group[-1].to].rstrip()
        yield Cue(shown, start, end, tuple(_parts(group, at, at + len(shown), start, end)))


def _parts(group: Sequence[_Unit], at: int, to: int, start: int, end: int) -> Iterator[SpokenPart]:
    """Yield the words of a cue. Each is the one that is spoken until the next begins, unless there is a pause."""
    starts = [min(max(round(unit.start * FPS), start), end) for unit in group]
    for number, unit in enumerate(group):
        until = starts[number + 1] if number + 1 < len(group) else end
        said = round(unit.end * FPS)
        if until - said > _BRIDGED:
            until = said + _HOLD
        if until > starts[number]:
            yield SpokenPart(unit.at - at, min(unit.to, to) - at, starts[number], until)
