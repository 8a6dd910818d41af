"""Assets: fetch or upload, list, read, serve, delete."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import TypeAdapter, ValidationError

from api.container import Container
from api.dependencies import AssetId, ContainerDep, MessageId, PrefersAsync
from api.http.blob_response import blob_response
from api.http.errors import Unprocessable
from api.http.idempotency import ApiRoute
from api.http.json_request import JsonRequest
from api.http.pagination import PageQuery, page_of
from api.http.strict_json import strictly
from api.http.uploads import Upload, UploadRequest, UploadRoute
from api.openapi.document import file_responses, form_or_json, responses
from api.schemas.asset import AssetByUrl, AssetView, asset_view
from api.schemas.common import Data, Page
from db.schema.tables import AssetRow
from domain.brief import AssetRole, Name
from domain.errors import InputRejected, NotFound, Transient
from domain.rules.results import StoredAsset
from domain.storage_keys import asset_key

router = APIRouter(prefix="/api/v3/assets", tags=["assets"], route_class=ApiRoute)
uploads = APIRouter(prefix="/api/v3/assets", tags=["assets"], route_class=UploadRoute)

_IMMUTABLE = "private, max-age=31536000, immutable"
_BODY: TypeAdapter[AssetByUrl] = TypeAdapter(Annotated[AssetByUrl, strictly(AssetByUrl)])
_FORM: TypeAdapter[dict[str, str]] = TypeAdapter(dict[str, Name])


async def _url_or_upload(request: Request) -> AssetByUrl | Upload:
    if isinstance(request, UploadRequest) and request.upload:
        return request.upload
    assert isinstance(request, JsonRequest)
    try:
        return _BODY.validate_python(await request.json() or {})
    except ValidationError as error:
        raise RequestValidationError(error.errors()) from None


@uploads.post(
    "",
    status_code=201,
    summary="Add an asset",
    responses=responses(status=201, headers=("Location",))
    | responses(503, status=202, headers=("Location", "Preference-Applied")),
    openapi_extra=form_or_json(AssetByUrl),
)
async def add_asset(
    new: Annotated[AssetByUrl | Upload, Depends(_url_or_upload)],
    asset_id: MessageId,
    container: ContainerDep,
    response: Response,
    prefers_async: PrefersAsync,
) -> Data[AssetView]:
    """Fetch an asset from a URL, or upload it as the part `file` of a form; 201 when it is stored. If the URL cannot be
    fetched, nothing is stored. With `respond-async` the asset is then `failed`, `error` says why, and it is kept as
    long as deleted jobs are."""
    response.headers["Location"] = f"/api/v3/assets/{asset_id}"
    if isinstance(new, Upload):
        return Data(data=asset_view(await _store_upload(container, asset_id, new)))
    if prefers_async:
        response.status_code = 202
        response.headers["Preference-Applied"] = "respond-async"
        return Data(data=asset_view(await _start_fetch(container, asset_id, new)))
    stored = await _fetch(container, asset_id, new.url)
    return Data(data=asset_view(await container.assets.add(asset_id, new.name, new.role, new.url, stored)))


@router.get("", summary="List assets", responses=responses(422))
async def list_assets(container: ContainerDep, query: PageQuery) -> Page[AssetView]:
    """Newest first."""
    return page_of(await container.assets.newest(query.limit_plus_one, query.after), query, asset_view)


@router.get("/{asset_id}", summary="Read an asset", responses=responses(404))
async def read_asset(asset_id: AssetId, container: ContainerDep) -> Data[AssetView]:
    """The asset's description, without its file."""
    return Data(data=asset_view(await container.assets.get(asset_id)))


@router.head("/{asset_id}/data", include_in_schema=False)
@router.get(
    "/{asset_id}/data",
    summary="Download an asset's file",
    response_class=Response,
    responses=file_responses("image/jpeg", 404, 412, 416),
)
async def asset_data(asset_id: AssetId, container: ContainerDep, request: Request) -> Response:
    """The whole file, or a part of it (Range)."""
    asset = await container.assets.get(asset_id)
    if asset.blob_key is None:
        raise NotFound(f"asset {asset_id} has no file; it is {asset.status}")
    name = asset.name or str(asset_id)
    return await blob_response(container.storage, asset.blob_key, request, filename=name, cache_control=_IMMUTABLE)


@router.delete("/{asset_id}", summary="Delete an asset", responses=responses(404))
async def delete_asset(asset_id: AssetId, container: ContainerDep) -> Data[AssetView]:
    """Delete the asset and its file. Refused while a job uses it."""
    asset = await container.assets.remove(asset_id)
    if asset.blob_key:
        await container.storage.delete(asset.blob_key)
    return Data(data=asset_view(asset))


async def _fetch(container: Container, asset_id: UUID, url: str) -> StoredAsset:
    """Store the URL's content. Raise Unprocessable if it cannot be fetched, Transient if storage does not answer."""
    try:
        return await container.ingest.fetch(asset_id, url)
    except InputRejected as error:
        raise Unprocessable.at("url", error.message) from error
    except Transient as error:
        # If it was our storage that did not answer, this does not either, and its error is not blamed on the URL.
        await container.storage.head(asset_key(asset_id))
        raise Unprocessable.at("url", error.message) from error


async def _store_upload(container: Container, asset_id: UUID, upload: Upload) -> AssetRow:
    try:
        fields = _FORM.validate_python(upload.fields)
    except ValidationError as error:
        raise RequestValidationError(error.errors()) from None
    name, role = fields.get("name") or upload.filename[:200], fields.get("role") or AssetRole.REFERENCE
    try:
        stored = await container.ingest.store(asset_id, upload.path)
    except InputRejected as error:
        raise Unprocessable.at("file", error.message) from error
    return await container.assets.add(asset_id, name, role, None, stored)


async def _start_fetch(container: Container, asset_id: UUID, new: AssetByUrl) -> AssetRow:
    """Add the asset as pending and start a workflow that fetches it. If that cannot be started, remove the asset."""
    row = await container.assets.add(asset_id, new.name, new.role, new.url, None)
    try:
        await container.gateway.ingest(asset_id)
    except Transient:
        await container.assets.remove(asset_id)
        raise
    return row
