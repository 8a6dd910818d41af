"""A storyboard's content: the text of each scene, as planners write it and clients edit it."""

from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import Field, field_validator

from domain.base import Frozen
from domain.film_format import Transition, frames
from domain.job.filming.choices import AS_USUAL, Filming


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


MAX_LINE = 2_000
Line = Annotated[str, Field(max_length=MAX_LINE)]
Paragraph = Annotated[str, Field(max_length=5_000)]

MIN_SCENE_SECONDS = 1.0
MAX_SCENE_SECONDS = 60.0
MIN_SCENE_FRAMES, MAX_SCENE_FRAMES = frames(MIN_SCENE_SECONDS), frames(MAX_SCENE_SECONDS)
Seconds = Annotated[float, Field(ge=MIN_SCENE_SECONDS, le=MAX_SCENE_SECONDS)]


_FILMING = {"audio": "native", "references": None, "lastFrame": None, "chainFromPrevious": True, "seed": None}


class SceneText(Frozen):
    """The text of one scene. This is the only list of its fields: messages, views and rows derive from it.

    `duration` is in seconds; `assets` are ids, the first one leads the picture. A field that is added needs a default,
    because scenes that are stored already do not have it. `filming` is None where nothing else than usual is asked for.
    """

    scenario: Scenario
    duration: Seconds = Field(description="seconds", examples=[5.0])
    description: Paragraph = Field(examples=["A kettle clicks off; steam rises over the tin."])
    script: Line = Field(examples=["One minute. That is all it takes."])
    shot_type: ShotType
    transition: Transition
    visual: Line = ""
    camera: Line = ""
    lighting: Line = ""
    audio: Line = ""
    music: Line = ""
    effects: Line = ""
    dialog: Line = ""
    assets: tuple[UUID, ...] = Field(default=(), description="ids of assets")
    filming: Filming | None = Field(default=None, examples=[_FILMING])

    @field_validator("filming", mode="after")
    @classmethod
    def _none_if_as_usual(cls, filming: Filming | None) -> Filming | None:
        """One form only: scenes are compared by their texts."""
        return None if filming == AS_USUAL else filming


TEXT_FIELDS = tuple(name for name, field in SceneText.model_fields.items() if field.annotation is str)
"""The fields that hold prose."""

PLANNED_FIELDS = tuple(name for name in SceneText.model_fields if name != "filming")
"""The fields that planners write. How a scene is filmed is its client's choice."""

ADJUSTMENTS = "adjustments"
"""Key of `Plan.metadata`: what was changed in the planner's answer so that it keeps the rules."""


class Plan(Frozen):
    """What a planner answers: the scenes, and what made them (model, prompt version, seed)."""

    scenes: tuple[SceneText, ...]
    metadata: dict[str, str] = {}
