"""What a voice tells of the times in its sound, for the words of the text as they are written."""

from collections.abc import Iterable, Sequence
from itertools import accumulate
from pathlib import Path
from typing import Final

from pydantic import ValidationError

from domain.job.sound.speech import SpokenWord
from domain.ports.speech import KnownTimes
from media.audio.pauses import Pause
from media.speech.divided import Stretch, divided

Span = tuple[float, float]
"""Seconds in which something is said."""


_ASTRAY: Final = 0.35
"""Seconds outside of its sentence in which no word is to be found."""


def read_told(path: Path, trimmed: float, seconds: float) -> KnownTimes:
    """Read what the voice told, in times of its sound after so many seconds were taken from the beginning.

    A file that is not there or makes no sense tells nothing.
    """
    try:
        told = KnownTimes.model_validate_json(path.read_bytes())
    except (OSError, ValidationError):
        return KnownTimes()

    def moved(words: Sequence[SpokenWord]) -> tuple[SpokenWord, ...]:
        return tuple(_moved(word, trimmed, seconds) for word in words)

    return KnownTimes(words=moved(told.words), sentences=moved(told.sentences))


def spans_of(words: Sequence[str], told: Sequence[SpokenWord]) -> list[Span] | None:
    """Return the times of the words by those of any pieces of the same text; None if the pieces are of another one."""
    pieces = [each for each in told if each.text.split()]
    if not pieces or _letters(each.text for each in pieces) != _letters(words):
        return None
    of_letters = [span for piece in pieces for span in _shares(piece)]
    ends = list(accumulate(len(word) for word in words))
    return [
        (of_letters[end - len(word)][0], of_letters[end - 1][1]) for word, end in zip(words, ends, strict=True) if word
    ]


def stretches_of(
    words: Sequence[str], sentences: Sequence[SpokenWord], pauses: Sequence[Pause]
) -> list[Stretch] | None:
    """Return the sentences as stretches of the words; None if the sentences are of another text."""
    stretches, rest = list[Stretch](), list(words)
    for sentence in sentences:
        wanted, taken = _letters([sentence.text]), list[str]()
        while rest and len("".join(taken)) < len(wanted):
            taken.append(rest.pop(0))
        if "".join(taken) != wanted:
            return None
        if taken:
            stretches.append(_without_pauses(Stretch(taken, sentence.start, sentence.end), pauses))
    return stretches if not rest else None


def within_stretches(spans: Sequence[Span], stretches: Sequence[Stretch], pauses: Sequence[Pause]) -> list[Span]:
    """Return times of words that were looked for, each within its sentence.

    A sentence some of whose words were found elsewhere is divided instead.
    """
    result, rest = list[Span](), iter(spans)
    for stretch in stretches:
        found = [next(rest) for _ in stretch.words]
        if all(stretch.start - _ASTRAY <= start <= end <= stretch.end + _ASTRAY for start, end in found):
            inside = [(max(start, stretch.start), min(max(end, stretch.start), stretch.end)) for start, end in found]
            inside[0] = (stretch.start, inside[0][1])
            result += inside
        else:
            result += [(word.start, word.end) for word in divided(stretch, pauses)]
    return result


def _letters(texts: Iterable[str]) -> str:
    return "".join("".join(text.split()) for text in texts)


def _shares(told: SpokenWord) -> list[Span]:
    """Return the time of each letter of a piece, which may be several words."""
    count = len(_letters([told.text]))
    step = (told.end - told.start) / count
    return [(told.start + step * at, told.start + step * (at + 1)) for at in range(count)]


def _without_pauses(stretch: Stretch, pauses: Sequence[Pause]) -> Stretch:
    """Return the stretch without the pauses at its ends, which a voice may count to the sentence."""
    start, end = stretch.start, stretch.end
    for pause in pauses:
        if pause.start <= start < pause.end < end:
            start = pause.end
        if start < pause.start < end <= pause.end:
            end = pause.start
    return Stretch(stretch.words, start, end)


def _moved(word: SpokenWord, trimmed: float, seconds: float) -> SpokenWord:
    start = min(max(word.start - trimmed, 0.0), seconds)
    return SpokenWord(text=word.text, start=start, end=min(max(word.end - trimmed, start), seconds))
