"""Assets: fetch or upload, list, read, serve, delete."""

from typing import Annotated
from uuid import UUID

from anyio import Path as AsyncPath
from fastapi import Depends, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import AfterValidator, Field, TypeAdapter, ValidationError

from api.container import Container
from api.dependencies import (
    AssetId,
    CallerDep,
    ClientQuery,
    ContainerDep,
    MessageId,
    PrefersAsync,
    own_client,
)
from api.http.access.scopes import needs
from api.http.blob_response import blob_response
from api.http.errors import Unprocessable
from api.http.json_request import JsonRequest, strictly
from api.http.pagination import PageQuery, page_of
from api.http.routing import ApiRouter
from api.http.upload_request import Upload, UploadRequest, UploadRoute
from api.openapi import file_route, form_or_json, responses
from api.schemas.common import Data, OptionalError, Page, UtcTime, asset_url, url_error, view_of
from api.schemas.jobs.job import JobAssetView
from db.schema.tables.jobs import AssetRow
from domain.base import WebUrl, Wire
from domain.brief import AssetRole, AssetType, ClientId, Name
from domain.clients.access import Scope
from domain.errors import InputRejected, NotFound, StorageFull, Transient
from domain.rules.results import StoredAsset
from domain.storage_keys import asset_key


def _fetchable(url: str) -> str:
    if error := url_error(url):
        raise ValueError(error)
    return url


class AssetByUrl(Wire):
    """An asset to fetch. `type` is a hint: the type is what the bytes are. `clientId` is needed by keys of all clients,
    if the asset is to belong to one."""

    url: Annotated[WebUrl, AfterValidator(_fetchable)] = Field(examples=["https://example.com/product.jpg"])
    type: AssetType | None = Field(default=None, examples=["image"])
    name: Name = Field(default="", examples=["The tin"])
    role: Name = Field(default=AssetRole.REFERENCE, examples=["hero"])
    client_id: ClientId | None = Field(default=None, examples=["acme"])


class AssetView(JobAssetView):
    """`clientId` is null for an asset that is there for keys of all clients only, and for jobs that use it."""

    client_id: str | None = Field(examples=["acme"])
    source_url: str | None = Field(examples=["https://example.com/product.jpg"])
    error: OptionalError
    created_at: UtcTime


def asset_view(asset: AssetRow) -> AssetView:
    return view_of(AssetView, asset, url=asset_url(asset.id))


router = ApiRouter(prefix="/api/v3/assets", tags=["assets"], route_class=UploadRoute)

_PENDING = {"status": "pending", "contentType": None, "sizeBytes": None}
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


@router.post(
    "",
    status_code=201,
    summary="Add an asset",
    responses=responses(status=201, headers=("Location",))
    | responses(503, status=202, headers=("Location", "Preference-Applied"), example={"data": _PENDING}),
    openapi_extra=form_or_json(AssetByUrl),
)
@needs(Scope.WRITE_FILMS)
async def add_asset(
    new: Annotated[AssetByUrl | Upload, Depends(_url_or_upload)],
    asset_id: MessageId,
    container: ContainerDep,
    caller: CallerDep,
    response: Response,
    prefers_async: PrefersAsync,
) -> Data[AssetView]:
    """Fetch an asset from a URL, or upload it as the part `file` of a form; 201 when it is stored. If the URL cannot be
    fetched, nothing is stored. With `respond-async` the asset is then `failed`, `error` says why, and it is kept as
    long as deleted jobs are."""
    response.headers["Location"] = f"/api/v3/assets/{asset_id}"
    if isinstance(new, Upload):
        fields = _valid(new.fields)
        client_id = own_client(caller, fields.get("clientId") or None)
        await _check_storage(container, asset_id, client_id, (await AsyncPath(new.path).stat()).st_size)
        return Data(data=asset_view(await _store_upload(container, asset_id, new, fields, client_id)))
    client_id = own_client(caller, new.client_id)
    await _check_storage(container, asset_id, client_id)
    if prefers_async:
        response.status_code = 202
        response.headers["Preference-Applied"] = "respond-async"
        return Data(data=asset_view(await _start_fetch(container, asset_id, new, client_id)))
    stored = await _fetch(container, asset_id, new.url)
    row = await container.assets.add(asset_id, new.name, new.role, new.url, stored, client_id)
    return Data(data=asset_view(row))


