"""What was filmed of a job: the film, and the clips of its scenes."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request, Response

from api.dependencies import JobId, WiringDep
from api.http.blob_response import serve
from api.http.idempotency import ApiRoute
from api.http.ids import as_uuid
from api.openapi.document import media
from api.routes.jobs import living_job
from api.schemas.scene_key import SceneKey
from domain.errors import NotFound
from domain.job.model import Job, Scene
from domain.job.take import Take
from domain.rules.scenes import scene_named

router = APIRouter(prefix="/api/v3/jobs", tags=["films"], route_class=ApiRoute)

_ALWAYS_ASK = "no-cache"
"""The same URL is another film after a re-cut; its ETag tells."""


@router.head("/{job_id}/video", include_in_schema=False)
@router.get("/{job_id}/video", summary="The film", response_class=Response, responses=media("video/mp4", 404, 412, 416))
async def film_of_job(job_id: JobId, wiring: WiringDep, request: Request) -> Response:
    """The newest cut: whole, or a part (Range). While another one is being made, the earlier one."""
    job = await living_job(wiring, job_id)
    if job.film is None:
        raise NotFound(f"job {job_id} has no film yet; it is {job.status}")
    return await serve(wiring.storage, job.film.key, request, filename=f"{_title(job)}.mp4", cache_control=_ALWAYS_ASK)


@router.head("/{job_id}/scenes/{scene}/video", include_in_schema=False)
@router.get(
    "/{job_id}/scenes/{scene}/video",
    summary="The clip of a scene",
    response_class=Response,
    responses=media("video/mp4", 404, 412, 416, 422),
)
async def clip_of_scene(
    job_id: JobId,
    key: SceneKey,
    wiring: WiringDep,
    request: Request,
    clip: Annotated[
        Literal["working", "original"],
        Query(description="`working`: as the film is cut from it. `original`: as the vendor made it."),
    ] = "working",
    take_id: Annotated[str | None, Query(alias="take", description="Of this take, instead of the chosen one.")] = None,
) -> Response:
    """The clip of the take that is in the film, or of another take: whole, or a part (Range)."""
    job = await living_job(wiring, job_id)
    scene = scene_named(job, key)
    take = _take(scene, take_id)
    if take is None:
        raise NotFound(f"scene {scene.number} of job {job_id} has no clip")
    stored = take.working_key if clip == "working" else take.original_key
    if stored is None:
        raise NotFound(f"scene {scene.number} of job {job_id} has no {clip} clip")
    name = f"{_title(job)} scene {scene.number}.mp4"
    return await serve(wiring.storage, stored, request, filename=name, cache_control=_ALWAYS_ASK)


def _take(scene: Scene, named: str | None) -> Take | None:
    if named is None:
        return scene.clip
    return next((each for each in scene.takes if each.id == as_uuid(named)), None)


def _title(job: Job) -> str:
    return job.brief.ad_basics.product_name.strip() or "film"
