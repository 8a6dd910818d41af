"""First frames of scenes: drawn in review for cents, looked at, drawn again after feedback, and chosen."""

from typing import Annotated
from uuid import UUID

from fastapi import Body, Path, Request, Response
from pydantic import Field

from api.dependencies import ContainerDep, ExistingJob, JobId, SceneKey, SendMessage, id_in_path, load_job
from api.http.access.scopes import needs
from api.http.blob_response import blob_response
from api.http.idempotency.route import ApiRoute
from api.http.json_request import strictly
from api.http.routing import ApiRouter
from api.openapi import file_route, responses
from api.schemas.common import Data
from api.schemas.jobs.job import JobView, job_view
from api.schemas.scenes.first_frame import FirstFrameView, first_frame_views
from domain.base import Wire
from domain.clients.access import Scope
from domain.errors import NotFound
from domain.rules.purchases.first_frame_messages import ChooseFirstFrame, DrawFirstFrames
from domain.rules.scenes.scene_messages import NonBlankText, SceneNumbers
from domain.rules.scenes.scenes import scene_named

router = ApiRouter(prefix="/api/v3/jobs", tags=["first frames"], route_class=ApiRoute)

_FOR_GOOD = "private, max-age=31536000, immutable"
"""A first frame is never drawn anew: another one has another id."""


class DrawingOrder(Wire):
    """Which scenes' first frames are drawn, and after which feedback. Without numbers: those of all scenes that have
    none that is drawn or being drawn."""

    scene_numbers: SceneNumbers | None = Field(default=None, examples=[[2]])
    feedback: NonBlankText | None = Field(default=None, examples=["The tin on the left."])


class FirstFrameChoice(Wire):
    """The first frame from which the scene begins; null: from none."""

    first_frame_id: UUID | None


OrderBody = Annotated[DrawingOrder | None, strictly(DrawingOrder | None)]
ChoiceBody = Annotated[
    FirstFrameChoice,
    strictly(FirstFrameChoice),
    Body(examples=[{"firstFrameId": "2c5f0b7e-41d8-5b9a-9e63-7f1a0c8d3b52"}, {"firstFrameId": None}]),
]


@router.get("/{job_id}/first-frames", summary="List a job's first frames", responses=responses(404, 422))
@needs(Scope.READ_FILMS)
async def list_first_frames(job: ExistingJob) -> Data[tuple[FirstFrameView, ...]]:
    """Those of all scenes, in the order of the scenes, the first drawn first."""
    return Data(data=first_frame_views(job, job.active_scenes))


@router.post("/{job_id}/first-frames", summary="Draw first frames", responses=responses(404, 503))
@needs(Scope.WRITE_FILMS, Scope.SPEND)
async def draw_first_frames(send: SendMessage, order: OrderBody = None) -> Data[JobView]:
    """Have pictures drawn from which the scenes then begin: in review, for what the estimate's `firstFrames` says.

    The first of a scene is chosen by itself. 422 where no picture can be drawn, or the model begins from none: then the
    estimate's `firstFrames.problem` says why. The job's `actions` do not tell it.
    """
    fields = order.model_dump(exclude_none=True) if order else {}
    return Data(data=job_view(await send(DrawFirstFrames(**fields))))


@file_route(router, "/{job_id}/first-frames/{first_frame_id}", "Download a first frame", "image/jpeg, image/png")
@needs(Scope.READ_FILMS)
async def read_first_frame(
    job_id: JobId,
    first_frame_id: Annotated[str, Path(description="The first frame's id.")],
    container: ContainerDep,
    request: Request,
) -> Response:
    """The picture as it was drawn."""
    job = await load_job(container, job_id)
    frame = job.find_first_frame(id_in_path(first_frame_id, "first frame"))
    if frame is None or frame.key is None:
        raise NotFound(f"job {job_id} has no first frame {first_frame_id} that is drawn")
    filename = f"{job.title} scene {job.scene(frame.scene_id).number} first frame {frame.number}"
    return await blob_response(container.storage, frame.key, request, filename=filename, cache_control=_FOR_GOOD)


@router.get(
    "/{job_id}/scenes/{scene}/first-frames", summary="List a scene's first frames", responses=responses(404, 422)
)
@needs(Scope.READ_FILMS)
async def list_first_frames_of_scene(key: SceneKey, job: ExistingJob) -> Data[tuple[FirstFrameView, ...]]:
    """The first drawn first, with what each was drawn after, its status and its cost."""
    return Data(data=first_frame_views(job, [scene_named(job, key)]))


@router.put("/{job_id}/scenes/{scene}/first-frame", summary="Choose a first frame", responses=responses(404, 503))
@needs(Scope.WRITE_FILMS)
async def choose_first_frame(
    key: SceneKey, choice: ChoiceBody, send: SendMessage, job_id: JobId, container: ContainerDep
) -> Data[JobView]:
    """Let the scene begin from it, or from none of them. In review only; nothing is drawn, nothing is paid."""
    number = scene_named(await load_job(container, job_id), key).number
    message = ChooseFirstFrame(scene_number=number, first_frame_id=choice.first_frame_id)
    return Data(data=job_view(await send(message)))
