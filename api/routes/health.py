"""Health, readiness and metrics."""

import logging
from typing import Literal

from fastapi import Request, Response
from prometheus_client import CONTENT_TYPE_LATEST
from pydantic import Field

from api.container import Container
from api.dependencies import ContainerDep
from api.http.access.scopes import needs
from api.http.middleware import Metrics
from api.http.problems import problem_response
from api.http.routing import ApiRouter
from api.openapi import responses
from db.audit_queries import repairs_by_kind
from domain.base import Frozen
from domain.clients.access import Scope
from domain.errors import Transient

_log = logging.getLogger(__name__)

router = ApiRouter(tags=["operations"])

_OK = "ok"
_EXAMPLE = {"example": 'greenlight_jobs{status="completed"} 3.0'}


class Alive(Frozen):
    status: Literal["ok"] = "ok"


class Ready(Frozen):
    """Each is `ok`."""

    database: str = Field(examples=[_OK])
    temporal: str = Field(examples=[_OK])
    worker: str = Field(examples=[_OK])


@router.get("/healthz", summary="Check that the process is up", responses=responses())
@needs()
async def healthz() -> Alive:
    """Always `ok`, without looking at the database or Temporal."""
    return Alive()


@router.get("/readyz", summary="Check that the process can do its work", response_model=Ready, responses=responses(503))
@needs()
async def readyz(container: ContainerDep, request: Request) -> Ready | Response:
    """Whether the database, Temporal and a polling worker answer: each `ok`, or what is wrong with it."""
    parts = {"database": await _database(container), **await container.gateway.health()}
    wrong = [f"{name}: {state}" for name, state in parts.items() if state != _OK]
    if not wrong:
        return Ready(**parts)
    return problem_response(request.state.request_id, 503, "not_ready", "; ".join(wrong), retryable=True, extra=parts)


@router.get(
    "/metrics",
    summary="Read metrics for Prometheus",
    response_class=Response,
    responses={200: {"description": "The metrics in Prometheus' text format", "content": {"text/plain": _EXAMPLE}}},
)
@needs(Scope.ADMIN)
async def read_metrics(container: ContainerDep, request: Request) -> Response:
    """Requests and their seconds by route, jobs by status, repairs by kind."""
    metrics: Metrics = request.app.state.metrics
    try:
        container.migrations.require()
        jobs, repairs = await container.jobs.count_by_status(), await repairs_by_kind(container.engine)
    except Transient:
        jobs, repairs = None, {}
    return Response(metrics.text(jobs, repairs), media_type=CONTENT_TYPE_LATEST)


async def _database(container: Container) -> str:
    try:
        container.migrations.require()
        await container.jobs.clock()
    except Transient as error:
        _log.warning("the database does not answer", extra={"error": error.message})
        return "does not answer"
    return _OK
