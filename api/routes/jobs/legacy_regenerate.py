"""Film one part of an ad again, by its name: a route of an earlier API (`tests/contracts/test_004_session.py`)."""

import asyncio
from contextlib import suppress
from datetime import timedelta
from typing import Annotated
from uuid import UUID

from fastapi import Response
from pydantic import Field

from api.container import Container
from api.dependencies import (
    CallerDep,
    ContainerDep,
    MessageId,
    PrefersAsync,
    check_owner,
    id_in_path,
    load_job,
    send_message,
)
from api.http.access.scopes import needs
from api.http.errors import FilmingFailed, NotAScenario
from api.http.idempotency.route import ApiRoute
from api.http.json_request import strictly
from api.http.routing import ApiRouter
from api.openapi import responses
from api.schemas.common import UtcTime, scene_url
from domain.base import Frozen
from domain.clients.access import Scope
from domain.errors import Conflict, Invalid, NotFound
from domain.film_format import FPS
from domain.job.approval import sender_of
from domain.job.model import Job, JobStatus
from domain.job.progress import is_being_filmed
from domain.job.scene import Scene
from domain.job.storyboard import Scenario
from domain.job.takes.take import Take, TakeStatus
from domain.rules.scenes.scene_messages import SceneRegenerate

router = ApiRouter(prefix="/api/videos", tags=["scenes"], route_class=ApiRoute)


_PART = rf"^\s*({'|'.join(''.join(f'[{letter}{letter.upper()}]' for letter in part) for part in Scenario)})\s*$"


class VideoRegenerateRequest(Frozen):
    """`session_id` is a job's id; `scenario` is hook, problem, solution or cta, in any case."""

    session_id: str = Field(examples=["019a9b1e-5f00-7c3a-9d5e-2f6b8c1d4e70"])
    scenario: str = Field(examples=["hook"], json_schema_extra={"pattern": _PART})


class RegeneratedJson(Frozen):
    """`video_url` and `duration` (seconds) are null while the scene is being filmed."""

    success: bool = True
    session_id: UUID
    scenario: str = Field(examples=["hook"])
    video_url: str | None = Field(examples=["/api/v3/jobs/019a…/scenes/019a…/video"])
    duration: float | None = Field(examples=[5.0])
    status: str = Field(examples=["completed"])
    created_at: UtcTime
    message: str = Field(examples=["Scene regenerated successfully"])


@router.post(
    "/regenerate-scene",
    summary="Film a part of the ad again",
    responses=responses(400, 404, 429, 503) | responses(status=202, headers=("Location", "Preference-Applied")),
)
@needs(Scope.WRITE_FILMS, Scope.SPEND)
async def regenerate_video(
    body: Annotated[VideoRegenerateRequest, strictly(VideoRegenerateRequest)],
    message_id: MessageId,
    container: ContainerDep,
    caller: CallerDep,
    response: Response,
    prefers_async: PrefersAsync,
) -> RegeneratedJson:
    """Film the first scene of that part again from its description. No other scene is changed."""
    job_id = id_in_path(body.session_id, "session")
    await check_owner(container, caller, "job", job_id)
    job = await load_job(container, job_id)
    request = str(message_id)
    # The scene of which this request, sent before, has a take is waited for, not refused.
    filmed = (scene for scene in job.scenes if any(take.request == request for take in scene.takes))
    scene = next(filmed, None) or _scene_of_part(job, body.scenario)
    try:
        await send_message(container, job_id, message_id, SceneRegenerate(scene=scene.id), sender_of(caller))
    except Invalid as began_meanwhile:
        raise Conflict(began_meanwhile.message) from began_meanwhile
    longest = timedelta(seconds=0 if prefers_async else container.settings.regenerate_wait_seconds)
    scene, take = await _wait_for_take(container, job_id, scene.id, request, longest)
    if take.status is TakeStatus.FAILED and take.error:
        raise FilmingFailed(take.error.message)
    if take.status in (TakeStatus.STOPPING, TakeStatus.CANCELLED):
        raise Conflict("another take of the scene was asked for in place of this one, or it was stopped")
    if take.status is not TakeStatus.DONE:
        response.status_code = 202
        response.headers["Location"] = scene_url(job.id, scene.id)
        if prefers_async:
            response.headers["Preference-Applied"] = "respond-async"
    return _regenerated(job, scene, take)


def _regenerated(job: Job, scene: Scene, take: Take) -> RegeneratedJson:
    is_done = take.status is TakeStatus.DONE
    return RegeneratedJson(
        session_id=job.id,
        scenario=scene.text.scenario.value,
        video_url=f"{scene_url(job.id, scene.id)}/video" if is_done else None,
        duration=round(take.frames / FPS, 3) if is_done and take.frames else None,
        status="completed" if is_done else "processing",
        created_at=scene.created_at,
        message="Scene regenerated successfully" if is_done else "Scene is being regenerated",
    )


def _scene_of_part(job: Job, part: str) -> Scene:
    """Return the first scene of that part. Errors: NotAScenario, NotFound; Conflict if it cannot be filmed now."""
    scenario = next((each for each in Scenario if each.value == part.strip().lower()), None)
    if scenario is None:
        raise NotAScenario(f"scenario {part[:80]!r}: send one of {', '.join(Scenario)}")
    scene = next((each for each in job.active_scenes if each.text.scenario is scenario), None)
    if scene is None:
        raise NotFound(f"no {scenario} scene in session {job.id}")
    if job.status not in (JobStatus.PROCESSING, JobStatus.COMPLETED):
        raise Conflict(f"session {job.id} is {job.status}; a scene can be filmed again once the job was filmed")
    if is_being_filmed(job, scene):
        raise Conflict(f"the {scenario} scene is being filmed; wait until it is done")
    return scene


async def _wait_for_take(
    container: Container, job_id: UUID, scene_id: UUID, request: str, longest: timedelta
) -> tuple[Scene, Take]:
    """Return the request's take as soon as it is no longer open, or after the longest wait as it is."""
    clock = asyncio.get_running_loop().time
    end = clock() + longest.total_seconds()
    with container.feed.watch(job_id) as watch:
        while True:
            watch.changed.clear()
            job = await container.jobs.load(job_id)
            scene = next(each for each in job.scenes if each.id == scene_id)
            take = next(each for each in scene.takes if each.request == request)
            if not take.is_open or clock() >= end or container.feed.is_stopped:
                return scene, take
            with suppress(TimeoutError):
                async with asyncio.timeout_at(end):
                    await watch.changed.wait()
