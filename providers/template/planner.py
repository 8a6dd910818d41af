"""The planner that needs no key and no network: it composes a storyboard from the brief by rules."""

from typing import Self

from domain.job.storyboard import Plan
from domain.ports.planner import Planner, PlanRequest
from providers.template.drafts import Drafts, least_seen


class TemplatePlanner(Planner):
    """The same request always gives the same storyboard; another revision gives another one."""

    name = "template"

    @classmethod
    def from_env(cls) -> Self:
        return cls()

    async def plan(self, request: PlanRequest) -> Plan:
        """Errors: InputRejected, when the settings cannot hold the film or the scene to rewrite is not there."""
        drafts = Drafts(request)
        chosen = least_seen(drafts.whole() if request.only is None else drafts.rewritten(request.only))
        metadata = {"planner": self.name, "version": "1", "variation": str(chosen.variation)}
        return Plan(scenes=chosen.scenes, metadata=metadata)
