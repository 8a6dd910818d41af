"""What a reviewer sees: stills and poster, the storyboard played before any money, captions."""

from typing import Annotated

from fastapi import Query, Request, Response

from api.dependencies import ContainerDep, ExistingJob, JobId, SceneKey, WaitQuery, as_uuid, load_job
from api.http.access.scopes import needs
from api.http.idempotency.route import ApiRoute
from api.http.routing import ApiRouter
from api.jobs.pictures import (
    CAPTION_MEDIA_TYPES,
    PreviewState,
    captions_response,
    poster_response,
    preview_response,
    still_response,
    stills_response,
)
from api.openapi import Responses, file_route
from api.schemas.common import Data
from domain.clients.access import Scope
from domain.errors import NotFound
from domain.job.film.captions import CaptionFormat
from domain.job.pictures import LARGEST_STILL_SIDE
from domain.rules.scenes.scenes import scene_even_if_deleted

router = ApiRouter(prefix="/api/v3/jobs", tags=["films"], route_class=ApiRoute)

Version = Annotated[
    str | None,
    Query(
        alias="v",
        max_length=100,
        description="The content's id, as in the job's URLs: then the answer is kept for good.",
    ),
]
Width = Annotated[int | None, Query(ge=1, le=LARGEST_STILL_SIDE, description="At least so many pixels wide.")]

CaptionsQuery = Annotated[CaptionFormat, Query(description="WebVTT for browsers, SubRip for editing programs.")]

_RENDERING: Responses = {202: {"model": Data[PreviewState], "description": "It is being rendered; ask again"}}


@file_route(router, "/{job_id}/scenes/{scene}/still", "Download a scene's still", "image/jpeg", 422)
@needs(Scope.READ_FILMS)
async def still_of_scene(
    job_id: JobId,
    key: SceneKey,
    container: ContainerDep,
    request: Request,
    take_id: Annotated[str | None, Query(alias="take", description="Of this take, which has a clip.")] = None,
    version: Version = None,
    width: Width = None,
) -> Response:
    """A frame of its clip, or of another take's. Before it is filmed, its text and assets as an animatic draws them."""
    job = await load_job(container, job_id)
    scene, take = scene_even_if_deleted(job, key), None
    if take_id is not None:
        take = next((each for each in scene.takes if each.id == as_uuid(take_id) and each.working_key), None)
        if take is None:
            raise NotFound(f"scene {scene.number} of job {job_id} has no take {take_id[:80]} with a clip")
    return await still_response(container, request, job, scene, take=take, version=version, width=width)


@file_route(router, "/{job_id}/poster", "Download the poster", "image/jpeg", 422)
@needs(Scope.READ_FILMS)
async def poster_of_job(
    job: ExistingJob, container: ContainerDep, request: Request, version: Version = None, width: Width = None
) -> Response:
    """The still of the first scene; 404 before there is a storyboard."""
    return await poster_response(container, request, job, version, width)


@file_route(router, "/{job_id}/preview", "Play the storyboard", "video/mp4", 422, others=_RENDERING)
@needs(Scope.READ_FILMS)
async def preview_of_job(
    job: ExistingJob, container: ContainerDep, request: Request, wait: WaitQuery, version: Version = None
) -> Response:
    """The storyboard as it is now, played as an animatic; scenes that are filmed show their clips. Nothing is ordered.

    It is rendered when it is asked for, and kept. A scene that did not change is not rendered again.
    """
    return await preview_response(container, request, job, wait, version)


@file_route(router, "/{job_id}/captions", "Download the captions", ", ".join(CAPTION_MEDIA_TYPES.values()), 422)
@needs(Scope.READ_FILMS)
async def captions_of_job(job: ExistingJob, request: Request, format: CaptionsQuery = CaptionFormat.VTT) -> Response:
    """What is read in the film, as WebVTT or SubRip: in step with the voice-over, else the scenes' scripts."""
    return await captions_response(request, job, format)


@file_route(router, "/{job_id}/stills", "Download all stills", "application/zip")
@needs(Scope.READ_FILMS)
async def stills_of_job(job: ExistingJob, container: ContainerDep) -> Response:
    """A zip with a JPEG of each scene: `01 hook.jpg`."""
    return await stills_response(container, job)
