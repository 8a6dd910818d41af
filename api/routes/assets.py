"""Assets: fetch or upload, list, read, serve, delete."""

import re
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Header, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import AfterValidator, TypeAdapter, ValidationError

from api.container import Container
from api.dependencies import AssetId, MessageId, WiringDep
from api.http.blob_response import serve
from api.http.errors import FieldError, Unprocessable
from api.http.idempotency import ApiRoute
from api.http.json_request import JsonRequest
from api.http.pagination import WantedPage, page
from api.http.strict_json import strictly
from api.http.uploads import Upload, UploadRequest, UploadRoute
from api.openapi import examples
from api.openapi.document import answers, form_or_json, media
from api.schemas.job import Data, Page, UtcTime, asset_url
from api.schemas.new_job import url_fault
from db.assets import NewAsset
from db.schema.tables import AssetRow
from domain.base import WebUrl, Wire
from domain.brief import AssetRole, AssetType, Name
from domain.error_info import ErrorInfo
from domain.errors import InputRejected, NotFound, Transient
from domain.job.model import AssetStatus
from domain.rules.results import StoredAsset
from domain.storage_keys import asset_key

router = APIRouter(prefix="/api/v3/assets", tags=["assets"], route_class=ApiRoute)
uploads = APIRouter(prefix="/api/v3/assets", tags=["assets"], route_class=UploadRoute)

_FOR_EVER = "private, max-age=31536000, immutable"
_ASYNC = re.compile(r"(?:^|[,;\s])respond-async(?:$|[,;\s])", re.IGNORECASE)


def _fetchable(url: str) -> str:
    if fault := url_fault(url):
        raise ValueError(fault)
    return url


class AssetByUrl(Wire):
    """What to fetch. `type` is a wish: the type is what the bytes say."""

    url: Annotated[WebUrl, AfterValidator(_fetchable)]
    type: AssetType | None = None
    name: Name = ""
    role: Name = AssetRole.REFERENCE


class AssetView(Wire):
    id: UUID
    url: str
    source_url: str | None
    type: AssetType | None
    name: str
    role: str
    content_type: str | None
    size_bytes: int | None
    status: AssetStatus
    error: ErrorInfo | None
    created_at: UtcTime


_BODY: TypeAdapter[AssetByUrl] = TypeAdapter(Annotated[AssetByUrl, strictly(AssetByUrl)])
_FIELDS: TypeAdapter[dict[str, str]] = TypeAdapter(dict[str, Name])


async def _sent(request: Request) -> AssetByUrl | Upload:
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
    responses=answers(examples.ASSET, 409, 413, 415, 422, status=201, headers=("Location",))
    | answers(examples.PENDING_ASSET, 503, status=202, headers=("Location", "Preference-Applied")),
    openapi_extra=form_or_json(AssetByUrl, examples.NEW_ASSET),
)
async def add_asset(
    sent: Annotated[AssetByUrl | Upload, Depends(_sent)],
    asset_id: MessageId,
    wiring: WiringDep,
    response: Response,
    prefer: Annotated[str, Header(description="`respond-async`: do not wait until a URL is fetched.")] = "",
) -> Data[AssetView]:
    """Fetched from a URL, or uploaded as the part `file` of a form; 201 when it is stored. What cannot be had leaves
    nothing behind; after `respond-async` it is `failed` and `error` says why, as long as deleted jobs are kept."""
    response.headers["Location"] = f"/api/v3/assets/{asset_id}"
    if isinstance(sent, Upload):
        return Data(data=asset_view(await _uploaded(wiring, asset_id, sent)))
    asset = NewAsset(id=asset_id, name=sent.name, role=sent.role, source_url=sent.url)
    if _ASYNC.search(prefer):
        response.status_code = 202
        response.headers["Preference-Applied"] = "respond-async"
        return Data(data=asset_view(await _left_to_a_workflow(wiring, asset)))
    stored = await _fetched(wiring, asset_id, sent.url)
    return Data(data=asset_view(await wiring.assets.add(asset, stored)))


