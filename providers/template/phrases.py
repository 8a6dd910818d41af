"""The phrases of storyboards, from the data files beside this module, and the choice among them."""

import hashlib
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from domain.base import Frozen
from domain.job.storyboard import Scenario, ShotType

PEOPLE = {"people", "person", "persons", "human", "humans", "man", "woman", "men", "women", "actor", "actors"}

Lines = tuple[str, ...]


class CaptionPhrases(Frozen):
    """Captions in one language. `join` is put between two sentences, `ai_label` says that AI made a film."""

    join: str = " "
    ai_label: str = ""
    hook: Lines = ()
    problem: Lines = ()
    solution: Lines = ()
    close: Lines = ()
    cta: Lines = ()


class World(Frozen):
    """Phrases for one kind of product: where it is shown, its details, problems, sounds and captions."""

    words: Lines
    place: Lines
    detail: Lines
    trouble: Lines
    sound: Lines
    hook: Lines
    problem: Lines


class Pictures(Frozen):
    """Ways to stage, frame, light and accompany a scene."""

    action: dict[Scenario, dict[ShotType, Lines]]
    framing: dict[ShotType, Lines]
    movement: dict[str, Lines]
    light: dict[str, Lines]
    light_arc: dict[Scenario, Lines]
    music: dict[str, Lines]
    music_arc: dict[Scenario, Lines]
    voice: dict[str, Lines]
    flavour: dict[str, Lines]
    effects: dict[str, Lines]
    effects_arc: dict[Scenario, Lines]


class AxisEnd(Frozen):
    """One end of an axis such as pace: the words that ask for it, its opposite, and the answer to a review."""

    words: Lines
    opposite: str
    answer: str


class Phrases(Frozen):
    """The data files by their names: captions by language, English captions by voice, worlds by kind of product."""

    captions: dict[str, CaptionPhrases]
    english: dict[str, CaptionPhrases]
    worlds: dict[str, World]
    pictures: Pictures
    direction_axes: dict[str, dict[str, AxisEnd]]


@cache
def phrases() -> Phrases:
    """Return the data files, read once."""
    files = {name: Path(__file__).with_name(f"{name}.toml") for name in Phrases.model_fields}
    return Phrases.model_validate({name: tomllib.loads(file.read_text("utf-8")) for name, file in files.items()})


@dataclass(frozen=True)
class Variation:
    """A deterministic choice: the same film, `number` and question always give the same option.

    The next `number` moves every choice to its next option. Options that hold a word of `without` are avoided if there
    are others. `standing` is the text of scenes that stay, from which choices for the whole film are taken.
    """

    seed: str
    number: int
    without: tuple[str, ...] = ()
    standing: str = ""

    def pick(self, question: str, options: Sequence[str]) -> str:
        options = self._allowed(options)
        count = len(options)
        turns = self.number + (self.number // count if count > 2 else 0)  # never two alike in a row, yet no short loop
        digest = hashlib.sha256(f"{self.seed}\x1f{question}".encode()).digest()
        return options[(int.from_bytes(digest[:8], "big") + turns) % count]

    def pick_for_film(self, question: str, options: Sequence[str]) -> str:
        """Return the option that the standing scenes have already; else as `pick`."""
        kept = (option for option in self._allowed(options) if option in self.standing)
        return next(kept, None) or self.pick(question, options)

    def _allowed(self, options: Sequence[str]) -> Sequence[str]:
        return [option for option in options if not self._unwanted(option.lower())] or options

    def _unwanted(self, option: str) -> bool:
        words = [word.lower() for word in self.without]
        if "<hero>" in option and not PEOPLE.isdisjoint(words):
            return True
        return any(word.removesuffix("s") in option for word in words)
