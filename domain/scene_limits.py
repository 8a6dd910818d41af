"""How many scenes a storyboard has, 3 to 7 unless SCENES_PER_VIDEO_MIN and SCENES_PER_VIDEO_MAX say otherwise, and how
long they are at most."""

from typing import Annotated

from pydantic import Field

from domain.base import Frozen
from domain.errors import InputRejected
from domain.film_format import FPS, frames
from domain.job.storyboard import MAX_SCENE_FRAMES, MAX_SCENE_SECONDS, MIN_SCENE_FRAMES, MIN_SCENE_SECONDS

SceneCount = Annotated[int, Field(ge=1, le=20)]


class SceneLimits(Frozen):
    """The fewest and the most scenes that a planner may write, and the frames of the longest."""

    least: SceneCount = 3
    most: SceneCount = 7
    longest: int = MAX_SCENE_FRAMES

    def filmed_by(self, model_seconds: float | None) -> "SceneLimits":
        """Return the limits for a model whose clips have at most so many seconds; None: it has no limit."""
        longest = MAX_SCENE_FRAMES if model_seconds is None else min(frames(model_seconds), MAX_SCENE_FRAMES)
        return SceneLimits(least=self.least, most=self.most, longest=longest)

    def for_film(self, film: int) -> "SceneLimits":
        """Return how many scenes within these limits can fill a film of so many frames. Errors: InputRejected.

        If even the most scenes of the longest length cannot, they may be longer than what films them: a person decides.
        """
        longest = self.longest if film <= self.most * self.longest else MAX_SCENE_FRAMES
        least, most = max(self.least, -(-film // longest)), min(self.most, film // MIN_SCENE_FRAMES)
        if least > most:
            raise InputRejected(self._why_not(film))
        return SceneLimits(least=least, most=most, longest=longest)

    def _why_not(self, film: int) -> str:
        seconds, shortest, longest = f"{film / FPS:g} s", f"{MIN_SCENE_SECONDS:g} s", f"{MAX_SCENE_SECONDS:g} s"
        if self.least > self.most:
            return f"SCENES_PER_VIDEO_MIN is {self.least}, more than SCENES_PER_VIDEO_MAX, {self.most}"
        if film < self.least * MIN_SCENE_FRAMES:
            return (
                f"a film of {seconds} cannot hold {self.least} scenes of {shortest} or more: "
                f"set SCENES_PER_VIDEO_MIN to {film // MIN_SCENE_FRAMES} or less, "
                f"or adBasics.duration to {self.least * MIN_SCENE_SECONDS:g} or more"
            )
        return (
            f"{self.most} scenes of {longest} or less cannot fill a film of {seconds}: "
            f"set SCENES_PER_VIDEO_MAX to {-(-film // MAX_SCENE_FRAMES)} or more, "
            f"or adBasics.duration to {self.most * MAX_SCENE_SECONDS:g} or less"
        )


USUAL_LIMITS = SceneLimits()
