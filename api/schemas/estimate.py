"""What a job will cost, and the limit that it may not exceed. Amounts are US dollars."""

from datetime import date
from decimal import Decimal

from pydantic import ConfigDict, Field

from activities.purchasing.vendor_catalog import VendorCatalog
from domain.base import Wire
from domain.brief import MaxCost
from domain.errors import InputRejected
from domain.job.model import Job, Scene
from domain.rules.takes import VideoModelChoice


class SceneEstimate(Wire):
    """`billed_seconds` is the vendor's next longer slot. If `cost` is null, `problem` says why it is unknown."""

    scene_number: int
    duration: float = Field(examples=[4.5])
    billed_seconds: float | None = Field(examples=[5])
    cost: float | None = Field(examples=[0.6])
    problem: str | None


class EstimateView(Wire):
    """US dollars. `total` is what approving now would cost, `spent` what was ordered already, `inDoubt` orders of which
    nobody knows whether the vendor took them."""

    currency: str = "USD"
    provider: str = Field(examples=["runway"])
    model: str = Field(examples=["gen4.5"])
    prices_as_of: date
    scenes: tuple[SceneEstimate, ...]
    total: float | None = Field(examples=[0.6])
    spent: float = Field(examples=[0.0])
    in_doubt: float = Field(examples=[0.0])
    max_cost: float | None = Field(examples=[25.0])
    within_budget: bool = Field(examples=[True])


class Budget(Wire):
    max_cost: MaxCost | None


class JobChanges(Wire):
    """What can be changed of a job after its creation. A `maxCost` of null lifts the limit."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"production": {"maxCost": 25}}]})

    production: Budget


def estimate_view(job: Job, choice: VideoModelChoice, catalog: VendorCatalog) -> EstimateView:
    """Return what the scenes cost that have no clip and of which none is being made."""
    to_film = [scene for scene in job.active_scenes if scene.clip is None and not (scene.take and scene.take.is_open)]
    scenes = tuple(_scene_estimate(job, scene, choice, catalog) for scene in to_film)
    known = [scene.cost for scene in scenes if scene.cost is not None]
    total = round(sum(known), 4) if len(known) == len(scenes) else None
    limit = job.brief.production.max_cost
    return EstimateView(
        provider=choice.provider,
        model=choice.model,
        prices_as_of=catalog.prices.as_of,
        scenes=scenes,
        total=total,
        spent=float(job.cost),
        in_doubt=float(job.in_doubt),
        max_cost=None if limit is None else float(limit),
        within_budget=limit is None or (total is not None and job.owed + Decimal(str(total)) <= limit),
    )


def _scene_estimate(job: Job, scene: Scene, choice: VideoModelChoice, catalog: VendorCatalog) -> SceneEstimate:
    seconds, cost, problem = None, None, None
    try:
        quote = catalog.quote(job, scene.text, choice.provider, choice.model)
    except InputRejected as error:
        problem = error.message
    else:
        seconds = quote.seconds
        cost = None if quote.total is None else float(quote.total)
        problem = "the price table does not name this model" if cost is None else None
    return SceneEstimate(
        scene_number=scene.number, duration=scene.text.duration, billed_seconds=seconds, cost=cost, problem=problem
    )
