"""Requests in a brief's direction and in a reviewer's feedback, as far as rules can read them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from domain.job.storyboard import Scenario
from providers.template.phrases import phrases
from providers.template.words import clip

MAX_READ = 5_000
"""Characters of one feedback that are searched for hints."""

_DEFAULTS = {"pace": "even", "light": "natural", "voice": "plain", "shots": "any", "words": "any"}
_REVERSED = r"(?:(?P<reversed>too|less|not so|not as|not)\s+(?:so\s+|very\s+)?)?"
_NUMBERS = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_COUNT = re.compile(
    rf"\b(\d{{1,2}}|{'|'.join(_NUMBERS)})\s+(?:scenes?|szenen|escenas|scènes|cenas)|(\d{{1,2}})\s*(?:シーン|个场景|場面)",
    re.IGNORECASE,
)
_FEWER = re.compile(r"\b(?:fewer|less|too many|weniger|menos|moins de) (?:scenes?|szenen|escenas|scènes|cenas)", re.I)
_MORE = re.compile(r"\b(?:more|another|too few|mehr|más|plus de|mais) (?:scenes?|szenen|escenas|scènes|cenas)", re.I)
_WITHOUT = re.compile(
    r"\b(?:no|without|remove|drop|avoid|skip|lose|ohne|kein|keine|sin|sans)\s+(?:(?:the|any|a|an|all|more|de)\s+)*"
    r"(?!(?:need|one|longer|idea|problem|doubt|so|it|this|that|text|words|scenes?)\b)([\w'-]{2,40})",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"[“„«「『\"]([^“”„«»「」『』\"\n]{1,300})[”“»」』\"]")
_STRUCK = re.compile(
    r"(?:\bno|\bnot|\bwithout|\bremove|\bdrop|\bavoid|\bdelete|\bskip|\breplace|\binstead of|\bohne)"
    r"(?:\s+(?:the|any|word|words|line|phrase|saying))*[\s:]*$",
    re.IGNORECASE,
)
_MENTION = re.compile(r"\bmention(?:s|ing)?\s+(?:that\s+)?([^.;\n\"“„«「『]{2,200})", re.IGNORECASE)
_AUDIENCE = re.compile(
    r"\b(?:aim(?:ed)? (?:it )?at|target(?:ed at|ing)?|audience (?:is|should be)|audience:|appeal to|speak to|talk to)"
    r"\s+([^.,;\n]{2,120})",
    re.IGNORECASE,
)
_SEASON = re.compile(r"\b(spring|summer|autumn|winter|christmas|halloween|easter|ramadan|diwali)\b", re.IGNORECASE)
_AT_END = re.compile(r"\b(?:ending|end|last scene|closing|cta|call to action|final)\b", re.IGNORECASE)
_AT_START = re.compile(r"\b(?:beginning|start|hook|first scene|opening|open with)\b", re.IGNORECASE)


@dataclass(frozen=True)
class DirectionHints:
    """The end of each axis in `direction_axes.toml`, and other requests. `notes` are the feedbacks, newest first.

    `lines` are texts to be used as they are, each with its part of the film.
    `scenes` is a number of scenes, `more_scenes` a step from the storyboard that was refused last.
    """

    pace: str
    light: str
    voice: str
    shots: str
    words: str
    scenes: int | None = None
    more_scenes: int = 0
    without: tuple[str, ...] = ()
    lines: tuple[tuple[Scenario, str], ...] = ()
    audience: str = ""
    answers: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def lines_for(self, part: Scenario) -> list[str]:
        return [line for where, line in self.lines if where is part]


def read_direction_hints(direction: str, feedback: Sequence[str]) -> DirectionHints:
    """Read the hints. `feedback` is newest first; newer overrides older, and both the brief's direction."""
    notes = tuple(note.strip()[:MAX_READ] for note in feedback if note.strip())
    ends = {axis: _end(axis, (*notes, direction)) or default for axis, default in _DEFAULTS.items()}
    newest = notes[0] if notes else ""
    quoted = [f"As asked in review: {clip(newest, 300)}"] if newest and not _understood([newest]) else []
    return DirectionHints(
        **ends,
        scenes=_first_number(notes),
        more_scenes=bool(_MORE.search(newest)) - bool(_FEWER.search(newest)),
        without=_without(notes),
        lines=tuple(dict.fromkeys(line for note in notes for line in _lines(note)))[:6],
        audience=_found(_AUDIENCE, notes),
        answers=(*quoted, *_understood(notes)),
        notes=tuple(clip(note, 600) for note in notes[:4]),
    )


