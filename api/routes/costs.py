"""A job's cost: an estimate before it is approved, and the limit that it may not exceed."""

from typing import Annotated

from fastapi import APIRouter

from api.dependencies import ContainerDep, JobId, MessageId
from api.http.idempotency import ApiRoute
from api.http.strict_json import strictly
from api.job_access import load_job, send_message
from api.openapi.document import responses
from api.schemas.common import Data
from api.schemas.estimate import EstimateView, JobChanges, estimate_view
from api.schemas.job import JobView, job_view
from domain.rules.messages import SetBudget

router = APIRouter(prefix="/api/v3/jobs", tags=["jobs"], route_class=ApiRoute)


@router.get("/{job_id}/estimate", summary="Estimate the cost of approving", responses=responses(404, 422))
async def estimate_job(job_id: JobId, container: ContainerDep) -> Data[EstimateView]:
    """The cost of each scene that has no clip yet, by the price table of the named day."""
    job = await load_job(container, job_id)
    return Data(data=estimate_view(job, container.choose_model(job.brief), container.catalog))


@router.patch("/{job_id}", summary="Change the budget", responses=responses(404, 409, 413, 415, 422, 503))
async def change_job(
    job_id: JobId,
    changes: Annotated[JobChanges, strictly(JobChanges)],
    message_id: MessageId,
    container: ContainerDep,
) -> Data[JobView]:
    """Scenes that were not ordered because the budget was too small are ordered if it is large enough now."""
    message = SetBudget(max_cost=changes.production.max_cost)
    return Data(data=job_view(await send_message(container, job_id, message_id, message)))
