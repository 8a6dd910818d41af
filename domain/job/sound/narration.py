"""When each line of speech is heard in the film, and how fast."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final
from uuid import UUID

from domain.base import Frozen
from domain.film_format import FPS, Transition, frames
from domain.job.sound.scene_lines import line_of, speech_of
from domain.job.sound.speech import SpokenWord

if TYPE_CHECKING:
    from domain.job.model import Job

LEAD: Final = 0.25
"""Seconds of a scene before its line begins."""

LEAD_IN_TRANSITION: Final = 0.45
"""Seconds of a scene that begins with a transition: before that, nothing that is read can be seen."""

TAIL: Final = 0.2
"""Seconds of a scene after its line, where there is room."""

GAP: Final = 0.12
"""Seconds between two lines, at least."""

FASTEST: Final = 1.2
"""How much faster than it was spoken a line is played at most: beyond that it is not natural."""


class SpokenLine(Frozen):
    """A line in the film: it begins after `begins` seconds and is `seconds` long as it is played, `pace` times as fast
    as it was spoken. `words` have times in the film. `overruns` is by how many seconds it ends after its scene."""

    scene: UUID
    speech: UUID
    begins: float
    seconds: float
    pace: float
    words: tuple[SpokenWord, ...]
    overruns: float

    @property
    def ends(self) -> float:
        return self.begins + self.seconds


def lead_of(transition: Transition, *, is_first: bool = False) -> float:
    """Return the seconds of a scene before its line begins. The film's first scene follows none."""
    return LEAD if is_first or transition is Transition.CUT else LEAD_IN_TRANSITION


def narration(job: "Job") -> tuple[SpokenLine, ...]:
    """Return the lines that are spoken, in the order of the film. None begins before the one before has ended."""
    return tuple(_lines(job))


def _lines(job: "Job") -> Iterator[SpokenLine]:
    begins, heard_until = 0, 0.0
    film = sum(frames(scene.text.duration) for scene in job.active_scenes) / FPS
    for scene in job.active_scenes:
        starts, ends = begins / FPS, (begins + frames(scene.text.duration)) / FPS
        begins += frames(scene.text.duration)
        line = line_of(job, scene)
        speech = speech_of(job, line) if line else None
        if speech is None or not speech.is_heard or not speech.seconds:
            continue
        if speech.asset and speech.asset not in scene.text.assets:  # a recording for the whole film
            starts, ends, lead = 0.0, film, 0.0
        else:
            lead = lead_of(scene.text.transition, is_first=not starts)
        at = max(starts + lead, heard_until + GAP if heard_until else 0.0)
        room = max(ends - at - TAIL, 0.1)
        pace = min(max(speech.seconds / room, 1.0), FASTEST)
        length = speech.seconds / pace
        heard_until = at + length
        words = tuple(
            SpokenWord(text=word.text, start=at + word.start / pace, end=at + word.end / pace) for word in speech.words
        )
        yield SpokenLine(
            scene=scene.id,
            speech=speech.id,
            begins=at,
            seconds=length,
            pace=pace,
            words=words,
            overruns=max(0.0, heard_until - ends),
        )
