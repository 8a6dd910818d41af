"""Write captions as files: WebVTT (W3C), which browsers read, and SubRip (.srt), which editing programs read."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

from domain.film_format import FPS
from domain.job.film.captions import CaptionFormat, CaptionLine
from media.text.captions import Cue, lengths_before, split_into_cues
from media.text.spoken_cues import spoken_cues
from media.text.typesetting import Typesetter
from media.text.unicode_scripts import EAST_ASIAN, Script, script_of_text

_LETTERS: Final = dict.fromkeys(EAST_ASIAN, 32) | {Script.THAI: 35}
_OTHER_LETTERS: Final = 42
"""Letters of a line, as subtitles have them. East Asian letters count twice: there are 16."""

_LINES: Final = 2
_MARK: Final = "\u200f"
"""Makes a line that begins or ends with Latin letters or a full stop run from right to left."""

_LATE: Final = re.compile(r"[.!?…؟。！？।][\"'”’»」』)]*$|[,;:،、，；–—]$")


def caption_file(lines: Iterable[CaptionLine], format: CaptionFormat, language: str | None = None) -> str:
    """Return the captions of a film in which these lines are read."""
    read = list(lines)
    cues = list(film_cues(read, end=max((line.ends for line in read), default=0)))
    if format is CaptionFormat.SRT:
        return "".join(_block(number, cue, ",", _unmarked) + "\n\n" for number, cue in enumerate(cues, 1))
    header = ["WEBVTT", "Kind: captions", *([f"Language: {language}"] if language else [])]
    blocks = (_block(number, cue, ".", _escaped) for number, cue in enumerate(cues, 1))
    return "\n\n".join(["\n".join(header), *blocks]) + "\n"


def film_cues(lines: Iterable[CaptionLine], max_length: int | None = None, end: int | None = None) -> Iterator[Cue]:
    """Yield the cues of all lines, in their order. None is shown together with another, or beyond the frame `end`.

    Without `max_length`, each is as long as a file's captions are in its script.
    """
    before: Cue | None = None
    for line in lines:
        for cue in line_cues(line, max_length or _LINES * letters_of_line(line.text), end):
            if end is not None and cue.start >= end:
                break
            if before is not None:
                yield _until(before, cue.start)
            before = cue
    if before is not None:
        yield before if end is None else _until(before, end)


def line_cues(line: CaptionLine, max_length: int, end: int | None = None) -> list[Cue]:
    """Divide the line: in step with its words, or, without them, in proportion to the lengths of its clauses."""
    if line.words:
        return spoken_cues(line.text, line.words, max_length, end)
    cues = split_into_cues(line.text, line.ends - line.begins, max_length)
    placed = (Cue(cue.text, max(line.begins + cue.start, line.enters), line.begins + cue.end) for cue in cues)
    return [cue for cue in placed if cue.start < cue.end]


def letters_of_line(text: str) -> int:
    """Return how many letters a line of captions in the script of this text has."""
    return _LETTERS.get(script_of_text(text), _OTHER_LETTERS)


def _until(cue: Cue, end: int) -> Cue:
    return Cue(cue.text, cue.start, max(min(cue.end, end), cue.start + 1), cue.parts)


def _block(number: int, cue: Cue, point: str, write: Callable[[str], str]) -> str:
    times = f"{_time(cue.start, point)} --> {_time(cue.end, point)}"
    return f"{number}\n{times}\n" + "\n".join(map(write, _directed(cue.text)))


def _directed(text: str) -> Sequence[str]:
    """Return the text as one or two lines. Those that run from right to left say so."""
    setter = Typesetter(text)
    lines = _lines(setter, letters_of_line(text))
    return [f"{_MARK}{line}{_MARK}" for line in lines] if setter.right_to_left else lines


def _lines(setter: Typesetter, letters: int) -> list[str]:
    """Divide the text where it is worth a line's end, into two lines of about the same length."""
    text, before = setter.text, lengths_before(setter.text)
    if before[-1] <= letters:
        return [text]
    best: tuple[float, list[str]] = (float("inf"), [text])
    for _, to in setter.tokens[:-1]:
        first, second = text[:to].rstrip(), text[to:].lstrip()
        if not first or not second:
            continue
        one, other = before[len(first)], before[-1] - before[-1 - len(second)]
        cost = abs(one - other) + 4 * max(0, max(one, other) - letters) - (12 if _LATE.search(first) else 0)
        best = min(best, (cost, [first, second]))
    return best[1]


def _time(frame: int, point: str) -> str:
    milliseconds = round(frame * 1000 / FPS)
    minutes, milliseconds = divmod(milliseconds, 60_000)
    return f"{minutes // 60:02}:{minutes % 60:02}:{milliseconds // 1000:02}{point}{milliseconds % 1000:03}"


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _unmarked(text: str) -> str:
    """Return the text so that no player takes a part of it for a tag or a time: SubRip has no escapes."""
    return text.replace("<", "<\u2060").replace("{", "{\u2060").replace("-->", "--\u2060>")
