"""Downloads: the film of a job, and the clips of its scenes."""

from typing import Annotated, Literal

from fastapi import Query, Request, Response

from api.dependencies import ContainerDep, ExistingJob, JobId, SceneKey, as_uuid, id_in_path, load_job
from api.http.access.scopes import needs
from api.http.blob_response import blob_response
from api.http.idempotency.route import ApiRoute
from api.http.routing import ApiRouter
from api.openapi import file_route
from domain.clients.access import Scope
from domain.errors import NotFound
from domain.job.sound.voice_over import speech_of_scene
from domain.rules.scenes.scenes import scene_even_if_deleted
from domain.storage_keys import film_key

router = ApiRouter(prefix="/api/v3/jobs", tags=["films"], route_class=ApiRoute)

_REVALIDATE = "no-cache"
"""Caches must ask again: after a new cut the same URL is another film, with another ETag."""

_FOR_GOOD = "private, max-age=31536000, immutable"
"""Of a URL that names the content which it answers with."""


@file_route(router, "/{job_id}/video", "Download the film", "video/mp4")
@needs(Scope.READ_FILMS)
async def film_of_job(
    job: ExistingJob,
    container: ContainerDep,
    request: Request,
    film: Annotated[str | None, Query(description="This cut, also if there is a newer one, by its id.")] = None,
) -> Response:
    """The newest cut: whole, or a part of it (Range). While a new one is being cut, the previous one."""
    if job.film is None:
        raise NotFound(f"job {job.id} has no film yet; it is {job.status}")
    key = job.film.key if film is None else film_key(job.id, id_in_path(film, "film"))
    filename = f"{job.title}.mp4"
    return await blob_response(container.storage, key, request, filename=filename, cache_control=_REVALIDATE)


@file_route(router, "/{job_id}/scenes/{scene}/video", "Download a scene's clip", "video/mp4", 422)
@needs(Scope.READ_FILMS)
async def clip_of_scene(
    job_id: JobId,
    key: SceneKey,
    container: ContainerDep,
    request: Request,
    clip: Annotated[
        Literal["working", "original"],
        Query(description="`working`: prepared for the film. `original`: as the vendor delivered it."),
    ] = "working",
    take_id: Annotated[str | None, Query(alias="take", description="Of this take, instead of the chosen one.")] = None,
) -> Response:
    """The clip of the take that is in the film, or of another take: whole, or a part of it (Range)."""
    job = await load_job(container, job_id)
    scene = scene_even_if_deleted(job, key)
    take = scene.clip
    if take_id is not None:
        take = next((each for each in scene.takes if each.id == as_uuid(take_id)), None)
    if take is None:
        raise NotFound(f"scene {scene.number} of job {job_id} has no clip")
    stored = take.working_key if clip == "working" else take.original_key
    if stored is None:
        raise NotFound(f"scene {scene.number} of job {job_id} has no {clip} clip")
    filename = f"{job.title} scene {scene.number}.mp4"
    return await blob_response(container.storage, stored, request, filename=filename, cache_control=_REVALIDATE)


@file_route(router, "/{job_id}/scenes/{scene}/speech", "Download what is said in a scene", "audio/wav", 422)
@needs(Scope.READ_FILMS)
async def sound_of_scene(
    job_id: JobId,
    key: SceneKey,
    container: ContainerDep,
    request: Request,
    version: Annotated[
        str | None, Query(alias="v", description="That of the scene's `speech.url`: the answer may then be kept.")
    ] = None,
) -> Response:
    """The line of the voice-over as it was spoken: whole, or a part of it (Range)."""
    job = await load_job(container, job_id)
    scene = scene_even_if_deleted(job, key)
    speech = speech_of_scene(job, scene)
    if speech is None or speech.key is None:
        raise NotFound(f"nothing is spoken yet in scene {scene.number} of job {job_id}")
    filename = f"{job.title} scene {scene.number}.wav"
    kept = _FOR_GOOD if version == str(speech.id) else _REVALIDATE
    return await blob_response(container.storage, speech.key, request, filename=filename, cache_control=kept)
