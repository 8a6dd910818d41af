"""Make drafts final: the model that the job has chosen films their scenes again."""

from typing import Annotated

from fastapi import Body
from pydantic import Field

from api.dependencies import ContainerDep, JobId, SceneKey, SendMessage, load_job
from api.http.access.scopes import needs
from api.http.idempotency.route import ApiRoute
from api.http.json_request import strictly
from api.http.routing import ApiRouter
from api.openapi import responses
from api.schemas.common import Data
from api.schemas.jobs.job import JobView, job_view
from domain.base import Wire
from domain.clients.access import Scope
from domain.rules.messages import FinishScenes
from domain.rules.scenes.scene_messages import SceneNumbers
from domain.rules.scenes.scenes import scene_named

router = ApiRouter(prefix="/api/v3/jobs", tags=["jobs"], route_class=ApiRoute)


class DraftScenes(Wire):
    """Which scenes are made final. Without numbers: all whose clip is a draft."""

    scene_numbers: SceneNumbers | None = Field(default=None, examples=[[1, 3]])


DraftScenesBody = Annotated[
    DraftScenes | None,
    strictly(DraftScenes | None),
    Body(examples=[{"sceneNumbers": [1, 3]}, {}]),
]


@router.post("/{job_id}/finish", summary="Make drafts final", responses=responses(404, 503))
@needs(Scope.WRITE_FILMS, Scope.SPEND)
async def finish_scenes(send: SendMessage, drafts: DraftScenesBody = None) -> Data[JobView]:
    """Film scenes in full, with the text and seed of their drafts, for what the estimate's `final` says.

    A draft stays in the film until its scene is filmed, and if that fails.
    """
    numbers = drafts.scene_numbers if drafts else None
    return Data(data=job_view(await send(FinishScenes(scene_numbers=numbers))))


@router.post("/{job_id}/scenes/{scene}/finish", summary="Make a scene's draft final", responses=responses(404, 503))
@needs(Scope.WRITE_FILMS, Scope.SPEND)
async def finish_scene(key: SceneKey, send: SendMessage, job_id: JobId, container: ContainerDep) -> Data[JobView]:
    """Film one scene in full, with the text and seed of its draft, for what the estimate's `finalCost` of it says."""
    number = scene_named(await load_job(container, job_id), key).number
    return Data(data=job_view(await send(FinishScenes(scene_numbers=(number,)))))
