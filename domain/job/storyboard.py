"""What is to be filmed: scenes in order, before a camera is switched on."""

from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import Field

from domain.base import Frozen
from domain.film_format import Transition


class Scenario(StrEnum):
    """The part a scene plays in the ad."""

    HOOK = "hook"
    PROBLEM = "problem"
    SOLUTION = "solution"
    CTA = "cta"


class ShotType(StrEnum):
    WIDE = "wide"
    MEDIUM = "medium"
    CLOSE_UP = "close-up"
    PRODUCT = "product"


Line = Annotated[str, Field(max_length=2_000)]

MIN_SCENE_SECONDS = 1.0
MAX_SCENE_SECONDS = 60.0


class SceneText(Frozen):
    """One scene as written. `duration` is in seconds; `assets` are ids, the first one leads the picture."""

    scenario: Scenario
    duration: Annotated[float, Field(ge=MIN_SCENE_SECONDS, le=MAX_SCENE_SECONDS)]
    description: Line
    script: Line
    shot_type: ShotType
    transition: Transition
    visual: Line = ""
    camera: Line = ""
    lighting: Line = ""
    audio: Line = ""
    music: Line = ""
    effects: Line = ""
    dialog: Line = ""
    assets: tuple[UUID, ...] = ()


class Plan(Frozen):
    """What a planner answers: the scenes, and what made them (model, prompt version, seed)."""

    scenes: tuple[SceneText, ...]
    metadata: dict[str, str] = {}
