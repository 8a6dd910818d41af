"""Jobs: create, list, read, decide, delete, restore."""

from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Body, Header, Query, Request, Response
from pydantic import Field, StringConstraints
from sqlalchemy.exc import IntegrityError

from api.container import Container
from api.dependencies import JobId, MessageId, WiringDep
from api.http.idempotency import ApiRoute
from api.http.long_poll import Patience, until_changed
from api.http.pagination import WantedPage, page
from api.http.strict_json import strictly
from api.openapi import examples
from api.openapi.document import answers
from api.schemas.job import (
    Data,
    DeletedView,
    JobView,
    Page,
    ProgressView,
    StoryboardView,
    job_url,
    job_view,
    storyboard_views,
)
from api.schemas.job_from_scenario import begun_with
from api.schemas.new_job import NewJob, assets_of, check_camera
from db.jobs.queries import newest_jobs
from domain.errors import Conflict, NotFound
from domain.job.model import Job, JobStatus
from domain.job.progress import progress
from domain.rules.messages import Action

router = APIRouter(prefix="/api/v3/jobs", tags=["jobs"], route_class=ApiRoute)

ActionBody = Annotated[Action, strictly(Annotated[Action, Field(discriminator="action")])]
ClientFilter = Annotated[str, StringConstraints(max_length=200, pattern=r"^[^\x00]*$")]


@router.post(
    "",
    status_code=201,
    summary="Create a job",
    responses=answers(examples.NEW_JOB, 409, 413, 415, 422, status=201, headers=("Location",)),
)
async def create_job(
    order: Annotated[NewJob, Body(openapi_examples=examples.BRIEFS)],
    job_id: MessageId,
    wiring: WiringDep,
    response: Response,
) -> Data[JobView]:
    """A brief becomes a job. Its storyboard is written next, and then waits for approval.

    With `scenarioId` a saved scenario is its storyboard, and waits for approval at once.
    """
    brief, begun = await begun_with(order, wiring)
    check_camera(brief, wiring)
    assets, sources = await assets_of(brief, wiring.assets)
    try:
        job = await wiring.jobs.create(job_id, brief, assets, sources, begun)
    except IntegrityError as error:
        raise Conflict("an asset of this brief was deleted just now; look at /api/v3/assets") from error
    await wiring.gateway.start(job.id, brief.context.client_id)
    response.headers["Location"] = job_url(job.id)
    return Data(data=job_view(job))


@router.get("", summary="List jobs", responses=answers(examples.JOBS, 422))
async def list_jobs(
    wiring: WiringDep,
    wanted: WantedPage,
    status: Annotated[JobStatus | None, Query(description="Only jobs in this status.")] = None,
    client_id: Annotated[ClientFilter | None, Query(alias="clientId", description="Only this client's jobs.")] = None,
) -> Page[JobView]:
    """Newest first, without the deleted ones."""
    jobs = await newest_jobs(wiring.engine, wanted.one_more, status=status, client_id=client_id, after=wanted.after)
    return page(jobs, wanted, job_view)


@router.get("/{job_id}", summary="Read a job", responses=answers(examples.JOB, 404, 422, headers=("ETag",)))
async def read_job(
    job_id: JobId,
    wiring: WiringDep,
    patience: Patience,
    request: Request,
    response: Response,
    if_none_match: Annotated[str | None, Header(description="With `wait`: the ETag of what is known already.")] = None,
) -> Data[JobView]:
    """The job as it is, or, with `wait`, as soon as it is another than the caller has seen."""
    job = await living_job(wiring, job_id)
    if patience and if_none_match in (None, _etag(job)):
        await until_changed(wiring.engine, job_id, job.version, patience, request)
        job = await living_job(wiring, job_id)
    response.headers["ETag"] = _etag(job)
    return Data(data=job_view(job))


@router.get("/{job_id}/progress", summary="How far a job is", responses=answers(examples.PROGRESS, 404, 422))
async def read_progress(
    job_id: JobId,
    wiring: WiringDep,
    source: Annotated[
        Literal["workflow", "database"], Query(description="`database` does not ask the workflow.")
    ] = "workflow",
) -> Data[ProgressView]:
    """Asked of the job's workflow; when that does not answer within 2 s, counted from the database."""
    job = await living_job(wiring, job_id)
    if source == "workflow" and (told := await wiring.gateway.progress(job_id)):
        return Data(data=ProgressView(**told.model_dump(), source="workflow"))
    return Data(data=ProgressView(**progress(job).model_dump(), source="database"))


@router.post(
    "/{job_id}/actions",
    summary="Decide about a job",
    responses=answers(examples.JOB, 404, 409, 413, 415, 422, 503),
)
async def act_on_job(
    job_id: JobId,
    action: Annotated[ActionBody, Body(openapi_examples=examples.ACTIONS)],
    message_id: MessageId,
    wiring: WiringDep,
) -> Data[JobView]:
    """Approve, reject, regenerate, retry, leave out or cancel. What is possible depends on the job's status."""
    fields = action.model_dump(mode="json", by_alias=True, exclude={"action"}, exclude_none=True)
    return Data(data=job_view(await said(wiring, job_id, message_id, action.action, fields)))


@router.get("/{job_id}/storyboards", summary="Every storyboard of a job", responses=answers(examples.STORYBOARDS, 404))
async def list_storyboards(job_id: JobId, wiring: WiringDep) -> Data[tuple[StoryboardView, ...]]:
    """The revisions that are written, oldest first, with what was decided about each."""
    return Data(data=storyboard_views(await living_job(wiring, job_id)))


@router.delete("/{job_id}", summary="Delete a job", responses=answers(examples.DELETED, 404, 409, 422, 503))
async def delete_job(job_id: JobId, message_id: MessageId, wiring: WiringDep) -> Data[DeletedView]:
    """It is cancelled if it runs, and hidden. It can be restored for RETENTION_DAYS days."""
    job = await said(wiring, job_id, message_id, "delete", {})
    return Data(data=DeletedView(id=job.id, status=job.status))


@router.post("/{job_id}/restore", summary="Restore a job", responses=answers(examples.JOB, 404, 409, 422, 503))
async def restore_job(job_id: JobId, message_id: MessageId, wiring: WiringDep) -> Data[JobView]:
    """A deleted job is shown again, as it was when it was deleted."""
    return Data(data=job_view(await said(wiring, job_id, message_id, "restore", {})))


async def living_job(wiring: Container, job_id: UUID) -> Job:
    """The job, unless it is deleted. Errors: NotFound."""
    job = await wiring.jobs.load(job_id)
    if job.deleted_at is not None:
        raise NotFound(f"no job {job_id}; it was deleted and can be restored")
    return job


async def said(wiring: Container, job_id: UUID, message_id: UUID, name: str, fields: dict[str, Any]) -> Job:
    """The job after the message, which is applied once however often it is sent.

    Whether it may be is not asked here but where it is applied: there a message that comes again gets its old verdict.
    """
    await wiring.jobs.load(job_id)
    await wiring.gateway.act(job_id, str(message_id), name, fields)
    return await wiring.jobs.load(job_id)


def _etag(job: Job) -> str:
    return f'W/"{job.version}"'