@router.get("", summary="List assets", responses=answers(examples.ASSETS, 422))
async def list_assets(wiring: WiringDep, wanted: WantedPage) -> Page[AssetView]:
    """Newest first."""
    return page(await wiring.assets.newest(wanted.one_more, wanted.after), wanted, asset_view)


@router.get("/{asset_id}", summary="Read an asset", responses=answers(examples.ASSET, 404))
async def read_asset(asset_id: AssetId, wiring: WiringDep) -> Data[AssetView]:
    """What is known of it."""
    return Data(data=asset_view(await wiring.assets.get(asset_id)))


@router.head("/{asset_id}/data", include_in_schema=False)
@router.get(
    "/{asset_id}/data",
    summary="The file itself",
    response_class=Response,
    responses=media("image/jpeg", 404, 412, 416),
)
async def asset_data(asset_id: AssetId, wiring: WiringDep, request: Request) -> Response:
    """Its bytes: whole, or a part (Range)."""
    asset = await wiring.assets.get(asset_id)
    if asset.blob_key is None:
        raise NotFound(f"asset {asset_id} has no file; it is {asset.status}")
    name = asset.name or str(asset_id)
    return await serve(wiring.storage, asset.blob_key, request, filename=name, cache_control=_FOR_EVER)


@router.delete("/{asset_id}", summary="Delete an asset", responses=answers(examples.ASSET, 404, 409, 422))
async def delete_asset(asset_id: AssetId, wiring: WiringDep) -> Data[AssetView]:
    """The asset and its file are gone. Not possible while a job uses it."""
    asset = await wiring.assets.remove(asset_id)
    if asset.blob_key:
        await wiring.storage.delete(asset.blob_key)
    return Data(data=asset_view(asset))


def asset_view(asset: AssetRow) -> AssetView:
    return AssetView(
        id=asset.id,
        url=asset_url(asset.id),
        source_url=asset.source_url,
        type=asset.type,
        name=asset.name,
        role=asset.role,
        content_type=asset.content_type,
        size_bytes=asset.size_bytes,
        status=asset.status,
        error=asset.error,
        created_at=asset.created_at,
    )


async def _fetched(wiring: Container, asset_id: UUID, url: str) -> StoredAsset:
    """The URL's content is in storage. Whatever keeps it from being had is for the caller to change."""
    try:
        return await wiring.ingest.fetch(asset_id, url)
    except InputRejected as error:
        raise Unprocessable(FieldError(path="url", message=error.message)) from error
    except Transient as error:
        # It may have been our own storage that did not answer: then so does this, and it is no fault of the URL.
        await wiring.storage.head(asset_key(asset_id))
        raise Unprocessable(FieldError(path="url", message=error.message)) from error


async def _uploaded(wiring: Container, asset_id: UUID, upload: Upload) -> AssetRow:
    try:
        fields = _FIELDS.validate_python(upload.fields)
        filename = upload.filename[:200]
    except ValidationError as error:
        raise RequestValidationError(error.errors()) from None
    asset = NewAsset(id=asset_id, name=fields.get("name") or filename, role=fields.get("role") or AssetRole.REFERENCE)
    try:
        stored = await wiring.ingest.keep(asset_id, upload.path)
    except InputRejected as error:
        raise Unprocessable(FieldError(path="file", message=error.message)) from error
    return await wiring.assets.add(asset, stored)


async def _left_to_a_workflow(wiring: Container, asset: NewAsset) -> AssetRow:
    """A pending row, and a workflow that fetches it; without the one there is not the other."""
    row = await wiring.assets.add(asset, None)
    try:
        await wiring.gateway.ingest(asset.id)
    except Transient:
        await wiring.assets.remove(asset.id)
        raise
    return row
