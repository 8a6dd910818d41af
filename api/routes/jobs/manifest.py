"""The manifest of a job: where its film comes from."""

from collections.abc import Iterator
from importlib.metadata import version
from typing import Annotated
from uuid import UUID

from fastapi import Query, Response

from api.dependencies import ContainerDep, ExistingJob
from api.http.access.scopes import needs
from api.http.idempotency.route import ApiRoute
from api.http.routing import ApiRouter
from api.openapi import responses
from api.schemas.common import Data
from api.schemas.manifest.inputs import assets_shown
from api.schemas.manifest.view import ManifestView, manifest_view
from db.jobs.mapping import to_asset
from domain.clients.access import Scope
from domain.job.job_asset import JobAsset
from domain.job.model import Job
from domain.ports.storage import Storage

router = ApiRouter(prefix="/api/v3/jobs", tags=["films"], route_class=ApiRoute)


@router.get("/{job_id}/manifest", summary="Read where a film comes from", responses=responses(404, 422, 503))
@needs(Scope.READ_FILMS)
async def read_manifest(
    job: ExistingJob,
    container: ContainerDep,
    response: Response,
    download: Annotated[bool, Query(description="Answer as a file to be saved.")] = False,
) -> Data[ManifestView]:
    """Brief, approved storyboard, takes with vendor, model, prompt and cost, hashes of all files. `film` is null until
    there is one."""
    if download:
        response.headers["Content-Disposition"] = f'attachment; filename="manifest-{job.id}.json"'
    known = {asset.id for asset in job.assets}
    shown = {asset for scene in job.scenes for take in scene.takes for asset in assets_shown(take)}
    former = await container.assets.known(list(shown - known)) if shown - known else {}
    former_assets = {each: to_asset(row.model_dump()) for each, row in former.items()}
    hashes = await _hashes_of_before(container.storage, job, former_assets)
    return Data(data=manifest_view(job, former_assets, hashes, version("greenlight")))


async def _hashes_of_before(storage: Storage, job: Job, former: dict[UUID, JobAsset]) -> dict[str, str]:
    """Return the hashes, by key, of files whose rows are of before hashes were noted: their etags are hashes, too."""
    blobs = [await storage.head(key) for key in _keys_without_hash(job, former)]
    return {blob.key: blob.sha256 for blob in blobs if blob and blob.sha256}


def _keys_without_hash(job: Job, former: dict[UUID, JobAsset]) -> Iterator[str]:
    files = [(asset.blob_key, asset.sha256) for asset in (*job.assets, *former.values())]
    for take in (take for scene in job.scenes for take in scene.takes):
        files += [(take.original_key, take.original_sha256), (take.working_key, take.working_sha256)]
        files += [(take.still.key, take.still.sha256)] if take.still else []
    files += [(job.film.key, job.film.sha256)] if job.film else []
    return (key for key, sha256 in files if key and sha256 is None)
