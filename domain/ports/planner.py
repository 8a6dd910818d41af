"""The port to planners, which write storyboards, and what a planner is given."""

from abc import ABC, abstractmethod
from pathlib import Path
from uuid import UUID

from domain.base import Frozen
from domain.brief import AssetType, Brief
from domain.film_format import frames
from domain.job.storyboard import Plan, SceneText
from domain.scene_limits import USUAL_LIMITS, SceneCount, SceneLimits


class AssetSummary(Frozen):
    """What the planner may know of an asset."""

    id: UUID
    type: AssetType
    name: str
    role: str


class PlannerImage(Frozen):
    """An image asset as a file on this machine, for planners that look at pictures."""

    asset: UUID
    path: Path
    content_type: str


class RefusedRevision(Frozen):
    """A revision that was sent back, and why. No feedback means: something else, please.

    Without scenes it could not be written; the feedback then says how it may be.
    """

    revision: int
    scenes: tuple[SceneText, ...]
    feedback: str = ""


class PlanRequest(Frozen):
    """Write revision `revision`. The answer depends on nothing else, so a deterministic planner repeats itself.

    `refused` are the earlier revisions that this one answers, oldest first. With `only` (a position in the
    storyboard on the table, from 0) just that scene is rewritten: the answer holds the whole storyboard, the others as
    they were.
    """

    brief: Brief
    assets: tuple[AssetSummary, ...] = ()
    pictures: tuple[PlannerImage, ...] = ()
    revision: int = 1
    refused: tuple[RefusedRevision, ...] = ()
    current: tuple[SceneText, ...] = ()
    only: int | None = None
    scenes_min: SceneCount = USUAL_LIMITS.least
    scenes_max: SceneCount = USUAL_LIMITS.most

    @property
    def film(self) -> int:
        """The film's length in frames."""
        return frames(self.brief.ad_basics.duration)

    def limits(self) -> SceneLimits:
        """Return how many scenes a new storyboard may have. Errors: InputRejected when no number can fill the film."""
        limits = SceneLimits(least=self.scenes_min, most=self.scenes_max)
        return limits if self.only is not None else limits.for_film(self.film)


class Planner(ABC):
    """Writes storyboards."""

    name: str

    looks_at_pictures: bool = False
    """Whether the request is to hold the asset pictures too."""

    @abstractmethod
    async def plan(self, request: PlanRequest) -> Plan:
        """A storyboard within the request's limits. Errors: Transient, InputRejected, AccountProblem."""
