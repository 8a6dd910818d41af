"""The body of `PATCH /api/v3/jobs/{job_id}`: what can be changed of a job after its creation."""

from collections.abc import Iterator
from typing import Annotated

from pydantic import ConfigDict

from api.http.json_nulls import NULL_TELLS
from api.http.json_request import FoundError, strictly
from api.schemas.new_job import EXAMPLE_BRIEF, asset_errors
from domain.base import Wire, given
from domain.brief import AiLabel, MaxCost
from domain.rules.asset_messages import AssetRefs
from domain.rules.messages import SetAiLabel, SetBudget


class ProductionChanges(Wire):
    """What is not given stays as it is."""

    model_config = ConfigDict(json_schema_extra={"anyOf": [{"required": ["maxCost"]}, given("aiLabel")]})

    max_cost: Annotated[MaxCost | None, NULL_TELLS] = None
    ai_label: AiLabel | None = None


class AssetList(Wire):
    assets: AssetRefs


class JobChanges(Wire):
    """A `maxCost` of null lifts the limit. With another `aiLabel` the film is cut again. `assets` is the whole list:
    those that are named again, by id or URL, are kept; a new one takes the place of one that is not."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"production": {"maxCost": 25}},
                {"production": {"aiLabel": "corner"}},
                {"creative": {"assets": EXAMPLE_BRIEF["creative"]["assets"]}},
            ],
            "anyOf": [given("production"), given("creative")],
        }
    )

    production: ProductionChanges | None = None
    creative: AssetList | None = None

    @property
    def label(self) -> SetAiLabel | None:
        """The message that changes the label, if that is wanted."""
        wanted = self.production.ai_label if self.production else None
        return None if wanted is None else SetAiLabel(ai_label=wanted)

    @property
    def budget(self) -> SetBudget | None:
        """The message that changes the limit, if that is wanted: null lifts it."""
        if self.production is None or "max_cost" not in self.production.model_fields_set:
            return None
        return SetBudget(max_cost=self.production.max_cost)


def _check(changes: JobChanges) -> Iterator[FoundError]:
    if changes.creative:
        yield from asset_errors(changes.creative.assets)
    elif changes.production is None:
        yield ("production",), "required; give production.maxCost, production.aiLabel or creative.assets"
    if changes.production is not None and not changes.production.model_fields_set:
        yield ("production", "maxCost"), "required, unless aiLabel is given"


ChangesOfJob = Annotated[JobChanges, strictly(JobChanges, _check)]
