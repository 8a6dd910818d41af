"""Assets: what is added, and what is shown of one."""

from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field

from api.schemas.common import OptionalError, UtcTime, asset_url, view_of
from db.schema.tables import AssetRow
from domain.base import WebUrl, Wire
from domain.brief import AssetRole, AssetType, Name
from domain.errors import InputRejected
from domain.job.model import AssetStatus
from storage.urls import web_url

MAX_URL_LENGTH = 2_048


def url_error(url: str) -> str | None:
    """Return why the URL can never be fetched, as far as that is known without the network."""
    if len(url) > MAX_URL_LENGTH:
        return f"must not be longer than {MAX_URL_LENGTH:,} characters"
    try:
        web_url(url)
    except InputRejected as error:
        return error.message
    return None


def _fetchable(url: str) -> str:
    if error := url_error(url):
        raise ValueError(error)
    return url


class AssetByUrl(Wire):
    """An asset to fetch. `type` is a hint: the type is what the bytes are."""

    url: Annotated[WebUrl, AfterValidator(_fetchable)] = Field(examples=["https://example.com/product.jpg"])
    type: AssetType | None = Field(default=None, examples=["image"])
    name: Name = Field(default="", examples=["The tin"])
    role: Name = Field(default=AssetRole.REFERENCE, examples=["hero"])


class JobAssetView(Wire):
    """An asset as a job uses it."""

    id: UUID
    url: str = Field(examples=["/api/v3/assets/019a9b1e-5f00-7c3a-9d5e-2f6b8c1d4e70/data"])
    type: AssetType | None = Field(examples=["image"])
    name: str = Field(examples=["The tin"])
    role: str = Field(examples=["hero"])
    content_type: str | None = Field(examples=["image/jpeg"])
    size_bytes: int | None = Field(examples=[184_320])
    status: AssetStatus = Field(examples=["ready"])


class AssetView(JobAssetView):
    source_url: str | None = Field(examples=["https://example.com/product.jpg"])
    error: OptionalError
    created_at: UtcTime


def asset_view(asset: AssetRow) -> AssetView:
    return view_of(AssetView, asset, url=asset_url(asset.id))
