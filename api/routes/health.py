"""Whether the process is up, whether it can do its work, and its numbers."""

import logging
from typing import Literal

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST

from api.dependencies import WiringDep
from api.http.metrics import Metrics
from api.http.problems import RETRY_AFTER_SECONDS, problem
from api.openapi import examples
from api.openapi.document import answers, problems
from db.audit_queries import repairs_by_kind
from db.jobs.queries import jobs_by_status, ping
from domain.base import Frozen
from domain.errors import Transient
from domain.job.model import JobStatus

_log = logging.getLogger(__name__)

router = APIRouter(tags=["operations"])

_OK = "ok"


class Alive(Frozen):
    status: Literal["ok"] = "ok"


class Ready(Frozen):
    """Each is `ok`."""

    database: str
    temporal: str
    worker: str


@router.get("/healthz", summary="Is the process up?", responses=answers({"status": "ok"}))
async def healthz() -> Alive:
    """It is, or there is no answer."""
    return Alive()


@router.get(
    "/readyz",
    summary="Can it do its work?",
    response_model=Ready,
    responses=answers(examples.READY, 503),
)
async def readyz(wiring: WiringDep, request: Request) -> Ready | Response:
    """The database, Temporal and a polling worker, each by name: `ok`, or what is wrong with it."""
    parts = {"database": await _database(wiring), **await wiring.gateway.health()}
    wrong = [f"{name}: {state}" for name, state in parts.items() if state != _OK]
    if not wrong:
        return Ready(**parts)
    return problem(
        request.state.request_id,
        503,
        "not_ready",
        "; ".join(wrong),
        retryable=True,
        headers={"Retry-After": str(RETRY_AFTER_SECONDS)},
        more=parts,
    )


@router.get(
    "/metrics",
    summary="Numbers for Prometheus",
    response_class=Response,
    responses={
        200: {
            "description": "The exposition",
            "content": {"text/plain": {"example": 'greenlight_jobs{status="completed"} 3.0'}},
        },
        **problems(),
    },
)
async def read_metrics(wiring: WiringDep, request: Request) -> Response:
    """Requests and seconds by route, jobs by status."""
    metrics: Metrics = request.app.state.metrics
    jobs = await _jobs(wiring)
    repairs = {} if jobs is None else await repairs_by_kind(wiring.engine)
    return Response(metrics.text(jobs, repairs), media_type=CONTENT_TYPE_LATEST)


async def _database(wiring: WiringDep) -> str:
    try:
        wiring.schema.require()
        await ping(wiring.engine)
    except Transient as error:
        _log.warning("the database does not answer", extra={"error": error.message})
        return "does not answer"
    return _OK


async def _jobs(wiring: WiringDep) -> dict[JobStatus, int] | None:
    try:
        wiring.schema.require()
        return await jobs_by_status(wiring.engine)
    except Transient:
        return None
