"""What a job costs: before it is approved, and the limit that it may not exceed."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Final

from fastapi import APIRouter, Body

from activities.purchasing.vendor_catalog import VendorCatalog
from api.dependencies import JobId, MessageId, WiringDep
from api.http.idempotency import ApiRoute
from api.http.strict_json import strictly
from api.openapi import examples
from api.openapi.document import answers
from api.routes.jobs import living_job, said
from api.schemas.job import Data, JobView, job_view
from domain.base import Wire
from domain.brief import MaxCost
from domain.errors import InputRejected
from domain.job.model import Job, Scene
from domain.rules.takes import VideoModelChoice

router = APIRouter(prefix="/api/v3/jobs", tags=["jobs"], route_class=ApiRoute)


class SceneEstimate(Wire):
    """`billed_seconds` is the vendor's next longer slot. A `cost` of null: `problem` says why nobody knows it."""

    scene_number: int
    duration: float
    billed_seconds: float | None
    cost: float | None
    problem: str | None


class EstimateView(Wire):
    """US dollars. `total` is what approving now would cost, `spent` what was ordered already, `inDoubt` what
    perhaps was."""

    currency: str = "USD"
    provider: str
    model: str
    prices_as_of: date
    scenes: tuple[SceneEstimate, ...]
    total: float | None
    spent: float
    in_doubt: float
    max_cost: float | None
    within_budget: bool


class Budget(Wire):
    max_cost: MaxCost | None


class JobChanges(Wire):
    """What of a job may be changed after its creation."""

    production: Budget


BUDGETS: Final[dict[str, Any]] = {
    "raise": {"summary": "Another limit", "value": {"production": {"maxCost": 25}}},
    "lift": {"summary": "No limit", "value": {"production": {"maxCost": None}}},
}
ESTIMATE: Final[dict[str, Any]] = {
    "data": {
        "currency": "USD",
        "provider": "runway",
        "model": "gen4.5",
        "pricesAsOf": "2026-11-21",
        "scenes": [{"sceneNumber": 1, "duration": 4.5, "billedSeconds": 5, "cost": 0.6, "problem": None}],
        "total": 0.6,
        "spent": 0.0,
        "inDoubt": 0.0,
        "maxCost": 25.0,
        "withinBudget": True,
    }
}


@router.get("/{job_id}/estimate", summary="What approving would cost", responses=answers(ESTIMATE, 404, 422))
async def estimate_job(job_id: JobId, wiring: WiringDep) -> Data[EstimateView]:
    """Scene by scene, of those that have no clip yet, by the price table of the day that is named."""
    job = await living_job(wiring, job_id)
    return Data(data=_estimate(job, wiring.choose_model(job.brief), wiring.market))


@router.patch("/{job_id}", summary="Change the budget", responses=answers(examples.JOB, 404, 409, 413, 415, 422, 503))
async def change_job(
    job_id: JobId,
    changes: Annotated[Annotated[JobChanges, strictly(JobChanges)], Body(openapi_examples=BUDGETS)],
    message_id: MessageId,
    wiring: WiringDep,
) -> Data[JobView]:
    """What was not ordered for want of money is ordered once there is enough."""
    limit = changes.production.max_cost
    fields = {"maxCost": None if limit is None else str(limit)}
    return Data(data=job_view(await said(wiring, job_id, message_id, "set_budget", fields)))


def _estimate(job: Job, model_choice: VideoModelChoice, market: VendorCatalog) -> EstimateView:
    to_film = [scene for scene in job.active_scenes if scene.clip is None and not (scene.take and scene.take.is_open)]
    scenes = tuple(_scene(job, scene, model_choice, market) for scene in to_film)
    costs = [scene.cost for scene in scenes]
    total = None if None in costs else round(sum(cost for cost in costs if cost is not None), 4)
    limit = job.brief.production.max_cost
    return EstimateView(
        provider=model_choice.provider,
        model=model_choice.model,
        prices_as_of=market.prices.as_of,
        scenes=scenes,
        total=total,
        spent=float(job.cost),
        in_doubt=float(job.in_doubt),
        max_cost=None if limit is None else float(limit),
        within_budget=limit is None or (total is not None and job.owed + Decimal(str(total)) <= limit),
    )


def _scene(job: Job, scene: Scene, model_choice: VideoModelChoice, market: VendorCatalog) -> SceneEstimate:
    try:
        quote = market.quote(job, scene.text, model_choice)
    except InputRejected as error:
        return _told(scene, problem=error.message)
    if quote.total is None:
        return _told(scene, billed_seconds=quote.seconds, problem="the price table does not name this model")
    return _told(scene, billed_seconds=quote.seconds, cost=float(quote.total))


def _told(
    scene: Scene, billed_seconds: float | None = None, cost: float | None = None, problem: str | None = None
) -> SceneEstimate:
    return SceneEstimate(
        scene_number=scene.number,
        duration=scene.text.duration,
        billed_seconds=billed_seconds,
        cost=cost,
        problem=problem,
    )
