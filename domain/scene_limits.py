"""How many scenes a storyboard has: 3 to 7, unless SCENES_PER_VIDEO_MIN and SCENES_PER_VIDEO_MAX say otherwise."""

from typing import Annotated

from pydantic import Field

from domain.base import Frozen

SceneCount = Annotated[int, Field(ge=1, le=20)]


class SceneLimits(Frozen):
    """The fewest and the most scenes that a planner may write."""

    least: SceneCount = 3
    most: SceneCount = 7


USUAL_LIMITS = SceneLimits()
