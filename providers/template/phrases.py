"""The phrases of storyboards, from the data files beside this module, read once and checked."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from domain.base import Frozen
from domain.job.storyboard import Scenario, ShotType

Lines = tuple[str, ...]


class Captions(Frozen):
    """Captions in one language. `join` is put between two sentences."""

    names: Lines = ()
    join: str = " "
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


class Languages(Frozen):
    """How to recognise languages, by code: a pattern for the letters of its script, or its most common words."""

    scripts: dict[str, str]
    common_words: dict[str, Lines]


@cache
def captions() -> dict[str, Captions]:
    return {code: Captions.model_validate(data) for code, data in _read("captions").items()}


@cache
def english() -> dict[str, Captions]:
    """English copy by voice."""
    return {voice: Captions.model_validate(data) for voice, data in _read("english").items()}


@cache
def worlds() -> dict[str, World]:
    return {name: World.model_validate(data) for name, data in _read("worlds").items()}


@cache
def pictures() -> Pictures:
    return Pictures.model_validate(_read("pictures"))


@cache
def axes() -> dict[str, dict[str, AxisEnd]]:
    return {
        axis: {end: AxisEnd.model_validate(data) for end, data in ends.items()}
        for axis, ends in _read("direction_axes").items()
    }


@cache
def languages() -> Languages:
    return Languages.model_validate(_read("languages"))


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name(f"{name}.toml").read_text(encoding="utf-8"))
