"""The assets that a job uses: replace one, or take one away."""

from collections.abc import Iterator
from typing import Annotated

from fastapi import APIRouter, Body

from api.dependencies import AssetOfJobId, CallerDep, ContainerDep, JobId, SendMessage
from api.http.access.scopes import needs
from api.http.idempotency.route import ApiRoute
from api.http.json_request import FoundError, strictly
from api.jobs.job_creation import check_assets, check_storage_for
from api.openapi import responses
from api.schemas.common import Data, url_error
from api.schemas.jobs.job import JobView, job_view
from domain.clients.access import Scope
from domain.rules.assets.asset_messages import AssetChanged, AssetChanges, AssetRemoved

router = APIRouter(prefix="/api/v3/jobs/{job_id}/assets", tags=["jobs"], route_class=ApiRoute)


def _check_url(changes: AssetChanges) -> Iterator[FoundError]:
    if changes.url and (error := url_error(changes.url)):
        yield ("url",), error


ChangesBody = Annotated[
    AssetChanges,
    strictly(AssetChanges, _check_url),
    Body(examples=[{"url": "https://example.com/calm.mp3"}, {"role": "music"}]),
]


@router.patch("/{asset_id}", summary="Replace an asset of a job", responses=responses(404, 503))
@needs(Scope.WRITE_FILMS)
async def change_asset(
    job_id: JobId,
    asset_id: AssetOfJobId,
    changes: ChangesBody,
    send: SendMessage,
    container: ContainerDep,
    caller: CallerDep,
) -> Data[JobView]:
    """Put another file in its place, by URL or by the id of a stored asset, or give it another name or role.

    Its scenes show the new one when they are filmed again. Music is cut into the film at once, without filming. A
    URL is fetched by the job: if that fails, the job has a warning.
    """
    await check_assets({"id": changes.id}, container, caller)
    await check_storage_for([changes.url], container, job_id)
    given = changes.model_dump(exclude_none=True)
    return Data(data=job_view(await send(AssetChanged(asset=asset_id, **given))))


@router.delete("/{asset_id}", summary="Take an asset away from a job", responses=responses(404, 503))
@needs(Scope.WRITE_FILMS)
async def remove_asset(asset_id: AssetOfJobId, send: SendMessage) -> Data[JobView]:
    """Take it out of the job and its scenes. If it was the film's music, the film is cut again without it.

    The stored asset stays until it is deleted by `DELETE /api/v3/assets/{asset_id}`.
    """
    return Data(data=job_view(await send(AssetRemoved(asset=asset_id))))