@router.get("", summary="List assets", responses=responses(422))
@needs(Scope.READ_FILMS)
async def list_assets(container: ContainerDep, query: PageQuery, client_id: ClientQuery) -> Page[AssetView]:
    """Newest first. With the key of a client, those that belong to the client."""
    return page_of(await container.assets.newest(query.limit + 1, query.after, client_id), query, asset_view)


@router.get("/{asset_id}", summary="Read an asset", responses=responses(404))
@needs(Scope.READ_FILMS)
async def read_asset(asset_id: AssetId, container: ContainerDep) -> Data[AssetView]:
    """The asset's description, without its file."""
    return Data(data=asset_view(await container.assets.get(asset_id)))


@file_route(router, "/{asset_id}/data", "Download an asset's file", "image/*, video/*, audio/*")
@needs(Scope.READ_FILMS)
async def asset_data(asset_id: AssetId, container: ContainerDep, request: Request) -> Response:
    """The whole file, or a part of it (Range)."""
    asset = await container.assets.get(asset_id)
    if asset.blob_key is None:
        raise NotFound(f"asset {asset_id} has no file; it is {asset.status}")
    name = asset.name or str(asset_id)
    return await blob_response(container.storage, asset.blob_key, request, filename=name, cache_control=_IMMUTABLE)


@router.delete("/{asset_id}", summary="Delete an asset", responses=responses(404))
@needs(Scope.WRITE_FILMS)
async def delete_asset(asset_id: AssetId, container: ContainerDep, caller: CallerDep) -> Data[AssetView]:
    """Delete the asset and its file. Refused while a job uses it."""
    asset = await container.assets.remove(asset_id, caller.client_id)
    if asset.blob_key:
        await container.storage.delete(asset.blob_key)
    return Data(data=asset_view(asset))


async def _check_storage(container: Container, asset_id: UUID, client_id: str | None, more: int = 0) -> None:
    """Errors: StorageFull when the client may not store so many bytes more. What belongs to no client has no limit."""
    if client_id is None:
        return
    try:
        await container.client_usage.check_storage(client_id, more)
    except StorageFull:
        # An earlier attempt at this request may have stored it.
        if not await container.assets.known([asset_id]):
            raise


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


def _valid(fields: dict[str, str]) -> dict[str, str]:
    try:
        return _FORM.validate_python(fields)
    except ValidationError as error:
        raise RequestValidationError(error.errors()) from None


async def _store_upload(
    container: Container, asset_id: UUID, upload: Upload, fields: dict[str, str], client_id: str | None
) -> AssetRow:
    name, role = fields.get("name") or upload.filename[:200], fields.get("role") or AssetRole.REFERENCE
    try:
        stored = await container.ingest.store(asset_id, upload.path)
    except InputRejected as error:
        # The client's name of the file, not that of the copy.
        rest = error.message.removeprefix(upload.path.name)
        named = upload.filename[:200] + rest if upload.filename and rest != error.message else error.message
        raise Unprocessable.at("file", named) from error
    return await container.assets.add(asset_id, name, role, None, stored, client_id)


async def _start_fetch(container: Container, asset_id: UUID, new: AssetByUrl, client_id: str | None) -> AssetRow:
    """Add the asset as pending and start a workflow that fetches it. If that cannot be started, remove the asset."""
    row = await container.assets.add(asset_id, new.name, new.role, new.url, None, client_id)
    try:
        await container.gateway.ingest(asset_id)
    except Transient:
        await container.assets.remove(asset_id)
        raise
    return row