def _understood(notes: Sequence[str]) -> list[str]:
    """Return what is done about the notes, in sentences."""
    axes = phrases().direction_axes
    ends = {axis: _end(axis, notes) for axis in _DEFAULTS}
    answers = [axes[axis][end].answer for axis, end in ends.items() if end in axes[axis]]
    if without := _without(notes):
        answers.append(f"Without {', '.join(without[:6])}")
    if audience := _found(_AUDIENCE, notes):
        answers.append(f"Made for {audience}")
    if season := _found(_SEASON, notes):
        answers.append(f"The season is {season}")
    return answers


@cache
def _pattern(axis: str) -> re.Pattern[str]:
    """Match any word of the axis, the longest first, so that "too much text" is not read as "too" and a word."""
    ends = phrases().direction_axes[axis].values()
    words = sorted((word for end in ends for word in end.words), key=len, reverse=True)
    plain = "|".join(re.escape(word) for word in words if ord(word[0]) < 0x2E80)
    dense = "|".join(re.escape(word) for word in words if ord(word[0]) >= 0x2E80) or r"(?!)"
    return re.compile(rf"\b{_REVERSED}(?P<word>{plain})\b|(?P<dense>{dense})")


def _end(axis: str, texts: Sequence[str]) -> str:
    """Return the end that the first of the texts that name one asks for, or an empty string."""
    for match in filter(None, (_pattern(axis).search(text.lower()) for text in texts)):
        word = match["word"] or match["dense"]
        name, end = next(each for each in phrases().direction_axes[axis].items() if word in each[1].words)
        return end.opposite if match["reversed"] else name
    return ""


def _found(pattern: re.Pattern[str], notes: Sequence[str]) -> str:
    """Return what the pattern finds in the first note where it finds anything."""
    found = (match[1].strip() for note in notes if (match := pattern.search(note)))
    return next(filter(None, found), "")


def _first_number(notes: Sequence[str]) -> int | None:
    for note in notes:
        if match := _COUNT.search(note):
            number = match[1] or match[2]
            return int(number) if number.isdecimal() else _NUMBERS.index(number.lower()) + 2
        if _MORE.search(note) or _FEWER.search(note):
            return None
    return None


def _without(notes: Sequence[str]) -> tuple[str, ...]:
    found: list[str] = []
    for note in notes:
        found += [words for words, unwanted in _quotes(note) if unwanted]
        found += [match[1] for match in _WITHOUT.finditer(_QUOTED.sub(" ", note))]
    return tuple(dict.fromkeys(found))


def _lines(note: str) -> list[tuple[Scenario, str]]:
    """Return the texts to be used as they are."""
    quoted = [words for words, unwanted in _quotes(note) if not unwanted]
    mentioned = [match[1].strip() for match in _MENTION.finditer(note)]
    return [(_part(note), line) for line in quoted + mentioned if line]


def _quotes(note: str) -> Iterator[tuple[str, bool]]:
    """Yield each text in quotation marks, and whether it is to be left out."""
    for match in _QUOTED.finditer(note):
        before = note[max(0, match.start() - 60) : match.start()]
        yield match[1].strip(), _STRUCK.search(before) is not None


def _part(note: str) -> Scenario:
    if _AT_END.search(note):
        return Scenario.CTA
    return Scenario.HOOK if _AT_START.search(note) else Scenario.SOLUTION
