"""Film one part of an ad again, by its part: the route of the seed `004…` (spec §6)."""

import asyncio
import re
from datetime import timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Body, Header, Response

from api.container import Container
from api.dependencies import MessageId, WiringDep
from api.http.errors import FilmingFailed, NotAScenario
from api.http.idempotency import ApiRoute
from api.http.ids import found
from api.openapi import scene_examples as examples
from api.openapi.document import answers
from api.routes.jobs import living_job, said
from api.schemas.job import UtcTime
from api.schemas.scene import scene_url
from domain.base import Frozen
from domain.errors import Conflict, Invalid, NotFound
from domain.film_format import FPS
from domain.job.model import Job, JobStatus, Scene
from domain.job.storyboard import Scenario
from domain.job.take import Take, TakeStatus

router = APIRouter(prefix="/api/videos", tags=["scenes"], route_class=ApiRoute)

_ASYNC = re.compile(r"\brespond-async\b", re.IGNORECASE)
_LOOK_EVERY = 0.2


class VideoRegenerateRequest(Frozen):
    """`session_id` is a job's id; `scenario` is hook, problem, solution or cta, in any case."""

    session_id: str
    scenario: str


class RegeneratedJson(Frozen):
    """`video_url` and `duration` (seconds) are null while it is being filmed."""

    success: bool = True
    session_id: UUID
    scenario: str
    video_url: str | None
    duration: float | None
    status: str
    created_at: UtcTime
    message: str


@router.post(
    "/regenerate-scene",
    summary="Film a part of the ad again",
    responses=answers(examples.REGENERATED, 400, 404, 409, 413, 415, 422, 429, 503)
    | answers(examples.REGENERATED, status=202, headers=("Location", "Preference-Applied")),
)
async def regenerate_video(
    body: Annotated[VideoRegenerateRequest, Body(openapi_examples=examples.SESSIONS)],
    message_id: MessageId,
    wiring: WiringDep,
    response: Response,
    prefer: Annotated[str, Header(description="`respond-async`: do not wait until it is filmed.")] = "",
) -> RegeneratedJson:
    """The first scene of that part is filmed again from its description; no other scene is touched."""
    job_id = found(body.session_id, "session")
    job = await living_job(wiring, job_id)
    scene = _asked_for_before(job, str(message_id)) or _to_film_again(job, body.scenario)
    try:
        await said(wiring, job_id, message_id, "scene_regenerate", {"scene": str(scene.id)})
    except Invalid as began_just_now:
        raise Conflict(began_just_now.message) from began_just_now
    wait = 0 if _ASYNC.search(prefer) else wiring.settings.regenerate_wait_seconds
    scene, take = await _filmed(wiring, job_id, scene.id, str(message_id), timedelta(seconds=wait))
    if take.status is TakeStatus.FAILED and take.error:
        raise FilmingFailed(take.error.message)
    if take.status in (TakeStatus.STOPPING, TakeStatus.CANCELLED):
        raise Conflict("another take of the scene was asked for in place of this one, or it was stopped")
    if take.status is not TakeStatus.DONE:
        response.status_code = 202
        response.headers["Location"] = scene_url(job, scene)
        if _ASYNC.search(prefer):
            response.headers["Preference-Applied"] = "respond-async"
        return _answer(job, scene, take, "processing", "Scene is being regenerated")
    return _answer(job, scene, take, "completed", "Scene regenerated successfully")


def _asked_for_before(job: Job, request: str) -> Scene | None:
    """The scene that an earlier try of the same request had filmed again: it is waited for, not refused."""
    return next((scene for scene in job.scenes if any(take.request == request for take in scene.takes)), None)


def _to_film_again(job: Job, named: str) -> Scene:
    scenario = next((each for each in Scenario if each.value == named.strip().lower()), None)
    if scenario is None:
        raise NotAScenario(f"scenario {named[:80]!r}: send one of {', '.join(Scenario)}")
    scene = next((each for each in job.active_scenes if each.text.scenario is scenario), None)
    if scene is None:
        raise NotFound(f"no {scenario} scene in session {job.id}")
    if job.status not in (JobStatus.PROCESSING, JobStatus.COMPLETED):
        raise Conflict(f"session {job.id} is {job.status}; a scene can be filmed again once the job was filmed")
    if scene.take and scene.take.is_being_filmed:
        raise Conflict(f"the {scenario} scene is being filmed; wait until it is done")
    return scene


async def _filmed(
    wiring: Container, job_id: UUID, scene_id: UUID, request: str, patience: timedelta
) -> tuple[Scene, Take]:
    """The take that the request asked for, when it is over or the time is up."""
    until = asyncio.get_running_loop().time() + patience.total_seconds()
    while True:
        job = await wiring.jobs.load(job_id)
        scene = next(each for each in job.scenes if each.id == scene_id)
        take = next(each for each in scene.takes if each.request == request)
        if not take.is_open or asyncio.get_running_loop().time() >= until:
            return scene, take
        await asyncio.sleep(_LOOK_EVERY)


def _answer(job: Job, scene: Scene, take: Take, status: str, message: str) -> RegeneratedJson:
    done = take.status is TakeStatus.DONE
    return RegeneratedJson(
        session_id=job.id,
        scenario=scene.text.scenario.value,
        video_url=f"{scene_url(job, scene)}/video" if done else None,
        duration=round(take.frames / FPS, 3) if done and take.frames else None,
        status=status,
        created_at=scene.created_at,
        message=message,
    )
