"""The port to planners, which write storyboards, and what a planner is given."""

from abc import ABC, abstractmethod
from pathlib import Path
from uuid import UUID

from domain.base import Frozen
from domain.brief import AssetType, Brief
from domain.film_format import frames
from domain.job.storyboard import Plan, SceneText
from domain.scene_limits import USUAL_LIMITS, SceneLimits


class AssetSummary(Frozen):
    """An asset, as a planner is told of it."""

    id: UUID
    type: AssetType
    name: str
    role: str


class PlannerImage(Frozen):
    """An image asset as a local file, for planners that look at images."""

    asset: UUID
    path: Path
    content_type: str


class RefusedRevision(Frozen):
    """An earlier revision that was not approved, or that could not be written and has no scenes."""

    revision: int
    scenes: tuple[SceneText, ...]
    feedback: str = ""


class PlanRequest(Frozen):
    """All that a planner needs to write a revision of a storyboard.

    `refused` are the earlier revisions that were not approved, oldest first. With `only`, a position in `current` from
    0, just that scene is rewritten, and the plan holds the other scenes unchanged. A film that `ends_with_a_card` shows
    it over the last third of its last scene: that is the better for some seconds more.
    """

    brief: Brief
    assets: tuple[AssetSummary, ...] = ()
    pictures: tuple[PlannerImage, ...] = ()
    revision: int = 1
    refused: tuple[RefusedRevision, ...] = ()
    current: tuple[SceneText, ...] = ()
    only: int | None = None
    limits: SceneLimits = USUAL_LIMITS
    ends_with_a_card: bool = False

    @property
    def film(self) -> int:
        """The film's length in frames."""
        return frames(self.brief.ad_basics.duration)

    def scene_limits(self) -> SceneLimits:
        """Return how many scenes a new storyboard may have. Errors: InputRejected when no number can fill the film."""
        return self.limits if self.only is not None else self.limits.for_film(self.film)


class Planner(ABC):
    """A planner, which writes storyboards."""

    name: str

    looks_at_pictures: bool = False
    """Whether its requests have `pictures`."""

    @abstractmethod
    async def plan(self, request: PlanRequest) -> Plan:
        """Write a storyboard within the request's limits. Errors: Transient, InputRejected, AccountProblem."""

    async def close(self) -> None:
        """Close kept connections."""
        return
