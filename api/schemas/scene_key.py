"""How a path or a body names a scene: by its number in the job, or by its id."""

import re
from collections.abc import Iterable
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Path

from api.container import Container
from api.dependencies import JobId, WiringDep
from api.http.ids import as_uuid
from api.routes.jobs import living_job
from db.jobs.queries import jobs_of_scenes
from domain.errors import Invalid, NotFound
from domain.rules.scene_messages import SceneName

_NUMBER = re.compile(r"[1-9][0-9]{0,4}")

Named = Annotated[str, Path(alias="scene", description="The scene's id, or its number.")]


async def _scene_key(named: Named, job_id: JobId, wiring: WiringDep) -> SceneName:
    """The scene's number or id. Errors: NotFound; Invalid for a scene of another job."""
    if _NUMBER.fullmatch(named):
        return int(named)
    scene_id = as_uuid(named)
    if scene_id is None or not await of_this_job(wiring, job_id, [scene_id]):
        await living_job(wiring, job_id)
        raise NotFound(f"no scene {named[:80]}")
    return scene_id


SceneKey = Annotated[SceneName, Depends(_scene_key)]


async def of_this_job(wiring: Container, job_id: UUID, named: Iterable[SceneName]) -> bool:
    """Whether any scene that is named by its id exists. All that do are this job's.

    Errors: NotFound when the job is gone, Invalid when one of the scenes is another job's.
    """
    owners = await jobs_of_scenes(wiring.engine, [scene for scene in named if isinstance(scene, UUID)])
    for scene, owner in owners.items():
        if owner != job_id:
            await living_job(wiring, job_id)
            raise Invalid(f"scene {scene} does not belong to job {job_id}, but to another")
    return bool(owners)
